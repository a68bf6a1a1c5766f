"""A plan compiled for the passes of the critical path method: numbers instead of names, clocks instead of calendars.

In: a plan. Out: `Network`, jobs in order with the links that lead to them. Dates are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import assert_never

from attrs import define, frozen

from planlang.plan.plan import Node, Plan
from planlang.schedule.mixed import Absence, MixedTime, Together, Worker
from planlang.schedule.passes.positions import AnyTime, Clock, Months, WholeDays, WorkTime, shared
from planlang.schedule.people import absences, needed, workers
from planlang.semantics.model import (
    DateLimits,
    DayKind,
    Goal,
    HourKind,
    Hours,
    InDays,
    InMonths,
    InPersonDays,
    Lag,
    LinkKind,
    Milestone,
    MonthKind,
    Progress,
    Task,
    TaskLink,
    WorkKind,
)
from planlang.values.calendars import Calendar
from planlang.values.months import end_after
from planlang.values.units import MINUTES_A_DAY

ANY_TIME = AnyTime()
WHOLE_DAYS = WholeDays()
NO_LIMITS = DateLimits()
NO_PROGRESS = Progress()


@frozen
class Shift:
    """A lag (negative: a lead): minutes on the plan's working time or on the wall clock, or calendar months."""

    minutes: int
    working: bool
    months: int = 0


@define(eq=False)
class Arrow:
    """A link that leads to a job, from the one with the number `source`: `from_start` of the source, `to_finish` of the target.

    Attributes:
        gap: what the link keeps between the positions of the two; None where they are not comparable and the link is
            to be followed by way of times.
    """

    source: int
    from_start: bool
    to_finish: bool
    shift: Shift | None
    gap: int | None
    link: TaskLink


@define(eq=False)
class Job:
    """A node with what the passes need of it.

    Attributes:
        clock: when it is worked on; any time for what has no length.
        days: the calendar in whose working days its float is told.
        length: in positions of its clock; 0 for summaries, milestones and goals.
        parent: number of the summary it stands in, or -1.
        parts: numbers of what stands in it.
        late: as late as possible, itself or a summary around it.
        conditions: names of the task and the summaries around it whose start waits for a condition on data; of the
            milestone itself where its date does.
        is_goal: it only counts by its end.
        is_instant: it is a point in time: a milestone, a goal, a task without length; no summary.
        is_limited: it has a limit of its own.
        end: of a summary, the number of the instant that holds its finish by what it is to end with, or -1.
        is_end: it is such an instant; its parent is the summary.
        calendar: name of the one that it, or the nearest summary around it that does, names; None for the plan's.
        incoming: its own links. Those that hold the start of a summary apply to all that is inside, those that hold its
            finish stand at its `end`.
    """

    number: int
    name: str
    node: Node
    clock: Clock
    days: WorkTime
    length: int
    parent: int
    limits: DateLimits
    late: bool
    conditions: tuple[str, ...]
    progress: Progress
    is_summary: bool
    is_goal: bool
    is_instant: bool
    takes_whole_days: bool
    is_limited: bool
    is_end: bool = False
    end: int = -1
    parts: Sequence[int] = ()
    incoming: tuple[Arrow, ...] = ()
    calendar: str | None = None


@frozen(eq=False)
class Network:
    """Jobs so that each comes after all it waits for, summaries after their parts and their `end`.

    Attributes:
        clocks: by which they are worked on.
        plan_time: the plan's own working time: lags and milestones.
        names: of the jobs, by number.
        numbers: of the jobs, by name.
    """

    jobs: tuple[Job, ...]
    clocks: Clocks
    plan_time: WorkTime
    names: Sequence[str]
    numbers: Mapping[str, int]


