"""The backward pass: how late each job may be without moving others.

In: a network, its dates, and how late the others may be. Out: the last positions of each job. Jobs are gone through from
the last to the first, and each tells those that it waits for. Used three times: with the others at their own latest dates
(total float), with the others where they are scheduled (free float), and to place what is to be as late as possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from attrs import field

from planlang.frozen import define, frozen
from planlang.schedule.passes.clocks import WHOLE_DAYS
from planlang.schedule.passes.forward import Dates, opening
from planlang.schedule.passes.network import Arrow, Job, Network, Shift
from planlang.schedule.passes.positions import Clock, WorkTime, midnight
from planlang.schedule.schedule import TaskState
from planlang.values.months import time_before
from planlang.values.units import MINUTES_A_DAY

NEVER = 1 << 62
"""Later than any time."""
BEGUN = (TaskState.RUNNING, TaskState.FINISHED)


class Bounds(NamedTuple):
    """The last times at which something may start and finish."""

    start: int = NEVER
    finish: int = NEVER


NO_BOUNDS = Bounds()


class Target(NamedTuple):
    """The last time at which a job may begin (or end): as asked by jobs of whole days, and by others."""

    time: int = NEVER
    whole: int = NEVER


class Targets(NamedTuple):
    """The targets that a summary is for those it waits for, by its parts; so many of these have not been told of yet."""

    start: Target
    finish: Target
    missing: int


def sooner(plan_time: WorkTime, time: int, shift: Shift | None, *, start: bool) -> int:
    """The last time that, moved by a lag (see `forward.later`), is not after a time."""
    if shift is None:
        return time
    if shift.months:
        return time_before(time, shift.months, start=start)
    if not shift.working:
        return time - shift.minutes
    position = plan_time.last_start(time) if start else plan_time.after(time)
    return plan_time.starts(position - shift.minutes)


@define(eq=False)
class Room:
    """How late each job may be, as the jobs after it tell.

    What hangs on the start of a summary holds the part that begins first; the others may begin later than that.

    Attributes:
        last: the last positions at which jobs without parts can finish, by number; `NEVER` where nothing holds them.
    """

    network: Network
    dates: Dates
    last: list[int] = field(init=False)
    _held: dict[int, Bounds] = field(factory=dict, init=False)
    _targets: dict[int, Targets] = field(factory=dict, init=False)

    @last.default
    def _nothing(self) -> list[int]:
        return [NEVER] * len(self.network.jobs)

    def enter(self, summary: Job) -> None:
        """Come to a summary, its parts being next: what holds those around it holds it as well."""
        number, above = summary.number, summary.parent
        if above >= 0:
            self._held[number] = _sooner_bounds(self._held.get(number, NO_BOUNDS), self._above(above, number))
        if summary.incoming or summary.parent in self._targets:
            self._targets[number] = Targets(Target(), Target(), len(summary.parts))

    def _above(self, summary: int, part: int) -> Bounds:
        """What the links of a summary, and of those around it, leave a part of it."""
        bounds = self._held.get(summary, NO_BOUNDS)
        leads = self.dates.first_of(summary) == self.dates.first_of(part)
        return bounds if leads else Bounds(finish=bounds.finish)

    def latest(self, job: Job, own: Bounds) -> int:
        """The last position at which a job without parts can finish, with bounds of its own."""
        bounds = own
        if job.number in self._held:
            bounds = _sooner_bounds(bounds, self._held[job.number])
        if job.parent >= 0:
            bounds = _sooner_bounds(bounds, self._above(job.parent, job.number))
        told = self.last[job.number]
        return told if bounds is NO_BOUNDS else min(told, self._within(job, bounds))

    def _within(self, job: Job, bounds: Bounds) -> int:
        """The last position at which a job can finish, given the last times at which it may start and finish."""
        number, (start, finish) = job.number, bounds
        last = NEVER if finish >= NEVER else job.clock.before(finish)
        if start < NEVER:
            length = self.dates.early_finish[number] - self.dates.early_start[number]
            last = min(last, job.clock.last_start(start) + length)
        return last

    def tell(self, job: Job, start: int, finish: int, follows: int | None = None) -> None:
        """Tell all that a job without parts waits for how late it starts and finishes, in positions.

        Args:
            job: the job.
            start: how late it starts.
            finish: how late it finishes.
            follows: how late it could finish if that on whose start it is pinned began later; it follows.
        """
        state, dates = self.dates.state[job.number], self.dates
        if state in BEGUN:  # what has been is held by nothing
            start, finish = NEVER, NEVER if state is TaskState.FINISHED else finish
        if job.is_end and finish < NEVER:  # until work goes on
            finish = job.days.starts(job.days.after(finish))
        for arrow in job.incoming:
            position = finish if arrow.to_finish else start
            if follows is not None and arrow.to_finish and arrow.from_start:
                position = follows
            if position >= NEVER:
                continue
            if arrow.gap is None:
                self._hold(arrow, _target(job, position))
                continue
            source = arrow.source
            if arrow.gap:
                position -= arrow.gap
            if arrow.from_start:
                position += dates.early_finish[source] - dates.early_start[source]
            if position < self.last[source]:
                self.last[source] = position
        if job.parent in self._targets and not job.is_end:
            self._tell_for(job.parent, _target(job, start), _target(job, finish))

    def _tell_for(self, number: int, start: Target, finish: Target) -> None:
        """Tell of a part of a summary; after the last one, all that the summary waits for."""
        known, summary = self._targets[number], self.network.jobs[number]
        start, finish = _sooner_target(known.start, start), _sooner_target(known.finish, finish)
        self._targets[number] = Targets(start, finish, known.missing - 1)
        if known.missing == 1:
            for arrow in summary.incoming:
                self._hold(arrow, finish if arrow.to_finish else start)
            if summary.parent in self._targets:
                self._tell_for(summary.parent, start, finish)

    def _hold(self, arrow: Arrow, target: Target) -> None:
        """Hold the source of a link, given the last times of its target."""
        time, whole = target
        source, dates = self.network.jobs[arrow.source], self.dates
        from_start = dates.from_start[source.number] if source.is_instant else arrow.from_start
        if from_start and whole < NEVER:
            day = sooner(self.network.plan_time, whole, arrow.shift, start=True)
            whole += opening(self.network, dates, dates.first_of(source.number), arrow.shift, day, whole)
        time = min(time, whole)
        if time >= NEVER:
            return
        time = sooner(self.network.plan_time, time, arrow.shift, start=from_start)
        bounds = Bounds(start=time) if from_start else Bounds(finish=time)
        self._held[source.number] = _sooner_bounds(self._held.get(source.number, NO_BOUNDS), bounds)


def _target(job: Job, position: int) -> Target:
    """A job at a position as a target."""
    if position >= NEVER:
        return Target()
    time = job.clock.starts(position)
    return Target(whole=time) if job.takes_whole_days else Target(time)


def _sooner_bounds(one: Bounds, other: Bounds) -> Bounds:
    """Both bounds in one."""
    return Bounds(min(one.start, other.start), min(one.finish, other.finish))


def _sooner_target(one: Target, other: Target) -> Target:
    """Both targets in one."""
    return Target(min(one.time, other.time), min(one.whole, other.whole))


def last_finish(job: Job, end: int) -> int:
    """The last position at which a job can finish where all is to be done by a time; whole days on that very day."""
    return job.clock.before(WHOLE_DAYS.after(end) if job.takes_whole_days else end)


def whole_day(dates: Dates, job: Job, last: int) -> int:
    """The last position at which a job can finish: of one that fills whole working days, the end of a day, where it may
    finish up to the last minute of the next.
    """
    clock = job.clock
    if (last + 1) % clock.grid or not isinstance(clock, WorkTime) or not clock.is_single:
        return last
    number = job.number
    marks = (last + 1, dates.early_start[number], dates.early_finish[number])
    return clock.day_begin(last) if all(clock.day_begin(mark) == mark for mark in marks) else last


def deadline(network: Network, dates: Dates, job: Job) -> Bounds:
    """The last times that a job's own deadlines and fixed dates allow, and those of the summaries around it."""
    start = finish = NEVER
    own: Job | None = job
    while own is not None:
        limits = own.limits
        if own.is_limited:
            for day in (limits.by, limits.not_after, limits.ends_on):
                if day is not None:
                    finish = min(finish, midnight(day) + MINUTES_A_DAY)
            if limits.starts_on is not None and own is job:
                start = job.clock.starts(job.clock.after(midnight(limits.starts_on)))
        own = network.jobs[own.parent] if own.parent >= 0 else None
    if finish < NEVER and dates.from_start[job.number]:
        finish -= 1  # at the midnight after its deadline, an instant that begins a day belongs to that day
    return Bounds(start, finish)


