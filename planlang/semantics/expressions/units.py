"""Arithmetic on units: what may meet, and what comes out.

In: the units of two operands. Out: the unit of the result, or None where they do not fit. Reporting is done by who asks.
"""

from __future__ import annotations

from planlang.diagnostics.text import Message, Text
from planlang.semantics.expr import Arithmetic
from planlang.values.units import (
    ClassIn,
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
    RecordOf,
    StageOf,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
    WorkingMinutes,
)

COUNT = Text("unit.count", "a count")
PLAIN = Text("unit.plain", "a number")
RATIO = Text("unit.ratio", "a ratio")
POINTS = Text("unit.points", "percentage points")
MONEY = Text("unit.money", "money in {currency}")
DAYS = Text("unit.days", "calendar days")
WORKING_DAYS = Text("unit.working-days", "working days")
MINUTES = Text("unit.minutes", "a length in hours")
WORKING_HOURS = Text("unit.working-hours", "a length in working hours")
DATE = Text("unit.date", "a date")
INSTANT = Text("unit.instant", "a point in time")
TEXT = Text("unit.text", "a text")
TRUTH = Text("unit.truth", "a condition")
PERSON = Text("unit.person", "a person")
STAGE = Text("unit.stage", "a stage of {process}")
CLASS = Text("unit.class", "a class of {segment}")
RECORD = Text("unit.record", "a record of {source}")

_WORDS: dict[type, Text] = {
    Count: COUNT,
    Plain: PLAIN,
    Ratio: RATIO,
    PercentagePoints: POINTS,
    Days: DAYS,
    WorkingDays: WORKING_DAYS,
    Minutes: MINUTES,
    WorkingMinutes: WORKING_HOURS,
    DateUnit: DATE,
    InstantUnit: INSTANT,
    TextUnit: TEXT,
    Truth: TRUTH,
    Person: PERSON,
}

NUMBERS = (Count, Plain)
ADDITIVE = (Count, Plain, MoneyIn, Days, WorkingDays)
"""What may be summed up over rows."""
NUMERIC = (*ADDITIVE, Minutes, WorkingMinutes, Ratio, PercentagePoints)
ORDERED = (*NUMERIC, DateUnit, InstantUnit)


def unit_words(unit: Unit) -> Message:
    """The unit in the reader's words: `money in CNY`, `calendar days`."""
    match unit:
        case MoneyIn(currency=currency):
            return MONEY(currency=currency)
        case StageOf(process=process):
            return STAGE(process=process)
        case ClassIn(segment=segment):
            return CLASS(segment=segment)
        case RecordOf(source=source):
            return RECORD(source=source)
        case _:
            return _WORDS[type(unit)]()


def can_be_one_key(left: Unit, right: Unit) -> bool:
    """Whether columns of two sources can hold the same key: both texts, both numbers, or of the same type."""
    texts = (TextUnit, Person, StageOf, RecordOf)
    alike = isinstance(left, texts) and isinstance(right, texts)
    return alike or (isinstance(left, NUMERIC) and isinstance(right, NUMERIC)) or type(left) is type(right)


def common(left: Unit, right: Unit) -> Unit | None:
    """The unit in which two values can be compared, or None; counts and plain numbers are both numbers, the key of a record
    is a text.
    """
    if left == right:
        return left
    if {type(left), type(right)} == {RecordOf, TextUnit}:
        return TextUnit()
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return Plain()
    return None


def comparable(left: Unit, right: Unit) -> Unit | None:
    """The unit in which two values can be compared, or None; a date meets a point in time as the day of that."""
    if {type(left), type(right)} == {DateUnit, InstantUnit}:
        return DateUnit()
    return common(left, right)


def combine(operator: Arithmetic, left: Unit, right: Unit) -> Unit | None:
    """The unit of a sum, difference, product or quotient, or None where the two do not fit."""
    match operator:
        case Arithmetic.ADD:
            return _sum(left, right)
        case Arithmetic.SUBTRACT:
            return _difference(left, right)
        case Arithmetic.MULTIPLY:
            return _product(left, right)
        case Arithmetic.DIVIDE:
            return _quotient(left, right)


def _sum(left: Unit, right: Unit) -> Unit | None:
    match left, right:
        case (DateUnit(), Days()) | (Days(), DateUnit()):
            return DateUnit()
        case (Ratio(), PercentagePoints()) | (PercentagePoints(), Ratio()):
            return Ratio()
    unit = common(left, right)
    return unit if isinstance(unit, NUMERIC) else None


def _difference(left: Unit, right: Unit) -> Unit | None:
    match left, right:
        case DateUnit(), DateUnit():
            return Days()
        case DateUnit(), Days():
            return DateUnit()
        case Ratio(), Ratio():
            return PercentagePoints()
        case Ratio(), PercentagePoints():
            return Ratio()
    unit = common(left, right)
    return unit if isinstance(unit, NUMERIC) else None


def _product(left: Unit, right: Unit) -> Unit | None:
    if not isinstance(left, NUMERIC) or not isinstance(right, NUMERIC):
        return None
    match left, right:
        case ((Count() | Plain()), (Count() | Plain())) | (Count(), Ratio()) | (Ratio(), Count()):
            return Plain()
        case (Plain() | Count(), other) | (other, Plain() | Count()):
            return other
        case (Ratio(), PercentagePoints()) | (PercentagePoints(), Ratio()):
            return None
        case (Ratio(), other) | (other, Ratio()):
            return other
    return None


def _quotient(left: Unit, right: Unit) -> Unit | None:
    if not isinstance(left, NUMERIC) or not isinstance(right, NUMERIC):
        return None
    if isinstance(right, NUMBERS):
        return Plain() if isinstance(left, NUMBERS) else left
    if left == right:
        return Plain()
    if isinstance(right, Ratio):
        return Plain() if isinstance(left, NUMBERS) else left
    return None


def share(numerator: Unit, denominator: Unit) -> Unit | None:
    """The unit of `ratio(numerator, denominator)`: a ratio of like things, money per count and such otherwise."""
    if common(numerator, denominator) is not None:
        return Ratio() if isinstance(numerator, NUMERIC) else None
    return _quotient(numerator, denominator)
