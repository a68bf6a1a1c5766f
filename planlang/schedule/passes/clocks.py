"""Who works on a task, and when: the clock of each, and its length in positions of it.

In: a plan and its tasks. Out: clocks, each made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import assert_never

from planlang.plan.plan import Plan
from planlang.schedule.passes.mixed import Absence, MixedTime, Together, Worker
from planlang.schedule.passes.positions import AnyTime, Clock, Months, WholeDays, WorkTime, shared
from planlang.schedule.people import needed, shares, workers
from planlang.semantics.model import (
    DateLimits,
    DayKind,
    HourKind,
    InDays,
    InMonths,
    InPersonDays,
    Model,
    Progress,
    Task,
    WorkKind,
)
from planlang.values.calendars import Calendar
from planlang.values.months import end_after
from planlang.values.units import MINUTES_A_DAY

ANY_TIME = AnyTime()
WHOLE_DAYS = WholeDays()


class Clocks:
    """The clocks of a plan's tasks, each made once.

    A task's calendar is its own, else that of the nearest summary around it that names one, else the plan's. Of those who
    work on it (the owner, where nobody is assigned; a role in a team is all who hold it), people with a calendar of their
    own work by that, within the one that is named for the task, if any; everybody else by the task's. Leave is taken out.
    Whole teams go on without one of their members in `takes` time; in `effort` time every member counts.

    Attributes:
        named: calendar of the summaries that name one, or stand in one that does.
        has_own: whether anybody has a calendar of his own.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._made: dict[tuple[object, ...], WorkTime] = {}
        self._usual: dict[str | None, WorkTime] = {}
        self.has_own = bool(plan.own)
        self._absences = _absences(plan.model)
        self._partly = {name for name, away in self._absences.items() if any(one.part is not None for one in away)}
        self._months: dict[int, Months] = {}
        self.named: dict[str, str] = {}
        self.plan_time = self.working(None)

    def working(self, calendar: str | None) -> WorkTime:
        """The working time of a calendar (the plan's, for None or an unknown one), nobody being away."""
        if calendar not in self._usual:
            self._usual[calendar] = self.shared(calendar, (), Together.ALL)
        return self._usual[calendar]

    def days_of(self, task: Task, calendar: str | None, usual: WorkTime) -> WorkTime:
        """The working time in whose days a task is told: with people who have a calendar of their own, that of theirs."""
        if isinstance(task.length, InMonths):
            return usual
        effort = isinstance(task.length, InPersonDays)
        people = (workers if effort else needed)(task, self._plan.model)
        if not any(person in self._plan.own for person in people):
            return usual
        return self.shared(calendar, people, Together.ANY if effort else Together.ALL, always_there=True)

    def of(self, task: Task, calendar: str | None, usual: WorkTime) -> tuple[Clock, int]:
        """The clock of a task on a calendar with that usual working time, and its length in positions of it."""
        match task.length:
            case None:
                return _fixed(task.limits)
            case InDays(kind=DayKind.CALENDAR):
                days = expected_days(task.length)
                length = max(minutes_of(days, 1), 1) * MINUTES_A_DAY if days else 0
                clock: Clock = WHOLE_DAYS
            case InMonths(count):
                return self._of_months(count, task.progress)
            case InDays():
                people = needed(task, self._plan.model) if task.assigned or task.owner is not None else ()
                work_time = self.shared(calendar, people, Together.ALL) if people else usual
                kind = task.length.kind
                minutes = work_time.minutes if kind is DayKind.WORKING else a_day(kind, work_time)
                clock, length = work_time, minutes_of(expected_days(task.length), minutes)
            case InPersonDays(work, kind):
                people = workers(task, self._plan.model)
                work_time = self.shared(calendar, people, Together.EACH)
                clock, length = work_time, minutes_of(work, a_day(kind, work_time))
                found = shares(task, self._plan.model, self._plan.calendar.minutes_per_day) if task.resources else {}
                if found:  # it takes as long as it does with less of their days
                    there = sum((found.get(person, Fraction(1)) for person in people), Fraction(0))
                    length = ceil(length * len(people) / there)
        return (clock, length) if length > 0 else (ANY_TIME, 0)

    def _of_months(self, count: int, progress: Progress) -> tuple[Clock, int]:
        """The clock of a length in months: of one that has begun, the days that it takes from there."""
        if is_begun(progress):
            begun = (progress.started or self._plan.start).toordinal()
            return WHOLE_DAYS, (end_after(begun, count) - begun) * MINUTES_A_DAY
        return self._months.setdefault(count, Months(count)), Months.LENGTH

    def shared(
        self, calendar: str | None, people: tuple[str, ...], together: Together, *, always_there: bool = False
    ) -> WorkTime:
        """The working time of people on a calendar, of whom only those with leave or a calendar of their own are told apart."""
        named = calendar if calendar in self._plan.calendars else None
        name = named or self._plan.model.plan.calendar
        if len(people) < 2:
            together = Together.ALL
        apart = tuple(sorted({person for person in people if person in self._absences and not always_there}))
        own = tuple(sorted({person for person in people if person in self._plan.own}))
        count = 1 if together is Together.ALL and not own else len(people)
        key = (name, count, apart, own, named if own else None, together if apart or own else None)
        if key not in self._made:
            base = self._plan.calendars[name]
            if own or not base.is_even or not self._partly.isdisjoint(apart):
                self._made[key] = self._mixed(base, named, people, together, apart)
            else:
                leaves = [[(one.start, one.end) for one in self._of(person, apart)] for person in people]
                self._made[key] = shared(base, leaves, all_needed=together is Together.ALL)
        return self._made[key]

    def _mixed(
        self, base: Calendar, named: str | None, people: Sequence[str], together: Together, apart: Sequence[str]
    ) -> WorkTime:
        """The working time of people whose days are not all alike; without the people where they never meet."""
        found = (Worker(self._calendars_of(person, base, named), tuple(self._of(person, apart))) for person in people)
        return _mixed_time(base, tuple(found), together)

    def _calendars_of(self, person: str, base: Calendar, named: str | None) -> tuple[Calendar, ...]:
        """The calendars by which a person works on a task."""
        own = self._plan.own.get(person)
        if own is None:
            return (base,)
        calendar = self._plan.calendars[own]
        return (calendar,) if named is None or calendar is base else (calendar, base)

    def _of(self, person: str, apart: Sequence[str]) -> tuple[Absence, ...]:
        """When a person is away, where that counts."""
        return self._absences[person] if person in apart else ()


