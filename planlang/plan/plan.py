"""The graph of a plan: goals, tasks and milestones as nodes, who waits for whom as edges, in one order.

In: a checked model. Out: `Plan`, which schedule, evaluation and reports share. networkx lives only in this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import networkx as nx
from attrs import frozen

from planlang.semantics.model import Goal, Milestone, Model, Task, TaskLink
from planlang.values.calendars import Calendar
from planlang.values.periods import Grid

Node = Task | Milestone | Goal


@frozen
class Edge:
    """`before` drives `after`, as its link says; `within` marks a task and the summary it stands in."""

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
        graph: the same as a networkx graph (nodes by name, attribute `edge` on each edge).
        children: names of the direct children of each summary task, in order of declaration.
    """

    model: Model
    calendars: Mapping[str, Calendar]
    calendar: Calendar
    grid: Grid
    nodes: Mapping[str, Node]
    order: tuple[str, ...]
    edges: tuple[Edge, ...]
    graph: nx.MultiDiGraph[str]
    children: Mapping[str, tuple[str, ...]]

    @property
    def start(self) -> date:
        """The first day of the plan."""
        return self.model.plan.start

    @property
    def end(self) -> date:
        """The last day of the plan, included."""
        return self.model.plan.end
