"""When a channel sends: the digest that takes what is known, and the hours that are not quiet.

In: a channel, its calendar, a local time. Out: local times.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from planlang.plan.recurring import occurrences
from planlang.semantics.model import Channel, OffWork
from planlang.values.calendars import Calendar
from planlang.values.hours import lies_in
from planlang.values.periods import DAY, Grid

FURTHEST = timedelta(days=800)
"""How far ahead a time is looked for at which a channel may send: two years and more."""


def sent_at(
    channel: Channel, known: datetime, calendar: Calendar, grid: Grid, *, gathered: bool, waits: bool
) -> datetime | None:
    """When what is known since some time goes out; None where it never does again.

    Args:
        channel: by what it goes.
        known: since when it is known.
        calendar: which days are off.
        grid: the weeks and years of the plan.
        gathered: whether it goes out in a digest.
        waits: whether it waits for an hour that is not quiet.
    """
    at = _digest(channel, known, calendar, grid) if gathered else known
    return _open(channel, at, calendar) if waits and at is not None else at


def _digest(channel: Channel, known: datetime, calendar: Calendar, grid: Grid) -> datetime | None:
    """The first digest that goes out at or after some time."""
    assert channel.digest is not None, "what gathers has a digest"
    day = known.date()
    times = occurrences(channel.digest, day, day + FURTHEST, calendar, grid, OffWork.NEXT)
    return next((one.at for one in times if one.at >= known), None)


def _open(channel: Channel, at: datetime, calendar: Calendar) -> datetime | None:
    """The first time at or after another that is neither quiet nor on a day off."""
    assert channel.quiet is not None, "what waits has quiet hours"
    last = at + FURTHEST
    while at < last:
        if not calendar.is_working(at.date()):
            at = datetime.combine(at.date() + DAY, time())
        elif lies_in(at.time(), *channel.quiet):
            end = datetime.combine(at.date(), channel.quiet[1])
            at = end if end > at else end + DAY
        else:
            return at
    return None
