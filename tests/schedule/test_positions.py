from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.schedule.passes.positions import (
    AnyTime,
    Clock,
    EvenTime,
    WholeDays,
    day_of,
    midnight,
    moment,
    shared,
)
from planlang.values.calendars import Calendar, CalendarSpec, DayException, make_calendar
from planlang.values.units import MINUTES_A_DAY
from tests.laws import tries

FIRST = date(2026, 2, 1)
HOURS = [(), ((480, 720), (780, 1020)), ((0, 60), (1380, 1440))]
leaves = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(
        lambda pair: (FIRST + timedelta(days=pair[0]), FIRST + timedelta(days=pair[0] + pair[1]))
    ),
    max_size=3,
)
calendars = st.builds(
    lambda weekdays, hours, off: make_calendar(
        CalendarSpec(
            "c", "C", weekdays, hours, exceptions={FIRST + timedelta(days=d): DayException(False, "") for d in off}
        ),
        FIRST,
        date(2026, 3, 10),
    ),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(HOURS),
    st.frozensets(st.integers(0, 60), max_size=8),
)
teams = st.lists(leaves, max_size=3)
times = st.integers(midnight(FIRST) - 20 * MINUTES_A_DAY, midnight(FIRST) + 60 * MINUTES_A_DAY)


def present(team: list[list[tuple[date, date]]], day: date, *, all_needed: bool) -> int:
    here = sum(not any(start <= day <= end for start, end in leave) for leave in team)
    return int(here == len(team)) if all_needed else here if team else 1


def minutes(calendar: Calendar, team: list[list[tuple[date, date]]], start: int, end: int, *, all_needed: bool) -> int:
    """Person-minutes in `[start, end)`, day by day."""
    total = 0
    for ordinal in range(start // MINUTES_A_DAY, end // MINUTES_A_DAY + 1):
        day = date.fromordinal(ordinal)
        if calendar.is_working(day):
            for opens, closes in calendar.spec.hours or ((540, 1020),):
                begin = max(start, ordinal * MINUTES_A_DAY + opens)
                stop = min(end, ordinal * MINUTES_A_DAY + closes)
                total += max(0, stop - begin) * present(team, day, all_needed=all_needed)
    return total


@settings(max_examples=tries(150))
@given(calendars, teams, st.booleans(), times, times)
def test_the_difference_of_two_positions_is_the_work_between_them(
    calendar: Calendar, team: list[list[tuple[date, date]]], all_needed: bool, one: int, other: int
) -> None:
    clock = shared(calendar, team, all_needed=all_needed)
    start, end = min(one, other), max(one, other)
    assert clock.after(end) - clock.after(start) == minutes(calendar, team, start, end, all_needed=all_needed)


@settings(max_examples=tries(150))
@given(calendars, teams, st.booleans(), times)
def test_work_starts_and_ends_where_there_is_some(
    calendar: Calendar, team: list[list[tuple[date, date]]], all_needed: bool, time: int
) -> None:
    clock = shared(calendar, team, all_needed=all_needed)
    position = clock.after(time)
    starts, ends = clock.starts(position), clock.ends(position)
    assert starts >= time
    assert ends <= starts
    assert clock.after(starts) == clock.after(ends) == position
    assert minutes(calendar, team, starts, starts + 1, all_needed=all_needed) > 0
    assert minutes(calendar, team, ends - 1, ends, all_needed=all_needed) > 0
    assert minutes(calendar, team, ends, starts, all_needed=all_needed) == 0


@settings(max_examples=tries(100))
@given(calendars, teams, times)
def test_the_last_start_is_the_last_that_is_not_after_a_time(
    calendar: Calendar, team: list[list[tuple[date, date]]], time: int
) -> None:
    clock = shared(calendar, team, all_needed=True)
    position = clock.last_start(time)
    assert clock.starts(position) <= time < clock.starts(position + 1)


@given(times)
def test_whole_days_begin_at_the_next_midnight(time: int) -> None:
    clock = WholeDays()
    assert clock.after(time) - time in range(MINUTES_A_DAY)
    assert time - clock.before(time) in range(MINUTES_A_DAY)
    assert clock.last_start(time) == clock.before(time)
    assert not clock.after(time) % MINUTES_A_DAY


@given(times)
def test_any_time_is_its_own_position(time: int) -> None:
    clock: Clock = AnyTime()
    positions = {clock.after(time), clock.before(time), clock.last_start(time), clock.starts(time), clock.ends(time)}
    assert positions == {time}


@given(st.datetimes().map(lambda value: value.replace(second=0, microsecond=0)))
def test_a_time_is_a_moment_and_back(value: datetime) -> None:
    time = midnight(value.date()) + value.hour * 60 + value.minute
    assert moment(time) == value
    assert day_of(time) == value.date()


def test_times_outside_of_the_calendar_are_its_edges() -> None:
    assert day_of(-5) == moment(-5).date() == date.min
    assert day_of(10**12) == moment(10**12).date() == date.max


def test_work_beyond_the_end_of_time_ends_with_it() -> None:
    calendar = make_calendar(CalendarSpec("c", "C"), FIRST, date(2026, 3, 10))
    assert day_of(EvenTime(calendar).ends(10**15)) == date.max


def test_leave_that_overlaps_counts_once() -> None:
    calendar = make_calendar(CalendarSpec("c", "C"), FIRST, date(2026, 3, 10))
    leave = [(date(2026, 2, 2), date(2026, 2, 4)), (date(2026, 2, 3), date(2026, 2, 5))]
    clock = shared(calendar, [leave, []], all_needed=False)
    week = clock.after(midnight(date(2026, 2, 9))) - clock.after(midnight(FIRST))
    assert week == (5 + 1) * 480


def test_leave_until_the_end_of_time_can_be_counted() -> None:
    calendar = make_calendar(CalendarSpec("c", "C"), FIRST, date(2026, 3, 10))
    clock = shared(calendar, [[(date(2026, 2, 2), date.max)]], all_needed=True)
    assert day_of(clock.ends(clock.after(midnight(FIRST)) + 480)) == date.max
