"""Where a history and the latest export disagree on the stage of a record.

In: tables of moves that a history lists, and of what exports show. Out: a SELECT of the entries into the stages that the latest
export shows, which no move tells of. The history decides how long a record was where, the export where it is
(docs/reference/data.md).
"""

from __future__ import annotations

from planlang.evaluate.stages.export_days import EXPORT_DAYS
from planlang.evaluate.stages.stage_entries import midnight
from planlang.evaluate.stages.stage_rows import table

DISPUTES = "disputes"
"""Table of a process: entries into the stages seen, one a record, and `listed`: the stage that it is in by the history."""


def disputes(moves: str, sighted: str, latest: int, index: int) -> str:
    """The records of the latest export whose stage there is not that of the history on its day.

    A move of the day of the export may have come before or after it: either stage is no contradiction, nor is the one before
    its first move. Who has moved since then is where the history says. The stage is seen there since its first sighting, but
    not before the last move: then since the first export after that.

    Args:
        moves: the table of entries that the history lists.
        sighted: the table of entries that exports show.
        latest: the day of the last export.
        index: rank of the process in the plan.
    """
    late = "s.seen_first <= m.high"
    told = "s.high < m.high"  # a column dates the stay of the export before the last move that the history lists
    first = f"COALESCE(d.later, {latest})"
    return f"""
WITH moved AS (
  SELECT
    record, n, stage, high, LEAD(high) OVER of_record AS next_high, LEAD(n) OVER of_record IS NULL AS is_last
  FROM {moves}
  WINDOW of_record AS (PARTITION BY record ORDER BY n)
),
shown AS (
  SELECT e.*, LEAD(n) OVER (PARTITION BY record ORDER BY n) IS NULL AS is_last FROM {sighted} AS e
),
allowed AS (
  SELECT DISTINCT record, stage FROM moved WHERE is_last OR high = {latest} OR next_high = {latest}
)
SELECT
  s.record, m.n + 1 AS n, s.stage,
  GREATEST(CASE WHEN {late} THEN NULL ELSE s.low END, m.high) AS low,
  CASE WHEN {late} THEN {first} WHEN {told} THEN s.seen_first ELSE s.high END AS high,
  CASE WHEN {late} THEN {midnight(first)} WHEN {told} THEN {midnight("s.seen_first")} ELSE s.instant END AS instant,
  s.basis,
  CASE WHEN {late} THEN NULL ELSE s.seen_before END AS seen_before,
  CASE WHEN {late} THEN {first} ELSE s.seen_first END AS seen_first,
  s.seen_last, s.row_id, GREATEST(CASE WHEN {late} THEN NULL ELSE s.earliest END, m.high) AS earliest,
  CASE WHEN {late} OR {told} THEN NULL ELSE s.told_day END AS told_day, m.stage AS listed
FROM moved AS m
JOIN shown AS s ON s.record = m.record AND s.is_last AND s.seen_last = {latest}
LEFT JOIN {table(EXPORT_DAYS, index)} AS d ON d.day = m.high
LEFT JOIN allowed AS a ON a.record = s.record AND a.stage = s.stage
WHERE m.is_last AND m.high <= {latest} AND a.record IS NULL"""
