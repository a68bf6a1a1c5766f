"""Whether one stage is followed by another in time: `from A to B within k` (tests/spec/processes.md).

In: visits, the rule. Out: a `Judgement`, of each visit to A. A lost record owes nothing any more; a record won without B has
broken the rule at the win, unless B comes after that.
"""

from __future__ import annotations

import numpy as np

from planlang.evaluate.rules.findings import (
    PENDING,
    POSSIBLE,
    SATISFIED,
    UNKNOWN,
    VIOLATED,
    WAIVED,
    Findings,
    Rows,
    findings,
)
from planlang.evaluate.rules.gauges.elapsed import FOREVER, or_cut
from planlang.evaluate.rules.gauges.gauge import Bounds, Gauge, lasted, nowhere
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.holes import HOLES, met
from planlang.evaluate.stages.stage_entries import Basis
from planlang.evaluate.stages.stage_rows import NO_DAY, STAGES
from planlang.evaluate.stages.visits import STAYS, Visits, visit_id
from planlang.semantics.model import ResponseRule


def judge_responses(rule: ResponseRule, visits: Visits, gauge: Gauge) -> Judgement:
    """A verdict for every visit to the origin; records that never came there are counted as vacuous."""
    stays, origin = visits.table(STAYS), visits.rank(rule.origin)
    vacuous = f"""
SELECT CAST(COUNT(*) AS BIGINT) AS found
FROM (SELECT record, MAX(CASE WHEN stage = {origin} THEN 1 ELSE 0 END) AS came FROM {stays} GROUP BY record) AS r
WHERE came = 0"""

    def tell(rows: Rows) -> Findings:
        return _tell(rule, visits, gauge, rows)

    return Judgement(_judgements(rule, visits, gauge), tell, gauge, vacuous)


def _judgements(rule: ResponseRule, visits: Visits, gauge: Gauge) -> str:
    """A row for each visit to the origin `o`, with the visit `e` that ends its wait."""
    limit, target = gauge.allowed, visits.rank(rule.target)
    waited = "came_from", "came_by", "until_low", "until_high", "lost_high"
    ended = _ended(visits, gauge, visits.rank(rule.origin), target)
    hidden, join = "FALSE", ""
    if visits.holes:
        stretches = f"""
SELECT {visit_id("w")} AS id, record, anchor_day AS first, COALESCE(until_low_day, {visits.cut_number}) AS last
FROM waits AS w WHERE NOT listed"""
        hidden, join = (
            "h.id IS NOT NULL",
            f"\nLEFT JOIN ({met(stretches, visits.table(HOLES))}) AS h ON h.id = {visit_id('w')}",
        )
    least = f"CASE WHEN came_by IS NULL THEN 0 ELSE {gauge.elapsed('came_by', 'until_low')} END"
    most = f"CASE WHEN came_from IS NULL THEN {FOREVER} ELSE {gauge.elapsed('came_from', 'until_high')} END"
    given_up = f"came_from IS NOT NULL AND {gauge.elapsed('came_from', 'lost_high')} <= {limit}"
    unseen = POSSIBLE if visits.observable[target] else UNKNOWN
    # a breach of which the end or the beginning is not known at all
    unsure = "(came_by IS NULL OR (answers AND until_high IS NULL))"
    return f"""
WITH waits AS (
  SELECT w.*, {least} AS low, {most} AS high FROM ({gauge.measured(ended, waited)}) AS w
)
SELECT
  w.*, {gauge.or_cut("until_high")} AS over, COALESCE(until_high_day, {visits.cut_number}) + CASE WHEN wins THEN 1 ELSE 0 END AS over_day,
  CASE WHEN came_by IS NOT NULL THEN {limit} - {gauge.elapsed("came_by", None)} END AS spare,
  CASE
    WHEN NOT (wins OR low > {limit} OR high > {limit})
      THEN CASE WHEN answers THEN {SATISFIED} WHEN goes_on THEN {PENDING} ELSE {WAIVED} END
    WHEN is_lost_before AND {given_up} THEN {WAIVED}
    WHEN passed_by AND {unseen} = {UNKNOWN} THEN {UNKNOWN}
    WHEN passed_by OR NOT (wins OR low > {limit}) OR {hidden} THEN CASE WHEN {unsure} THEN {UNKNOWN} ELSE {POSSIBLE} END
    ELSE {VIOLATED}
  END AS verdict
FROM waits AS w{join}"""


