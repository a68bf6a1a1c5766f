"""The expressions that turn the raw cells of a column into its values, in two steps.

In: a wanted column, the SQL column that holds its cells. Out: SQL over the macros of macros.py. The first step reads what
can mean only one thing, cell by cell, and keeps the text of all else; the second reads that text by what the whole column
was taken for. Unreadable is NULL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import assert_never

from planlang.data.columns.columns import Wanted
from planlang.data.columns.zones import Stretch, stretches
from planlang.data.engines.duckdb.macros import ONLY_DECLARED, ONLY_OF_MONEY, SCALES
from planlang.data.engines.duckdb.sqltext import literal, literals
from planlang.data.loaded.formats import Reading
from planlang.data.loaded.snapshot import Fault
from planlang.data.loaded.tabletypes import NUMBER
from planlang.data.tables.reading import Bulk, Padding
from planlang.frozen import frozen
from planlang.values.notation import CURRENCIES, DateOrder, NumberStyle
from planlang.values.texts import BLANKS, DASHES, NULLS, normal
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

TRUE = ["true", "yes", "y", "t", "1", "1.0", "on", "是", "真", "有", "对", "ja", "j", "wahr", "oui", "vrai", "sí", "si", "s", "verdadero", "tak", "prawda", "sì", "vero", "sant", "jest"]  # fmt: skip
FALSE = ["false", "no", "n", "f", "0", "0.0", "off", "否", "假", "无", "错", "✗", "✘", "☐", "nein", "falsch", "non", "faux", "falso", "nie", "fałsz", "nej", "falskt", "не"]  # fmt: skip
CHECKS = ("✓", "✔", "√", "☑")
"""Marks that are a yes beside any other word."""
MARKS = ("x", "✓", "✔", "√", "☑", "●", "*")
"""What marks a cell as true in a column where all others are blank."""
BIAS = 1_000_000
"""Seconds that are added to a shift, so that it is never negative."""
NOTHING = r"[^\s\S]"
"""A pattern that matches nothing."""
NULL_NAMES = ("NULL", "null", "N/A", "#N/A", "n/a", r"\N", "(null)", "<null>", "-", "--", "—", "——", "–", "－")
"""Words for an empty cell among people and stages: none of them is anybody's name."""

Step = tuple[str, str]
"""The suffix of an SQL column, and the expression that goes there."""


@frozen
class Settled:
    """How the values of a column are made of what the first step read (`c_<n>`) and left (`t_<n>`).

    Attributes:
        levels: expressions over both and over those of earlier levels.
        value: the value, over all of those.
        flag: that a local time does not exist or occurs twice; None where it never does.
        doubt: that a cell can be read in more than one way; None where none can.
        nothing: that a cell that was left counts as empty.
    """

    levels: tuple[tuple[Step, ...], ...]
    value: str
    flag: str | None
    doubt: str | None
    nothing: str


def fault_of(unit: Unit) -> Fault:
    """What a cell is called that is filled but cannot be read."""
    match unit:
        case TextUnit() | Person() | RecordOf():
            return Fault.EMPTY_CELL
        case StageOf():
            return Fault.UNKNOWN_STAGE
        case Truth():
            return Fault.BAD_TRUTH
        case DateUnit() | InstantUnit():
            return Fault.BAD_DATE
        case _:
            return Fault.BAD_NUMBER


def is_text(unit: Unit) -> bool:
    """Whether every text is a value: nothing is left for the second step."""
    return isinstance(unit, TextUnit | Person | RecordOf)


def trimmed(field: str, padding: Padding) -> str:
    """A cell without blanks at its ends, NULL for an empty one."""
    if padding is Padding.NONE:
        return f"nullif({field}, '')"
    if padding is Padding.SPACES:
        return f"nullif(trim({field}), '')"
    is_padded = f"regexp_matches({field}, {literal(f'^[{BLANKS}]|[{BLANKS}]$')})"
    return f"nullif(CASE WHEN {is_padded} THEN trim({field}, {literal(BLANKS)}) ELSE {field} END, '')"


# ---------------------------------------------------------------- the first step


def raw(column: Wanted, field: str, file: Bulk) -> str:
    """The text that the first step starts from: of texts without blanks at their ends, of others the cell as it stands."""
    text = trimmed(field, file.padding)
    if column.spec.format.empty:
        text = f"CASE WHEN {text} IN {literals(column.spec.format.empty)} THEN NULL ELSE {text} END"
    is_cut = isinstance(column.spec.unit, TextUnit | Person | StageOf | RecordOf | Truth) or column.spec.format.empty
    if not is_cut:
        return field
    return f"bare({text})" if file.quotes else text


