"""The expressions that turn the raw cells of a column into its values.

In: a wanted column, the name of the SQL column that holds its raw text, the zones. Out: SQL over the macros of
macros.py, in two steps: what the text says, then the clock of the plan's zone. Unreadable is NULL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import assert_never

from attrs import evolve, frozen

from planlang.data.columns import Wanted
from planlang.data.dateorder import DateOrder
from planlang.data.engines.duckdb.macros import SCALES
from planlang.data.engines.duckdb.sqltext import NUMBER, literal, literals
from planlang.data.reading import BLANKS
from planlang.data.snapshot import Fault
from planlang.data.zones import Stretch, stretches
from planlang.values.units import (
    Count,
    DateUnit,
    Days,
    InstantUnit,
    Minutes,
    MoneyIn,
    PercentagePoints,
    Person,
    Plain,
    Ratio,
    StageOf,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
)

SYMBOLS = {
    "CNY": ("¥", "元", "人民币", "RMB"),
    "JPY": ("¥", "円"),
    "USD": ("$", "US$", "美元"),
    "EUR": ("€", "欧元"),
    "GBP": ("£",),
    "HKD": ("$", "HK$", "港元"),
    "TWD": ("$", "NT$"),
}
"""How a cell may name its currency, beside the ISO code."""
TRUE = ("true", "yes", "y", "1", "是", "真")
FALSE = ("false", "no", "n", "0", "否", "假")
BIAS = 1_000_000
"""Seconds that are added to a shift, so that it is never negative."""
NOTHING = r"[^\s\S]"
"""A pattern that matches nothing."""
DASHES = ("-", "--", "—", "——", "–", "－")
"""What stands for an empty cell among numbers and dates."""


class Effort(IntEnum):
    """How much is tried: plain forms only; all forms; all forms, and the clocks of two zones."""

    PLAIN = 0
    FORMS = 1
    FULL = 2


Step = tuple[str, str]
"""The suffix of an SQL column, and the expression that goes there."""


@frozen
class Expressions:
    """How a column is read.

    Attributes:
        raw: the text that the levels start from: trimmed for texts, as it stands in the file for others.
        levels: expressions over the raw text and over those of earlier levels.
        value: the value, over the raw text and all of those.
        flag: a truth about a row: more effort is needed; with full effort, that its local time does not exist or occurs
            twice. None where it never holds.
    """

    raw: str
    levels: tuple[tuple[Step, ...], ...]
    value: str
    flag: str | None


def fault_of(unit: Unit) -> Fault:
    """What a cell is called that is filled but cannot be read."""
    match unit:
        case TextUnit() | Person():
            return Fault.EMPTY_CELL
        case StageOf():
            return Fault.UNKNOWN_STAGE
        case Truth():
            return Fault.BAD_TRUTH
        case DateUnit() | InstantUnit():
            return Fault.BAD_DATE
        case _:
            return Fault.BAD_NUMBER


def empty_texts(unit: Unit) -> tuple[str, ...]:
    """What may stand in a cell that counts as empty."""
    return ("",) if isinstance(unit, TextUnit | Person | StageOf) else ("", *DASHES)


def trimmed(field: str, any_blanks: bool) -> str:
    """A cell without blanks at its ends, NULL for an empty one; only spaces (of any width) unless `any_blanks`."""
    if not any_blanks:
        return f"nullif(trim({field}), '')"
    is_padded = f"regexp_matches({field}, {literal(f'^[{BLANKS}]|[{BLANKS}]$')})"
    return f"nullif(CASE WHEN {is_padded} THEN trim({field}, {literal(BLANKS)}) ELSE {field} END, '')"


def expressions(
    column: Wanted,
    raw: str,
    field: str,
    order: DateOrder | None,
    zones: tuple[str, str],
    effort: Effort,
    any_blanks: bool,
) -> Expressions:
    """How a column is read from the SQL column `field`, by way of SQL columns whose names begin with `raw`.

    `zones` are the source's and the plan's; for `any_blanks` see `trimmed`.
    """
    if effort is Effort.PLAIN and (plain := _plain(column, raw, field)):
        return plain
    text, cut = trimmed(field, any_blanks), trimmed(raw, any_blanks)
    match column.spec.unit:
        case TextUnit() | Person():
            return Expressions(text, (), raw, None)
        case StageOf():
            return Expressions(text, (), _stage(column, raw), None)
        case Truth():
            yes, no = literals(TRUE), literals(FALSE)
            value = f"CASE WHEN lower({raw}) IN {yes} THEN TRUE WHEN lower({raw}) IN {no} THEN FALSE END"
            return Expressions(text, (), value, None)
        case Count():
            found = _number(raw, field, cut, (), scales=True)
            return evolve(found, value=f"CASE WHEN {found.value} % 1 = 0 THEN {found.value} END")
        case MoneyIn(currency=currency):
            return _number(raw, field, cut, (*SYMBOLS.get(currency, ()), currency), scales=True)
        case Plain():
            return _number(raw, field, cut, SYMBOLS["CNY"], scales=True, percent=True)
        case Ratio() | PercentagePoints():
            return _number(raw, field, cut, (), percent=True)
        case Days() | WorkingDays() | Minutes():
            return _number(raw, field, cut, ())
        case DateUnit():
            return _date(raw, field, cut, order, zones, effort)
        case InstantUnit():
            return _instant(raw, field, cut, order, zones, effort)
        case unreachable:
            assert_never(unreachable)


def _plain(column: Wanted, raw: str, field: str) -> Expressions | None:
    """How a number or a date is read in its plain form; None for other columns."""
    match column.spec.unit:
        case DateUnit():
            plain = f"plain_date({raw})"
        case InstantUnit():
            # Before 2000 even zones that have one clock all year long now may have changed it.
            plain = f"modern_instant({raw})"
        case TextUnit() | Person() | StageOf() | Truth() | Count():
            return None
        case _:
            plain = f"TRY_CAST({raw} AS {NUMBER})"
    levels = ((("_p", plain),),)
    return Expressions(field, levels, f"{raw}_p", f"{raw} <> '' AND {raw}_p IS NULL")


def _stage(column: Wanted, raw: str) -> str:
    """The declared name of a stage: as written, else in lower case."""
    if not column.stages:
        return "CAST(NULL AS VARCHAR)"
    cases = "".join(f" WHEN {literal(said)} THEN {literal(name)}" for said, name in column.stages.items())
    exact = "".join(f" WHEN {literal(name)} THEN {literal(name)}" for name in dict.fromkeys(column.stages.values()))
    return f"CASE {raw}{exact} ELSE CASE lower({raw}){cases} END END"


def _number(
    raw: str, field: str, cut: str, symbols: Sequence[str], *, scales: bool = False, percent: bool = False
) -> Expressions:
    """A number, plain or with thousands separators, currency symbols, a power of ten in words."""
    words = sorted((word for word in SCALES if (percent if word == "%" else scales)), key=len, reverse=True)
    marks = sorted(symbols, key=len, reverse=True)
    scale, mark = ("|".join(map(re.escape, texts)) or NOTHING for texts in (words, marks))
    # `-¥1,054.00`, `¥-5`, `1.2亿元`, `20%`
    sign = rf"(?:([+-]?)(?:{mark})? *|(?:{mark}) *([+-]))"
    form = rf"(?i){sign}((?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d*)?|\.\d+) *({scale})? *(?:{mark})?"
    levels = (
        (("_p", f"plain_number({raw})"),),
        (("_h", f"CASE WHEN {raw}_p IS NULL THEN unwrapped(half_width({cut})) END"),),
        (("_n", f"COALESCE({raw}_p, scaled_number({raw}_h, {literal(form)}))"),),
    )
    return Expressions(field, levels, f"{raw}_n", None)


def _date(
    raw: str, field: str, cut: str, order: DateOrder | None, zones: tuple[str, str], effort: Effort
) -> Expressions:
    """A day; a time beside it counts only where it moves into another day of the plan's zone."""
    levels = (
        (("_p", f"plain_date({raw})"),),
        (("_h", f"CASE WHEN {raw}_p IS NULL THEN half_width({cut}) END"),),
        (("_x", _read(f"{raw}_h", order)), ("_o", f"offset_of({raw}_h)")),
        (("_t", f"on_the_clock({raw}_x, {raw}_h)"),),
    )
    if effort < Effort.FULL:
        value = f"COALESCE({raw}_p, CAST({raw}_t AS DATE))"
        return Expressions(field, levels, value, _zones_matter(raw, zones, with_time=True))
    value = f"COALESCE({raw}_p, CAST({raw}_t + to_seconds({raw}_s // 2 - {BIAS}) AS DATE))"
    return Expressions(field, (*levels, _shift(raw, zones)), value, f"{raw}_s % 2 = 1")


