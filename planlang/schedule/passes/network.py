"""A plan compiled for the passes of the critical path method: numbers instead of names, clocks instead of calendars.

In: a plan. Out: `Network`, jobs in order with the links that lead to them. Dates are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from planlang.frozen import define, frozen
from planlang.plan.plan import Node, Plan
from planlang.schedule.passes.clocks import ANY_TIME, Clocks, a_day, is_begun, minutes_of
from planlang.schedule.passes.positions import Clock, WholeDays, WorkTime
from planlang.semantics.model import (
    DateLimits,
    DayKind,
    Goal,
    Hours,
    Lag,
    LinkKind,
    Milestone,
    MonthKind,
    Progress,
    Task,
    TaskLink,
)
from planlang.values.units import MINUTES_A_DAY

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

    def freed(self, job: Job) -> date | None:
        """The last day on which something was given up that a job, or a summary around it, waited for; None for never."""
        own = None if isinstance(job.node, Goal) else job.node.freed
        above = self.freed(self.jobs[job.parent]) if job.parent >= 0 else None
        return max((day for day in (own, above) if day is not None), default=None)


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
            progress = node.progress if is_begun(node.progress) else NO_PROGRESS
            late = node.late or (above is not None and above.late)
            calendar = node.calendar or (clocks.named.get(above.name) if above is not None else None)
            days = clocks.working(calendar)
            if not is_summary:
                if clocks.has_own:
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
    minutes = minutes_of(lag.days, plan_time.minutes if working else MINUTES_A_DAY)
    return Shift(minutes, working) if minutes else None


def amount(lag: Lag | Hours, job: Job) -> int:
    """A length given in days as positions of a job's clock, or as minutes of the wall clock for `d`."""
    if isinstance(lag, Hours):
        return minutes_of(lag.count, 60)
    assert isinstance(lag.kind, DayKind), "what remains is never told in months"
    return minutes_of(lag.days, a_day(lag.kind, job.days))
