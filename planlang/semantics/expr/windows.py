"""The periods that a figure may be asked for: all end with the period p under review unless they say otherwise."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.values.earlier.before import Shift
from planlang.values.earlier.last_year import MissingWeek
from planlang.values.periods import Grain


@frozen
class ThisPeriod:
    """p itself."""


@frozen
class PreviousPeriod:
    """p - 1."""


@frozen
class SameLastYear:
    """The period of the same number a year before."""

    missing: MissingWeek = MissingWeek.ABSENT


@frozen
class RollingWindow:
    """One value over p-n+1 .. p."""

    count: int


@frozen
class AverageOver:
    """The mean of the values of p-n+1 .. p, or of p-n .. p-1 when `previous`."""

    count: int
    previous: bool = False


@frozen
class ToDate:
    """From the start of the month, quarter, half or year that holds p's last day to the end of p."""

    grain: Grain


@frozen
class CurrentPeriod:
    """The whole month, quarter ... that holds p's last day."""

    grain: Grain


@frozen
class LastPeriod:
    """The latest month, quarter ... closed at the end of p."""

    grain: Grain


@frozen
class NextPeriod:
    """The whole month, quarter ... after the one that holds p's last day: of it the plan tells, and nothing else."""

    grain: Grain


GoalWindow = ToDate | CurrentPeriod | NextPeriod
"""The periods that a goal may be asked for."""


@frozen
class Before:
    """The days of a window that much earlier; of p where there is none."""

    over: OwnWindow | None
    by: Shift


@frozen
class FestivalMonth:
    """The days of a window, of p where there is none; of February those of January too, and none of January."""

    over: OwnWindow | None


@frozen
class MonthsEarlier:
    """The same days so many months earlier, whichever are looked at."""

    count: int


OwnWindow = (
    ThisPeriod | PreviousPeriod | SameLastYear | RollingWindow | AverageOver | ToDate | CurrentPeriod | LastPeriod
)
"""What is written behind a figure."""
FigureWindow = OwnWindow | Before | FestivalMonth | MonthsEarlier
