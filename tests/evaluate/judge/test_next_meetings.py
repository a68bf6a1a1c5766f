"""When a review meets next, against looking at one day after another."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.evaluate.meetings import meetings
from planlang.semantics.model import MonthlyAt, Recurrence, WeeklyAt
from planlang.values.calendars import CalendarSpec, make_calendar

CALENDAR = make_calendar(CalendarSpec("china", "China", countries=("CN",)), date(2025, 1, 1), date(2027, 12, 31))
TIMES = st.times(min_value=time(0, 0), max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
RECURRENCES = st.one_of(
    st.builds(WeeklyAt, st.integers(0, 6), TIMES),
    st.builds(MonthlyAt, st.integers(1, 31), st.just(False), TIMES),
    st.builds(MonthlyAt, st.integers(1, 20), st.just(True), TIMES),
)


def day_by_day(every: Recurrence, first: date) -> list[datetime]:
    """The first five meetings, found by asking each day whether one is held on it."""
    found: list[datetime] = []
    day = first
    while len(found) < 5:
        if is_held_on(every, day):
            found.append(datetime.combine(day, every.at))
        day += timedelta(days=1)
    return found


def is_held_on(every: Recurrence, day: date) -> bool:
    if isinstance(every, WeeklyAt):
        return day.weekday() == every.weekday
    month = [day.replace(day=1) + timedelta(days=n) for n in range(31)]
    month = [one for one in month if one.month == day.month]
    days = [one for one in month if CALENDAR.is_working(one)] if every.working else month
    return day == (days[every.day - 1] if every.day <= len(days) else month[-1])


@given(RECURRENCES, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_meetings_are_those_of_a_search_day_by_day(every: Recurrence, first: date) -> None:
    assert list(islice(meetings(every, first, CALENDAR), 5)) == day_by_day(every, first)


@pytest.mark.parametrize(
    ("every", "first", "expected"),
    [
        (WeeklyAt(0, time(9, 30)), date(2026, 5, 18), datetime(2026, 5, 18, 9, 30)),
        (MonthlyAt(31, False, time(10)), date(2026, 2, 1), datetime(2026, 2, 28, 10)),
        (MonthlyAt(4, True, time(14)), date(2026, 6, 1), datetime(2026, 6, 4, 14)),
        (MonthlyAt(18, True, time(14)), date(2026, 2, 1), datetime(2026, 2, 28, 14)),
    ],
)
def test_known_dates(every: Recurrence, first: date, expected: datetime) -> None:
    assert next(meetings(every, first, CALENDAR)) == expected
