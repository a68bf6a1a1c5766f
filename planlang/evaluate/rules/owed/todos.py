"""What is to be done after a stage is entered, and whether it was in time (tests/spec/todos.md).

In: visits, the rule, what has happened to the records. Out: a `Judgement`, of each visit to the stage. A thing is done on the first
day at whose end its condition is true of what has happened since the record entered the stage; that the record has moved on does
not end it, a loss by the due day waives it; once the record is void nothing more is owed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

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
)  # fmt: skip
from planlang.evaluate.rules.gauges.elapsed import FOREVER
from planlang.evaluate.rules.gauges.gauge import ENDS, Bounds, Gauge, lasted, nowhere
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.stage_entries import Basis
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.frozen import frozen
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    Comparison,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    Fold,
)
from planlang.semantics.model import StagePhase, TodoRule

FAR_BACK = -(1 << 40)
"""A day before all others."""
DONE = ("done_from", "done_by")
STOPPED = ("stop_from", "stop_by")
"""The days between which it was done, or the record became void."""
NEVER_DONE = "SELECT 0 AS record, 0 AS n, 0 AS done_from, 0 AS done_by WHERE FALSE"
GIVEN_UP = (StagePhase.LOST, StagePhase.VOID)
COMPARED = {
    Comparison.LESS: "<",
    Comparison.AT_MOST: "<=",
    Comparison.MORE: ">",
    Comparison.AT_LEAST: ">=",
    Comparison.EQUAL: "=",
    Comparison.UNEQUAL: "<>",
}
COUNTED = {Arithmetic.ADD: "+", Arithmetic.SUBTRACT: "-", Arithmetic.MULTIPLY: "*"}


@frozen
class Happened:
    """What has happened to the records, as one aggregate of a condition counts it.

    Attributes:
        table: of `record`, `day`, `amount` (`lower_happenings`); None where the source is not loaded.
        loaded: stretches of days `[from, to)` that the source accounts for, ascending.
    """

    fold: Fold
    table: str | None
    loaded: Sequence[tuple[date, date]]


def judge_todos(rule: TodoRule, visits: Visits, gauge: Gauge, happened: Mapping[Aggregate, Happened]) -> Judgement:
    """A verdict for every visit to the stage.

    Args:
        rule: what is to be done, in days.
        visits: of the rule's process.
        gauge: how the rule measures time.
        happened: for each aggregate of the condition.
    """

    def tell(rows: Rows) -> Findings:
        return _tell(rule, visits, gauge, rows)

    return Judgement(_judgements(rule, visits, gauge, happened), tell, gauge)


def _judgements(rule: TodoRule, visits: Visits, gauge: Gauge, happened: Mapping[Aggregate, Happened]) -> str:
    """A row for each visit to the stage: `STOPPED` are unknown where it is still owed."""
    limit = gauge.allowed
    entered = f"SELECT v.* FROM {gauge.visits()} AS v WHERE v.stage = {visits.rank(rule.stage)}"
    ended, void = (
        ", ".join(str(rank) for rank, stage in enumerate(visits.process.stages) if stage.phase in phases) or "-1"
        for phases in (GIVEN_UP, (StagePhase.VOID,))
    )
    missing = "TRUE" if any(one.table is None for one in happened.values()) else "FALSE"
    told = " AND ".join(_is_loaded(one.loaded, gauge) for one in happened.values())
    done = _done(rule.done, entered, happened) if missing == "FALSE" else NEVER_DONE
    rows = f"""
SELECT
  e.*, e.basis = {Basis.HISTORY} AS listed, d.done_from, d.done_by, l.lost_from, l.lost_by,
  LEAST(d.done_from, l.void_from) AS stop_from, LEAST(d.done_by, l.void_by) AS stop_by
