"""Retail years: months of four or five whole weeks (4-4-5, 4-5-4, 5-4-4).

In: a pattern and days. Out: periods labelled `2026-P03` (a month) and `2026-Q1` (a quarter of three of them). Weeks are
counted from week 1 of the week-year; a 53rd week joins month 12.
"""

from __future__ import annotations

from datetime import date, timedelta

from planlang.values.periods import Grain, Period, numbered_week, week_of, weeks_in_year

Pattern = tuple[int, int, int]
"""Weeks of the three months of a quarter; together 13."""

PATTERNS: tuple[Pattern, ...] = ((4, 4, 5), (4, 5, 4), (5, 4, 4))


def retail_month(year: int, number: int, pattern: Pattern, week_start: int = 0) -> Period:
    """Month `number` (1 .. 12) of a retail year: `2026-P03`."""
    first = 13 * ((number - 1) // 3) + sum(pattern[: (number - 1) % 3])
    return _weeks(
        year, first, pattern[(number - 1) % 3], number == 12, week_start, Grain.MONTH, f"{year:04}-P{number:02}"
    )


def retail_quarter(year: int, number: int, week_start: int = 0) -> Period:
    """Quarter `number` (1 .. 4) of a retail year; the same for every pattern."""
    return _weeks(year, 13 * (number - 1), 13, number == 4, week_start, Grain.QUARTER, f"{year:04}-Q{number}")


def retail_month_of(day: date, pattern: Pattern, week_start: int = 0) -> Period:
    """The retail month that holds a day."""
    year, week = _week_number(day, week_start)
    quarter, within = divmod(min(week, 52) - 1, 13)
    month = 0 if within < pattern[0] else 1 if within < pattern[0] + pattern[1] else 2
    return retail_month(year, 3 * quarter + month + 1, pattern, week_start)


def retail_quarter_of(day: date, week_start: int = 0) -> Period:
    """The retail quarter that holds a day."""
    year, week = _week_number(day, week_start)
    return retail_quarter(year, (min(week, 52) - 1) // 13 + 1, week_start)


def _week_number(day: date, week_start: int) -> tuple[int, int]:
    """Week-year and number of the week that holds a day."""
    label = week_of(day, week_start).label
    return int(label[:4]), int(label[6:8])


def _weeks(year: int, skipped: int, count: int, last: bool, week_start: int, grain: Grain, label: str) -> Period:
    """`count` weeks after the first `skipped` of a year, and the 53rd where it is the year's last period."""
    start = numbered_week(year, 1, week_start).start + timedelta(weeks=skipped)
    extra = weeks_in_year(year, week_start) - 52 if last else 0
    return Period(start, start + timedelta(weeks=count + extra), grain, label)
