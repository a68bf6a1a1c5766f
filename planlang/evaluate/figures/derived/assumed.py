"""What is assumed, as figures: one number for everybody, on the days for which it holds.

In: an assumption, stretches of days, the calendar of the plan. Out: exact cells; of one that is prorated the part for the
working days of each stretch.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from planlang.evaluate.cells.exact import Exact
from planlang.evaluate.cells.matrix import KNOWN, Cells, code
from planlang.evaluate.figures.windows import Columns
from planlang.semantics.expr import Assumed
from planlang.semantics.model import Assumption
from planlang.values.calendars import Calendar
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import DAY


def assumed_over(assumption: Assumption, asked: Assumed, start: date, end: date, calendar: Calendar) -> Figure:
    """The figure of the days `[start, end)`; unknown where it does not hold on all of them."""
    assert isinstance(assumption.value, Decimal), "a text is no figure"
    value, first, last = Fraction(assumption.value), assumption.start, assumption.end
    if (first is not None and start < first) or (last is not None and end > last + DAY):
        return Unknown(Why.NOT_ASSUMED)
    if not asked.prorated:
        return Known(value)
    assert first is not None, "what is prorated has days"
    assert last is not None, "what is prorated has days"
    whole = calendar.days_worth(first, last + DAY)
    if not whole:
        return Unknown(Why.NO_DENOMINATOR)
    return Known(value * Fraction(calendar.days_worth(start, end) if start < end else 0) / Fraction(whole))


def assumed_cells(
    assumption: Assumption, asked: Assumed, rows: int, columns: Columns, cut: date, calendar: Calendar
) -> Cells:
    """The same for every row and stretch, as far as it lies before the cut."""
    shape = (rows, len(columns))
    tops, below = [], []
    why = np.full((1, len(columns)), KNOWN, dtype=np.int8)
    for index, stretch in enumerate(columns.stretches):
        found: Figure = Unknown(Why.NO_PERIOD)
        if stretch is not None:
            found = assumed_over(assumption, asked, stretch.start, max(min(stretch.end, cut), stretch.start), calendar)
        value = found.value if isinstance(found, Known) else Fraction(0)
        tops.append(value.numerator)
        below.append(value.denominator)
        if isinstance(found, Unknown):
            why[0, index] = code(found.why)
    exact = Exact(*(np.array([numbers], dtype=_dtype(numbers)) for numbers in (tops, below)))
    return Cells(
        Exact(np.broadcast_to(exact.numerator, shape), exact.denominator),
        np.broadcast_to(why, shape),
        np.broadcast_to(np.bool_(False), shape),
    )


def _dtype(numbers: list[int]) -> type:
    """Whole numbers of the machine where they fit."""
    widest = np.iinfo(np.int64).max
    return np.int64 if all(abs(number) <= widest for number in numbers) else object
