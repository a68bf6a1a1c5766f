"""Figures that are asked for one by one: those of goals and budgets, whose course is worked out elsewhere.

In: entities, stretches, and who answers. Out: cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact
from planlang.evaluate.cells.matrix import KNOWN, Cells, code, no_reach
from planlang.evaluate.figures.windows import Columns, Stretch
from planlang.values.figure import Figure, Known, Unknown, Why


def one_by_one(entities: Sequence[str], columns: Columns, answer: Callable[[str, Stretch], Figure]) -> Cells:
    """The answer for every entity and stretch; where rows set aside leave one open, with the least and the most it can be."""
    found = [
        [Unknown(Why.NO_PERIOD) if stretch is None else answer(entity, stretch) for stretch in columns.stretches]
        for entity in entities
    ]
    return as_cells(found, len(columns))


def as_cells(found: Sequence[Sequence[Figure]], columns: int) -> Cells:
    """Figures in rows and columns; where rows set aside leave one open, with the least and the most it can be."""
    shape = (len(found), columns)
    top, below = np.zeros(shape, dtype=object), np.ones(shape, dtype=object)
    why = np.full(shape, KNOWN, dtype=np.int8)
    reach, partial = no_reach(shape), np.zeros(shape, dtype=np.bool_)
    for row, line in enumerate(found):
        for column, figure in enumerate(line):
            match figure:
                case Known(value=value):
                    top[row, column], below[row, column] = value.numerator, value.denominator
                case Unknown(why=reason, so_far=so_far, between=between):
                    why[row, column] = code(reason)
                    if between is not None and so_far is not None:
                        top[row, column], below[row, column] = so_far.numerator, so_far.denominator
                        partial[row, column] = True
                        reach.told[row, column] = True
                        for end, value in ((reach.low, min(between)), (reach.high, max(between))):
                            end.numerator[row, column], end.denominator[row, column] = (
                                value.numerator,
                                value.denominator,
                            )
    return Cells(Exact(exact.fitting(top), exact.fitting(below)), why, partial, reach if reach.told.any() else None)
