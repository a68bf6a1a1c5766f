"""How far the clocks of two zones are apart, as a list of stretches of local time.

In: the zone of a source and that of the plan. Out: stretches within which one and the same shift applies, for engines
that shift whole columns. The rules for times that do not exist or occur twice are those of values/zoned.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from planlang.frozen import frozen
from planlang.values.zoned import to_zone

FIRST_YEAR, LAST_YEAR = 1970, 2050
STEP = 7 * 86_400
"""seconds; no zone changes its clock twice within a week"""
END = (LAST_YEAR - FIRST_YEAR) * 31_556_952


@frozen
class Stretch:
    """Local times of a source from `start` up to the next stretch: the shift to the plan's local time, and whether the
    times of this stretch do not exist or occur twice.
    """

    start: datetime
    shift: timedelta
    is_odd: bool


@cache
def stretches(source: str, target: str) -> tuple[Stretch, ...]:
    """All stretches from 1970 to 2050, ascending; the first also holds what is earlier, the last what is later."""
    borders = {datetime(FIRST_YEAR, 1, 1)}
    for instant, before, after in _changes(source):
        borders |= {instant + before, instant + after}
    for instant, _, _ in _changes(target):
        borders.add(instant.replace(tzinfo=UTC).astimezone(ZoneInfo(source)).replace(tzinfo=None, fold=0))
    found: list[Stretch] = []
    for start in sorted(borders):
        local, oddity = to_zone(start, source, target)
        stretch = Stretch(start, local - start, oddity is not None)
        if not found or (found[-1].shift, found[-1].is_odd) != (stretch.shift, stretch.is_odd):
            found.append(stretch)
    return tuple(found)


def _changes(zone: str) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """When the clock of a zone is changed: naive UTC instant, offset before, offset after."""
    clock = ZoneInfo(zone)

    def offset(second: int) -> timedelta | None:
        return datetime.fromtimestamp(second, clock).utcoffset()

    before = offset(0)
    for low in range(0, END, STEP):
        after = offset(low + STEP)
        if after != before:
            assert before is not None
            assert after is not None
            change = bisect_left(range(low, low + STEP), True, key=lambda second: offset(second) != before)
            yield datetime(FIRST_YEAR, 1, 1) + timedelta(seconds=low + change), before, after
            before = after
