"""Calendar months on from a day or a time, and back.

In: days as ordinals, times in minutes since midnight before 0001-01-01. Out: the same, that many months later. Where the
month has no such day, something that begins does so on its last day, and something that ends does so with it: a month after
31 January is 28 February.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from planlang.values.units import MINUTES_A_DAY

LONGEST = 31
"""Days of the longest month: how far a month goes where there are no dates any more."""


def end_after(day: int, months: int) -> int:
    """The day on which months from a day on are over: 15 March after two months from 15 January, 1 March after one from the 31st."""
    place = _month(day, months)
    if place is None:
        return day + LONGEST * months
    first, length = place
    return first + min(date.fromordinal(day).day - 1, length)


def latest_start(day: int, months: int) -> int:
    """The last day from which on so many months are over not later than on a day."""
    place = _month(day, -months)
    if place is None:
        return day - LONGEST * months
    first, length = place
    return first + min(date.fromordinal(day).day, length) - 1


def earliest_start(day: int, months: int) -> int:
    """The first day from which on so many months are over not sooner than on a day."""
    return latest_start(day - 1, months) + 1


def time_on(time: int, months: int, *, start: bool) -> int:
    """The same minute of the day that many months after a start or an end."""
    day, minute = divmod(time, MINUTES_A_DAY)
    there = end_after(day, months)
    if _has_day(day, months):
        return there * MINUTES_A_DAY + minute
    return (there - 1) * MINUTES_A_DAY + minute if start else there * MINUTES_A_DAY


def time_before(time: int, months: int, *, start: bool) -> int:
    """The last time that, that many months later, is not after a time (see `time_on`)."""
    found = latest_start(time // MINUTES_A_DAY, months)
    if start:  # the days that the month lacks come to its last
        while time_on((found + 1) * MINUTES_A_DAY, months, start=True) <= time:
            found += 1
    first = time_on(found * MINUTES_A_DAY, months, start=start)
    return found * MINUTES_A_DAY + min(time - first, MINUTES_A_DAY - 1)


def _has_day(day: int, months: int) -> bool:
    """Whether the month so many months after a day has that day."""
    place = _month(day, months)
    return place is None or date.fromordinal(day).day <= place[1]


def _month(day: int, months: int) -> tuple[int, int] | None:
    """The first day of the month so many months after a day, and its length; None where there are no such dates."""
    if not 1 <= day <= date.max.toordinal():
        return None
    here = date.fromordinal(day)
    year, month = divmod(here.year * 12 + here.month - 1 + months, 12)
    if not 1 <= year <= date.max.year:
        return None
    return date(year, month + 1, 1).toordinal(), monthrange(year, month + 1)[1]