def make_network(plan: Plan) -> Network:
    """The network of a plan."""
    clocks = Clocks(plan)
    ended = {edge.after for edge in plan.edges if edge.after in plan.children and edge.link.holds_finish}
    names: Sequence[str] = plan.order
    if ended:
        names = [name for node in plan.order for name in ((node, node) if node in ended else (node,))]
    numbers = {name: i for i, name in enumerate(names)}
    parents = {child: name for name, below in plan.children.items() for child in below}
    jobs: list[Job] = [None] * len(names)  # type: ignore[list-item]
    for name, number in reversed(numbers.items()):  # summaries before their parts
        above = jobs[numbers[parents[name]]] if name in parents else None
        job = jobs[number] = _job(number, plan.nodes[name], name, above, clocks, is_summary=name in plan.children)
        if name in ended:
            job.end = number - 1
            jobs[job.end] = _end_of(job)
    for name, below in plan.children.items():
        jobs[numbers[name]].parts = [numbers[child] for child in below]
    shifts: dict[Lag | None, Shift | None] = {None: None}
    for name, edges in groupby(plan.edges, attrgetter("after")):
        target = jobs[numbers[name]]
        arrows: list[Arrow] = []
        for edge in edges:
            source, lag = jobs[numbers[edge.before]], edge.link.lag
            if lag is not None and lag not in shifts:
                shifts[lag] = _shift(lag, clocks.plan_time)
            arrows.append(_arrow(source, target, shifts[lag], edge.link, clocks.plan_time))
        if target.end >= 0:
            jobs[target.end].incoming = tuple(arrow for arrow in arrows if arrow.to_finish)
            arrows = [arrow for arrow in arrows if not arrow.to_finish]
        target.incoming = tuple(arrows)
    return Network(tuple(jobs), clocks, clocks.plan_time, names, numbers)


def _end_of(summary: Job) -> Job:
    """The instant that holds the finish of a summary."""
    return Job(
        summary.number - 1,
        summary.name,
        summary.node,
        ANY_TIME,
        summary.days,
        0,
        summary.number,
        NO_LIMITS,
        late=False,
        conditions=(),
        progress=NO_PROGRESS,
        is_summary=False,
        is_goal=False,
        is_instant=True,
        takes_whole_days=False,
        is_limited=False,
        is_end=True,
    )


def _arrow(source: Job, target: Job, shift: Shift | None, link: TaskLink, plan_time: WorkTime) -> Arrow:
    """A link between two jobs."""
    clock, kind, gap = source.clock, link.kind, None
    if clock is target.clock and clock.comparable:
        if shift is None:
            gap = 0
        elif shift.working and clock is plan_time:
            gap = shift.minutes
    from_start = kind is LinkKind.START_START or kind is LinkKind.START_FINISH
    to_finish = kind is LinkKind.FINISH_FINISH or kind is LinkKind.START_FINISH
    return Arrow(source.number, from_start, to_finish, shift, gap, link)


def _job(number: int, node: Node, name: str, above: Job | None, clocks: Clocks, *, is_summary: bool) -> Job:
    """The job of a node, without its links."""
    clock: Clock = ANY_TIME
    days, length, limits, progress, late = clocks.plan_time, 0, NO_LIMITS, NO_PROGRESS, False
    conditions: tuple[str, ...] = ()
    calendar: str | None = None
    match node:
        case Goal():
            pass
        case Milestone():
            limits, conditions = _limits(node), () if node.reached_when is None else (name,)
            progress = Progress(finished=node.finished) if node.finished is not None else NO_PROGRESS
        case Task():
            limits, conditions = _limits(node), () if above is None else above.conditions
            if node.starts_when is not None:
                conditions = (*conditions, name)
            progress = node.progress if _is_begun(node.progress) else NO_PROGRESS
            late = node.late or (above is not None and above.late)
            calendar = node.calendar or (clocks.named.get(above.name) if above is not None else None)
            days = clocks.working(calendar)
            if not is_summary:
                days = clocks.days_of(node, calendar, days)
                clock, length = clocks.of(node, calendar, days)
            elif calendar is not None:
                clocks.named[name] = calendar
    return Job(
        number,
        name,
        node,
        clock,
        days,
        length,
        -1 if above is None else above.number,
        limits,
        late,
        conditions,
        progress,
        is_summary,
        isinstance(node, Goal),
        clock is ANY_TIME and not is_summary,
        isinstance(clock, WholeDays),
        limits is not NO_LIMITS,
        calendar=calendar,
    )


def _is_begun(progress: Progress) -> bool:
    """Whether anything is known of the work done."""
    return (progress.started, progress.finished, progress.done, progress.remaining) != (None, None, None, None)


