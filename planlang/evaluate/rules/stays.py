"""How long records stay in a stage, against the longest stay allowed (tests/spec/processes.md).

In: visits, the rule, for which records it applies. Out: a `Judgement`, of each visit, or of each record for a total.
"""

from __future__ import annotations

import numpy as np

from planlang.evaluate.rules.conditions import MET, MISSING, Conditions, joined_now
from planlang.evaluate.rules.findings import (
    PENDING,
    POSSIBLE,
    SATISFIED,
    UNKNOWN,
    VIOLATED,
    Findings,
    Rows,
    findings,
)
from planlang.evaluate.rules.gauges.elapsed import FOREVER, or_cut
from planlang.evaluate.rules.gauges.gauge import ENDS, Bounds, Gauge, Moments, lasted, nowhere
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.stage_entries import Basis
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import StayRule


def judge_stays(rule: StayRule, visits: Visits, gauge: Gauge, conditions: Conditions) -> Judgement:
    """A verdict for every visit to the stage, or for the sum of a record's visits."""

    def tell(rows: Rows) -> Findings:
        return _tell(rule, visits, gauge, rows)

    sql = _judgements(rule, visits, gauge, conditions)
    return Judgement(_of_records(sql) if rule.total else sql, tell, gauge)


def _judgements(rule: StayRule, visits: Visits, gauge: Gauge, conditions: Conditions) -> str:
    """A row for each visit; `total_low` and `total_high` are what earlier visits of the record add up to."""
    limit = gauge.allowed
    join, holds = joined_now(rule.where, visits, conditions, "v.record", "w")
    before_low, before_high, unseen, window = "0", "0", "unseen", ""
    if rule.total:
        before_low = _sum(f"CASE WHEN came_by IS NULL THEN 0 ELSE {gauge.spent('came_by', 'went_from')} END")
        before_high = _sum(f"CASE WHEN came_from IS NULL THEN {FOREVER} ELSE {gauge.spent('came_from', 'went_by')} END")
        unseen = "unseen OR COALESCE(MAX(CASE WHEN unseen THEN 1 ELSE 0 END) OVER earlier, 0) = 1"
        window = "\nWINDOW earlier AS (PARTITION BY record ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    mine = f"SELECT v.*, {holds} AS applies FROM {gauge.visits()} AS v{join} WHERE stage = {visits.rank(rule.stage)}"
    return f"""
SELECT
  j.*,
  CASE
    WHEN low <= {limit} AND high <= {limit} AND NOT goes_on THEN {SATISFIED}
    WHEN applies <> {MET} THEN {UNKNOWN}
    WHEN low > {limit} THEN CASE WHEN is_unseen THEN {POSSIBLE} ELSE {VIOLATED} END
    WHEN high > {limit} THEN CASE WHEN came_by IS NULL THEN {UNKNOWN} ELSE {POSSIBLE} END
    ELSE {PENDING}
  END AS verdict
FROM (
  SELECT
    record, n, visit, high AS anchor_day, is_open AS goes_on, stage, row_id, applies, basis = {Basis.HISTORY} AS listed,
    {", ".join(ENDS)}, {gauge.or_cut("went_by")} AS over, COALESCE(leave_high, {visits.cut_number}) AS over_day, {unseen} AS is_unseen,
    CASE WHEN came_by IS NOT NULL THEN {limit} - {gauge.elapsed("came_by", None)} - {before_low} END AS spare,
    {before_low} AS total_low, {before_high} AS total_high,
    {before_low} + CASE WHEN came_by IS NULL THEN 0 ELSE {gauge.elapsed("came_by", "went_from")} END AS low,
    {before_high} + CASE WHEN came_from IS NULL THEN {FOREVER} ELSE {gauge.elapsed("came_from", "went_by")} END AS high
  FROM ({gauge.measured(mine, ENDS)}) AS m
  WHERE applies <> {MISSING}{window}
) AS j"""


def _sum(length: str) -> str:
    """What earlier visits of the same record add up to."""
    return f"CAST(LEAST(COALESCE(SUM({length}) OVER earlier, 0), {FOREVER}) AS BIGINT)"


TOLD = ("came_from", "came_by", "total_low", "total_high")
"""What tells since when a total is broken."""


def _of_records(judgements: str) -> str:
    """One row a record: its first broken visit tells the verdict and since when, without one its last, as sums grow."""
    told = ", ".join(f"CASE WHEN b.record IS NULL THEN l.{name} ELSE b.{name} END AS told_{name}" for name in TOLD)
    kept = (
        "record",
        "n",
        "goes_on",
        "stage",
        "listed",
        *ENDS,
        "over",
        "over_day",
        "spare",
        "total_low",
        "total_high",
        "low",
        "high",
    )
    return f"""
WITH judged AS ({judgements}),
ranked AS (
  SELECT
    judged.*, MIN(n) OVER (PARTITION BY record) AS first_n, MAX(n) OVER (PARTITION BY record) AS last_n,
    MIN(CASE WHEN verdict = {VIOLATED} THEN n END) OVER (PARTITION BY record) AS broken_n
  FROM judged
)
SELECT
  {", ".join(f"l.{name}" for name in kept)}, f.visit, f.anchor_day, f.row_id, f.came_from AS first_from, f.came_by AS first_by, COALESCE(b.verdict, l.verdict) AS verdict, {told}
FROM ranked AS l
JOIN ranked AS f ON f.record = l.record AND f.n = l.first_n
LEFT JOIN ranked AS b ON b.record = l.record AND b.n = l.broken_n
WHERE l.n = l.last_n"""


def _tell(rule: StayRule, visits: Visits, gauge: Gauge, rows: Rows) -> Findings:
    """What is found in rows of judgements."""
    entered, left = (Bounds(*(rows.point(name, gauge) for name in pair)) for pair in (ENDS[:2], ENDS[2:]))
    leave = Bounds(or_cut(left.low, gauge.cut), or_cut(left.high, gauge.cut))
    is_open, limit = rows.truth("goes_on"), gauge.allowed
    low, high, before = rows.number("low"), rows.number("high"), (rows.number("total_low"), rows.number("total_high"))
    due = gauge.due(entered.high, limit - before[0])
    due_from = gauge.due(entered.low, np.maximum(limit - before[1], 0))
    exact = due == due_from
    since = _since(rows, gauge, "told_" if rule.total else "")
    over = np.where(is_open, nowhere(due), leave.high)
    least, most = lasted(gauge, entered, left, low - before[0], high - before[1])
    low, high = np.where(is_open, least + before[0], low), np.where(is_open, most + before[1], high)
    return findings(
        rule,
        visits,
        rows,
        rows.day("anchor_day"),
        low=low,
        high=np.minimum(high, FOREVER),
        due_from=gauge.due_moments(due_from, exact),
        due=gauge.due_moments(due, exact),
        since=since,
        over=gauge.moments(over, leave.exact),
        stage=rows.number("stage"),
    )


def _since(rows: Rows, gauge: Gauge, told: str) -> Moments:
    """Since when it is broken, by the visit that tells it."""
    limit = gauge.allowed
    due = gauge.due(rows.point(f"{told}came_by", gauge), limit - rows.number(f"{told}total_low"))
    due_from = gauge.due(rows.point(f"{told}came_from", gauge), np.maximum(limit - rows.number(f"{told}total_high"), 0))
    exact = due == due_from
    return gauge.moments(np.where((rows.number("verdict") == VIOLATED) & exact, due + 1, nowhere(due)), exact)
