"""Who is wanted in more places than one at a time: named, not resolved.

In: dates of a schedule. Out: `Overload`s. A person is wanted for the whole of each working day by every task that is assigned
to him, and by one of person-days that he owns while nobody is assigned. The owner of any other task only answers for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from planlang.frozen import define
from planlang.schedule.passes.days import Shown
from planlang.schedule.passes.mixed import Together
from planlang.schedule.passes.network import Job, Network
from planlang.schedule.passes.positions import WorkTime
from planlang.schedule.people import needed, workers
from planlang.schedule.schedule import Overload, TaskState
from planlang.semantics.model import InPersonDays, Model, Task
from planlang.values.units import MINUTES_A_DAY

OPEN = (TaskState.PLANNED, TaskState.RUNNING)


def find_overloads(network: Network, shown: Shown, model: Model, cut: int) -> tuple[Overload, ...]:
    """Every stretch of time in which a person is wanted by several tasks, by name, then date.

    What is finished, or waits for a condition, wants nobody.

    Args:
        network: of the plan.
        shown: its dates.
        model: that it was made of.
        cut: what lies before it is past.
    """
    jobs: dict[str, list[Job]] = {}
    busy = [name for name, task in model.tasks.items() if task.assigned or isinstance(task.length, InPersonDays)]
    for number in sorted(network.numbers[name] for name in busy if name in network.numbers):
        job = network.jobs[number]
        if shown.dates.state[job.number] in OPEN and not job.is_summary and not job.is_instant:
            for person in _wanted(job, model):
                jobs.setdefault(person, []).append(job)
    return tuple(
        overload
        for person in sorted(jobs)
        if len(jobs[person]) > 1
        for overload in _Load(person, network, shown).over(jobs[person], cut)
    )


def _wanted(job: Job, model: Model) -> Sequence[str]:
    """The people whose days a job takes."""
    task = job.node
    if not isinstance(task, Task):
        return ()
    if isinstance(task.length, InPersonDays):
        return tuple(person for person in workers(task, model) if person)
    return needed(task, model) if task.assigned else ()


@define
class _Stretch:
    """A time without a break in which a person is wanted by several jobs."""

    start: int
    finish: int
    over: int
    jobs: dict[int, None]


@define(eq=False)
class _Load:
    """What is asked of one person."""

    person: str
    network: Network
    shown: Shown

    def over(self, jobs: Sequence[Job], cut: int) -> Iterator[Overload]:
        """The stretches in which several of some jobs want the person, from a time on."""
        minutes = self.network.plan_time.minutes
        for found in self._stretches(jobs, cut):
            numbers = sorted(found.jobs, key=lambda number: self.network.jobs[number].node.ident.order)
            yield Overload(
                self.person,
                self.shown.days[found.start // MINUTES_A_DAY],
                self.shown.days[(found.finish - 1) // MINUTES_A_DAY],
                Fraction(found.over, minutes),
                tuple(self.network.names[number] for number in numbers),
            )

    def _stretches(self, jobs: Sequence[Job], cut: int) -> Iterator[_Stretch]:
        """The same in minutes: time is gone through from one start or finish to the next."""
        dates = self.shown.dates
        begins: dict[int, list[Job]] = {}
        ends: dict[int, list[Job]] = {}
        for job in jobs:
            start, finish = max(dates.start[job.number], cut), dates.finish[job.number]
            if start < finish:
                begins.setdefault(start, []).append(job)
                ends.setdefault(finish, []).append(job)
        times = sorted({*begins, *ends})
        active: dict[int, None] = {}
        clocks: Counter[WorkTime] = Counter()
        stretch: _Stretch | None = None
        for time, following in pairwise(times):
            for job in ends.get(time, ()):
                del active[job.number]
                clocks[self._time(job)] -= 1
            new = begins.get(time, ())
            active.update((job.number, None) for job in new)
            clocks.update(self._time(job) for job in new)
            worked = {clock: clock.after(following) - clock.after(time) for clock, count in clocks.items() if count}
            longest = max(worked, key=worked.__getitem__, default=None)
            if longest is None or not worked[longest]:
                continue
            over = sum(clocks[clock] * minutes for clock, minutes in worked.items()) - worked[longest]
            if not over or (stretch is not None and longest.after(time) > longest.after(stretch.finish)):
                if stretch is not None:
                    yield stretch
                stretch = None
            if over:
                if stretch is None:
                    stretch = _Stretch(longest.starts(longest.after(time)), following, 0, dict(active))
                stretch.jobs.update((job.number, None) for job in new)
                stretch.finish = longest.ends(longest.after(following))
                stretch.over += over
        if stretch is not None:
            yield stretch

    def _time(self, job: Job) -> WorkTime:
        """When the person works on the calendar of a job."""
        return self.network.clocks.shared(job.calendar, (self.person,), Together.ALL)
