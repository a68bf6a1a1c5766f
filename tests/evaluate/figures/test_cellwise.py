"""Figures put together cell by cell."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.cellwise import otherwise
from planlang.evaluate.cells.matrix import KNOWN, Cells, code
from planlang.values.figure import Known, Unknown, Why

GAP, NONE = code(Why.NO_VALUES), code(Why.SMALL_SAMPLE)


def row(numbers: list[int], why: list[int], partial: list[bool]) -> Cells:
    return Cells(exact.whole(np.array([numbers])), np.array([why], dtype=np.int8), np.array([partial], dtype=np.bool_))


def test_what_replaces_an_unknown_figure_brings_its_own_value_so_far() -> None:
    first = row([1, 2, 3, 4], [KNOWN, GAP, GAP, GAP], [False, True, False, True])
    second = row([5, 6, 7, 8], [GAP, NONE, NONE, KNOWN], [True, False, True, False])
    found = otherwise(first, second)
    assert [found.figure(0, column) for column in range(4)] == [
        Known(Fraction(1)),
        Unknown(Why.SMALL_SAMPLE),
        Unknown(Why.SMALL_SAMPLE, Fraction(7)),
        Known(Fraction(8)),
    ]
