"""The words for what a column was taken for, and why.

In: a column, what was decided about it, a file. Out: `Message`s; and the unit that a header says its numbers have.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.data.columns.columns import Wanted
from planlang.data.deciding.agreement import BY_THEMSELVES, SAMPLES, Decision
from planlang.data.engines.duckdb import Filled
from planlang.data.loaded.formats import ColumnFormat, Reading
from planlang.diagnostics.text import Message, Text
from planlang.values.notation import power_of, units_in
from planlang.values.units import (
    Count,
    DateUnit,
    InstantUnit,
    MoneyIn,
    PercentagePoints,
    Person,
    Plain,
    Ratio,
    RecordOf,
    StageOf,
    TextUnit,
    Truth,
    Unit,
)

UNIT_BY_HEADER = Text("format.unit-by-header", "{why}; the header says {unit}")
UNIT_BESIDE = Text("format.unit-beside", "{why}; a line next to the header says {unit}")
UNIT_DECLARED = Text("format.unit-declared", "{why}; the plan says {unit}")
AS_TEXT = Text("format.text", "text")
AS_PEOPLE = Text("format.people", "people")
AS_STAGES = Text("format.stages", "stages")
AS_TRUTHS = Text("format.truths", "yes or no")
AS_MARKS = Text("format.marks", "marks, a blank is no")
AS_NUMBERS = Text("format.numbers", "numbers")
AS_STYLED = Text("format.styled-numbers", "numbers like {sample}")
AS_DATES = Text("format.dates", "dates, the year first")
AS_ORDERED = Text("format.ordered-dates", "dates like {sample}")
IN_UNIT = Text("format.in-unit", "{numbers} in {unit}")
ABSENT = Text("format.absent", "not in the file")
NONE_READ = Text("format.none-read", "none of its cells can be read")


def label_of(column: Wanted, headers: Sequence[str | None]) -> str:
    """A column as people see it: `"商机金额" (amount)`."""
    header = next((header for header in headers if header is not None), None)
    name = column.spec.name
    return f'"{name}"' if header is None or header == name else f'"{header}" ({name})'


def header_power(unit: Unit, header: str, beside: str = "") -> tuple[int, str]:
    """The power of ten that a header says its numbers are counted in, else a line next to it, and the words that say so.

    >>> header_power(MoneyIn("CNY"), "金额(万元)"), header_power(Ratio(), "Probability (%)"), header_power(Plain(), "m")
    ((4, '万元'), (-2, '%'), (0, ''))
    """
    is_figure = isinstance(unit, MoneyIn | Plain | Count | Ratio | PercentagePoints)
    for words in (*units_in(header), *((beside,) if beside else ())) if is_figure else ():
        power = power_of(words, of_money=isinstance(unit, MoneyIn))
        if power is not None and (power < 0) == isinstance(unit, Ratio | PercentagePoints):
            return power, words if power else ""
    return 0, ""


def taken_for(column: Wanted, reading: Reading, header: str | None, file: int, beside: str = "") -> Message:
    """What the cells of a column of a file were taken for."""
    unit = column.spec.unit
    if header is None:
        return ABSENT()
    match unit:
        case TextUnit() | RecordOf():
            return AS_TEXT()
        case Person():
            return AS_PEOPLE()
        case StageOf():
            return AS_STAGES()
        case Truth():
            return AS_MARKS() if reading.marks else AS_TRUTHS()
        case DateUnit() | InstantUnit():
            return AS_DATES() if reading.dates is None else AS_ORDERED(sample=SAMPLES[reading.dates])
    numbers = AS_NUMBERS() if reading.numbers is None else AS_STYLED(sample=SAMPLES[reading.numbers])
    words = unit_of(column, reading, header, file, beside)
    return IN_UNIT(numbers=numbers, unit=words) if words else numbers


def unit_of(column: Wanted, reading: Reading, header: str, file: int, beside: str = "") -> str:
    """The words for what the numbers of a file are counted in, empty for ones."""
    if column.spec.format.unit is not None:
        return column.spec.format.unit
    return header_power(column.spec.unit, header, beside)[1] if reading.powers.get(file) else ""


def why_so(column: Wanted, decision: Decision, header: str | None, file: int, beside: str = "") -> Message:
    """Why a column of a file was taken for what it was."""
    why = decision.why_in.get(file, decision.why)
    if header is None:
        return ABSENT()
    words = unit_of(column, decision.reading, header, file, beside)
    if not words:
        return why
    if column.spec.format.unit is not None:
        return UNIT_DECLARED(why=why, unit=words)
    is_own = bool(header_power(column.spec.unit, header)[1])
    return (UNIT_BY_HEADER if is_own else UNIT_BESIDE)(why=why, unit=words)


def column_format(
    column: Wanted,
    decision: Decision,
    source: str,
    file: tuple[int, str],
    header: tuple[str | None, str],
    filled: Filled | None,
    disagreeing: tuple[int, tuple[str, ...]] | None,
) -> ColumnFormat:
    """What a column of a file, given by number and name, was taken for; None: the file has no row, no cell disagrees.
    `header` is the header with the unit that a line next to it says.
    """
    (number, name), (title, beside) = file, header
    known = filled or Filled(0, 0, 0, ())
    wrong, examples = disagreeing or (0, ())
    why = why_so(column, decision, title, number, beside)
    is_unread = wrong and wrong >= known.plain + known.left and why == BY_THEMSELVES()
    return ColumnFormat(
        source=source,
        file=name,
        column=column.spec.name,
        header=title,
        taken_for=taken_for(column, decision.reading, title, number, beside),
        why=NONE_READ() if is_unread else why,
        cells=known.plain + known.left,
        empty=known.rows - known.plain - known.left,
        disagree=wrong,
        examples=tuple(dict.fromkeys((*examples, *known.examples)))[:3],
    )
