"""A figure of the rows with one value of a column alone.

In: a figure made of rows, and what says the value in a row of each source. Out: the figure with one more condition.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from planlang.semantics.expr import (
    Aggregate,
    Comparison,
    Constant,
    FigureExpression,
    RowAll,
    RowComparison,
    RowExpression,
    RowNot,
)
from planlang.semantics.expressions.rows import row_unit
from planlang.semantics.expressions.walk import changed
from planlang.values.units import Truth


def restricted(measure: FigureExpression, values: Mapping[str, RowExpression], key: str) -> FigureExpression:
    """The figure of the rows whose value is this one: a text, or `true` and `false`."""

    def inner(part: FigureExpression) -> FigureExpression:
        if not isinstance(part, Aggregate):
            return part
        condition = _condition(values[part.source], key)
        return evolve(part, where=condition if part.where is None else RowAll((part.where, condition)))

    return changed(measure, inner)


def _condition(value: RowExpression, key: str) -> RowExpression:
    unit = row_unit(value)
    if isinstance(unit, Truth):
        return value if key == "true" else RowNot(value)
    return RowComparison(Comparison.EQUAL, value, Constant(key, unit))
