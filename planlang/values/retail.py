"""Retail years: months of four or five whole weeks (4-4-5, 4-5-4, 5-4-4).

In: a pattern, where years end, and days. Out: stretches of days for months by their number, and where a day lies among
them. A year has 52 or 53 weeks; a 53rd joins month 12. What the stretches are called is said in periods.py.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from planlang.frozen import frozen

DECEMBER = 12
MONTHS_A_YEAR = 12
WEEKS_A_QUARTER = 13

Pattern = tuple[int, int, int]
"""Weeks of the three months of a quarter; together 13."""

PATTERNS: tuple[Pattern, ...] = ((4, 4, 5), (4, 5, 4), (5, 4, 4))


@frozen
class RetailYears:
    """How the months of a quarter are cut, and on which day years end.

    A year ends with the last week that ends in `end_month`, or with the one whose end is nearest to that month's end. The
    default ends nearest to 31 December: such a year is made of the weeks that are numbered in the calendar year.
    `named_by_end` matters only where `end_month` is not December.
    """

    pattern: Pattern
    end_month: int = DECEMBER
    nearest: bool = True
    named_by_end: bool = True

    def end(self, year: int, week_start: int) -> date:
        """The first day after the year of that name.

        Raises:
            ValueError: the calendar has no such day.
        """
        ending = year + (0 if self.named_by_end or self.end_month == DECEMBER else 1)
        latest = date(ending, self.end_month, monthrange(ending, self.end_month)[1])
        reach = 4 if self.nearest else 1
        if (date.max - latest).days < reach:
            raise ValueError(f"the year {year} ends outside of the calendar")
        first_after = latest + timedelta(days=reach)
        return first_after - timedelta(days=(first_after.weekday() - week_start) % 7)

    def weeks(self, year: int, week_start: int) -> int:
        """52 or 53."""
        return (self.end(year, week_start) - self.end(year - 1, week_start)).days // 7

    def month_of(self, day: date, week_start: int) -> tuple[int, int]:
        """The year whose month holds a day, and how many months of it are before that one.

        Raises:
            ValueError: the calendar has no whole year with that day.
        """
        year = max(2, day.year - 1)
        while year < MAXYEAR and self.end(year, week_start) <= day:
            year += 1
        week = (day - self.end(year - 1, week_start)).days // 7
        if week < 0:
            raise ValueError(f"{day} is before the first year")
        return year, next(month for month in reversed(range(MONTHS_A_YEAR)) if self._weeks_before(month) <= week)

    def stretch(self, year: int, month: int, months: int, week_start: int) -> tuple[date, date]:
        """The days `[start, end)` of so many months of one year, after the first `month` of it."""
        first = self.end(year - 1, week_start)
        after = month + months
        end = (
            first + timedelta(weeks=self._weeks_before(after)) if after < MONTHS_A_YEAR else self.end(year, week_start)
        )
        return first + timedelta(weeks=self._weeks_before(month)), end

    def _weeks_before(self, month: int) -> int:
        """Weeks of a year before its month of that index."""
        quarters, within = divmod(month, 3)
        return WEEKS_A_QUARTER * quarters + sum(self.pattern[:within])
