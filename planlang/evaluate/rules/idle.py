"""How long records go without any activity while they are open: every gap is judged (tests/spec/processes.md).

In: visits, times of activity, the days for which the activity source is loaded. Out: a `Judgement`, of each gap. The clock starts
when the record enters the process (or the stage) and at each activity, and stops when it leaves for a final stage (or another
stage). Moves between stages are no activities.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from planlang.evaluate.rules.conditions import MET, MISSING, Conditions, joined_now
from planlang.evaluate.rules.customers.handed import changed_within, cut_at_changes
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
from planlang.evaluate.rules.gauges.gauge import ENDS, Bounds, Gauge, lasted, nowhere
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.activities import Activities, Loaded
from planlang.evaluate.stages.holes import HOLES, met
from planlang.evaluate.stages.stage_entries import Basis, midnight
from planlang.evaluate.stages.stage_rows import STAGES
from planlang.evaluate.stages.visits import STAYS, Visits, visit_id
from planlang.semantics.model import IdleRule

FAR_BACK = -(1 << 62)
"""Before every point."""
BOUNDS = (("start_low", "start_high"), ("end_low", "end_high"))


def judge_idle(
    rule: IdleRule,
    visits: Visits,
    gauge: Gauge,
    conditions: Conditions,
    activities: Activities,
    *,
    handed: bool = False,
) -> Judgement:
    """A verdict for every gap between activities.

    Args:
        rule: the limit, and the stage it is about (None: all open stages).
        visits: of the rule's process.
        gauge: how the rule measures time.
        conditions: answers whether records meet the rule's.
        activities: where their source is not loaded nothing can be told.
        handed: whether records have changed hands, of which `holders` tells.
    """

    def tell(rows: Rows) -> Findings:
        return _tell(rule, visits, gauge, rows)

    sql = _judgements(rule, visits, gauge, conditions, activities, handed=handed)
    return Judgement(sql, tell, gauge, owned=handed)


def _judgements(
    rule: IdleRule, visits: Visits, gauge: Gauge, conditions: Conditions, activities: Activities, *, handed: bool
) -> str:
    """A row for each gap."""
    limit = gauge.allowed
    points = [name for pair in BOUNDS for name in pair]
    hidden, join = "FALSE", ""
    if handed:
        hidden = "c.id IS NOT NULL"
        join = f"\nLEFT JOIN ({changed_within('gaps', visits)}) AS c ON c.id = {visit_id('g')}"
    if visits.holes:
        stretches = f"""
SELECT {visit_id("g")} AS id, record, start_high_day AS first, COALESCE(end_low_day, {visits.cut_number}) AS last
FROM gaps AS g WHERE NOT listed"""
        hidden = f"({hidden} OR h.id IS NOT NULL)"
        join += f"\nLEFT JOIN ({met(stretches, visits.table(HOLES))}) AS h ON h.id = {visit_id('g')}"
    silent = "FALSE" if activities.table is None else _is_loaded(activities.loaded, gauge, visits.cut)
    found = _gaps(rule, visits, gauge, conditions, activities, handed=handed)
    return f"""
WITH gaps AS (
  SELECT
    g.*, CASE WHEN start_high IS NULL THEN 0 ELSE {gauge.elapsed("start_high", "end_low")} END AS low,
    CASE WHEN start_low IS NULL THEN {FOREVER} ELSE {gauge.elapsed("start_low", "end_high")} END AS high
  FROM ({gauge.measured(found, points)}) AS g
)
SELECT
  g.*, 0 AS visit, start_high_day AS anchor_day, {gauge.or_cut("end_high")} AS over, COALESCE(end_high_day, {visits.cut_number}) AS over_day,
  CASE WHEN start_high IS NOT NULL THEN {limit} - {gauge.elapsed("start_high", None)} END AS spare,
  CASE
    WHEN {"TRUE" if activities.table is None else "FALSE"} THEN {UNKNOWN}
    WHEN low <= {limit} AND high <= {limit} AND NOT goes_on THEN {SATISFIED}
    WHEN applies <> {MET} THEN {UNKNOWN}
    WHEN low <= {limit} AND high <= {limit} THEN {PENDING}
    WHEN (low <= {limit} AND start_high IS NULL) OR NOT ({silent}) THEN {UNKNOWN}
    WHEN low <= {limit} OR {hidden} THEN {POSSIBLE}
    ELSE {VIOLATED}
  END AS verdict
