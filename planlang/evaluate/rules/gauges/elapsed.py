"""Lengths of time in working days, for many stretches at once, and the day a limit runs out.

In: arrays of days, a calendar, limits. Out: whole numbers of days and due days (tests/spec/processes.md). Clock times are
not treated (`gauges` has them): what happened on a day happened within it.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.frozen import frozen
from planlang.values.calendars import Calendar

FOREVER = 1 << 56
"""More days, and more microseconds, than any limit: the length of a stretch without a known beginning."""
LONGEST_LIMIT = 36_500
YEARS_BACK = 40


@frozen(eq=False)
class DayCount:
    """Working days counted from `first`; earlier days are taken for `first`, which no limit reaches back to."""

    first: np.datetime64
    worked_before: Numbers
    """working days in `[first, first + i)`, by i"""
    working: Numbers
    """offsets from `first` of the working days, ascending"""

    def spent(self, start: Times, end: Times) -> Numbers:
        """Days in `(start, end]`: the length of a stay from one day to the other. Both must be known."""
        worked: Numbers = self.before(end + 1) - self.before(start + 1)
        return np.where(worked > 0, worked, 0)

    def due(self, start: Times, count: Numbers | int) -> Times:
        """The `count`-th day after `start`, `start` itself for 0; NaT where `start` is, or no such day is in reach."""
        known = ~np.isnat(start)
        days = np.where(known, np.clip(count, 0, LONGEST_LIMIT), 0)
        after = self.before(np.where(known, start, self.first) + 1)
        index = after + days - 1
        found = np.minimum(index, len(self.working) - 1)
        reached = known & (index < len(self.working)) & (len(self.working) > 0)
        day = self.first + self.working[found] if len(self.working) else start
        return np.where(reached, np.where(days > 0, day, start), np.datetime64("NaT", "D"))

    def before(self, day: Times | np.datetime64) -> Numbers:
        """Working days in `[first, day)`."""
        offset = np.clip((day - self.first).astype(np.int64), 0, len(self.worked_before) - 1)
        counted: Numbers = self.worked_before[offset]
        return counted


def day_count(calendar: Calendar, earliest: date, cut: date, longest: int) -> DayCount:
    """Working days from the earliest day that matters (forty years back at most) to where limits of `longest` days
    from the cut run out.
    """
    ahead = timedelta(days=8 * min(longest, LONGEST_LIMIT) + 400)
    first = max(min(earliest, cut), date(max(cut.year - YEARS_BACK, 1), 1, 1))
    days = (min(cut, date.max - ahead) - first + ahead).days
    worked = np.fromiter((calendar.is_working(first + timedelta(days=i)) for i in range(days)), np.int64, days)
    return DayCount(np.datetime64(first), np.concatenate([[0], np.cumsum(worked)]), np.flatnonzero(worked))


def or_cut(points: Times, cut: np.datetime64) -> Times:
    """The points, the cut where one is unknown."""
    return np.where(np.isnat(points), cut, points)
