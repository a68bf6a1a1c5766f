"""The graph of a plan: goals, tasks, milestones and metrics, and what each of them waits for.

In: nodes, their parents, the links between them, what the metrics read. Out: one networkx graph, and its order. A task,
a milestone, a goal and a metric is one point of it; a summary is two: it opens before its parts and closes after them. A
link leads from the closing of one node to the opening of another, or to its closing where it holds only that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

import networkx as nx

from planlang.frozen import frozen
from planlang.plan.plan import Edge, Part, Point, Reading


@frozen
class Containment:
    """A part and the summary that it stands in."""

    child: str
    parent: str


Wait = Edge | Containment
Step = Wait | Reading


def make_graph(
    names: Sequence[str], parents: Mapping[str, str], edges: Iterable[Edge], readings: Iterable[Reading] = ()
) -> nx.DiGraph[Point]:
    """The graph: an edge leads to what waits, and its attribute `steps` says why, the first declared first."""
    graph: nx.DiGraph[Point] = nx.DiGraph()
    graph.add_nodes_from((name, Part.CLOSES) for name in names)
    graph.add_nodes_from((parent, Part.OPENS) for parent in parents.values())

    def wait(before: Point, after: Point, step: Step) -> None:
        if graph.has_edge(before, after):
            graph.edges[before, after]["steps"] += (step,)
        else:
            graph.add_edge(before, after, steps=(step,))

    for child, parent in parents.items():
        part = Containment(child, parent)
        wait((parent, Part.OPENS), opening(child, graph), part)
        wait((child, Part.CLOSES), (parent, Part.CLOSES), part)
    for edge in edges:
        wait((edge.before, Part.CLOSES), held(edge, graph), edge)
    for reading in readings:
        wait(reading.read, reading.reader, reading)
    return graph


def opening(name: str, graph: nx.DiGraph[Point]) -> Point:
    """The point in which a node opens: its own for a summary, else the one in which it also closes."""
    return (name, Part.OPENS) if (name, Part.OPENS) in graph else (name, Part.CLOSES)


def held(edge: Edge, graph: nx.DiGraph[Point]) -> Point:
    """The point that a link holds."""
    return (edge.after, Part.CLOSES) if edge.link.holds_finish else opening(edge.after, graph)


def in_order(graph: nx.DiGraph[Point], names: Sequence[str]) -> tuple[str, ...]:
    """The nodes so that each comes after all it waits for, ties as in `names`; a summary stands after its parts.

    Raises:
        networkx.NetworkXUnfeasible: there is a cycle.
    """
    rank = {name: i for i, name in enumerate(names)}

    waiting = {point: len(before) for point, before in graph.pred.items()}
    entered = {point: number for number, point in enumerate(waiting)}

    def placed(point: Point) -> tuple[int, int, Point]:
        return -1 if point[1] is Part.METRIC else rank[point[0]], entered[point], point

    ready = [placed(point) for point, count in waiting.items() if not count]
    heapify(ready)
    order: list[Point] = []
    while ready:
        *_, point = heappop(ready)
        order.append(point)
        for after in graph.succ[point]:
            waiting[after] -= 1
            if not waiting[after]:
                heappush(ready, placed(after))
    if len(order) < len(waiting):
        raise nx.NetworkXUnfeasible
    return tuple(name for name, part in order if part is Part.CLOSES)


def readings_behind(graph: nx.DiGraph[Point]) -> tuple[Reading, ...]:
    """What goals, tasks and milestones are worked out from, and the metrics behind those, in the order of the graph."""
    behind = {
        point
        for reader in graph
        if reader[1] is not Part.METRIC
        for point in graph.predecessors(reader)
        if point[1] is Part.METRIC
    }
    waiting = list(behind)
    while waiting:
        further = {point for point in graph.predecessors(waiting.pop()) if point[1] is Part.METRIC} - behind
        behind |= further
        waiting += further
    found: list[Reading] = []
    for before, after, data in graph.edges(data=True):
        if before[1] is Part.METRIC and (after in behind or after[1] is not Part.METRIC):
            found += (step for step in data["steps"] if isinstance(step, Reading))
    return tuple(found)


def read_by(graph: nx.DiGraph[Point], point: Point) -> tuple[Point, ...]:
    """What is worked out from a metric or a goal, in the order of the graph."""
    return tuple(after for after in graph.successors(point) if _is_read(graph, point, after))


def reads(graph: nx.DiGraph[Point], point: Point) -> tuple[Point, ...]:
    """What a metric or a node is worked out from, in the order of the graph."""
    return tuple(before for before in graph.predecessors(point) if _is_read(graph, before, point))


def links_from(graph: nx.DiGraph[Point], name: str) -> tuple[Edge, ...]:
    """The links of what waits for a node, in the order of the graph."""
    point = (name, Part.CLOSES)
    found = (step for after in graph.successors(point) for step in _steps(graph, point, after))
    return tuple(step for step in found if isinstance(step, Edge))


def _is_read(graph: nx.DiGraph[Point], before: Point, after: Point) -> bool:
    """Whether the one is worked out from the other."""
    return any(isinstance(step, Reading) for step in _steps(graph, before, after))


def _steps(graph: nx.DiGraph[Point], before: Point, after: Point) -> tuple[Step, ...]:
    """What an edge says."""
    steps: tuple[Step, ...] = graph.edges[before, after]["steps"]
    return steps