FROM ({entered}) AS e
LEFT JOIN ({done}) AS d ON d.record = e.record AND d.n = e.n
LEFT JOIN (
  SELECT
    e.record, e.n, MIN(COALESCE(s.low, {FAR_BACK})) AS lost_from, MIN(s.high) AS lost_by,
    MIN(CASE WHEN s.stage IN ({void}) THEN COALESCE(s.low, {FAR_BACK}) END) AS void_from,
    MIN(CASE WHEN s.stage IN ({void}) THEN s.high END) AS void_by
  FROM ({entered}) AS e
  JOIN {visits.table(STAYS)} AS s ON s.record = e.record AND s.n > e.n AND s.stage IN ({ended})
  GROUP BY e.record, e.n
) AS l ON l.record = e.record AND l.n = e.n"""
    return f"""
SELECT
  record, n, visit, stage, row_id, listed, anchor_day, {", ".join((*ENDS[:2], *STOPPED))}, least, most, verdict,
  stop_by IS NULL AND verdict <> {WAIVED} AS goes_on, COALESCE(stop_by, {gauge.cut_number}) AS over,
  COALESCE(stop_by, {gauge.cut_number}) AS over_day, spare
FROM (
  SELECT
    m.*, CASE
      WHEN {missing} THEN {UNKNOWN}
      WHEN done_by IS NOT NULL AND done_most <= {limit} THEN {SATISFIED}
      WHEN came_from IS NOT NULL AND lost_by IS NOT NULL AND waived_most <= {limit} THEN {WAIVED}
      WHEN least <= {limit} AND most <= {limit} THEN {PENDING}
      WHEN came_by IS NULL OR NOT ({told}) THEN {UNKNOWN}
      WHEN least > {limit} AND NOT COALESCE(lost_from IS NOT NULL AND waived_least <= {limit}, FALSE) THEN {VIOLATED}
      ELSE {POSSIBLE}
    END AS verdict
  FROM (
    SELECT
      r.*, r.high AS anchor_day,
      CASE WHEN came_by IS NULL THEN 0 ELSE {gauge.elapsed("came_by", "stop_from")} END AS least,
      CASE WHEN came_from IS NULL THEN {FOREVER} ELSE {gauge.elapsed("came_from", "stop_by")} END AS most,
      CASE WHEN came_from IS NULL THEN {FOREVER} ELSE {gauge.elapsed("came_from", "done_by")} END AS done_most,
      CASE WHEN came_by IS NOT NULL THEN {limit} - {gauge.elapsed("came_by", None)} END AS spare,
      {gauge.elapsed("came_from", "lost_by")} AS waived_most, {gauge.elapsed("came_by", "lost_from")} AS waived_least
    FROM ({gauge.measured(rows, (*ENDS[:2], *DONE, *STOPPED, "lost_from", "lost_by"))}) AS r
  ) AS m
) AS j"""


def _done(condition: FigureExpression, entered: str, happened: Mapping[Aggregate, Happened]) -> str:
    """For each visit the first day at whose end the condition is true, of what has happened since it began at the latest
    (`done_by`), and since it may have begun (`done_from`).
    """
    places = {aggregate: f"a{place}" for place, aggregate in enumerate(happened)}
    parts = [
        f"happened_{place} AS ({_by_day(one)})" for place, one in enumerate(happened.values()) if one.table is not None
    ]
    days = "".join(f"\n  UNION SELECT record, n, side, day FROM happened_{place}" for place in range(len(happened)))
    sums = ", ".join(f"SUM(COALESCE(h{place}.amount, 0)) OVER up_to AS a{place}" for place in range(len(happened)))
    joins = "".join(
        f"\n  LEFT JOIN happened_{place} AS h{place}"
        f" ON h{place}.record = d.record AND h{place}.n = d.n AND h{place}.side = d.side AND h{place}.day = d.day"
        for place in range(len(happened))
    )
    return f"""
WITH starts AS (
  SELECT record, n, 0 AS side, came_by AS start FROM ({entered}) AS e WHERE came_by IS NOT NULL
  UNION ALL SELECT record, n, 1, COALESCE(came_from, {FAR_BACK}) FROM ({entered}) AS e
),
{", ".join(parts)},
days AS (
  SELECT record, n, side, start AS day FROM starts WHERE start > {FAR_BACK}{days}
),
sums AS (
  SELECT d.record, d.n, d.side, d.day, {sums}
  FROM days AS d{joins}
  WINDOW up_to AS (PARTITION BY d.record, d.n, d.side ORDER BY d.day)
)
SELECT
  record, n, MIN(CASE WHEN side = 1 THEN day END) AS done_from, MIN(CASE WHEN side = 0 THEN day END) AS done_by
