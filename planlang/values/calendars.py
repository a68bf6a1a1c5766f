"""Which days are worked: weekly pattern, official holidays with make-up workdays, a company's own exceptions.

In: a `CalendarSpec` as declared. Out: a `Calendar` that answers day questions in constant time over a span of years.
Times of day matter only to the scheduler; a working day has the minutes of its weekday's hours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from attrs import field, frozen

DAY = timedelta(days=1)
DEFAULT_MINUTES = 480


@frozen
class DayException:
    """A company's own day off or day of work, with its reason."""

    working: bool
    reason: str


@frozen
class CalendarSpec:
    """A calendar as declared.

    Attributes:
        name: qualified name.
        title: what people call it.
        weekdays: the working weekdays, 0 = Monday.
        hours: clock ranges of a working day as minutes since midnight, half-open, ascending; empty means a day of
            480 minutes from 09:00.
        countries: countries whose official days off and make-up workdays apply, ISO 3166 alpha-2 codes (`CN`).
        exceptions: the company's own days, which beat everything else.
    """

    name: str
    title: str
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    hours: tuple[tuple[int, int], ...] = ()
    countries: tuple[str, ...] = ()
    exceptions: Mapping[date, DayException] = field(factory=dict)


@frozen(eq=False)
class Calendar:
    """Working days from `first` to `last` (both included) and the weekly pattern beyond.

    Attributes:
        spec: what was declared.
        official: day -> whether it is worked, for the days on which the official lists overrule the pattern.
        names: day -> name of the holiday, for display.
        assumed_after: last day that an official list speaks of; later days follow the pattern alone. None where no
            country is declared.
        first, last: the span over which answers are precomputed.
    """

    spec: CalendarSpec
    official: Mapping[date, bool]
    names: Mapping[date, str]
    assumed_after: date | None
    first: date
    last: date

    def is_working(self, day: date) -> bool:
        """Whether people work on that day: own exception, else official list, else weekly pattern."""
        exception = self.spec.exceptions.get(day)
        if exception is not None:
            return exception.working
        listed = self.official.get(day)
        return day.weekday() in self.spec.weekdays if listed is None else listed

    def in_pattern(self, day: date) -> bool:
        """Whether the weekly pattern alone would have people work on that day."""
        return day.weekday() in self.spec.weekdays

    @property
    def minutes_per_day(self) -> int:
        """Working minutes of a working day."""
        return sum(end - start for start, end in self.spec.hours) or DEFAULT_MINUTES

    @cached_property
    def _counts(self) -> tuple[int, ...]:
        """Working days in `[first, first + i)`, by i."""
        days = (self.last - self.first).days + 1
        return tuple(accumulate((self.is_working(self.first + timedelta(days=i)) for i in range(days)), initial=0))

    @cached_property
    def _worked(self) -> tuple[int, ...]:
        """Offsets from `first` of the working days, ascending."""
        return tuple(i for i in range(len(self._counts) - 1) if self._counts[i + 1] > self._counts[i])

    def working_days(self, start: date, end: date) -> int:
        """How many working days `[start, end)` has; 0 where `end` is not after `start`."""
        if end <= start:
            return 0
        if start >= self.first and end <= self.last + DAY:
            return self._counts[(end - self.first).days] - self._counts[(start - self.first).days]
        return sum(self.is_working(start + timedelta(days=i)) for i in range((end - start).days))

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, when negative); `day` itself for 0."""
        if count == 0:
            return day
        offset = (day - self.first).days
        index = (
            bisect_left(self._worked, offset + 1) + count - 1
            if count > 0
            else bisect_left(self._worked, offset) + count
        )
        if offset >= 0 and 0 <= index < len(self._worked) and day <= self.last:
            return self.first + timedelta(days=self._worked[index])
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def nominal_days(self, start: date, end: date) -> int:
        """Working days of the weekly pattern alone in `[start, end)`."""
        return sum(self.in_pattern(start + timedelta(days=i)) for i in range((end - start).days))


def make_calendar(spec: CalendarSpec, first: date, last: date) -> Calendar:
    """The calendar of a specification, answering fast from `first` to `last` (both included).

    Official days come from the `holidays` package, which lists days off and, where a country moves them, make-up
    workdays; its lists for China are published one year at a time, so days after the last list follow the pattern.

    Raises:
        KeyError: a country is not known to the holidays package.
    """
    official: dict[date, bool] = {}
    names: dict[date, str] = {}
    assumed_after: date | None = None
    if spec.countries:
        import holidays

        years = range(first.year - 1, last.year + 2)
        for country in spec.countries:
            known = holidays.country_holidays(country, years=years, language="en_US")
            listed_to = date(_last_listed_year(known), 12, 31)
            for day, name in sorted(known.items()):
                if day <= listed_to:
                    official[day] = False
                    names[day] = name
            for day in sorted(getattr(known, "weekend_workdays", None) or ()):
                official[day] = True
                names.pop(day, None)
            assumed_after = listed_to if assumed_after is None else min(assumed_after, listed_to)
    return Calendar(spec, official, names, assumed_after, first, last)


def _last_listed_year(known: object) -> int:
    """The last year that the official lists reach: countries that move workdays (China) publish one year at a time."""
    moved: set[date] = getattr(known, "weekend_workdays", None) or set()
    return max((day.year for day in moved), default=getattr(known, "end_year", 2100))
