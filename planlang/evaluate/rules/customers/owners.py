"""Rules about the owners of records: how many somebody may have, who may not have one again, what becomes of those of people who
have left.

In: visits, who was responsible when (`holders`), the roster. Out: `Judgement`s.
"""

from __future__ import annotations

import numpy as np

from planlang.evaluate.entities.roster import Roster
from planlang.evaluate.rules.customers.duties import FAR_BACK, duties
from planlang.evaluate.rules.customers.posts import keep_left_posts, keep_role
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
from planlang.evaluate.rules.gauges.gauge import Gauge
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.holders import HOLDERS
from planlang.evaluate.stages.stage_rows import NO_DAY, OWNERS
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import HandOverRule, HoldRule, SameOwnerRule


def _counts(visits: Visits, stage: str | None) -> str:
    """Whether a visit counts: to the stage of a rule, or to any that is not lost."""
    return "NOT s.is_lost" if stage is None else f"v.stage = {visits.rank(stage)}"


def _owned(visits: Visits, stage: str | None) -> str:
    """The stretches in which somebody had a record: who has it now where nothing tells when it was whose, nobody before the first
    day that is told.
    """
    return f"""
SELECT d.*, CASE WHEN d.is_held THEN d.owned_by WHEN h.record IS NULL THEN o.owner END AS person
FROM ({duties(visits, _counts(visits, stage))}) AS d
LEFT JOIN {visits.table(OWNERS)} AS o ON o.record = d.record
LEFT JOIN (SELECT DISTINCT record FROM {visits.table(HOLDERS)}) AS h ON h.record = d.record"""


def judge_holding(rule: HoldRule, visits: Visits, roster: Roster | None, kept: str) -> Judgement:
    """A verdict for each record of somebody with the role: those that came last are too many."""
    role = keep_role(visits, rule.role, roster, kept)
    verdict = f"CASE WHEN place <= {rule.most} THEN {SATISFIED} ELSE {VIOLATED} END"
    if visits.told_until is not None:
        verdict = f"{UNKNOWN}"
    sql = f"""
SELECT
  h.*, 0 AS visit, h.start_high AS anchor_day, CAST(NULL AS INT) AS over, CAST(NULL AS INT) AS over_day,
  CAST(NULL AS INT) AS spare, {verdict} AS verdict
FROM (
  SELECT
    d.record, d.n, d.listed, d.row_id, d.start_low, d.start_high, d.person AS owned_by, d.goes_on,
    ROW_NUMBER() OVER (PARTITION BY d.person ORDER BY COALESCE(d.start_high, {FAR_BACK}), d.record) AS place
  FROM ({_owned(visits, rule.stage)}) AS d
  JOIN {role} AS r ON r.person = d.person
  WHERE d.goes_on
) AS h"""

    def tell(rows: Rows) -> Findings:
        low, high, place = rows.day("start_low"), rows.day("start_high"), rows.number("place")
        since = np.where((rows.number("verdict") == VIOLATED) & (low == high), high, NO_DAY)
        return findings(rule, visits, rows, high, low=place, high=place, since=since)

    return Judgement(sql, tell, owned=True)


