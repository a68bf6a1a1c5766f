"""How the rules of a process measure time: in days, or by the clock.

In: visits, a limit. Out: a `Gauge`, with which judges compare without knowing what it counts: in SQL for all visits, in arrays for
those that are told. A point is a day for a limit in days. For a limit in hours it is an instant in UTC: hours are those that pass,
also when the clocks are changed (tests/spec/time.md). What is known to the day only lies between the first and the last instant of
that day.

In SQL a point is a column that is unknown where there is no bound; lengths take the cut for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.rules.gauges.elapsed import or_cut
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.frozen import frozen

Mask = NDArray[np.bool_]
ENDS = ("came_from", "came_by", "went_from", "went_by")
"""Columns of visits: the points between which each began, and between which it ended; for one that goes on `went_from` is when the
record was last seen in it (unknown: it lasts up to the cut), and `went_by` is unknown."""
BEGAN = "began_from"
"""Column of visits: the first point at which the record can have left what it was in before (`stage_entries`: `earliest`)."""


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

    @property
    def last_day(self) -> date:
        """The last day of which something is known."""

    # in SQL, for all

    @property
    def by_day(self) -> bool:
        """Whether points are days."""

    @property
    def cut_number(self) -> int:
        """The cut, as the tables have points."""

    def visits(self) -> str:
        """The visits of the process, with `ENDS`."""

    def points(self, rows: str) -> str:
        """Rows with a `day` and an `instant` in local time, and their `point`."""

    def spread(self, rows: str, bounds: Sequence[tuple[str, str]]) -> str:
        """Rows with columns `NAME_day` for pairs of names: `NAME`, the first and last point of the days between which something
        happened.
        """

    def measured(self, rows: str, points: Sequence[str]) -> str:
        """Rows, with what is needed to measure from and to some of their points."""

    def elapsed(self, start: str, end: str | date | None) -> str:
        """How long it is from one point to the other, to the first point of a day, or to the cut (None): more than k steps means
        past the limit k.
        """

    def spent(self, start: str, end: str) -> str:
        """How much of a sum of stays passes from one point to the other."""

    def from_day(self, start: str, day: date) -> str:
        """Whether what begins after a point lies on a day or later."""

    def or_cut(self, point: str) -> str:
        """A point, the cut where it is unknown."""

    def point(self, day: date) -> int:
        """The first point of a day, as the tables have it."""

    def ahead(self, until: date) -> int:
        """How many steps the first point of a day is past the cut."""

    # in arrays, for those that are told

    def read(self, cells: NDArray[np.generic]) -> Times:
        """Points as they come from the engine."""

    def due(self, start: Times, steps: Numbers | int) -> Times:
        """The last point within so many steps after another; NaT where that is, or no such point is in reach."""

    def lasting(self, start: Times, end: Times) -> Numbers:
        """How much of a sum of stays passes from one point to the other. Both must be known."""

    def moments(self, points: Times, exact: Mask) -> Moments:
        """Points as people know them; those that are not exact have no time."""

    def due_moments(self, points: Times, exact: Mask) -> Moments:
        """When limits run out, the time included; of those that are not exact, one of the bounds."""


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
    least = np.where(begun, gauge.lasting(since, seen), low)
    most = np.where(exact, gauge.lasting(since, np.full_like(seen, gauge.now)), high)
    return least, most


def nowhere(points: Times) -> Times:
    """No point, as many times."""
    return np.full_like(points, np.datetime64("NaT"))
