"""Calendar months on and back, against counting days one by one."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.values.months import earliest_start, end_after, latest_start, time_before, time_on
from planlang.values.units import MINUTES_A_DAY

DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31)).map(date.toordinal)
MONTHS = st.integers(-30, 30)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-15", 2, "2026-03-14"),
        ("2026-01-01", 1, "2026-01-31"),
        ("2026-02-01", 1, "2026-02-28"),
        ("2024-02-01", 1, "2024-02-29"),
        ("2026-01-28", 1, "2026-02-27"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-03-31", 2, "2026-05-30"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 12, "2027-12-14"),
    ],
)
def test_months_last_until_the_day_before_the_same_day_or_the_end_of_the_month(
    start: str, months: int, last: str
) -> None:
    end = end_after(date.fromisoformat(start).toordinal(), months)
    assert date.fromordinal(end - 1).isoformat() == last


@pytest.mark.parametrize(
    ("day", "months", "start", "there"),
    [
        ("2026-01-31", 1, True, "2026-02-28 10:00"),
        ("2026-01-31", 1, False, "2026-03-01 00:00"),  # with the end of 28 February
        ("2026-01-15", 1, False, "2026-02-15 10:00"),
        ("2026-03-31", -1, True, "2026-02-28 10:00"),
        ("2026-03-15", -1, True, "2026-02-15 10:00"),
    ],
)
def test_the_minute_of_the_day_is_kept(day: str, months: int, start: bool, there: str) -> None:
    time = time_on(date.fromisoformat(day).toordinal() * MINUTES_A_DAY + 600, months, start=start)
    found, minute = divmod(time, MINUTES_A_DAY)
    assert f"{date.fromordinal(found)} {minute // 60:02}:{minute % 60:02}" == there


@given(DAYS, MONTHS)
def test_the_same_day_or_the_first_of_the_next_month(day: int, months: int) -> None:
    here = date.fromordinal(day)
    index = here.year * 12 + here.month - 1 + months
    year, month = index // 12, index % 12 + 1
    length = monthrange(year, month)[1]
    expected = date(year, month, here.day) if here.day <= length else date(year, month, length) + timedelta(1)
    assert end_after(day, months) == expected.toordinal()


@given(DAYS, MONTHS)
def test_the_first_and_the_last_day_to_begin_on(day: int, months: int) -> None:
    near = (
        range(day - months * 31 - 40, day - months * 28 + 40)
        if months >= 0
        else range(day - months * 28 - 40, day - months * 31 + 40)
    )
    ends = {start: end_after(start, months) for start in near}
    assert latest_start(day, months) == max(start for start, end in ends.items() if end <= day)
    assert earliest_start(day, months) == min(start for start, end in ends.items() if end >= day)


@given(DAYS, st.integers(0, MINUTES_A_DAY - 1), MONTHS, st.booleans())
def test_a_time_is_the_last_that_comes_not_after_another(day: int, minute: int, months: int, start: bool) -> None:
    time = day * MINUTES_A_DAY + minute
    found = time_before(time, months, start=start)
    assert time_on(found, months, start=start) <= time < time_on(found + 1, months, start=start)


def test_there_are_no_months_where_there_are_no_dates() -> None:
    last = date.max.toordinal()
    assert end_after(last, 2) == last + 62
    assert latest_start(1, 2) == 1 - 62
    assert end_after(last + 5, 1) == last + 36
