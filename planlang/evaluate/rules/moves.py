"""Moves between stages: none skipped, none backward, none out of a final stage, but where the rule allows it.

In: visits and a rule. Out: a `Judgement`, an instance for each move that the rule is about (tests/spec/processes.md). An instance is
known by the visit that the move leads to.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from planlang.evaluate.rules.findings import POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, Findings, Rows, findings
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.stage_entries import Basis
from planlang.evaluate.stages.stage_rows import NO_DAY, STAGES
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.semantics.model import BackRule, Process, ProcessRule, ReopenRule, SkipRule

SAME_WIN = "(p.chain >= 0 AND p.chain = s.chain)"
"""Whether a move is within a win and what comes after it."""
STARTS = f"(p.is_open OR ({SAME_WIN} AND NOT p.is_final))"
"""Whether a move begins where another stage is to follow."""


def judge_skips(rule: SkipRule, visits: Visits) -> Judgement:
    """Every move forward on the main line, from before its first stage to after its last, where the wins stand, and on to what
    comes after these.

    A loss stage with declared origins may be entered from these only; from other loss stages nothing is asked. A jump
    is certain from a history. Between two exports, or where columns date the stages, the stage passed over may have
    been entered unseen; where it is not even dated, nothing can be told.
    """
    if rule.stage is not None:
        return _judge_passing(rule, rule.stage, visits)
    guarded, stray = _losses(visits)
    starts = f"v.previous IS NULL OR {STARTS}"
    before = "COALESCE(p.line, -1)"
    would_show = f"{_shown(visits, 's.line')} > {_shown(visits, f'({before} + 1)')}"
    broken = f"""CASE
      WHEN v.basis = {Basis.HISTORY} THEN {VIOLATED}
      WHEN (({would_show}) OR {stray}) AND NOT (v.previous IS NULL AND v.earliest IS NULL) THEN {POSSIBLE}
      ELSE {UNKNOWN}
    END"""
    return _about(
        rule,
        visits,
        f"(({starts}) AND s.line > {before}) OR {guarded}",
        f"CASE WHEN (({starts}) AND s.line > {before} + 1) OR {stray} THEN {broken} ELSE {SATISFIED} END",
    )


def _judge_passing(rule: SkipRule, name: str, visits: Visits) -> Judgement:
    """Every move forward on the main line that comes to one stage, or goes past it: broken where the record was not there
    before. A jump between two exports, or where columns date the stages, may have come by it unseen.
    """
    rank, stage = visits.rank(name), visits.process.stages[visits.rank(name)]
    line = line_length(visits.process) + (stage.win_of[1] if stage.win_of is not None else 0)
    ahead = "" if stage.win_of is None else f" AND s.chain = {stage.win_of[0]}"
    if stage.position is not None:
        line = stage.position
    starts = f"v.previous IS NULL OR {STARTS}"
    first = f"SELECT record, MIN(n) AS first_n FROM {visits.table(STAYS)} WHERE stage = {rank} GROUP BY record"
    unbounded = "(v.previous IS NULL AND v.earliest IS NULL)"
    jumped = POSSIBLE if visits.observable[rank] else UNKNOWN
    return _about(
        rule,
        visits,
        f"({starts}) AND COALESCE(p.line, -1) < {line} AND s.line >= {line}{ahead}",
        f"""CASE
      WHEN v.stage = {rank} OR b.first_n < v.n THEN {SATISFIED}
      WHEN v.basis = {Basis.HISTORY} THEN {VIOLATED}
      WHEN {unbounded} THEN {UNKNOWN}
      ELSE {jumped}
    END""",
        f"\nLEFT JOIN ({first}) AS b ON b.record = v.record",
    )


def judge_returns(rule: BackRule, visits: Visits) -> Judgement:
    """Every move between two stages of the main line, or of one win and what comes after it; one back is certain however it is
    known.
    """
    on_line = f"(p.is_open AND s.is_open) OR {SAME_WIN}"
    back = f"s.line < p.line AND NOT {_among(visits, rule.allowed, 'v.stage')}"
    return _about(rule, visits, on_line, f"CASE WHEN {back} THEN {VIOLATED} ELSE {SATISFIED} END")


def judge_reopenings(rule: ReopenRule, visits: Visits) -> Judgement:
    """Every win, with what comes after it, loss and void: kept while the record stays there. A broken one is known by the
    visit after it.
    """
    left = f"v.previous IS NOT NULL AND NOT p.is_open AND NOT {SAME_WIN}"
    reopened = f"CASE WHEN {_among(visits, rule.allowed, 'v.stage')} THEN {SATISFIED} ELSE {VIOLATED} END"
    moved = _moves(visits, left, reopened, "2 * v.n")
    stayed = _moves(visits, "v.following IS NULL AND NOT s.is_open", f"{SATISFIED}", "2 * v.n + 1")
    return Judgement(f"{moved}\nUNION ALL\n{stayed}", lambda rows: _tell(rule, visits, rows))


def line_length(process: Process) -> int:
    """How many stages the main line has."""
    return sum(stage.position is not None for stage in process.stages)


def _among(visits: Visits, names: tuple[str, ...], stage: str) -> str:
    """Whether a stage is one of those named."""
    ranks = ", ".join(str(visits.rank(name)) for name in names if any(s.name == name for s in visits.process.stages))
    return f"({stage} IN ({ranks}))" if ranks else "FALSE"


def _losses(visits: Visits) -> tuple[str, str]:
    """Whether a move leads into a loss stage with declared origins, and whether it comes from elsewhere."""
    guarded, stray = [], []
    for name, origins in visits.process.loss_origins.items():
        if origins is not None:
            enters = f"(v.stage = {visits.rank(name)} AND v.previous IS NOT NULL)"
            guarded.append(enters)
            stray.append(f"({enters} AND NOT {_among(visits, origins, 'v.previous')})")
    return f"({' OR '.join(guarded) or 'FALSE'})", f"({' OR '.join(stray) or 'FALSE'})"


def _shown(visits: Visits, place: str) -> str:
    """How many stages of the line to a stage `s` would show an entry in the data, of those before a place."""
    stages, told = visits.process.stages, visits.observable
    line = sorted((stage.position, told[rank]) for rank, stage in enumerate(stages) if stage.position is not None)
    usual = _shown_on([shown for _, shown in line], place)
    wins: dict[int, list[bool]] = {}
    for rank, stage in enumerate(stages):
        if stage.win_of is not None:
            wins.setdefault(stage.win_of[0], []).append(told[rank])
    cases = [
        f"WHEN s.chain = {win} THEN {_shown_on([*(shown for _, shown in line), *after], place)}"
        for win, after in wins.items()
        if len(after) > 1
    ]
    return f"CASE {' '.join(cases)} ELSE {usual} END" if cases else usual


def _shown_on(line: list[bool], place: str) -> str:
    """How many stages of a line before a place of it would show an entry."""
    up_to = list(accumulate(map(int, line), initial=0))
    cases = " ".join(f"WHEN {place} <= {at} THEN {count}" for at, count in enumerate(up_to[:-1]))
    return f"CASE {cases} ELSE {up_to[-1]} END" if cases else f"{up_to[-1]}"


def _moves(visits: Visits, where: str, verdict: str, number: str = "v.n", join: str = "") -> str:
    """Judgements about the moves into some visits `v`, their stage `s` and the stage before `p`; a move stands as a breach on its
    day alone. They are numbered so that those of a record are told apart.
    """
    stages = visits.table(STAGES)
    return f"""
