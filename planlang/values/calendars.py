"""Which days are worked: weekly pattern, official holidays with make-up workdays, a company's own exceptions.

In: a `CalendarSpec` as declared. Out: a `Calendar` that answers day questions in constant time over a span of years, and
in logarithmic time beyond it. A working day is a day with any working time; one with fewer minutes than a day usually has is
its share of a day, where days are added up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from attrs import evolve

from planlang.frozen import field, frozen
from planlang.values.hours import DayPart, Hours, length, within, without
from planlang.values.official_days import DayName, OfficialDays, official_days

DAY = timedelta(days=1)
DEFAULT_HOURS: Hours = ((540, 1020),)
FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()


@frozen
class DayException:
    """A company's own day off or day of work, with its reason; of a day of work, the part that is worked, None for all."""

    working: bool
    reason: str
    part: DayPart | None = None


@frozen
class CalendarSpec:
    """A calendar as declared.

    Attributes:
        name: qualified name.
        title: what people call it.
        weekdays: the working weekdays, 0 = Monday.
        hours: of a usual working day; empty means 480 minutes from 09:00.
        weekday_hours: of the working weekdays that have other hours.
        countries: countries whose official days off and make-up workdays apply, ISO 3166 alpha-2 codes (`CN`).
        exceptions: the company's own days, which beat everything else.
        off: parts of days that are off, where the day is worked at all.
    """

    name: str
    title: str
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    hours: Hours = ()
    countries: tuple[str, ...] = ()
    exceptions: Mapping[date, DayException] = field(factory=dict)
    weekday_hours: Mapping[int, Hours] = field(factory=dict)
    off: Mapping[date, tuple[DayPart, ...]] = field(factory=dict)

    @property
    def usual_hours(self) -> Hours:
        """The hours of a usual working day."""
        return self.hours or DEFAULT_HOURS

    def hours_of(self, weekday: int) -> Hours:
        """The hours of a day of the week, where it is worked."""
        return self.weekday_hours.get(weekday, self.usual_hours)


@frozen
class Weeks:
    """The weekly pattern alone, on one side of a day.

    Attributes:
        weekdays: the working weekdays, ascending.
        before: how many of them come before each weekday.
        day: the ordinal of that day.
        first: its rank: how many working days lie before it, counted from wherever ranks are.
        more: by how much that is more than the pattern has from `date.min` on.
    """

    weekdays: tuple[int, ...]
    before: tuple[int, ...]
    day: int
    first: int
    more: int

    def at(self, day: int, rank: int) -> Weeks:
        """The same pattern, counted so that a day has a rank."""
        return evolve(self, day=day, first=rank, more=self.more + rank - self.rank(day))

    def rank(self, ordinal: int) -> int:
        """The rank of a day; ordinal 1 is a Monday."""
        weeks, weekday = divmod(ordinal - 1, 7)
        return weeks * len(self.weekdays) + self.before[weekday] + self.more

    def nth(self, rank: int) -> int:
        """The ordinal of the working day with that rank; the last (first) day of all where there is none."""
        if not self.weekdays:
            return LAST_DAY if rank >= self.first else FIRST_DAY
        weeks, number = divmod(rank - self.more, len(self.weekdays))
        ordinal = 7 * weeks + self.weekdays[number] + 1
        return ordinal if FIRST_DAY <= ordinal <= LAST_DAY else min(max(ordinal, FIRST_DAY), LAST_DAY)


