"""When something recurs: exports that are due, meetings, tasks."""

from __future__ import annotations

from datetime import date, time
from enum import Enum

from planlang.frozen import frozen
from planlang.values.periods import Grain


@frozen
class WeeklyAt:
    """Every week on a weekday (0 = Monday) at a local time."""

    weekday: int
    at: time


@frozen
class FortnightlyAt:
    """Every two weeks from a day on, at a local time."""

    first: date
    at: time


@frozen
class DailyAt:
    """Every working day, or every day, at a local time. What is held falls on no day off in either case; exports come on every
    day where `working` is False.
    """

    at: time
    working: bool


@frozen
class NthDayAt:
    """Every month, quarter, half or year on its n-th day or working day, at a local time; a day of None is the last."""

    grain: Grain
    day: int | None
    working: bool
    at: time


Recurrence = WeeklyAt | FortnightlyAt | DailyAt | NthDayAt
DueAt = WeeklyAt | DailyAt | NthDayAt
"""When exports can be due, so that it is known what each has to hold."""


class OffWork(Enum):
    """Where a regular date goes that falls on a day off, within its own week, month, quarter, half or year."""

    NEXT = "next"
    BEFORE = "before"
    SKIP = "skip"
