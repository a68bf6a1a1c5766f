from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.values.hours import DayPart, Half, Hours, common, counted, length, noon, within, without

OFFICE: Hours = ((540, 720), (810, 1080))
days = st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).map(
    lambda minutes: tuple(zip(sorted(minutes)[:-1:2], sorted(minutes)[1::2], strict=True))
)
parts = st.one_of(st.sampled_from(Half), days)


def minutes(hours: Hours) -> set[int]:
    return {minute for start, end in hours for minute in range(start, end)}


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (OFFICE, 720),
        (((540, 1020),), 780),
        (((480, 600), (615, 720), (780, 1020)), 720),
        (((480, 600), (660, 720), (780, 1020)), 600),  # of equal breaks the first
        ((), 0),
    ],
)
def test_the_morning_ends_at_the_longest_break(hours: Hours, expected: int) -> None:
    assert noon(hours) == expected


@given(days)
def test_a_day_is_its_morning_and_its_afternoon(hours: Hours) -> None:
    morning, afternoon = (minutes(within(hours, half)) for half in Half)
    assert morning | afternoon == minutes(hours)
    assert not morning & afternoon
    assert bool(morning) == bool(afternoon) or length(hours) == 1


@given(days, parts)
def test_what_is_off_is_not_left(hours: Hours, part: DayPart) -> None:
    left = without(hours, part)
    off = minutes(within(hours, part))
    assert minutes(left) == minutes(hours) - off
    assert length(left) == len(minutes(left))


@given(st.lists(days, min_size=1, max_size=3))
def test_hours_of_several_are_counted_minute_by_minute(hours: list[Hours]) -> None:
    assert minutes(common(hours)) == set.intersection(*map(minutes, hours))
    assert all(start < end for start, end in common(hours))
    there = {minute: count for start, end, count in counted(hours) for minute in range(start, end)}
    assert there == {m: sum(m in minutes(own) for own in hours) for m in set.union(*map(minutes, hours))}


def test_hours_that_only_meet_have_nothing_in_common() -> None:
    assert common([((540, 720), (810, 1080)), ((720, 810),)]) == ()
