"""The graph of a plan: goals, tasks and milestones as nodes, who waits for whom as edges, in one order.

In: a checked model. Out: `Plan`, which schedule, evaluation and reports share. networkx lives only in this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from planlang.semantics.model import Goal, Milestone, Model, Task, TaskLink
from planlang.values.calendars import Calendar
from planlang.values.periods import Grid

if TYPE_CHECKING:
    import networkx as nx

Node = Task | Milestone | Goal


@frozen
class Edge:
    """`before` drives `after`, as its link says; either may be a summary and then stands for all that is inside."""

    before: str
    after: str
    link: TaskLink


@frozen(eq=False)
class Plan:
    """A model put in order.

    Attributes:
        calendars: built calendars by qualified name, answering from a year before to two years after the plan.
        calendar: the one that applies where none is named.
        grid: how this plan cuts weeks and years.
        nodes: every task, milestone and goal by qualified name.
        order: names of nodes so that each comes after all it waits for; ties by declaration.
        edges: in order of `order`, then declaration.
        children: names of the direct children of each summary task, in order of declaration.
    """

    model: Model
    calendars: Mapping[str, Calendar]
    calendar: Calendar
    grid: Grid
    nodes: Mapping[str, Node]
    order: tuple[str, ...]
    edges: tuple[Edge, ...]
    children: Mapping[str, tuple[str, ...]]

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The same as a networkx graph: nodes by name, attribute `edge` on each edge."""
        import networkx as nx  # a tenth of a second to load, and most commands do without it

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(self.order)
        graph.add_edges_from((edge.before, edge.after, {"edge": edge}) for edge in self.edges)
        return graph

    @property
    def start(self) -> date:
        """The first day of the plan."""
        return self.model.plan.start

    @property
    def end(self) -> date:
        """The last day of the plan, included."""
        return self.model.plan.end
