"""How long records go without any activity while they are open: every gap is judged (semantics section 7).

In: visits, days of activity, the days for which the activity source is loaded. Out: `Findings`, one for each gap. The
clock starts when the record enters the process (or the stage) and at each activity, and stops when it leaves for a
final stage (or another stage). Moves between stages are no activities.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.evaluate.elapsed import FOREVER, DayCount, clipped, or_cut
from planlang.evaluate.findings import PENDING, POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, Findings, findings
from planlang.evaluate.stage_entries import NO_DAY, is_first
from planlang.evaluate.stage_rows import Numbers, Times
from planlang.evaluate.visits import Visits
from planlang.semantics.model import IdleRule, StagePhase

Mask = NDArray[np.bool_]
_WIDTH = 1 << 32
_SHIFT = 1 << 31


@frozen(eq=False)
class Activities:
    """Days on which something was done for a record, in order of record and day, each day once.

    Attributes:
        record: rank among the visits' records.
        loaded: stretches of days `[from, to)` that the source accounts for, ascending.
    """

    record: Numbers
    day: Times
    loaded: Sequence[tuple[date, date]]


@frozen(eq=False)
class _Stretches:
    """Times during which the clock runs, by record and in order: starts and ends between which days; NaT where
    unbounded. `goes_on`: it has not stopped.
    """

    record: Numbers
    start_low: Times
    start_high: Times
    end_low: Times
    end_high: Times
    goes_on: Mask
    row: Numbers


def make_activities(found: tuple[Numbers, Times] | None, loaded: Sequence[tuple[date, date]]) -> Activities | None:
    """Days of activity by record; None where the source is not loaded."""
    if found is None:
        return None
    whole = np.unique(_key(*found))
    return Activities(whole // _WIDTH, (whole % _WIDTH - _SHIFT).astype("datetime64[D]"), loaded)


def judge_idle(
    rule: IdleRule, visits: Visits, days: DayCount, applies: Numbers, activities: Activities | None
) -> Findings:
    """A verdict for every gap between activities.

    Args:
        rule: the limit, and the stage it is about (None: all open stages).
        visits: of the rule's process.
        days: working days.
        applies: for each record 1 where the rule's condition holds, 0 where not, -1 where that is unknown.
        activities: None where their source is not loaded: then nothing can be told.
    """
    stretches = _stretches(rule, visits, applies)
    known = activities or Activities(np.empty(0, dtype=np.int64), np.empty(0, dtype="datetime64[D]"), ())
    gap = _gaps(stretches, known, visits.cut)
    kind, limit, cut = rule.limit.kind, clipped(rule.limit), visits.cut
    begun, bounded = ~np.isnat(gap.start_high), ~np.isnat(gap.start_low)
    low = days.elapsed(or_cut(gap.start_high, cut), or_cut(gap.end_low, cut), kind)
    high = days.elapsed(or_cut(gap.start_low, cut), or_cut(gap.end_high, cut), kind)
    low, high = np.where(begun, low, 0), np.where(bounded, high, FOREVER)
    due, due_from = days.due(gap.start_high, limit, kind), days.due(gap.start_low, limit, kind)
    verdict = np.where(gap.goes_on, PENDING, SATISFIED)
    verdict[high > limit] = np.where(begun & bounded, POSSIBLE, UNKNOWN)[high > limit]
    verdict[low > limit] = VIOLATED
    silent = _is_loaded(known.loaded, gap.start_high, np.fmin(due, np.datetime64(cut) - 1))
    verdict[np.isin(verdict, (VIOLATED, POSSIBLE)) & ~silent] = UNKNOWN
    verdict[(applies[gap.record] < 0) & (verdict != SATISFIED)] = UNKNOWN
    if activities is None:
        verdict[:] = UNKNOWN
    return findings(
        rule,
        visits,
        gap.record,
        gap.start_high,
        np.zeros(len(gap.record), dtype=np.int64),
        verdict,
        low=low,
        high=high,
        due_from=due_from,
        due=due,
        since=np.where((verdict == VIOLATED) & (due == due_from), due + 1, NO_DAY),
        over=np.where(gap.goes_on, NO_DAY, or_cut(gap.end_high, cut)),
        row=gap.row,
    )


def _stretches(rule: IdleRule, visits: Visits, applies: Numbers) -> _Stretches:
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
        start_low=entries.low[first],
        start_high=entries.high[first],
        end_low=visits.leave_low[last],
        end_high=visits.leave_high[last],
        goes_on=visits.is_open[last],
        row=entries.row[first],
    )


def _gaps(stretches: _Stretches, activities: Activities, cut: date) -> _Stretches:
    """The stretches cut at each activity.

    Where the start of a stretch is only known between two days, activities up to the later one belong before it, and
    the last of them bounds it from below. Where only the end is unsure, so does the first activity after its earlier
    bound from above. Where nothing is known of the start, the first activity is the first start known.
    """
    key, day, record = _key(activities.record, activities.day), activities.day, stretches.record
    unknown = np.isnat(stretches.start_low) & np.isnat(stretches.start_high)
    exact_end = stretches.end_low == stretches.end_high
    until = np.where(stretches.goes_on, np.datetime64(cut), stretches.end_low + np.where(exact_end, 0, 1))
    until = or_cut(until, cut)
    after = np.searchsorted(key, _key(record, or_cut(stretches.start_high, cut)), side="right")
    after = np.where(unknown, np.searchsorted(key, record * _WIDTH), after)
    before = np.maximum(np.searchsorted(key, _key(record, until), side="left"), after)
    earlier = _at(day, activities.record, after - 1, record)
    start_low = np.where(unknown, NO_DAY, np.fmax(stretches.start_low, earlier))
    later = _at(day, activities.record, before, record)
    end_high = np.where(stretches.goes_on, stretches.end_high, np.fmin(stretches.end_high, later))
    inside = before - after
    of = np.repeat(np.arange(len(record)), inside + 1)
    place = np.arange(len(of)) - np.repeat(np.cumsum(inside + 1) - (inside + 1), inside + 1)
    opens, closes = place == 0, place == inside[of]
    began = _taken(day, after[of] + place - 1)
    ended = _taken(day, after[of] + place)
    gaps = _Stretches(
        record=record[of],
        start_low=np.where(opens, start_low[of], began),
        start_high=np.where(opens, stretches.start_high[of], began),
        end_low=np.where(closes, stretches.end_low[of], ended),
        end_high=np.where(closes, end_high[of], ended),
        goes_on=closes & stretches.goes_on[of],
        row=np.where(opens, stretches.row[of], -1),
    )
    meaningless = opens & unknown[of] & (inside[of] > 0)
    return _Stretches(*(getattr(gaps, name)[~meaningless] for name in _NAMES))


_NAMES = tuple(attribute.name for attribute in _Stretches.__attrs_attrs__)


def _key(record: Numbers, day: Times) -> Numbers:
    """Record and day as one number that sorts like the pair."""
    days: Numbers = record * _WIDTH + day.astype("datetime64[D]").astype(np.int64) + _SHIFT
    return days


def _taken(day: Times, index: NDArray[np.intp]) -> Times:
    """Days at an index, anything where it is out of range."""
    return day[np.clip(index, 0, len(day) - 1)] if len(day) else np.full(len(index), NO_DAY)


def _at(day: Times, of: Numbers, index: NDArray[np.intp], record: Numbers) -> Times:
    """The activity at an index where it is one of the record, else NaT."""
    if not len(day):
        return np.full(len(index), NO_DAY)
    inside = np.clip(index, 0, len(day) - 1)
    return np.where((inside == index) & (of[inside] == record), day[inside], NO_DAY)


def _is_loaded(loaded: Sequence[tuple[date, date]], start: Times, last: Times) -> Mask:
    """Whether every day after `start` up to `last` is accounted for."""
    first = start + 1
    covered = np.isnat(first) | (last < first)
    for begin, end in loaded:
        covered |= (first >= np.datetime64(begin)) & (last < np.datetime64(end))
    return covered
