"""How long records stay in a stage, against the longest stay allowed (semantics section 7).

In: visits, the rule, for which records it applies. Out: `Findings`, one per visit, or one per record for a total.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve

from planlang.evaluate.elapsed import FOREVER, DayCount, clipped, or_cut
from planlang.evaluate.findings import PENDING, POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, Findings, findings
from planlang.evaluate.stage_entries import NO_DAY, is_first, is_last
from planlang.evaluate.stage_rows import Numbers
from planlang.evaluate.visits import Visits
from planlang.semantics.model import StayRule


def judge_stays(rule: StayRule, visits: Visits, days: DayCount, applies: Numbers) -> Findings:
    """A verdict for every visit to the stage, or for the sum of a record's visits.

    Args:
        rule: the limit.
        visits: of the rule's process.
        days: working days.
        applies: for each record 1 where the rule's condition holds, 0 where not, -1 where that is unknown.
    """
    rank = visits.rank(rule.stage)
    at = np.flatnonzero((visits.entries.stage == rank) & (applies[visits.entries.record] != 0))
    entries, kind, limit = visits.entries.take(at), rule.limit.kind, clipped(rule.limit)
    is_open, record = visits.is_open[at], entries.record
    leave_low, leave_high = or_cut(visits.leave_low[at], visits.cut), or_cut(visits.leave_high[at], visits.cut)
    bounded, begun = ~np.isnat(entries.low), ~np.isnat(entries.high)
    start_low, start_high = or_cut(entries.low, visits.cut), or_cut(entries.high, visits.cut)
    low = np.where(begun, days.elapsed(start_high, leave_low, kind), 0)
    high = np.where(bounded, days.elapsed(start_low, leave_high, kind), FOREVER)
    low_before, high_before = np.zeros_like(low), np.zeros_like(high)
    if rule.total:
        low_before = _sum_before(record, np.where(begun, days.spent(start_high, leave_low, kind), 0))
        high_before = _sum_before(record, np.where(bounded, days.spent(start_low, leave_high, kind), FOREVER))
    low, high = low + low_before, np.minimum(high + high_before, FOREVER)
    certain, open_ended = low > limit, high > limit
    sure = bounded & begun
    verdict = np.where(is_open, PENDING, SATISFIED)
    verdict[open_ended] = np.where(sure[open_ended], POSSIBLE, UNKNOWN)
    verdict[certain] = VIOLATED
    due = days.due(entries.high, limit - low_before, kind)
    due_from = days.due(entries.low, np.maximum(limit - high_before, 0), kind)
    since = np.where((verdict == VIOLATED) & (due == due_from), due + 1, NO_DAY)
    found = findings(
        rule,
        visits,
        record=record,
        anchor=entries.high,
        visit=visits.visit[at],
        verdict=np.where((applies[record] < 0) & (verdict != SATISFIED), UNKNOWN, verdict),
        low=low,
        high=high,
        due_from=due_from,
        due=due,
        since=since,
        over=np.where(is_open, NO_DAY, leave_high),
        stage=entries.stage,
        row=entries.row,
    )
    return _per_record(found) if rule.total else found


def _sum_before(record: Numbers, spent: Numbers) -> Numbers:
    """What earlier visits of the same record add up to."""
    first = is_first(record)
    summed = np.cumsum(np.minimum(spent, FOREVER)) - np.minimum(spent, FOREVER)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(record)), 0))
    return summed - summed[starts] if len(record) else summed


def _per_record(found: Findings) -> Findings:
    """One instance per record: sums only grow, so its last visit tells the verdict and the first broken one since when."""
    first, last = np.flatnonzero(is_first(found.record)), np.flatnonzero(is_last(found.record))
    since = np.full(len(first), NO_DAY)
    broken = np.flatnonzero(found.verdict == VIOLATED)
    broken = broken[is_first(found.record[broken])]
    since[np.searchsorted(found.record[first], found.record[broken])] = found.since[broken]
    return evolve(
        found.take(last), anchor=found.anchor[first], visit=found.visit[first], since=since, row=found.row[first]
    )
