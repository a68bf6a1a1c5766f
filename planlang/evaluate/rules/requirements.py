"""Whether what a stage requires was there when a record entered or left it (tests/spec/processes.md).

In: visits, the rule, answers about rows. Out: `Findings`, one for each visit to the stage (entered), or each visit
that went on to a stage that is no loss (left). What is told depends on how the past is known: the row of a history,
two exports around the move, or only what stands in the table now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.evaluate.rules.findings import POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, Findings, findings
from planlang.evaluate.stages.stage_entries import NO_DAY, Basis
from planlang.evaluate.stages.stage_rows import Numbers
from planlang.evaluate.stages.visits import Visits
from planlang.query.logical import columns_in
from planlang.semantics.expr import Column, RowExpression
from planlang.semantics.model import History, Model, RequireRule, StagePhase

MET, MISSING, UNSURE = 1, 0, -1
"""What a condition amounts to for one row."""


class Conditions(Protocol):
    """Answers whether rows meet a condition: true, false, or None for unknown; records by key."""

    def holds(self, source: str, condition: RowExpression) -> Mapping[str, bool | None]:
        """For every record of a source as it stands now, or in its latest export."""

    def held_at(self, source: str, condition: RowExpression, taken: date) -> Mapping[str, bool | None]:
        """For every record in one export."""

    def held_in(self, source: str, condition: RowExpression) -> Mapping[int, bool | None]:
        """For every row of a source, by `row_id`."""

    def cells(self, source: str, columns: Sequence[Column]) -> Mapping[str, tuple[Any, ...]]:
        """What stands in some columns of every record of a source as it stands now; None where empty."""


@frozen(eq=False)
class _Moves:
    """The moves that a requirement guards: `at` are the visits it is about, `by` the visits whose entry is the move."""

    at: NDArray[np.intp]
    by: NDArray[np.intp]


def judge_requirements(rule: RequireRule, visits: Visits, model: Model, conditions: Conditions) -> Findings:
    """A verdict for every guarded move; a breach stands until the conditions are met or the record is lost."""
    moves = _moves(rule, visits)
    entries, at, by = visits.entries, moves.at, moves.by
    each = [_judge(condition, visits, moves, model, conditions) for _, condition in rule.conditions]
    verdicts = np.array(each, dtype=np.int64).reshape(len(each), len(at))
    verdict = np.full(len(at), SATISFIED)
    for worse in (UNKNOWN, POSSIBLE, VIOLATED):
        verdict[(verdicts == worse).any(axis=0)] = worse
    unmet = ((verdicts == verdict) & np.isin(verdict, (POSSIBLE, VIOLATED))).T
    now = np.array([_now(condition, visits, conditions)[entries.record[at]] for _, condition in rule.conditions])
    mended = (now.reshape(len(each), len(at)) == MET).all(axis=0) | _is_lost(visits)[entries.record[at]]
    moved_on = np.where(np.isnat(entries.high[by]), np.datetime64(visits.cut), entries.high[by]) + 1
    exact = (verdict == VIOLATED) & (entries.low[by] == entries.high[by])
    return findings(
        rule,
        visits,
        entries.record[at],
        entries.high[at],
        visits.visit[at],
        verdict,
        since=np.where(exact, entries.high[by], NO_DAY),
        over=np.where(mended, moved_on, NO_DAY),
        origin=visits.previous[by],
        stage=entries.stage[at],
        row=entries.row[by],
        unmet=unmet,
    )


def truths(answers: Mapping[str, bool | None], visits: Visits) -> Numbers:
    """Answers for each record of the visits: 1, 0, or -1 where unknown or not answered."""
    codes = {True: MET, False: MISSING, None: UNSURE}
    return np.fromiter((codes[answers.get(key)] for key in visits.records), np.int64, len(visits.records))


def _moves(rule: RequireRule, visits: Visits) -> _Moves:
    """The moves that the rule guards."""
    at = np.flatnonzero(visits.entries.stage == visits.rank(rule.stage))
    if not rule.on_leaving:
        return _Moves(at, at)
    goes_on = np.array([stage.phase is not StagePhase.LOST for stage in visits.process.stages], dtype=np.bool_)
    after = visits.following[at]
    at = at[(after >= 0) & goes_on[after]]
    return _Moves(at, at + 1)


def _judge(condition: RowExpression, visits: Visits, moves: _Moves, model: Model, conditions: Conditions) -> Numbers:
    """A verdict for one condition at every guarded move."""
    by, basis = moves.by, visits.entries.basis[moves.by]
    verdict = _by_state_now(_now(condition, visits, conditions)[visits.entries.record[by]])
    history = _history_with(condition, visits, model)
    if visits.sighted:
        between = basis != Basis.STATED if history is None else np.isin(basis, (Basis.SIGHTED, Basis.DATED))
        verdict[between] = _by_exports(condition, visits, by[between], conditions)
    listed = np.flatnonzero(basis == Basis.HISTORY)
    if history is not None and len(listed):
        answers = conditions.held_in(history, condition)
        codes = {True: SATISFIED, False: VIOLATED, None: UNKNOWN}
        verdict[listed] = [codes[answers.get(row)] for row in visits.entries.row[by[listed]].tolist()]
    return verdict


def _now(condition: RowExpression, visits: Visits, conditions: Conditions) -> Numbers:
    """What the condition amounts to for each record as it stands now."""
    return truths(conditions.holds(visits.process.source, condition), visits)


def _by_state_now(now: Numbers) -> Numbers:
    """Only the present state is known: what is missing now may have been missing then, what is there now may be new."""
    return np.where(now == MISSING, POSSIBLE, UNKNOWN)


def _by_exports(condition: RowExpression, visits: Visits, by: NDArray[np.intp], conditions: Conditions) -> Numbers:
    """Met in the first export after the move and in the last before it: met. Missing in the first after it: violated, but
    only possibly where an export between the two is missing, or the record's row in it could not be read.
    """
    after = _in_exports(condition, visits, by, visits.entries.seen_first[by], conditions)
    before = _in_exports(condition, visits, by, visits.entries.seen_before[by], conditions)
    first_export = np.isnat(visits.entries.seen_before[by])
    met = np.where(before == MET, SATISFIED, np.where(first_export, UNKNOWN, POSSIBLE))
    record, first, last = visits.entries.record[by], visits.entries.seen_before[by], visits.entries.seen_first[by]
    dark, known = np.zeros(len(by), dtype=np.bool_), ~np.isnat(first) & ~np.isnat(last)
    dark[known] = visits.unread.within(record[known], first[known] + 1, last[known])
    return np.select([after == MISSING, after == MET], [np.where(dark, POSSIBLE, VIOLATED), met], UNKNOWN)


def _in_exports(
    condition: RowExpression,
    visits: Visits,
    by: NDArray[np.intp],
    taken: NDArray[np.datetime64],
    conditions: Conditions,
) -> Numbers:
    """What the condition amounts to for the record of each move in the export of a day."""
    found = np.full(len(by), UNSURE)
    for day in np.unique(taken[~np.isnat(taken)]):
        here = np.flatnonzero(taken == day)
        answers = conditions.held_at(visits.process.source, condition, day.item())
        found[here] = truths(answers, visits)[visits.entries.record[by[here]]]
    return found


def _is_lost(visits: Visits) -> NDArray[np.bool_]:
    """For each record whether it is lost now."""
    lost = np.array([stage.phase is StagePhase.LOST for stage in visits.process.stages], dtype=np.bool_)
    found = np.zeros(len(visits.records), dtype=np.bool_)
    now = visits.is_open & lost[visits.entries.stage]
    found[visits.entries.record[now]] = True
    return found


def _history_with(condition: RowExpression, visits: Visits, model: Model) -> str | None:
    """The history of the records that carries every column of the condition."""
    wanted = set(columns_in(condition))
    for name, source in model.sources.items():
        if isinstance(source.shape, History) and source.shape.of == visits.process.source:
            held = {column.name for column in source.columns}
            return name if wanted <= held else None
    return None