def _instant(
    raw: str, field: str, cut: str, order: DateOrder | None, zones: tuple[str, str], effort: Effort
) -> Expressions:
    """A local time of the plan."""
    levels = (
        (("_p", f"plain_instant({raw})"),),
        (("_h", f"CASE WHEN {raw}_p IS NULL THEN half_width({cut}) END"),),
        (("_x", _read(f"{raw}_h", order)), ("_o", f"offset_of({raw}_h)")),
        (("_t", f"COALESCE({raw}_p, on_the_clock({raw}_x, {raw}_h))"),),
    )
    if effort < Effort.FULL:
        return Expressions(field, levels, f"{raw}_t", _zones_matter(raw, zones, with_time=False))
    value = f"{raw}_t + to_seconds({raw}_s // 2 - {BIAS})"
    return Expressions(field, (*levels, _shift(raw, zones)), value, f"{raw}_s % 2 = 1")


def _read(text: str, order: DateOrder | None) -> str:
    """A local time from one of the many ways to write it."""
    match order:
        case None:
            return f"year_first({text})"
        case DateOrder.DAY_FIRST:
            return f"COALESCE(year_first({text}), day_first({text}))"
        case DateOrder.MONTH_FIRST:
            return f"COALESCE(year_first({text}), month_first({text}))"


