"""Teams of which tasks want more people than there are, where who does them is not fixed.

In: dates of a schedule. Out: `Overload`s. Whoever is wanted by name, or is on leave for whole days, is not there to choose; of the
rest there have to be as many as tasks want of the team together. Teams whose people the plan does not name are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from planlang.frozen import define, frozen
from planlang.schedule.overloads import OPEN
from planlang.schedule.passes.days import Shown
from planlang.schedule.passes.network import Job, Network
from planlang.schedule.people import leaves_of, named_in, needed, workers
from planlang.schedule.schedule import Overload
from planlang.semantics.model import InPersonDays, Model, Party, Task, ToRole, ToTeam
from planlang.values.units import MINUTES_A_DAY


def find_shortages(network: Network, shown: Shown, model: Model, cut: int) -> tuple[Overload, ...]:
    """Every stretch of time in which tasks want more of a team than there are, in order of declaration.

    Args:
        network: of the plan.
        shown: its dates.
        model: that it was made of.
        cut: what lies before it is past.
    """
    jobs = [
        job
        for job in network.jobs
        if shown.dates.state[job.number] in OPEN
        and not job.is_summary
        and not job.is_instant
        and isinstance(job.node, Task)
    ]
    jobs.sort(key=lambda job: job.node.ident.order)
    pools = dict.fromkeys(one.of for job in jobs if isinstance(job.node, Task) for one in job.node.some)
    return tuple(shortage for who in pools for shortage in _Pool(who, network, shown, model).short(jobs, cut))


@frozen
class _Use:
    """From one time to another, so many of a pool are wanted, and some who are in it are away or wanted by name."""

    start: int
    finish: int
    count: int
    busy: tuple[str, ...]
    job: int | None


@define
class _Stretch:
    """A time without a break in which more are wanted than there are."""

    start: int
    finish: int
    over: int
    jobs: dict[int, None]


@define(eq=False)
class _Pool:
    """The people of a team, or those who hold a role in it."""

    who: Party
    network: Network
    shown: Shown
    model: Model

    def short(self, jobs: Sequence[Job], cut: int) -> Iterator[Overload]:
        """When more of them are wanted than there are."""
        people = named_in(self.who, self.model)
        team = self.who.team if isinstance(self.who, ToTeam | ToRole) else None
        if not people or team is None or self.model.teams[team].roster is not None:
            return
        clock = self.network.plan_time
        uses = [one for one in self._uses(jobs, people, cut) if one.start < one.finish]
        for found in self._stretches(uses, len(people)):
            yield Overload(
                self._called(team),
                self.shown.days[found.start // MINUTES_A_DAY],
                self.shown.days[(found.finish - 1) // MINUTES_A_DAY],
                Fraction(found.over, clock.minutes),
                tuple(self.network.names[number] for number in found.jobs),
                team=team,
            )

    def _uses(self, jobs: Sequence[Job], people: tuple[str, ...], cut: int) -> Iterator[_Use]:
        """What takes people of the pool: tasks, and days off."""
        dates = self.shown.dates
        for job in jobs:
            task = job.node
            assert isinstance(task, Task)
            count = sum(one.count for one in task.some if one.of == self.who)
            by_name: Sequence[str] = ()
            if isinstance(task.length, InPersonDays):
                by_name = workers(task, self.model)
            elif task.assigned:
                by_name = needed(task, self.model)
            busy = tuple(person for person in by_name if person in people)
            if count or busy:
                yield _Use(max(dates.start[job.number], cut), dates.finish[job.number], count, busy, job.number)
        for leave in leaves_of(people, self.model):
            if leave.part is None:
                start, finish = leave.start.toordinal() * MINUTES_A_DAY, (leave.end.toordinal() + 1) * MINUTES_A_DAY
                yield _Use(max(start, cut), finish, 0, (leave.person,), None)

    def _stretches(self, uses: Sequence[_Use], there: int) -> Iterator[_Stretch]:
        """Times are gone through from one start or finish to the next; `over` is in minutes of work."""
        clock = self.network.plan_time
        times = sorted({time for one in uses for time in (one.start, one.finish)})
        stretch: _Stretch | None = None
        for time, following in pairwise(times):
            worked = clock.after(following) - clock.after(time)
            if not worked:
                continue
            active = [one for one in uses if one.start <= time and one.finish >= following]
            wanted = sum(one.count for one in active)
            busy = {person for one in active for person in one.busy}
            over = wanted - (there - len(busy))
            if wanted and over > 0:
                numbers = [one.job for one in active if one.job is not None]
                if stretch is None:
                    stretch = _Stretch(clock.starts(clock.after(time)), following, 0, {})
                stretch.jobs.update(dict.fromkeys(numbers))
                stretch.finish = clock.ends(clock.after(following))
                stretch.over += over * worked
            elif stretch is not None:
                yield stretch
                stretch = None
        if stretch is not None:
            yield stretch

    def _called(self, team: str) -> str:
        """What they are called."""
        title = self.model.teams[team].ident.title
        if isinstance(self.who, ToRole) and self.who.role in self.model.roles:
            return f"{title} {self.model.roles[self.who.role].ident.title}"
        return title
