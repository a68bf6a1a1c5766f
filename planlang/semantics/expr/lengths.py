"""Lengths of time: in calendar days, in working days, by the clock, in hours of working time."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen


class DayKind(Enum):
    """Calendar days or working days."""

    CALENDAR = "d"
    WORKING = "wd"


class HourKind(Enum):
    """Hours of working time."""

    WORKING = "h"


class MonthKind(Enum):
    """Calendar months: as many days as these have."""

    CALENDAR = "mo"


WorkKind = DayKind | HourKind


@frozen
class Hours:
    """Hours of working time."""

    count: Decimal


@frozen(cache_hash=True)
class DayLimit:
    """A number of days."""

    count: int
    kind: DayKind


class ClockKind(Enum):
    """All hours that pass, or those of working time."""

    PASSING = "h"
    WORKING = "wh"


@frozen(cache_hash=True)
class ClockLimit:
    """A number of minutes from one instant to another: by the clock, or of working time between them."""

    minutes: int
    kind: ClockKind = ClockKind.PASSING


TimeLimit = DayLimit | ClockLimit


@frozen
class Lag:
    """Working days on the plan's calendar, calendar days, or whole calendar months; negative is a lead."""

    days: Decimal
    kind: DayKind | MonthKind
