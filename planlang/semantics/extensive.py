"""Which figures add up over time: counts and sums do, ratios, averages and stocks do not.

In: a checked figure. Out: whether limits on it scale by working days (tests/spec/alerts.md).
"""

from __future__ import annotations

from collections.abc import Callable

from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    AsItStands,
    FigureArithmetic,
    FigureConstant,
    FigureExpression,
    FigureOtherwise,
    Fold,
    MetricRef,
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

    def asked(part: FigureExpression) -> bool:
        return is_extensive(part, metric_is_extensive)

    match expression:
        case Aggregate(fold=fold, moment=moment):
            return fold in ADDING and not isinstance(moment, AsItStands)
        case MetricRef(metric=metric):
            return metric_is_extensive(metric)
        case FigureArithmetic(operator=Arithmetic.ADD | Arithmetic.SUBTRACT, left=left, right=right):
            return asked(left) and asked(right)
        case FigureArithmetic(operator=Arithmetic.MULTIPLY, left=left, right=right):
            return (asked(left) and isinstance(right, FigureConstant)) or (
                asked(right) and isinstance(left, FigureConstant)
            )
        case FigureArithmetic(operator=Arithmetic.DIVIDE, left=left, right=right):
            return asked(left) and isinstance(right, FigureConstant)
        case OverWindow(subject=subject, window=window):
            return isinstance(window, KEEPING) and asked(subject)
        case FigureOtherwise(subject=subject):
            return asked(subject)
        case _:
            return False
