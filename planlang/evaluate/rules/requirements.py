"""Whether what a stage requires was there when a record entered or left it (tests/spec/processes.md).

In: visits, the rule, answers about rows. Out: a `Judgement`, of each visit to the stage (entered), or each visit that went on to a
stage that is no loss (left). What is told depends on how the past is known: the row of a history, two exports around the move, or
only what stands in the table now.
"""

from __future__ import annotations

import numpy as np

from planlang.evaluate.rules.conditions import MET, MISSING, Conditions, joined_now, shown_in_exports
from planlang.evaluate.rules.findings import (
    POSSIBLE,
    SATISFIED,
    UNKNOWN,
    VIOLATED,
    Findings,
    Rows,
    findings,
)
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.holes import UNREAD, met
from planlang.evaluate.stages.stage_entries import Basis
from planlang.evaluate.stages.stage_rows import NO_DAY, STAGES
from planlang.evaluate.stages.visits import STAYS, Visits, visit_id
from planlang.query.logical import columns_in
from planlang.semantics.expr import RowExpression
from planlang.semantics.model import History, Model, RequireRule


def judge_requirements(rule: RequireRule, visits: Visits, model: Model, conditions: Conditions) -> Judgement:
    """A verdict for every guarded move; a breach stands until the conditions are met or the record is lost."""
    joins: list[str] = []
    verdicts: list[str] = []
    now: list[str] = []
    for rank, (_, condition) in enumerate(rule.conditions):
        join, held = joined_now(condition, visits, conditions, "m.record", f"now_{rank}")
        now.append(f"{held} = {MET}")
        more, verdict = _judged(condition, visits, model, conditions, held, rank)
        joins += [join, *more]
        verdicts.append(f"{verdict} AS verdict_{rank}")
    names = [f"verdict_{rank}" for rank in range(len(verdicts))]
    worst = " ".join(f"WHEN {one} IN ({', '.join(names)}) THEN {one}" for one in (VIOLATED, POSSIBLE, UNKNOWN))
    sql = f"""
SELECT
  c.*, CASE {worst} ELSE {SATISFIED} END AS verdict, NOT is_mended AS goes_on,
  COALESCE(moved_by, {visits.cut_number}) + 1 AS over, COALESCE(moved_by, {visits.cut_number}) + 1 AS over_day, CAST(NULL AS INT) AS spare
FROM (
  SELECT m.*, ({" AND ".join(now)}) OR m.is_lost AS is_mended, {", ".join(verdicts)}
  FROM ({_moves(rule, visits)}) AS m{"".join(joins)}
) AS c"""

    def tell(rows: Rows) -> Findings:
        return _tell(rule, visits, names, rows)

    return Judgement(sql, tell)


def _moves(rule: RequireRule, visits: Visits) -> str:
    """The moves that the rule guards: `anchor_day`, `visit`, `stage` of the visit it is about, all else of the visit whose entry is
    the move.
    """
    stays, stages = visits.table(STAYS), visits.table(STAGES)
    lost = f"(SELECT v.record FROM {stays} AS v JOIN {stages} AS s ON s.stage = v.stage WHERE v.is_open AND s.is_lost)"
    guarded = f"v.stage = {visits.rank(rule.stage)}"
    about, moved, came = "v", "", "v.low"
    if rule.on_leaving:
        about, came, guarded = "a", "v.earliest", f"a.stage = {visits.rank(rule.stage)} AND NOT s.is_lost"
        following = f"SELECT w.*, LEAD(n) OVER (PARTITION BY record ORDER BY n) AS next_n FROM {stays} AS w"
        moved = f"\nJOIN ({following}) AS a ON a.record = v.record AND a.next_n = v.n"
    return f"""
SELECT
  v.record, v.n, {about}.visit, {about}.high AS anchor_day, {about}.stage, {came} AS moved_from, v.high AS moved_by, v.previous,
  v.basis, v.basis = {Basis.HISTORY} AS listed, v.row_id, v.seen_before, v.seen_first, l.record IS NOT NULL AS is_lost
FROM {stays} AS v
JOIN {stages} AS s ON s.stage = v.stage{moved}
LEFT JOIN {lost} AS l ON l.record = v.record
WHERE {guarded}"""


