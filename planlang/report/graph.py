"""The graph of a plan as boxes and arrows: what the writers of graph languages need, in one order.

In: a plan and, where there is one, its schedule. Out: nodes with short ids and finished texts, groups, arrows.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.plan.graph import readings_behind
from planlang.plan.plan import Node, Part, Plan
from planlang.report.words.dates import short_days, short_span
from planlang.report.words.names import clean
from planlang.schedule.schedule import Schedule
from planlang.semantics.model import Goal, LinkKind, Milestone, Task, TaskLink


class Shape(Enum):
    """What a node stands for."""

    TASK = "task"
    MILESTONE = "milestone"
    GOAL = "goal"
    GROUP = "group"
    METRIC = "metric"


class Tie(Enum):
    """What an arrow says: one waits for the other, serves it, or is what it is worked out from."""

    WAITS = "waits"
    SERVES = "serves"
    READ_BY = "read by"


@frozen
class GraphNode:
    """A node: `n0` and so on as id, its title, its dates (empty without a schedule), the id of the group it is in."""

    id: str
    shape: Shape
    title: str
    dates: str
    critical: bool
    group: str | None


@frozen
class GraphArrow:
    """An arrow; `words` say what is not simply end to start."""

    before: str
    after: str
    words: str
    critical: bool
    tie: Tie


@frozen
class Graph:
    """Nodes in the order of the plan file, groups before what they hold; arrows in the order of the links.

    Metrics stand first: those that goals, tasks and milestones are worked out from, in the order of the graph.
    """

    title: str
    nodes: tuple[GraphNode, ...]
    arrows: tuple[GraphArrow, ...]


def plan_graph(plan: Plan, schedule: Schedule | None, language: Language) -> Graph:
    """The graph of all goals, tasks and milestones, and of the metrics behind them."""
    ordered = sorted(plan.nodes.values(), key=lambda node: node.ident.order)
    ids = {node.ident.name: f"n{index}" for index, node in enumerate(ordered)}
    readings = readings_behind(plan.graph)
    figures = {name: f"m{index}" for index, name in enumerate(dict.fromkeys(reading.read[0] for reading in readings))}
    nodes = (
        *(
            GraphNode(id, Shape.METRIC, clean(plan.model.metrics[name].ident.title), "", False, None)
            for name, id in figures.items()
        ),
        *(_node(node, ids, plan, schedule, language) for node in ordered),
    )
    arrows = [
        GraphArrow(
            ids[edge.before],
            ids[edge.after],
            _words(edge.link, language),
            _is_critical(edge.before, edge.after, schedule),
            Tie.WAITS,
        )
        for edge in plan.edges
        if edge.before in ids and edge.after in ids
    ]
    for reading in readings:
        name, part = reading.reader
        reader = figures[name] if part is Part.METRIC else ids[name]
        arrows.append(GraphArrow(figures[reading.read[0]], reader, "", False, Tie.READ_BY))
    for node in ordered:
        arrows += [
            GraphArrow(ids[node.ident.name], ids[goal], "", False, Tie.SERVES) for goal in node.serves if goal in ids
        ]
    return Graph(clean(plan.model.plan.ident.title), nodes, tuple(arrows))


def _node(node: Node, ids: dict[str, str], plan: Plan, schedule: Schedule | None, language: Language) -> GraphNode:
    """A node with its dates."""
    name = node.ident.name
    slot = schedule.slots.get(name) if schedule else None
    match node:
        case Goal():
            shape, group = Shape.GOAL, None
            dates = short_span(node.start, node.end, language) if schedule else ""
        case Milestone():
            shape, group = Shape.MILESTONE, node.parent
            dates = short_span(slot.finish, slot.finish, language) if slot else ""
        case Task():
            shape, group = (Shape.GROUP if plan.children.get(name) else Shape.TASK), node.parent
            dates = short_span(slot.start, slot.finish, language) if slot else ""
    critical = slot is not None and slot.critical
    return GraphNode(ids[name], shape, clean(node.ident.title), dates, critical, ids.get(group) if group else None)


def _words(link: TaskLink, language: Language) -> str:
    """The kind of a link where it is not end to start, and its lag."""
    parts = [] if link.kind is LinkKind.FINISH_START else [link.kind.value]
    if link.lag is not None and link.lag.days != 0:
        parts.append(short_days(Fraction(link.lag.days), link.lag.kind, language, sign=True))
    return " ".join(parts)


def _is_critical(before: str, after: str, schedule: Schedule | None) -> bool:
    """Whether both ends are critical, and the first fixes the date of the second."""
    first, second = (schedule.slots.get(name) if schedule else None for name in (before, after))
    return bool(first and second and first.critical and second.critical and second.cause.other == before)
