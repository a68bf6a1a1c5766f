"""The days over which the rule of a class looks back, and the figure that it asks for over them.

In: a rule's figure and lookback, the day on which a record is classified. Out: the first of the days; the figure without its
window.
"""

from __future__ import annotations

from datetime import date

from attrs import evolve

from planlang.evaluate.figures.figures import Figures
from planlang.semantics.expr import (
    AmongPeers,
    ChangeAgainst,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureExpression,
    FigureNot,
    FigureOtherwise,
    FigureUnknown,
    MonthsEarlier,
    OverWindow,
    PerWorkingDay,
    RatioOf,
    ShareOfLargest,
)
from planlang.semantics.model import Lookback
from planlang.values.periods import Grain, earlier_period, period_of


def days_back(day: date, over: Lookback, whole: Figures) -> date:
    """The first of the days that a figure looks back over, up to the one before a day."""
    if over.grain is Grain.WEEK:
        return date.fromordinal(max(1, day.toordinal() - 7 * over.count))
    period = period_of(day, over.grain, whole.plan.grid)
    if period.start != day:  # so many months before the day
        months = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}[over.grain] * over.count
        return _months_before(day, months)
    for _ in range(over.count):
        period = earlier_period(period, 1, whole.plan.grid)
    return period.start


def _months_before(day: date, months: int) -> date:
    """The same day so many months before, at most the month's last."""
    number = day.year * 12 + day.month - 1 - months
    year, month = max(1, number // 12), number % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, day.day)


def unwindowed(figure: FigureExpression) -> FigureExpression:
    """A figure without its window, which says over which days it is asked for."""
    match figure:
        case OverWindow(subject=subject, window=window) if not isinstance(window, MonthsEarlier):
            return unwindowed(subject)
        case RatioOf(numerator=left, denominator=right):
            return evolve(figure, numerator=unwindowed(left), denominator=unwindowed(right))
        case FigureArithmetic(left=left, right=right) | FigureComparison(left=left, right=right):
            return evolve(figure, left=unwindowed(left), right=unwindowed(right))
        case FigureOtherwise(subject=subject, fallback=fallback):
            return evolve(figure, subject=unwindowed(subject), fallback=unwindowed(fallback))
        case (
            AmongPeers(subject=subject)
            | ShareOfLargest(subject=subject)
            | PerWorkingDay(subject=subject)
            | ChangeAgainst(subject=subject)
            | FigureUnknown(subject=subject)
        ):
            return evolve(figure, subject=unwindowed(subject))
        case FigureAll(operands=operands) | FigureAny(operands=operands):
            return evolve(figure, operands=tuple(map(unwindowed, operands)))
        case FigureNot(operand=operand):
            return evolve(figure, operand=unwindowed(operand))
        case _:
            return figure
