"""Which figures add up, over time or over people: counts and sums do both, stocks only the latter, ratios and averages neither.

In: a checked figure. Out: whether limits on it scale by working days (tests/spec/alerts.md), and how a goal is split.
"""

from __future__ import annotations

from collections.abc import Callable

from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    AsItStands,
    Assumed,
    BreachesOf,
    FigureArithmetic,
    FigureConstant,
    FigureExpression,
    FigureOtherwise,
    Fold,
    Headcount,
    MetricRef,
    OfBudget,
    OverWindow,
    PreviousPeriod,
    RollingWindow,
    SameLastYear,
    ThisPeriod,
    ToDate,
)

ADDING = (Fold.COUNT, Fold.DISTINCT, Fold.SUM)
KEEPING = (ThisPeriod, PreviousPeriod, SameLastYear, RollingWindow, ToDate)
"""Windows over which an extensive figure stays one."""


def is_extensive(expression: FigureExpression, metric_is_extensive: Callable[[str], bool]) -> bool:
    """Whether a figure adds up over time.

    Args:
        expression: the figure.
        metric_is_extensive: answers the same for a metric by qualified name.
    """
    match expression:
        case Aggregate(fold=fold, moment=moment):
            return fold in ADDING and not isinstance(moment, AsItStands)
        case BreachesOf():
            return True
        case MetricRef(metric=metric):
            return metric_is_extensive(metric)
        case OfBudget(measure=measure):
            return measure.counts
        case Assumed(prorated=prorated):
            return prorated
        case OverWindow(subject=subject, window=window):
            return isinstance(window, KEEPING) and is_extensive(subject, metric_is_extensive)
        case _:
            return _is_sum(expression, lambda part: is_extensive(part, metric_is_extensive))


def adds_over_people(expression: FigureExpression, metric_adds: Callable[[str], bool]) -> bool:
    """Whether a figure of a team is the sum of those of its people.

    Args:
        expression: the figure.
        metric_adds: answers the same for a metric by qualified name.
    """
    match expression:
        case Aggregate(fold=fold):
            return fold in ADDING
        case Headcount() | BreachesOf():
            return True
        case MetricRef(metric=metric):
            return metric_adds(metric)
        case OverWindow(subject=subject):
            return adds_over_people(subject, metric_adds)
        case _:
            return _is_sum(expression, lambda part: adds_over_people(part, metric_adds))


def is_fixed(expression: FigureExpression) -> bool:
    """Whether a figure is one number, be it assumed."""
    return isinstance(expression, FigureConstant) or (isinstance(expression, Assumed) and not expression.prorated)


def _is_sum(expression: FigureExpression, asked: Callable[[FigureExpression], bool]) -> bool:
    """Whether a figure is made by sums and constant factors alone, of parts that are `asked` for."""
    match expression:
        case FigureArithmetic(operator=Arithmetic.ADD | Arithmetic.SUBTRACT, left=left, right=right):
            return asked(left) and asked(right)
        case FigureArithmetic(operator=Arithmetic.MULTIPLY, left=left, right=right):
            return (asked(left) and is_fixed(right)) or (asked(right) and is_fixed(left))
        case FigureArithmetic(operator=Arithmetic.DIVIDE, left=left, right=right):
            return asked(left) and is_fixed(right)
        case FigureOtherwise(subject=subject):
            return asked(subject)
        case _:
            return False
