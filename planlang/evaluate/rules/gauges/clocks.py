"""Limits in hours and minutes: the time that passes, nights, weekends and the hours of summer time included; or of working time only.

In: visits, a limit, the zone of the plan. Out: a gauge (`gauges.Gauge`) whose points are instants in UTC, and the tables it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from planlang.data.columns.zones import stretches
from planlang.evaluate.rules.gauges.days import as_times
from planlang.evaluate.rules.gauges.elapsed import LONGEST_LIMIT, YEARS_BACK
from planlang.evaluate.rules.gauges.gauge import BEGAN, Gauge, Mask, Moments
from planlang.evaluate.rules.gauges.worktime import FIRST, WorkTime, hours_from, work_time
from planlang.evaluate.stages.stage_entries import MICROSECONDS_A_DAY, Basis, midnight
from planlang.evaluate.stages.stage_rows import NO_TIME, Numbers, Times
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.frozen import frozen
from planlang.semantics.model import ClockLimit
from planlang.values.calendars import Calendar
from planlang.values.units import MICROSECONDS_A_MINUTE, Count

CLOCK, CLOCKED = "clock", "clocked"
"""Tables of a process: for each stretch of local time within one `day`, from `since` up to `until`, its `shift` to UTC; the visits with
their `gauges.ENDS` by the clock."""
WORKTIME = "worktime"
"""Table of a process: stretches in UTC within one `day`, after `since` up to and with `until`, how much time was worked `before`, and
whether it is `open`."""
STEP = np.timedelta64(1, "us")
"""The shortest time between two instants."""
SECOND = np.timedelta64(1, "s")
UTC = "UTC"


@frozen(eq=False)
class _Clock:
    """Time by the clock."""

    of: Visits
    limit: ClockLimit
    zone: str

    @property
    def allowed(self) -> int:
        """Microseconds."""
        return self.limit.minutes * MICROSECONDS_A_MINUTE

    @property
    def cut(self) -> np.datetime64:
        return cut_in_utc(self.of, self.zone)

    @property
    def now(self) -> np.datetime64:
        return self.cut

    @property
    def last_day(self) -> date:
        return (self.of.cut_at - timedelta(microseconds=1)).date()

    @property
    def by_day(self) -> bool:
        return False

    @property
    def cut_number(self) -> int:
        return as_ticks(self.cut)

    def visits(self) -> str:
        return self.of.table(CLOCKED)

    def points(self, rows: str) -> str:
        earliest = _shift(self.zone)
        return f"""
