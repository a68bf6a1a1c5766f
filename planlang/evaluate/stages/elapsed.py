"""Lengths of time in calendar or working days, for many stretches at once, and the day a limit runs out.

In: arrays of days, a calendar, limits. Out: whole numbers of days and due days (tests/spec/processes.md). Clock times are
not treated (`gauges` has them): what happened on a day happened within it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

import numpy as np
from attrs import frozen

from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.semantics.model import DayKind
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

    def elapsed(self, start: Times, end: Times, kind: DayKind) -> Numbers:
        """The how-manieth day after the day `start` has begun at the day `end`: more than k means past the k-th.

        0 where `end` is not after `start`. A day off at the end counts as the working day that comes next, which has
        the last working day before it behind it. Both must be known.
        """
        match kind:
            case DayKind.CALENDAR:
                return self.spent(start, end, kind)
            case DayKind.WORKING:
                behind = self._worked_before(end) - self._worked_before(start + 1)
                begun: Numbers = np.where(end > start, behind + 1, 0)
                return begun
            case unreachable:
                assert_never(unreachable)

    def spent(self, start: Times, end: Times, kind: DayKind) -> Numbers:
        """Days in `(start, end]`: the length of a stay from one day to the other. Both must be known."""
        match kind:
            case DayKind.CALENDAR:
                passed: Numbers = np.where(end > start, (end - start).astype(np.int64), 0)
                return passed
            case DayKind.WORKING:
                worked: Numbers = self._worked_before(end + 1) - self._worked_before(start + 1)
                return np.where(worked > 0, worked, 0)
            case unreachable:
                assert_never(unreachable)

    def due(self, start: Times, count: Numbers | int, kind: DayKind) -> Times:
        """The `count`-th day after `start`, `start` itself for 0; NaT where `start` is, or no such day is in reach."""
        known = ~np.isnat(start)
        days = np.where(known, np.clip(count, 0, LONGEST_LIMIT), 0)
        match kind:
            case DayKind.CALENDAR:
                due: Times = start + days
                return due
            case DayKind.WORKING:
                after = self._worked_before(np.where(known, start, self.first) + 1)
                index = after + days - 1
                found = np.minimum(index, len(self.working) - 1)
                reached = known & (index < len(self.working)) & (len(self.working) > 0)
                day = self.first + self.working[found] if len(self.working) else start
                return np.where(reached, np.where(days > 0, day, start), np.datetime64("NaT", "D"))
            case unreachable:
                assert_never(unreachable)

    def _worked_before(self, day: Times) -> Numbers:
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
