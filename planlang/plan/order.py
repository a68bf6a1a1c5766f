"""Whether everything can come after all it waits for, seen on integers.

In: nodes, their parents, the links between them. Out: yes or no. This is all that a check needs which has nothing to
tell; where the answer is no, `cycles` says why, and the order itself is that of the graph. A summary is two events here,
as it is two points there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planlang.plan.plan import Edge


def has_order(names: Sequence[str], parents: Mapping[str, str], edges: Sequence[Edge]) -> bool:
    """Whether there is no cycle. Kahn's algorithm (1962); linear in nodes and edges."""
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

    ready = [event for event in {*opens, *range(count)} if not waiting[event]]
    events = len(ready)
    while ready:
        for later in following[ready.pop()]:
            waiting[later] -= 1
            if not waiting[later]:
                ready.append(later)
                events += 1
    return events == count + len(set(parents.values()))
