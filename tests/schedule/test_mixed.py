"""Working time of days that are not alike, against counting every minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.schedule.passes.mixed import Absence, MixedTime, Together, Worker
from planlang.schedule.passes.positions import EvenTime, midnight
from planlang.values.calendars import CalendarSpec, DayException, make_calendar
from planlang.values.hours import Half, without
from planlang.values.units import MINUTES_A_DAY
from tests.laws import tries

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 10)
HOURS = [((480, 720), (780, 1020)), ((540, 780),), ((0, 60), (1380, 1440))]
near = st.integers(-10, 50).map(lambda days: FIRST + timedelta(days=days))
parts = st.sampled_from([*Half, ((600, 660),), ((0, 1440),)])
calendars = st.builds(
    lambda weekdays, hours, others, off, half: make_calendar(
        CalendarSpec(
            "c",
            "C",
            weekdays,
            hours,
            exceptions=off,
            weekday_hours={day: own for day, own in others.items() if day in weekdays},
            off={day: (part,) for day, part in half.items()},
        ),
        FIRST,
        LAST,
    ),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(HOURS),
    st.dictionaries(st.integers(0, 6), st.sampled_from(HOURS), max_size=2),
    st.dictionaries(near, st.builds(DayException, st.booleans(), st.just(""), st.none() | parts), max_size=4),
    st.dictionaries(near, parts, max_size=4),
)
absences = st.builds(
    lambda start, days, part: Absence(start, start + timedelta(days=days), part),
    near,
    st.integers(0, 6),
    st.none() | parts,
)
workers = st.lists(
    st.builds(
        Worker, st.lists(calendars, min_size=1, max_size=2).map(tuple), st.lists(absences, max_size=2).map(tuple)
    ),
    min_size=1,
    max_size=3,
)
SPAN = [FIRST + timedelta(days=days) for days in range(-40, 120)]
BEGIN = midnight(SPAN[0])


def minutes(people: Sequence[Worker], together: Together) -> list[int]:
    """How many work in each minute of some months."""
    found: list[int] = []
    for day in SPAN:
        there = [0] * MINUTES_A_DAY
        for worker in people:
            away = [one for one in worker.absences if one.start <= day <= one.end]
            own = set(range(MINUTES_A_DAY))
            for calendar in worker.calendars:
                own &= {minute for start, end in calendar.hours_on(day) for minute in range(start, end)}
            if len(worker.calendars) == 1 or not away:
                hours = worker.calendars[0].hours_on(day)
                left = without(hours, *(one.part for one in away if one.part is not None))
                own &= {minute for start, end in left for minute in range(start, end)}
            elif own:  # halves of what the calendars have in common
                spans = sorted(own)
                edges = [m for m in spans if m - 1 not in own], [m + 1 for m in spans if m + 1 not in own]
                left = without(tuple(zip(*edges, strict=True)), *(one.part for one in away if one.part is not None))
                own = {minute for start, end in left for minute in range(start, end)}
            if any(one.part is None for one in away):
                own = set()
            for minute in own:
                there[minute] += 1
        if together is Together.ALL:
            there = [int(count == len(people)) for count in there]
        elif together is Together.ANY:
            there = [min(count, 1) for count in there]
        found += there
    return found


@settings(max_examples=tries(60), deadline=None)
@given(workers, st.sampled_from(Together), st.data())
def test_positions_and_times_are_those_of_counting_minutes(
    people: list[Worker], together: Together, data: st.DataObject
) -> None:
    clock = MixedTime(people[0].calendars[0], people, minutes=480, together=together)
    if clock.never_ends:
        return
    worked = minutes(people, together)
    before = [0]
    for count in worked:
        before.append(before[-1] + count)
    zero = clock.after(BEGIN)
    for i in data.draw(st.lists(st.integers(0, len(worked)), min_size=1, max_size=20)):
        assert clock.after(BEGIN + i) == zero + before[i]
    if before[-1] < 2:
        return
    for work in data.draw(st.lists(st.integers(1, before[-1] - 1), min_size=1, max_size=10)):
        starts = next(i for i in range(len(worked) - 1, -1, -1) if before[i] <= work)
        ends = next(i for i, done in enumerate(before) if done >= work)
        assert clock.starts(zero + work) == BEGIN + starts
        assert clock.ends(zero + work) == BEGIN + ends
        begin = starts - starts % MINUTES_A_DAY
        assert clock.day_begin(zero + work) == zero + before[begin]
        assert clock.opening((BEGIN + starts) // MINUTES_A_DAY) == next(m for m in range(1440) if worked[begin + m])
    i, k = sorted(data.draw(st.tuples(st.integers(0, len(SPAN) - 1), st.integers(0, len(SPAN) - 1))))
    days = sum(any(worked[day * 1440 : day * 1440 + 1440]) for day in range(i, k))
    first = SPAN[0].toordinal()
    assert clock.days_before(first + k) - clock.days_before(first + i) == days


@settings(max_examples=tries(60), deadline=None)
@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(HOURS),
    st.dictionaries(near, st.builds(DayException, st.booleans(), st.just("")), max_size=4),
    st.lists(st.integers(-60 * 1440, 200 * 1440), min_size=1, max_size=8),
)
def test_days_that_are_alike_are_worked_by_the_plain_arithmetic(
    weekdays: frozenset[int], hours: tuple[tuple[int, int], ...], own: dict[date, DayException], times: list[int]
) -> None:
    calendar = make_calendar(CalendarSpec("c", "C", weekdays, hours, ("CN",), own), FIRST, LAST)
    plain, mixed = EvenTime(calendar), MixedTime(calendar, [Worker((calendar,))], minutes=480, together=Together.ALL)
    shift = plain.after(BEGIN) - mixed.after(BEGIN)
    for time in times:
        position = plain.after(BEGIN + time)
        assert mixed.after(BEGIN + time) == position - shift
        assert mixed.starts(position - shift) == plain.starts(position)
        assert mixed.ends(position - shift) == plain.ends(position)
        assert mixed.day_begin(position - shift) == plain.day_begin(position) - shift


def test_people_who_never_meet_never_end() -> None:
    monday, friday = (
        make_calendar(CalendarSpec("c", "C", frozenset({day}), exceptions=own), FIRST, LAST)
        for day, own in ((0, {}), (4, {date(2026, 3, 2): DayException(True, "")}))
    )
    people = [Worker((monday,)), Worker((friday,))]
    assert MixedTime(monday, people, minutes=480, together=Together.ALL).never_ends, "one day is not enough"
    assert not MixedTime(monday, people, minutes=480, together=Together.EACH).never_ends


def test_a_leave_until_the_end_of_time_ends() -> None:
    calendar = make_calendar(CalendarSpec("c", "C", weekday_hours={4: ((540, 780),)}), FIRST, LAST)
    away = Absence(date(2026, 3, 1), date.max)
    clock = MixedTime(calendar, [Worker((calendar,), (away,))], minutes=480, together=Together.ALL)
    assert clock.starts(clock.after(midnight(date(2026, 3, 2)))) >= midnight(date.max)


def test_both_halves_of_a_day_off_are_no_working_day() -> None:
    calendar = make_calendar(CalendarSpec("c", "C", weekday_hours={4: ((540, 780),)}), FIRST, LAST)
    day = date(2026, 3, 3)
    halves = tuple(Absence(day, day, half) for half in Half)
    clock = MixedTime(calendar, [Worker((calendar,), halves)], minutes=480, together=Together.ALL)
    assert clock.after(midnight(day)) == clock.after(midnight(day + timedelta(days=1)))
    assert clock.days_before(day.toordinal()) == clock.days_before(day.toordinal() + 1)
