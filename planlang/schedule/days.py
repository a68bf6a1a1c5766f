"""The days that people see: of the first and the last worked minute, both included.

In: times. Out: dates, by number of job, and differences in working days.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from planlang.schedule.forward import Dates
from planlang.schedule.network import Network
from planlang.schedule.positions import WorkTime, day_of


class Days(NamedTuple):
    """First and last day of a job."""

    start: date
    finish: date


def shown_days(network: Network, dates: Dates) -> list[Days]:
    """The days of every job, by number."""
    days: list[Days] = []
    for job in network.jobs:
        number = job.number
        if job.is_summary:
            days.append(Days(days[dates.first[number]].start, days[dates.last[number]].finish))
        elif job.is_instant:
            day = day_of(dates.start[number] - (not dates.from_start[number]))
            days.append(Days(day, day))
        else:
            days.append(Days(day_of(dates.start[number]), day_of(dates.finish[number] - 1)))
    return days


def days_late(days: WorkTime, limit: date, actual: date) -> int:
    """Working days from a limit to a later day; at least 1 where it is later, 0 where it is not."""
    return 0 if actual <= limit else max(1, days_after(days, limit, actual))


def days_after(days: WorkTime, start: date, end: date) -> int:
    """Working days after one day up to and including a later one."""
    return days.calendar.rank(end.toordinal() + 1) - days.calendar.rank(start.toordinal() + 1)
