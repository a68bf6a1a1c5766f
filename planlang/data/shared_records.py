"""Shares of records that several people have: a row for each of them, which multiplies out his part of what the record is worth.

In: a source. Out: which column has the record and which the share: `part: money = deal.amount * share`. The shares of a record are 100%
together; where they are not, nobody knows whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.semantics.expr import Arithmetic, Column, Looked, RowArithmetic
from planlang.semantics.model import DataSource, Table
from planlang.values.units import MoneyIn, Ratio

LEAST, MOST = "0.999", "1.001"
"""Between what shares are taken for all: three of 33.3% are."""


def shared_columns(source: DataSource) -> Iterator[tuple[str, str]]:
    """(record, share) of each column that multiplies a record's money by a share, by its declared names."""
    if not isinstance(source.shape, Table) or len(source.shape.key) < 2:
        return
    found: set[tuple[str, str]] = set()
    for column in source.columns:
        formula = column.formula
        if not isinstance(formula, RowArithmetic) or formula.operator is not Arithmetic.MULTIPLY:
            continue
        for one, other in ((formula.left, formula.right), (formula.right, formula.left)):
            looked = isinstance(one, Looked) and isinstance(one.reference, Column) and isinstance(one.unit, MoneyIn)
            if not looked or not isinstance(other, Column) or not isinstance(other.unit, Ratio):
                continue
            assert isinstance(one, Looked)
            assert isinstance(one.reference, Column)
            if one.reference.name in source.shape.key:
                found.add((one.reference.name, other.name))
    yield from sorted(found)
