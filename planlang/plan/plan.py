"""The graph of a plan: goals, tasks and milestones as nodes, who waits for whom as edges, in one order.

In: a checked model. Out: `Plan`, which schedule, evaluation and reports share. networkx lives only in this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from planlang.frozen import field, frozen
from planlang.semantics.model import Goal, Milestone, Model, Revision, Task, TaskLink
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


class Part(Enum):
    """What a point of the graph is of the thing that bears its name."""

    METRIC = "metric"
    OPENS = "opens"
    CLOSES = "closes"

    __hash__ = object.__hash__


Point = tuple[str, Part]
"""A name and what is meant of it; a node that is no summary opens and closes in one point."""


@frozen
class Reading:
    """`reader` (a metric, or the opening of a node) is worked out from `read` (a metric, or a goal)."""

    read: Point
    reader: Point


@frozen(eq=False)
class Plan:
    """A model put in order.

    Attributes:
        calendars: built calendars by qualified name, answering from a year before to two years after the plan.
        calendar: the one that applies where none is named.
        own: names of the calendars of people who do not work by the plan's: their own, or that of their team.
        revision: the last revision in force; None in the plan as it was first written.
        before: the plan as it was before that.
        grid: how this plan cuts weeks and years.
        nodes: every task, milestone and goal by qualified name.
        graph: makes the graph of them and the metrics, and what each of them waits for; see `planlang.plan.graph`.
        order: names of nodes in the order of the graph: each comes after all it waits for; ties by declaration.
        edges: the links of the graph, in order of `order`, then declaration.
        children: names of the direct children of each summary task, in order of declaration.
    """

    model: Model
    calendars: Mapping[str, Calendar]
    calendar: Calendar
    grid: Grid
    nodes: Mapping[str, Node]
    _graph: Callable[[], nx.DiGraph[Point]]
    order: tuple[str, ...]
    edges: tuple[Edge, ...]
    children: Mapping[str, tuple[str, ...]]
    own: Mapping[str, str] = field(factory=dict)
    revision: Revision | None = None
    before: Plan | None = None

    @property
    def original(self) -> Plan:
        """The plan as it was first written."""
        return self if self.before is None else self.before.original

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """The revisions in force, the first one first."""
        earlier = () if self.before is None else self.before.revisions
        return earlier if self.revision is None else (*earlier, self.revision)

    def parts_of(self, name: str) -> Iterator[str]:
        """The tasks and milestones in a task, or a strategy, in which nothing else stands, in force or not, in written order."""
        for child in self.children.get(name, ()):
            if child in self.children:
                yield from self.parts_of(child)
            else:
                yield child

    @cached_property
    def graph(self) -> nx.DiGraph[Point]:
        """The graph, made when it is first asked for: where nothing waits nobody may."""
        return self._graph()

    @property
    def start(self) -> date:
        """The first day of the plan."""
        return self.model.plan.start

    @property
    def end(self) -> date:
        """The last day of the plan, included."""
        return self.model.plan.end
