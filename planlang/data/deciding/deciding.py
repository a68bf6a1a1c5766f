"""What the columns of a source are taken for.

In: what all their cells show (engines/duckdb/evidence.py), what the plan declares, what the headers say. Out: one
`Decision` a column, and what could not be decided or contradicts it. A declaration goes before the cells of the column in
all files, these before those of its neighbours in the source; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import evolve

from planlang.data.columns.columns import Wanted
from planlang.data.deciding.agreement import (
    BY_THEMSELVES,
    UNDECIDED,
    Decision,
    FileFacts,
    Problem,
    Proof,
    agreed,
    choices,
    with_cells,
)
from planlang.data.deciding.columnwords import header_power, label_of
from planlang.data.engines.duckdb.evidence import DatedCells, Evidence, Fitting, Written
from planlang.data.loaded.formats import Reading
from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.text import Text
from planlang.values.notation import DateOrder, NumberStyle
from planlang.values.units import DateUnit, InstantUnit, Person, Ratio, RecordOf, StageOf, TextUnit, Truth

BY_NEIGHBOUR = Text("format.by-neighbour", "as in the column {column} of this source")
BY_DAYS = Text("format.by-days", "only so do they lie in the days of {file}")
BY_SCRIPT = Text("format.by-script", "the header is Chinese: points begin fractions")

UNCLEAR_NUMBERS = Text(
    "data.unclear-numbers",
    '{column}: "{cell}" may be {one} or {other}, and no cell of the source tells which; write `numbers "1,234.56"` or'
    ' `numbers "1.234,56"` in `source {source}`',
)
UNCLEAR_DATES = Text(
    "data.unclear-dates",
    '{column}: "{cell}" does not tell which number is the day, and no cell of the source does; write {choices} in'
    " `source {source}`",
)
UNCLEAR_SHARE = Text(
    "data.unclear-share",
    '{column}: is "{cell}" a share or a percentage? write `percent` behind the column, or `unit 1` where 1 is 100%',
)
SMALL_PERCENT = Text(
    "data.small-percent",
    '{column}: the header says percent, but every cell lies between 0 and 1 ("{cell}"); write `percent` behind the'
    " column, or `unit 1` where 1 is 100%",
)


def decide(
    source: str,
    columns: Sequence[Wanted],
    files: Mapping[int, FileFacts],
    evidence: Evidence,
    at: int | None,
    years: tuple[int, int],
) -> tuple[Decision, ...]:
    """A decision for each column; `at` is the column that dates events, `years` are those of the plan."""
    left = evidence.left
    decisions: list[Decision] = []
    open_numbers: list[int] = []
    open_dates: list[int] = []
    doubtful: dict[int, str] = {}
    for index, column in enumerate(columns):
        unit, some_left = column.spec.unit, bool(left.get(index))
        label = label_of(column, [facts.headers[index] for facts in files.values()])
        if isinstance(unit, TextUnit | Person | StageOf | RecordOf):
            decision = Decision(Reading(), BY_THEMSELVES())
        elif isinstance(unit, Truth):
            marks = some_left and evidence.are_marks(index)
            decision = Decision(Reading(marks=marks), BY_THEMSELVES())
        elif isinstance(unit, DateUnit | InstantUnit):
            cells = evidence.dates(index, years) if some_left else []
            asks = cells and index == at and column.spec.format.dates is None
            fits = _fitting(evidence, index, files) if asks else []
            decision = _dates(source, index, column, label, files, cells, fits)
            unclear = next((cell.example for cell in cells), None)
            if decision.reading.dates is None and not decision.problems and unclear is not None:
                open_dates.append(index)
                doubtful[index] = unclear
        else:
            shapes = evidence.numbers(index, some_left=some_left)
            decision, unclear = _numbers(source, index, column, label, files, shapes)
            if unclear is not None:
                open_numbers.append(index)
                doubtful[index] = unclear
        decisions.append(decision)
    _ask_neighbours(source, columns, files, decisions, open_numbers, open_dates, doubtful)
    for index, column in enumerate(columns):
        if isinstance(column.spec.unit, Ratio):
            decisions[index] = _share(index, column, files, decisions[index], evidence)
    return tuple(decisions)


# ---------------------------------------------------------------- numbers


def _numbers(
    source: str,
    index: int,
    column: Wanted,
    label: str,
    files: Mapping[int, FileFacts],
    shapes: Sequence[Written],
) -> tuple[Decision, str | None]:
    """The style of the numbers of a column; a cell that leaves it open, where nothing in the column decides."""
    proofs: dict[int, Proof] = {}
    unclear: str | None = None
    for shape in shapes:
        style = style_of(shape.shape)
        if style is None:
            unclear = unclear or shape.example
        else:
            proofs[shape.file] = with_cells(proofs.get(shape.file), style, shape)
    declared = column.spec.format.numbers
    style, why, problems, outsiders, why_in = agreed(source, index, label, files, proofs, declared, "numbers")
    reading = Reading(numbers=style, outsiders=outsiders, minutes=column.spec.format.minutes)
    reading = evolve(reading, powers=powers(column, files, index))
    decision = Decision(reading, why, problems, why_in)
    return decision, unclear if style is None and not problems else None


def style_of(shape: str) -> NumberStyle | None:
    """The style that a number of some shape proves; None where it may be of both.

    >>> style_of("9.999,99"), style_of("99.9"), style_of("0.999"), style_of("999.999"), style_of("9,999,999")
    (<NumberStyle.COMMA: '1.234,56'>, <NumberStyle.POINT: '1,234.56'>, <NumberStyle.POINT: '1,234.56'>, None, \
<NumberStyle.POINT: '1,234.56'>)
    """
    if shape == "#":
        return NumberStyle.POINT
    is_uneven_count = shape.endswith("!")
    text = shape.removesuffix("!")
    points, commas = text.count("."), text.count(",")
    point, comma = NumberStyle.POINT, NumberStyle.COMMA
    if points and commas:
        return comma if text.rindex(",") > text.rindex(".") else point
    if points > 1 or commas > 1:
        return comma if points else point
    before, mark, after = re.split(r"([.,])", text, maxsplit=1)
    as_fraction = point if mark == "." else comma
    if len(after) != 3 or not 1 <= len(before) <= 3 or before.startswith("0") or not before.isdigit():
        return as_fraction
    if is_uneven_count:  # a count is whole, so the mark can only stand between thousands
        return comma if mark == "." else point
    return None


def powers(column: Wanted, files: Mapping[int, FileFacts], index: int) -> Mapping[int, int]:
    """File -> power of ten of the numbers of a column: as declared, else as the header of the file says, or a line next to it."""
    declared = column.spec.format.power
    if declared is not None:
        return dict.fromkeys(files, declared)
    unit = column.spec.unit
    return {
        number: header_power(unit, facts.headers[index] or "", facts.units[index])[0] for number, facts in files.items()
    }


# ---------------------------------------------------------------- dates


def _fitting(evidence: Evidence, index: int, files: Mapping[int, FileFacts]) -> list[Fitting]:
    days = {number: facts.days for number, facts in files.items() if facts.days is not None}
    return evidence.fitting(index, days)


def _dates(
    source: str,
    index: int,
    column: Wanted,
    label: str,
    files: Mapping[int, FileFacts],
    cells: Sequence[DatedCells],
    fits: Sequence[Fitting],
) -> Decision:
    """The order of day, month and year in a column."""
    proofs: dict[int, Proof] = {}
    by_days: dict[int, DateOrder] = {}
    shorts = [cell for cell in cells if cell.short]
    year_is_first = _year_first(shorts)
    for cell in cells:
        order = _order_of(cell, year_is_first)
        if order is not None:
            proofs[cell.file] = with_cells(
                proofs.get(cell.file), order, Written(cell.file, "", cell.count, cell.example)
            )
    examples = {cell.file: cell.example for cell in cells}
    for fit in fits:
        if fit.file in proofs or (fit.day_first == fit.count) == (fit.month_first == fit.count):
            continue
        order = DateOrder.DAY_FIRST if fit.day_first == fit.count else DateOrder.MONTH_FIRST
        by_days[fit.file] = order
        shape = Written(fit.file, "", fit.count, examples.get(fit.file, ""))
        proofs[fit.file] = with_cells(proofs.get(fit.file), order, shape)
    declared = column.spec.format.dates
    order, why, problems, outsiders, why_in = agreed(source, index, label, files, proofs, declared, "dates")
    if order is not None and declared is None:
        proving = [number for number in files if order in (proofs[number].counts if number in proofs else ())]
        if proving and all(number in by_days for number in proving):
            why = BY_DAYS(file=files[proving[0]].name)
    return Decision(Reading(dates=order, outsiders=outsiders), why, problems, why_in)


def _year_first(cells: Sequence[DatedCells]) -> bool | None:
    """Whether dates of three short numbers begin with the year; None where they do not tell.

    Only the number that is a year of the plan in every cell can be the year; where no number always is, years stand
    last, as nearly everywhere, but not behind dashes: `26-05-18` is as common.
    """
    if not cells:
        return False
    first, last = all(cell.first_year for cell in cells), all(cell.last_year for cell in cells)
    if first != last:
        return first
    if any(cell.second for cell in cells) and not first:
        return False
    return None if first or any(cell.mark == "-" for cell in cells) else False


def _order_of(cell: DatedCells, year_is_first: bool | None) -> DateOrder | None:
    """The order that a date proves."""
    if cell.short and year_is_first:
        return DateOrder.YEAR_FIRST
    if cell.short and year_is_first is None:
        # `05-18-26`: no month is above 12, so only the first number can be the month
        return DateOrder.MONTH_FIRST if cell.second and not cell.first else None
    if cell.second:
        return None if cell.first else DateOrder.MONTH_FIRST
    return DateOrder.DAY_FIRST if cell.first or cell.mark == "." else None


def _ask_neighbours(
    source: str,
    columns: Sequence[Wanted],
    files: Mapping[int, FileFacts],
    decisions: list[Decision],
    open_numbers: Sequence[int],
    open_dates: Sequence[int],
    doubtful: Mapping[int, str],
) -> None:
    """Settle what a column leaves open by what the others of the source prove; what stays open is a problem."""
    settled_numbers = {d.reading.numbers: i for i, d in reversed(list(enumerate(decisions))) if d.reading.numbers}
    settled_dates = {d.reading.dates: i for i, d in reversed(list(enumerate(decisions))) if d.reading.dates}
    for index in open_numbers:
        headers = [facts.headers[index] for facts in files.values()]
        label = label_of(columns[index], headers)
        if len(settled_numbers) == 1:
            [(style, other)] = settled_numbers.items()
            why = BY_NEIGHBOUR(column=columns[other].spec.name)
            decisions[index] = evolve(
                decisions[index], reading=evolve(decisions[index].reading, numbers=style), why=why
            )
        elif any(_is_chinese(header or "") for header in headers):
            reading = evolve(decisions[index].reading, numbers=NumberStyle.POINT)
            decisions[index] = evolve(decisions[index], reading=reading, why=BY_SCRIPT())
        else:
            one, other_value = both_values(doubtful[index])
            message = UNCLEAR_NUMBERS(column=label, cell=doubtful[index], one=one, other=other_value, source=source)
            decisions[index] = evolve(
                decisions[index], why=UNDECIDED(), problems=(Problem(Fault.UNCLEAR_FORMAT, index, message),)
            )
    for index in open_dates:
        label = label_of(columns[index], [facts.headers[index] for facts in files.values()])
        if len(settled_dates) == 1:
            [(order, other)] = settled_dates.items()
            why = BY_NEIGHBOUR(column=columns[other].spec.name)
            decisions[index] = evolve(decisions[index], reading=evolve(decisions[index].reading, dates=order), why=why)
        else:
            orders = [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST]
            if re.match(r"\d\d-", doubtful[index]):
                orders.append(DateOrder.YEAR_FIRST)
            message = UNCLEAR_DATES(column=label, cell=doubtful[index], choices=choices("dates", orders), source=source)
            decisions[index] = evolve(
                decisions[index], why=UNDECIDED(), problems=(Problem(Fault.UNCLEAR_FORMAT, index, message),)
            )


def both_values(cell: str) -> tuple[str, str]:
    """What a number that may be of both styles would be with a point, and with a comma.

    >>> both_values("50.000"), both_values("€ 1,234")
    (('50', '50000'), ('1234', '1.234'))
    """
    digits = re.sub(r"[^0-9.,]", "", cell)
    whole, _, fraction = digits.partition("." if "." in digits else ",")
    as_fraction = f"{whole}.{fraction}".rstrip("0").rstrip(".")
    as_thousands = whole + fraction
    return (as_fraction, as_thousands) if "." in digits else (as_thousands, as_fraction)


def _is_chinese(text: str) -> bool:
    """Whether a text has Chinese, Japanese or Korean letters."""
    return any("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in text)


# ---------------------------------------------------------------- shares


def _share(
    index: int, column: Wanted, files: Mapping[int, FileFacts], decision: Decision, evidence: Evidence
) -> Decision:
    """Whether shares without a percent sign are percentages: by the header or the plan, else none may be above 1."""
    powers_ = set(decision.reading.powers.values())
    if column.spec.format.power is not None or not files:
        return decision
    above, below, example = evidence.shares(index, decision.reading)
    label = label_of(column, [facts.headers[index] for facts in files.values()])
    if powers_ == {0}:
        if not above:
            return decision
        message = UNCLEAR_SHARE(column=label, cell=_short(example))
    elif above or not below:
        return decision
    else:
        message = SMALL_PERCENT(column=label, cell=_short(example))
    problem = Problem(Fault.UNCLEAR_FORMAT, index, message)
    return evolve(
        decision,
        reading=evolve(decision.reading, blocked=True),
        problems=(*decision.problems, problem),
        why=UNDECIDED(),
    )


def _short(number: str) -> str:
    """A decimal without zeros at its end."""
    return number.rstrip("0").rstrip(".") if "." in number else number
