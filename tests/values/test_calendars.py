from __future__ import annotations

import json
import os
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planlang.values.calendars import Calendar, CalendarSpec, DayException, make_calendar
from planlang.values.hours import Half
from tests.laws import tries

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
near = st.dates(date(2024, 6, 1), date(2027, 8, 31))
hours = st.sampled_from([(), ((480, 720), (780, 1020)), ((540, 780),), ((480, 1200),)])
parts = st.sampled_from([*Half, ((600, 660),), ((0, 1440),)])
dates = st.dates(date(2024, 1, 1), date(2028, 12, 31))
exceptions = st.dictionaries(
    dates,
    st.builds(DayException, st.booleans(), st.just("own day")),
    max_size=12,
)
specs = st.builds(
    CalendarSpec,
    name=st.just("c"),
    title=st.just("C"),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    countries=st.sampled_from([(), ("CN",), ("US",), ("CN", "DE")]),
    exceptions=exceptions,
)
mixed = st.builds(
    CalendarSpec,
    name=st.just("c"),
    title=st.just("C"),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    hours=hours,
    countries=st.sampled_from([(), ("CN",)]),
    exceptions=st.dictionaries(
        dates, st.builds(DayException, st.booleans(), st.just(""), st.none() | parts), max_size=8
    ),
    weekday_hours=st.dictionaries(st.integers(0, 6), hours.filter(bool), max_size=2),
    off=st.dictionaries(dates, st.lists(parts, min_size=1, max_size=2).map(tuple), max_size=8),
)


def china() -> Calendar:
    return make_calendar(CalendarSpec("china", "China", countries=("CN",)), FIRST, LAST)


def step(calendar: Calendar, day: date, count: int) -> date:
    """Day by day, as one would with a wall calendar."""
    direction = timedelta(days=1 if count > 0 else -1)
    while count:
        day += direction
        if calendar.is_working(day):
            count -= 1 if count > 0 else -1
    return day


@settings(max_examples=tries(60))
@given(specs, near, near)
def test_working_days_are_the_days_that_are_worked(spec: CalendarSpec, start: date, end: date) -> None:
    calendar = make_calendar(spec, FIRST, LAST)
    listed = (start + timedelta(days=i) for i in range((end - start).days))
    assert calendar.working_days(start, end) == sum(calendar.is_working(day) for day in listed)


@settings(max_examples=tries(60))
@given(mixed, near, near)
def test_days_are_added_up_by_their_shares(spec: CalendarSpec, start: date, end: date) -> None:
    calendar = make_calendar(spec, FIRST, LAST)
    listed = [start + timedelta(days=i) for i in range((end - start).days)]
    worked = [sum(closes - opens for opens, closes in calendar.hours_on(day)) for day in listed]
    assert [minutes > 0 for minutes in worked] == [calendar.is_working(day) for day in listed]
    usual = calendar.minutes_per_day
    assert calendar.days_worth(start, end) == sum((min(Fraction(m, usual), Fraction(1)) for m in worked), Fraction(0))
    pattern = [spec.hours_of(day.weekday()) for day in listed if calendar.in_pattern(day)]
    nominal = sum(min(sum(closes - opens for opens, closes in own), usual) for own in pattern)
    assert calendar.nominal_minutes(start, end) == nominal


def test_a_part_of_a_day_off_takes_nothing_from_a_day_that_is_off() -> None:
    spec = CalendarSpec(
        "c", "C", off={date(2026, 3, 7): (Half.MORNING,), date(2026, 3, 6): (Half.MORNING, Half.AFTERNOON)}
    )
    calendar = make_calendar(spec, FIRST, LAST)
    assert not calendar.is_working(date(2026, 3, 7))
    assert not calendar.is_working(date(2026, 3, 6)), "both halves are the whole day"
    assert calendar.working_days(date(2026, 3, 2), date(2026, 3, 9)) == 4


@settings(max_examples=tries(60))
@given(specs, near, near)
def test_nominal_days_are_the_days_of_the_pattern(spec: CalendarSpec, start: date, end: date) -> None:
    calendar = make_calendar(spec, FIRST, LAST)
    listed = (start + timedelta(days=i) for i in range((end - start).days))
    assert calendar.nominal_days(start, end) == sum(calendar.in_pattern(day) for day in listed)


@settings(max_examples=tries(100))
@given(specs, near, st.integers(-90, 90))
def test_adding_working_days_counts_them_one_by_one(spec: CalendarSpec, day: date, count: int) -> None:
    calendar = make_calendar(spec, FIRST, LAST)
    assert calendar.add_working_days(day, count) == step(calendar, day, count)


@settings(max_examples=tries(100))
@given(specs, near, st.integers(1, 300))
def test_adding_and_counting_undo_each_other(spec: CalendarSpec, day: date, count: int) -> None:
    calendar = make_calendar(spec, FIRST, LAST)
    there = calendar.add_working_days(day, count)
    assert calendar.working_days(day + timedelta(days=1), there + timedelta(days=1)) == count
    back = calendar.add_working_days(there, -count)
    assert calendar.working_days(back, there) == count
    if calendar.is_working(day):
        assert back == day


