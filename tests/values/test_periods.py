from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planlang.values.earlier.last_year import MissingWeek, same_period_last_year
from planlang.values.periods import (
    FiscalYears,
    Grain,
    Grid,
    OtherMonthError,
    earlier_period,
    next_period,
    parse_label,
    period_of,
    periods_meeting,
    previous_period,
    week_of,
    weeks_in_year,
)
from planlang.values.retail import PATTERNS, RetailYears

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
calendar_grids = st.builds(Grid, st.integers(0, 6), st.builds(FiscalYears, st.integers(1, 12), st.booleans()))
retail_years = st.builds(
    RetailYears, st.sampled_from(PATTERNS), st.integers(1, 12), nearest=st.booleans(), named_by_end=st.booleans()
)
retail_grids = st.builds(Grid, st.integers(0, 6), retail_years)
grids = calendar_grids | retail_grids
grains = st.sampled_from(Grain)


@given(days)
def test_weeks_that_start_on_monday_are_iso_weeks(day: date) -> None:
    year, number, weekday = day.isocalendar()
    week = week_of(day)
    assert week.label == f"{year}-W{number:02}"
    assert week.start == day - timedelta(days=weekday - 1)


@given(days, st.integers(0, 6))
def test_a_week_belongs_to_the_year_with_most_of_its_days(day: date, week_start: int) -> None:
    week = week_of(day, week_start)
    years = [(week.start + timedelta(days=i)).year for i in range(7)]
    assert int(week.label[:4]) == max(set(years), key=years.count)
    assert week.start.weekday() == week_start
    assert day in week


@given(days, st.integers(0, 6))
def test_week_numbers_count_up_through_the_year(day: date, week_start: int) -> None:
    this, following = week_of(day, week_start), week_of(day + timedelta(days=7), week_start)
    number, after = int(this.label[6:8]), int(following.label[6:8])
    if after != 1:
        assert after == number + 1
    else:
        assert number == weeks_in_year(int(this.label[:4]), week_start)
        assert int(following.label[:4]) == int(this.label[:4]) + 1


