"""The same days some months earlier, for figures that lag behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.values.earlier.before import months_before
from planlang.values.periods import DAY, Grain, Grid, period_of

GRID = Grid()


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last) + DAY


@pytest.mark.parametrize(
    ("looked_at", "count", "found"),
    [
        (("2026-03-01", "2026-03-31"), 2, ("2026-01-01", "2026-01-31")),
        (("2026-03-01", "2026-03-31"), 1, ("2026-02-01", "2026-02-28")),
        (("2026-02-01", "2026-02-28"), 1, ("2026-01-01", "2026-01-31")),
        (("2026-01-01", "2026-03-31"), 3, ("2025-10-01", "2025-12-31")),
        (("2026-01-01", "2026-12-31"), 12, ("2025-01-01", "2025-12-31")),
        (("2026-01-01", "2026-03-15"), 2, ("2025-11-01", "2026-01-15")),
        (("2026-03-01", "2026-03-30"), 1, ("2026-02-01", "2026-02-28")),
        (("2026-03-09", "2026-03-15"), 1, ("2026-02-09", "2026-02-15")),
        (("2026-03-31", "2026-03-31"), 1, ("2026-02-28", "2026-02-28")),
        (("2024-03-01", "2024-03-31"), 1, ("2024-02-01", "2024-02-29")),
        (("0001-02-01", "0001-02-28"), 2, None),
    ],
)
def test_days_are_those_of_an_earlier_month(
    looked_at: tuple[str, str], count: int, found: tuple[str, str] | None
) -> None:
    assert months_before(days(*looked_at), None, count, GRID) == (None if found is None else days(*found))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 400), st.integers(1, 30))
def test_days_that_follow_each_other_still_do(start: date, length: int, count: int) -> None:
    found = months_before((start, start + timedelta(days=length)), None, count, GRID)
    assert found is not None
    first, end = found
    assert first < end <= start + timedelta(days=length)
    year, month = divmod(start.year * 12 + start.month - 1 - count, 12)
    assert (first.year, first.month) == (year, month + 1)
    assert first.day == start.day or (first + DAY).month != first.month


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 30))
def test_a_whole_month_is_a_whole_month_earlier(day: date, count: int) -> None:
    month = period_of(day, Grain.MONTH, GRID)
    found = months_before((month.start, month.end), month, count, GRID)
    assert found is not None
    earlier = period_of(found[0], Grain.MONTH, GRID)
    assert found == (earlier.start, earlier.end)
