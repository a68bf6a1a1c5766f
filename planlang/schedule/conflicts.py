"""What the dates cannot keep: deadlines, fixed dates, links that facts have broken, and what is behind the plan.

In: the dates as forecast, and those of the plan as written. Out: conflicts, each with the chain of jobs that causes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planlang.frozen import define, field
from planlang.schedule.passes.backward import BEGUN
from planlang.schedule.passes.chains import Chains
from planlang.schedule.passes.days import Shown, days_late
from planlang.schedule.passes.forward import Forward
from planlang.schedule.passes.network import Job
from planlang.schedule.passes.positions import day_of
from planlang.schedule.schedule import Breach, Cause, Conflict, Driver, TaskState
from planlang.schedule.slots import last_day
from planlang.source import Span


@define(eq=False)
class Conflicts:
    """Finds conflicts.

    Attributes:
        forward: the pass that made the dates.
        shown: the dates as forecast.
        planned: when everything could have been done; None where nothing is to be held against it.
    """

    forward: Forward
    shown: Shown
    chains: Chains
    planned: Shown | None
    _hung: frozenset[int] | None = field(default=None, init=False)

    def of(self, job: Job) -> Iterator[Conflict]:
        """The conflicts of one job: one for what is late, and each broken link and fixed date."""
        late = False
        if job.is_limited:
            for conflict in self._limits(job):
                late = late or conflict.kind in (Breach.DEADLINE, Breach.NOT_AFTER)
                yield conflict
        if job.is_summary or job.is_goal:
            return
        if self.forward.dates.state[job.number] in BEGUN:
            yield from self._broken_links(job)
        if self.planned is not None and not late:
            yield from self._behind(job, self.planned)

    def after(self, end: date) -> Iterator[Conflict]:
        """That the last of all jobs ends after a day, the plan's own."""
        jobs = self.forward.network.jobs
        ended = [
            (self.shown.of(job)[1], -job.number, job)
            for job in jobs
            if not job.is_summary and not job.is_goal and not job.is_end
        ]
        if ended:
            finish, _, job = max(ended)
            if finish > end:
                yield self._make(Breach.PERIOD, job, end, finish, job.node.ident.span)

    def _make(self, kind: Breach, job: Job, limit: date, actual: date, span: Span) -> Conflict:
        """A conflict of a job with one of its dates."""
        days = days_late(job.days, min(limit, actual), max(limit, actual))
        return Conflict(kind, job.name, limit, actual, days, self.chains.to(job), span)

    def _limits(self, job: Job) -> Iterator[Conflict]:
        """Deadlines and fixed dates that are not kept; a start that has been is not judged again."""
        limits, own = job.limits, job.node.ident.span
        start, finish = self.shown.of(job)
        begun = self.forward.dates.state[job.number] in BEGUN
        if limits.by is not None and finish > limits.by:
            yield self._make(Breach.DEADLINE, job, limits.by, finish, limits.by_span or own)
        if limits.not_after is not None and finish > limits.not_after:
            yield self._make(Breach.NOT_AFTER, job, limits.not_after, finish, own)
        if limits.starts_on is not None and start != limits.starts_on and not begun:
            yield self._make(Breach.STARTS_ON, job, limits.starts_on, start, own)
        if limits.ends_on is not None and (finish > limits.ends_on if begun else finish != limits.ends_on):
            yield self._make(Breach.ENDS_ON, job, limits.ends_on, finish, own)

    def _broken_links(self, job: Job) -> Iterator[Conflict]:
        """Links that the actual dates of a job do not respect."""
        jobs, dates, clock, number = self.forward.network.jobs, self.forward.dates, job.clock, job.number
        start, finish = self.shown.of(job)
        has_start = job.is_instant or job.progress.started is not None
        has_finish = dates.state[number] is TaskState.FINISHED
        above: Job | None = job
        while above is not None:
            for arrow in above.incoming:
                pull = self.forward.pull(arrow)
                time = pull.whole if job.takes_whole_days else pull.time
                needed = clock.ended(time) if pull.on_finish else clock.after(time)
                if pull.on_finish and has_finish and needed > dates.early_finish[number]:
                    limit, actual = day_of(clock.ends(needed) - 1), finish
                elif not pull.on_finish and has_start and needed > dates.early_start[number]:
                    limit, actual = day_of(clock.starts(needed) - (job.is_instant and not pull.from_start)), start
                else:
                    continue
                days = max(1, days_late(job.days, actual, limit))
                leaf = dates.leaf(arrow)
                chain = (jobs[leaf].name, job.name)
                yield Conflict(Breach.LINK, job.name, limit, actual, days, chain, arrow.link.span)
            above = jobs[above.parent] if above.parent >= 0 else None

    def _behind(self, job: Job, planned: Shown) -> Iterator[Conflict]:
        """A job that should have ended or begun by the cut, and whose delay is its own: what merely waits for a late
        job, or for a condition, is not blamed.
        """
        number, cut, dates = job.number, self.forward.cut, self.forward.dates
        state = dates.state[number]
        running = state is TaskState.RUNNING
        was = planned.dates.why[number]
        at_once = (
            (Driver.PLAN_START,) if self.forward.network.freed(job) is None else (Driver.PLAN_START, Driver.CONDITION)
        )
        free = isinstance(was, Cause) and was.driver in at_once
        if not running and free and self._has_deadline(number):
            return  # nothing says when it is to be done, but by when: that is judged
        why = dates.why[number]
        pushed = state is TaskState.PLANNED and isinstance(why, Cause) and why.driver is Driver.AS_OF
        if cut is None or not (running or pushed):
            return
        (start_was, finish_was), (start, finish) = planned.of(job), self.shown.of(job)
        span, due = job.node.ident.span, planned.dates.finish[number]
        if running:  # one that started late is overdue once its length is over
            due = max(due, job.clock.ends(dates.early_start[number] + job.length))
        if due <= cut:
            limit = finish_was if due == planned.dates.finish[number] else day_of(due - 1)
            yield self._make(Breach.OVERDUE, job, limit, finish, span)
        elif not running and planned.dates.start[number] < cut:
            yield self._make(Breach.LATE_START, job, start_was, start, span)

    def _has_deadline(self, number: int) -> bool:
        """Whether a day is set by which a job is to end, or something that hangs on it."""
        if self._hung is None:
            self._hung = self._with_deadlines()
        return number in self._hung

    def _with_deadlines(self) -> frozenset[int]:
        """Numbers of all jobs on which a deadline hangs."""
        jobs = self.forward.network.jobs
        hung: set[int] = set()
        for job in reversed(jobs):
            if last_day(job) is None and job.number not in hung and job.parent not in hung:
                continue
            hung.add(job.number)
            above: Job | None = job
            while above is not None:
                hung.update(arrow.source for arrow in above.incoming)
                above = jobs[above.parent] if above.parent >= 0 else None
        return frozenset(hung)
