from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.values.periods import Grain, Grid, period_of
from planlang.values.zoned import (
    Oddity,
    is_closed,
    is_provisional,
    last_closed,
    midnight,
    parse_as_of,
    settle,
    to_zone,
)

zones = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana"])
times = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1))


@given(times, zones)
def test_a_settled_time_exists_and_is_settled(local: datetime, zone: str) -> None:
    settled, oddity = settle(local, zone)
    aware = settled.replace(tzinfo=ZoneInfo(zone))
    assert aware.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == settled
    assert (settled != local) == (oddity is Oddity.SKIPPED)
    assert settle(settled, zone)[0] == settled


@given(times, zones, zones)
def test_moving_to_a_zone_keeps_the_instant(local: datetime, source: str, target: str) -> None:
    moved, _ = to_zone(local, source, target)
    instant = settle(local, source)[0].replace(tzinfo=ZoneInfo(source))
    assert instant.astimezone(ZoneInfo(target)).replace(tzinfo=None) == moved


@pytest.mark.parametrize(
    ("local", "settled", "oddity"),
    [
        ("2026-03-29 02:30", "2026-03-29 03:30", Oddity.SKIPPED),
        ("2026-10-25 02:30", "2026-10-25 02:30", Oddity.TWICE),
        ("2026-10-25 03:00", "2026-10-25 03:00", None),
    ],
)
def test_berlin_changes_its_clock(local: str, settled: str, oddity: Oddity | None) -> None:
    assert settle(datetime.fromisoformat(local), "Europe/Berlin") == (datetime.fromisoformat(settled), oddity)


def test_the_first_of_two_is_the_earlier_instant() -> None:
    first, _ = to_zone(datetime(2026, 10, 25, 2, 30), "Europe/Berlin", "UTC")
    assert first == datetime(2026, 10, 25, 0, 30)


@given(times.map(datetime.date), st.sampled_from(Grain), st.integers(0, 6))
def test_the_last_closed_period_ends_at_the_cut_or_within_one_period_before(
    day: date, grain: Grain, start: int
) -> None:
    grid = Grid(start)
    cut = midnight(day)
    period = last_closed(cut, grain, grid)
    assert is_closed(period, cut)
    assert not is_closed(period_of(period.end, grain, grid), cut)


@pytest.mark.parametrize(
    ("text", "cut", "label"),
    [
        ("2026-05", "2026-06-01 00:00", "2026-05"),
        ("2026-Q2", "2026-07-01 00:00", "2026-Q2"),
        ("2026", "2027-01-01 00:00", "2026"),
        (" 2026-W20 ", "2026-05-18 00:00", "2026-W20"),
        ("2026-03-15T20:00", "2026-03-15 20:00", "2026-03-15 20:00"),
        ("2026-03-15 20:00:30", "2026-03-15 20:00:30", "2026-03-15 20:00:30"),
        ("2026-03-15T12:00Z", "2026-03-15 20:00", "2026-03-15 20:00"),
        ("2026-03-15T12:00-04:00", "2026-03-16 00:00", "2026-03-16 00:00"),
    ],
)
def test_an_as_of_is_a_period_a_day_or_an_instant(text: str, cut: str, label: str) -> None:
    assert parse_as_of(text, "Asia/Shanghai") == (datetime.fromisoformat(cut), label)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-02-30", "2025-W53", "2026-03-15 25:00", "20:00", "9999-12-31", "2026-3-5", "2026-03-15 20"],
)
def test_what_is_no_as_of_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_as_of(text, "Asia/Shanghai")


def test_a_period_is_provisional_from_its_end_until_its_grace_is_over() -> None:
    week = period_of(datetime(2026, 3, 9).date(), Grain.WEEK)
    cut = midnight(week.end)
    assert is_provisional(week, cut, 3)
    assert is_provisional(week, cut + timedelta(days=3, microseconds=-1), 3)
    assert not is_provisional(week, cut + timedelta(days=3), 3)
    assert not is_provisional(week, cut - timedelta(days=1), 3), "it is not over yet"
    assert not is_provisional(week, cut, 0)


@pytest.mark.parametrize("edge", [datetime(1, 1, 1, 1), datetime(9999, 12, 31, 23)])
def test_the_edges_of_the_calendar_do_not_move(edge: datetime) -> None:
    assert to_zone(edge, "Asia/Shanghai", "America/New_York") == (edge, None)
