"""How much a goal has grown over its base: what was wanted, what the data say of the base, and the growth so far.

In: a goal with a base and its period, and figures of any days. Out: a `Grown`. Days are compared with the same days of the base: as
many from its start as have passed of the goal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from planlang.evaluate.results.goals import Grown
from planlang.semantics.model import Goal
from planlang.values.figure import Figure, Known, Unknown, Why, mapped
from planlang.values.periods import DAY

Measured = Callable[[date, date], Figure]
"""The measure of a goal over the days `[start, end)`."""


def grown(goal: Goal, cut: date, accumulates: bool, measured: Measured) -> Grown | None:
    """How a goal stands against its base; None where it has none, or no period of it."""
    if goal.base is None or goal.base_during is None:
        return None
    first, last = goal.base_during
    base = Fraction(goal.base)
    wanted = Fraction(goal.target) / base - 1 if base > 0 else None
    told = measured(first, last + DAY) if last < cut else Unknown(Why.NOT_BEGUN)
    return Grown(base, goal.base_during, wanted, told, _so_far(goal, cut, accumulates, measured, told))


def _so_far(goal: Goal, cut: date, accumulates: bool, measured: Measured, base: Figure) -> Figure:
    """The growth of what was reached so far: of what adds up, over as many days of the base."""
    if cut <= goal.start or goal.base_during is None:
        return Unknown(Why.NOT_BEGUN)
    reached_by = min(cut, goal.end + DAY)
    first, last = goal.base_during
    if accumulates:
        until = first + (reached_by - goal.start)
        base = measured(first, until) if until <= last + DAY else Unknown(Why.NO_BASE)
    if isinstance(base, Unknown):
        return Unknown(base.why)
    if base.value <= 0:
        return Unknown(Why.NO_BASE)
    before = base.value
    return mapped(measured(goal.start, reached_by), lambda value: Known(value / before - 1))
