"""Which day's state is shown of records as they stand: that of the cut, or of the last day before it that the data show.

In: a plan held against data, the week under review. Out: `Standing`: stretches of days for questions about the state.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from planlang.evaluate.figures.figures import Figures
from planlang.frozen import frozen
from planlang.query.catalog import StateKnown
from planlang.query.logical import Rows, rows_of
from planlang.semantics.expr import Aggregate
from planlang.values.periods import DAY, Period, previous_period

WEEK = timedelta(days=7)
Days = tuple[date, date]


@frozen
class Standing:
    """The state that is shown.

    Attributes:
        day: whose end it is of.
        now: days `[from, to)` to ask about for it.
        before: the same for a week before.
    """

    day: date
    now: Days
    before: Days


def standing(aggregates: Iterable[Aggregate], figures: Figures, week: Period) -> Standing:
    """The last day since the end of the week under review of which all that these rest on is known; else the last of
    that week.
    """
    known = [_known(rows_of(aggregate), figures, week) for aggregate in aggregates]
    last = min((day for day, _ in known), default=week.last_day)
    if last < week.end:
        earlier = previous_period(week, figures.plan.grid)
        day = last if any(exported for _, exported in known) and last in week else week.last_day
        return Standing(day, (week.start, week.end), (earlier.start, earlier.end))
    end = last + DAY
    return Standing(last, (week.start, end), (end - 2 * WEEK, end - WEEK))


def _known(rows: Rows, figures: Figures, week: Period) -> tuple[date, bool]:
    """The last day whose state is known, at the most that of the cut, and whether an export shows it."""
    catalog = figures.catalog
    if not catalog.is_loaded(rows):
        return week.last_day, False
    match catalog.state_known(rows):
        case StateKnown.BY_SNAPSHOTS:
            exports = figures.facts.recounter.exports(rows.source)
            index = int(np.searchsorted(exports, catalog.cut_days.toordinal())) - 1
            return (date.fromordinal(int(exports[index])) if index >= 0 else date.min), True
        case StateKnown.BY_VISITS | StateKnown.NOW_ONLY:
            return min(catalog.state_end(source) for source in catalog.covered_by(rows)) - DAY, False