FROM gaps AS g{join}"""


def _is_loaded(loaded: Loaded, gauge: Gauge, cut: date) -> str:
    """Whether every day after the start of a gap, up to the day on which its limit runs out or the cut, is accounted for."""
    known = ["start_high IS NULL"]
    if gauge.by_day:
        known.append(gauge.from_day("start_high", cut) if gauge.allowed else "TRUE")
    for begin, end in loaded:
        until = "" if end > gauge.last_day else f" AND {gauge.elapsed('start_high', end)} > {gauge.allowed}"
        known.append(f"({gauge.from_day('start_high', begin)}{until})")
    return f"({' OR '.join(known)})"


def _gaps(
    rule: IdleRule, visits: Visits, gauge: Gauge, conditions: Conditions, activities: Activities, *, handed: bool
) -> str:
    """Every gap with its `BOUNDS` as points, and as days those that holes are looked for between."""
    by_day = gauge.by_day or activities.table is None or _has_days_only(activities.table, visits)
    ends = {
        "low": "came_from",
        "high": "came_by",
        "leave_low": "went_from",
        "leave_high": "went_by",
        "earliest": "began_from",
    }
    named = ", ".join(f"{day} AS {point}" for day, point in ends.items())
    runs = f"(SELECT s.*, {named} FROM {visits.table(STAYS)} AS s)" if by_day else gauge.visits()
    stretches = _stretches(rule, visits, conditions, runs)
    cut = visits.cut_number if by_day else gauge.cut_number
    if activities.table is None:
        gaps = _split(stretches, f"SELECT record, low AS point, low AS day FROM {visits.table(STAYS)} WHERE FALSE", cut)
    else:
        times = f"SELECT record, day, instant FROM {activities.table}"
        told = f"SELECT t.*, t.day AS point FROM ({times}) AS t" if by_day else gauge.points(times)
        gaps = _split(
            stretches, f"SELECT record, point, MIN(day) AS day FROM ({told}) AS t GROUP BY record, point", cut
        )
    of_owner = ""
    if handed:
        gaps, of_owner = cut_at_changes(gaps, visits, None if by_day else gauge), ", owned_by, is_cut"
    if not by_day:
        return gaps
    days = "start_low AS start_low_day, start_high AS start_high_day, end_low AS end_low_day, end_high AS end_high_day"
    return gauge.spread(
        f"SELECT record, n, goes_on, listed, row_id, applies{of_owner}, {days} FROM ({gaps}) AS g", BOUNDS
    )


def _has_days_only(activities: str, visits: Visits) -> bool:
    """Whether an activity source has no times: an export whose times are all 00:00 has days only."""
    timed = f"SELECT COUNT(*) AS found, SUM(CASE WHEN instant <> {midnight('day')} THEN 1 ELSE 0 END) AS timed FROM {activities}"
    found = visits.engine.run(timed)
    return bool(found["found"].tolist()[0]) and not found["timed"].tolist()[0]


def _stretches(rule: IdleRule, visits: Visits, conditions: Conditions, runs: str) -> str:
    """When the clock runs: while a record is in stages that are not final, or in the stage of the rule. A row for each stretch: `BOUNDS`,
    `until`, the point up to which activities lie within it, and its days.
    """
    join, holds = joined_now(rule.where, visits, conditions, "v.record", "w")
    over = "s.is_lost" if rule.keeps_won else "s.is_final"
    in_any = rule.stage is None
    began = "began_from" if in_any else "came_from"
    counts = f"NOT {over}" if rule.stage is None else f"v.stage = {visits.rank(rule.stage)}"
    return f"""
SELECT
  record, n, applies, listed, row_id, {began} AS start_low, came_by AS start_high, high AS start_day,
  CASE WHEN closes THEN went_from ELSE next_from END AS end_low, CASE WHEN closes THEN went_by ELSE next_by END AS end_high,
  CASE WHEN closes THEN leave_low ELSE next_low END AS end_day, CASE WHEN closes THEN leave_high ELSE next_high END AS last_day, CASE WHEN closes THEN is_open ELSE next_open END AS goes_on
FROM (
  SELECT
    m.*, LEAD(went_from) OVER moves AS next_from, LEAD(went_by) OVER moves AS next_by,
    LEAD(leave_low) OVER moves AS next_low, LEAD(leave_high) OVER moves AS next_high, LEAD(is_open) OVER moves AS next_open
  FROM (
    SELECT
      r.*, runs AND NOT {"COALESCE(LAG(runs) OVER moves, FALSE)" if in_any else "FALSE"} AS opens,
      runs AND NOT {"COALESCE(LEAD(runs) OVER moves, FALSE)" if in_any else "FALSE"} AS closes
    FROM (
      SELECT
        v.record, v.n, v.high, v.leave_low, v.leave_high, v.is_open, v.row_id, v.began_from, {", ".join(f"v.{end}" for end in ENDS)},
        v.basis = {Basis.HISTORY} AS listed, {holds} AS applies, {counts} AND {holds} <> {MISSING} AS runs
      FROM {runs} AS v
      JOIN {visits.table(STAGES)} AS s ON s.stage = v.stage{join}
    ) AS r
    WINDOW moves AS (PARTITION BY record ORDER BY n)
  ) AS m
  WHERE opens OR closes
  WINDOW moves AS (PARTITION BY record ORDER BY n)
) AS b
WHERE opens"""


def _split(stretches: str, activities: str, cut: int) -> str:
    """The stretches cut at each activity.

    Where the start of a stretch is only known between two points, activities up to the later one belong before it, and
    the last of them bounds it from below. Where only the end is unsure, so does the first activity after its earlier
    bound from above. Where nothing is known of the start, the first activity is the first start known.
    """
    begun = f"CASE WHEN start_low IS NULL AND start_high IS NULL THEN {FAR_BACK} ELSE COALESCE(start_high, {cut}) END"
    until = f"CASE WHEN goes_on THEN {cut} ELSE COALESCE(end_low + CASE WHEN end_low = end_high THEN 0 ELSE 1 END, {cut}) END"
    stretch = (
        "n, applies, listed, row_id, goes_on, start_low, start_high, start_day, end_low, end_high, end_day, last_day"
    )
    of_stretch = ", ".join(f"b.{name.strip()}" for name in stretch.split(","))
    return f"""
