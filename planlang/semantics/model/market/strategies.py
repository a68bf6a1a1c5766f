"""Strategies: what is done for goals, by which tasks, and what tells whether it works."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import Party
from planlang.values.units import Unit


class TaskWeight(Enum):
    """What a task counts for in the progress of a strategy."""

    LENGTH = "length"
    EFFORT = "effort"
    COST = "cost"
    EQUAL = "equal"


@frozen
class StrategyMeasure:
    """A figure that is looked at beside a strategy, by weeks where it does not say its period.

    Attributes:
        metric: qualified name, where it is a metric by itself; else None, and `written` what it is called.
    """

    value: FigureExpression
    unit: Unit
    metric: str | None
    written: str


@frozen
class Strategy:
    """What is done for some goals.

    Attributes:
        serves: qualified names of goals.
    """

    ident: Ident
    category: str | None
    owner: Party | None
    serves: tuple[str, ...]
    measures: tuple[StrategyMeasure, ...]
    weight: TaskWeight