@settings(max_examples=tries(60))
@given(specs, st.dates(date(1900, 1, 1), date(2200, 1, 1)))
@example(CalendarSpec("c", "C", exceptions={date(2030, 1, 1): DayException(False, "new year")}), date(2030, 1, 1))
def test_rank_and_nth_are_inverse_on_working_days(spec: CalendarSpec, day: date) -> None:
    calendar = make_calendar(spec, FIRST, LAST)
    ordinal = calendar.nth(calendar.rank(day.toordinal()))
    assert ordinal >= day.toordinal()
    assert calendar.is_working(date.fromordinal(ordinal))
    assert not any(calendar.is_working(date.fromordinal(o)) for o in range(day.toordinal(), ordinal))


def test_a_calendar_without_working_days_ends_at_the_edge_of_time() -> None:
    calendar = make_calendar(CalendarSpec("never", "Never", weekdays=frozenset()), FIRST, LAST)
    assert calendar.working_days(date(1, 1, 1), date.max) == 0
    assert calendar.add_working_days(FIRST, 1) == date.max
    assert calendar.add_working_days(FIRST, -1) == date.min


def test_an_own_exception_beats_the_official_list() -> None:
    spec = CalendarSpec(
        "c",
        "C",
        countries=("CN",),
        exceptions={date(2026, 2, 14): DayException(False, "bridge"), date(2026, 2, 16): DayException(True, "stock")},
    )
    calendar = make_calendar(spec, FIRST, LAST)
    assert not calendar.is_working(date(2026, 2, 14))
    assert calendar.is_working(date(2026, 2, 16))


def test_a_firm_with_a_six_day_week_is_off_on_the_saturdays_of_a_chinese_holiday() -> None:
    spec = CalendarSpec("shop", "Shop", weekdays=frozenset(range(6)), countries=("CN",))
    calendar = make_calendar(spec, FIRST, LAST)
    assert not calendar.is_working(date(2026, 1, 3))
    assert not calendar.is_working(date(2026, 2, 21))
    assert calendar.is_working(date(2026, 2, 14))
    assert calendar.is_working(date(2026, 3, 7))


def test_past_the_last_published_list_the_pattern_alone_applies() -> None:
    calendar = make_calendar(CalendarSpec("china", "China", countries=("CN",)), date(2025, 1, 1), date(2050, 1, 1))
    assert calendar.assumed_after is not None
    assert calendar.assumed_after >= date(2026, 12, 31)
    assert calendar.is_working(date(2049, 10, 1))
    later = make_calendar(CalendarSpec("china", "China", countries=("CN",)), date(2048, 1, 1), date(2050, 1, 1))
    assert later.assumed_after == calendar.assumed_after
    assert later.is_working(date(2049, 10, 1))


def test_a_country_whose_days_follow_from_the_law_is_never_assumed() -> None:
    calendar = make_calendar(CalendarSpec("de", "DE", countries=("DE",)), date(2026, 1, 1), date(2040, 1, 1))
    assert calendar.assumed_after is None
    assert not calendar.is_working(date(2039, 5, 19))  # Ascension Day


def test_several_countries_add_their_days_off() -> None:
    calendar = make_calendar(CalendarSpec("both", "Both", countries=("CN", "HK")), FIRST, LAST)
    assert calendar.is_working(date(2026, 5, 9))
    assert not calendar.is_working(date(2026, 7, 1))  # a holiday in Hong Kong only


def test_a_day_off_in_one_country_beats_a_make_up_workday_of_another() -> None:
    day = date(2026, 5, 9)  # Memorial Day in Uzbekistan
    assert make_calendar(CalendarSpec("cn", "CN", countries=("CN",)), FIRST, LAST).is_working(day)
    assert not make_calendar(CalendarSpec("both", "Both", countries=("UZ", "CN")), FIRST, LAST).is_working(day)
    assert not make_calendar(CalendarSpec("both", "Both", countries=("CN", "UZ")), FIRST, LAST).is_working(day)


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(KeyError):
        make_calendar(CalendarSpec("xx", "XX", countries=("XX",)), FIRST, LAST)


def real_data() -> Path:
    """The folder of real data sets, which the project does not ship."""
    named = os.environ.get("PLANLANG_REAL_DATA")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.skipif(not (real_data() / "cn_holidays").is_dir(), reason="no folder of real data with cn_holidays")
def test_the_chinese_calendar_is_the_one_the_state_council_published() -> None:
    files = sorted((real_data() / "cn_holidays").glob("*.json"))
    listed = {
        date.fromisoformat(day["date"]): not day["isOffDay"]
        for file in files
        for day in json.loads(file.read_text(encoding="utf-8"))["days"]
    }
    assert len(listed) > 200
    first, last = date(min(listed).year, 1, 1), date(max(listed).year, 12, 31)
    for weekdays in (range(5), range(6)):
        spec = CalendarSpec("china", "China", weekdays=frozenset(weekdays), countries=("CN",))
        calendar = make_calendar(spec, first, last)
        wrong = [day for day in sorted(listed) if calendar.is_working(day) != listed[day]]
        assert wrong == []
    first = date(2019, 1, 1)  # of 2018, the lists tell the last days only
    five = make_calendar(CalendarSpec("china", "China", countries=("CN",)), first, last)
    every = (first + timedelta(days=i) for i in range((last - first).days + 1))
    assert [d for d in every if five.is_working(d) != listed.get(d, d.weekday() < 5)] == []
