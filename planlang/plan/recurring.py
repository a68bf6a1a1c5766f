"""The dates of what recurs, and where they go when they fall on days off.

In: a recurrence, a calendar, the weeks and years of a plan. Out: regular dates, ascending, each with the day that it is
held on: in its own week, month, quarter, half or year, else on no day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import assert_never

from planlang.frozen import frozen
from planlang.semantics.model import DailyAt, FortnightlyAt, NthDayAt, OffWork, Recurrence, WeeklyAt
from planlang.values.calendars import Calendar
from planlang.values.periods import DAY, Grain, Grid, Period, next_period, period_of

Works = Callable[[date], bool]
"""Whether those who matter work on a day."""
WEEK = timedelta(days=7)


@frozen
class Occurrence:
    """One time of what recurs: the day that the rhythm says, and when it is; both of the plan's zone."""

    regular: date
    at: datetime

    @property
    def moved(self) -> bool:
        """Whether it is on another day than the rhythm says."""
        return self.regular != self.at.date()


def occurrences(
    every: Recurrence, first: date, last: date, calendar: Calendar, grid: Grid, off: OffWork, works: Works | None = None
) -> Iterator[Occurrence]:
    """The times on the days from `first` to `last`, both included, ascending.

    Args:
        every: when it recurs.
        first: no time before this day.
        last: nor after this.
        calendar: which days are worked; it numbers the working days.
        grid: the weeks and years of the plan.
        off: where a time goes that falls on a day off.
        works: who has to be there, where that are not all by the calendar.
    """
    there = works or calendar.is_working
    grid = grid.of_dates
    begin = _own(every, first, grid).start
    for regular in _regular(every, begin, calendar, grid):
        if _own(every, regular, grid).start > last:
            return
        day = held_on(every, regular, grid, off, there)
        if day is not None and first <= day <= last:
            yield Occurrence(regular, datetime.combine(day, every.at))


def held_on(every: Recurrence, regular: date, grid: Grid, off: OffWork, works: Works) -> date | None:
    """The day on which what falls on a day is held; None where it is left out.

    A day off gives way to the next working day of its week, month, quarter, half or year, else to the one before; so it
    never meets the one after it.
    """
    if works(regular):
        return regular
    if off is OffWork.SKIP:
        return None
    own = _own(every, regular, grid)
    after = (regular + n * DAY for n in range(1, (own.end - regular).days))
    before = (regular - n * DAY for n in range(1, (regular - own.start).days + 1))
    ways = (after, before) if off is OffWork.NEXT else (before, after)
    return next((day for way in ways for day in way if works(day)), None)


def _own(every: Recurrence, day: date, grid: Grid) -> Period:
    """The period that a time stays in."""
    match every:
        case WeeklyAt() | FortnightlyAt():
            return period_of(day, Grain.WEEK, grid)
        case DailyAt():
            return period_of(day, Grain.DAY, grid)
        case NthDayAt(grain=grain):
            return period_of(day, grain, grid)
        case _:
            assert_never(every)


def _regular(every: Recurrence, first: date, calendar: Calendar, grid: Grid) -> Iterator[date]:
    """The days of a rhythm from a day on, without end."""
    match every:
        case DailyAt():
            yield from _steps(first, DAY)
        case WeeklyAt(weekday=weekday):
            yield from _steps(first + timedelta(days=(weekday - first.weekday()) % 7), WEEK)
        case FortnightlyAt(first=anchor):
            yield from _steps(anchor + 2 * WEEK * max(0, -((anchor - first) // (2 * WEEK))), 2 * WEEK)
        case NthDayAt(grain=grain):
            period = period_of(first, grain, grid)
            while True:
                yield _nth(every, period, calendar)
                period = next_period(period, grid)
        case _:
            assert_never(every)


def _steps(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step


def _nth(every: NthDayAt, period: Period, calendar: Calendar) -> date:
    """The n-th day or working day of a period; its last where it has fewer, and its last day where it has no working day."""
    if not every.working:
        return period.start + (min(every.day or period.days, period.days) - 1) * DAY
    worked = calendar.working_days(period.start, period.end)
    if not worked:
        return period.last_day
    return calendar.add_working_days(period.start - DAY, min(every.day or worked, worked))
