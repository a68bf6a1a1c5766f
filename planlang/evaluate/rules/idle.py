"""How long records go without any activity while they are open: every gap is judged (tests/spec/processes.md).

In: visits, times of activity, the days for which the activity source is loaded. Out: `Findings`, one for each gap. The
clock starts when the record enters the process (or the stage) and at each activity, and stops when it leaves for a
final stage (or another stage). Moves between stages are no activities.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from planlang.evaluate.rules.findings import PENDING, POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, Findings, findings
from planlang.evaluate.rules.gauges import Bounds, Gauge, days_entered, days_left, has_times, lasted, nowhere
from planlang.evaluate.stages.elapsed import FOREVER, or_cut
from planlang.evaluate.stages.stage_entries import is_first
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import IdleRule, StagePhase

Mask = NDArray[np.bool_]
NO_POINT = np.datetime64("NaT")
DAYS = np.dtype("datetime64[D]")
_WIDTH = 1 << 32


@frozen(eq=False)
class Activities:
    """When something was done for a record, in order of record and time, each point once.

    Attributes:
        record: rank among the visits' records.
        point: instants in UTC where the gauge goes by the clock and the source has times, else days.
        loaded: stretches of days `[from, to)` that the source accounts for, ascending.
    """

    record: Numbers
    point: Times
    loaded: Sequence[tuple[date, date]]

    @property
    def by_day(self) -> bool:
        """Whether only days are known."""
        return self.point.dtype == DAYS


@frozen(eq=False)
class _Stretches:
    """Times during which the clock runs, by record and in order: starts and ends between which points; NaT where
    unbounded. `goes_on`: it has not stopped.
    """

    record: Numbers
    start: Bounds
    end: Bounds
    goes_on: Mask
    row: Numbers

    def take(self, index: Mask) -> _Stretches:
        """Some of them, in their order."""
        at = np.flatnonzero(index)
        return _Stretches(self.record[at], self.start.take(at), self.end.take(at), self.goes_on[at], self.row[at])


def make_activities(
    found: tuple[Numbers, Times] | None, loaded: Sequence[tuple[date, date]], gauge: Gauge
) -> Activities | None:
    """Activities by record; None where the source is not loaded."""
    if found is None:
        return None
    record, times = found
    point = gauge.points(times) if has_times(times) or not len(times) else times.astype(DAYS)
    line = _line(point)
    whole = np.unique(_key(record, point, line))
    return Activities(whole // _WIDTH, line[whole % _WIDTH], loaded)


def judge_idle(
    rule: IdleRule, visits: Visits, gauge: Gauge, applies: Numbers, activities: Activities | None
) -> Findings:
    """A verdict for every gap between activities.

    Args:
        rule: the limit, and the stage it is about (None: all open stages).
        visits: of the rule's process.
        gauge: how the rule measures time.
        applies: for each record 1 where the rule's condition holds, 0 where not, -1 where that is unknown.
        activities: None where their source is not loaded: then nothing can be told.
    """
    known = activities or Activities(np.empty(0, dtype=np.int64), np.empty(0, dtype="datetime64[D]"), ())
    if known.by_day:
        days = _stretches(rule, visits, applies, days_entered(visits), days_left(visits))
        gap = _gaps(days, known, np.datetime64(visits.cut))
        gap = evolve(gap, start=gauge.spread(gap.start), end=gauge.spread(gap.end))
    else:
        gap = _gaps(_stretches(rule, visits, applies, gauge.entered(), gauge.left()), known, gauge.cut)
    limit, cut, start, end = gauge.allowed, gauge.cut, gap.start, gap.end
    begun, bounded = ~np.isnat(start.high), ~np.isnat(start.low)
    low = gauge.elapsed(or_cut(start.high, cut), or_cut(end.low, cut))
    high = gauge.elapsed(or_cut(start.low, cut), or_cut(end.high, cut))
    low, high = np.where(begun, low, 0), np.where(bounded, high, FOREVER)
    due, due_from = gauge.due(start.high, limit), gauge.due(start.low, limit)
    verdict = np.where(gap.goes_on, PENDING, SATISFIED)
    verdict[high > limit] = np.where(begun, POSSIBLE, UNKNOWN)[high > limit]
    unseen = visits.unseen_between(gap.record, gauge.day(start.high), gauge.day(or_cut(end.low, cut)))
    verdict[low > limit] = np.where(unseen, POSSIBLE, VIOLATED)[low > limit]
    silent = _is_loaded(known.loaded, *gauge.between(start.high, due))
    verdict[np.isin(verdict, (VIOLATED, POSSIBLE)) & ~silent] = UNKNOWN
    verdict[(applies[gap.record] < 0) & (verdict != SATISFIED)] = UNKNOWN
    if activities is None:
        verdict[:] = UNKNOWN
    exact = due == due_from
    since = np.where((verdict == VIOLATED) & exact, due + 1, nowhere(due))
    over = np.where(gap.goes_on, nowhere(due), or_cut(end.high, cut))
    least, most = lasted(gauge, start, end, low, high)
    low, high = np.where(gap.goes_on, least, low), np.where(gap.goes_on, most, high)
    return findings(
        rule,
        visits,
        gap.record,
        gauge.moments(start.high, exact),
        np.zeros(len(gap.record), dtype=np.int64),
        verdict,
        low=low,
        high=high,
        due_from=gauge.due_moments(due_from, exact),
        due=gauge.due_moments(due, exact),
        since=gauge.moments(since, exact),
        over=gauge.moments(over, end.exact),
        row=gap.row,
    )


def _stretches(rule: IdleRule, visits: Visits, applies: Numbers, entered: Bounds, left: Bounds) -> _Stretches:
    """When the clock runs: while a record is in open stages, or in the stage of the rule."""
    entries = visits.entries
    if rule.stage is None:
        counts = np.array([stage.phase is StagePhase.OPEN for stage in visits.process.stages], dtype=np.bool_)
    else:
        counts = np.array([stage.name == rule.stage for stage in visits.process.stages], dtype=np.bool_)
    runs = counts[entries.stage] & (applies[entries.record] != 0)
    linked = np.zeros(len(runs), dtype=np.bool_)
    linked[1:] = runs[1:] & runs[:-1] & ~is_first(entries.record)[1:]
    first = np.flatnonzero(runs & ~linked)
    last = np.flatnonzero(runs & np.append(~linked[1:], [True])[: len(runs)])
    return _Stretches(
        record=entries.record[first],
        start=entered.take(first),
        end=left.take(last),
        goes_on=visits.is_open[last],
        row=entries.row[first],
    )


def _gaps(stretches: _Stretches, activities: Activities, cut: np.datetime64) -> _Stretches:
    """The stretches cut at each activity.

    Where the start of a stretch is only known between two points, activities up to the later one belong before it, and
    the last of them bounds it from below. Where only the end is unsure, so does the first activity after its earlier
    bound from above. Where nothing is known of the start, the first activity is the first start known.
    """
    point, record, start, end = activities.point, stretches.record, stretches.start, stretches.end
    unknown = np.isnat(start.low) & np.isnat(start.high)
    until = np.where(stretches.goes_on, cut, end.low + np.where(end.exact, 0, 1))
    begun, until = or_cut(start.high, cut), or_cut(until, cut)
    line = _line(np.concatenate([point, begun, until]))
    key = _key(activities.record, point, line)
    after = np.searchsorted(key, _key(record, begun, line), side="right")
    after = np.where(unknown, np.searchsorted(key, record * _WIDTH), after)
    before = np.maximum(np.searchsorted(key, _key(record, until, line), side="left"), after)
    earlier = _at(point, activities.record, after - 1, record)
    start_low = np.where(unknown, start.low, np.fmax(start.low, earlier))
    later = _at(point, activities.record, before, record)
    end_high = np.where(stretches.goes_on, end.high, np.fmin(end.high, later))
    inside = before - after
    of = np.repeat(np.arange(len(record)), inside + 1)
    place = np.arange(len(of)) - np.repeat(np.cumsum(inside + 1) - (inside + 1), inside + 1)
    opens, closes = place == 0, place == inside[of]
    began = _taken(point, after[of] + place - 1)
    ended = _taken(point, after[of] + place)
    gaps = _Stretches(
        record=record[of],
        start=Bounds(np.where(opens, start_low[of], began), np.where(opens, start.high[of], began)),
        end=Bounds(np.where(closes, end.low[of], ended), np.where(closes, end_high[of], ended)),
        goes_on=closes & stretches.goes_on[of],
        row=np.where(opens, stretches.row[of], -1),
    )
    meaningless = opens & unknown[of] & (inside[of] > 0)
    return gaps.take(~meaningless)


def _line(points: Times) -> Times:
    """Every point, ascending and once; of days all that lie between, too."""
    if len(points) and points.dtype == DAYS:
        return np.arange(points.min(), points.max() + 1)
    return np.unique(points)


def _key(record: Numbers, point: Times, line: Times) -> Numbers:
    """Record and point as one number that sorts like the pair; the points must be on the line."""
    by_day = len(line) and line.dtype == DAYS
    place: Numbers = (point - line[0]).astype(np.int64) if by_day else np.searchsorted(line, point)
    return record * _WIDTH + place


def _taken(point: Times, index: NDArray[np.intp]) -> Times:
    """Points at an index, anything where it is out of range."""
    return point[np.clip(index, 0, len(point) - 1)] if len(point) else np.full(len(index), NO_POINT, dtype=point.dtype)


def _at(point: Times, of: Numbers, index: NDArray[np.intp], record: Numbers) -> Times:
    """The activity at an index where it is one of the record, else NaT."""
    if not len(point):
        return _taken(point, index)
    inside = np.clip(index, 0, len(point) - 1)
    return np.where((inside == index) & (of[inside] == record), point[inside], NO_POINT)


def _is_loaded(loaded: Sequence[tuple[date, date]], first: Times, last: Times) -> Mask:
    """Whether every day from `first` to `last` is accounted for."""
    covered = np.isnat(first) | (last < first)
    for begin, end in loaded:
        covered |= (first >= np.datetime64(begin)) & (last < np.datetime64(end))
    return covered
