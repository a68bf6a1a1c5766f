"""Times of day and working positions, and the way from one to the other.

A *time* is a number of minutes since midnight before 0001-01-01, in the plan's zone. A *position* is the amount of work
that a calendar has before a time: in minutes, or in person-minutes where several people share it. Friday's end and
Monday's start are two times and one position.

In: calendars, leave. Out: clocks, which answer in logarithmic time whatever the horizon. Tasks are not known here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Protocol

from planlang.values.calendars import DEFAULT_MINUTES, LAST_DAY, Calendar

DAY_MINUTES = 24 * 60
DEFAULT_OPENING = 9 * 60
LAST_TIME = (LAST_DAY + 1) * DAY_MINUTES - 1


def midnight(day: date) -> int:
    """The time at which a day begins."""
    return day.toordinal() * DAY_MINUTES


def day_of(time: int) -> date:
    """The day of the minute that begins at a time; the first or last day there is for times outside of them."""
    return date.fromordinal(min(max(time // DAY_MINUTES, 1), LAST_DAY))


def moment(time: int) -> datetime:
    """A time as a local date and time, the first or last there is for times outside of them."""
    if DAY_MINUTES <= time <= LAST_TIME:
        return datetime.min + timedelta(minutes=time - DAY_MINUTES)
    return datetime.min if time < DAY_MINUTES else datetime.min + timedelta(minutes=LAST_TIME - DAY_MINUTES)


class Clock(Protocol):
    """When work can be done, and how far it has come by when.

    `opens` is the minute of the day at which a working day begins.
    """

    opens: int

    def after(self, time: int) -> int:
        """The first position at which work can begin, or end, not before a time."""

    def before(self, time: int) -> int:
        """The last position at which work can end not after a time."""

    def last_start(self, time: int, *, whole_days: bool = False) -> int:
        """The last position at which work can begin not after a time; at the start of a day where asked."""

    def starts(self, position: int) -> int:
        """The last time with that position: when the work after it begins."""

    def ends(self, position: int) -> int:
        """The first time with that position: when the work before it ends."""


class WholeDays:
    """Every day of the calendar, whole: for lengths in `d`. Positions are times."""

    opens = 0

    def after(self, time: int) -> int:
        """The first midnight not before a time."""
        return -(-time // DAY_MINUTES) * DAY_MINUTES

    def before(self, time: int) -> int:
        """The last midnight not after a time."""
        return time // DAY_MINUTES * DAY_MINUTES

    def last_start(self, time: int, *, whole_days: bool = False) -> int:
        """The last midnight not after a time."""
        return self.before(time)

    def starts(self, position: int) -> int:
        """The position itself."""
        return position

    def ends(self, position: int) -> int:
        """The position itself."""
        return position


class AnyTime:
    """Every minute: for what has no length. Positions are times."""

    opens = 0

    def after(self, time: int) -> int:
        """The time itself."""
        return time

    def before(self, time: int) -> int:
        """The time itself."""
        return time

    def last_start(self, time: int, *, whole_days: bool = False) -> int:
        """The time itself."""
        return time

    def starts(self, position: int) -> int:
        """The position itself."""
        return position

    def ends(self, position: int) -> int:
        """The position itself."""
        return position


class WorkTime:
    """The working hours of a calendar, by as many people as are there.

    Attributes:
        calendar: whose days are worked.
        minutes: working minutes of a day, per person.
        opens: minute of the day at which work begins.
    """

    def __init__(self, calendar: Calendar, people: Sequence[tuple[int, int]] = ((0, 1),)) -> None:
        """`people` says how many work from which rank of the calendar's working days on, ascending; the first entry
        also holds before its rank. Some must work before the first and after the last.
        """
        self.calendar = calendar
        self._origin, self._counts = calendar.origin, calendar.counts
        self._counted = len(self._counts) - 1
        self.minutes = calendar.minutes_per_day
        self._hours = calendar.spec.hours or ((DEFAULT_OPENING, DEFAULT_OPENING + DEFAULT_MINUTES),)
        self.opens = self._hours[0][0]
        self._from = [rank for rank, _ in people]
        self._count = [count for _, count in people]
        steps = zip(self._from, self._from[1:], self._count, strict=False)
        worked = ((end - start) * count * self.minutes for start, end, count in steps)
        self._done = list(accumulate(worked, initial=self._from[0] * self._count[0] * self.minutes))
        self._alone = len(people) == 1 and self._count[0] == 1

    def after(self, time: int) -> int:
        """The work before a time."""
        day, minute = divmod(time, DAY_MINUTES)
        offset = day - self._origin
        if 0 <= offset < self._counted:
            rank, following = self._counts[offset], self._counts[offset + 1]
        else:
            rank = self.calendar.rank(day)
            following = self.calendar.rank(day + 1) if minute > self.opens else rank
        worked = self._worked(minute) if minute > self.opens and following > rank else 0
        if self._alone:
            return rank * self.minutes + worked
        i = max(bisect_right(self._from, rank) - 1, 0)
        return self._done[i] + self._count[i] * ((rank - self._from[i]) * self.minutes + worked)

    before = after

    def last_start(self, time: int, *, whole_days: bool = False) -> int:
        """The last position that begins not after a time."""
        position = self.after(time)
        if self.starts(position) <= time:
            return position
        step = self.minutes if whole_days and self._alone else 1
        return (position - 1) // step * step

    def starts(self, position: int) -> int:
        """When the work after a position begins."""
        i, rank, minute = self._find(position)
        return self._time(rank, minute // self._count[i], ending=False)

    def ends(self, position: int) -> int:
        """When the work before a position ends."""
        i, rank, minute = self._find(position - 1)
        return self._time(rank, minute // self._count[i] + 1, ending=True)

    def _find(self, position: int) -> tuple[int, int, int]:
        """How many people (by index), the rank of the day, and the person-minutes of that day before a position."""
        if self._alone:
            return 0, *divmod(position, self.minutes)
        i = max(bisect_right(self._done, position) - 1, 0)
        days, rest = divmod(position - self._done[i], self._count[i] * self.minutes)
        return i, self._from[i] + days, rest

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
        day = self.calendar.nth(rank) * DAY_MINUTES
        for start, end in self._hours:
            if worked < end - start or (ending and worked == end - start):
                return day + start + worked
            worked -= end - start
        raise AssertionError("a day has no more minutes than its hours")


def shared(calendar: Calendar, leaves: Iterable[Sequence[tuple[date, date]]], *, all_needed: bool) -> WorkTime:
    """The working time of people on one calendar, by the leave of each (days, both included).

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
    return WorkTime(calendar, tuple(zip(ranks, counts, strict=True)) if changes else ((0, 1 if all_needed else most),))


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
