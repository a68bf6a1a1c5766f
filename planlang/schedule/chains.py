"""Which job fixed the dates of which: chains back to the first cause and on to what would be pushed.

In: dates with their drivers. Out: names along the chains.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

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
        pushed: numbers of the jobs that each job drives, in order.
    """

    network: Network
    dates: Dates
    root: list[int]
    length: list[int]
    pushed: dict[int, list[int]]

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
        number = self.dates.last[job.number]
        if number not in self.pushed:
            return ()
        names: list[str] = []
        queue = deque(self.pushed[number])
        while queue and len(names) < MOST_DELAYS:  # each job has one driver, so none is met twice
            later = queue.popleft()
            names.append(self.network.jobs[later].name)
            queue.extend(self.pushed.get(later, ()))
        return tuple(names)

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
    found = Chains(network, dates, list(range(count)), [1] * count, {})
    for job in network.jobs:
        number, driver = job.number, dates.driver[job.number]
        if driver >= 0 and not job.is_summary:
            found.root[number] = found.root[driver]
            found.length[number] += found.length[driver]
            found.pushed.setdefault(driver, []).append(number)
    return found
