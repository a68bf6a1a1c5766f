"""The period of the same number a year before.

In: a period of a grid. Out: its counterpart, or None where last year has none. What is compared is not known here.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from planlang.values.periods import Grain, Grid, Period, numbered_week, period_of, week_of, weeks_in_year, year_before
from planlang.values.retail import RetailYears


class MissingWeek(Enum):
    """What `same week last year` means for a week 53 that last year lacks."""

    ABSENT = "absent"
    WEEK_52 = "week 52"
    WEEKS_BACK = "52 weeks back"


def same_period_last_year(period: Period, grid: Grid, missing: MissingWeek = MissingWeek.ABSENT) -> Period | None:
    """The period of the same number in the year before; None where that year has none (week 53, 29 February), and where
    one of two retail periods has a week 53 that the other lacks: five weeks are no measure of four.

    `WEEK_52` takes week 52 for a missing week 53; `WEEKS_BACK` takes the week 364 days before, whatever its number,
    and is never absent. Both concern weeks only.
    """
    match period.grain:
        case Grain.WEEK:
            return _same_week(period, grid.week_start, missing)
        case Grain.DAY:
            if (period.start.month, period.start.day) == (2, 29):
                return None
            return period_of(period.start.replace(year=period.start.year - 1), Grain.DAY, grid)
        case _:
            before = year_before(period, grid)
            return None if isinstance(grid.fiscal, RetailYears) and before.days != period.days else before


def _same_week(week: Period, week_start: int, missing: MissingWeek) -> Period | None:
    """The week of the same number a week-year before, by policy."""
    if missing is MissingWeek.WEEKS_BACK:
        return week_of(week.start - timedelta(weeks=52), week_start)
    year, number = int(week.label[:4]) - 1, int(week.label[6:8])
    if number > weeks_in_year(year, week_start):
        if missing is MissingWeek.ABSENT:
            return None
        number = 52
    return numbered_week(year, number, week_start)
