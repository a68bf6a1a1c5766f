"""The forward pass: the earliest dates that links, limits, calendars and facts allow, and what fixed each of them.

In: a network, where each job stands, the cut. Out: `Dates`, by number of job. Nothing is moved to later dates than it
needs; that is for backward.py and late.py.

After Kelley and Walker's critical path method, with links compared as working positions of the later job's calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from attrs import field

from planlang.frozen import define
from planlang.schedule.passes.network import Arrow, Job, Network, Shift
from planlang.schedule.passes.positions import WorkTime, day_of, midnight
from planlang.schedule.passes.progress import Standing
from planlang.schedule.schedule import Cause, Driver, TaskState
from planlang.values.months import time_on
from planlang.values.units import MINUTES_A_DAY

Why = Arrow | Cause
"""What fixed a date: a link, which becomes a cause once all dates are known, or something else."""


class Pull(NamedTuple):
    """Something that keeps a job from starting (or from ending, `on_finish`) before a time.

    Attributes:
        whole: the same for jobs of whole days, which may begin on the very day on which the other does.
        from_start: it is the start of something, so that a milestone falls on the day of that time, not on the day
            before a midnight.
    """

    time: int
    whole: int
    from_start: bool
    on_finish: bool
    why: Why


Need = tuple[int, bool, Why]
"""A pull in positions of the job: the position, whether the job may not end before it (else: not start), and why."""


@define(eq=False)
class Dates:
    """Dates of every job, by number.

    Attributes:
        start, finish: times; `finish` is the end of the last minute.
        early_start, early_finish: the same as positions of the job's clock.
        from_start: of an instant: it falls on the day of its time, not on the day before a midnight.
        opens: of instants that fall where a day of work begins, the minute of the day at which it does.
        why: what fixed the start of a job without parts.
        driver: number of the job without parts that did, or -1.
        first, last: of summaries, the number of the job without parts inside that decides their start and their finish.
        state: of every job, summaries included.
    """

    start: list[int]
    finish: list[int]
    early_start: list[int]
    early_finish: list[int]
    from_start: list[bool]
    why: list[Why]
    driver: list[int]
    first: dict[int, int]
    last: dict[int, int]
    opens: dict[int, int]
    state: list[TaskState]

    def first_of(self, number: int) -> int:
        """The number of the job without parts that decides the start of a job: its own, where it has none."""
        return self.first.get(number, number)

    def last_of(self, number: int) -> int:
        """The number of the job without parts that decides the finish of a job: its own, where it has none."""
        return self.last.get(number, number)

    def leaf(self, arrow: Arrow) -> int:
        """The number of the job without parts on whose dates a link hangs."""
        return self.first_of(arrow.source) if arrow.from_start else self.last_of(arrow.source)


NOTHING = Cause(Driver.PLAN_START)


def blank(count: int) -> Dates:
    """Dates to be filled in."""
    return Dates(
        [0] * count,
        [0] * count,
        [0] * count,
        [0] * count,
        [False] * count,
        [NOTHING] * count,
        [-1] * count,
        {},
        {},
        {},
        [TaskState.PLANNED] * count,
    )


def later(plan_time: WorkTime, time: int, shift: Shift | None, *, start: bool) -> int:
    """A time moved by a lag: on the plan's working time to the end of that work (to the next, for a `start`), or on the
    wall clock.
    """
    if shift is None:
        return time
    if shift.months:
        return time_on(time, shift.months, start=start)
    if not shift.working:
        return time + shift.minutes
    position = plan_time.after(time) + shift.minutes
    return plan_time.starts(position) if start else plan_time.ends(position)


@define(eq=False)
class Forward:
    """One forward pass.

    Attributes:
        begin: the plan's first midnight.
        cut: the midnight before which nothing that is not done can start, or None.
        standings: where each job stands, by number.
    """

    network: Network
    begin: int
    cut: int | None
    standings: Sequence[Standing]
    dates: Dates = field(init=False)
    _from_begin: Pull = field(init=False)
    _from_cut: Pull | None = field(init=False)
    _inherited: dict[int, tuple[Pull, ...]] = field(factory=dict, init=False)

    @_from_begin.default
    def _begins(self) -> Pull:
        """What the start of the plan asks of everything."""
        return Pull(self.begin, self.begin, True, False, Cause(Driver.PLAN_START, None, day_of(self.begin)))

    @_from_cut.default
    def _cuts(self) -> Pull | None:
        """What the cut asks of everything that is not done."""
        if self.cut is None:
            return None
        return Pull(self.cut, self.cut, True, False, Cause(Driver.AS_OF, None, day_of(self.cut)))

    def run(self) -> Dates:
        """The dates of all jobs."""
        self.dates = blank(len(self.network.jobs))
        for job in self.network.jobs:
            if job.is_summary:
                self.span(job)
            elif job.is_goal:
                self._goal(job)
            elif job.is_instant:
                self._instant(job, self.standings[job.number])
            else:
                self._work(job, self.standings[job.number])
        return self.dates

    # ------------------------------------------------------------ jobs

    def span(self, job: Job) -> None:
        """A summary: from the first start to the last finish of its parts, or of what it is to end with. Of those that
        finish together, one that was moved to be as late as possible does not decide.
        """
        dates = self.dates
        first = min(job.parts, key=dates.start.__getitem__)
        last = max(job.parts, key=lambda part: (dates.finish[part], not self._is_moved(dates.last_of(part))))
        number = job.number
        dates.start[number], dates.finish[number] = dates.start[first], dates.finish[last]
        dates.first[number], dates.last[number] = dates.first_of(first), dates.last_of(last)
        states = {dates.state[part] for part in job.parts}
        if len(states) == 1:
            dates.state[number] = states.pop()
        else:
            begun = states & {TaskState.FINISHED, TaskState.RUNNING}
            dates.state[number] = TaskState.RUNNING if begun else TaskState.PLANNED
        if job.end >= 0 and dates.finish[job.end] > dates.finish[number]:
            dates.finish[number], dates.last[number] = dates.finish[job.end], job.end
            if dates.state[number] is TaskState.FINISHED and dates.state[job.end] is not TaskState.FINISHED:
                dates.state[number] = TaskState.RUNNING

    def _is_moved(self, number: int) -> bool:
        """Whether a job has been moved to be as late as possible."""
        why = self.dates.why[number]
        return isinstance(why, Cause) and why.driver is Driver.LATE

    def _goal(self, job: Job) -> None:
        """A goal: the end of its last day."""
        end = midnight(job.node.end) + MINUTES_A_DAY  # type: ignore[union-attr]
        done = self.cut is not None and end <= self.cut
        self._put(job, end, end, end, end, TaskState.FINISHED if done else TaskState.PLANNED, NOTHING)

    def _work(self, job: Job, standing: Standing) -> None:
        """A job with a length: at its actual dates, else as early as its needs allow."""
        if standing.start is not None and standing.finish is not None:
            self._put_actual(job, standing.start, standing.finish, standing.state)
        elif standing.state in (TaskState.FINISHED, TaskState.RUNNING):
            self._put_actual(job, *self._forecast(job, standing), standing.state)
        else:
            clock, needs = job.clock, self._needs(job, standing)
            if self._from_cut is not None:
                needs.append(self._need(job, self._from_cut))
            start, why = self._earliest(job, needs)
            ends = clock.ends(start + job.length)
            finish = start + job.length if clock.comparable or job.takes_whole_days else clock.before(ends)
            self._put(job, clock.starts(start), ends, start, finish, standing.state, why)

    def _forecast(self, job: Job, standing: Standing) -> tuple[int, int]:
        """Start and finish of a job that has begun: what remains is done from the cut on."""
        clock, needs = job.clock, self._needs(job, standing)
        left = job.length if standing.remaining is None else standing.remaining
        if standing.start is not None:
            start = clock.after(standing.start)
        else:
            start, _ = self._earliest(job, needs)
            if self.cut is not None and start > clock.after(self.cut):
                start = clock.after(self.cut) - (job.length - left)
        finish = start + job.length if self.cut is None else max(clock.after(self.cut), start) + left
        if standing.state is TaskState.RUNNING:
            finish = max([finish, *(position for position, on_finish, _ in needs if on_finish)])
        starts = clock.starts(start) if standing.start is None else standing.start
        ends = clock.ends(finish) if standing.until is None else max(clock.ends(finish), standing.until)
        return starts, ends if ends > starts else (starts // MINUTES_A_DAY + 1) * MINUTES_A_DAY

    def _put_actual(self, job: Job, start: int, finish: int, state: TaskState) -> None:
        """Date a job that has begun."""
        clock = job.clock
        cause = Cause(Driver.ACTUAL, None, day_of(start))
        self._put(job, start, finish, clock.after(start), clock.before(finish), state, cause)

    def _earliest(self, job: Job, needs: Sequence[Need]) -> tuple[int, Why]:
        """The first position at which a job can start, and what keeps it from starting earlier."""
        length, why = job.length, self._from_begin.why
        fixed = job.limits.starts_on is not None or job.limits.ends_on is not None
        best = None if fixed else job.clock.after(self.begin)
        for position, on_finish, reason in needs:
            if on_finish:
                position -= length
            if best is None or position > best:
                best, why = position, reason
        assert best is not None
        return best, why

    def _instant(self, job: Job, standing: Standing) -> None:
        """A milestone: at its latest pull; reached once all that it waits for has happened."""
        if standing.start is not None:
            cause = Cause(Driver.CONDITION if standing.held else Driver.ACTUAL, None, day_of(standing.start - 1))
            self._mark(job, standing.start, TaskState.FINISHED, cause, from_start=False)
            return
        fixed = job.limits.starts_on is not None or job.limits.ends_on is not None
        best = None if fixed else self._from_begin
        pulls = map(self.pull, job.incoming)
        for pull in pulls if job.is_end else (*pulls, *self._beside_links(job, standing)):
            if best is None or (pull.time, pull.from_start) > (best.time, best.from_start):
                best = pull
        assert best is not None
        state = standing.state
        if self._from_cut is not None and best.time <= self._from_cut.time:
            if state is TaskState.PLANNED and self._has_happened(job):
                state = TaskState.FINISHED
            elif (best.time, best.from_start) < (self._from_cut.time, True):
                plan_time = self.network.plan_time
                time = plan_time.starts(plan_time.after(self._from_cut.time))
                best = self._from_cut._replace(time=time, whole=time - time % MINUTES_A_DAY)
        if job.is_end:  # it ends with the work before it
            best = best._replace(time=job.days.ends(job.days.after(best.time)), from_start=False)
        self._mark(job, best.time, state, best.why, from_start=best.from_start)
        if best.from_start and best.whole < best.time:
            self.dates.opens[job.number] = best.time - best.whole

    def _has_happened(self, job: Job) -> bool:
        """Whether all that a milestone waits for has happened; not so for one that waits for nothing."""
        waits = False
        above: Job | None = job
        while above is not None:
            for arrow in above.incoming:
                waits = True
                state = self.dates.state[arrow.source]
                if state is not TaskState.FINISHED and not (arrow.from_start and state is TaskState.RUNNING):
                    return False
            above = self.network.jobs[above.parent] if above.parent >= 0 and not job.is_end else None
        return waits

    def _mark(self, job: Job, time: int, state: TaskState, why: Why, *, from_start: bool) -> None:
        """Date an instant."""
        self._put(job, time, time, time, time, state, why)
        self.dates.from_start[job.number] = from_start

    def _put(
        self, job: Job, start: int, finish: int, early_start: int, early_finish: int, state: TaskState, why: Why
    ) -> None:
        """Date a job without parts."""
        dates, number = self.dates, job.number
        dates.start[number], dates.finish[number] = start, finish
        dates.early_start[number], dates.early_finish[number] = early_start, early_finish
        dates.state[number], dates.why[number] = state, why
        if isinstance(why, Arrow):
            dates.driver[number] = dates.leaf(why)

    # ------------------------------------------------------------ pulls

    def _needs(self, job: Job, standing: Standing) -> list[Need]:
        """What links, limits and conditions ask of a job with a length."""
        needs: list[Need] = []
        for arrow in job.incoming:
            if arrow.gap is None:
                needs.append(self._need(job, self.pull(arrow)))
            else:
                positions = self.dates.early_start if arrow.from_start else self.dates.early_finish
                position = positions[arrow.source]
                needs.append((position + arrow.gap if arrow.gap else position, arrow.to_finish, arrow))
        if job.is_limited or job.parent >= 0 or standing.held is not None:
            needs.extend(self._need(job, pull) for pull in self._beside_links(job, standing))
        return needs

    def _need(self, job: Job, pull: Pull) -> Need:
        """A pull in positions of a job."""
        time = pull.whole if job.takes_whole_days else pull.time
        return job.clock.ended(time) if pull.on_finish else job.clock.after(time), pull.on_finish, pull.why

    def _beside_links(self, job: Job, standing: Standing) -> Iterator[Pull]:
        """What the limits of a job ask of it, the links and limits of the summaries around it, and its condition."""
        limits = job.limits
        if limits.not_before is not None:
            yield _from_day(limits.not_before, Cause(Driver.NOT_BEFORE, None, limits.not_before))
        if limits.starts_on is not None:
            yield _from_day(limits.starts_on, Cause(Driver.STARTS_ON, None, limits.starts_on))
        elif limits.ends_on is not None:
            time = midnight(limits.ends_on) + MINUTES_A_DAY
            yield Pull(time, time, False, True, Cause(Driver.ENDS_ON, None, limits.ends_on))
        if job.parent >= 0:
            yield from self._from_above(job.parent)
        if standing.held is not None:
            time = midnight(standing.held) + MINUTES_A_DAY
            yield Pull(time, time, False, False, Cause(Driver.CONDITION, None, standing.held))

    def _from_above(self, number: int) -> tuple[Pull, ...]:
        """What the links and limits of a summary, and of those around it, ask of the start of every part: the strongest
        for jobs of whole days, and for others.
        """
        if number not in self._inherited:
            summary = self.network.jobs[number]
            pulls = [self.pull(arrow) for arrow in summary.incoming]
            fixed = (summary.limits.not_before, summary.limits.starts_on)
            pulls.extend(_from_day(day, Cause(Driver.PARENT, summary.name, day)) for day in fixed if day is not None)
            if summary.parent >= 0:
                pulls.extend(self._from_above(summary.parent))
            strongest = (
                [max(pulls, key=lambda pull: _strength(pull, whole)) for whole in (False, True)] if pulls else []
            )
            self._inherited[number] = tuple(dict.fromkeys(strongest))
        return self._inherited[number]

    def pull(self, arrow: Arrow) -> Pull:
        """What a link asks of its target."""
        dates, number = self.dates, arrow.source
        source = self.network.jobs[number]
        from_start = dates.from_start[number] if source.is_instant else arrow.from_start
        of_source = dates.start[number] if from_start else dates.finish[number]
        time = whole = later(self.network.plan_time, of_source, arrow.shift, start=from_start)
        if from_start and time % MINUTES_A_DAY <= opening(
            self.network, dates, dates.leaf(arrow), arrow.shift, of_source, time
        ):
            whole = time - time % MINUTES_A_DAY
        return Pull(time, whole, from_start, arrow.to_finish, arrow)


def opening(network: Network, dates: Dates, leaf: int, shift: Shift | None, time: int, moved: int) -> int:
    """The minute of the day up to which the start of a job, at a time and moved by a lag, counts as the start of that day."""
    if shift is not None and shift.working:
        return network.plan_time.opening(moved // MINUTES_A_DAY)
    known = dates.opens.get(leaf)
    return network.jobs[leaf].clock.opening(time // MINUTES_A_DAY) if known is None else known


def _strength(pull: Pull, whole: bool) -> tuple[int, bool]:
    """How far a pull goes, for jobs of whole days or for others."""
    return (pull.whole if whole else pull.time), pull.from_start


def _from_day(day: date, cause: Cause) -> Pull:
    """The start of a day as a pull."""
    time = midnight(day)
    return Pull(time, time, True, False, cause)