@given(days, grains, grids)
def test_periods_tile_time(day: date, grain: Grain, grid: Grid) -> None:
    period = period_of(day, grain, grid)
    assert day in period
    assert next_period(period, grid).start == period.end
    assert previous_period(period, grid).end == period.start
    assert next_period(previous_period(period, grid), grid) == period
    assert all(
        period_of(inside, grain, grid) == period
        for inside in (period.start, period.start + timedelta(days=period.days // 2), period.last_day)
    )


@given(days, st.sampled_from([g for g in Grain if g is not Grain.DAY]), grids)
@example(date(2026, 12, 31), Grain.WEEK, Grid())
@example(date(2026, 3, 31), Grain.QUARTER, Grid(fiscal=FiscalYears(4, True)))
@example(date(2024, 2, 3), Grain.MONTH, Grid(6, RetailYears((4, 5, 4), 1, named_by_end=False)))
def test_a_label_names_its_period(day: date, grain: Grain, grid: Grid) -> None:
    period = period_of(day, grain, grid)
    assert parse_label(period.label, grid) == period


@given(days, st.integers(0, 400), grains, grids)
def test_the_periods_meeting_a_stretch_cover_it_and_nothing_else(
    start: date, length: int, grain: Grain, grid: Grid
) -> None:
    end = start + timedelta(days=length)
    periods = list(periods_meeting(start, end, grain, grid))
    assert len(set(periods)) == len(periods)
    if not length:
        assert not [p for p in periods if p.start >= end]
        return
    assert periods[0].start <= start
    assert periods[-1].end >= end
    assert all(p.start < end and p.end > start for p in periods)
    assert all(a.end == b.start for a, b in pairwise(periods))


@pytest.mark.parametrize("label", ["2025-W53", "2026-W00", "2026-13", "2026-00", "2026-Q5", "0000", "9999-W52", "9999"])
def test_a_period_that_does_not_exist_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_label(label)


@pytest.mark.parametrize(
    "label", ["26-W01", "2026-W1", "2026-W01 ", "", "２０２６", "now", "FY2026", "FY2026-W01", "2026-W02/sun"]
)
def test_what_is_no_label_of_the_grid_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_label(label)


def test_a_week_label_may_leave_out_its_start() -> None:
    grid = Grid(week_start=6)
    assert parse_label("2026-W02", grid) == parse_label("2026-W02/sun", grid)


@given(days, st.sampled_from([Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR]), calendar_grids)
def test_last_years_period_has_the_same_number(day: date, grain: Grain, grid: Grid) -> None:
    period = period_of(day, grain, grid)
    before = same_period_last_year(period, grid)
    assert before is not None
    assert before.label.replace(before.label.removeprefix("FY")[:4], "", 1) == period.label.replace(
        period.label.removeprefix("FY")[:4], "", 1
    )
    assert 365 <= (period.start - before.start).days <= 366


@given(days, st.integers(0, 6))
def test_only_week_53_can_be_absent_last_year(day: date, week_start: int) -> None:
    grid = Grid(week_start)
    week = week_of(day, week_start)
    before = same_period_last_year(week, grid)
    assert (before is None) == (week.label[6:8] == "53" and weeks_in_year(int(week.label[:4]) - 1, week_start) == 52)
    back = same_period_last_year(week, grid, MissingWeek.WEEKS_BACK)
    assert back is not None
    assert (week.start - back.start).days == 364
    assert same_period_last_year(week, grid, MissingWeek.WEEK_52) is not None


def test_the_29th_of_february_is_absent_last_year() -> None:
    assert same_period_last_year(period_of(date(2024, 2, 29), Grain.DAY), Grid()) is None
    before = same_period_last_year(period_of(date(2024, 3, 1), Grain.DAY), Grid())
    assert before is not None
    assert before.label == "2023-03-01"


# ---------------------------------------------------------------- retail years


@given(days, st.integers(0, 60), grains, grids)
def test_the_period_so_many_before_is_found_step_by_step(day: date, count: int, grain: Grain, grid: Grid) -> None:
    period = stepped = period_of(day, grain, grid)
    for _ in range(count):
        stepped = previous_period(stepped, grid)
    assert earlier_period(period, count, grid) == stepped


@given(days, retail_grids)
def test_periods_of_a_retail_year_nest_from_week_to_year(day: date, grid: Grid) -> None:
    nested = [period_of(day, grain, grid) for grain in Grain]
    for inner, outer in pairwise(nested):
        assert outer.start <= inner.start
        assert inner.end <= outer.end
    month, quarter, half, year = nested[2:]
    assert month.days in (28, 35, 42)
    assert quarter.days in (91, 98)
    assert half.days in (182, 189)
    assert year.days in (364, 371)


@given(st.integers(1951, 2149), retail_grids)
def test_the_months_of_a_retail_year_follow_its_pattern(year: int, grid: Grid) -> None:
    retail = grid.fiscal
    assert isinstance(retail, RetailYears)
    whole = parse_label(f"{year}", grid)
    months = list(periods_meeting(whole.start, whole.end, Grain.MONTH, grid))
    assert [month.label.rpartition("-")[2] for month in months] == [f"P{number:02}" for number in range(1, 13)]
    weeks = [month.days // 7 for month in months]
    assert weeks[:11] == [*retail.pattern * 4][:11]
    assert weeks[11] == retail.pattern[2] + whole.days // 7 - 52
    quarters = list(periods_meeting(whole.start, whole.end, Grain.QUARTER, grid))
    assert [(q.start, q.end) for q in quarters] == [(months[i].start, months[i + 2].end) for i in (0, 3, 6, 9)]


@given(st.integers(1951, 2149), retail_grids)
def test_a_retail_year_ends_where_it_says(year: int, grid: Grid) -> None:
    retail = grid.fiscal
    assert isinstance(retail, RetailYears)
    last = parse_label(f"{year}", grid).last_day
    assert (last + timedelta(days=1)).weekday() == grid.week_start
    month = (date(2000, retail.end_month, 1) + timedelta(days=31)).month  # the one after
    if retail.nearest:
        later = last + timedelta(days=4)
        assert later.month == month
        assert later.day <= 7
    else:
        assert last.month == retail.end_month
        assert (last + timedelta(days=7)).month == month


@given(days, st.sampled_from(PATTERNS), st.integers(0, 6))
def test_a_retail_year_of_the_calendar_has_the_weeks_that_are_numbered_in_it(
    day: date, pattern: tuple[int, int, int], week_start: int
) -> None:
    grid = Grid(week_start, RetailYears(pattern))
    assert period_of(day, Grain.YEAR, grid).label == week_of(day, week_start).label[:4]
    assert period_of(day, Grain.YEAR, grid).days == 7 * weeks_in_year(
        int(week_of(day, week_start).label[:4]), week_start
    )


@given(days, st.sampled_from([Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR]), retail_grids)
def test_last_years_retail_period_has_the_same_number_and_as_many_weeks(day: date, grain: Grain, grid: Grid) -> None:
    period = period_of(day, grain, grid)
    year, _, number = period.label.removeprefix("FY").partition("-")
    twin = parse_label(f"{int(year) - 1:04}" + (f"-{number}" if number else ""), grid)
    assert same_period_last_year(period, grid) == (twin if twin.days == period.days else None)


def test_months_are_called_as_the_plan_has_them() -> None:
    with pytest.raises(OtherMonthError) as of_dates:
        parse_label("2026-03", Grid(6, RetailYears((4, 5, 4))))
    assert of_dates.value.instead == "2026-P03"
    with pytest.raises(OtherMonthError) as of_weeks:
        parse_label("2026-P03")
    assert of_weeks.value.instead == "2026-03"


@pytest.mark.parametrize(
    ("label", "years", "instead"),
    [
        ("FY2026-P03", FiscalYears(4), "2026-06"),
        ("FY2026-P10", FiscalYears(4), "2027-01"),
        ("2026-P12", FiscalYears(4), "2027-03"),
        ("FY2026-P03", FiscalYears(4, named_by_end=True), "2025-06"),
        ("2026-P12", FiscalYears(), "2026-12"),
        ("2026-03", RetailYears((4, 5, 4), 1), "FY2027-P02"),
        ("2026-01", RetailYears((4, 5, 4), 1), "FY2026-P12"),
        ("2026-03", RetailYears((4, 5, 4), 1, named_by_end=False), "FY2026-P02"),
    ],
)
def test_a_month_that_is_called_otherwise_is_the_one_that_is_meant(
    label: str, years: FiscalYears | RetailYears, instead: str
) -> None:
    with pytest.raises(OtherMonthError) as error:
        parse_label(label, Grid(0, years))
    assert error.value.instead == instead


@given(
    grids,
    st.integers(1990, 2050),
    st.integers(0, 99),
    st.sampled_from(["{:04}-{:02}", "{:04}-P{:02}", "FY{:04}-P{:02}"]),
)
def test_what_a_month_should_be_called_is_a_month_of_the_plan(grid: Grid, year: int, number: int, label: str) -> None:
    try:
        found = parse_label(label.format(year, number), grid).label
    except OtherMonthError as error:
        found = error.instead
        assert parse_label(found, grid).grain is Grain.MONTH
    except ValueError:
        return
    assert 1 <= number <= 12
    assert parse_label(found, grid).label == found


@given(st.integers(1990, 2050), st.integers(1, 12), retail_grids)
def test_most_of_a_calendar_month_lies_in_the_retail_month_it_is_called_by(year: int, number: int, grid: Grid) -> None:
    with pytest.raises(OtherMonthError) as error:
        parse_label(f"{year}-{number:02}", grid)
    first, meant = date(year, number, 1), parse_label(error.value.instead, grid)
    shared = (min(meant.end, period_of(first, Grain.MONTH).end) - max(meant.start, first)).days
    assert shared >= 14


@pytest.mark.parametrize("day", [date.min, date(1, 6, 1), date.max, date(9999, 12, 30)])
@pytest.mark.parametrize("grain", [Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR])
def test_a_retail_year_that_the_calendar_does_not_hold_is_refused(day: date, grain: Grain) -> None:
    for pattern in PATTERNS:
        with pytest.raises(ValueError, match=r"outside of the calendar|before the first year"):
            period_of(day, grain, Grid(0, RetailYears(pattern)))


@pytest.mark.parametrize("label", ["2026-P13", "2026-P00", "FY2026-P03", "FY2026", "0001-P01", "9999", "0000-Q1"])
def test_a_retail_period_that_does_not_exist_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_label(label, Grid(0, RetailYears((4, 4, 5))))
