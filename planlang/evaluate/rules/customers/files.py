"""Whether what has to be known of every record is there.

In: visits, answers about rows. Out: a `Judgement`, of each record that is not lost.
"""

from __future__ import annotations

import numpy as np

from planlang.evaluate.rules.conditions import MET, MISSING, UNSURE, Conditions, joined_now, shown_in_exports
from planlang.evaluate.rules.findings import SATISFIED, UNKNOWN, VIOLATED, Findings, Rows, findings
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.stage_rows import NEWEST, STAGES
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.semantics.model import FileRule


def judge_files(rule: FileRule, visits: Visits, conditions: Conditions) -> Judgement:
    """A verdict for each record as it stands; a breach stands since the first export that shows it, after the last that does not.
    What a list tells of days that are over, it does not tell of now.
    """
    joins, held = [], []
    for rank, (_, condition) in enumerate(rule.conditions):
        join, answer = joined_now(condition, visits, conditions, "v.record", f"now_{rank}")
        joins.append(join)
        held.append(f"{answer if visits.told_until is None else UNSURE} AS held_{rank}")
    names = [f"held_{rank}" for rank in range(len(held))]
    join, since = _since(rule, visits, conditions)
    sql = f"""
SELECT
  c.*, 1 AS n, 0 AS visit, TRUE AS goes_on, CAST(NULL AS INT) AS over, CAST(NULL AS INT) AS over_day, CAST(NULL AS INT) AS spare,
  CASE
    WHEN {MISSING} IN ({", ".join(names)}) THEN {VIOLATED}
    WHEN {" AND ".join(f"{name} = {MET}" for name in names)} THEN {SATISFIED}
    ELSE {UNKNOWN}
  END AS verdict
FROM (
  SELECT v.record, FALSE AS listed, w.row_id, {since} AS anchor_day, {", ".join(held)}
  FROM {visits.table(STAYS)} AS v
  JOIN {visits.table(STAGES)} AS s ON s.stage = v.stage
  LEFT JOIN {_newest(visits)} AS w ON w.record = v.record{join}{"".join(joins)}
  WHERE v.is_open AND NOT s.is_lost
) AS c"""

    def tell(rows: Rows) -> Findings:
        missing = [rows.number(name) == MISSING for name in names]
        unmet = np.array(missing).reshape(len(names), len(rows)).T
        return findings(rule, visits, rows, rows.day("anchor_day"), unmet=unmet)

    return Judgement(sql, tell)


def _newest(visits: Visits) -> str:
    """The newest rows of records; none where the source is not loaded."""
    if visits.has_source:
        return visits.table(NEWEST)
    return "(SELECT CAST(NULL AS INT) AS record, CAST(NULL AS BIGINT) AS row_id WHERE FALSE)"


def _since(rule: FileRule, visits: Visits, conditions: Conditions) -> tuple[str, str]:
    """What to join for the day since which something is missing, and the day: of a list the first that it covers; unknown where
    nothing tells.
    """
    if not visits.sighted:
        return "", "CAST(NULL AS INT)" if visits.process.stages else "v.high"
    shown = []
    for _, condition in rule.conditions:
        answers = conditions.in_exports(visits.process.source, condition)
        if answers is None:
            return "", "CAST(NULL AS INT)"
        shown.append(f"SELECT record, day, COALESCE(answer, 1) AS answer FROM {shown_in_exports(visits, answers)} AS e")
    days = f"SELECT record, day, MIN(answer) AS whole FROM ({' UNION ALL '.join(shown)}) AS a GROUP BY record, day"
    last = "MAX(CASE WHEN whole = 1 THEN day END) OVER (PARTITION BY record) AS last_whole"
    since = f"""(
  SELECT record, MIN(day) AS since
  FROM (SELECT d.*, {last} FROM ({days}) AS d) AS w
  WHERE last_whole IS NULL OR day > last_whole GROUP BY record
)"""
    return f"\n  LEFT JOIN {since} AS t ON t.record = v.record", "t.since"