def _judged(
    condition: RowExpression, visits: Visits, model: Model, conditions: Conditions, now: str, rank: int
) -> tuple[list[str], str]:
    """What to join for the verdict about one condition of a move `m`, and the verdict; `now` is its answer as things stand.

    Only the present state is known: what is missing now may have been missing then, what is there now may be new.
    """
    verdict = f"CASE WHEN {now} = {MISSING} THEN {POSSIBLE} ELSE {UNKNOWN} END"
    joins: list[str] = []
    history = _history_with(condition, visits, model)
    cases = []
    listed = None if history is None else conditions.in_rows(history, condition)
    if listed is not None:
        joins.append(f"\nLEFT JOIN {listed} AS row_{rank} ON row_{rank}.row_id = m.row_id AND m.listed")
        answers = (
            f"WHEN row_{rank}.answer = 1 THEN {SATISFIED} WHEN row_{rank}.answer = 0 THEN {VIOLATED} ELSE {UNKNOWN}"
        )
        cases.append(f"WHEN m.listed THEN CASE {answers} END")
    elif history is not None:
        cases.append(f"WHEN m.listed THEN {UNKNOWN}")
    if visits.sighted:
        between = f"<> {Basis.STATED}" if history is None else f"IN ({Basis.SIGHTED}, {Basis.DATED})"
        more, shown = _by_exports(condition, visits, conditions, rank)
        joins += more
        cases.append(f"WHEN m.basis {between} THEN {shown}")
    return joins, f"CASE {' '.join(cases)} ELSE {verdict} END" if cases else verdict


def _by_exports(condition: RowExpression, visits: Visits, conditions: Conditions, rank: int) -> tuple[list[str], str]:
    """Met in the first export after the move and in the last before it: met. Missing in the first after it: violated, but
    only possibly where an export between the two is missing, or the record's row in it could not be read.
    """
    answers = conditions.in_exports(visits.process.source, condition)
    if answers is None:
        return [], f"{UNKNOWN}"
    shown = shown_in_exports(visits, answers)
    joins = [
        f"\nLEFT JOIN {shown} AS {side}_{rank} ON {side}_{rank}.record = m.record AND {side}_{rank}.day = m.{seen}"
        for side, seen in (("after", "seen_first"), ("before", "seen_before"))
    ]
    dark = "FALSE"
    if visits.unread:
        stretches = f"""
SELECT {visit_id("u")} AS id, record, seen_before + 1 AS first, seen_first AS last FROM {visits.table(STAYS)} AS u"""
        joins.append(
            f"\nLEFT JOIN ({met(stretches, visits.table(UNREAD))}) AS dark_{rank} ON dark_{rank}.id = {visit_id('m')}"
        )
        dark = f"dark_{rank}.id IS NOT NULL"
    kept = f"CASE WHEN m.seen_before IS NULL THEN {UNKNOWN} ELSE {POSSIBLE} END"
    return (
        joins,
        f"""CASE
      WHEN after_{rank}.answer = 0 THEN CASE WHEN {dark} THEN {POSSIBLE} ELSE {VIOLATED} END
      WHEN after_{rank}.answer = 1 THEN CASE WHEN before_{rank}.answer = 1 THEN {SATISFIED} ELSE {kept} END
      ELSE {UNKNOWN}
    END""",
    )


def _history_with(condition: RowExpression, visits: Visits, model: Model) -> str | None:
    """The history of the records that carries every column of the condition."""
    wanted = set(columns_in(condition))
    for name, source in model.sources.items():
        if isinstance(source.shape, History) and source.shape.of == visits.process.source:
            held = {column.name for column in source.columns}
            return name if wanted <= held else None
    return None


def _tell(rule: RequireRule, visits: Visits, conditions: list[str], rows: Rows) -> Findings:
    """What is found in rows of judgements."""
    low, high, verdict = rows.day("moved_from"), rows.day("moved_by"), rows.number("verdict")
    exact = (verdict == VIOLATED) & (low == high)
    moved_on = np.where(np.isnat(high), np.datetime64(visits.cut), high) + 1
    verdicts = np.array([rows.number(name) for name in conditions]).reshape(len(conditions), len(rows))
    return findings(
        rule,
        visits,
        rows,
        rows.day("anchor_day"),
        since=np.where(exact, high, NO_DAY),
        over=np.where(rows.truth("is_mended"), moved_on, NO_DAY),
        origin=rows.number("previous"),
        stage=rows.number("stage"),
        unmet=((verdicts == verdict) & np.isin(verdict, (POSSIBLE, VIOLATED))).T,
    )
