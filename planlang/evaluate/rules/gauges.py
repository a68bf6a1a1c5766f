"""How the rules of a process measure time: in days, or by the clock.

In: visits, a limit. Out: a `Gauge`, with which judges compare without knowing what it counts. A point is a day for a
limit in days. For a limit in hours it is an instant in UTC: hours are those that pass, also when the clocks are changed
(tests/spec/time.md). What is known to the day only lies between the first and the last instant of that day.
"""

from __future__ import annotations

from typing import Protocol, assert_never

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.data.columns.zones import stretches
from planlang.evaluate.stages.elapsed import LONGEST_LIMIT, DayCount, or_cut
from planlang.evaluate.stages.stage_entries import NO_TIME, Basis, is_first
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import ClockLimit, DayLimit, TimeLimit
from planlang.values.units import MICROSECONDS_A_MINUTE, MINUTES_A_DAY

Mask = NDArray[np.bool_]

DAY = np.timedelta64(1, "D")
STEP = np.timedelta64(1, "us")
"""The shortest time between two instants."""
SECOND = np.timedelta64(1, "s")
UTC = "UTC"


@frozen(eq=False)
class Bounds:
    """Points between which something happened, both included; equal where it is known, NaT where unbounded."""

    low: Times
    high: Times

    @property
    def exact(self) -> Mask:
        """Where the point is known."""
        known: Mask = self.low == self.high
        return known

    def take(self, index: NDArray[np.intp]) -> Bounds:
        """Some of them, in the order of the index."""
        return Bounds(self.low[index], self.high[index])


@frozen(eq=False)
class Moments:
    """Points as people know them: the day, and the local time of the plan, NaT where there is none to tell."""

    day: Times
    at: Times


class Gauge(Protocol):
    """Points and lengths of one limit. Lengths are whole numbers of steps: days, or microseconds."""

    @property
    def allowed(self) -> int:
        """The limit in steps."""

    @property
    def cut(self) -> np.datetime64:
        """The first point of which nothing is known."""

    @property
    def now(self) -> np.datetime64:
        """The last point of which something is known: what goes on has lasted up to it."""

    def entered(self) -> Bounds:
        """When each visit began."""

    def left(self) -> Bounds:
        """When each visit ended; for one that goes on `low` is when the record was last seen in it (NaT: it lasts up to
        the cut), and `high` is NaT.
        """

    def spread(self, days: Bounds) -> Bounds:
        """The points of days."""

    def day(self, points: Times) -> Times:
        """The day that holds each point."""

    def points(self, instants: Times) -> Times:
        """The points of instants in local time."""

    def elapsed(self, start: Times, end: Times) -> Numbers:
        """How long it is from one point to the other: more than k steps means past the limit k. Both must be known."""

    def spent(self, start: Times, end: Times) -> Numbers:
        """How much of a sum of stays passes from one point to the other. Both must be known."""

    def due(self, start: Times, steps: Numbers | int) -> Times:
        """The last point within so many steps after another; NaT where that is, or no such point is in reach."""

    def moments(self, points: Times, exact: Mask) -> Moments:
        """Points as people know them; those that are not exact have no time."""

    def due_moments(self, points: Times, exact: Mask) -> Moments:
        """When limits run out, the time included; of those that are not exact, one of the bounds."""

    def between(self, start: Times, end: Times) -> tuple[Times, Times]:
        """First and last day on which something may have happened after `start`, up to `end` or the cut."""


def gauge(limit: TimeLimit, visits: Visits, days: DayCount, zone: str) -> Gauge:
    """How a rule with this limit measures time.

    Args:
        limit: what is allowed.
        visits: of the rule's process.
        days: working days, for limits in days.
        zone: of the plan, for limits by the clock.
    """
    match limit:
        case DayLimit():
            return _Days(visits, days, limit)
        case ClockLimit():
            return _Clock(visits, limit, _timed(visits), zone)
        case unreachable:
            assert_never(unreachable)


@frozen(eq=False)
class _Days:
    """Time in days: what happened on a day happened within it."""

    visits: Visits
    days: DayCount
    limit: DayLimit

    @property
    def allowed(self) -> int:
        """Days; a century for any limit that is longer."""
        return min(self.limit.count, LONGEST_LIMIT)

    @property
    def cut(self) -> np.datetime64:
        return np.datetime64(self.visits.cut)

    @property
    def now(self) -> np.datetime64:
        return self.cut - DAY

    def entered(self) -> Bounds:
        return days_entered(self.visits)

    def left(self) -> Bounds:
        return days_left(self.visits)

    def spread(self, days: Bounds) -> Bounds:
        return days

    def day(self, points: Times) -> Times:
        return points

    def points(self, instants: Times) -> Times:
        return instants.astype("datetime64[D]")

    def elapsed(self, start: Times, end: Times) -> Numbers:
        return self.days.elapsed(start, end, self.limit.kind)

    def spent(self, start: Times, end: Times) -> Numbers:
        return self.days.spent(start, end, self.limit.kind)

    def due(self, start: Times, steps: Numbers | int) -> Times:
        return self.days.due(start, steps, self.limit.kind)

    def moments(self, points: Times, exact: Mask) -> Moments:
        return Moments(points, np.full(len(points), NO_TIME))

    def due_moments(self, points: Times, exact: Mask) -> Moments:
        return self.moments(points, exact)

    def between(self, start: Times, end: Times) -> tuple[Times, Times]:
        return start + 1, np.fmin(end, self.cut - 1)


