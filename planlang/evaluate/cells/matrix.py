"""Figures in bulk: entity × period, each exactly known or unknown for a reason.

In: exact arrays. Out: `Cells`, and `Matrix`, which puts names to rows and columns. Where numbers come from is not
known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact, Integers, Truths
from planlang.frozen import frozen
from planlang.values.figure import OPEN, Figure, Known, Unknown, Why
from planlang.values.periods import Period

WHYS = tuple(Why)
KNOWN = 0
Codes = NDArray[np.int8]


def code(why: Why) -> int:
    """The number of a reason in `Cells.why`; `KNOWN` is 0."""
    return WHYS.index(why) + 1


OPEN_CODES = tuple(code(why) for why in OPEN)
"""Of figures that rows leave between two ends."""


@frozen(eq=False)
class Reach:
    """The least and the most that figures can be, both included, where rows were set aside.

    Attributes:
        told: where both are known; elsewhere they are meaningless.
    """

    low: Exact
    high: Exact
    told: Truths


@frozen(eq=False)
class Cells:
    """Figures in rows and columns.

    Attributes:
        exact: the numbers; where unknown, what the loaded part amounts to if `partial`, else meaningless.
        why: `KNOWN`, or the code of the reason why not.
        partial: unknown, but `exact` is the value so far.
        reach: the least and the most that what is unknown can be, for the sake of rows set aside or of a first day that is not
            written; None where nothing is known of it.
    """

    exact: Exact
    why: Codes
    partial: Truths
    reach: Reach | None = None

    @property
    def known(self) -> Truths:
        """Which are known."""
        return np.asarray(self.why == KNOWN, dtype=np.bool_)

    def figure(self, row: int, column: int) -> Figure:
        """One figure."""
        why = int(self.why[row, column])
        if why == KNOWN:
            return Known(self.exact.at((row, column)))
        so_far = self.exact.at((row, column)) if self.partial[row, column] else None
        between = None
        if self.reach is not None and why in OPEN_CODES and self.reach.told[row, column]:
            between = self.reach.low.at((row, column)), self.reach.high.at((row, column))
            if between[0] == between[1]:
                return Known(between[0])
        return Unknown(WHYS[why - 1], so_far, between)


def cells(exact: Exact, why: Codes) -> Cells:
    """Figures without partial values."""
    return Cells(exact, why, np.zeros(why.shape, dtype=np.bool_))


def all_unknown(shape: tuple[int, int], why: Why) -> Cells:
    """Figures that are all unknown for one reason."""
    nothing = Exact(np.zeros(shape, dtype=np.int64), np.ones((1, 1), dtype=np.int64))
    return cells(nothing, np.full(shape, code(why), dtype=np.int8))


def one_value(value: Fraction, shape: tuple[int, int]) -> Cells:
    """Figures that are all the same."""
    number = exact.constant(value)
    known = np.broadcast_to(np.int8(KNOWN), shape)
    top = np.broadcast_to(number.numerator, shape)
    return Cells(Exact(top, number.denominator), known, np.broadcast_to(np.bool_(False), shape))


def no_reach(shape: tuple[int, int]) -> Reach:
    """The reach of as many figures, nothing told yet."""
    ends = [Exact(np.zeros(shape, dtype=object), np.ones(shape, dtype=object)) for _ in range(2)]
    return Reach(ends[0], ends[1], np.zeros(shape, dtype=np.bool_))


def first_reason(*reasons: Codes) -> Codes:
    """The first reason at each place that is one."""
    found = reasons[0]
    for other in reasons[1:]:
        found = np.where(found == KNOWN, other, found)
    return found.astype(np.int8)


def ranked(columns: Sequence[Integers]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rank of each row of numbers among all that there are, and where each of these is first."""
    count = len(columns[0])
    ranks, first = np.zeros(count, dtype=np.intp), np.zeros(min(count, 1), dtype=np.intp)
    for column in columns:
        if (column == column[:1]).all():
            continue
        values, own = np.unique(column, return_inverse=True)
        _, first, ranks = np.unique(ranks * len(values) + own, return_index=True, return_inverse=True)
    return ranks, first


@frozen(eq=False)
class Matrix:
    """A figure for entities (rows) and periods (columns).

    Attributes:
        exists: whether there is a cell at all: no active day in a period is no cell, neither zero nor unknown.
    """

    entities: tuple[str, ...]
    periods: tuple[Period, ...]
    cells: Cells
    exists: Truths

    def figure(self, row: int, column: int) -> Figure | None:
        """One figure; None where there is no cell."""
        return self.cells.figure(row, column) if self.exists[row, column] else None

    def column(self, column: int) -> list[Figure | None]:
        """The figures of one period, entity by entity; equal ones are the same object."""
        count = len(self.entities)
        ranks, first = ranked(View(self.cells, np.arange(count), self.exists).column(column))
        made = np.array([None] * len(first), dtype=object)
        for at, row in enumerate(first.tolist()):
            made[at] = self.figure(row, column)
        found: list[Figure | None] = made[ranks].tolist()
        return found

    def row(self, row: int) -> Sequence[Figure | None]:
        """The figures of one entity, period by period."""
        return [self.figure(row, column) for column in range(len(self.periods))]


@frozen(eq=False)
class View:
    """Figures of some rows, without a copy.

    Attributes:
        rows: those of the cells that are looked at, in order.
        exists: whether there is a cell at all, by row looked at and column.
        share: what each figure is multiplied by, row by row of the cells; None for nothing.
    """

    cells: Cells
    rows: NDArray[np.int64]
    exists: Truths
    share: Exact | None = None

    def column(self, column: int) -> list[Integers]:
        """All numbers that tell the figures of one column, row by row: figures of which they are equal are equal."""
        cells, shape, rows = self.cells, self.cells.why.shape, self.rows
        exacts = [cells.exact, *([] if self.share is None else [self.share])]
        found = [self.exists[:, column], cells.why[rows, column], cells.partial[rows, column]]
        if cells.reach is not None:
            exacts += (cells.reach.low, cells.reach.high)
            found.append(cells.reach.told[rows, column])
        sides = [side for exact in exacts for side in (exact.numerator, exact.denominator)]
        return [*found, *(np.broadcast_to(side, shape)[rows, column] for side in sides)]

    def figure(self, row: int, column: int) -> Figure | None:
        """One figure; None where there is no cell."""
        if not self.exists[row, column]:
            return None
        at = int(self.rows[row])
        found = self.cells.figure(at, column)
        if self.share is None or not isinstance(found, Known):
            return found
        return Known(found.value * self.share.at((at, column)))
