"""Clock times: from a source's zone to the plan's, across changes of the clock; and the cut of an as-of.

In: naive local times with IANA zone names. Out: naive local times of the plan's zone, which everything after the readers
works in. Periods are made of days (values/periods); here they meet the clock.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from planlang.values.periods import DAY, Grain, Grid, Period, parse_label, period_of, previous_period


class Oddity(Enum):
    """What is odd about a local time on a day on which the clock is changed."""

    SKIPPED = "skipped"
    """it does not exist: the clock jumped over it"""
    TWICE = "twice"
    """it occurs twice: the first is meant"""


def settle(local: datetime, zone: str) -> tuple[datetime, Oddity | None]:
    """A local time that exists: one that the clock jumped over is moved on by the jump, one that occurs twice is the
    first.
    """
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    if first == second:
        return local, None
    if first < second:
        return local + (second - first), Oddity.SKIPPED
    return local, Oddity.TWICE


def to_zone(local: datetime, source: str, target: str) -> tuple[datetime, Oddity | None]:
    """The local time in `target` of a local time in `source`, both naive; times of the years 1 and 9999 stay as they
    are.
    """
    if not 1 < local.year < 9999:
        return local, None
    settled, oddity = settle(local, source)
    if source == target:
        return settled, oddity
    return settled.replace(tzinfo=ZoneInfo(source)).astimezone(ZoneInfo(target)).replace(tzinfo=None, fold=0), oddity


def midnight(day: date) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time())


# ---------------------------------------------------------------- as of

# `2026-03-15`, `2026-03-15T20:00`, `2026-03-15 20:00:30`, `2026-03-15T20:00+08:00`, `2026-03-15T12:00Z`
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(Z|[+-][0-9]{2}:[0-9]{2})?)?\Z"
)


def parse_as_of(text: str, zone: str, grid: Grid = Grid()) -> tuple[datetime, str]:
    """The cut that an as-of names, and its label.

    The cut is a local time of the plan's zone: no fact at or after it is seen. A date means the whole day (the cut is
    the next midnight), a period (`2026-W20`, `2026-05`) means its end, a date with a time that instant.

    Raises:
        ValueError: it is none of these, or a day, time or period that does not exist.
    """
    match = _MOMENT.match(text.strip())
    if match is None:
        period = parse_label(text.strip(), grid)
        return midnight(period.end), period.label
    day = date.fromisoformat(match[1])
    if day.year in (1, 9999):
        raise ValueError(f"{day} is outside of the calendar")
    if match[2] is None:
        return midnight(day + DAY), day.isoformat()
    moment = datetime.combine(day, time.fromisoformat(match[2]))
    if match[3] is None:
        moment = settle(moment, zone)[0]
    else:
        offset = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}")
        moment = offset.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return moment, moment.isoformat(" ", "seconds" if moment.second else "minutes")


def last_closed(cut: datetime, grain: Grain, grid: Grid = Grid()) -> Period:
    """The latest period that ends at or before the cut."""
    return previous_period(period_of(cut.date(), grain, grid), grid)


def is_closed(period: Period, cut: datetime) -> bool:
    """Whether a period is over at the cut."""
    return midnight(period.end) <= cut


def is_provisional(period: Period, cut: datetime, grace_days: int) -> bool:
    """Whether a period is over but late rows for it may still arrive: until `grace_days` after its end."""
    return is_closed(period, cut) and cut < midnight(period.end) + timedelta(days=grace_days)
