"""What of a plan is in force on a day: tasks on stand-by wait until somebody accepts them or begins, and what a meeting
wants done is not known before it.

In: a plan, the day of the cut. Out: the plan without the tasks and milestones that are not in force, and without links to
them. A stand-by task that has begun counts as accepted, and so does one in which a part has begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from planlang.plan.plan import Plan
from planlang.semantics.model import Goal, Task


def acting(plan: Plan, as_of: date | None) -> Plan:
    """The plan with what is in force; itself where all is.

    Args:
        plan: whole.
        as_of: the day of the cut: facts from that day on are not seen. None: every fact is.
    """
    waiting = waiting_tasks(plan, as_of)
    if not waiting:
        return plan
    return evolve(
        plan,
        nodes={name: node for name, node in plan.nodes.items() if name not in waiting},
        order=tuple(name for name in plan.order if name not in waiting),
        edges=tuple(edge for edge in plan.edges if edge.before not in waiting and edge.after not in waiting),
        children={
            name: tuple(child for child in below if child not in waiting)
            for name, below in plan.children.items()
            if name not in waiting
        },
    )


def waiting_tasks(plan: Plan, as_of: date | None) -> frozenset[str]:
    """The tasks and milestones that are not in force: on stand-by themselves, in a task that is, or with such parts alone."""
    on_standby = {name for name, node in plan.nodes.items() if isinstance(node, Task) and node.standby}
    found = set(undecided_tasks(plan, as_of))
    for name in on_standby:
        below = tuple(_with_parts(plan, name))
        if not any(_has_begun(plan, part, as_of) for part in below):
            found.update(below)
    for name in on_standby & found:
        _add_emptied(plan, name, found)
    return frozenset(found)


def undecided_tasks(plan: Plan, as_of: date | None) -> frozenset[str]:
    """The tasks and milestones that a meeting wants done which was held only after the cut: nobody knows of them."""
    if as_of is None:
        return frozenset()
    later = (
        name
        for name, node in plan.nodes.items()
        if isinstance(node, Task) and node.decided is not None and node.decided >= as_of
    )
    return frozenset(part for name in later for part in _with_parts(plan, name))


def _add_emptied(plan: Plan, name: str, found: set[str]) -> None:
    """Adds the tasks around one of which no part is left."""
    node = plan.nodes[name]
    above = None if isinstance(node, Goal) else node.parent
    while above is not None and above in plan.children and found.issuperset(plan.children[above]):
        found.add(above)
        around = plan.nodes[above]
        above = None if isinstance(around, Goal) else around.parent


def _with_parts(plan: Plan, name: str) -> Iterator[str]:
    """A task and all that stands in it."""
    pending = [name]
    while pending:
        here = pending.pop()
        yield here
        pending += plan.children.get(here, ())


def _has_begun(plan: Plan, name: str, as_of: date | None) -> bool:
    """Whether work on a task is known to have begun."""
    node = plan.nodes[name]
    if isinstance(node, Goal):
        return False
    known = (node.progress.started, node.progress.finished) if isinstance(node, Task) else (node.finished,)
    return any(day is not None and (as_of is None or day < as_of) for day in known)
