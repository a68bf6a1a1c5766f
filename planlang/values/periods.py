"""Weeks, months, quarters and years as half-open stretches of days.

In: dates and labels. Out: periods with a label each. Clock times, zones and working days are not treated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum

from planlang.frozen import frozen
from planlang.values.retail import DECEMBER, MONTHS_A_YEAR, RetailYears

DAY = timedelta(days=1)
MIDDLE = 15
"""A day of every month that lies in the month of a retail year with most of its days."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Grain(Enum):
    """The size of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


@frozen
class FiscalYears:
    """When years start, and after which of the two calendar years a fiscal year is named.

    The default is the calendar year. `named_by_end` matters only where `start_month` is not 1.
    """

    start_month: int = 1
    named_by_end: bool = False


Years = FiscalYears | RetailYears


@frozen
class Grid:
    """How a plan cuts time: the first day of its weeks (0 = Monday), and its years with what they are made of."""

    week_start: int = 0
    fiscal: Years = FiscalYears()

    @property
    def of_dates(self) -> Grid:
        """The grid for what people date by the month of the calendar, such as the names of files: the months of a retail
        year give way to those.
        """
        return Grid(self.week_start) if isinstance(self.fiscal, RetailYears) else self


@frozen(order=True, cache_hash=True)
class Period:
    """The days `[start, end)`; `label` is `2026-W20`, `2026-05`, `2026-P05`, `2026-Q2`, `2026-H1`, `2026` or a date."""

    start: date
    end: date
    grain: Grain
    label: str

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.end - DAY

    @property
    def days(self) -> int:
        """How many calendar days it has."""
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def week_of(day: date, week_start: int = 0) -> Period:
    """The week that holds a day.

    The week belongs to the year that holds at least four of its days: ISO 8601 for Monday, the same rule for every
    other start (tests/spec/time.md). Labels of weeks that do not start on Monday carry the start: `2026-W02/sun`.
    """
    start = day - timedelta(days=(day.weekday() - week_start) % 7)
    middle = start + timedelta(days=3)
    number = 1 + (middle.timetuple().tm_yday - 1) // 7
    suffix = "" if week_start == 0 else f"/{WEEKDAYS[week_start]}"
    return Period(start, start + timedelta(days=7), Grain.WEEK, f"{middle.year:04}-W{number:02}{suffix}")


def weeks_in_year(year: int, week_start: int = 0) -> int:
    """52 or 53."""
    return int(week_of(date(year, 12, 28), week_start).label[6:8])


def add_months(first: date, months: int) -> date:
    """The first day of the month that many months later."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}


def period_of(day: date, grain: Grain, grid: Grid = Grid()) -> Period:
    """The period of a grain that holds a day. Quarters, halves and years follow the fiscal year, months a retail year.

    Raises:
        OverflowError, ValueError: it begins or ends outside of the calendar.
    """
    if grain is Grain.DAY:
        return Period(day, day + DAY, grain, day.isoformat())
    if grain is Grain.WEEK:
        return week_of(day, grid.week_start)
    length = _MONTHS[grain]
    if isinstance(grid.fiscal, RetailYears):
        year, month = grid.fiscal.month_of(day, grid.week_start)
        return _retail_period(year, month - month % length, grain, grid.fiscal, grid.week_start)
    past = (day.month - grid.fiscal.start_month) % 12
    start = add_months(day.replace(day=1), -(past % length))
    return Period(start, add_months(start, length), grain, _label(start, grain, grid.fiscal))


def _label(start: date, grain: Grain, fiscal: FiscalYears) -> str:
    """The label of a month, quarter, half or year that starts on `start`."""
    if grain is Grain.MONTH:
        return f"{start.year:04}-{start.month:02}"
    past = (start.month - fiscal.start_month) % 12
    year_start = add_months(start, -past)
    prefix = _prefix(fiscal)
    return _label_of_year(prefix, year_start.year + (1 if prefix and fiscal.named_by_end else 0), past, grain)


def _label_of_year(prefix: str, year: int, past: int, grain: Grain) -> str:
    """The label of a year, or of its half, quarter or numbered month after so many months of it."""
    match grain:
        case Grain.MONTH:
            return f"{prefix}{year:04}-P{past + 1:02}"
        case Grain.QUARTER:
            return f"{prefix}{year:04}-Q{past // 3 + 1}"
        case Grain.HALF:
            return f"{prefix}{year:04}-H{past // 6 + 1}"
        case _:
            return f"{prefix}{year:04}"


def _retail_period(year: int, past: int, grain: Grain, retail: RetailYears, week_start: int) -> Period:
    """The period of a retail year that begins after so many of its months."""
    start, end = retail.stretch(year, past, _MONTHS[grain], week_start)
    return Period(start, end, grain, _label_of_year(_prefix(retail), year, past, grain))


def _prefix(fiscal: Years) -> str:
    """What stands before a year that is no calendar year."""
    is_calendar = fiscal.end_month == DECEMBER if isinstance(fiscal, RetailYears) else fiscal.start_month == 1
    return "" if is_calendar else "FY"


def next_period(period: Period, grid: Grid = Grid()) -> Period:
    """The period right after."""
    return period_of(period.end, period.grain, grid)


def previous_period(period: Period, grid: Grid = Grid()) -> Period:
    """The period right before."""
    return period_of(period.start - DAY, period.grain, grid)


