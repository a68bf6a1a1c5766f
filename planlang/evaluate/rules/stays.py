"""How long records stay in a stage, against the longest stay allowed (tests/spec/processes.md).

In: visits, the rule, for which records it applies. Out: `Findings`, one per visit, or one per record for a total.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve

from planlang.evaluate.rules.findings import PENDING, POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, Findings, findings
from planlang.evaluate.rules.gauges import Bounds, Gauge, lasted, nowhere
from planlang.evaluate.stages.elapsed import FOREVER, or_cut
from planlang.evaluate.stages.stage_entries import is_first, is_last
from planlang.evaluate.stages.stage_rows import Numbers
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import StayRule


def judge_stays(rule: StayRule, visits: Visits, gauge: Gauge, applies: Numbers) -> Findings:
    """A verdict for every visit to the stage, or for the sum of a record's visits.

    Args:
        rule: the limit.
        visits: of the rule's process.
        gauge: how the rule measures time.
        applies: for each record 1 where the rule's condition holds, 0 where not, -1 where that is unknown.
    """
    rank = visits.rank(rule.stage)
    at = np.flatnonzero((visits.entries.stage == rank) & (applies[visits.entries.record] != 0))
    entries, limit, cut = visits.entries.take(at), gauge.allowed, gauge.cut
    is_open, record = visits.is_open[at], entries.record
    entered, left = gauge.entered().take(at), gauge.left().take(at)
    leave = Bounds(or_cut(left.low, cut), or_cut(left.high, cut))
    bounded, begun = ~np.isnat(entered.low), ~np.isnat(entered.high)
    start_low, start_high = or_cut(entered.low, cut), or_cut(entered.high, cut)
    low = np.where(begun, gauge.elapsed(start_high, leave.low), 0)
    high = np.where(bounded, gauge.elapsed(start_low, leave.high), FOREVER)
    low_before, high_before = np.zeros_like(low), np.zeros_like(high)
    if rule.total:
        low_before = _sum_before(record, np.where(begun, gauge.spent(start_high, leave.low), 0))
        high_before = _sum_before(record, np.where(bounded, gauge.spent(start_low, leave.high), FOREVER))
    low, high = low + low_before, high + high_before
    certain, open_ended = low > limit, high > limit
    verdict = np.where(is_open, PENDING, SATISFIED)
    verdict[open_ended] = np.where(begun[open_ended], POSSIBLE, UNKNOWN)
    unseen = visits.unseen_within(at)
    if rule.total:
        unseen |= _sum_before(record, unseen.astype(np.int64)) > 0
    verdict[certain] = np.where(unseen[certain], POSSIBLE, VIOLATED)
    due = gauge.due(entered.high, limit - low_before)
    due_from = gauge.due(entered.low, np.maximum(limit - high_before, 0))
    exact = due == due_from
    since = np.where((verdict == VIOLATED) & exact, due + 1, nowhere(due))
    over = np.where(is_open, nowhere(due), leave.high)
    least, most = lasted(gauge, entered, left, low - low_before, high - high_before)
    low, high = np.where(is_open, least + low_before, low), np.where(is_open, most + high_before, high)
    found = findings(
        rule,
        visits,
        record=record,
        anchor=entries.high,
        visit=visits.visit[at],
        verdict=np.where((applies[record] < 0) & (verdict != SATISFIED), UNKNOWN, verdict),
        low=low,
        high=np.minimum(high, FOREVER),
        due_from=gauge.due_moments(due_from, exact),
        due=gauge.due_moments(due, exact),
        since=gauge.moments(since, exact),
        over=gauge.moments(over, leave.exact),
        stage=entries.stage,
        row=entries.row,
    )
    return _per_record(found) if rule.total else found


def _sum_before(record: Numbers, spent: Numbers) -> Numbers:
    """What earlier visits of the same record add up to. Running sums over all records may wrap around; their
    differences within a record do not.
    """
    first = is_first(record)
    summed = np.cumsum(np.minimum(spent, FOREVER)) - np.minimum(spent, FOREVER)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(record)), 0))
    return summed - summed[starts] if len(record) else summed


def _per_record(found: Findings) -> Findings:
    """One instance per record: its first broken visit tells the verdict and since when; without one its last, as sums grow."""
    first, last = np.flatnonzero(is_first(found.record)), np.flatnonzero(is_last(found.record))
    told = last.copy()
    broken = np.flatnonzero(found.verdict == VIOLATED)
    broken = broken[is_first(found.record[broken])]
    told[np.searchsorted(found.record[first], found.record[broken])] = broken
    return evolve(
        found.take(last),
        verdict=found.verdict[told],
        anchor=found.anchor[first],
        visit=found.visit[first],
        since=found.since[told],
        since_at=found.since_at[told],
        row=found.row[first],
    )