@lru_cache(maxsize=512)
def _mixed_time(base: Calendar, workers: tuple[Worker, ...], together: Together) -> WorkTime:
    """The working time of people on a calendar: made once for all the schedules of a plan and its variants."""
    made = MixedTime(base, workers or [Worker((base,))], minutes=base.minutes_per_day, together=together)
    if made.never_ends:
        return MixedTime(base, [Worker((base,))], minutes=base.minutes_per_day, together=together)
    return made


def _absences(model: Model) -> dict[str, tuple[Absence, ...]]:
    """When each person who is ever away is, by name."""
    found: dict[str, list[Absence]] = {}
    for team in model.teams.values():
        for leave in team.leaves:
            found.setdefault(leave.person, []).append(Absence(leave.start, leave.end, leave.part))
    return {person: tuple(away) for person, away in found.items()}


def expected_days(length: InDays) -> Fraction | Decimal:
    """The mean of a three-point estimate, (o + 4m + p) / 6; the likely value stands in for a missing one."""
    if length.best is None and length.worst is None:
        return length.likely
    likely = Fraction(length.likely)
    best = likely if length.best is None else Fraction(length.best)
    worst = likely if length.worst is None else Fraction(length.worst)
    return (best + 4 * likely + worst) / 6


def _fixed(limits: DateLimits) -> tuple[Clock, int]:
    """The clock and length of a task without a declared length: all days from its fixed start to its fixed end."""
    if limits.starts_on is None or limits.ends_on is None or limits.ends_on < limits.starts_on:
        return ANY_TIME, 0
    return WHOLE_DAYS, ((limits.ends_on - limits.starts_on).days + 1) * MINUTES_A_DAY


def is_begun(progress: Progress) -> bool:
    """Whether anything is known of the work done."""
    return (progress.started, progress.finished, progress.done, progress.remaining) != (None, None, None, None)


@lru_cache(maxsize=4096)
def minutes_of(days: Decimal | Fraction, of_a_day: int) -> int:
    """Days in whole minutes, halves away from zero; the same lengths come again and again."""
    numerator, denominator = days.as_integer_ratio()
    minutes = (2 * abs(numerator) * of_a_day + denominator) // (2 * denominator)
    return minutes if numerator > 0 else -minutes


def a_day(kind: WorkKind, work_time: WorkTime) -> int:
    """The minutes of one of what a length is told in."""
    match kind:
        case DayKind.CALENDAR:
            return MINUTES_A_DAY
        case DayKind.WORKING:
            return work_time.minutes
        case HourKind.WORKING:
            return 60
        case _:
            assert_never(kind)
