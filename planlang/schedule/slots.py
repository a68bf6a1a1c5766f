"""From numbers back to dates: the slot of every task and milestone.

In: dates and the room around them. Out: `Slot` by name. Conflicts are found elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache

from planlang.frozen import define
from planlang.schedule.passes.backward import Latest
from planlang.schedule.passes.chains import Chains
from planlang.schedule.passes.days import Days, Shown, days_after, days_late
from planlang.schedule.passes.forward import Dates
from planlang.schedule.passes.network import Job, Network
from planlang.schedule.passes.positions import Months
from planlang.schedule.passes.progress import Standing
from planlang.schedule.schedule import Cause, Driver, Slot, TaskState
from planlang.semantics.model import DayKind
from planlang.values.units import MINUTES_A_DAY

ZERO, ONE = Fraction(0), Fraction(1)
NEARLY = Fraction(99, 100)
"""The most that is done of what is not finished: a milestone in it has no length of its own, and may be open."""


@define(eq=False)
class Slots:
    """Makes slots."""

    network: Network
    dates: Dates
    shown: Shown
    standings: Sequence[Standing]
    latest: Latest
    chains: Chains

    def all(self, order: Sequence[int]) -> dict[str, Slot]:
        """The slots of jobs by name, in the order given."""
        jobs = self.network.jobs
        made: list[Slot | None] = [None] * len(jobs)
        for job in jobs:  # what a job waits for comes before it, parts before the summaries they stand in
            if job.is_summary:
                made[job.number] = self._summary(job, made)
            elif not job.is_goal:
                made[job.number] = self._slot(job, made)
        return {slot.name: slot for number in order if (slot := made[number]) is not None}

    def _slot(self, job: Job, made: Sequence[Slot | None]) -> Slot:
        """The slot of a job without parts, given those before it."""
        number, dates, shown = job.number, self.dates, self.shown
        state, standing = dates.state[number], self.standings[number]
        start, finish = late_start, late_finish = shown.of(job)
        total, free, critical = 0, 0, False
        if state is not TaskState.FINISHED:
            last = self.latest.late[number]
            if last != dates.early_finish[number]:
                late_start, late_finish = self._late_days(job, start, finish)
            total = self._spare(job, last)
            critical = total <= 0
            limited = self.latest.against_end is not self.latest.late
            if limited:
                critical = self._spare(job, self.latest.against_end[number]) <= 0
            if total > 0 or limited:  # else there is none: it is never more than the total
                free = self._spare(job, self.latest.free[number])
        day = MINUTES_A_DAY if job.takes_whole_days else job.days.minutes
        due = last_day(job) if job.is_limited else None
        return Slot(
            job.name,
            start,
            finish,
            shown.moments[dates.start[number]],
            shown.moments[dates.finish[number]],
            late_start,
            late_finish,
            _share(total, day) if total else ZERO,
            _share(free, day) if free else ZERO,
            critical,
            job.is_instant,
            False,
            state,
            ONE if state is TaskState.FINISHED else standing.done,
            due,
            None if due is None else _slack(job, finish, due),
            self._cause(job, made),
            self.chains.after(job),
            standing.assumed,
            DayKind.CALENDAR if job.takes_whole_days else DayKind.WORKING,
            self._lasts(job, start, finish),
        )

    def _lasts(self, job: Job, start: date, finish: date) -> int:
        """How many days a job without parts lasts, in its own."""
        if job.clock is not job.days or job.days.grid == 1:
            return _days(job, start, finish)
        number, minutes = job.number, job.days.minutes
        return (self.dates.early_finish[number] - 1) // minutes - self.dates.early_start[number] // minutes + 1

    def _spare(self, job: Job, last: int) -> int:
        """Minutes from the finish of a job to a last finish, working minutes but for one that takes whole days; a day less
        where that is earlier on days off.
        """
        early, days = self.dates.early_finish[job.number], job.days
        if job.clock is days or last == early or job.takes_whole_days:
            return last - early
        if job.is_instant and self.dates.from_start[job.number]:
            spare = self._last_start(job, last) - days.after(early)
        else:
            spare = days.after(job.clock.ends(last)) - days.after(self.dates.finish[job.number])
        if last >= early:
            return max(spare, 0)  # on days off it may move and lose no time
        return -days.minutes if spare >= 0 else spare

    def _late_days(self, job: Job, start: date, finish: date) -> Days:
        """The days of the latest start and finish of a job with these days that can be moved."""
        number, dates, clock, days = job.number, self.dates, job.clock, self.shown.days
        last = self.latest.late[number]
        if not job.is_instant:
            if dates.state[number] is not TaskState.RUNNING:
                length = dates.early_finish[number] - dates.early_start[number]
                start = days[clock.starts(last - length) // MINUTES_A_DAY]
            return start, days[(clock.ends(last) - 1) // MINUTES_A_DAY]
        from_start = dates.from_start[number]
        position = self._last_start(job, last) if from_start else job.days.after(last)
        if last >= dates.early_finish[number]:
            position = max(position, job.days.after(dates.finish[number]))
        if position == job.days.after(dates.finish[number]):
            return start, finish
        time = job.days.starts(position) if from_start else job.days.ends(position) - 1
        return days[time // MINUTES_A_DAY], days[time // MINUTES_A_DAY]

    def _last_start(self, job: Job, last: int) -> int:
        """The last working position of an instant that is the start of something: of a day where it is one now."""
        days, position = job.days, job.days.last_start(last)
        marks = (days.after(self.dates.finish[job.number]), position + 1)
        opens = all(not mark % days.grid and days.day_begin(mark) == mark for mark in marks)
        return days.day_begin(position) if opens else position

    def _cause(self, job: Job, made: Sequence[Slot | None]) -> Cause:
        """Why a job without parts is dated as it is; a link tells of the days that its source has in the end."""
        why = self.dates.why[job.number]
        if isinstance(why, Cause):
            return why
        source = made[why.source]
        if source is None:
            goal = self.network.jobs[why.source]
            return Cause(Driver.LINK, goal.name, self.shown.of(goal)[0], why.link)
        return Cause(Driver.LINK, source.name, source.start if why.from_start else source.finish, why.link)

    def _summary(self, job: Job, made: Sequence[Slot | None]) -> Slot:
        """The slot of a summary, from those of its parts."""
        number, dates, shown = job.number, self.dates, self.shown
        start, finish = shown.of(job)
        inside = (*job.parts, job.end) if dates.last[number] == job.end else job.parts
        parts = [slot for part in inside if (slot := made[part]) is not None]
        tight, due = min(parts, key=lambda part: part.total_float_days), last_day(job)
        return Slot(
            job.name,
            start,
            finish,
            shown.moments[dates.start[number]],
            shown.moments[dates.finish[number]],
            min(part.late_start for part in parts),
            max(part.late_finish for part in parts),
            tight.total_float_days,
            min(part.free_float_days for part in parts if part.unit is tight.unit),
            any(part.critical for part in parts),
            False,
            True,
            dates.state[number],
            self._done(job),
            due,
            None if due is None else _slack(job, finish, due),
            self._cause(self.network.jobs[dates.first[number]], made),
            self.chains.after(job),
            any(part.progress_unknown for part in parts),
            tight.unit,
            _days(job, start, finish),
        )

    def _done(self, job: Job) -> Fraction | None:
        """The share of a summary's work that is done, by length; None where that of a part is not known."""
        total, worked = 0, ZERO
        for part in self._leaves(job):
            finished = self.dates.state[part.number] is TaskState.FINISHED
            share = ONE if finished else self.standings[part.number].done
            if share is None:
                return None
            length = self._length(part)
            total += length
            worked += length * share
        if total:
            share = worked / total
            return share if self.dates.state[job.number] is TaskState.FINISHED else min(share, NEARLY)
        return ONE if self.dates.state[job.number] is TaskState.FINISHED else ZERO

    def _length(self, job: Job) -> int:
        """The length of a job without parts; in months, by the days that it has where it lies."""
        if isinstance(job.clock, Months):
            return self.dates.finish[job.number] - self.dates.start[job.number]
        return job.length

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


def last_day(job: Job) -> date | None:
    """The soonest of the days by which a job is to end, must end, or is fixed to end."""
    if not job.is_limited:
        return None
    limits = job.limits
    return min((day for day in (limits.by, limits.not_after, limits.ends_on) if day is not None), default=None)


def _days(job: Job, start: date, finish: date) -> int:
    """How many days a job lasts: calendar days of one that takes these, else those that its calendar works."""
    if job.is_instant:
        return 0
    first, end = start.toordinal(), finish.toordinal() + 1
    return end - first if job.takes_whole_days else job.days.days_before(end) - job.days.days_before(first)


def _slack(job: Job, finish: date, by: date) -> int:
    """Working days from the finish to the deadline, negative where it is late."""
    late = days_late(job.days, by, finish)
    return -late if late else days_after(job.days, finish, by)