@frozen(eq=False)
class _Clock:
    """Time by the clock.

    Attributes:
        timed: visits whose beginning is known to the instant.
        zone: of the plan.
    """

    visits: Visits
    limit: ClockLimit
    timed: Mask
    zone: str

    @property
    def allowed(self) -> int:
        """Microseconds."""
        return self.limit.minutes * MICROSECONDS_A_MINUTE

    @property
    def cut(self) -> np.datetime64:
        cut: np.datetime64 = self.points(np.array([self.visits.cut_at], dtype="datetime64[us]"))[0]
        return cut

    @property
    def now(self) -> np.datetime64:
        return self.cut

    def entered(self) -> Bounds:
        days, at = self.spread(days_entered(self.visits)), self.points(self.visits.entries.at)
        return Bounds(np.where(self.timed, at, days.low), np.where(self.timed, at, days.high))

    def left(self) -> Bounds:
        record, entered = self.visits.entries.record, self.entered()
        found = self.spread(days_left(self.visits))
        goes_on = np.flatnonzero(~is_first(record))
        low, high = found.low.copy(), found.high.copy()
        low[goes_on - 1], high[goes_on - 1] = entered.low[goes_on], entered.high[goes_on]
        return Bounds(low, high)

    def spread(self, days: Bounds) -> Bounds:
        low = self.points(days.low.astype("datetime64[us]"))
        high = self.points((days.high + DAY).astype("datetime64[us]")) - STEP
        return Bounds(low, np.minimum(high, self.cut - STEP))

    def day(self, points: Times) -> Times:
        return in_zone(points, UTC, self.zone).astype("datetime64[D]")

    def points(self, instants: Times) -> Times:
        return in_zone(instants, self.zone, UTC)

    def elapsed(self, start: Times, end: Times) -> Numbers:
        return np.maximum((end - start).astype("timedelta64[us]").astype(np.int64), 0)

    def spent(self, start: Times, end: Times) -> Numbers:
        return self.elapsed(start, end)

    def due(self, start: Times, steps: Numbers | int) -> Times:
        longest = LONGEST_LIMIT * MINUTES_A_DAY * MICROSECONDS_A_MINUTE
        due: Times = start + np.clip(steps, 0, longest).astype("timedelta64[us]")
        return due

    def moments(self, points: Times, exact: Mask) -> Moments:
        local = in_zone(points, UTC, self.zone)
        return Moments(local.astype("datetime64[D]"), np.where(exact, local, NO_TIME))

    def due_moments(self, points: Times, exact: Mask) -> Moments:
        # the last instant of a day stands for its end, which is on the full second
        ends = (points + SECOND - STEP).astype("datetime64[s]").astype("datetime64[us]")
        return self.moments(np.where(exact, points, ends), np.ones(len(points), dtype=np.bool_))

    def between(self, start: Times, end: Times) -> tuple[Times, Times]:
        ends = (start, np.fmin(end, self.cut - STEP))
        first, last = (in_zone(points, UTC, self.zone).astype("datetime64[D]") for points in ends)
        return first, last


def days_entered(visits: Visits) -> Bounds:
    """The days between which each visit began."""
    return Bounds(visits.entries.low, visits.entries.high)


def days_left(visits: Visits) -> Bounds:
    """The days between which each visit ended (see `Gauge.left`)."""
    return Bounds(visits.leave_low, visits.leave_high)


def _timed(visits: Visits) -> Mask:
    """Visits whose beginning is known to the instant: those that a history with times lists."""
    listed: Mask = visits.entries.basis == Basis.HISTORY
    return listed if has_times(visits.entries.at[listed]) else np.zeros_like(listed)


def in_zone(local: Times, source: str, target: str) -> Times:
    """The local times in `target` of local times in `source`; NaT where there is none."""
    found = stretches(source, target)
    starts = np.array([stretch.start for stretch in found], dtype="datetime64[us]")
    shifts = np.array([stretch.shift for stretch in found], dtype="timedelta64[us]")
    place = np.searchsorted(starts, local, side="right") - 1
    moved: Times = local + shifts[np.clip(place, 0, len(starts) - 1)]
    return moved


def lasted(gauge: Gauge, start: Bounds, end: Bounds, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """How long that has lasted which goes on, counted like its limit: from the day after it began to the last day known.

    Args:
        gauge: how time is measured.
        start: when it began.
        end: `low` is when it was last seen, NaT where it lasts up to the cut.
        low: what it has lasted at least by the cut, which decides about a breach; stays where nothing else is known.
        high: the same at most.
    """
    begun, exact = ~np.isnat(start.high), start.exact
    since = or_cut(start.high, gauge.now)
    seen = np.where(np.isnat(end.low), gauge.now, np.minimum(end.low, gauge.now))
    least = np.where(begun, gauge.spent(since, seen), low)
    most = np.where(exact, gauge.spent(since, np.full_like(seen, gauge.now)), high)
    return least, most


def nowhere(points: Times) -> Times:
    """No point, as many times."""
    return np.full_like(points, np.datetime64("NaT"))


def has_times(instants: Times) -> bool:
    """Whether instants tell more than days: an export whose times are all 00:00 has days only."""
    known = instants[~np.isnat(instants)]
    return bool((known != known.astype("datetime64[D]")).any())
