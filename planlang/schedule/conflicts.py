"""What the dates cannot keep: deadlines, fixed dates, links that facts have broken, and what is behind the plan.

In: the dates as forecast, and those of the plan as written. Out: conflicts, each with the chain of jobs that causes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import define, frozen

from planlang.schedule.backward import BEGUN
from planlang.schedule.chains import Chains
from planlang.schedule.days import Days, days_late
from planlang.schedule.forward import Dates, Forward
from planlang.schedule.network import Job
from planlang.schedule.positions import day_of
from planlang.schedule.schedule import Breach, Conflict, Driver, TaskState
from planlang.source import Span


@frozen(eq=False)
class Planned:
    """The plan as written, without facts: what the forecast is held against."""

    dates: Dates
    days: Sequence[Days]


@define(eq=False)
class Conflicts:
    """Finds conflicts.

    Attributes:
        forward: the pass that made the dates.
        dates, days: as forecast.
        planned: None where nothing is to be held against the plan as written.
    """

    forward: Forward
    dates: Dates
    days: Sequence[Days]
    chains: Chains
    planned: Planned | None

    def of(self, job: Job) -> Iterator[Conflict]:
        """The conflicts of one job: one for what is late, and each broken link and fixed date."""
        late = False
        if job.is_limited:
            for conflict in self._limits(job):
                late = late or conflict.kind in (Breach.DEADLINE, Breach.NOT_AFTER)
                yield conflict
        if job.is_summary or job.is_goal:
            return
        if self.dates.state[job.number] in BEGUN:
            yield from self._broken_links(job)
        if self.planned is not None and not late:
            yield from self._behind(job, self.planned)

    def _make(self, kind: Breach, job: Job, limit: date, actual: date, span: Span) -> Conflict:
        """A conflict of a job with one of its dates."""
        days = days_late(job.days, min(limit, actual), max(limit, actual))
        return Conflict(kind, job.name, limit, actual, days, self.chains.to(job), span)

    def _limits(self, job: Job) -> Iterator[Conflict]:
        """Deadlines and fixed dates that are not kept; a start that has been is not judged again."""
        limits, (start, finish), own = job.limits, self.days[job.number], job.node.ident.span
        begun = self.dates.state[job.number] in BEGUN
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
        jobs, clock, number = self.forward.network.jobs, job.clock, job.number
        start, finish = self.days[number]
        has_start = job.is_instant or job.progress.started is not None
        has_finish = self.dates.state[number] is TaskState.FINISHED
        above: Job | None = job
        while above is not None:
            for arrow in above.incoming:
                pull = self.forward.pull(arrow)
                needed = clock.after(pull.whole if job.takes_whole_days else pull.time)
                if pull.on_finish and has_finish and needed > self.dates.early_finish[number]:
                    limit, actual = day_of(clock.ends(needed) - 1), finish
                elif not pull.on_finish and has_start and needed > self.dates.early_start[number]:
                    limit, actual = day_of(clock.starts(needed) - (job.is_instant and not pull.from_start)), start
                else:
                    continue
                days = max(1, days_late(job.days, actual, limit))
                chain = (jobs[pull.leaf].name, job.name)
                yield Conflict(Breach.LINK, job.name, limit, actual, days, chain, arrow.link.span)
            above = jobs[above.parent] if above.parent >= 0 else None

    def _behind(self, job: Job, planned: Planned) -> Iterator[Conflict]:
        """A job that should have ended or begun by the cut, and whose delay is its own: what merely waits for a late
        job, or for a condition, is not blamed.
        """
        number, cut, dates = job.number, self.forward.cut, self.dates
        state = dates.state[number]
        running = state is TaskState.RUNNING
        if cut is None or not (running or (state is TaskState.PLANNED and dates.cause[number].driver is Driver.AS_OF)):
            return
        was, here, span = planned.days[number], self.days[number], job.node.ident.span
        finish = planned.dates.finish[number]
        if running:  # one that started late is overdue once its length is over
            finish = max(finish, job.clock.ends(dates.early_start[number] + job.length))
        if finish <= cut:
            limit = was.finish if finish == planned.dates.finish[number] else day_of(finish - 1)
            yield self._make(Breach.OVERDUE, job, limit, here.finish, span)
        elif not running and planned.dates.start[number] < cut:
            yield self._make(Breach.LATE_START, job, was.start, here.start, span)
