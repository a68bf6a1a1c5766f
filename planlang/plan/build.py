"""From a model to a plan: calendars built, nodes in order, cycles found.

In: a checked model; what refers to nothing known has been reported there and is left out here. Out: a `Plan`, always,
with the links of a cycle left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from planlang.diagnostics.diagnostic import Diagnostic, Outcome
from planlang.plan.order import in_order
from planlang.plan.plan import Edge, Node, Plan
from planlang.semantics.model import Goal, Model
from planlang.values.calendars import Calendar, CalendarSpec, make_calendar
from planlang.values.periods import Grid

LONGEST_COUNT = 30
"""Years for which working days are counted beforehand; later ones follow the weekly pattern."""


@frozen
class Arrangement:
    """Who waits for whom, without calendars: all that can be said before anything heavy is loaded.

    Attributes:
        nodes: in order of declaration.
        parents: the summary that a task or milestone stands in.
        order, edges: as in `Plan`, the links of cycles left out.
    """

    nodes: Mapping[str, Node]
    parents: Mapping[str, str]
    order: tuple[str, ...]
    edges: tuple[Edge, ...]


def arrange(model: Model) -> Outcome[Arrangement]:
    """The nodes of a model in order.

    Where a task, a milestone and a goal share a name, links mean the task, else the milestone. A cycle is reported once
    per knot of nodes that all wait for each other, and the links of the knot are left out.
    """
    nodes = _nodes(model)
    parents = {name: parent for name, node in nodes.items() if (parent := _parent(node, nodes)) is not None}
    edges = [
        Edge(link.on, name, link)
        for name, node in nodes.items()
        if not isinstance(node, Goal)
        for link in node.links
        if link.on in nodes
    ]
    names = tuple(nodes)
    order = in_order(names, parents, edges)
    diagnostics: tuple[Diagnostic, ...] = ()
    if order is None:
        from planlang.plan.cycles import find_cycles, report  # networkx: only where there is something to tell

        cycles = find_cycles(names, parents, edges)
        diagnostics = tuple(report(cycle, nodes) for cycle in cycles)
        dropped = {edge for cycle in cycles for edge in cycle.knot}
        edges = [edge for edge in edges if edge not in dropped]
        order = in_order(names, parents, edges)
        assert order is not None, "without the links of its knots a plan has no cycle"
    rank = {name: i for i, name in enumerate(order)}
    edges.sort(key=lambda edge: rank[edge.after])
    return Outcome(Arrangement(nodes, parents, order, tuple(edges)), diagnostics)


def build(model: Model) -> Outcome[Plan]:
    """The plan of a model; see `arrange` for cycles."""
    outcome = arrange(model)
    found = outcome.value
    children: dict[str, list[str]] = {}
    for child, parent in found.parents.items():
        children.setdefault(parent, []).append(child)
    calendars = _calendars(model)
    plan = Plan(
        model=model,
        calendars=calendars,
        calendar=calendars[model.plan.calendar],
        grid=Grid(model.plan.week_start, model.plan.fiscal),
        nodes=found.nodes,
        order=found.order,
        edges=found.edges,
        children={name: tuple(below) for name, below in children.items()},
    )
    return Outcome(plan, outcome.diagnostics)


def _nodes(model: Model) -> dict[str, Node]:
    """Goals, tasks and milestones in order of declaration."""
    nodes: dict[str, Node] = {**model.goals, **model.milestones, **model.tasks}
    return dict(sorted(nodes.items(), key=lambda item: (item[1].ident.order, item[0])))


def _parent(node: Node, nodes: Mapping[str, Node]) -> str | None:
    """The task that a task or milestone stands in."""
    return None if isinstance(node, Goal) or node.parent not in nodes else node.parent


def _calendars(model: Model) -> dict[str, Calendar]:
    """The calendars of a model, the plan's own included, counted from a year before to two years after the plan."""
    start, end = model.plan.start, model.plan.end
    first = date(max(start.year - 1, 1), 1, 1)
    last = date(min(end.year + 2, start.year + LONGEST_COUNT, 9999), 12, 31)
    specs = dict(model.calendars)
    specs.setdefault(model.plan.calendar, CalendarSpec(model.plan.calendar, model.plan.calendar))
    return {name: make_calendar(spec, first, max(first, last)) for name, spec in specs.items()}