@frozen(eq=False)
class Latest:
    """The last positions at which jobs without parts can finish, by number; without meaning for what is finished.

    Attributes:
        late: so that the end of the plan and all deadlines are kept.
        against_end: the same without deadlines; the same object where there are none.
        free: so that the end of the plan, its own deadlines, and the dates of all others are kept.
    """

    late: Sequence[int]
    against_end: Sequence[int]
    free: Sequence[int]


def latest_positions(network: Network, dates: Dates, end: int, pins: Mapping[int, int]) -> Latest:
    """How late each job may finish where the plan is to end by a time.

    Args:
        network: of the plan.
        dates: of its jobs.
        end: the time at which all is to be done.
        pins: the positions at which jobs are to finish and no later, by number (see `late.pin`).
    """
    limited = bool(pins) or any(job.is_limited for job in network.jobs)
    late, free = Room(network, dates), Room(network, dates)
    against_end = Room(network, dates) if limited else late
    rooms = (late, free, against_end) if limited else (late, free)
    ends: dict[Clock, int] = {}
    for job in reversed(network.jobs):
        if job.is_summary:
            for room in rooms:
                room.enter(job)
            continue
        number, clock = job.number, job.clock
        start, finish = dates.early_start[number], dates.early_finish[number]
        if job.is_end:
            start = finish = dates.finish[job.parent]
        if clock not in ends:
            ends[clock] = last_finish(job, end)
        own = deadline(network, dates, job) if limited else NO_BOUNDS
        pin, follows = pins.get(number, NEVER), None
        grid = clock.grid
        last = min(free.latest(job, own), ends[clock], pin)
        free.last[number] = last if (last + 1) % grid else whole_day(dates, job, last)
        free.tell(job, start, finish)
        last = min(late.latest(job, own), ends[clock])
        if pin < last:
            last, follows = pin, last
        late.last[number] = last if (last + 1) % grid else whole_day(dates, job, last)
        late.tell(job, last - finish + start, last, follows)
        if limited:
            last = min(against_end.latest(job, NO_BOUNDS), ends[clock])
            against_end.last[number] = whole_day(dates, job, last)
            against_end.tell(job, last - finish + start, last)
    return Latest(late.last, against_end.last, free.last)
