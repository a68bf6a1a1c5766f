"""From numbers back to dates: the slot of every task and milestone.

In: dates and the room around them. Out: `Slot` by name. Conflicts are found elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache

from attrs import define

from planlang.schedule.backward import NO_BOUNDS, Room, deadline
from planlang.schedule.chains import Chains
from planlang.schedule.days import Days, days_after, days_late
from planlang.schedule.forward import Dates
from planlang.schedule.network import Job, Network
from planlang.schedule.positions import day_of, moment
from planlang.schedule.progress import Standing
from planlang.schedule.schedule import Slot, TaskState

ZERO, ONE = Fraction(0), Fraction(1)


@define(eq=False)
class Slots:
    """Makes slots.

    Attributes:
        late: latest positions that keep the end of the plan and all deadlines.
        against_end: the same without deadlines; the same object where there are none.
        free: the room while all others stay where they are.
        end: the end of the plan.
    """

    network: Network
    dates: Dates
    days: Sequence[Days]
    standings: Sequence[Standing]
    late: Room
    against_end: Room
    free: Room
    end: int
    chains: Chains

    def all(self, order: Sequence[int]) -> dict[str, Slot]:
        """The slots of jobs by name, in the order given."""
        made: dict[int, Slot] = {}
        for job in self.network.jobs:  # parts come before the summaries they stand in
            if job.is_summary:
                made[job.number] = self._summary(job, [made[part] for part in job.parts])
            elif not job.is_goal:
                made[job.number] = self._slot(job)
        return {made[number].name: made[number] for number in order if number in made}

    def _slot(self, job: Job) -> Slot:
        """The slot of a job without parts."""
        number, dates, standing = job.number, self.dates, self.standings[job.number]
        start, finish = self.days[number]
        late_start, late_finish = self._late_days(job)
        total = free = ZERO
        critical, state = False, dates.state[number]
        if state is not TaskState.FINISHED:
            own, total = NO_BOUNDS, self._float(job, self.late.late_finish[number])
            critical = total <= 0
            if self.against_end is not self.late:
                own = deadline(self.network, dates, job)
                critical = self._float(job, self.against_end.late_finish[number]) <= 0
            if total > 0 or own is not NO_BOUNDS:  # else there is none: it is never more than the total
                free = self._float(job, self.free.last_finish(job, own.start, min(own.finish, self.end)))
        return Slot(
            job.name,
            start,
            finish,
            moment(dates.start[number]),
            moment(dates.finish[number]),
            late_start,
            late_finish,
            total,
            free,
            critical,
            job.is_instant,
            False,
            state,
            ONE if state is TaskState.FINISHED else standing.done,
            job.limits.by,
            _slack(job, finish),
            dates.cause[number],
            self.chains.after(job),
            standing.assumed,
        )

    def _float(self, job: Job, last: int) -> Fraction:
        """Working days from the finish of a job to a last finish; at least one where that is earlier on days off."""
        early, days = self.dates.early_finish[job.number], job.days
        if last == early:
            return ZERO
        if job.clock is days:
            return _share(last - early, days.minutes)
        finish = self.dates.finish[job.number]
        share = _share(days.after(job.clock.ends(last)) - days.after(finish), days.minutes)
        return -ONE if share == 0 and last < early else share

    def _late_days(self, job: Job) -> tuple[date, date]:
        """The days of the latest start and finish."""
        number, dates, clock = job.number, self.dates, job.clock
        last = self.late.late_finish[number]
        if last == dates.early_finish[number]:
            return self.days[number]
        if not job.is_instant:
            begun = dates.state[number] is TaskState.RUNNING
            start = self.days[number].start if begun else day_of(clock.starts(self.late.late_start[number]))
            return start, day_of(clock.ends(last) - 1)
        position = job.days.after(last)
        if position == job.days.after(dates.finish[number]):
            return self.days[number]
        day = day_of(job.days.starts(position) if dates.from_start[number] else job.days.ends(position) - 1)
        return day, day

    def _summary(self, job: Job, parts: Sequence[Slot]) -> Slot:
        """The slot of a summary, from those of its parts."""
        number, dates = job.number, self.dates
        start, finish = self.days[number]
        return Slot(
            job.name,
            start,
            finish,
            moment(dates.start[number]),
            moment(dates.finish[number]),
            min(part.late_start for part in parts),
            max(part.late_finish for part in parts),
            min(part.total_float_days for part in parts),
            min(part.free_float_days for part in parts),
            any(part.critical for part in parts),
            False,
            True,
            dates.state[number],
            self._done(job),
            job.limits.by,
            _slack(job, finish),
            dates.cause[number],
            self.chains.after(job),
            any(part.progress_unknown for part in parts),
        )

    def _done(self, job: Job) -> Fraction | None:
        """The share of a summary's work that is done, by length; None where that of a part is not known."""
        total, worked = 0, ZERO
        for part in self._leaves(job):
            finished = self.dates.state[part.number] is TaskState.FINISHED
            share = ONE if finished else self.standings[part.number].done
            if share is None:
                return None
            total += part.length
            worked += part.length * share
        if total:
            return worked / total
        return ONE if self.dates.state[job.number] is TaskState.FINISHED else ZERO

    def _leaves(self, job: Job) -> Iterator[Job]:
        """All jobs without parts inside a summary."""
        for part in job.parts:
            inner = self.network.jobs[part]
            if inner.is_summary:
                yield from self._leaves(inner)
            else:
                yield inner


@lru_cache(maxsize=4096)
def _share(part: int, whole: int) -> Fraction:
    """A quotient; floats of whole days come again and again."""
    return Fraction(part, whole)


def _slack(job: Job, finish: date) -> int | None:
    """Working days from the finish to the deadline, negative where it is late."""
    by = job.limits.by
    if by is None:
        return None
    late = days_late(job.days, by, finish)
    return -late if late else days_after(job.days, finish, by)
