"""What kind of thing a figure is; units are types, and only equal units meet.

Out: the `Unit` union that semantics checks with and that evaluation and reports print by.
"""

from __future__ import annotations

from planlang.frozen import frozen

MINUTES_A_DAY = 24 * 60
MICROSECONDS_A_SECOND = 1_000_000
MICROSECONDS_A_MINUTE = 60 * MICROSECONDS_A_SECOND


@frozen
class Count:
    """A number of rows or distinct values; whole, extensive."""


@frozen
class Plain:
    """A plain number."""


@frozen
class Ratio:
    """A share of a whole; printed in percent, never summed up a tree."""


@frozen
class PercentagePoints:
    """A difference of two ratios."""


@frozen
class MoneyIn:
    """An amount in one currency (ISO 4217 code)."""

    currency: str


@frozen
class Days:
    """A number of calendar days."""


@frozen
class WorkingDays:
    """A number of working days."""


@frozen
class Minutes:
    """A number of minutes by the clock."""


@frozen
class WorkingMinutes:
    """A number of minutes of working time."""


@frozen
class DateUnit:
    """A calendar date."""


@frozen
class InstantUnit:
    """A point in time."""


@frozen
class TextUnit:
    """Words."""


@frozen
class Truth:
    """True, false or unknown."""


@frozen
class Person:
    """A person of the roster."""


@frozen
class StageOf:
    """A stage of a process (qualified name)."""

    process: str


@frozen
class RecordOf:
    """A record of a source (qualified name), by its key; a text."""

    source: str


@frozen
class ClassIn:
    """A class of a segment (qualified name); a text."""

    segment: str


Unit = (
    Count
    | Plain
    | Ratio
    | PercentagePoints
    | MoneyIn
    | Days
    | WorkingDays
    | Minutes
    | WorkingMinutes
    | DateUnit
    | InstantUnit
    | TextUnit
    | Truth
    | Person
    | StageOf
    | RecordOf
    | ClassIn
)


def is_number(unit: Unit) -> bool:
    """Whether a figure or a cell of this unit is a number of some kind."""
    return not isinstance(unit, TextUnit | Person | StageOf | RecordOf | ClassIn | Truth | DateUnit | InstantUnit)