def plain(column: Wanted, cell: str) -> str:
    """The value of a cell that can mean only one thing, NULL for all others."""
    match column.spec.unit:
        case TextUnit() | RecordOf():
            return cell
        case Person():
            longest = max(len(name.encode()) for name in NULL_NAMES)
            return f"CASE WHEN strlen({cell}) > {longest} OR {cell} NOT IN {literals(NULL_NAMES)} THEN {cell} END"
        case StageOf():
            return _stage(column, cell)
        case Truth():
            yes, no = literals(TRUE), literals(FALSE)
            return f"CASE WHEN lower({cell}) IN {yes} THEN TRUE WHEN lower({cell}) IN {no} THEN FALSE END"
        case DateUnit():
            return f"plain_date({cell})"
        case InstantUnit():
            return f"plain_instant({cell})"
        case Count():
            return f"CASE WHEN plain_number({cell}) % 1 = 0 THEN plain_number({cell}) END"
        case _:
            return f"plain_number({cell})"


def _stage(column: Wanted, cell: str) -> str:
    """The declared name of a stage: as written, else in lower case; only what is in no known form has to be folded."""
    if not column.stages:
        return "CAST(NULL AS VARCHAR)"
    cases = "".join(f" WHEN {literal(said)} THEN {literal(name)}" for said, name in column.stages.items())
    folded = {said: name for said, name in column.stages.items() if normal(said).lower() == said}
    written = {name: name for name in column.stages.values()}
    exact = "".join(f" WHEN {literal(said)} THEN {literal(name)}" for said, name in (folded | written).items())
    return f"CASE {cell}{exact} ELSE CASE lower(folded({cell})){cases} END END"


# ---------------------------------------------------------------- the second step


def settled(column: Wanted, number: int, reading: Reading, zones: tuple[str, str]) -> Settled:
    """How the values of a column are made; `zones` are the source's and the plan's."""
    value, left = column.sql, f"t_{number}"
    match column.spec.unit:
        case TextUnit() | Person() | RecordOf():
            return Settled((), value, None, None, "FALSE")
        case StageOf():
            return Settled((), value, None, None, f"{left} IN {literals(NULL_NAMES)}")
        case Truth():
            return _truth(value, left, reading)
        case DateUnit():
            return _date(value, left, reading, zones)
        case InstantUnit():
            return _instant(value, left, reading, zones)
        case _:
            return _number(column, value, number, reading)


def number_form(column: Wanted, style: NumberStyle | None) -> str:
    """The form of a number with its sign, its currency and what it is counted in, as a literal of a regular expression
    with five groups: sign, sign, digits, trailing sign, scale.

    Without a style only digits that mean the same in both: no points, no commas.
    """
    unit = column.spec.unit
    words = sorted((word for word in SCALES if _may_follow(word, column)), key=len, reverse=True)
    marks = sorted(_marks(unit), key=len, reverse=True)
    scale, mark = ("|".join(map(re.escape, texts)) or NOTHING for texts in (words, marks))
    # `1'234.-`, `250,--`, `5,000/-`: no cents, and no sign
    whole = r"(?:[.,]|[:/]-{1,2}|[.,]-{1,2})?" if style is None else rf"(?:{_POINTS[style]}(?:-{{1,2}})?|[:/]-{{1,2}})?"
    # `-¥1,054.00`, `¥-5`, `1.2亿元`, `20%`, `1234.56-`, `€ 2.900,00`
    sign = rf"(?:([+-]?) *(?:{mark})? *|(?:{mark}) *([+-]) *)"
    return rf"'^(?i){sign}({_digits(style)}){whole}(-?) *({scale})? *(?:{mark})?$'"


def _may_follow(word: str, column: Wanted) -> bool:
    """Whether a power of ten in words may follow the numbers of a column."""
    unit = column.spec.unit
    if word in "%‰":
        return isinstance(unit, Plain | Ratio | PercentagePoints)
    if word == ONLY_DECLARED:
        return column.spec.format.power == SCALES[ONLY_DECLARED]
    return isinstance(unit, MoneyIn) or (isinstance(unit, Count | Plain) and word not in ONLY_OF_MONEY)


_POINTS = {NumberStyle.POINT: r"\.", NumberStyle.COMMA: ","}


