"""Tasks and milestones as the lines of a list: who stands under whom, in the order of the plan file.

In: a plan and its schedule. Out: lines from top to bottom, each with its depth.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule, Slot
from planlang.semantics.model import Milestone, Task


@frozen
class Line:
    """A task or milestone; `slot` is None where it has no dates; `group` where others stand under it."""

    key: str
    node: Task | Milestone
    slot: Slot | None
    depth: int
    group: bool


def outline(plan: Plan, schedule: Schedule) -> tuple[Line, ...]:
    """Every task and milestone, each after the one it stands under."""
    below: defaultdict[str | None, list[Task | Milestone]] = defaultdict(list)
    for node in sorted(plan.nodes.values(), key=lambda node: node.ident.order):
        if isinstance(node, Task | Milestone) and node.ident.name not in schedule.undecided:
            below[node.parent if node.parent in plan.nodes else None].append(node)
    lines: list[Line] = []
    waiting = [(node, 0) for node in reversed(below[None])]
    while waiting:
        node, depth = waiting.pop()
        name = node.ident.name
        lines.append(Line(name, node, schedule.slots.get(name), depth, name in below))
        waiting += [(child, depth + 1) for child in reversed(below.get(name, ()))]
    return tuple(lines)


def within(lines: tuple[Line, ...], start: date, end: date) -> tuple[Line, ...]:
    """The lines that have something on the days `[start, end)`, with the groups they stand in; undated ones stay."""
    kept: list[Line] = []
    needed = -1
    for line in reversed(lines):
        slot = line.slot
        meets = slot is None or (slot.start < end and slot.finish >= start)
        if (meets and not line.group) or line.depth < needed:
            kept.append(line)
            needed = line.depth
        elif line.depth <= needed:
            needed = line.depth
    return tuple(reversed(kept))
