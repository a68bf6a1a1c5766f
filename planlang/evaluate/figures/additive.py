"""Which figures add up: the parts of a count or a sum make the whole, those of a ratio, an average or a number of distinct
values do not.

In: a checked figure. Out: whether its values for entities, or for periods that follow each other, add up to the value for
all of them, and whether there is one value for several periods at all. Only what always holds is claimed.
"""

from __future__ import annotations

from collections.abc import Callable

from planlang.evaluate.figures.asked import aggregates_in, everything_in
from planlang.query.catalog import Catalog, MemberAt
from planlang.query.fuse import asks_period_end
from planlang.query.logical import rows_of
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    AsItStands,
    BudgetMeasure,
    ChangeAgainst,
    FigureArithmetic,
    FigureConstant,
    FigureExpression,
    Fold,
    MetricRef,
    OfBudget,
    OfGoal,
    OverWindow,
)


def adds_up_by_entity(expression: FigureExpression, catalog: Catalog) -> bool:
    """Whether the figures of entities that share all rows among them add up to the figure of the whole."""

    def is_shared(aggregate: Aggregate) -> bool:
        return aggregate.fold in (Fold.COUNT, Fold.SUM) and aggregate.credit is not None

    return _is_linear(expression, catalog, is_shared)


def adds_up_by_period(expression: FigureExpression, catalog: Catalog, *, owned: bool) -> bool:
    """Whether the figures of periods add up to the figure of all their days.

    Args:
        expression: the figure.
        catalog: what is known of the data.
        owned: for entities, whose rows may change hands; else for the whole plan or the values of a column.
    """

    def flows(aggregate: Aggregate) -> bool:
        if aggregate.fold not in (Fold.COUNT, Fold.SUM) or isinstance(aggregate.moment, AsItStands):
            return False
        late = owned and catalog.attribution(rows_of(aggregate)).member is MemberAt.PERIOD_END
        return not late and not asks_period_end(aggregate, catalog)

    return _is_linear(expression, catalog, flows)


def has_whole(expression: FigureExpression, catalog: Catalog) -> bool:
    """Whether there is one figure for several periods: none for states, for what is seen through a window or measured
    from the end of a period, and for what is asked of a goal, or of a budget but what comes up.
    """
    everything = tuple(everything_in([expression], catalog.model))
    if any(isinstance(part, OverWindow | ChangeAgainst | OfGoal) for part in everything):
        return False
    if any(isinstance(part, OfBudget) and not part.measure.counts for part in everything):
        return False
    return not any(
        isinstance(aggregate.moment, AsItStands) or asks_period_end(aggregate, catalog)
        for aggregate in aggregates_in([expression], catalog.model)
    )


def _is_linear(expression: FigureExpression, catalog: Catalog, adds_up: Callable[[Aggregate], bool]) -> bool:
    """Whether a figure is a sum of multiples of aggregates that add up."""

    def asked(part: FigureExpression) -> bool:
        return _is_linear(part, catalog, adds_up)

    match expression:
        case Aggregate():
            return adds_up(expression)
        case MetricRef(metric=name):
            return asked(catalog.model.metrics[name].value)
        case OfBudget(measure=BudgetMeasure.USED, account=account):
            spent = catalog.model.accounts[account].spent
            return spent is not None and asked(spent)
        case FigureArithmetic(operator=Arithmetic.ADD | Arithmetic.SUBTRACT, left=left, right=right):
            return asked(left) and asked(right)
        case FigureArithmetic(operator=Arithmetic.MULTIPLY, left=left, right=right):
            return (asked(left) and isinstance(right, FigureConstant)) or (
                asked(right) and isinstance(left, FigureConstant)
            )
        case FigureArithmetic(operator=Arithmetic.DIVIDE, left=left, right=FigureConstant()):
            return asked(left)
        case _:
            return False