FROM sums WHERE {_sql(condition, places)} GROUP BY record, n"""


def _by_day(one: Happened) -> str:
    """What has happened on each day to each visit since it began; of different values each on its first day."""
    since = f"SELECT s.record, s.n, s.side, {{day}} AS day, {{amount}} AS amount FROM starts AS s JOIN {one.table} AS h"
    since += " ON h.record = s.record AND h.day >= s.start GROUP BY s.record, s.n, s.side"
    match one.fold:
        case Fold.COUNT:
            return since.format(day="h.day", amount="COUNT(*)") + ", h.day"
        case Fold.SUM:
            return since.format(day="h.day", amount="SUM(h.amount)") + ", h.day"
        case _:
            first = since.format(day="MIN(h.day)", amount="h.amount") + ", h.amount"
            return f"SELECT record, n, side, day, COUNT(*) AS amount FROM ({first}) AS f GROUP BY record, n, side, day"


def _sql(expression: FigureExpression, places: Mapping[Aggregate, str]) -> str:
    """A condition over the sums of a day."""
    match expression:
        case Aggregate():
            return places[expression]
        case FigureConstant(value=value):
            return f"{value:f}"
        case FigureArithmetic(operator=operator, left=left, right=right):
            return f"({_sql(left, places)} {COUNTED[operator]} {_sql(right, places)})"
        case FigureComparison(operator=comparison, left=left, right=right):
            return f"({_sql(left, places)} {COMPARED[comparison]} {_sql(right, places)})"
        case FigureAll(operands=operands):
            return "(" + " AND ".join(_sql(operand, places) for operand in operands) + ")"
        case FigureAny(operands=operands):
            return "(" + " OR ".join(_sql(operand, places) for operand in operands) + ")"
        case FigureNot(operand=operand):
            return f"(NOT {_sql(operand, places)})"
        case _:
            raise AssertionError("checked: nothing else stands in the condition of a to-do")


def _is_loaded(loaded: Sequence[tuple[date, date]], gauge: Gauge) -> str:
    """Whether every day from the entry to that on which the limit runs out, or the cut, is accounted for."""
    known = []
    for begin, end in loaded:
        until = "" if end > gauge.last_day else f" AND {gauge.elapsed('came_by', end)} > {gauge.allowed}"
        known.append(f"(came_by >= {gauge.point(begin)}{until})")
    return f"({' OR '.join(known) or 'FALSE'})"


def _tell(rule: TodoRule, visits: Visits, gauge: Gauge, rows: Rows) -> Findings:
    """What is found in rows of judgements."""
    entered = Bounds(rows.point("came_from", gauge), rows.point("came_by", gauge))
    stopped = Bounds(rows.point("stop_from", gauge), rows.point("stop_by", gauge))
    goes_on, limit = rows.truth("goes_on"), gauge.allowed
    due, due_from = gauge.due(entered.high, limit), gauge.due(entered.low, limit)
    exact = due == due_from
    since = np.where((rows.number("verdict") == VIOLATED) & exact, due + 1, nowhere(due))
    least, most = lasted(gauge, entered, Bounds(nowhere(due), nowhere(due)), rows.number("least"), rows.number("most"))
    return findings(
        rule,
        visits,
        rows,
        rows.day("anchor_day"),
        low=np.where(goes_on, least, rows.number("least")),
        high=np.minimum(np.where(goes_on, most, rows.number("most")), FOREVER),
        due_from=gauge.due_moments(due_from, exact),
        due=gauge.due_moments(due, exact),
        since=gauge.moments(since, exact),
        over=gauge.moments(np.where(goes_on, nowhere(due), stopped.high), stopped.exact),
        stage=rows.number("stage"),
    )
