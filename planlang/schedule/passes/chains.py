"""Which job fixed the dates of which: chains back to the first cause and on to what would be pushed.

In: dates with their drivers. Out: names along the chains.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from planlang.frozen import define, field
from planlang.schedule.passes.forward import Dates
from planlang.schedule.passes.network import Job, Network

LONGEST_CHAIN = 32
MOST_DELAYS = 20


class Origin(NamedTuple):
    """The first cause of a job (itself where nothing drives it), and how many jobs the chain from there has."""

    root: int
    length: int


@define(eq=False)
class Chains:
    """The drivers of a schedule, both ways.

    Attributes:
        delays: names of the jobs that each job pushes, by number.
    """

    network: Network
    dates: Dates
    delays: list[tuple[str, ...]]
    _origins: dict[int, Origin] = field(factory=dict, init=False)

    def to(self, job: Job) -> tuple[str, ...]:
        """The names of the jobs that fix the dates of a job, first cause first, the job itself last.

        A longer chain than `LONGEST_CHAIN` holds the first cause and the nearest ones.
        """
        jobs, number = self.network.jobs, self.dates.last_of(job.number)
        names = [jobs[number].name]
        while (driver := self.dates.driver[number]) >= 0 and len(names) < LONGEST_CHAIN - 1:
            number = driver
            names.append(jobs[number].name)
        root = self._origin(number).root
        if root != number:
            names.append(jobs[root].name)
        names.reverse()
        return (*names, job.name) if names[-1] != job.name else tuple(names)

    def after(self, job: Job) -> tuple[str, ...]:
        """The names of the jobs that a later finish would push, nearest first, `MOST_DELAYS` at the most."""
        return self.delays[self.dates.last_of(job.number)]

    def critical(self, candidates: Collection[Job]) -> tuple[str, ...]:
        """The names along the chain to one of the candidates, first to last: of the one with the longest chain, then
        the first declared.
        """
        if not candidates:
            return ()
        number = max(candidates, key=lambda job: (self._origin(job.number).length, -job.node.ident.order)).number
        names: list[str] = []
        while number >= 0:
            job = self.network.jobs[number]
            if not job.is_goal and not job.is_end:
                names.append(job.name)
            number = self.dates.driver[number]
        return tuple(reversed(names))

    def _origin(self, number: int) -> Origin:
        """Where the chain to a job begins; each job is looked at once for all."""
        way: list[int] = []
        while number not in self._origins and (driver := self.dates.driver[number]) >= 0:
            way.append(number)
            number = driver
        origin = self._origins.setdefault(number, Origin(number, 1))
        for later in reversed(way):
            origin = self._origins[later] = Origin(origin.root, origin.length + 1)
        return origin


def make_chains(network: Network, dates: Dates) -> Chains:
    """The chains of a schedule."""
    count = len(network.jobs)
    first, following = [-1] * count, [-1] * count
    for number in range(count - 1, -1, -1):
        driver = dates.driver[number]
        if driver >= 0:
            first[driver], following[number] = number, first[driver]
    return Chains(network, dates, _delays(network.names, first, following))


def _delays(names: Sequence[str], first: Sequence[int], following: Sequence[int]) -> list[tuple[str, ...]]:
    """The names of the first jobs that each job pushes, directly or through others, nearest first.

    Args:
        names: of the jobs, by number.
        first: by number, the first job that a job pushes, or -1.
        following: by number, the next job that is pushed by the same one, or -1.
    """
    delays: list[tuple[str, ...]] = [()] * len(names)
    for number in range(len(names) - 1, -1, -1):  # what a job pushes comes after it
        pushed = first[number]
        if pushed < 0:
            continue
        if following[pushed] < 0:
            delays[number] = (names[pushed], *delays[pushed][: MOST_DELAYS - 1])
            continue
        found = [number]
        for driver in found:  # it grows while it is read; each job has one driver, so none is met twice
            pushed = first[driver]
            while pushed >= 0:
                found.append(pushed)
                pushed = following[pushed]
            if len(found) > MOST_DELAYS:
                break
        delays[number] = tuple([names[later] for later in found[1 : MOST_DELAYS + 1]])
    return delays
