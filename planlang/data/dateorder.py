"""Whether a column writes the day or the month first: `03/05/2026` alone does not tell.

In: cells of one column, from all files of a source. Out: the order, or None where the cells never tell or contradict
each other. Years come first in most files; those need no decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum


class DateOrder(Enum):
    """Which number of `03/05/2026` is the day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


# `02/23/26`, `3-5-2026 14:05`, `23.02.2026`
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?:\D.*)?\Z", re.DOTALL)


def date_order(cells: Iterable[str]) -> DateOrder | None:
    """The order of day and month in a column whose cells have the year last: a number above 12 must be a day.

    >>> date_order(["02/23/26", "02/03/26"])
    <DateOrder.MONTH_FIRST: 'month first'>
    """
    first_is_day = second_is_day = False
    for cell in cells:
        match = YEAR_LAST.match(cell.strip())
        if match is not None:
            first_is_day = first_is_day or int(match[1]) > 12
            second_is_day = second_is_day or int(match[2]) > 12
    if first_is_day == second_is_day:
        return None
    return DateOrder.DAY_FIRST if first_is_day else DateOrder.MONTH_FIRST


def has_year_last(cells: Iterable[str]) -> bool:
    """Whether some cell has its year last, so that an order has to be known."""
    return any(YEAR_LAST.match(cell.strip()) for cell in cells)
