"""Figures that are asked for one by one: those of goals and budgets, whose course is worked out elsewhere.

In: entities, stretches, and who answers. Out: cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact
from planlang.evaluate.cells.matrix import KNOWN, Cells, cells, code
from planlang.evaluate.figures.windows import Columns, Stretch
from planlang.values.figure import Figure, Known, Unknown, Why


def one_by_one(entities: Sequence[str], columns: Columns, answer: Callable[[str, Stretch], Figure]) -> Cells:
    """The answer for every entity and stretch."""
    shape = (len(entities), len(columns))
    top, below = np.zeros(shape, dtype=object), np.ones(shape, dtype=object)
    why = np.full(shape, code(Why.NO_PERIOD), dtype=np.int8)
    for row, entity in enumerate(entities):
        for column, stretch in enumerate(columns.stretches):
            if stretch is None:
                continue
            match answer(entity, stretch):
                case Known(value=value):
                    top[row, column], below[row, column] = value.numerator, value.denominator
                    why[row, column] = KNOWN
                case Unknown(why=reason):
                    why[row, column] = code(reason)
    return cells(Exact(exact.fitting(top), exact.fitting(below)), why)
