"""Which job fixed the dates of which: chains back to the first cause and on to what would be pushed.

In: dates with their drivers. Out: names along the chains.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence

from attrs import define

from planlang.schedule.forward import Dates
from planlang.schedule.network import Job, Network

LONGEST_CHAIN = 32
MOST_DELAYS = 20


@define(eq=False)
class Chains:
    """The drivers of a schedule, both ways.

    Attributes:
        root: number of the first cause of each job, by number; itself where nothing drives it.
        length: how many jobs the chain to it has.
        delays: names of the jobs that each job pushes, by number.
    """

    network: Network
    dates: Dates
    root: list[int]
    length: list[int]
    delays: list[tuple[str, ...]]

    def to(self, job: Job) -> tuple[str, ...]:
        """The names of the jobs that fix the dates of a job, first cause first, the job itself last.

        A longer chain than `LONGEST_CHAIN` holds the first cause and the nearest ones.
        """
        jobs, number = self.network.jobs, self.dates.last[job.number]
        names = [jobs[number].name]
        while self.dates.driver[number] >= 0 and len(names) < LONGEST_CHAIN - 1:
            number = self.dates.driver[number]
            names.append(jobs[number].name)
        if self.root[number] != number:
            names.append(jobs[self.root[number]].name)
        names.reverse()
        return (*names, job.name) if job.is_summary else tuple(names)

    def after(self, job: Job) -> tuple[str, ...]:
        """The names of the jobs that a later finish would push, nearest first, `MOST_DELAYS` at the most."""
        return self.delays[self.dates.last[job.number]]

    def critical(self, candidates: Collection[Job]) -> tuple[str, ...]:
        """The names along the chain to one of the candidates, first to last: of the one with the longest chain, then
        the first declared.
        """
        if not candidates:
            return ()
        number = max(candidates, key=lambda job: (self.length[job.number], -job.node.ident.order)).number
        names: list[str] = []
        while number >= 0:
            if not self.network.jobs[number].is_goal:
                names.append(self.network.jobs[number].name)
            number = self.dates.driver[number]
        return tuple(reversed(names))


def make_chains(network: Network, dates: Dates) -> Chains:
    """The chains of a schedule."""
    count = len(network.jobs)
    root, length = list(range(count)), [1] * count
    pushed: dict[int, list[int]] = {}
    for job in network.jobs:
        number, driver = job.number, dates.driver[job.number]
        if driver >= 0 and not job.is_summary:
            root[number] = root[driver]
            length[number] += length[driver]
            pushed.setdefault(driver, []).append(number)
    return Chains(network, dates, root, length, _delays(network, pushed))


def _delays(network: Network, pushed: Mapping[int, Sequence[int]]) -> list[tuple[str, ...]]:
    """The names of the first jobs that each job pushes, directly or through others, nearest first."""
    delays: list[tuple[str, ...]] = [()] * len(network.jobs)
    for number in sorted(pushed, reverse=True):  # what a job pushes comes after it
        first, *others = pushed[number]
        if not others:
            delays[number] = (network.jobs[first].name, *delays[first][: MOST_DELAYS - 1])
            continue
        names: list[str] = []
        queue = deque(pushed[number])
        while queue and len(names) < MOST_DELAYS:  # each job has one driver, so none is met twice
            later = queue.popleft()
            names.append(network.jobs[later].name)
            queue.extend(pushed.get(later, ()))
        delays[number] = tuple(names)
    return delays
