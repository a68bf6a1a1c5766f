"""Which share of what was sent was answered in time (tests/spec/responses.md).

In: counts of what was sent, answered in time and not. Out: cells; between two ends where rows were set aside. What was sent counts
once its time is up, whether it was answered or not: who answers, answers soon, and the last days would flatter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from planlang.evaluate.cells.matrix import Cells
from planlang.evaluate.entities.spine import Level
from planlang.evaluate.figures.derived.answered import as_cells
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.windows import Columns, Stretch
from planlang.query.logical import rows_of
from planlang.semantics.expr import ResponseRate
from planlang.values.figure import OPEN, Figure, Known, Unknown, Why

Interned = Callable[[Columns], Columns]


def due_before(columns: Columns, days: int, cut: date) -> Columns:
    """The days of each stretch on which that was sent whose time is up at the cut."""
    last = cut - timedelta(days=days)
    return columns.moved(lambda s: Stretch(s.period, s.start, max(s.start, min(s.end, last))))


def until_due(columns: Columns, days: int, cut: date) -> Columns:
    """Each stretch with the days on which it could be answered, as far as they lie before the cut."""
    return columns.moved(lambda s: Stretch(s.period, s.start, max(s.end, min(s.end + timedelta(days=days), cut))))


def response_rate(asked: ResponseRate, level: Level, columns: Columns, facts: Facts, interned: Interned) -> Cells:
    """What is asked, for every row of a level and every stretch."""
    cut = facts.catalog.cut_days
    sent = facts.cells(asked.sent, level, columns)
    due = interned(due_before(columns, asked.days, cut))
    answered, missed = (facts.cells(part, level, due) for part in (asked.answered, asked.missed))
    told, _ = facts.loaded(rows_of(asked.sent), Level.PLAN, interned(until_due(columns, asked.days, cut)))
    none = [stretch is None or stretch.start == stretch.end for stretch in due.stretches]

    def found(row: int, column: int) -> Figure:
        every = sent.figure(row, column)
        if isinstance(every, Unknown) and every.why not in OPEN:
            return every
        if told[0, column]:
            return Unknown(Why.NOT_LOADED)
        counts = answered.figure(row, column), missed.figure(row, column)
        if none[column] or any(isinstance(one, Unknown) and one.why is Why.NOT_ACTIVE for one in counts):
            return Unknown(Why.NO_DENOMINATOR if every == Known(Fraction(0)) else Why.NOT_DUE)
        return share(*counts, nothing_due=every != Known(Fraction(0)), sample=asked.min_sample)

    return as_cells(
        [[found(row, column) for column in range(len(columns))] for row in range(facts.spine.rows(level))], len(columns)
    )


def share(answered: Figure, missed: Figure, *, nothing_due: bool, sample: int = 0) -> Figure:
    """The share of what was answered; a row that was set aside may be of either kind, or of none.

    `nothing_due`: whether something was sent, so that what is missing is only that its time is up.
    """
    first, second = ((one.value, one.value) if isinstance(one, Known) else one.between for one in (answered, missed))
    if first is None or second is None:
        return next(one for one in (answered, missed) if isinstance(one, Unknown) and one.between is None)
    (low, high), (least, most) = first, second
    if high + most == 0:
        return Unknown(Why.NOT_DUE if nothing_due else Why.NO_DENOMINATOR)
    open_ = next((one for one in (answered, missed) if isinstance(one, Unknown)), None)
    if low + least < max(sample, 1):
        return Unknown(Why.SMALL_SAMPLE if open_ is None or high + most < sample else open_.why)
    bottom, top = low / (low + most), high / (high + least)
    if open_ is None or bottom == top:
        return Known(bottom)
    return Unknown(open_.why, low / (low + least), (bottom, top))
