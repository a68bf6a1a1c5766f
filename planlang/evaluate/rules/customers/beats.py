"""The periods in which records have to be seen, and the working days in them.

In: visits, a calendar, the grid of the plan. Out: tables in the engine, one for each grain that rules ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from planlang.evaluate.stages.stage_rows import as_number
from planlang.evaluate.stages.visits import Visits
from planlang.values.calendars import Calendar
from planlang.values.periods import DAY, Grain, Grid, Period, next_period, period_of
from planlang.values.units import Count

BEATS, BEAT_DAYS = "beats", "beat_days"
"""Tables of a process, with the name of the grain behind:

- `beats`: `beat`, ascending by one; its `first` and `last` day, how many working days it has (`worked`), the last day of the next
  one (`next_last`).
- `beat_days`: each `day` of them, its `beat`, and how many working days of all lie before it (`before`).
"""
YEARS_BACK = 10
"""Longer ago nothing is counted."""
MOST_VISITS_BACK = timedelta(days=366 * YEARS_BACK)


def keep_beats(visits: Visits, grain: Grain, calendar: Calendar, grid: Grid, earliest: date) -> tuple[str, str]:
    """Make the tables of a grain, from the period before that of the cut, or the earliest day that matters, to the one after the
    cut; their names.
    """
    today = visits.cut - DAY
    last = next_period(period_of(today, grain, grid), grid)
    before = period_of(period_of(today, grain, grid).start - DAY, grain, grid)
    first = period_of(max(earliest, today - MOST_VISITS_BACK), grain, grid)
    first = min(first, before, key=lambda period: period.start)
    periods = [first]
    while periods[-1].start < last.start:
        periods.append(next_period(periods[-1], grid))
    return _upload(visits, grain, calendar.is_working, periods)


def _upload(visits: Visits, grain: Grain, is_working: Callable[[date], bool], periods: list[Period]) -> tuple[str, str]:
    """The tables of some periods, each right after the one before; the last only tells where the one before it is followed."""
    beats, days = (visits.table(f"{kind}_{grain.value}") for kind in (BEATS, BEAT_DAYS))
    start = periods[0].start
    worked = [is_working(start + timedelta(days=n)) for n in range((periods[-1].end - start).days)]
    before = np.concatenate([[0], np.cumsum(worked)])
    bounds = [((one.start - start).days, (one.end - start).days) for one in periods]
    told = periods[:-1]
    visits.engine.upload(
        beats,
        {
            "beat": (Count(), list(range(len(told)))),
            "first": (Count(), [_number(one.start) for one in told]),
            "last": (Count(), [_number(one.last_day) for one in told]),
            "worked": (Count(), [int(before[end] - before[begin]) for begin, end in bounds[:-1]]),
            "next_last": (Count(), [_number(one.last_day) for one in periods[1:]]),
        },
    )
    visits.engine.upload(
        days,
        {
            "day": (Count(), [_number(start) + n for n in range(len(worked))]),
            "beat": (Count(), [rank for rank, one in enumerate(periods) for _ in range(one.days)]),
            "before": (Count(), before[:-1].tolist()),
        },
    )
    return beats, days


def _number(day: date) -> int:
    return as_number(np.datetime64(day))
