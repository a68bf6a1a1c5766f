"""Working time where days differ: short Fridays, half days off, people with hours of their own.

In: who works when, as calendars and leave. Out: a clock. Time is cut into stretches in which the same people work by the
same week; a single day that is out of the ordinary is a stretch of its own. So the cost follows the exceptions, not the
horizon.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from enum import Enum
from itertools import accumulate, pairwise

from attrs import field

from planlang.frozen import frozen
from planlang.schedule.passes.positions import WorkTime
from planlang.values.calendars import FIRST_DAY, LAST_DAY, Calendar
from planlang.values.hours import DayPart, Hours, common, counted, without
from planlang.values.units import MINUTES_A_DAY

BEYOND = 1000
"""Days after the last one, in which nobody is away any more."""


class Together(Enum):
    """How the work of several people adds up."""

    ALL = "goes on while all are there"
    EACH = "everybody who is there adds to it"
    ANY = "goes on while somebody is there"


@frozen
class Absence:
    """Days on which somebody is away, both included, or a part of each of them."""

    start: date
    end: date
    part: DayPart | None = None


@frozen
class Worker:
    """One who works in what all of some calendars have in common, but for absences."""

    calendars: tuple[Calendar, ...]
    absences: tuple[Absence, ...] = ()


Profile = tuple[tuple[int, int, int], ...]
"""A day of work: from minute, to minute, how many work."""


@frozen(eq=False)
class Week:
    """A week of work, Monday first.

    Attributes:
        before: work before each day of the week, and in all of it.
        days: working days before each, and in all.
    """

    profiles: tuple[Profile, ...]
    before: tuple[int, ...] = field(init=False)
    days: tuple[int, ...] = field(init=False)

    @before.default
    def _work(self) -> tuple[int, ...]:
        return tuple(accumulate(map(_work_of, self.profiles), initial=0))

    @days.default
    def _days(self) -> tuple[int, ...]:
        return tuple(accumulate((bool(profile) for profile in self.profiles), initial=0))

    def work_before(self, day: int) -> int:
        """Work before a day, counted from ordinal 1, which is a Monday."""
        weeks, weekday = divmod(day - 1, 7)
        return weeks * self.before[7] + self.before[weekday]

    def days_before(self, day: int) -> int:
        """Working days before a day, counted from the same."""
        weeks, weekday = divmod(day - 1, 7)
        return weeks * self.days[7] + self.days[weekday]


class MixedTime(WorkTime):
    """The working time of people whose days are not all alike."""

    grid = 1

    def __init__(self, calendar: Calendar, workers: Sequence[Worker], *, minutes: int, together: Together) -> None:
        """Of some workers; `minutes` make a day of work."""
        self.calendar, self.minutes = calendar, minutes
        self._workers, self._how = workers, together
        self._cuts = _cuts(workers)
        self._weeks: list[Week] = []
        known: dict[tuple[object, ...], Week] = {}
        bounds = (FIRST_DAY - 1, *self._cuts, LAST_DAY + BEYOND)
        for start, end in pairwise(bounds):
            self._weeks.append(self._week(start, end, known))
        self._done, self._ranks = [0], [0]
        for week, (start, end) in zip(self._weeks[1:], pairwise(self._cuts), strict=False):
            self._done.append(self._done[-1] + week.work_before(end) - week.work_before(start))
            self._ranks.append(self._ranks[-1] + week.days_before(end) - week.days_before(start))
        most = max((count for week in self._weeks for profile in week.profiles for *_, count in profile), default=1)
        self.is_single = self.comparable = most == 1

    @property
    def never_ends(self) -> bool:
        """Whether no work is done any more from some day on, so that what needs some may never be done."""
        return not self._weeks[-1].before[7] or not self._weeks[0].before[7]

    def opening(self, day: int) -> int:
        """The minute at which work begins on a day."""
        profile = self._profile(day)
        return profile[0][0] if profile else 0

    def after(self, time: int) -> int:
        """The work before a time."""
        day, minute = divmod(time, MINUTES_A_DAY)
        i = bisect_right(self._cuts, day)
        week, anchor = self._weeks[i], max(i - 1, 0)
        work = self._done[anchor] + week.work_before(day) - week.work_before(self._cuts[anchor])
        for start, end, count in week.profiles[(day - 1) % 7]:
            if minute <= start:
                break
            work += (min(minute, end) - start) * count
        return work

    ended = before = after

    def starts(self, position: int) -> int:
        """When the work after a position begins."""
        return self._find(position)[0]

    def ends(self, position: int) -> int:
        """When the work before a position ends."""
        return self._find(position - 1)[0] + 1

    def day_begin(self, position: int) -> int:
        """The position at which the working day begins on which the work after a position is done."""
        return position - self._find(position)[1]

    def days_before(self, day: int) -> int:
        """Working days before a day, from the first cut on."""
        i = bisect_right(self._cuts, day)
        week, anchor = self._weeks[i], max(i - 1, 0)
        return self._ranks[anchor] + week.days_before(day) - week.days_before(self._cuts[anchor])

    def _find(self, position: int) -> tuple[int, int]:
        """The minute in which the work after a position is done, and how much of that day's work comes before it."""
        i = bisect_right(self._done, position)
        week, anchor = self._weeks[i], max(i - 1, 0)
        whole = week.before[7]
        weeks, rest = divmod(position - self._done[anchor] + week.work_before(self._cuts[anchor]), whole)
        weekday = bisect_right(week.before, rest) - 1
        done = worked = rest - week.before[weekday]
        midnight = (7 * weeks + weekday + 1) * MINUTES_A_DAY
        for start, end, count in week.profiles[weekday]:
            if worked < (end - start) * count:
                return midnight + start + worked // count, done
            worked -= (end - start) * count
        raise AssertionError("a day has no more work than its hours")

    def _profile(self, day: int) -> Profile:
        """The work of a day."""
        return self._weeks[bisect_right(self._cuts, day)].profiles[(day - 1) % 7]

    def _week(self, start: int, end: int, known: dict[tuple[object, ...], Week]) -> Week:
        """The week by which people work in a stretch of days."""
        days = range(start, end) if start >= FIRST_DAY and end - start == 1 else range(1, 8)
        stretch = [_Own(worker, start, end) for worker in self._workers]
        hours = tuple(tuple(one.hours(day, is_one=len(days) == 1) for one in stretch) for day in days)
        if hours not in known:
            profiles = tuple(self._together(each) for each in hours)
            known[hours] = Week(profiles * (7 // len(profiles)))
        return known[hours]

    def _together(self, hours: Sequence[Hours]) -> Profile:
        """A day of all workers."""
        if self._how is Together.EACH:
            return counted(hours)
        if self._how is Together.ALL:
            return tuple((start, end, 1) for start, end in common(hours))
        return counted([tuple((start, end) for start, end, _ in counted(hours))])


@frozen(eq=False)
class _Own:
    """A worker in a stretch of days."""

    worker: Worker
    start: int
    end: int

    def hours(self, day: int, *, is_one: bool) -> Hours:
        """The hours of a day of the week, or of the one day that the stretch is."""
        away = [
            absence
            for absence in self.worker.absences
            if absence.start.toordinal() <= self.start <= absence.end.toordinal()
        ]
        if any(absence.part is None for absence in away):
            return ()
        hours = common([_hours(calendar, day, is_one=is_one) for calendar in self.worker.calendars])
        return without(hours, *(absence.part for absence in away if absence.part is not None))


def _hours(calendar: Calendar, day: int, *, is_one: bool) -> Hours:
    """The hours of a day in a calendar: its own, or those of its weekday, 1 being a Monday."""
    if is_one:
        return calendar.hours_on(date.fromordinal(day))
    return calendar.spec.hours_of(day - 1) if day - 1 in calendar.spec.weekdays else ()


def _cuts(workers: Sequence[Worker]) -> list[int]:
    """The days on which a stretch begins, ascending: a day that is out of the ordinary, and the day after it."""
    cuts: set[int] = set()
    for worker in workers:
        for calendar in worker.calendars:
            for day in {*calendar.official, *calendar.spec.exceptions, *calendar.own_hours}:
                cuts |= {day.toordinal(), day.toordinal() + 1}
        for absence in worker.absences:
            cuts |= {absence.start.toordinal(), absence.end.toordinal() + 1}
    return sorted(cuts) or [workers[0].calendars[0].origin]


def _work_of(profile: Profile) -> int:
    """The work of a day."""
    return sum((end - start) * count for start, end, count in profile)
