"""The backward pass: how late each job may be without moving others.

In: a network, its dates, and how late the others may be. Out: the last positions of each job. Used three times: with the
others at their own latest dates (total float), with the others where they are scheduled (free float), and to place what
is to be as late as possible.
"""

from __future__ import annotations

from typing import NamedTuple

from attrs import define, field

from planlang.schedule.forward import Dates, opening
from planlang.schedule.network import Job, Network, Shift
from planlang.schedule.positions import DAY_MINUTES, WorkTime, midnight
from planlang.schedule.schedule import TaskState

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


def sooner(plan_time: WorkTime, time: int, shift: Shift | None, *, start: bool) -> int:
    """The last time that, moved by a lag (see `forward.later`), is not after a time."""
    if shift is None:
        return time
    if not shift.working:
        return time - shift.minutes
    position = plan_time.last_start(time) if start else plan_time.after(time)
    return plan_time.starts(position - shift.minutes)


@define(eq=False)
class Room:
    """How late each job may be, given how late the jobs after it may be.

    What hangs on the start of a summary holds the part that begins first; the others may begin later than that.

    Attributes:
        late_start, late_finish: positions of the jobs after it, by number; to be filled from the last job to the first.
    """

    network: Network
    dates: Dates
    late_start: list[int]
    late_finish: list[int]
    _targets: dict[tuple[int, bool], Target] = field(factory=dict, init=False)
    _above: dict[int, Bounds] = field(factory=dict, init=False)

    def last_finish(self, job: Job, start: int = NEVER, finish: int = NEVER) -> int:
        """The last position at which a job without parts can finish without moving others, given the last times at
        which it may start and finish; `NEVER` where nothing holds it.
        """
        after = self._outgoing(job)
        start, finish = min(start, after.start), min(finish, after.finish)
        if job.parent >= 0:
            above = self._from_above(job.parent)
            finish = min(finish, above.finish)
            if self.dates.first[job.parent] == job.number:
                start = min(start, above.start)
        return self.within(job, start, finish)

    def within(self, job: Job, start: int, finish: int) -> int:
        """The last position at which a job can finish, given the last times at which it may start and finish."""
        number = job.number
        last = NEVER if finish >= NEVER else job.clock.before(finish)
        if start < NEVER:
            length = self.dates.early_finish[number] - self.dates.early_start[number]
            last = min(last, job.clock.last_start(start, whole_days=self._on_grid(job)) + length)
        return last

    def _on_grid(self, job: Job) -> bool:
        """Whether a job fills whole working days."""
        minutes = job.days.minutes
        return not self.dates.early_start[job.number] % minutes and not job.length % minutes

    def _outgoing(self, job: Job) -> Bounds:
        """What the targets of a job's own links leave it."""
        if not job.outgoing:
            return NO_BOUNDS
        start = finish = NEVER
        jobs, plan_time = self.network.jobs, self.network.plan_time
        for arrow in job.outgoing:
            target = jobs[arrow.target]
            if target.is_summary:
                time, whole = self._of_parts(target, finish=arrow.to_finish)
            else:
                time, whole = self._target(target, finish=arrow.to_finish), NEVER
                if target.takes_whole_days:
                    time, whole = whole, time
            from_start = self.dates.from_start[job.number] if job.is_instant else arrow.from_start
            if from_start and whole < NEVER:
                whole += opening(self.network, self.dates.first[job.number], arrow.shift)
            time = min(time, whole)
            if time < NEVER:
                time = sooner(plan_time, time, arrow.shift, start=from_start)
                if from_start:
                    start = min(start, time)
                else:
                    finish = min(finish, time)
        return Bounds(start, finish)

    def _from_above(self, number: int) -> Bounds:
        """What the links of a summary, and of those around it, leave its parts."""
        if number not in self._above:
            summary = self.network.jobs[number]
            start, finish = self._outgoing(summary)
            if summary.parent >= 0:
                above = self._from_above(summary.parent)
                finish = min(finish, above.finish)
                if self.dates.first[summary.parent] == self.dates.first[number]:
                    start = min(start, above.start)
            self._above[number] = Bounds(start, finish)
        return self._above[number]

    def _of_parts(self, summary: Job, *, finish: bool) -> Target:
        """The last time that is not after the last position of any part of a summary."""
        key = (summary.number, finish)
        if key not in self._targets:
            time = whole = NEVER
            for number in summary.parts:
                part = self.network.jobs[number]
                if part.is_summary:
                    inner = self._of_parts(part, finish=finish)
                    time, whole = min(time, inner.time), min(whole, inner.whole)
                elif part.takes_whole_days:
                    whole = min(whole, self._target(part, finish=finish))
                else:
                    time = min(time, self._target(part, finish=finish))
            self._targets[key] = Target(time, whole)
        return self._targets[key]

    def _target(self, job: Job, *, finish: bool) -> int:
        """The last time that is not after the last start (or finish) of a job; `NEVER` where that has been."""
        state = self.dates.state[job.number]
        if state is TaskState.FINISHED or (state is TaskState.RUNNING and not finish):
            return NEVER
        last = self.late_finish[job.number] if finish else self.late_start[job.number]
        return NEVER if last >= NEVER else job.clock.starts(last)


def deadline(network: Network, dates: Dates, job: Job) -> Bounds:
    """The last times that a job's own deadlines and fixed dates allow, and those of the summaries around it."""
    start = finish = NEVER
    own: Job | None = job
    while own is not None:
        limits = own.limits
        if own.is_limited:
            for day in (limits.by, limits.not_after, limits.ends_on):
                if day is not None:
                    finish = min(finish, midnight(day) + DAY_MINUTES)
            if limits.starts_on is not None and own is job:
                start = job.clock.starts(job.clock.after(midnight(limits.starts_on)))
        own = network.jobs[own.parent] if own.parent >= 0 else None
    if finish < NEVER and dates.from_start[job.number]:
        finish -= 1  # at the midnight after its deadline, an instant that begins a day belongs to that day
    return Bounds(start, finish)


def late_positions(network: Network, dates: Dates, end: int, *, deadlines: bool) -> Room:
    """The latest positions of all jobs without parts that keep the end of the plan (and the deadlines)."""
    count = len(network.jobs)
    room = Room(network, dates, [NEVER] * count, [NEVER] * count)
    for job in reversed(network.jobs):
        number = job.number
        if job.is_summary or job.is_goal:
            continue
        if dates.state[number] is TaskState.FINISHED:
            last = dates.early_finish[number]
        else:
            start, finish = deadline(network, dates, job) if deadlines else NO_BOUNDS
            last = room.last_finish(job, start, min(finish, end))
        length = dates.early_finish[number] - dates.early_start[number]
        room.late_start[number] = dates.early_start[number] if dates.state[number] in BEGUN else last - length
        room.late_finish[number] = last
    return room


def scheduled(network: Network, dates: Dates) -> Room:
    """The room that each job has while all others stay where they are."""
    return Room(network, dates, list(dates.early_start), list(dates.early_finish))