SELECT r.*, r.instant + COALESCE(c.shift, {earliest}) AS point
FROM ({rows}) AS r
LEFT JOIN {self.of.table(CLOCK)} AS c ON c.day = r.day AND c.since <= r.instant AND r.instant < c.until"""

    def spread(self, rows: str, bounds: Sequence[tuple[str, str]]) -> str:
        joins, points = [], []
        for low, high in bounds:
            joined, ends = spread_days(self.of, self.zone, f"r.{low}_day", f"r.{high}_day", low)
            joins.append(joined)
            points += [f"{point} AS {name}" for point, name in zip(ends, (low, high), strict=True)]
        return f"SELECT r.*, {', '.join(points)} FROM ({rows}) AS r{''.join(joins)}"

    def measured(self, rows: str, points: Sequence[str]) -> str:
        return rows

    def elapsed(self, start: str, end: str | date | None) -> str:
        until = self.or_cut(end) if isinstance(end, str) else self.cut_number if end is None else self.point(end)
        return f"GREATEST({until} - {self.or_cut(start)}, 0)"

    def spent(self, start: str, end: str) -> str:
        return self.elapsed(start, end)

    def from_day(self, start: str, day: date) -> str:
        return f"{start} >= {self.point(day)}"

    def or_cut(self, point: str) -> str:
        return f"COALESCE({point}, {self.cut_number})"

    def point(self, day: date) -> int:
        return as_ticks(in_zone(np.array([day], dtype="datetime64[us]"), self.zone, UTC)[0])

    def ahead(self, until: date) -> int:
        return self.point(until) - self.cut_number

    def read(self, cells: NDArray[np.generic]) -> Times:
        return as_times(cells, "us")

    def due(self, start: Times, steps: Numbers | int) -> Times:
        longest = LONGEST_LIMIT * MICROSECONDS_A_DAY
        due: Times = start + np.clip(steps, 0, longest).astype("timedelta64[us]")
        return due

    def lasting(self, start: Times, end: Times) -> Numbers:
        passed: Numbers = np.maximum((end - start).astype("timedelta64[us]").astype(np.int64), 0)
        return passed

    def moments(self, points: Times, exact: Mask) -> Moments:
        local = in_zone(points, UTC, self.zone)
        return Moments(local.astype("datetime64[D]"), np.where(exact, local, NO_TIME))

    def due_moments(self, points: Times, exact: Mask) -> Moments:
        # the last instant of a day stands for its end, which is on the full second
        ends = (points + SECOND - STEP).astype("datetime64[s]").astype("datetime64[us]")
        return self.moments(np.where(exact, points, ends), np.ones(len(points), dtype=np.bool_))


def by_the_clock(of: Visits, limit: ClockLimit, zone: str) -> Gauge:
    """A limit in hours and minutes; there are tables of local time and of visits by the clock."""
    return _Clock(of, limit, zone)


@frozen(eq=False)
class _WorkClock(_Clock):
    """Hours of working time."""

    time: WorkTime

    def measured(self, rows: str, points: Sequence[str]) -> str:
        first, last = _reach(self.time, self.cut_number)
        columns, joins = [], []
        for n, point in enumerate(points):
            at = f"GREATEST(LEAST(r.{point}, {last}), {first})"
            joins.append(
                f" LEFT JOIN {self.of.table(WORKTIME)} AS w{n} ON w{n}.day = {at} - 1 - ({at} - 1) % {MICROSECONDS_A_DAY}"
                f" AND w{n}.since < {at} AND {at} <= w{n}.until"
            )
            inside = f"CASE WHEN w{n}.open = 1 THEN {at} - w{n}.since ELSE 0 END"
            columns.append(f", w{n}.before + {inside} AS {point}_worked, 1 - w{n}.open AS {point}_shut")
        return f"SELECT r.*{''.join(columns)} FROM ({rows}) AS r{''.join(joins)}"

    def elapsed(self, start: str, end: str | date | None) -> str:
        since, behind = self.or_cut(start), self._worked(start)
        if isinstance(end, str):
            shut = f"CASE WHEN {end} IS NULL THEN {self._shut(self.cut_number)} ELSE {end}_shut END"
            until, ahead = self.or_cut(end), f"{self._worked(end)} + {shut}"
        else:
            point = self.cut_number if end is None else self.point(end)
            until, ahead = f"{point}", f"{self._at(point) + self._shut(point)}"
        return f"CASE WHEN {until} > {since} THEN {ahead} - {behind} ELSE 0 END"

    def spent(self, start: str, end: str) -> str:
        return f"GREATEST({self._worked(end)} - {self._worked(start)}, 0)"

    def ahead(self, until: date) -> int:
        return self._at(self.point(until)) - self._at(self.cut_number)

    def due(self, start: Times, steps: Numbers | int) -> Times:
        known = ~np.isnat(start)
        begun = self.time.worked(np.where(known, start, self.cut).astype("datetime64[us]").astype(np.int64))
        found = np.where(np.asarray(steps) > 0, self.time.reached(begun + steps), start)
        return np.where(known, found, np.datetime64("NaT"))

    def lasting(self, start: Times, end: Times) -> Numbers:
        first, last = (points.astype("datetime64[us]").astype(np.int64) for points in (start, end))
        passed: Numbers = np.maximum(self.time.worked(last) - self.time.worked(first), 0)
        return passed

    def _worked(self, point: str) -> str:
        """What was worked up to a point, up to the cut where it is unknown."""
        return f"CASE WHEN {point} IS NULL THEN {self._at(self.cut_number)} ELSE {point}_worked END"

    def _at(self, point: int) -> int:
        return int(self.time.worked(np.array([point]))[0])

    def _shut(self, point: int) -> int:
        return int(self.time.is_shut(np.array([point]))[0])


def by_working_hours(of: Visits, limit: ClockLimit, zone: str, time: WorkTime) -> Gauge:
    """A limit in hours of working time; there are tables of these, too."""
    return _WorkClock(of, limit, zone, time)


def keep_clocked(visits: Visits, zone: str) -> None:
    """Make the tables of local time and of visits by the clock."""
    first = visits.cut - timedelta(days=min(366 * YEARS_BACK, (visits.cut - date.min).days))
    visits.engine.upload(visits.table(CLOCK), _local_time(first, visits.cut + timedelta(days=2), zone))
    visits.engine.keep(visits.table(CLOCKED), _clocked(visits, zone))


def _local_time(first: date, last: date, zone: str) -> dict[str, tuple[Count, NDArray[np.int64]]]:
    """The stretches of local time of every day."""
    starts, shifts = _stretches(zone, UTC)
    days = np.arange(np.datetime64(first), np.datetime64(last)).astype("datetime64[us]")
    since = np.unique(np.concatenate([days, starts[(starts > days[0]) & (starts < days[-1])]]))
    place = np.searchsorted(starts, since, side="right") - 1
    columns = {
        "day": since.astype("datetime64[D]"),
        "since": since,
        "until": np.append(since[1:], np.datetime64(last).astype("datetime64[us]")),
        "shift": shifts[np.clip(place, 0, len(starts) - 1)],
    }
    return {name: (Count(), cells.astype(np.int64)) for name, cells in columns.items()}


def _clocked(visits: Visits, zone: str) -> str:
    """The visits with their points: those that a history or a column with times dates have begun at its instant, all others within a
    day.
    """
    came, points = spread_days(visits, zone, "v.low", "v.high", "came")
    went, ends = spread_days(visits, zone, "v.leave_low", "v.leave_high", "went")
    early, left = spread_days(visits, zone, "v.earliest", "v.earliest", "early")
    begun, timed, by_time = [*points, left[0]], "", " OR ".join(_timed(visits)) or "FALSE"
    if by_time != "FALSE":
        at = f"v.instant + COALESCE(t.shift, {_shift(zone)})"
        begun = [f"CASE WHEN {by_time} THEN {at} ELSE {point} END" for point in begun]
        timed = f"""
