"""Whether one stage is followed by another in time: `from A to B within k` (tests/spec/processes.md).

In: visits, the rule. Out: `Findings`, one for each visit to A. A lost record owes nothing any more; a record won
without B has broken the rule at the win.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.rules.findings import PENDING, POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, WAIVED, Findings, findings
from planlang.evaluate.rules.gauges import Bounds, Gauge, lasted, nowhere
from planlang.evaluate.rules.moves import line_positions
from planlang.evaluate.stages.elapsed import FOREVER, or_cut
from planlang.evaluate.stages.stage_entries import NO_DAY, Basis, is_first
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import ResponseRule, StagePhase

Mask = NDArray[np.bool_]


def judge_responses(rule: ResponseRule, visits: Visits, gauge: Gauge) -> Findings:
    """A verdict for every visit to the origin; records that never came there are counted as vacuous."""
    entries, cut, limit = visits.entries, gauge.cut, gauge.allowed
    entered, left = gauge.entered(), gauge.left()
    at = np.flatnonzero(entries.stage == visits.rank(rule.origin))
    start_low, start_high = entered.low[at], entered.high[at]
    target = visits.rank(rule.target)
    reached = _next(entries.record, at, entries.stage == target)
    won = _next(entries.record, at, _in_phase(visits, StagePhase.WON))
    lost = _next(entries.record, at, _in_phase(visits, StagePhase.LOST))
    last = np.searchsorted(entries.record, entries.record[at], side="right") - 1

    def waited(low: Times, high: Times) -> tuple[Numbers, Numbers]:
        """How long it is from the origin to something, at least and at most."""
        least = gauge.elapsed(or_cut(start_high, cut), or_cut(low, cut))
        most = gauge.elapsed(or_cut(start_low, cut), or_cut(high, cut))
        return np.where(np.isnat(start_high), 0, least), np.where(np.isnat(start_low), FOREVER, most)

    answered = reached < won
    wins, loses = ~answered & (won < lost), ~answered & (lost < won)
    end = np.select([answered, wins, loses], [reached, won, lost], last)
    moved = answered | wins | loses
    low = np.where(moved, entered.low[end], left.low[end])
    high = np.where(moved, entered.high[end], left.high[end])
    goes_on = ~moved & visits.is_open[end]
    least, most = waited(low, high)
    kept = np.select([answered, goes_on], [SATISFIED, PENDING], WAIVED)
    verdict = np.select([wins | (least > limit), most > limit], [VIOLATED, POSSIBLE], kept)
    lost_before = answered & (lost < reached) & (verdict != SATISFIED)
    given_up = np.minimum(lost, len(entries.record) - 1)
    _, until_lost = waited(entered.low[given_up], entered.high[given_up])
    verdict[lost_before & (until_lost <= limit)] = WAIVED
    broken = (verdict == VIOLATED) | (verdict == POSSIBLE)
    unseen = _passed_unseen(visits, at, end, target)
    verdict[broken & unseen] = POSSIBLE if visits.observable[target] else UNKNOWN
    hidden = visits.unseen_between(entries.record[at], gauge.day(start_high), gauge.day(or_cut(low, cut)))
    verdict[(verdict == VIOLATED) & hidden] = POSSIBLE
    unsure = np.isnat(start_high) | (answered & np.isnat(high))
    verdict[(verdict == POSSIBLE) & unsure] = UNKNOWN
    due, due_from = gauge.due(start_high, limit), gauge.due(start_low, limit)
    exact = due == due_from
    breach = np.where(wins, np.fmin(due + 1, high), due + 1)
    certain = (verdict == VIOLATED) & exact & (~wins | (low == high))
    since = np.where(certain, breach, nowhere(due))
    lasted_least, lasted_most = lasted(gauge, entered.take(at), Bounds(low, high), least, most)
    least, most = np.where(goes_on, lasted_least, least), np.where(goes_on, lasted_most, most)
    over = gauge.moments(or_cut(high, cut), low == high).day + wins.astype(np.int64)
    return findings(
        rule,
        visits,
        entries.record[at],
        entries.high[at],
        visits.visit[at],
        verdict,
        low=least,
        high=most,
        due_from=gauge.due_moments(due_from, exact),
        due=gauge.due_moments(due, exact),
        since=gauge.moments(since, exact),
        over=np.where(goes_on, NO_DAY, over),
        origin=entries.stage[at],
        stage=np.full(len(at), target),
        row=entries.row[at],
        vacuous=int(is_first(entries.record).sum() - is_first(entries.record[at]).sum()),
    )


def _next(record: Numbers, at: NDArray[np.intp], wanted: Mask) -> NDArray[np.intp]:
    """For each visit the next wanted one of the same record; one past the last visit of all where there is none."""
    count = len(record)
    nearest = np.full(count + 1, count)
    nearest[:-1] = np.where(wanted, np.arange(count), count)
    nearest = np.minimum.accumulate(nearest[::-1])[::-1]
    found = nearest[at + 1]
    same = record[np.minimum(found, count - 1)] == record[at]
    return np.where((found < count) & same, found, count)


def _in_phase(visits: Visits, phase: StagePhase) -> Mask:
    """Visits to stages of a phase."""
    chosen = np.array([stage.phase is phase for stage in visits.process.stages], dtype=np.bool_)
    found: Mask = chosen[visits.entries.stage]
    return found


def _passed_unseen(visits: Visits, at: NDArray[np.intp], end: NDArray[np.intp], target: int) -> Mask:
    """Whether the record came by the target on the main line before the end of its wait, as far as exports or dated
    columns tell: it may have been there for a short time.
    """
    line, origin = line_positions(visits.process), visits.previous
    place, before = line[visits.entries.stage], np.where(origin >= 0, line[origin], -1)
    passes = (before >= 0) & (before < line[target]) & (place > line[target])
    passes &= visits.entries.basis != Basis.HISTORY
    found: Mask = _next(visits.entries.record, at, passes) <= end
    return found