@frozen(eq=False)
class Calendar:
    """Working days, counted beforehand from `first` to `last` (both included) and by the weekly pattern beyond.

    Attributes:
        spec: what was declared.
        official: day -> whether it is worked, for the days on which the official lists overrule the pattern.
        names: day -> name of the holiday, for display.
        assumed_after: last day that an official list speaks of; later days follow the pattern alone. None where no
            country is declared whose list is published year by year.
        first, last: the span over which answers are precomputed.
        own_hours: of the working days whose hours are not those of their weekday.
    """

    spec: CalendarSpec
    official: Mapping[date, bool]
    names: Mapping[date, DayName]
    assumed_after: date | None
    first: date
    last: date
    own_hours: Mapping[date, Hours] = field(factory=dict)

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
        """Working minutes of a usual working day: what `1wd` is."""
        return length(self.spec.usual_hours)

    @property
    def is_even(self) -> bool:
        """Whether all working days have the same hours."""
        return not self.spec.weekday_hours and not self.own_hours

    def hours_on(self, day: date) -> Hours:
        """The working hours of a day; none where it is off."""
        if not self.is_working(day):
            return ()
        own = self.own_hours.get(day)
        return self.spec.hours_of(day.weekday()) if own is None else own

    def share_on(self, day: date) -> Fraction:
        """How much of a working day a day is: its share of the usual hours, at most 1."""
        return min(Fraction(length(self.hours_on(day)), self.minutes_per_day), Fraction(1))

    def days_worth(self, start: date, end: date) -> Fraction | int:
        """How many working days `[start, end)` has, a day with fewer hours as its share; 0 where `end` is not after `start`."""
        days: Fraction | int = self.working_days(start, end)
        if self.is_even or not days:
            return days
        inside = max(start, self.first), min(end, self.last + DAY)
        if inside[0] < inside[1]:
            low, high = ((day - self.first).days for day in inside)
            days -= Fraction(self._missing[high] - self._missing[low], self.minutes_per_day)
            outside = [(start, inside[0]), (inside[1], end)]
        else:
            outside = [(start, end)]
        for since, until in outside:
            for ordinal in range(since.toordinal(), until.toordinal()):
                day = date.fromordinal(ordinal)
                days -= 1 - self.share_on(day) if self.is_working(day) else 0
        return days

    @cached_property
    def _missing(self) -> tuple[int, ...]:
        """Minutes that the working days in `[first, first + i)` lack of usual ones, by i."""
        usual = self.minutes_per_day
        short = (
            max(usual - length(self.hours_on(date.fromordinal(self.origin + i))), 0) if now > before else 0
            for i, (before, now) in enumerate(zip(self.counts, self.counts[1:], strict=False))
        )
        return tuple(accumulate(short, initial=0))

    def working_days(self, start: date, end: date) -> int:
        """How many working days `[start, end)` has; 0 where `end` is not after `start`."""
        return max(0, self.rank(end.toordinal()) - self.rank(start.toordinal()))

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, when negative); `day` itself for 0.

        Where the calendar has no such day, the last (first) day there is.
        """
        if count == 0:
            return day
        ordinal = day.toordinal()
        before = self.rank(ordinal + 1) - 1 if count > 0 else self.rank(ordinal)
        return date.fromordinal(self.nth(before + count))

    def nominal_days(self, start: date, end: date) -> int:
        """Working days of the weekly pattern alone in `[start, end)`."""
        return max(0, self._weeks.rank(end.toordinal()) - self._weeks.rank(start.toordinal()))

    def nominal_minutes(self, start: date, end: date) -> int:
        """Minutes of the weekly pattern alone in `[start, end)`, of no day more than the usual ones."""
        usual = self.minutes_per_day
        minutes = self.nominal_days(start, end) * usual
        for weekday in self.spec.weekdays & self.spec.weekday_hours.keys():
            hours = self.spec.weekday_hours[weekday]
            first = start + DAY * ((weekday - start.weekday()) % 7)
            minutes -= max(usual - length(hours), 0) * max(0, -(-(end - first).days // 7))
        return minutes

    def rank(self, ordinal: int) -> int:
        """How many working days lie in `[first, day)`, by the day's ordinal; negative for days before `first`."""
        counts, offset = self.counts, ordinal - self.origin
        if 0 <= offset < len(counts):
            return counts[offset]
        if ordinal >= self.tail.day:
            return self.tail.rank(ordinal)
        return self._head.rank(ordinal) if ordinal <= self._head.day else self._near_rank(ordinal)

    def _near_rank(self, ordinal: int) -> int:
        """The rank of a day outside of the counted span, where lists and exceptions still overrule the pattern."""
        edge, known = (self.origin, 0) if ordinal < self.origin else (self.last.toordinal() + 1, self.counts[-1])
        overrules = self._overrules
        deltas = overrules[bisect_left(overrules, (ordinal,))][1] - overrules[bisect_left(overrules, (edge,))][1]
        return known + self._weeks.rank(ordinal) - self._weeks.rank(edge) + deltas

    def nth(self, rank: int) -> int:
        """The ordinal of the working day with that rank; the last (first) day of all where there is none."""
        if 0 <= rank < len(self.worked):
            return self.worked[rank]
        if rank >= self.tail.first:
            return self.tail.nth(rank)
        if rank < self._head.first:
            return self._head.nth(rank)
        days = range(FIRST_DAY, LAST_DAY + 1)
        return min(FIRST_DAY + bisect_right(days, rank, key=lambda day: self.rank(day + 1)), LAST_DAY)

    @cached_property
    def tail(self) -> Weeks:
        """The days from which on the weekly pattern alone applies."""
        last = self.last.toordinal() + 1
        day = max([last, *(ordinal + 1 for ordinal, _ in self._overrules[:-1])])
        return self._weeks.at(day, self.counts[-1] if day == last else self._near_rank(day))

    @cached_property
    def _head(self) -> Weeks:
        """The days up to which the weekly pattern alone applies."""
        day = min([self.origin, *(ordinal for ordinal, _ in self._overrules[:-1])])
        return self._weeks.at(day, 0 if day == self.origin else self._near_rank(day))

    @cached_property
    def _weeks(self) -> Weeks:
        """The weekly pattern alone, counted from `date.min`."""
        before = accumulate((weekday in self.spec.weekdays for weekday in range(6)), initial=0)
        return Weeks(tuple(sorted(self.spec.weekdays)), tuple(before), FIRST_DAY, 0, 0)

    @cached_property
    def worked(self) -> tuple[int, ...]:
        """Ordinals of the working days from `first` to `last`, ascending."""
        counts = self.counts
        return tuple(self.origin + i for i in range(len(counts) - 1) if counts[i + 1] > counts[i])

    @cached_property
    def origin(self) -> int:
        """The ordinal of `first`."""
        return self.first.toordinal()

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Working days in `[first, first + i)`, by i."""
        days = (self.last - self.first).days + 1
        weekday = self.first.weekday()
        working = [(weekday + i) % 7 in self.spec.weekdays for i in range(days)]
        for overrule in (self.official, {day: exception.working for day, exception in self.spec.exceptions.items()}):
            for day, works in overrule.items():
                if self.first <= day <= self.last:
                    working[(day - self.first).days] = works
        return tuple(accumulate(working, initial=0))

    @cached_property
    def _overrules(self) -> tuple[tuple[int, int], ...]:
        """(ordinal, working days that exceptions and lists have added to the pattern before it), ascending, for the
        days outside of the counted span; ends with a number above every ordinal.
        """
        days = sorted(day for day in {*self.official, *self.spec.exceptions} if not self.first <= day <= self.last)
        deltas = accumulate((self.is_working(day) - self.in_pattern(day) for day in days), initial=0)
        return tuple(zip((*(day.toordinal() for day in days), 1 << 62), deltas, strict=True))


def make_calendar(spec: CalendarSpec, first: date, last: date) -> Calendar:
    """The calendar of a specification, answering fast from `first` to `last` (both included).

    Where several countries are declared, a day off in any of them is off, and beats a make-up workday of another.

    Raises:
        KeyError: the holidays of a country are not known.
    """
    listed = [official_days(country, first.year - 1, last.year + 1) for country in spec.countries]
    official = {day: True for days in listed for day in sorted(days.made_up)}
    names: dict[date, DayName] = {}
    for days in listed:
        for day, name in sorted(days.off.items()):
            official[day] = False
            names.setdefault(day, name)
    plain = Calendar(spec, official, names, _assumed_after(listed), first, last)
    partly = {*spec.off, *(day for day, exception in spec.exceptions.items() if exception.part is not None)}
    left = {day: _left(plain, day) for day in sorted(partly) if plain.is_working(day)}
    none = {day: DayException(False, "") for day, hours in left.items() if not hours}
    if not left:
        return plain
    return evolve(
        plain,
        spec=evolve(spec, exceptions={**spec.exceptions, **none}) if none else spec,
        own_hours={day: hours for day, hours in left.items() if hours},
    )


def _left(calendar: Calendar, day: date) -> Hours:
    """The hours of a day of which only a part is worked."""
    hours, exception = calendar.spec.hours_of(day.weekday()), calendar.spec.exceptions.get(day)
    if exception is not None and exception.part is not None:
        hours = within(hours, exception.part)
    return without(hours, *calendar.spec.off.get(day, ()))


def _assumed_after(listed: list[OfficialDays]) -> date | None:
    """The last day that all the lists speak of."""
    return min((days.published_to for days in listed if days.published_to is not None), default=None)
