"""Who, and what, is wanted in more places than one at a time: named, not resolved.

In: dates of a schedule. Out: `Overload`s. A person is wanted for the whole of each working day by every task that is assigned
to him, and by one of person-days that he owns while nobody is assigned. The owner of any other task only answers for it. By a
task that needs a resource its people are wanted for as much of a day as there is of it, and so is a thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from planlang.frozen import define, frozen
from planlang.schedule.passes.days import Shown
from planlang.schedule.passes.mixed import Together
from planlang.schedule.passes.network import Job, Network
from planlang.schedule.passes.positions import WorkTime
from planlang.schedule.people import needed, shares, workers
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
    jobs: dict[_Wanted, list[_Asking]] = {}
    usual = network.plan_time.minutes
    busy = [
        name
        for name, task in model.tasks.items()
        if task.assigned or task.resources or isinstance(task.length, InPersonDays)
    ]
    for number in sorted(network.numbers[name] for name in busy if name in network.numbers):
        job = network.jobs[number]
        if shown.dates.state[job.number] in OPEN and not job.is_summary and not job.is_instant:
            for wanted, share in _wanted(job, model, usual):
                jobs.setdefault(wanted, []).append(_Asking(job, share))
    return tuple(
        overload
        for wanted in sorted(jobs)
        if len(jobs[wanted]) > 1
        for overload in _Load(wanted, network, shown).over(jobs[wanted], cut)
    )


_Wanted = tuple[str, str]
"""The name of somebody, or the title of a thing with the name of the resource."""


@frozen
class _Asking:
    """A job, and for how much of each day it wants somebody."""

    job: Job
    share: Fraction | int


def _wanted(job: Job, model: Model, usual: int) -> Iterator[tuple[_Wanted, Fraction | int]]:
    """The people and things whose days a job takes, and how much of a day."""
    task = job.node
    if not isinstance(task, Task):
        return
    own = shares(task, model, usual) if task.resources else {}
    if isinstance(task.length, InPersonDays):
        people: Sequence[str] = tuple(person for person in workers(task, model) if person)
    else:
        people = needed(task, model) if task.assigned else ()
    for person in people:
        yield (person, ""), own.get(person, 1)
    for name in task.resources:
        resource = model.resources[name]
        if not resource.people:
            yield (resource.ident.title, name), 1


@define
class _Stretch:
    """A time without a break in which a person is wanted by several jobs."""

    start: int
    finish: int
    over: Fraction | int
    jobs: dict[int, None]


@define(eq=False)
class _Load:
    """What is asked of one person, or thing."""

    wanted: _Wanted
    network: Network
    shown: Shown

    def over(self, jobs: Sequence[_Asking], cut: int) -> Iterator[Overload]:
        """The stretches in which several of some jobs want the person, from a time on."""
        minutes = self.network.plan_time.minutes
        for found in self._stretches(jobs, cut):
            numbers = sorted(found.jobs, key=lambda number: self.network.jobs[number].node.ident.order)
            yield Overload(
                self.wanted[0],
                self.shown.days[found.start // MINUTES_A_DAY],
                self.shown.days[(found.finish - 1) // MINUTES_A_DAY],
                Fraction(found.over) / minutes,
                tuple(self.network.names[number] for number in numbers),
                self.wanted[1] or None,
            )

    def _stretches(self, jobs: Sequence[_Asking], cut: int) -> Iterator[_Stretch]:
        """The same in minutes: time is gone through from one start or finish to the next."""
        dates = self.shown.dates
        begins: dict[int, list[_Asking]] = {}
        ends: dict[int, list[_Asking]] = {}
        for one in jobs:
            start, finish = max(dates.start[one.job.number], cut), dates.finish[one.job.number]
            if start < finish:
                begins.setdefault(start, []).append(one)
                ends.setdefault(finish, []).append(one)
        times = sorted({*begins, *ends})
        active: dict[int, Fraction | int] = {}
        clocks: dict[WorkTime, list[Fraction | int]] = {}
        stretch: _Stretch | None = None
        for time, following in pairwise(times):
            for one in ends.get(time, ()):
                del active[one.job.number]
                clocks[self._time(one.job)].remove(one.share)
            new = begins.get(time, ())
            for one in new:
                active[one.job.number] = one.share
                clocks.setdefault(self._time(one.job), []).append(one.share)
            worked = {clock: clock.after(following) - clock.after(time) for clock, asked in clocks.items() if asked}
            longest = max(worked, key=worked.__getitem__, default=None)
            if longest is None or not worked[longest]:
                continue
            asked_of = sum((sum(clocks[clock]) * minutes for clock, minutes in worked.items()), Fraction(0))
            over = asked_of - max(active.values()) * worked[longest]
            if not over or (stretch is not None and longest.after(time) > longest.after(stretch.finish)):
                if stretch is not None:
                    yield stretch
                stretch = None
            if over:
                if stretch is None:
                    stretch = _Stretch(longest.starts(longest.after(time)), following, 0, dict.fromkeys(active))
                stretch.jobs.update((one.job.number, None) for one in new)
                stretch.finish = longest.ends(longest.after(following))
                stretch.over += over
        if stretch is not None:
            yield stretch

    def _time(self, job: Job) -> WorkTime:
        """When the person works, or there is the thing, on the calendar of a job."""
        return self.network.clocks.shared(job.calendar, (self.wanted[0],) if not self.wanted[1] else (), Together.ALL)