LEFT JOIN {visits.table(CLOCK)} AS t
  ON t.day = v.low AND t.since <= v.instant AND v.instant < t.until AND ({by_time})"""
    return f"""
SELECT
  p.*,
  CASE WHEN LEAD(basis) OVER moves = {Basis.HISTORY} OR LEAD(by_time) OVER moves THEN LEAD(came_from) OVER moves
    ELSE last_from END AS went_from,
  CASE WHEN following IS NOT NULL THEN LEAD(came_by) OVER moves ELSE last_by END AS went_by
FROM (
  SELECT
    v.*, {begun[0]} AS came_from, {begun[1]} AS came_by, {begun[2]} AS {BEGAN}, {ends[0]} AS last_from, {ends[1]} AS last_by,
    {by_time} AS by_time
  FROM {visits.table(STAYS)} AS v{came}{went}{early}{timed}
) AS p
WINDOW moves AS (PARTITION BY record ORDER BY n)"""


def _timed(visits: Visits) -> Iterator[str]:
    """Which visits have begun at a known time: those of a history that tells more than days, and of columns of times each that does not
    stand at 00:00, which may be a day alone whatever other rows say.
    """
    dated = f"v.basis = {Basis.DATED} AND v.low = v.high AND v.instant <> {midnight('v.low')}"
    kinds = [f"v.basis = {Basis.HISTORY}", *(f"({dated} AND v.stage = {rank})" for rank in visits.timed)]
    stays = visits.table(STAYS)
    for kind in kinds:
        sql = f"SELECT COUNT(*) AS found FROM {stays} AS v WHERE {kind} AND v.instant <> {midnight('v.low')}"
        found: list[int] = visits.engine.run(sql)["found"].tolist()
        if found[0]:
            yield kind


def keep_worktime(visits: Visits, calendar: Calendar, longest: int, zone: str, earliest: date) -> WorkTime:
    """Make the table of stretches inside and outside of working hours, of every day up to the cut.

    Args:
        visits: of the process.
        calendar: whose hours count.
        longest: of the limits, in minutes.
        zone: of the plan.
        earliest: the first day from which anything is measured.
    """
    local = hours_from(calendar, earliest, visits.cut, longest)
    time = work_time(*(in_zone(side, zone, UTC) for side in local))
    cut = as_ticks(cut_in_utc(visits, zone))
    first, last = _reach(time, cut)
    begins = (
        first - first % MICROSECONDS_A_DAY - MICROSECONDS_A_DAY
    )  # the last point of the day before may be asked for
    days = np.arange(begins, last + MICROSECONDS_A_DAY, MICROSECONDS_A_DAY, dtype=np.int64)
    edges = np.unique(np.concatenate([days, time.opens, time.closes]))
    edges = edges[(edges >= begins) & (edges <= days[-1])]
    since, until = edges[:-1], edges[1:]
    columns: dict[str, NDArray[np.int64]] = {
        "day": since - since % MICROSECONDS_A_DAY,
        "since": since,
        "until": until,
        "before": time.worked(since),
        "open": 1 - time.is_shut(until),
    }
    visits.engine.upload(visits.table(WORKTIME), {name: (Count(), cells) for name, cells in columns.items()})
    return time


def _reach(time: WorkTime, cut: int) -> tuple[int, int]:
    """The first and the last point of the table; earlier and later ones are taken for these."""
    first = min(int(time.opens[0]) if len(time.opens) else cut, cut)
    return max(first, as_ticks(np.datetime64(FIRST))), cut + 2 * MICROSECONDS_A_DAY


def spread_days(of: Visits, zone: str, low: str, high: str, alias: str) -> tuple[str, tuple[str, str]]:
    """What to join for the first instant of one day and the last of another that is known before the cut, and both."""
    shift, cut = _shift(zone), as_ticks(cut_in_utc(of, zone))
    joins = "".join(
        f"\nLEFT JOIN {of.table(CLOCK)} AS {alias}_{side} ON {alias}_{side}.day = {day} AND {alias}_{side}.since = {midnight(day)}"
        for side, day in (("a", low), ("b", f"({high} + 1)"))
    )
    first = f"{midnight(low)} + COALESCE({alias}_a.shift, {shift})"
    last = f"{midnight(f'({high} + 1)')} + COALESCE({alias}_b.shift, {shift}) - 1"
    return joins, (first, f"CASE WHEN {high} IS NOT NULL THEN LEAST({last}, {cut - 1}) END")


def cut_in_utc(of: Visits, zone: str) -> np.datetime64:
    """The first instant of which nothing is known."""
    cut: np.datetime64 = in_zone(np.array([of.cut_at], dtype="datetime64[us]"), zone, UTC)[0]
    return cut


def in_zone(local: Times, source: str, target: str) -> Times:
    """The local times in `target` of local times in `source`; NaT where there is none."""
    starts, shifts = _stretches(source, target)
    place = np.searchsorted(starts, local, side="right") - 1
    moved: Times = local + shifts[np.clip(place, 0, len(starts) - 1)]
    return moved


@cache
def _stretches(source: str, target: str) -> tuple[Times, NDArray[np.timedelta64]]:
    """Since when which shift from one zone to another applies; the first also before."""
    found = stretches(source, target)
    starts = np.array([stretch.start for stretch in found], dtype="datetime64[us]")
    return starts, np.array([stretch.shift for stretch in found], dtype="timedelta64[us]")


def _shift(zone: str) -> int:
    """The shift to UTC of the earliest times, in microseconds."""
    return int(_stretches(zone, UTC)[1][0].astype(np.int64))


def as_ticks(instant: np.datetime64) -> int:
    """An instant as the tables have it."""
    return int(instant.astype("datetime64[us]").astype(np.int64))
