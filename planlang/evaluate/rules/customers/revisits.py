"""Whether records were seen as often as they have to be: so many times in every month (tests/spec/customers.md).

In: visits, times of activity, answers about records on the first days of periods. Out: a `Judgement`, of each record and period in
which somebody had at least half of the working days for it.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from planlang.evaluate.rules.conditions import MET, MISSING, UNSURE, Conditions
from planlang.evaluate.rules.customers.beats import BEAT_DAYS, keep_beats
from planlang.evaluate.rules.customers.duties import duties
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
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.activities import Activities
from planlang.evaluate.stages.holes import HOLES, met
from planlang.evaluate.stages.stage_rows import NEWEST, OWNERS, STATE, as_number
from planlang.evaluate.stages.visits import Visits, visit_id
from planlang.plan.plan import Plan
from planlang.semantics.model import RevisitRule


def judge_revisits(
    rule: RevisitRule, visits: Visits, plan: Plan, conditions: Conditions, activities: Activities, kept: str
) -> Judgement:
    """A verdict for every record and period.

    Args:
        rule: how often what has to be done, for whom.
        visits: of the rule's process; `holders` has who was responsible.
        plan: working days and periods are its own.
        conditions: answers whether records meet the rule's on the first day of a period.
        activities: where their source is not loaded nothing can be told.
        kept: what the names of tables begin with.
    """
    beats, days = keep_beats(visits, rule.grain, plan.calendar, plan.grid, _earliest(visits, activities))
    engine = visits.engine
    engine.keep(f"{kept}_parts", _parts(rule, visits, activities, beats, days))
    answers = None
    if rule.where is not None and visits.has_source:
        asked = f"SELECT DISTINCT record, first AS day FROM {kept}_parts"
        engine.keep(f"{kept}_asked", _rows_on(visits, asked))
        answers = conditions.on_days(visits.process.source, rule.where, f"{kept}_asked")

    def tell(rows: Rows) -> Findings:
        return _tell(rule, visits, rows)

    def near(until: date) -> str:
        return f"due < {as_number(np.datetime64(until))}"

    sql = _judgements(rule, visits, activities, kept, answers)
    return Judgement(sql, tell, near=near, owned=True)


def _earliest(visits: Visits, activities: Activities) -> date:
    """The first day on which anything is known of the records, or was done for one."""
    if activities.table is None:
        return visits.earliest
    (found,) = visits.engine.run(f"SELECT CAST(MIN(day) AS BIGINT) AS day FROM {activities.table}")["day"].tolist()
    if found is None:
        return visits.earliest
    first: date = np.datetime64(min(found, visits.cut_number), "D").item()
    return min(first, visits.earliest)


def _parts(rule: RevisitRule, visits: Visits, activities: Activities, beats: str, days: str) -> str:
    """The part of each period in which somebody had to look after a record, where that may be half of its working days or more.

    What the last export shows goes on until another does not. What was there before anything is known of it was there on the day of the first activity at the latest.
    """
    cut = visits.cut_number
    counts = "NOT s.is_lost" if rule.stage is None else f"v.stage = {visits.rank(rule.stage)}"
    seen = "(SELECT CAST(NULL AS INT) AS record, CAST(NULL AS INT) AS day WHERE FALSE)"
    if activities.table is not None:
        seen = f"(SELECT record, MIN(day) AS day FROM {activities.table} GROUP BY record)"
    before = f"(SELECT MIN(first) FROM {beats} WHERE next_last >= {cut - 1})"
    return f"""
WITH duty AS (
  SELECT d.*, CASE WHEN d.start_low IS NULL THEN LEAST(d.start_high, f.day) ELSE d.start_high END AS begun
  FROM ({duties(visits, counts)}) AS d LEFT JOIN {seen} AS f ON f.record = d.record
),
parts AS (
  SELECT
    d.record, d.n AS piece, d.listed, d.row_id, d.owned_by, d.is_held, d.passes_on, d.goes_on AS stays,
    p.beat, p.first, p.last, p.worked, p.next_last,
    LEAST(GREATEST(p.first, COALESCE(d.begun, {cut})), p.last + 1) AS sure_from,
    GREATEST(p.first, COALESCE(d.start_low, p.first)) AS may_from,
    CASE WHEN d.goes_on THEN p.last ELSE LEAST(p.last, COALESCE(d.end_low - 1, p.last)) END AS sure_to,
    CASE WHEN d.goes_on THEN p.last ELSE LEAST(p.last, COALESCE(d.end_high - 1, p.last)) END AS may_to,
    COALESCE(d.end_high, d.end_low) AS ended
  FROM duty AS d
  JOIN {beats} AS p
    ON p.worked > 0 AND p.first < {cut} AND p.last >= COALESCE(d.start_low, d.begun, {before})
      AND (d.goes_on OR p.first <= COALESCE(d.end_high, {cut}) - 1)
)
SELECT
  p.*, CAST(ROW_NUMBER() OVER (PARTITION BY p.record ORDER BY p.first, p.piece) AS INT) AS n,
  GREATEST(COALESCE(b.before - a.before, 0), 0) AS sure_days
FROM parts AS p
LEFT JOIN {days} AS a ON a.day = p.sure_from
LEFT JOIN {days} AS b ON b.day = p.sure_to + 1
LEFT JOIN {days} AS c ON c.day = p.may_from
LEFT JOIN {days} AS d ON d.day = p.may_to + 1
WHERE 2 * COALESCE(d.before - c.before, 0) >= p.worked"""


def _rows_on(visits: Visits, asked: str) -> str:
    """The row that tells of each `record` on a `day`: of dated exports the last one up to it, else the first one after."""
    if not visits.sighted:
        return f"SELECT a.record, a.day, n.row_id FROM ({asked}) AS a JOIN {visits.table(NEWEST)} AS n ON n.record = a.record"
    state = visits.table(STATE)
    age = "ROW_NUMBER() OVER (PARTITION BY record, day ORDER BY row_id DESC) AS age"
    return f"""
