"""The hours of a day, and parts of it: a morning, an afternoon, from one time to another.

Hours are stretches in minutes since midnight, half-open, ascending, apart from each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from enum import Enum
from itertools import pairwise

Hours = tuple[tuple[int, int], ...]
LATE = 1 << 16
"""Later than any minute of a day."""


class Half(Enum):
    """A half of a working day, as people say it."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


DayPart = Half | Hours


def length(hours: Hours) -> int:
    """Minutes of some hours."""
    return sum(end - start for start, end in hours)


def lies_in(at: time, start: time, end: time) -> bool:
    """Whether a time of the day lies in hours that may go over midnight; the end does not.

    >>> lies_in(time(23), time(20), time(8, 30)), lies_in(time(8, 30), time(20), time(8, 30))
    (True, False)
    """
    return start <= at < end if start < end else at >= start or at < end


def noon(hours: Hours) -> int:
    """The minute at which the morning of a day with such hours is over: its longest break, the first of equal ones; where
    there is none, when half of the minutes are.
    """
    breaks = [(start - end, -end) for (_, end), (start, _) in pairwise(hours)]
    longest, over = max(breaks, default=(0, 0))
    if longest > 0:
        return -over
    return (hours[0][0] + hours[-1][1]) // 2 if hours else 0


def without(hours: Hours, *parts: DayPart) -> Hours:
    """What is left of the hours of a day where some parts of it are off."""
    left, over = hours, noon(hours)
    for part in parts:
        match part:
            case Half.MORNING:
                left = _outside(left, 0, over)
            case Half.AFTERNOON:
                left = _outside(left, over, LATE)
            case _:
                for start, end in part:
                    left = _outside(left, start, end)
    return left


def within(hours: Hours, part: DayPart) -> Hours:
    """The hours of a day of which a part alone is worked: times count whatever the hours of the day are."""
    match part:
        case Half.MORNING:
            return without(hours, Half.AFTERNOON)
        case Half.AFTERNOON:
            return without(hours, Half.MORNING)
        case _:
            return part


def common(hours: Sequence[Hours]) -> Hours:
    """What several have in common."""
    first, *others = hours
    for other in others:
        first = tuple(
            (max(start, opens), min(end, closes))
            for start, end in first
            for opens, closes in other
            if max(start, opens) < min(end, closes)
        )
    return first


def counted(hours: Iterable[Hours]) -> tuple[tuple[int, int, int], ...]:
    """How many of several are there, stretch by stretch: from, to, how many; where none is, nothing."""
    steps: dict[int, int] = {}
    for own in hours:
        for start, end in own:
            steps[start] = steps.get(start, 0) + 1
            steps[end] = steps.get(end, 0) - 1
    found: list[tuple[int, int, int]] = []
    there, since = 0, 0
    for minute in sorted(steps):
        if there and minute > since:
            if found and found[-1][1:] == (since, there):
                found[-1] = (found[-1][0], minute, there)
            else:
                found.append((since, minute, there))
        there, since = there + steps[minute], minute
    return tuple(found)


def _outside(hours: Hours, start: int, end: int) -> Hours:
    """Hours without those from one minute to another."""
    found: list[tuple[int, int]] = []
    for opens, closes in hours:
        found += [(opens, min(closes, start)), (max(opens, end), closes)]
    return tuple(pair for pair in found if pair[0] < pair[1])
