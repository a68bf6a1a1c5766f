"""Earlier days that others are compared with: a week, a month or a year before.

In: days, and the period that they are where they are one. Out: days again, or None where there are none.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import Enum

from planlang.values.earlier.last_year import same_period_last_year
from planlang.values.earlier.spring_festival import WEEK, by_festival
from planlang.values.periods import DAY, Grain, Grid, Period, earlier_period, period_of
from planlang.values.retail import RetailYears

Days = tuple[date, date]
JANUARY, FEBRUARY = 1, 2


class Shift(Enum):
    """How far back the days lie that others are compared with."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "calendar"
    """the same dates a year before; of 29 February the 28th"""
    YEAR_OF_WEEKS = "iso_week"
    """the week of the same number"""
    FESTIVAL_YEAR = "spring_festival"
    """the week that lies as far from the first day of the lunar year; January and February as one"""


def days_before(days: Days, whole: Period | None, by: Shift, grid: Grid) -> Days | None:
    """The days `[start, end)` that those are compared with; `whole` is the period that they are.

    Of a part of a month its days up to the same number, of a part of a year made of weeks the days 52 weeks before.
    """
    try:
        match by:
            case Shift.WEEK:
                return _back(days, WEEK) if whole is None or whole.grain is Grain.WEEK else None
            case Shift.MONTH:
                return _month_before(days, whole, grid)
            case Shift.YEAR:
                return _year_before(days, whole, grid)
            case Shift.YEAR_OF_WEEKS:
                return _weeks_before(days, whole, grid)
            case Shift.FESTIVAL_YEAR:
                return _festival_before(days, whole, grid)
    except (OverflowError, ValueError, KeyError):
        return None


def months_before(days: Days, whole: Period | None, count: int, grid: Grid) -> Days | None:
    """The same days `[start, end)` so many months earlier: to the end of a month those to the end of the earlier one, else up to
    the same number, at most the last of the month. Months made of weeks are counted as such where the days are one.
    """
    try:
        if whole is not None and whole.grain is Grain.MONTH and isinstance(grid.fiscal, RetailYears):
            return _of(earlier_period(whole, count, grid))
        start, end = days
        last = _months_earlier(end - DAY, count) + DAY
        return _months_earlier(start, count), _months_earlier(end, count) if end.day == 1 else last
    except (OverflowError, ValueError, KeyError):
        return None


def _months_earlier(day: date, count: int) -> date:
    """The same day of an earlier month, at most its last."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def festival_days(days: Days, whole: Period | None, grid: Grid) -> Days | None:
    """The days that are compared by the festival: of February those of January too, and none of January, whose share in the
    weeks around the festival is another every year.
    """
    if whole is None or whole.grain is not Grain.MONTH or isinstance(grid.fiscal, RetailYears):
        return days
    if whole.start.month == JANUARY:
        return None
    return (days[0].replace(month=JANUARY), days[1]) if whole.start.month == FEBRUARY else days


def _back(days: Days, by: timedelta) -> Days:
    return days[0] - by, days[1] - by


def _of(period: Period | None) -> Days | None:
    return None if period is None else (period.start, period.end)


def _month_before(days: Days, whole: Period | None, grid: Grid) -> Days | None:
    if whole is not None:
        return _of(earlier_period(whole, 1, grid)) if whole.grain is Grain.MONTH else None
    month = period_of(days[1] - DAY, Grain.MONTH, grid)
    before = earlier_period(month, 1, grid)
    start, end = (min(before.start + (day - month.start), before.end) for day in days)
    return start, end


def _year_before(days: Days, whole: Period | None, grid: Grid) -> Days | None:
    if whole is not None and whole.grain not in (Grain.DAY, Grain.WEEK):
        return _of(same_period_last_year(whole, grid))
    if whole is None and isinstance(grid.fiscal, RetailYears):
        return _back(days, 52 * WEEK)
    return _a_year_earlier(days[0]), _a_year_earlier(days[1] - DAY) + DAY


def _a_year_earlier(day: date) -> date:
    year = day.year - 1
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _weeks_before(days: Days, whole: Period | None, grid: Grid) -> Days | None:
    if whole is not None and whole.grain is not Grain.WEEK:
        return _year_before(days, whole, grid)
    week = period_of(days[1] - DAY, Grain.WEEK, grid)
    same = same_period_last_year(week, grid)
    return None if same is None else _back(days, week.start - same.start)


def _festival_before(days: Days, whole: Period | None, grid: Grid) -> Days | None:
    if whole is not None and whole.grain is Grain.WEEK:
        near = by_festival(whole, grid.week_start)
        return _of(near if near is not None else same_period_last_year(whole, grid))
    before = _year_before(days, whole, grid)
    month = None if before is None or whole is None else period_of(before[0], whole.grain, grid)
    return None if before is None else festival_days(before, month, grid)