def zones_always_matter(zones: tuple[str, str]) -> bool:
    """Whether the clock of a source is not that of the plan, or is changed in our times."""
    source, plan = zones
    last = stretches(source, plan)[-1]
    return bool(last.shift) or last.start >= datetime(2000, 1, 1)


def _zones_matter(raw: str, zones: tuple[str, str], *, with_time: bool) -> str:
    """Whether a row has an offset, or is from when the clock was last changed."""
    last = stretches(*zones)[-1].start
    early = f"{raw}_t < {_timestamp(last)}" + (f" AND contains({raw}_h, ':')" if with_time else "")
    return f"{raw}_o IS NOT NULL OR ({early})"


def _shift(raw: str, zones: tuple[str, str]) -> tuple[Step, ...]:
    """How many seconds a local time moves, above `-BIAS`, doubled; odd where it does not exist or occurs twice.

    A date without a time is a day of the plan, whatever the zone of the source.
    """
    source, plan = zones
    from_utc = _by_stretch(f"({raw}_t - to_minutes({raw}_o))", stretches("UTC", plan))
    own = _by_stretch(f"{raw}_t", stretches(source, plan))
    moved = f"CASE WHEN {raw}_o IS NULL THEN {own} ELSE {from_utc} - 120 * {raw}_o END"
    timed = f"contains(COALESCE({raw}_h, {raw}), ':') OR {raw}_t <> date_trunc('day', {raw}_t)"
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