SELECT
  v.record, {number} AS n, v.visit, v.high AS anchor_day, FALSE AS goes_on, COALESCE(v.high, {visits.cut_number}) + 1 AS over,
  COALESCE(v.high, {visits.cut_number}) + 1 AS over_day,
  CAST(NULL AS INT) AS spare, v.basis = {Basis.HISTORY} AS listed, v.row_id, v.low, v.previous, v.stage, {verdict} AS verdict
FROM {visits.table(STAYS)} AS v
JOIN {stages} AS s ON s.stage = v.stage
LEFT JOIN {stages} AS p ON p.stage = v.previous{join}
WHERE {where}"""


def _about(rule: ProcessRule, visits: Visits, where: str, verdict: str, join: str = "") -> Judgement:
    """How the moves into some visits are judged."""
    return Judgement(_moves(visits, where, verdict, join=join), lambda rows: _tell(rule, visits, rows))


def _tell(rule: ProcessRule, visits: Visits, rows: Rows) -> Findings:
    """What is found in rows of judgements."""
    low, high = rows.day("low"), rows.day("anchor_day")
    on = np.where((rows.number("verdict") == VIOLATED) & (low == high), high, NO_DAY)
    return findings(
        rule,
        visits,
        rows,
        high,
        since=on,
        over=rows.day("over"),
        origin=rows.number("previous"),
        stage=rows.number("stage"),
    )