def _digits(style: NumberStyle | None) -> str:
    """The digits of a number in a style."""
    grouped = r"\d{1,3}(?:''\d{3})+|\d{1,3}(?: \d{3})+"
    if style is None:
        return rf"(?:{grouped}|\d+)"
    point, comma = (r"\.", ",") if style is NumberStyle.POINT else (",", r"\.")
    # `12,34,567`, never `12.34.567`
    indian = r"|\d{1,2}(?:,\d\d)+,\d{3}" if style is NumberStyle.POINT else ""
    whole = rf"\d{{1,3}}(?:{comma}\d{{3}})+{indian}|{grouped}|\d+"
    return rf"(?:{whole})(?:{point}\d+)?(?:E[+-]?\d{{1,2}})?|{point}\d+"


def _marks(unit: Unit) -> Iterable[str]:
    """How the currency of a number may be marked."""
    match unit:
        case MoneyIn(currency=currency):
            return (*CURRENCIES.get(currency, ()), currency)
        case Plain():
            return CURRENCIES["CNY"]
        case _:
            return ()


def _number(column: Wanted, value: str, number: int, reading: Reading) -> Settled:
    """A number: plain, or with separators, currency, a power of ten in words; in the unit of its column."""
    unit, left = column.spec.unit, f"t_{number}"
    if reading.numbers is not NumberStyle.POINT:
        # what the first step read with a point is in another style, or may be
        value = f"CASE WHEN NOT d_{number} THEN {value} END"
    apart = f"starts_with({left}_a, '~')"
    clean = "with_comma" if reading.numbers is NumberStyle.COMMA else "with_point"
    digits = f"{clean}(string_split({left}_a, '~')[2]) || scale_of(string_split({left}_a, '~')[3])"
    found = f"CASE WHEN {apart} THEN TRY_CAST({digits} AS {NUMBER}) END"
    if reading.minutes is not None:
        per = reading.minutes
        found = f"COALESCE({found}, CAST(minutes_of({left}_h) * {per.denominator} / {per.numerator} AS {NUMBER}))"
    levels: tuple[tuple[Step, ...], ...] = (
        (("_h", f"unwrapped(half_width({left}))"),),
        (("_a", f"taken_apart({left}_h, {number_form(column, reading.numbers)})"),),
        (("_n", found), ("_s", f"COALESCE({apart} AND string_split({left}_a, '~')[3] <> '', FALSE)")),
    )
    both = f"COALESCE({value}, {left}_n)"
    counted = f"CASE WHEN {left}_s THEN {left}_n ELSE {_times(both, reading.powers)} END"
    doubt = None
    if reading.numbers is None:
        either = " OR ".join(f"regexp_matches({left}_h, {number_form(column, style)})" for style in NumberStyle)
        doubt = f"(d_{number} OR CASE WHEN {left}_n IS NULL THEN {either} END)"
    if reading.blocked:
        counted = f"CASE WHEN {left}_s THEN {left}_n END"
        unproved = f"{both} IS NOT NULL AND NOT {left}_s"
        doubt = unproved if doubt is None else f"(COALESCE({doubt}, FALSE) OR {unproved})"
    levels = (*levels, (("_v", counted),))
    result = f"CASE WHEN {left}_v % 1 = 0 THEN {left}_v END" if isinstance(unit, Count) else f"{left}_v"
    return Settled(levels, result, None, doubt, _is_nothing(left))


def _times(value: str, powers: Mapping[int, int]) -> str:
    """A value in the unit of its file: file -> power of ten."""
    by_power: dict[int, list[int]] = {}
    for file, power in powers.items():
        by_power.setdefault(power, []).append(file)
    cases = [
        (files, value if power == 0 else f"TRY_CAST({value} * {_power(power)} AS {NUMBER})")
        for power, files in by_power.items()
    ]
    if not cases:
        return value
    if len(cases) == 1:
        return cases[0][1]
    when = " ".join(f"WHEN file IN ({', '.join(map(str, files))}) THEN {result}" for files, result in cases[1:])
    return f"CASE {when} ELSE {cases[0][1]} END"


def _power(power: int) -> str:
    return "1" + "0" * power if power >= 0 else "0." + "0" * (-power - 1) + "1"


def _is_nothing(left: str) -> str:
    """Whether a cell that was left says that there is nothing."""
    return f"({left} IN {literals(DASHES)} OR lower({left}) IN {literals(NULLS)})"


def _truth(value: str, left: str, reading: Reading) -> Settled:
    """Yes or no; in a column of marks a blank is no."""
    if reading.marks:
        value = f"COALESCE({value}, lower({left}) IN {literals(MARKS)}, FALSE)"
    else:
        value = f"COALESCE({value}, CASE WHEN {left} IN {literals(CHECKS)} THEN TRUE END)"
    return Settled((), value, None, None, _is_nothing(left))


