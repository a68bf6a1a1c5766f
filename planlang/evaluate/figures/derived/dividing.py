"""Why there is nothing to divide by: the gap of a goal that is reached, or any other zero (tests/spec/goals.md)."""

from __future__ import annotations

from planlang.semantics.expr import FigureExpression, GoalMeasure, MetricRef, OfGoal, OverWindow
from planlang.semantics.model import Model
from planlang.values.figure import Why


def when_zero(divisor: FigureExpression, model: Model) -> Why:
    """The reason for a divisor that is zero."""
    match divisor:
        case OfGoal(measure=GoalMeasure.GAP):
            return Why.GOAL_REACHED
        case MetricRef(metric=name):
            return when_zero(model.metrics[name].value, model)
        case OverWindow(subject=subject):
            return when_zero(subject, model)
        case _:
            return Why.NO_DENOMINATOR
