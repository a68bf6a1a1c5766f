"""Limits in days, calendar days or working days: what happened on a day happened within it.

In: visits, a limit, of working days how many there are. Out: gauges (`gauges.Gauge`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Engine
from planlang.evaluate.rules.gauges.elapsed import LONGEST_LIMIT, DayCount
from planlang.evaluate.rules.gauges.gauge import BEGAN, ENDS, Gauge, Mask, Moments
from planlang.evaluate.stages.stage_rows import NO_TIME, Numbers, Times, as_number
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.frozen import frozen
from planlang.semantics.model import DayLimit
from planlang.values.periods import DAY as A_DAY
from planlang.values.units import Count

DAY = np.timedelta64(1, "D")
WORKDAYS = "workdays"
"""Table of a process: for each `day` how many working days there are `before` it, and up to and with it (`after`)."""


@frozen(eq=False)
class _CalendarDays:
    """Time in days that all count."""

    of: Visits
    limit: DayLimit

    @property
    def allowed(self) -> int:
        """Days; a century for any limit that is longer."""
        return min(self.limit.count, LONGEST_LIMIT)

    @property
    def cut(self) -> np.datetime64:
        return np.datetime64(self.of.cut)

    @property
    def now(self) -> np.datetime64:
        return self.cut - DAY

    @property
    def last_day(self) -> date:
        return self.of.cut - A_DAY

    @property
    def by_day(self) -> bool:
        return True

    @property
    def cut_number(self) -> int:
        return as_number(self.cut)

    def visits(self) -> str:
        days = ("low", "high", "leave_low", "leave_high", "earliest")
        named = ", ".join(f"{day} AS {point}" for day, point in zip(days, (*ENDS, BEGAN), strict=True))
        return f"(SELECT s.*, {named} FROM {self.of.table(STAYS)} AS s)"

    def points(self, rows: str) -> str:
        return f"SELECT r.*, r.day AS point FROM ({rows}) AS r"

    def spread(self, rows: str, bounds: Sequence[tuple[str, str]]) -> str:
        named = "".join(f", r.{name}_day AS {name}" for pair in bounds for name in pair)
        return f"SELECT r.*{named} FROM ({rows}) AS r"

    def measured(self, rows: str, points: Sequence[str]) -> str:
        return rows

    def elapsed(self, start: str, end: str | date | None) -> str:
        until = self.or_cut(end) if isinstance(end, str) else self.point(end or self.of.cut)
        return f"GREATEST({until} - {self.or_cut(start)}, 0)"

    def spent(self, start: str, end: str) -> str:
        return self.elapsed(start, end)

    def from_day(self, start: str, day: date) -> str:
        return f"{start} >= {self.point(day) - 1}"

    def or_cut(self, point: str) -> str:
        return f"COALESCE({point}, {self.cut_number})"

    def point(self, day: date) -> int:
        return as_number(np.datetime64(day))

    def ahead(self, until: date) -> int:
        return self.point(until) - self.cut_number

    def read(self, cells: NDArray[np.generic]) -> Times:
        return as_times(cells, "D")

    def due(self, start: Times, steps: Numbers | int) -> Times:
        found: Times = start + np.where(np.isnat(start), 0, np.clip(steps, 0, LONGEST_LIMIT))
        return found

    def lasting(self, start: Times, end: Times) -> Numbers:
        passed: Numbers = np.maximum((end - start).astype(np.int64), 0)
        return passed

    def moments(self, points: Times, exact: Mask) -> Moments:
        return Moments(points, np.full(len(points), NO_TIME))

    def due_moments(self, points: Times, exact: Mask) -> Moments:
        return self.moments(points, exact)


@frozen(eq=False)
class _WorkingDays(_CalendarDays):
    """Time in working days."""

    days: DayCount

    def measured(self, rows: str, points: Sequence[str]) -> str:
        first, last = _reach(self.days, self.of)
        table = self.of.table(WORKDAYS)
        columns = "".join(
            f", w{n}.before AS {point}_before, w{n}.after AS {point}_after" for n, point in enumerate(points)
        )
        joins = "".join(
            f" JOIN {table} AS w{n} ON w{n}.day = GREATEST(LEAST(r.{point}, {last}), {first})"
            for n, point in enumerate(points)
        )
        return f"SELECT r.*{columns} FROM ({rows}) AS r{joins}"

    def elapsed(self, start: str, end: str | date | None) -> str:
        since, behind = self.or_cut(start), self._worked(start, "_after")
        if isinstance(end, str):
            until, ahead = self.or_cut(end), self._worked(end, "_before")
        else:
            day = np.datetime64(end or self.of.cut)
            until, ahead = f"{as_number(day)}", f"{int(self.days.before(day))}"
        return f"CASE WHEN {until} > {since} THEN {ahead} - {behind} + 1 ELSE 0 END"

    def spent(self, start: str, end: str) -> str:
        return f"GREATEST({self._worked(end, '_after')} - {self._worked(start, '_after')}, 0)"

    def _worked(self, point: str, side: str) -> str:
        """Working days before or up to a point, of the cut where it is unknown."""
        at_cut = self.days.before(self.cut + (1 if side == "_after" else 0))
        return f"CASE WHEN {point} IS NULL THEN {int(at_cut)} ELSE {point}{side} END"

    def ahead(self, until: date) -> int:
        return int(self.days.before(np.datetime64(until)) - self.days.before(self.cut))

    def due(self, start: Times, steps: Numbers | int) -> Times:
        return self.days.due(start, steps)

    def lasting(self, start: Times, end: Times) -> Numbers:
        return self.days.spent(start, end)


def by_calendar_days(of: Visits, limit: DayLimit) -> Gauge:
    """A limit in days that all count."""
    return _CalendarDays(of, limit)


def by_working_days(of: Visits, limit: DayLimit, days: DayCount) -> Gauge:
    """A limit in working days, of which there is a table."""
    return _WorkingDays(of, limit, days)


def upload_workdays(days: DayCount, visits: Visits) -> None:
    """Make the table of working days, from the day before the first that matters to the cut."""
    first, last = _reach(days, visits)
    known = np.arange(first, last + 1).astype("datetime64[D]")
    columns = {"day": known.astype(np.int64), "before": days.before(known), "after": days.before(known + 1)}
    engine: Engine = visits.engine
    engine.upload(visits.table(WORKDAYS), {name: (Count(), cells) for name, cells in columns.items()})


def _reach(days: DayCount, visits: Visits) -> tuple[int, int]:
    """The first and the last day of the table; earlier and later days are taken for these."""
    return as_number(days.first) - 1, visits.cut_number + 1


def as_times(cells: NDArray[np.generic], unit: str) -> Times:
    """Whole numbers of days or microseconds as times, NaT where unknown."""
    found: Times = np.ma.filled(np.ma.asarray(cells).astype(np.int64), 0).astype(f"datetime64[{unit}]")
    found[np.ma.getmaskarray(np.ma.asarray(cells))] = np.datetime64("NaT")
    return found
