"""The order in which everything comes after all it waits for.

In: nodes, their parents, the links between them. Out: names in order, or that there is none. A summary is two events
here: it opens before its parts and closes after them; a link leads from the closing of one node to the opening of
another, or to its closing where it holds only that. What the cycles are is found in `cycles`, with networkx, and only where there are any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

from planlang.plan.plan import Edge


def in_order(names: Sequence[str], parents: Mapping[str, str], edges: Sequence[Edge]) -> tuple[str, ...] | None:
    """Names so that each comes after all it waits for, ties as given; a summary stands after its parts. None where
    there is a cycle.

    Kahn's algorithm over integers; n log n.
    """
    count = len(names)
    number = {name: i for i, name in enumerate(names)}
    opens = list(range(count))
    for parent in parents.values():
        opens[number[parent]] = count + number[parent]
    following: list[list[int]] = [[] for _ in range(2 * count)]
    waiting = [0] * (2 * count)

    def wait(after: int, before: int) -> None:
        following[before].append(after)
        waiting[after] += 1

    for child, parent in parents.items():
        wait(opens[number[child]], opens[number[parent]])
        wait(number[parent], number[child])
    for edge in edges:
        wait(number[edge.after] if edge.link.holds_finish else opens[number[edge.after]], number[edge.before])

    # an event that opens a summary has the number of its node plus `count`, and its rank
    ready = [(i, opens[i]) for i in range(count) if not waiting[opens[i]]]
    heapify(ready)
    done: list[str] = []
    while ready:
        rank, event = heappop(ready)
        if event < count:
            done.append(names[rank])
        for later in following[event]:
            waiting[later] -= 1
            if not waiting[later]:
                heappush(ready, (later % count, later))
    return tuple(done) if len(done) == count else None
