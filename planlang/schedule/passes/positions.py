"""Times of day and working positions, and the way from one to the other.

A *time* is a number of minutes since midnight before 0001-01-01, in the plan's zone. A *position* is the amount of work
that a calendar has before a time: in minutes, or in person-minutes where several people share it. Friday's end and
Monday's start are two times and one position.

In: calendars, leave. Out: clocks, which answer in logarithmic time whatever the horizon. Tasks are not known here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from datetime import time as time_of_day
from functools import cache
from itertools import accumulate
from typing import Protocol

from planlang.values.calendars import LAST_DAY, Calendar
from planlang.values.months import earliest_start, end_after, latest_start
from planlang.values.units import MINUTES_A_DAY

LAST_TIME = (LAST_DAY + 1) * MINUTES_A_DAY - 1
NO_GRID = 1 << 62


def midnight(day: date) -> int:
    """The time at which a day begins."""
    return day.toordinal() * MINUTES_A_DAY


def day_of(time: int) -> date:
    """The day of the minute that begins at a time; the first or last day there is for times outside of them."""
    if MINUTES_A_DAY <= time <= LAST_TIME:
        return date.fromordinal(time // MINUTES_A_DAY)
    return date.min if time < MINUTES_A_DAY else date.max


def moment(time: int) -> datetime:
    """A time as a local date and time, the first or last there is for times outside of them."""
    inside = min(max(time, MINUTES_A_DAY), LAST_TIME)
    return datetime.combine(date.fromordinal(inside // MINUTES_A_DAY), _of_day(inside % MINUTES_A_DAY))


@cache
def _of_day(minute: int) -> time_of_day:
    """A minute of the day as a time of day."""
    return time_of_day(*divmod(minute, 60))


class Clock(Protocol):
    """When work can be done, and how far it has come by when.

    Attributes:
        comparable: positions of two jobs can be compared as they stand, without a look at their times.
        grid: only multiples of it can be where a working day begins.
    """

    comparable: bool
    grid: int

    def opening(self, day: int) -> int:
        """The minute at which a day begins, by its ordinal."""

    def after(self, time: int) -> int:
        """The first position at which work can begin not before a time."""

    def ended(self, time: int) -> int:
        """The first position at which work can end not before a time."""

    def before(self, time: int) -> int:
        """The last position at which work can end not after a time."""

    def last_start(self, time: int) -> int:
        """The last position at which work can begin not after a time."""

    def starts(self, position: int) -> int:
        """The last time with that position: when the work after it begins."""

    def ends(self, position: int) -> int:
        """The first time with that position: when the work before it ends."""


class WholeDays:
    """Every day of the calendar, whole: for lengths in `d`. Positions are times."""

    comparable = True
    grid = NO_GRID

    def opening(self, day: int) -> int:
        """Midnight."""
        return 0

    def after(self, time: int) -> int:
        """The first midnight not before a time."""
        return -(-time // MINUTES_A_DAY) * MINUTES_A_DAY

    def ended(self, time: int) -> int:
        """The first midnight not before a time."""
        return -(-time // MINUTES_A_DAY) * MINUTES_A_DAY

    def before(self, time: int) -> int:
        """The last midnight not after a time."""
        return time // MINUTES_A_DAY * MINUTES_A_DAY

    def last_start(self, time: int) -> int:
        """The last midnight not after a time."""
        return self.before(time)

    def starts(self, position: int) -> int:
        """The position itself."""
        return position

    def ends(self, position: int) -> int:
        """The position itself."""
        return position


class Months(WholeDays):
    """Every day, whole, for lengths in calendar months, which last by the day on which they begin.

    Positions of starts are times. That of a finish is the start that leads to it and `LENGTH` more, so that all of them
    have one length; positions of starts are less than half of it.
    """

    comparable = False
    LENGTH = 1 << 40

    def __init__(self, count: int) -> None:
        """Work of so many months."""
        self._count = count

    def ended(self, time: int) -> int:
        """The finish at the first midnight not before a time at which such work can end."""
        return earliest_start(-(-time // MINUTES_A_DAY), self._count) * MINUTES_A_DAY + self.LENGTH

    def before(self, time: int) -> int:
        """The finish at the last midnight not after a time at which such work can end, begun as late as can be."""
        return latest_start(time // MINUTES_A_DAY, self._count) * MINUTES_A_DAY + self.LENGTH

    def last_start(self, time: int) -> int:
        """The last midnight not after a time."""
        return time // MINUTES_A_DAY * MINUTES_A_DAY

    def starts(self, position: int) -> int:
        """The time of a position, of a start or a finish."""
        if position < self.LENGTH // 2:
            return position
        return end_after((position - self.LENGTH) // MINUTES_A_DAY, self._count) * MINUTES_A_DAY

    ends = starts


class AnyTime:
    """Every minute: for what has no length. Positions are times, and the midnight between two days may belong to either."""

    comparable = False
    grid = NO_GRID

    def opening(self, day: int) -> int:
        """Midnight."""
        return 0

    def after(self, time: int) -> int:
        """The time itself."""
        return time

    def ended(self, time: int) -> int:
        """The time itself."""
        return time

    def before(self, time: int) -> int:
        """The time itself."""
        return time

    def last_start(self, time: int) -> int:
        """The time itself."""
        return time

    def starts(self, position: int) -> int:
        """The position itself."""
        return position

    def ends(self, position: int) -> int:
        """The position itself."""
        return position


class WorkTime(ABC):
    """The working hours of a calendar, by as many people as are there.

    Attributes:
        calendar: whose days are worked.
        minutes: minutes of a usual working day, per person: what `1wd` is.
        comparable: one person works at any time that is worked, so that every position is a whole minute of work.
        is_single: never more than one works at a time.
    """

    calendar: Calendar
    minutes: int
    grid: int
    comparable: bool
    is_single: bool

    @abstractmethod
    def opening(self, day: int) -> int:
        """The minute at which work begins on a day, by its ordinal."""

    @abstractmethod
    def after(self, time: int) -> int:
        """The work before a time."""

    def ended(self, time: int) -> int:
        """The work before a time."""
        return self.after(time)

    def before(self, time: int) -> int:
        """The work before a time."""
        return self.after(time)

    def last_start(self, time: int) -> int:
        """The last position that begins not after a time."""
        position = self.after(time)
        return position if self.starts(position) <= time else position - 1

    @abstractmethod
    def starts(self, position: int) -> int:
        """When the work after a position begins."""

    @abstractmethod
    def ends(self, position: int) -> int:
        """When the work before a position ends."""

    @abstractmethod
    def day_begin(self, position: int) -> int:
        """The position at which the working day begins on which the work after a position is done."""

    @abstractmethod
    def days_before(self, day: int) -> int:
        """How many working days come before a day, by its ordinal, counted from wherever."""


class EvenTime(WorkTime):
    """The same where all working days have the same hours."""

    def __init__(self, calendar: Calendar, people: Sequence[tuple[int, int]] = ((0, 1),)) -> None:
        """`people` says how many work from which rank of the calendar's working days on, ascending; the first entry
        also holds before its rank. Some must work before the first and after the last.
        """
        self.calendar = calendar
        self._origin, self._counts, self._days = calendar.origin, calendar.counts, calendar.worked
        self._counted, self._known, self._tail = len(self._counts) - 1, len(self._days), calendar.tail
        self.minutes = self.grid = calendar.minutes_per_day
        self._hours = calendar.spec.usual_hours
        self._opens = self._hours[0][0]
        self._from = [rank for rank, _ in people]
        self._count = [count for _, count in people]
        steps = zip(self._from, self._from[1:], self._count, strict=False)
        worked = ((end - start) * count * self.minutes for start, end, count in steps)
        self._done = list(accumulate(worked, initial=self._from[0] * self._count[0] * self.minutes))
        self.comparable = len(people) == 1 and self._count[0] == 1
        self.is_single = max(self._count) == 1

    def opening(self, day: int) -> int:
        """The minute at which every working day begins."""
        return self._opens

    def day_begin(self, position: int) -> int:
        """The position at which a working day begins; of one person."""
        return position - position % self.minutes

    def days_before(self, day: int) -> int:
        """The rank of a day in the calendar."""
        return self.calendar.rank(day)

    def after(self, time: int) -> int:
        """The work before a time."""
        day, minute = divmod(time, MINUTES_A_DAY)
        offset = day - self._origin
        if 0 <= offset < self._counted:
            rank, following = self._counts[offset], self._counts[offset + 1]
        else:
            rank = self.calendar.rank(day)
            following = self.calendar.rank(day + 1) if minute > self._opens else rank
        worked = self._worked(minute) if minute > self._opens and following > rank else 0
        if self.comparable:
            return rank * self.minutes + worked
        i = max(bisect_right(self._from, rank) - 1, 0)
        return self._done[i] + self._count[i] * ((rank - self._from[i]) * self.minutes + worked)

    ended = before = after

    def starts(self, position: int) -> int:
        """When the work after a position begins."""
        rank, worked = divmod(position, self.minutes) if self.comparable else self._find(position)
        return self._time(rank, worked, ending=False)

    def ends(self, position: int) -> int:
        """When the work before a position ends."""
        rank, worked = divmod(position - 1, self.minutes) if self.comparable else self._find(position - 1)
        return self._time(rank, worked + 1, ending=True)

    def _find(self, position: int) -> tuple[int, int]:
        """The rank of the day, and the minutes of that day before a position that several people share."""
        i = max(bisect_right(self._done, position) - 1, 0)
        count = self._count[i]
        days, rest = divmod(position - self._done[i], count * self.minutes)
        return self._from[i] + days, rest // count

    def _worked(self, minute: int) -> int:
        """Working minutes before a minute of a working day."""
        worked = 0
        for start, end in self._hours:
            if minute <= start:
                break
            worked += min(minute, end) - start
        return worked

    def _time(self, rank: int, worked: int, *, ending: bool) -> int:
        """The time at which so many minutes of a working day are over; of two, the earlier where work ends there."""
        if 0 <= rank < self._known:
            day = self._days[rank]
        else:
            day = self._tail.nth(rank) if rank >= self._tail.first else self.calendar.nth(rank)
        for start, end in self._hours:
            if worked < end - start + ending:
                return day * MINUTES_A_DAY + start + worked
            worked -= end - start
        raise AssertionError("a day has no more minutes than its hours")


def shared(calendar: Calendar, leaves: Iterable[Sequence[tuple[date, date]]], *, all_needed: bool) -> EvenTime:
    """The working time of people on one even calendar, by the leave of each (days, both included).

    Work goes on as one where `all_needed`, while nobody is away; else everybody who is there adds to it.
    """
    changes: dict[int, int] = {}
    people = 0
    for leave in leaves:
        people += 1
        for start, end in _merged(
            [(calendar.rank(start.toordinal()), calendar.rank(end.toordinal() + 1)) for start, end in leave]
        ):
            changes[start] = changes.get(start, 0) - 1
            changes[end] = changes.get(end, 0) + 1
    most = people or 1
    present = accumulate((changes[rank] for rank in sorted(changes)), initial=most)
    first = min(changes, default=0)
    ranks = (first - 1, *sorted(changes))
    counts = (int(count == most) if all_needed else count for count in present)
    return EvenTime(calendar, tuple(zip(ranks, counts, strict=True)) if changes else ((0, 1 if all_needed else most),))


def _merged(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Half-open stretches without overlaps, ascending; empty ones left out."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
