"""The first day of the lunar year against the sky: new moons and the sun's longitude after Meeus, in Beijing time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import floor, radians, sin

import pytest

from planlang.values.earlier.before import Shift, days_before
from planlang.values.earlier.spring_festival import FESTIVALS
from planlang.values.periods import Grid, parse_label

J2000 = datetime(2000, 1, 1, 12)
BEIJING = timedelta(hours=8)
LATE = timedelta(seconds=69)
"""Dynamical time less universal time in these years, to a second or two."""


def new_moon(k: int) -> datetime:
    """The k-th new moon after that of January 2000, in Beijing (Meeus, chapter 49, without planetary terms)."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    m = radians(2.5534 + 29.10535670 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    f = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t)
    days = 5.09766 + 29.530588861 * k + 0.00015437 * t * t
    terms = (
        (-0.40720, moon), (0.17241 * e, m), (0.01608, 2 * moon), (0.01039, 2 * f), (0.00739 * e, moon - m),
        (-0.00514 * e, moon + m), (0.00208 * e * e, 2 * m), (-0.00111, moon - 2 * f), (-0.00057, moon + 2 * f),
        (0.00056 * e, 2 * moon + m), (-0.00042, 3 * moon), (0.00042 * e, m + 2 * f), (0.00038 * e, m - 2 * f),
        (-0.00024 * e, 2 * moon - m), (-0.00017, node),
    )  # fmt: skip
    days += sum(factor * sin(angle) for factor, angle in terms)
    return J2000 + timedelta(days=days) - LATE + BEIJING


def longitude(day: datetime) -> float:
    """The apparent longitude of the sun at an instant of Beijing (Meeus, chapter 25)."""
    t = (day - BEIJING + LATE - J2000) / timedelta(days=36525)
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    m = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000289 * sin(3 * m)
    node = radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * sin(node)) % 360


def solstice(year: int) -> date:
    """The day of the winter solstice: the last that begins before the sun has reached 270 degrees."""
    day = datetime(year, 12, 20)
    while longitude(day + timedelta(days=1)) < 270:
        day += timedelta(days=1)
    return day.date()


def moons(year: int) -> Iterator[date]:
    """The days of new moons from the one that begins the month of the winter solstice of a year."""
    at = solstice(year)
    k = floor((year + 0.9 - 2000) * 12.3685) - 2
    while new_moon(k + 1).date() <= at:
        k += 1
    while True:
        yield new_moon(k).date()
        k += 1


def has_term(start: date, end: date) -> bool:
    """Whether the sun enters a sign of the zodiac on the days `[start, end)`."""
    first, last = (longitude(datetime(day.year, day.month, day.day)) for day in (start, end))
    return floor(first / 30) != floor(last / 30)


def first_day(year: int) -> date:
    """The month of the solstice is the 11th; of 13 months to the next such month the first without a term is leap."""
    months = moons(year - 1)
    starts = [next(months) for _ in range(15)]
    is_long = starts[13] <= solstice(year)
    after = starts[1:]
    if is_long:
        leap = next(start for start, end in pairwise(after) if not has_term(start, end))
        after.remove(leap)
    return after[1]


@pytest.mark.parametrize("year", sorted(FESTIVALS))
def test_the_first_day_of_the_lunar_year_is_that_of_the_sky(year: int) -> None:
    assert FESTIVALS[year] == first_day(year)


def test_the_sun_is_where_the_almanac_has_it() -> None:
    """Meeus, example 25.a: 1992-10-13, 0 h TD."""
    at = datetime(1992, 10, 13) - LATE + BEIJING
    assert abs(longitude(at) - 199.90895) < 0.001


@pytest.mark.parametrize("label", ["2026-W08", "2026-W03", "2026-W12"])
def test_beyond_the_table_nothing_is_compared(label: str) -> None:
    week = parse_label(label.replace("2026", "2062"))
    assert days_before((week.start, week.end), week, Shift.FESTIVAL_YEAR, Grid()) is None
