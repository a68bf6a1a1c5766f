"""The hours of a calendar as stretches of time, and how much is worked in them up to any point.

In: a calendar, days, how far a limit may reach. Out: stretches in local time; of stretches in UTC, working time for many points at once.
A limit runs out at the earliest instant with so much time behind it: at the end of the hours of a day, not when the next ones begin. What
happens after it, before work begins again, is late.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from planlang.evaluate.rules.gauges.elapsed import YEARS_BACK
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.frozen import frozen
from planlang.values.calendars import Calendar
from planlang.values.units import MICROSECONDS_A_MINUTE, MINUTES_A_DAY

FIRST = date(1970, 1, 2)
AHEAD = timedelta(days=366)
LONGEST = timedelta(days=36_600)


@frozen(eq=False)
class WorkTime:
    """The hours of a calendar as instants in UTC.

    Attributes:
        opens, closes: of each stretch of working hours, ascending, apart from each other.
        behind: how much was worked before each.
    """

    opens: Numbers
    closes: Numbers
    behind: Numbers

    def worked(self, points: Numbers) -> Numbers:
        """Microseconds worked up to points; none before the first hours."""
        if not len(self.opens):
            return np.zeros_like(points)
        at = np.searchsorted(self.opens, points, side="left") - 1
        place = np.maximum(at, 0)
        inside = np.minimum(points, self.closes[place]) - self.opens[place]
        found: Numbers = np.where(at < 0, 0, self.behind[place] + inside)
        return found

    def is_shut(self, points: Numbers) -> Numbers:
        """1 where a point is not within hours, nor at their end."""
        if not len(self.opens):
            return np.ones_like(points)
        at = np.searchsorted(self.opens, points, side="left") - 1
        inside = (at >= 0) & (points <= self.closes[np.maximum(at, 0)])
        found: Numbers = (~inside).astype(np.int64)
        return found

    def reached(self, worked: Numbers) -> Times:
        """The earliest points up to which so much was worked; NaT where none in reach is."""
        ends = self.behind + self.closes - self.opens
        at = np.searchsorted(ends, worked, side="left")
        place = np.minimum(at, max(len(ends) - 1, 0))
        found = self.opens[place] + worked - self.behind[place] if len(ends) else np.zeros_like(worked)
        return np.where(at < len(ends), found.astype("datetime64[us]"), np.datetime64("NaT"))


def work_time(opens: Times, closes: Times) -> WorkTime:
    """Working time of stretches in UTC, in their order; what a change of clocks leaves of one may be nothing."""
    begins = opens.astype("datetime64[us]").astype(np.int64)
    ends = np.maximum(closes.astype("datetime64[us]").astype(np.int64), begins)
    worked = np.cumsum(ends - begins)
    return WorkTime(begins, ends, (worked - (ends - begins)).astype(np.int64))


def hours_from(calendar: Calendar, earliest: date, cut: date, longest: int) -> tuple[Times, Times]:
    """When hours begin and end, in local time: from the earliest day that matters (forty years back at most) to where a limit of
    `longest` minutes from the cut runs out, a year at least.
    """
    first = max(min(earliest, cut) - timedelta(days=2), date(max(cut.year - YEARS_BACK, 1), 1, 1), FIRST)
    last = min(max(cut, first), date.max - LONGEST)
    stretches: list[tuple[int, int]] = []
    ahead, day = 0, first
    while day < last + AHEAD or (ahead < longest and day < last + LONGEST):
        hours = calendar.hours_on(day)
        midnight = (day - date(1970, 1, 1)).days * MINUTES_A_DAY
        stretches += [(midnight + start, midnight + end) for start, end in hours]
        ahead += sum(end - start for start, end in hours) if day > cut else 0
        day += timedelta(days=1)
    local = np.array(stretches, dtype=np.int64).reshape(-1, 2) * MICROSECONDS_A_MINUTE
    opens, closes = local.astype("datetime64[us]").T
    return opens, closes
