"""Which figures add up, over time or over people: counts and sums do both, stocks only the latter, ratios and averages neither.

In: a checked figure. Out: whether limits on it scale by working days (tests/spec/alerts.md), how a goal is split, and what is
told as of one day.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    AsItStands,
    Assumed,
    BreachesOf,
    CustomerMeasure,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    FigureOtherwise,
    FigureUnknown,
    Fold,
    Headcount,
    MetricRef,
    OfBudget,
    OfCustomers,
    OverWindow,
    PreviousPeriod,
    RatioOf,
    RollingWindow,
    SameLastYear,
    ThisPeriod,
    ToDate,
)
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.walk import every
from planlang.values.periods import Grain

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
        case BreachesOf() | OfCustomers(measure=CustomerMeasure.NEW):
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
        case Headcount() | BreachesOf() | OfCustomers(measure=CustomerMeasure.NEW):
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


def on_the_day(expression: FigureExpression, metric: Callable[[str], FigureExpression]) -> FigureExpression:
    """A figure or condition in which every figure made of headcounts, states and constants alone is that of the last day that
    is looked at: so many people there are on that day.

    Args:
        expression: without a window of its own, over days that only their last one says something about.
        metric: the figure of a metric by qualified name.
    """
    match expression:
        case FigureAll(operands=operands) | FigureAny(operands=operands):
            return evolve(expression, operands=tuple(on_the_day(operand, metric) for operand in operands))
        case FigureNot(operand=operand):
            return evolve(expression, operand=on_the_day(operand, metric))
        case FigureComparison(left=left, right=right):
            return evolve(expression, left=on_the_day(left, metric), right=on_the_day(right, metric))
        case FigureUnknown(subject=subject):
            return evolve(expression, subject=on_the_day(subject, metric))
        case _ if tells_heads(expression, metric):
            return OverWindow(expression, ToDate(Grain.DAY), figure_unit(expression), expression.span)
        case _:
            return expression


def tells_heads(expression: FigureExpression, metric: Callable[[str], FigureExpression]) -> bool:
    """Whether a figure is made of headcounts, with states and constants, and of nothing else."""
    return _stands(expression, metric) and _counts_heads(expression, metric)


def _stands(expression: FigureExpression, metric: Callable[[str], FigureExpression]) -> bool:
    """Whether all that a figure is made of stands at so much on a day."""
    match expression:
        case Headcount() | Aggregate(moment=AsItStands()):
            return True
        case MetricRef(metric=name):
            return _stands(metric(name), metric)
        case FigureArithmetic(left=left, right=right) | RatioOf(numerator=left, denominator=right):
            return _stands(left, metric) and _stands(right, metric)
        case FigureOtherwise(subject=subject, fallback=fallback):
            return _stands(subject, metric) and _stands(fallback, metric)
        case _:
            return is_fixed(expression)


def _counts_heads(expression: FigureExpression, metric: Callable[[str], FigureExpression]) -> bool:
    """Whether people are counted in a figure."""
    return any(
        isinstance(part, Headcount) or (isinstance(part, MetricRef) and _counts_heads(metric(part.metric), metric))
        for part in every(expression)
    )


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