def _ended(visits: Visits, gauge: Gauge, origin: int, target: int) -> str:
    """The visits to the origin with the points between which the wait ended: by the answer, a win, a loss, or not."""

    def following(which: str) -> str:
        return f"MIN(CASE WHEN {which} THEN v.n END) OVER later"

    passes = f"v.basis <> {Basis.HISTORY} AND p.line >= 0 AND p.line < t.line AND s.line > t.line"
    passes += " AND (t.chain < 0 OR s.chain = t.chain)"
    won = "s.is_won AND (t.chain < 0 OR s.chain <> t.chain)"
    stages = visits.table(STAGES)
    moved = "(answers OR wins OR loses)"
    return f"""
SELECT
  o.record, o.n, o.visit, o.high AS anchor_day, o.listed, o.row_id, o.came_from, o.came_by, o.answers, o.wins,
  o.is_lost_before, COALESCE(o.passed_n <= o.end_n, FALSE) AS passed_by,
  CASE WHEN wins THEN e.began_from WHEN {moved} THEN e.came_from ELSE e.went_from END AS until_low,
  CASE WHEN {moved} THEN e.came_by ELSE e.went_by END AS until_high,
  l.came_by AS lost_high, CASE WHEN {moved} THEN e.low ELSE e.leave_low END AS until_low_day,
  CASE WHEN {moved} THEN e.high ELSE e.leave_high END AS until_high_day,
  NOT {moved} AND e.is_open AS goes_on
FROM (
  SELECT
    f.*, CASE WHEN answers THEN target_n WHEN wins THEN won_n WHEN loses THEN lost_n ELSE last_n END AS end_n,
    answers AND COALESCE(lost_n < target_n, FALSE) AS is_lost_before
  FROM (
    SELECT
      n.*, basis = {Basis.HISTORY} AS listed,
      target_n IS NOT NULL AND (won_n IS NULL OR target_n < won_n) AS answers,
      NOT (target_n IS NOT NULL AND (won_n IS NULL OR target_n < won_n))
        AND won_n IS NOT NULL AND (lost_n IS NULL OR won_n < lost_n) AS wins,
      NOT (target_n IS NOT NULL AND (won_n IS NULL OR target_n < won_n))
        AND lost_n IS NOT NULL AND (won_n IS NULL OR lost_n < won_n) AS loses
    FROM (
      SELECT
        v.*, {following(f"v.stage = {target}")} AS target_n, {following(won)} AS won_n,
        {following("s.is_lost")} AS lost_n, {following(passes)} AS passed_n, MAX(v.n) OVER (PARTITION BY v.record) AS last_n
      FROM {gauge.visits()} AS v
      JOIN {stages} AS s ON s.stage = v.stage
      JOIN {stages} AS t ON t.stage = {target}
      LEFT JOIN {stages} AS p ON p.stage = v.previous
      WINDOW later AS (PARTITION BY v.record ORDER BY v.n ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
    ) AS n
    WHERE stage = {origin}
  ) AS f
) AS o
JOIN {gauge.visits()} AS e ON e.record = o.record AND e.n = o.end_n
LEFT JOIN {gauge.visits()} AS l ON l.record = o.record AND l.n = o.lost_n"""


def _tell(rule: ResponseRule, visits: Visits, gauge: Gauge, rows: Rows) -> Findings:
    """What is found in rows of judgements."""
    start = Bounds(rows.point("came_from", gauge), rows.point("came_by", gauge))
    end = Bounds(rows.point("until_low", gauge), rows.point("until_high", gauge))
    wins, goes_on, limit, cut = rows.truth("wins"), rows.truth("goes_on"), gauge.allowed, gauge.cut
    due, due_from = gauge.due(start.high, limit), gauge.due(start.low, limit)
    exact = due == due_from
    breach = np.where(wins, np.fmin(due + 1, end.high), due + 1)
    certain = (rows.number("verdict") == VIOLATED) & exact & (~wins | (end.low == end.high))
    since = np.where(certain, breach, nowhere(due))
    least, most = rows.number("low"), rows.number("high")
    lasted_least, lasted_most = lasted(gauge, start, end, least, most)
    over = gauge.moments(or_cut(end.high, cut), end.exact).day + wins.astype(np.int64)
    return findings(
        rule,
        visits,
        rows,
        rows.day("anchor_day"),
        low=np.where(goes_on, lasted_least, least),
        high=np.where(goes_on, lasted_most, most),
        due_from=gauge.due_moments(due_from, exact),
        due=gauge.due_moments(due, exact),
        since=gauge.moments(since, exact),
        over=np.where(goes_on, NO_DAY, over),
        origin=np.full(len(rows), visits.rank(rule.origin)),
        stage=np.full(len(rows), visits.rank(rule.target)),
    )
