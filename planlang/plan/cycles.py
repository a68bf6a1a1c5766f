"""The cycles that leave a plan without an order, told step by step.

In: nodes, their parents, the links between them. Out: a diagnostic a knot, and the links that lie in one. As in `order`,
a summary opens before its parts and closes after them, and what it ends with holds its closing only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

import networkx as nx

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Message
from planlang.frozen import frozen
from planlang.plan.errors import ARROW, BREAK, CYCLE, PART, SELF, WAITS
from planlang.plan.graph import Containment, Wait, held, make_graph
from planlang.plan.plan import Edge, Node, Part, Point


@frozen
class Cycle:
    """Waits that lead from a node back to itself, the first declared link first, and all links of the knot they lie in.

    Attributes:
        steps: each step's end is the start of the next; holds at least one link.
        knot: every link between points that can all reach each other, in order of declaration.
    """

    steps: tuple[Wait, ...]
    knot: tuple[Edge, ...]


def find_cycles(names: Sequence[str], parents: Mapping[str, str], edges: Sequence[Edge]) -> tuple[Cycle, ...]:
    """A shortest cycle through the first link of every knot (strongly connected component), in order of declaration."""
    graph = make_graph(names, parents, edges)
    number = {name: i for i, name in enumerate(names)}
    knot_of = {point: i for i, knot in enumerate(nx.strongly_connected_components(graph)) for point in knot}
    knots: dict[int, list[Edge]] = {}
    for edge in sorted(edges, key=lambda edge: number[edge.after]):
        if knot_of[edge.before, Part.CLOSES] == knot_of[held(edge, graph)]:
            knots.setdefault(knot_of[edge.before, Part.CLOSES], []).append(edge)
    return tuple(Cycle((knot[0], *_way_back(graph, knot[0], knot_of)), tuple(knot)) for knot in knots.values())


def _way_back(graph: nx.DiGraph[Point], edge: Edge, knot_of: Mapping[Point, int]) -> tuple[Wait, ...]:
    """The fewest steps from the end of a link to its beginning, within their knot (breadth first)."""
    start, goal = held(edge, graph), (edge.before, Part.CLOSES)
    came_from: dict[Point, Point] = {start: start}
    queue = deque([start])
    while queue:
        point = queue.popleft()
        if point == goal:
            break
        for following in graph.successors(point):
            if following not in came_from and knot_of[following] == knot_of[goal]:
                came_from[following] = point
                queue.append(following)
    steps: list[Wait] = []
    point = goal
    while point != start:
        steps.append(graph.edges[came_from[point], point]["steps"][0])
        point = came_from[point]
    return tuple(reversed(steps))


def report(cycle: Cycle, nodes: Mapping[str, Node]) -> Diagnostic:
    """The diagnostic of a cycle: its first link is the place, the other steps are related."""
    first = cycle.knot[0]
    names = _names(cycle)
    message = SELF(name=first.after) if len(cycle.steps) == 1 else CYCLE(names=ARROW.join((*names, names[0])))
    related = tuple(
        Related(nodes[step.child].ident.span if isinstance(step, Containment) else step.link.span, _words(step))
        for step in cycle.steps[1:]
    )
    return Diagnostic(
        "dependency-cycle",
        Severity.ERROR,
        first.link.span,
        message,
        note=_words(first),
        help=BREAK(),
        related=related,
    )


def _names(cycle: Cycle) -> tuple[str, ...]:
    """The nodes along a cycle, each once, from the first link on."""
    return tuple(
        dict.fromkeys(
            name
            for step in cycle.steps
            for name in ((step.before, step.after) if isinstance(step, Edge) else (step.child, step.parent))
        )
    )


def _words(step: Wait) -> Message:
    """What a step says: one waits for the other, or is a part of it."""
    if isinstance(step, Containment):
        return PART(child=step.child, parent=step.parent)
    return WAITS(after=step.after, before=step.before)
