"""Silence cut where the owner of a record changes: what lies before is the old owner's, and nobody takes over a breach.

In: gaps between activities, who was responsible when (`holders`). Out: SELECTs of gaps.
"""

from __future__ import annotations

from planlang.evaluate.rules.gauges.gauge import Gauge
from planlang.evaluate.stages.holders import HOLDERS
from planlang.evaluate.stages.holes import met
from planlang.evaluate.stages.stage_entries import midnight
from planlang.evaluate.stages.stage_rows import OWNERS
from planlang.evaluate.stages.visits import Visits, visit_id

FAR_BACK = -(1 << 62)
"""Before every point."""


def are_handed_over(visits: Visits) -> bool:
    """Whether some record has had two owners."""
    found = visits.engine.run(f"SELECT COUNT(*) AS found FROM {visits.table(HOLDERS)} WHERE k > 1")["found"].tolist()
    return bool(found[0])


def cut_at_changes(gaps: str, visits: Visits, gauge: Gauge | None) -> str:
    """Gaps, each cut where the owner changes in it: `owned_by`, and `is_cut`, whether a change begins or ends it. `n` counts anew.

    Of a change that lies between two days the later one tells which gap it cuts.

    Args:
        gaps: with points and days, as `idle` makes them.
        visits: of the process.
        gauge: measures by the clock, whose points are not days; None: they are.
    """
    holders = visits.table(HOLDERS)
    changes = f"SELECT record, k, owner, since_low AS low, since_high AS high, since_low, since_high FROM {holders}"
    if gauge is not None:
        sides = {}
        for side, day in (("low", "since_low"), ("high", "since_high + 1")):
            rows = f"SELECT record, k, {day} AS day, {midnight(day)} AS instant FROM {holders} WHERE {day} IS NOT NULL"
            sides[side] = gauge.points(rows)
        changes = f"""
SELECT c.record, c.k, c.owner, l.point AS low, h.point AS high, c.since_low, c.since_high
FROM {holders} AS c
LEFT JOIN ({sides["low"]}) AS l ON l.record = c.record AND l.k = c.k
LEFT JOIN ({sides["high"]}) AS h ON h.record = c.record AND h.k = c.k"""
    return f"""
WITH whole AS ({gaps}),
changes AS ({changes}),
placed AS (
  SELECT
    e.record, e.point, e.kind, MAX(e.n) OVER up_to AS gap, MAX(e.k) OVER up_to AS k,
    LEAD(e.kind) OVER moves AS next_kind, LEAD(e.point) OVER moves AS next_point, LEAD(e.k) OVER moves AS next_k
  FROM (
    SELECT record, COALESCE(start_high, {FAR_BACK}) AS point, 1 AS kind, n, CAST(NULL AS INT) AS k FROM whole
    UNION ALL
    SELECT record, COALESCE(high, {FAR_BACK}), 0, NULL, k FROM changes
  ) AS e
  WINDOW
    up_to AS (PARTITION BY record ORDER BY point, kind, n, k ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    moves AS (PARTITION BY record ORDER BY point, kind, n, k)
)
SELECT
  p.record, CAST(ROW_NUMBER() OVER (PARTITION BY p.record ORDER BY p.point, p.kind, p.gap, p.k) AS INT) AS n,
  g.applies, g.listed, CASE WHEN p.kind = 1 THEN g.row_id END AS row_id, g.goes_on AND f.k IS NULL AS goes_on,
  CASE WHEN p.k IS NULL THEN o.owner ELSE c.owner END AS owned_by, p.kind = 0 OR f.k IS NOT NULL AS is_cut,
  CASE WHEN p.kind = 1 THEN g.start_low ELSE GREATEST(c.low, g.start_low) END AS start_low,
  CASE WHEN p.kind = 1 THEN g.start_high ELSE c.high END AS start_high,
  CASE WHEN p.kind = 1 THEN g.start_high_day ELSE c.since_high END AS start_high_day,
  CASE WHEN f.k IS NULL THEN g.end_low ELSE GREATEST(f.low, g.start_low) END AS end_low,
  CASE WHEN f.k IS NULL THEN g.end_high ELSE f.high END AS end_high,
  CASE WHEN f.k IS NULL THEN g.end_low_day ELSE f.since_low END AS end_low_day,
  CASE WHEN f.k IS NULL THEN g.end_high_day ELSE f.since_high END AS end_high_day
FROM placed AS p
JOIN whole AS g ON g.record = p.record AND g.n = p.gap
LEFT JOIN changes AS c ON c.record = p.record AND c.k = p.k
LEFT JOIN {visits.table(OWNERS)} AS o ON o.record = p.record
LEFT JOIN changes AS f
  ON f.record = p.record AND p.next_kind = 0 AND f.k = p.next_k AND (g.goes_on OR p.next_point < g.end_low)
WHERE p.kind = 1 OR (p.point > COALESCE(g.start_high, {FAR_BACK}) AND (g.goes_on OR p.point < g.end_low))"""


def changed_within(gaps: str, visits: Visits) -> str:
    """The gaps (`id`) that a change of the owner may lie in though it cuts another: nobody knows on which of several days it was."""
    stretches = f"""
SELECT {visit_id("g")} AS id, record, start_high_day AS first, COALESCE(end_low_day, {visits.cut_number}) AS last
FROM {gaps} AS g WHERE NOT is_cut"""
    spans = f"(SELECT record, since_low AS since, since_high AS until FROM {visits.table(HOLDERS)} WHERE since_low < since_high - 1) AS c"
    return met(stretches, spans)