def judge_same_owner(rule: SameOwnerRule, visits: Visits, gauge: Gauge) -> Judgement:
    """A verdict for each time that somebody has a record again."""
    again = f"""
SELECT
  d.*, LAG(d.end_low) OVER had AS back_low, LAG(d.end_high) OVER had AS back_high, LAG(d.n) OVER had AS before
FROM ({_owned(visits, rule.stage)}) AS d
WHERE d.person IS NOT NULL
WINDOW had AS (PARTITION BY d.record, d.person ORDER BY d.n)"""
    measured = gauge.measured(
        f"SELECT * FROM ({again}) AS a WHERE before IS NOT NULL AND back_high IS NOT NULL",
        ("back_low", "back_high", "start_low", "start_high"),
    )
    sql = f"""
SELECT
  g.*, 0 AS visit, start_high AS anchor_day, FALSE AS goes_on, start_high + 1 AS over, start_high + 1 AS over_day,
  CAST(NULL AS INT) AS spare,
  CASE WHEN high < {gauge.allowed} THEN {VIOLATED} WHEN low >= {gauge.allowed} THEN {SATISFIED} ELSE {POSSIBLE} END AS verdict
FROM (
  SELECT
    m.record, m.n, m.listed, m.row_id, m.person AS owned_by, m.start_low, m.start_high,
    {gauge.elapsed("back_high", "start_low")} AS low, {gauge.elapsed("back_low", "start_high")} AS high
  FROM ({measured}) AS m
) AS g"""

    def tell(rows: Rows) -> Findings:
        first, last = rows.day("start_low"), rows.day("start_high")
        since = np.where((rows.number("verdict") == VIOLATED) & (first == last), last, NO_DAY)
        over = rows.day("over")
        return findings(
            rule, visits, rows, last, low=rows.number("low"), high=rows.number("high"), since=since, over=over
        )

    return Judgement(sql, tell, owned=True)


def judge_hand_over(rule: HandOverRule, visits: Visits, gauge: Gauge, roster: Roster | None, kept: str) -> Judgement:
    """A verdict for each record of somebody who has left his post: it has to have another owner in time."""
    left = keep_left_posts(visits, roster, kept)
    cut = visits.cut_number
    seen = "NULL"
    if visits.told_until is not None:
        seen = f"GREATEST({visits.told_until}, e.last, COALESCE(d.start_high, e.last))"
    found = f"""
SELECT
  d.record, d.listed, d.row_id, d.person AS owned_by, d.goes_on, GREATEST(e.last, COALESCE(d.start_high, e.last)) AS since_day,
  GREATEST(e.last, COALESCE(d.start_low, e.last)) AS since_low,
  CASE WHEN d.goes_on THEN {seen} ELSE d.end_low END AS end_low, CASE WHEN d.goes_on THEN NULL ELSE d.end_high END AS end_high,
  CAST(ROW_NUMBER() OVER (PARTITION BY d.record ORDER BY d.n, e.last) AS INT) AS n
FROM ({_owned(visits, None)}) AS d
JOIN {left} AS e ON e.person = d.person
WHERE (e.is_gone OR e.last >= COALESCE(d.start_high, e.last)) AND (d.goes_on OR e.last < COALESCE(d.end_high, d.end_low))"""
    sql = f"""
SELECT
  g.*, 0 AS visit, since_day AS anchor_day, COALESCE(end_high, {cut}) AS over, COALESCE(end_high, {cut}) AS over_day,
  {gauge.allowed} - {gauge.elapsed("since_day", None)} AS spare,
  CASE
    WHEN low > {gauge.allowed} THEN {VIOLATED} WHEN high > {gauge.allowed} THEN {POSSIBLE} WHEN goes_on THEN {PENDING} ELSE {SATISFIED}
  END AS verdict
FROM (
  SELECT m.*, {gauge.elapsed("since_day", "end_low")} AS low, {gauge.elapsed("since_low", "end_high")} AS high
  FROM ({gauge.measured(found, ("since_low", "since_day", "end_low", "end_high"))}) AS m
) AS g"""

    def tell(rows: Rows) -> Findings:
        first, start, end = rows.day("since_low"), rows.day("since_day"), rows.day("end_high")
        due_from, due = gauge.due(first, gauge.allowed), gauge.due(start, gauge.allowed)
        until = np.where(np.isnat(end), gauge.now, end)
        low, high = gauge.lasting(start, until), gauge.lasting(first, until)
        since = np.where(rows.number("verdict") == VIOLATED, due + 1, NO_DAY)
        over = np.where(rows.truth("goes_on"), NO_DAY, end)
        told = {"low": low, "high": high, "due_from": due_from, "due": due, "since": since, "over": over}
        return findings(rule, visits, rows, start, **told)

    return Judgement(sql, tell, gauge, owned=True)