SELECT p.record, p.day, s.row_id
FROM (
  SELECT
    q.*, COALESCE(
      MAX(shown) OVER (PARTITION BY record ORDER BY day, kind ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
      MIN(shown) OVER (PARTITION BY record ORDER BY day, kind ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
    ) AS told
  FROM (
    SELECT record, day, 1 AS kind, CAST(NULL AS INT) AS shown FROM ({asked}) AS a
    UNION ALL
    SELECT DISTINCT record, day, 0, day FROM {state}
  ) AS q
) AS p
JOIN (SELECT r.*, {age} FROM {state} AS r) AS s ON s.record = p.record AND s.day = p.told AND s.age = 1
WHERE p.kind = 1"""


def _judgements(rule: RevisitRule, visits: Visits, activities: Activities, kept: str, answers: str | None) -> str:
    """A row for each part."""
    cut = visits.cut_number
    parts, days = f"{kept}_parts", visits.table(f"{BEAT_DAYS}_{rule.grain.value}")
    seen = "(SELECT CAST(NULL AS INT) AS record, CAST(NULL AS INT) AS beat, 0 AS visits, 0 AS first_day WHERE FALSE)"
    if activities.table is not None:
        seen = f"""(
  SELECT a.record, d.beat, COUNT(*) AS visits, MIN(a.day) AS first_day
  FROM {activities.table} AS a JOIN {days} AS d ON d.day = a.day GROUP BY a.record, d.beat
)"""
    applies, join = f"{MET}", ""
    if rule.where is not None:
        applies = f"{UNSURE}"
        if answers is not None:
            applies = f"COALESCE(y.answer, {UNSURE})"
            join = f"""
  LEFT JOIN {kept}_asked AS x ON x.record = p.record AND x.day = p.first
  LEFT JOIN {answers} AS y ON y.row_id = x.row_id AND y.day = p.first"""
    hidden = "FALSE"
    if visits.holes:
        stretches = f"""
SELECT {visit_id("h")} AS id, record, sure_from AS first, LEAST(sure_to, {cut}) AS last FROM {parts} AS h WHERE NOT listed"""
        join += f"\n  LEFT JOIN ({met(stretches, visits.table(HOLES))}) AS dark ON dark.id = {visit_id('p')}"
        hidden = "dark.id IS NOT NULL"
    told = " OR ".join(
        f"(first >= {as_number(np.datetime64(begin))} AND LEAST(last, {cut - 1}) < {as_number(np.datetime64(end))})"
        for begin, end in activities.loaded
    )
    return f"""
SELECT
  j.*, over AS over_day, over IS NULL AS goes_on
FROM (
  SELECT
    c.*, 0 AS visit, CAST(NULL AS BIGINT) AS spare, CASE WHEN ends < {cut} OR verdict NOT IN ({PENDING}, {POSSIBLE}, {VIOLATED}) THEN ends END AS over
  FROM (
    SELECT
      m.*,
      CASE
        WHEN seen >= {rule.count} THEN {SATISFIED}
        WHEN {"TRUE" if activities.table is None else "FALSE"} OR applies = {UNSURE} THEN {UNKNOWN}
        WHEN due >= {cut} THEN {PENDING}
        WHEN NOT stays AND NOT passes_on AND due < last THEN {WAIVED}
        WHEN NOT ({told or "FALSE"}) THEN {UNKNOWN}
        WHEN 2 * sure_days < worked OR sure_to <> may_to OR hidden THEN {POSSIBLE}
        ELSE {VIOLATED}
      END AS verdict
    FROM (
      SELECT
        p.record, p.n, p.listed, p.row_id,
        p.first, p.last, p.worked, p.sure_days, p.sure_to, p.may_to, p.sure_to AS due, p.stays, p.passes_on, {hidden} AS hidden,
        LEAST(p.sure_from, p.sure_to) AS anchor_day, COALESCE(v.visits, 0) AS seen, {applies} AS applies,
        LEAST(
          COALESCE(w.first_day, p.next_last + 1), p.next_last + 1, CASE WHEN p.stays THEN p.next_last + 1 ELSE GREATEST(p.ended, p.sure_to + 1) END
        ) AS ends,
        CASE WHEN p.is_held THEN p.owned_by ELSE o.owner END AS owned_by
      FROM {parts} AS p
      LEFT JOIN {seen} AS v ON v.record = p.record AND v.beat = p.beat
      LEFT JOIN {seen} AS w ON w.record = p.record AND w.beat = p.beat + 1
      LEFT JOIN {visits.table(OWNERS)} AS o ON o.record = p.record{join}
    ) AS m
    WHERE applies <> {MISSING}
  ) AS c
) AS j"""


def _tell(rule: RevisitRule, visits: Visits, rows: Rows) -> Findings:
    """What is found in rows of judgements."""
    due, verdict, seen = rows.day("due"), rows.number("verdict"), rows.number("seen")
    since = np.where(verdict == VIOLATED, due + 1, np.datetime64("NaT"))
    over = rows.day("over")
    return findings(
        rule, visits, rows, rows.day("anchor_day"), low=seen, high=seen, due_from=due, due=due, since=since, over=over
    )
