"""The forward pass: the earliest dates that links, limits, calendars and facts allow, and what fixed each of them.

In: a network, where each job stands, the cut. Out: `Dates`, by number of job. Nothing is moved to later dates than it
needs; that is for backward.py and late.py.

After Kelley and Walker's critical path method, with links compared as working positions of the later job's calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from attrs import define, field

from planlang.schedule.network import Arrow, Job, Network, Shift
from planlang.schedule.positions import DAY_MINUTES, WorkTime, day_of, midnight
from planlang.schedule.progress import Standing
from planlang.schedule.schedule import Cause, Driver, TaskState
from planlang.semantics.model import DateLimits, TaskLink


class Pull(NamedTuple):
    """Something that keeps a job from starting (or from ending, `on_finish`) before a time.

    Attributes:
        whole: the same for jobs of whole days, which may begin on the very day on which the other does.
        from_start: it is the start of something, so that a milestone falls on the day of that time, not on the day
            before a midnight.
        source: number of the job that it comes from, or -1; `leaf` is the job that decides that one's dates.
    """

    time: int
    whole: int
    from_start: bool
    on_finish: bool
    driver: Driver
    source: int
    leaf: int
    day: date
    link: TaskLink | None = None


@define(eq=False)
class Dates:
    """Dates of every job, by number.

    Attributes:
        start, finish: times; `finish` is the end of the last minute.
        early_start, early_finish: the same as positions of the job's clock.
        from_start: of an instant: it falls on the day of its time, not on the day before a midnight.
        cause: what fixed the start.
        driver: number of the job without parts that did, or -1.
        first, last: number of the part of a summary that decides its start and its finish; the job itself without parts.
        state: of every job, summaries included.
    """

    start: list[int]
    finish: list[int]
    early_start: list[int]
    early_finish: list[int]
    from_start: list[bool]
    cause: list[Cause]
    driver: list[int]
    first: list[int]
    last: list[int]
    state: list[TaskState]


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
        list(range(count)),
        list(range(count)),
        [TaskState.PLANNED] * count,
    )


def later(plan_time: WorkTime, time: int, shift: Shift | None, *, start: bool) -> int:
    """A time moved by a lag: on the plan's working time to the end of that work (to the next, for a `start`), or on the
    wall clock.
    """
    if shift is None:
        return time
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
    _inherited: dict[int, tuple[Pull, ...]] = field(factory=dict, init=False)

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
        """A summary: from the first start to the last finish of its parts."""
        dates = self.dates
        first = min(job.parts, key=dates.start.__getitem__)
        last = max(job.parts, key=dates.finish.__getitem__)
        number = job.number
        dates.start[number], dates.finish[number] = dates.start[first], dates.finish[last]
        dates.first[number], dates.last[number] = dates.first[first], dates.last[last]
        dates.cause[number] = dates.cause[first]
        dates.driver[number] = dates.driver[first]
        states = {dates.state[part] for part in job.parts}
        if len(states) == 1:
            dates.state[number] = states.pop()
        else:
            begun = states & {TaskState.FINISHED, TaskState.RUNNING}
            dates.state[number] = TaskState.RUNNING if begun else TaskState.PLANNED

    def _goal(self, job: Job) -> None:
        """A goal: the end of its last day."""
        end = midnight(job.node.end) + DAY_MINUTES  # type: ignore[union-attr]
        done = self.cut is not None and end <= self.cut
        self._put(job, end, end, end, end, TaskState.FINISHED if done else TaskState.PLANNED, NOTHING, -1)

    def _work(self, job: Job, standing: Standing) -> None:
        """A job with a length: at its actual dates, else as early as its pulls allow."""
        if standing.start is not None and standing.finish is not None:
            self._put_actual(job, standing.start, standing.finish, standing.state)
            return
        clock, pulls = job.clock, self._pulls(job)
        if standing.state in (TaskState.FINISHED, TaskState.RUNNING):
            self._put_actual(job, *self._forecast(job, standing, pulls), standing.state)
            return
        start, pull = self._earliest(job, standing, pulls, self.cut)
        ends = clock.ends(start + job.length)
        cause = Cause(pull.driver, self._name(pull.source), pull.day, pull.link)
        self._put(job, clock.starts(start), ends, start, clock.before(ends), standing.state, cause, pull.leaf)

    def _forecast(self, job: Job, standing: Standing, pulls: Sequence[Pull]) -> tuple[int, int]:
        """Start and finish of a job that has begun: what remains is done from the cut on."""
        clock = job.clock
        left = job.length if standing.remaining is None else standing.remaining
        if standing.start is not None:
            start = clock.after(standing.start)
        else:
            start, _ = self._earliest(job, standing, pulls, None)
            if self.cut is not None and start > clock.after(self.cut):
                start = clock.after(self.cut) - (job.length - left)
        finish = start + job.length if self.cut is None else max(clock.after(self.cut), start) + left
        if standing.state is TaskState.RUNNING:
            for pull in pulls:
                if pull.on_finish:
                    finish = max(finish, clock.after(pull.whole if job.takes_whole_days else pull.time))
        starts = clock.starts(start) if standing.start is None else standing.start
        ends = clock.ends(finish) if standing.until is None else standing.until
        return starts, ends if ends > starts else (starts // DAY_MINUTES + 1) * DAY_MINUTES

    def _put_actual(self, job: Job, start: int, finish: int, state: TaskState) -> None:
        """Date a job that has begun."""
        clock = job.clock
        cause = Cause(Driver.ACTUAL, None, day_of(start))
        self._put(job, start, finish, clock.after(start), clock.before(finish), state, cause, -1)

    def _earliest(self, job: Job, standing: Standing, pulls: Sequence[Pull], cut: int | None) -> tuple[int, Pull]:
        """The first position at which a job can start, and what keeps it from starting earlier."""
        clock, whole, length = job.clock, job.takes_whole_days, job.length
        fixed = job.limits.starts_on is not None or job.limits.ends_on is not None
        why = Pull(self.begin, self.begin, True, False, Driver.PLAN_START, -1, -1, day_of(self.begin))
        best = None if fixed else clock.after(self.begin)
        for pull in pulls:
            position = clock.after(pull.whole if whole else pull.time)
            if pull.on_finish:
                position -= length
            if best is None or position > best:
                best, why = position, pull
        for pull in self._conditions(standing, cut):
            position = clock.after(pull.time)
            if best is None or position > best:
                best, why = position, pull
        assert best is not None
        return best, why

    def _instant(self, job: Job, standing: Standing) -> None:
        """A milestone: at its latest pull; reached once all that it waits for has happened."""
        if standing.start is not None:
            cause = Cause(Driver.CONDITION if standing.held else Driver.ACTUAL, None, day_of(standing.start - 1))
            self._mark(job, standing.start, False, TaskState.FINISHED, cause, -1)
            return
        pulls = self._pulls(job)
        limits = job.limits
        best = None
        if limits.starts_on is None and limits.ends_on is None:
            best = Pull(self.begin, self.begin, True, False, Driver.PLAN_START, -1, -1, day_of(self.begin))
        for pull in (*pulls, *self._conditions(standing, None)):
            if best is None or (pull.time, pull.from_start) > (best.time, best.from_start):
                best = pull
        assert best is not None
        state = standing.state
        if self.cut is not None and best.time <= self.cut:
            if state is TaskState.PLANNED and self._has_happened(job):
                state = TaskState.FINISHED
            elif (best.time, best.from_start) < (self.cut, True):
                plan_time = self.network.plan_time
                time = plan_time.starts(plan_time.after(self.cut))
                best = Pull(time, time, True, False, Driver.AS_OF, -1, -1, day_of(self.cut))
        cause = Cause(best.driver, self._name(best.source), best.day, best.link)
        self._mark(job, best.time, best.from_start, state, cause, best.leaf)

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
            above = self.network.jobs[above.parent] if above.parent >= 0 else None
        return waits

    def _mark(self, job: Job, time: int, from_start: bool, state: TaskState, cause: Cause, driver: int) -> None:
        """Date an instant."""
        self._put(job, time, time, time, time, state, cause, driver)
        self.dates.from_start[job.number] = from_start

    def _put(
        self,
        job: Job,
        start: int,
        finish: int,
        early_start: int,
        early_finish: int,
        state: TaskState,
        cause: Cause,
        driver: int,
    ) -> None:
        """Date a job without parts."""
        dates, number = self.dates, job.number
        dates.start[number], dates.finish[number] = start, finish
        dates.early_start[number], dates.early_finish[number] = early_start, early_finish
        dates.state[number], dates.cause[number], dates.driver[number] = state, cause, driver

    # ------------------------------------------------------------ pulls

    def _conditions(self, standing: Standing, cut: int | None) -> tuple[Pull, ...]:
        """The end of the day on which a condition first held, and the cut."""
        pulls: tuple[Pull, ...] = ()
        if standing.held is not None:
            time = midnight(standing.held) + DAY_MINUTES
            pulls = (Pull(time, time, False, False, Driver.CONDITION, -1, -1, standing.held),)
        if cut is not None:
            pulls = (*pulls, Pull(cut, cut, True, False, Driver.AS_OF, -1, -1, day_of(cut)))
        return pulls

    def _pulls(self, job: Job) -> list[Pull]:
        """What links and limits ask of a job, its own first, then those of the summaries around it."""
        pulls = [self.pull(arrow) for arrow in job.incoming]
        if job.is_limited:
            pulls.extend(_from_limits(job.limits))
        if job.parent >= 0:
            pulls.extend(self._from_above(job.parent))
        return pulls

    def _from_above(self, number: int) -> tuple[Pull, ...]:
        """What the links and limits of a summary, and of those around it, ask of every part: the strongest of each
        kind.
        """
        if number not in self._inherited:
            summary = self.network.jobs[number]
            pulls = [self.pull(arrow) for arrow in summary.incoming]
            fixed = (summary.limits.not_before, summary.limits.starts_on)
            pulls.extend(_from_day(day, Driver.PARENT)._replace(source=number) for day in fixed if day is not None)
            if summary.parent >= 0:
                pulls.extend(self._from_above(summary.parent))
            strongest: dict[tuple[bool, bool], Pull] = {}
            for pull in pulls:
                for whole in (False, True):
                    known = strongest.get((pull.on_finish, whole))
                    if known is None or _strength(pull, whole) > _strength(known, whole):
                        strongest[pull.on_finish, whole] = pull
            self._inherited[number] = tuple(dict.fromkeys(strongest.values()))
        return self._inherited[number]

    def pull(self, arrow: Arrow) -> Pull:
        """What a link asks of its target."""
        dates, number = self.dates, arrow.source
        source = self.network.jobs[number]
        from_start = dates.from_start[number] if source.is_instant else arrow.from_start
        leaf = dates.first[number] if arrow.from_start else dates.last[number]
        anchor = dates.start[number] if from_start else dates.finish[number]
        time = later(self.network.plan_time, anchor, arrow.shift, start=from_start)
        whole = time
        if from_start and time % DAY_MINUTES <= opening(self.network, leaf, arrow.shift):
            whole = time - time % DAY_MINUTES
        day = day_of(anchor if from_start else anchor - 1)
        return Pull(time, whole, from_start, arrow.to_finish, Driver.LINK, number, leaf, day, arrow.link)

    def _name(self, number: int) -> str | None:
        """The name of a job."""
        return self.network.jobs[number].name if number >= 0 else None


def opening(network: Network, leaf: int, shift: Shift | None) -> int:
    """The minute of the day up to which the start of a job counts as the start of its day."""
    return network.plan_time.opens if shift is not None and shift.working else network.jobs[leaf].clock.opens


def _strength(pull: Pull, whole: bool) -> tuple[int, bool]:
    """How far a pull goes, for jobs of whole days or for others."""
    return (pull.whole if whole else pull.time), pull.from_start


def _from_limits(limits: DateLimits) -> Iterator[Pull]:
    """What the limits of a job ask of it."""
    if limits.not_before is not None:
        yield _from_day(limits.not_before, Driver.NOT_BEFORE)
    if limits.starts_on is not None:
        yield _from_day(limits.starts_on, Driver.STARTS_ON)
    elif limits.ends_on is not None:
        time = midnight(limits.ends_on) + DAY_MINUTES
        yield Pull(time, time, False, True, Driver.ENDS_ON, -1, -1, limits.ends_on)


def _from_day(day: date, driver: Driver) -> Pull:
    """The start of a day as a pull."""
    time = midnight(day)
    return Pull(time, time, True, False, driver, -1, -1, day)
