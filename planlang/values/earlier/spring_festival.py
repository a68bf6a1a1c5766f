"""The first day of the lunar year, 正月初一, from 2000 to 2059.

In: a week. Out: the week a year before that lies as far from it.
"""

from __future__ import annotations

from datetime import date, timedelta

from planlang.values.periods import Period, week_of

_FIRST = 2000
_DAYS = """
    02-05 01-24 02-12 02-01 01-22 02-09 01-29 02-18 02-07 01-26
    02-14 02-03 01-23 02-10 01-31 02-19 02-08 01-28 02-16 02-05
    01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13
    02-03 01-23 02-11 01-31 02-19 02-08 01-28 02-15 02-04 01-24
    02-12 02-01 01-22 02-10 01-30 02-17 02-06 01-26 02-14 02-02
    01-23 02-11 02-01 02-19 02-08 01-28 02-15 02-04 01-24 02-12
"""
FESTIVALS = {year: date.fromisoformat(f"{year}-{day}") for year, day in enumerate(_DAYS.split(), start=_FIRST)}
"""The day of each year."""
NEAR = 4
"""So many weeks before and after it lie as they do every year."""
WEEK = timedelta(weeks=1)


def by_festival(week: Period, week_start: int) -> Period | None:
    """The week a year before that lies as far from the festival; None where this week does not lie near it.

    Raises:
        KeyError: the day is not known of such a year.
    """
    for year in (week.last_day.year, week.last_day.year + 1):
        festival = week_of(FESTIVALS[year], week_start)
        away = (week.start - festival.start) // WEEK
        if abs(away) <= NEAR:
            return week_of(FESTIVALS[year - 1] + away * WEEK, week_start)
    return None