def _date(value: str, left: str, reading: Reading, zones: tuple[str, str]) -> Settled:
    """A day; a time beside it counts only where it moves into another day of the plan's zone."""
    levels = (
        (("_h", f"half_width({left})"),),
        (("_w", f"in_words({left}_h)"),),
        (("_x", _read(f"{left}_h", f"{left}_w", reading.dates)), ("_o", f"offset_of({left}_h)")),
        (("_t", f"on_the_clock({left}_x, {left}_h)"),),
        _shift(
            left, zones, f"contains({left}_h, ':') OR {left}_t <> date_trunc('day', {left}_t) OR is_epoch({left}_h)"
        ),
    )
    result = f"COALESCE({value}, CAST({left}_t + to_seconds({left}_s // 2 - {BIAS}) AS DATE))"
    return Settled(levels, result, f"{left}_s % 2 = 1", _doubtful(left, reading), _is_no_date(left))


def _instant(value: str, left: str, reading: Reading, zones: tuple[str, str]) -> Settled:
    """A local time of the plan; what the first step read is one of the source's zone."""
    levels = (
        (("_h", f"half_width({left})"),),
        (("_w", f"in_words({left}_h)"),),
        (("_x", _read(f"{left}_h", f"{left}_w", reading.dates)), ("_o", f"offset_of({left}_h)")),
        (("_t", f"COALESCE({value}, on_the_clock({left}_x, {left}_h))"),),
        _shift(left, zones, f"{value} IS NOT NULL OR contains({left}_h, ':') OR {left}_t <> date_trunc('day', {left}_t) OR is_epoch({left}_h)"),
    )  # fmt: skip
    result = f"{left}_t + to_seconds({left}_s // 2 - {BIAS})"
    return Settled(levels, result, f"{left}_s % 2 = 1", _doubtful(left, reading), _is_no_date(left))


def _is_no_date(left: str) -> str:
    return f"({_is_nothing(left)} OR is_no_end({left}))"


def _read(text: str, words: str, order: DateOrder | None) -> str:
    """A local time from one of the many ways to write it; `words` is what its month in words was taken apart to."""
    read = [f"year_first({text})", f"of_words({words})", f"counted({text})"]
    match order:
        case None:
            pass
        case DateOrder.DAY_FIRST:
            read.append(f"day_first({text})")
        case DateOrder.MONTH_FIRST:
            read.append(f"month_first({text})")
        case DateOrder.YEAR_FIRST:
            read.append(f"short_year_first({text})")
        case unreachable:
            assert_never(unreachable)
    return f"COALESCE({', '.join(read)})"


def _doubtful(left: str, reading: Reading) -> str | None:
    """Whether a date would be one if the order of its numbers were known."""
    if reading.dates is not None:
        return None
    orders = (f"{order}({left}_h)" for order in ("day_first", "month_first", "short_year_first"))
    return f"{left}_x IS NULL AND COALESCE({', '.join(orders)}) IS NOT NULL"


def zones_always_matter(zones: tuple[str, str]) -> bool:
    """Whether the clock of a source is not that of the plan, or is changed in our times."""
    source, plan = zones
    last = stretches(source, plan)[-1]
    return bool(last.shift) or last.start >= datetime(2000, 1, 1)


def _shift(left: str, zones: tuple[str, str], timed: str) -> tuple[Step, ...]:
    """How many seconds a local time moves, above `-BIAS`, doubled; odd where it does not exist or occurs twice.

    A date without a time is a day of the plan, whatever the zone of the source.
    """
    source, plan = zones
    from_utc = _by_stretch(f"({left}_t - to_minutes({left}_o))", stretches("UTC", plan))
    own = _by_stretch(f"{left}_t", stretches(source, plan))
    moved = f"CASE WHEN {left}_o IS NULL THEN {own} ELSE {from_utc} - 120 * {left}_o END"
    return (("_s", f"CASE WHEN {timed} THEN {moved} ELSE {2 * BIAS} END"),)


def _by_stretch(time: str, local: Sequence[Stretch]) -> str:
    """A search tree over stretches of local time."""
    if len(local) == 1:
        return str((local[0].shift // timedelta(seconds=1) + BIAS) * 2 + local[0].is_odd)
    middle = len(local) // 2
    before, after = _by_stretch(time, local[:middle]), _by_stretch(time, local[middle:])
    return f"CASE WHEN {time} < {_timestamp(local[middle].start)} THEN {before} ELSE {after} END"


def _timestamp(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.isoformat(' ')}'"
