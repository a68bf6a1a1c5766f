"""When something recurs, against looking at every day of random calendars one by one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.plan.recurring import Occurrence, occurrences
from planlang.semantics.model import DailyAt, FortnightlyAt, NthDayAt, OffWork, Recurrence, WeeklyAt
from planlang.values.calendars import Calendar, CalendarSpec, DayException, make_calendar
from planlang.values.periods import Grain, Grid

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SPAN = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
AT = time(9, 30)

GRAINS = st.sampled_from([Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR])
RECURRENCES: st.SearchStrategy[Recurrence] = st.one_of(
    st.builds(WeeklyAt, st.integers(0, 6), st.just(AT)),
    st.builds(FortnightlyAt, st.dates(date(2025, 11, 1), date(2026, 6, 30)), st.just(AT)),
    st.builds(DailyAt, st.just(AT), st.booleans()),
    st.builds(NthDayAt, GRAINS, st.one_of(st.none(), st.integers(1, 40)), st.booleans(), st.just(AT)),
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar with long stretches off, and some days off turned into working days."""
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1, max_size=6))
    exceptions: dict[date, DayException] = {}
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.sampled_from(SPAN))
        for n in range(draw(st.integers(1, 25))):
            exceptions[start + n * DAY] = DayException(False, "off")
    for _ in range(draw(st.integers(0, 10))):
        exceptions[draw(st.sampled_from(SPAN))] = DayException(True, "make-up")
    return make_calendar(CalendarSpec("c", "C", weekdays, exceptions=exceptions), date(2025, 1, 1), date(2027, 12, 31))


def period_key(every: Recurrence, day: date, week_start: int) -> object:
    """Which week, month, quarter, half or year a day lies in, by arithmetic of its own."""
    if isinstance(every, WeeklyAt | FortnightlyAt):
        return (day.toordinal() - 1 - week_start) // 7
    if isinstance(every, DailyAt):
        return day
    months = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}[every.grain]
    return day.year, (day.month - 1) // months


def regular_days(every: Recurrence, calendar: Calendar, days: list[date]) -> list[date]:
    """The days that the rhythm says, each found by asking every day."""
    if isinstance(every, WeeklyAt):
        return [day for day in days if day.weekday() == every.weekday]
    if isinstance(every, FortnightlyAt):
        return [day for day in days if day >= every.first and (day - every.first).days % 14 == 0]
    if isinstance(every, DailyAt):
        return days
    found = []
    for key in dict.fromkeys(period_key(every, day, 0) for day in days):
        own = [day for day in days if period_key(every, day, 0) == key]
        counted = [day for day in own if calendar.is_working(day)] if every.working else own
        counted = counted or own[-1:]
        found.append(counted[-1] if every.day is None or every.day > len(counted) else counted[every.day - 1])
    return found


def oracle(every: Recurrence, calendar: Calendar, week_start: int, off: OffWork) -> list[tuple[date, date]]:
    """Each regular day with the day it is held on, of all days of 2026 and the months around."""
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(3 * 365)]
    found = []
    for regular in regular_days(every, calendar, days):
        key = period_key(every, regular, week_start)
        own = [day for day in days if period_key(every, day, week_start) == key and calendar.is_working(day)]
        after = [day for day in own if day > regular]
        before = [day for day in own if day < regular][::-1]
        held: date | None
        if regular in own:
            held = regular
        elif off is OffWork.SKIP:
            held = None
        else:
            order = after + before if off is OffWork.NEXT else before + after
            held = order[0] if order else None
        if held is not None:
            found.append((regular, held))
    return found


@given(
    RECURRENCES, calendars(), st.integers(0, 6), st.sampled_from(OffWork), st.sampled_from(SPAN), st.integers(0, 120)
)
def test_what_recurs_is_found_day_by_day(
    every: Recurrence, calendar: Calendar, week_start: int, off: OffWork, first: date, length: int
) -> None:
    last = min(first + timedelta(days=length), LAST)
    found = list(occurrences(every, first, last, calendar, Grid(week_start), off))
    expected = [pair for pair in oracle(every, calendar, week_start, off) if first <= pair[1] <= last]
    assert [(one.regular, one.at.date()) for one in found] == expected
    assert all(one.at.time() == AT for one in found)


@given(RECURRENCES, calendars(), st.integers(0, 6), st.sampled_from(OffWork))
def test_no_meeting_lands_on_the_next_nor_on_a_day_off(
    every: Recurrence, calendar: Calendar, week_start: int, off: OffWork
) -> None:
    found = list(occurrences(every, FIRST, LAST, calendar, Grid(week_start), off))
    days = [one.at.date() for one in found]
    assert days == sorted(set(days))
    assert all(calendar.is_working(day) for day in days)


@given(RECURRENCES, calendars(), st.sampled_from(SPAN), st.integers(1, 60))
def test_who_is_away_moves_it_further(every: Recurrence, calendar: Calendar, away: date, length: int) -> None:
    gone = {away + n * DAY for n in range(length)}

    def there(day: date) -> bool:
        return calendar.is_working(day) and day not in gone

    found = list(occurrences(every, FIRST, LAST, calendar, Grid(), OffWork.NEXT, there))
    assert all(there(one.at.date()) for one in found)
    kept = [one for one in occurrences(every, FIRST, LAST, calendar, Grid(), OffWork.NEXT) if there(one.at.date())]
    assert set(kept) <= set(found)


CHINA = make_calendar(CalendarSpec("china", "China", countries=("CN",)), date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("every", "first", "expected"),
    [
        (WeeklyAt(0, AT), date(2026, 5, 18), datetime(2026, 5, 18, 9, 30)),
        (NthDayAt(Grain.MONTH, 31, False, AT), date(2026, 2, 1), datetime(2026, 2, 28, 9, 30)),
        (NthDayAt(Grain.MONTH, 4, True, AT), date(2026, 6, 1), datetime(2026, 6, 4, 9, 30)),
        (NthDayAt(Grain.MONTH, 20, True, AT), date(2026, 2, 1), datetime(2026, 2, 28, 9, 30)),
    ],
)
def test_known_dates(every: Recurrence, first: date, expected: datetime) -> None:
    (found,) = islice(occurrences(every, first, LAST, CHINA, Grid(), OffWork.NEXT), 1)
    assert found == Occurrence(expected.date(), expected)


def test_a_quarter_of_a_fiscal_year_is_its_own() -> None:
    from planlang.values.periods import FiscalYears

    grid = Grid(0, FiscalYears(2))
    every = NthDayAt(Grain.QUARTER, 1, True, AT)
    found = occurrences(every, FIRST, LAST, CHINA, grid, OffWork.NEXT)
    assert [one.at.date() for one in found] == [date(2026, 2, 2), date(2026, 5, 6), date(2026, 8, 3), date(2026, 11, 2)]
