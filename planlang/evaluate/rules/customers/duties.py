"""Who had to look after a record from when to when: while it is in stages that count, cut where its owner changes.

In: visits, who was responsible when (`holders`). Out: SELECTs of whole numbers.
"""

from __future__ import annotations

from planlang.evaluate.stages.holders import HOLDERS
from planlang.evaluate.stages.stage_entries import Basis
from planlang.evaluate.stages.stage_rows import STAGES
from planlang.evaluate.stages.visits import STAYS, Visits

FAR_BACK = -(1 << 22)
"""A day before all others."""


def runs(visits: Visits, counts: str) -> str:
    """The stretches of visits in stages `s` that count, by `record` and `n`: the days between which each began (`start_low`, unknown:
    unbounded, and `start_high`) and ended (`end_low`, `end_high`; where it
    goes on the last sighting and unknown).
    """
    return f"""
SELECT
  record, n, listed, row_id, earliest AS start_low, high AS start_high, last_open AS goes_on,
  last_low AS end_low, CASE WHEN last_open THEN NULL ELSE last_high END AS end_high
FROM (
  SELECT
    m.*, CASE WHEN closes THEN is_open ELSE next_open END AS last_open,
    CASE WHEN closes THEN leave_low ELSE next_low END AS last_low, CASE WHEN closes THEN leave_high ELSE next_high END AS last_high
  FROM (
    SELECT
      e.*, LEAD(is_open) OVER moves AS next_open,
      LEAD(leave_low) OVER moves AS next_low, LEAD(leave_high) OVER moves AS next_high
    FROM (
      SELECT
        r.*, runs AND NOT COALESCE(LAG(runs) OVER moves, FALSE) AS opens,
        runs AND NOT COALESCE(LEAD(runs) OVER moves, FALSE) AS closes
      FROM (
        SELECT v.*, v.basis = {Basis.HISTORY} AS listed, {counts} AS runs
        FROM {visits.table(STAYS)} AS v JOIN {visits.table(STAGES)} AS s ON s.stage = v.stage
      ) AS r
      WINDOW moves AS (PARTITION BY record ORDER BY n)
    ) AS e
    WHERE opens OR closes
    WINDOW moves AS (PARTITION BY record ORDER BY n)
  ) AS m
) AS d
WHERE opens"""


def duties(visits: Visits, counts: str) -> str:
    """The same, cut where the owner changes: `owned_by` (unknown: nobody) where `is_held`, else nobody tells; `passes_on`:
    whether somebody else follows. `n` counts anew.

    Every beginning of a stretch and every change of the owner in between begins one, up to the next of them.
    """
    holders = visits.table(HOLDERS)
    return f"""
WITH runs AS ({runs(visits, counts)}),
placed AS (
  SELECT
    e.record, e.point, e.kind, MAX(e.run) OVER up_to AS run, MAX(e.k) OVER up_to AS k,
    LEAD(e.kind) OVER moves AS next_kind, LEAD(e.point) OVER moves AS next_point, LEAD(e.k) OVER moves AS next_k
  FROM (
    SELECT record, COALESCE(start_high, {FAR_BACK}) AS point, 1 AS kind, n AS run, CAST(NULL AS INT) AS k FROM runs
    UNION ALL
    SELECT record, COALESCE(since_high, {FAR_BACK}), 0, NULL, k FROM {holders}
  ) AS e
  WINDOW
    up_to AS (PARTITION BY record ORDER BY point, kind, run, k ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    moves AS (PARTITION BY record ORDER BY point, kind, run, k)
)
SELECT
  p.record, CAST(ROW_NUMBER() OVER (PARTITION BY p.record ORDER BY p.point, p.kind, p.run, p.k) AS INT) AS n,
  r.listed, r.row_id, h.owner AS owned_by, h.k IS NOT NULL AS is_held,
  CASE WHEN p.kind = 1 THEN r.start_low ELSE GREATEST(h.since_low, r.start_low) END AS start_low,
  CASE WHEN p.kind = 1 THEN r.start_high ELSE h.since_high END AS start_high,
  CASE WHEN f.k IS NOT NULL THEN f.since_low ELSE r.end_low END AS end_low,
  CASE WHEN f.k IS NOT NULL THEN f.since_high ELSE r.end_high END AS end_high,
  r.goes_on AND f.k IS NULL AS goes_on, f.k IS NOT NULL AS passes_on
FROM placed AS p
JOIN runs AS r ON r.record = p.record AND r.n = p.run
LEFT JOIN {holders} AS h ON h.record = p.record AND h.k = p.k
LEFT JOIN {holders} AS f
  ON f.record = p.record AND p.next_kind = 0 AND f.k = p.next_k AND (r.goes_on OR p.next_point < COALESCE(r.end_high, r.end_low))
WHERE p.kind = 1 OR r.goes_on OR p.point < COALESCE(r.end_high, r.end_low)"""