WITH stretched AS (SELECT s.*, {begun} AS begun, {until} AS until FROM ({stretches}) AS s),
placed AS (
  SELECT
    points.*, MAX(CASE WHEN kind = 2 THEN n END) OVER up_to AS within, MAX(CASE WHEN kind = 1 THEN point END) OVER up_to AS earlier,
    MIN(CASE WHEN kind = 1 THEN point END) OVER onward AS later, MIN(CASE WHEN kind = 1 THEN day END) OVER onward AS later_day
  FROM (
    SELECT record, point, day, 1 AS kind, CAST(NULL AS INT) AS n FROM ({activities}) AS a
    UNION ALL
    SELECT record, begun, NULL, 2, n FROM stretched
    UNION ALL
    SELECT record, GREATEST(until, begun + 1), NULL, 0, n FROM stretched
  ) AS points
  WINDOW
    up_to AS (PARTITION BY record ORDER BY point, kind ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    onward AS (PARTITION BY record ORDER BY point, kind ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
),
bounded AS (
  SELECT
    s.record, s.n, applies, listed, row_id, goes_on, until, start_high, start_day, end_low, end_day,
    CASE WHEN start_low IS NULL AND start_high IS NULL THEN start_low ELSE GREATEST(start_low, b.earlier) END AS start_low,
    CASE WHEN goes_on THEN end_high ELSE LEAST(end_high, e.later) END AS end_high,
    CASE WHEN goes_on THEN last_day ELSE LEAST(last_day, e.later_day) END AS last_day
  FROM stretched AS s
  JOIN placed AS b ON b.record = s.record AND b.n = s.n AND b.kind = 2
  JOIN placed AS e ON e.record = s.record AND e.n = s.n AND e.kind = 0
)
SELECT
  record, CAST(ROW_NUMBER() OVER (PARTITION BY record ORDER BY n, kind, point) AS INT) AS n, applies, listed,
  CASE WHEN kind = 0 THEN row_id END AS row_id, next_point IS NULL AND goes_on AS goes_on,
  CASE WHEN kind = 0 THEN start_low ELSE point END AS start_low, CASE WHEN kind = 0 THEN start_high ELSE point END AS start_high,
  CASE WHEN kind = 0 THEN start_day ELSE day END AS start_high_day,
  CASE WHEN next_point IS NULL THEN end_low ELSE next_point END AS end_low,
  CASE WHEN next_point IS NULL THEN end_high ELSE next_point END AS end_high,
  CASE WHEN next_point IS NULL THEN end_day ELSE next_day END AS end_low_day,
  CASE WHEN next_point IS NULL THEN last_day ELSE next_day END AS end_high_day
FROM (
  SELECT
    p.*, LEAD(point) OVER cuts AS next_point, LEAD(day) OVER cuts AS next_day
  FROM (
    SELECT b.record, {of_stretch}, 0 AS kind, CAST(NULL AS BIGINT) AS point, CAST(NULL AS INT) AS day FROM bounded AS b
    UNION ALL
    SELECT a.record, {of_stretch}, 1, a.point, a.day
    FROM placed AS a
    JOIN bounded AS b ON b.record = a.record AND b.n = a.within AND a.point < b.until
    WHERE a.kind = 1
  ) AS p
  WINDOW cuts AS (PARTITION BY record, n ORDER BY kind, point)
) AS g
WHERE NOT (kind = 0 AND start_low IS NULL AND start_high IS NULL AND next_point IS NOT NULL)"""


def _tell(rule: IdleRule, visits: Visits, gauge: Gauge, rows: Rows) -> Findings:
    """What is found in rows of judgements."""
    start, end = (Bounds(*(rows.point(name, gauge) for name in pair)) for pair in BOUNDS)
    limit, goes_on = gauge.allowed, rows.truth("goes_on")
    due, due_from = gauge.due(start.high, limit), gauge.due(start.low, limit)
    exact = due == due_from
    since = np.where((rows.number("verdict") == VIOLATED) & exact, due + 1, nowhere(due))
    over = np.where(goes_on, nowhere(due), or_cut(end.high, gauge.cut))
    low, high = rows.number("low"), rows.number("high")
    least, most = lasted(gauge, start, end, low, high)
    return findings(
        rule,
        visits,
        rows,
        gauge.moments(start.high, exact),
        low=np.where(goes_on, least, low),
        high=np.where(goes_on, most, high),
        due_from=gauge.due_moments(due_from, exact),
        due=gauge.due_moments(due, exact),
        since=gauge.moments(since, exact),
        over=gauge.moments(over, end.exact),
    )
