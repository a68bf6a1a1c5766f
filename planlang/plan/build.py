"""From a model to a plan: calendars built, nodes in order, cycles found.

In: a checked model; what refers to nothing known has been reported there and is left out here. Out: a `Plan`, always,
with the links of a cycle left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from planlang.diagnostics.diagnostic import Diagnostic, Outcome
from planlang.frozen import frozen
from planlang.plan.each import with_parts
from planlang.plan.order import has_order
from planlang.plan.plan import Edge, Node, Part, Plan, Point, Reading
from planlang.plan.repeating import repeated
from planlang.semantics.expr import FigureExpression, MetricRef, OfGoal
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import Goal, Milestone, Model, Task, Team
from planlang.values.calendars import Calendar, CalendarSpec, make_calendar
from planlang.values.periods import Grid

if TYPE_CHECKING:
    import networkx as nx

LONGEST_COUNT = 30
"""Years for which working days are counted beforehand; later ones follow the weekly pattern."""


@frozen
class Arrangement:
    """Who waits for whom, without calendars: all that can be said before anything heavy is loaded.

    Attributes:
        nodes: in order of declaration.
        parents: the summary that a task or milestone stands in.
        edges: in order of declaration, the links of cycles left out.
    """

    nodes: Mapping[str, Node]
    parents: Mapping[str, str]
    edges: tuple[Edge, ...]


def arrange(model: Model) -> Outcome[Arrangement]:
    """The nodes of a model in order.

    Where a task, a milestone and a goal share a name, links mean the task, else the milestone. A cycle is reported once
    per knot of nodes that all wait for each other, and the links of the knot are left out.
    """
    parted = with_parts(model)
    model = parted.value
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
    diagnostics: tuple[Diagnostic, ...] = ()
    if not has_order(names, parents, edges):
        from planlang.plan.cycles import find_cycles, report  # networkx: only where there is something to tell

        cycles = find_cycles(names, parents, edges)
        diagnostics = tuple(report(cycle, nodes) for cycle in cycles)
        dropped = {edge for cycle in cycles for edge in cycle.knot}
        edges = [edge for edge in edges if edge not in dropped]
    return Outcome(Arrangement(nodes, parents, tuple(edges)), (*parted.diagnostics, *diagnostics))


def build(model: Model) -> Outcome[Plan]:
    """The plan of a model; see `arrange` for cycles."""
    calendars, grid = calendars_of(model), Grid(model.plan.week_start, model.plan.fiscal)
    parted = with_parts(model)
    model = repeated(parted.value, calendars, grid)
    outcome = arrange(model)
    found = outcome.value
    names, readings = tuple(found.nodes), tuple(_readings(model, found))

    @cache
    def graph() -> nx.DiGraph[Point]:
        from planlang.plan.graph import make_graph  # a tenth of a second to load, and much does without it

        return make_graph(names, found.parents, found.edges, readings)

    order = names
    if found.parents or found.edges or any(reading.read[1] is not Part.METRIC for reading in readings):
        from planlang.plan.graph import in_order

        order = in_order(graph(), names)
    rank = {name: i for i, name in enumerate(order)}
    children: dict[str, list[str]] = {}
    for child, parent in found.parents.items():
        children.setdefault(parent, []).append(child)
    plan = Plan(
        model=model,
        calendars=calendars,
        calendar=calendars[model.plan.calendar],
        grid=grid,
        nodes=found.nodes,
        graph=graph,
        order=order,
        edges=tuple(sorted(found.edges, key=lambda edge: rank[edge.after])),
        children={name: tuple(below) for name, below in children.items()},
        own=own_calendars(model),
    )
    return Outcome(plan, (*parted.diagnostics, *outcome.diagnostics))


def _nodes(model: Model) -> dict[str, Node]:
    """Goals, tasks and milestones in order of declaration; the parts of one that is done by each, or again, as they come."""
    nodes: dict[str, Node] = {**model.goals, **model.milestones, **model.tasks}
    return dict(sorted(nodes.items(), key=lambda item: item[1].ident.order))


def _parent(node: Node, nodes: Mapping[str, Node]) -> str | None:
    """The task that a task or milestone stands in."""
    return None if isinstance(node, Goal) or node.parent not in nodes else node.parent


def _readings(model: Model, found: Arrangement) -> Iterator[Reading]:
    """What each metric, each goal and each condition of a task or milestone is worked out from."""
    opening = set(found.parents.values())
    for metric in model.metrics.values():
        yield from _read(metric.value, (metric.ident.name, Part.METRIC), found)
    for name, node in found.nodes.items():
        match node:
            case Goal():
                figure: FigureExpression | None = node.measure
            case Task():
                figure = node.starts_when
            case Milestone():
                figure = node.reached_when
        if figure is not None:
            yield from _read(figure, (name, Part.OPENS if name in opening else Part.CLOSES), found)


def _read(figure: FigureExpression, reader: Point, found: Arrangement) -> Iterator[Reading]:
    """The metrics and goals that a figure names, each once."""
    named: dict[Point, None] = {}
    for part in every(figure):
        if isinstance(part, MetricRef):
            named[part.metric, Part.METRIC] = None
        elif isinstance(part, OfGoal) and isinstance(found.nodes.get(part.goal), Goal):
            named[part.goal, Part.CLOSES] = None
    for read in named:
        yield Reading(read, reader)


def own_calendars(model: Model) -> dict[str, str]:
    """The calendars of people who do not work by the plan's: their own, else that of their team or the nearest above it."""
    found: dict[str, str] = {}
    for team in model.teams.values():
        above: Team | None = team
        while above is not None and above.calendar is None:
            above = model.teams.get(above.under) if above.under is not None else None
        if above is not None and above.calendar is not None:
            for member in team.members:
                found.setdefault(member.person, above.calendar)
    found.update((own.person, own.calendar) for team in model.teams.values() for own in team.own)
    return found


def calendars_of(model: Model) -> dict[str, Calendar]:
    """The calendars of a model, the plan's own included, counted from a year before to two years after the plan."""
    start, end = model.plan.start, model.plan.end
    first = date(max(start.year - 1, 1), 1, 1)
    last = date(min(end.year + 2, start.year + LONGEST_COUNT, 9999), 12, 31)
    specs = dict(model.calendars)
    specs.setdefault(model.plan.calendar, CalendarSpec(model.plan.calendar, model.plan.calendar))
    return {name: make_calendar(spec, first, max(first, last)) for name, spec in specs.items()}