def earlier_period(period: Period, count: int, grid: Grid = Grid()) -> Period:
    """The period that many before.

    Raises:
        OverflowError, ValueError: there are no such days.
    """
    if period.grain in (Grain.DAY, Grain.WEEK):
        return period_of(period.start - count * period.days * DAY, period.grain, grid)
    months = count * _MONTHS[period.grain]
    if isinstance(grid.fiscal, RetailYears):
        year, month = grid.fiscal.month_of(period.start, grid.week_start)
        back, past = divmod(month - months, MONTHS_A_YEAR)
        return _retail_period(year + back, past, period.grain, grid.fiscal, grid.week_start)
    return period_of(add_months(period.start, -months), period.grain, grid)


def year_before(period: Period, grid: Grid = Grid()) -> Period:
    """The month, quarter, half or year of the same number in the year before.

    Raises:
        OverflowError, ValueError: there are no such days.
    """
    return earlier_period(period, MONTHS_A_YEAR // _MONTHS[period.grain], grid)


def begun_inside(day: date, grain: Grain, grid: Grid) -> Period | None:
    """The period in which something begins on a day, where that is not its first day: only a part of it is left."""
    period = period_of(day, grain, grid)
    return None if period.start == day else period


def periods_meeting(start: date, end: date, grain: Grain, grid: Grid = Grid()) -> Iterator[Period]:
    """Every period that shares a day with `[start, end)`, in order.

    Raises:
        OverflowError, ValueError: one begins or ends outside of the calendar.
    """
    period = period_of(start, grain, grid)
    while period.start < end:
        yield period
        period = next_period(period, grid)


class OtherMonthError(ValueError):
    """A month is named as months of this plan are not: `2026-03` where they are made of weeks, `2026-P03` elsewhere.

    Attributes:
        instead: the label that the month which is meant has: the month of that number in the fiscal year for `P03`, the
            one with the middle of that month of the calendar for `03`.
    """

    def __init__(self, label: str, instead: str) -> None:
        super().__init__(f'"{label}" is no month of this plan, "{instead}" is')
        self.instead = instead


# `2026-W20`, `2026-W02/sun`, `FY2026-Q4`, `2026-H1`, `FY2026-P03`, `2026-05`, `2026`
_LABEL = re.compile(r"(FY)?([0-9]{4})(?:-(?:W([0-9]{2})(/[a-z]{3})?|Q([1-4])|H([12])|P([0-9]{2})|([0-9]{2})))?\Z")


def parse_label(label: str, grid: Grid = Grid()) -> Period:
    """The period that a label names on this grid: `2026-W20`, `2026-05`, `2026-P05`, `2026-Q2`, `2026-H1`, `2026`.

    `FY` before the year and the weekday after a week may be left out, but must fit the grid where they are written.

    Raises:
        OtherMonthError: months of this grid are called otherwise.
        ValueError: it is no label, or names a week or month that does not exist (`2025-W53`), or one of another grid.
    """
    match = _LABEL.match(label)
    if match is None:
        raise ValueError(f'"{label}" is not a period label')
    fiscal_mark, digits, week, week_start, quarter, half, numbered, month = match.groups()
    if week_start is not None and week_start[1:] != WEEKDAYS[grid.week_start]:
        raise ValueError(f'"{label}": weeks of this plan start on {WEEKDAYS[grid.week_start]}')
    if fiscal_mark is not None and (not _prefix(grid.fiscal) or week is not None or month is not None):
        raise ValueError(f'"{label}" is no fiscal period of this plan')
    year = int(digits)
    try:
        if week is not None:
            return numbered_week(year, int(week), grid.week_start)
        if numbered is not None or month is not None:
            return _month_called(label, year, numbered, month, grid)
        grain = Grain.QUARTER if quarter is not None else Grain.HALF if half is not None else Grain.YEAR
        past = _MONTHS[grain] * (int(quarter or half or 1) - 1)
        if isinstance(grid.fiscal, RetailYears):
            return _retail_period(year, past, grain, grid.fiscal, grid.week_start)
        return period_of(add_months(_first_day(year, grid.fiscal), past), grain, grid)
    except OverflowError:
        raise ValueError(f'"{label}" is outside of the calendar') from None


def _month_called(label: str, year: int, numbered: str | None, month: str | None, grid: Grid) -> Period:
    """The month of a label, `P03` of a retail year or `03` of the calendar."""
    number = int(numbered or month or 0)
    if not 1 <= number <= MONTHS_A_YEAR:
        raise ValueError(f"{year} has no month {number}")
    if isinstance(grid.fiscal, RetailYears):
        if numbered is None:
            raise OtherMonthError(label, period_of(date(year, number, MIDDLE), Grain.MONTH, grid).label)
        return _retail_period(year, number - 1, Grain.MONTH, grid.fiscal, grid.week_start)
    if month is None:
        raise OtherMonthError(
            label, _label(add_months(_first_day(year, grid.fiscal), number - 1), Grain.MONTH, grid.fiscal)
        )
    return period_of(date(year, number, 1), Grain.MONTH, grid)


def _first_day(year: int, fiscal: FiscalYears) -> date:
    """The first day of the fiscal year of that name."""
    return date(year - (fiscal.named_by_end and fiscal.start_month != 1), fiscal.start_month, 1)


def numbered_week(year: int, number: int, week_start: int) -> Period:
    """The week of that number in a week-year.

    Raises:
        ValueError: the year has no such week.
    """
    if not 1 <= number <= weeks_in_year(year, week_start):
        raise ValueError(f"{year} has no week {number}")
    return week_of(week_of(date(year, 1, 4), week_start).start + timedelta(weeks=number - 1), week_start)