def _limits(node: Task | Milestone) -> DateLimits:
    """The limits of a node: `NO_LIMITS` where it has none."""
    limits = node.limits
    days = (limits.not_before, limits.not_after, limits.starts_on, limits.ends_on, limits.by)
    return NO_LIMITS if days == (None, None, None, None, None) else limits


def _shift(lag: Lag, plan_time: WorkTime) -> Shift | None:
    """A lag in minutes; None where it is nothing."""
    if lag.kind is MonthKind.CALENDAR:
        return Shift(0, False, int(lag.days)) if lag.days else None
    working = lag.kind is DayKind.WORKING
    minutes = _minutes(lag.days, plan_time.minutes if working else MINUTES_A_DAY)
    return Shift(minutes, working) if minutes else None


@lru_cache(maxsize=4096)
def _minutes(days: Decimal | Fraction, of_a_day: int) -> int:
    """Days in whole minutes, halves away from zero; the same lengths come again and again."""
    numerator, denominator = days.as_integer_ratio()
    minutes = (2 * abs(numerator) * of_a_day + denominator) // (2 * denominator)
    return minutes if numerator > 0 else -minutes


def _a_day(kind: WorkKind, work_time: WorkTime) -> int:
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


def amount(lag: Lag | Hours, job: Job) -> int:
    """A length given in days as positions of a job's clock, or as minutes of the wall clock for `d`."""
    if isinstance(lag, Hours):
        return _minutes(lag.count, 60)
    assert isinstance(lag.kind, DayKind), "what remains is never told in months"
    return _minutes(lag.days, _a_day(lag.kind, job.days))


class Clocks:
    """The clocks of a plan's tasks, each made once.

    A task's calendar is its own, else that of the nearest summary around it that names one, else the plan's. Of those who
    work on it (the owner, where nobody is assigned; a role in a team is all who hold it), people with a calendar of their
    own work by that, within the one that is named for the task, if any; everybody else by the task's. Leave is taken out.
    Whole teams go on without one of their members in `takes` time; in `effort` time every member counts.

    Attributes:
        named: calendar of the summaries that name one, or stand in one that does.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._made: dict[tuple[object, ...], WorkTime] = {}
        self._absences = absences(plan.model)
        self._partly = {name for name, away in self._absences.items() if any(one.part is not None for one in away)}
        self._months: dict[int, Months] = {}
        self.named: dict[str, str] = {}
        self.plan_time = self.working(None)

    def working(self, calendar: str | None) -> WorkTime:
        """The working time of a calendar (the plan's, for None or an unknown one), nobody being away."""
        return self.shared(calendar, (), Together.ALL)

    def days_of(self, task: Task, calendar: str | None, usual: WorkTime) -> WorkTime:
        """The working time in whose days a task is told: with people who have a calendar of their own, that of theirs."""
        if not self._plan.own or isinstance(task.length, InMonths):
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
                length = max(_minutes(days, 1), 1) * MINUTES_A_DAY if days else 0
                clock: Clock = WHOLE_DAYS
            case InMonths(count):
                return self._of_months(count, task.progress)
            case InDays():
                people = needed(task, self._plan.model) if task.assigned or task.owner is not None else ()
                work_time = self.shared(calendar, people, Together.ALL) if people else usual
                kind = task.length.kind
                minutes = work_time.minutes if kind is DayKind.WORKING else _a_day(kind, work_time)
                clock, length = work_time, _minutes(expected_days(task.length), minutes)
            case InPersonDays(work, kind):
                work_time = self.shared(calendar, workers(task, self._plan.model), Together.EACH)
                clock, length = work_time, _minutes(work, _a_day(kind, work_time))
        return (clock, length) if length > 0 else (ANY_TIME, 0)

    def _of_months(self, count: int, progress: Progress) -> tuple[Clock, int]:
        """The clock of a length in months: of one that has begun, the days that it takes from there."""
        if _is_begun(progress):
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
        count = 1 if together is Together.ALL else len(people)
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
        found = [Worker(self._calendars_of(person, base, named), self._of(person, apart)) for person in people]
        made = MixedTime(base, found or [Worker((base,))], minutes=base.minutes_per_day, together=together)
        if made.never_ends:
            return MixedTime(base, [Worker((base,))], minutes=base.minutes_per_day, together=together)
        return made

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
