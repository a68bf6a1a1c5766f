"""The cycles that leave a plan without an order, told step by step.

In: nodes, their parents, the links between them. Out: a diagnostic a knot, and the links that lie in one. As in `order`,
a summary opens before its parts and closes after them, and what it ends with holds its closing only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

import networkx as nx
from attrs import frozen

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Message
from planlang.plan.errors import ARROW, BREAK, CYCLE, PART, SELF, WAITS
from planlang.plan.plan import Edge, Node

Event = tuple[str, bool]
"""A node and whether it closes."""


@frozen
class Containment:
    """A part and the summary that it stands in."""

    child: str
    parent: str


Step = Edge | Containment


@frozen
class Cycle:
    """Steps that lead from a node back to itself, the first declared link first, and all links of the knot they lie in.

    Attributes:
        steps: each step's end is the start of the next; holds at least one link.
        knot: every link between events that can all reach each other, in order of declaration.
    """

    steps: tuple[Step, ...]
    knot: tuple[Edge, ...]


def find_cycles(names: Sequence[str], parents: Mapping[str, str], edges: Sequence[Edge]) -> tuple[Cycle, ...]:
    """A shortest cycle through the first link of every knot (strongly connected component), in order of declaration."""
    graph = _events(names, parents, edges)
    number = {name: i for i, name in enumerate(names)}
    knot_of = {event: i for i, knot in enumerate(nx.strongly_connected_components(graph)) for event in knot}
    knots: dict[int, list[Edge]] = {}
    for edge in sorted(edges, key=lambda edge: number[edge.after]):
        if knot_of[edge.before, True] == knot_of[_held(edge, graph)]:
            knots.setdefault(knot_of[edge.before, True], []).append(edge)
    return tuple(Cycle((knot[0], *_way_back(graph, knot[0], knot_of)), tuple(knot)) for knot in knots.values())


def _opening(name: str, graph: nx.DiGraph[Event]) -> Event:
    """The event in which a node opens: its own for a summary, else the one in which it also closes."""
    return (name, False) if (name, False) in graph else (name, True)


def _held(edge: Edge, graph: nx.DiGraph[Event]) -> Event:
    """The event that a link holds."""
    return (edge.after, True) if edge.link.holds_finish else _opening(edge.after, graph)


def _events(names: Sequence[str], parents: Mapping[str, str], edges: Sequence[Edge]) -> nx.DiGraph[Event]:
    """Openings and closings, and the steps that lead from one to the next."""
    graph: nx.DiGraph[Event] = nx.DiGraph()
    graph.add_nodes_from((name, True) for name in names)
    graph.add_nodes_from((parent, False) for parent in parents.values())
    for child, parent in parents.items():
        part = Containment(child, parent)
        graph.add_edge((parent, False), _opening(child, graph), step=part)
        graph.add_edge((child, True), (parent, True), step=part)
    for edge in reversed(edges):  # the first declared of several between the same two wins
        graph.add_edge((edge.before, True), _held(edge, graph), step=edge)
    return graph


def _way_back(graph: nx.DiGraph[Event], edge: Edge, knot_of: Mapping[Event, int]) -> tuple[Step, ...]:
    """The fewest steps from the end of a link to its beginning, within their knot (breadth first)."""
    start, goal = _held(edge, graph), (edge.before, True)
    came_from: dict[Event, Event] = {start: start}
    queue = deque([start])
    while queue:
        event = queue.popleft()
        if event == goal:
            break
        for following in graph.successors(event):
            if following not in came_from and knot_of[following] == knot_of[goal]:
                came_from[following] = event
                queue.append(following)
    steps: list[Step] = []
    event = goal
    while event != start:
        steps.append(graph.edges[came_from[event], event]["step"])
        event = came_from[event]
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


def _words(step: Step) -> Message:
    """What a step says: one waits for the other, or is a part of it."""
    if isinstance(step, Containment):
        return PART(child=step.child, parent=step.parent)
    return WAITS(after=step.after, before=step.before)
