"""The days that people see: of the first and the last worked minute, both included.

In: times. Out: dates, and differences in working days.
"""

from __future__ import annotations

from datetime import date, datetime

from planlang.frozen import define, field
from planlang.schedule.passes.forward import Dates
from planlang.schedule.passes.network import Job, Network
from planlang.schedule.passes.positions import WorkTime, day_of, moment
from planlang.values.units import MINUTES_A_DAY

Days = tuple[date, date]
"""First and last day."""


class _Days(dict[int, date]):
    """Days by ordinal, each made once: most jobs share theirs with others."""

    def __missing__(self, ordinal: int) -> date:
        day = self[ordinal] = day_of(ordinal * MINUTES_A_DAY)
        return day


class _Moments(dict[int, datetime]):
    """Local dates and times by time, each made once."""

    def __missing__(self, time: int) -> datetime:
        made = self[time] = moment(time)
        return made


@define(eq=False)
class Shown:
    """The dates of a pass as people see them.

    Attributes:
        days: by ordinal.
        moments: by time.
    """

    network: Network
    dates: Dates
    days: _Days = field(factory=_Days, init=False)
    moments: _Moments = field(factory=_Moments, init=False)

    def of(self, job: Job) -> Days:
        """The days of a job; those of a summary are the first and the last of its parts."""
        dates, number = self.dates, job.number
        if job.is_instant:
            day = self.days[(dates.start[number] - (not dates.from_start[number])) // MINUTES_A_DAY]
            return day, day
        if job.is_summary:
            first, last = self.network.jobs[dates.first[number]], self.network.jobs[dates.last[number]]
            return self.of(first)[0], self.of(last)[1]
        return self.days[dates.start[number] // MINUTES_A_DAY], self.days[(dates.finish[number] - 1) // MINUTES_A_DAY]


def days_late(days: WorkTime, limit: date, actual: date) -> int:
    """Working days from a limit to a later day; at least 1 where it is later, 0 where it is not."""
    return 0 if actual <= limit else max(1, days_after(days, limit, actual))


def days_after(days: WorkTime, start: date, end: date) -> int:
    """Working days after one day up to and including a later one."""
    return days.days_before(end.toordinal() + 1) - days.days_before(start.toordinal() + 1)
