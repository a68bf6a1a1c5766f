"""Moves between stages: none skipped, none backward, none out of a final stage, but where the rule allows it.

In: visits and a rule. Out: `Findings`, one for each move that the rule is about (tests/spec/processes.md). An instance is
known by the visit that the move leads to.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.rules.findings import POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, Findings, findings
from planlang.evaluate.stages.stage_entries import NO_DAY, Basis
from planlang.evaluate.stages.stage_rows import Numbers
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import BackRule, Process, ProcessRule, ReopenRule, SkipRule, StagePhase

Mask = NDArray[np.bool_]


def judge_skips(rule: SkipRule, visits: Visits) -> Findings:
    """Every move forward on the main line, from before its first stage to after its last, where the wins stand.

    A loss stage with declared origins may be entered from these only; from other loss stages nothing is asked. A jump
    is certain from a history. Between two exports, or where columns date the stages, the stage passed over may have
    been entered unseen; where it is not even dated, nothing can be told.
    """
    if rule.stage is not None:
        return _judge_passing(rule, rule.stage, visits)
    line = line_positions(visits.process)
    origin, stage = visits.previous, visits.entries.stage
    before = np.where(origin >= 0, line[origin], -1)
    here = line[stage]
    length = _line_length(visits.process)
    starts = (origin < 0) | ((before >= 0) & (before < length))
    forward = starts & (here > before)
    jumped = forward & (here > before + 1)
    to_loss, stray = _losses(visits, origin)
    at = np.flatnonzero(forward | to_loss)
    broken = (jumped | stray)[at]
    seen = _passed_observable(visits, before[at], here[at], length) | stray[at]
    unbounded = (origin[at] < 0) & np.isnat(visits.entries.low[at])
    by_history = visits.entries.basis[at] == Basis.HISTORY
    verdict = np.where(broken, np.where(seen & ~unbounded, POSSIBLE, UNKNOWN), SATISFIED)
    verdict[broken & by_history] = VIOLATED
    return _about(rule, visits, at, verdict)


def _judge_passing(rule: SkipRule, name: str, visits: Visits) -> Findings:
    """Every move forward on the main line that comes to one stage, or goes past it: broken where the record was not there
    before. A jump between two exports, or where columns date the stages, may have come by it unseen.
    """
    line, rank = line_positions(visits.process), visits.rank(name)
    origin, stage = visits.previous, visits.entries.stage
    before, here = np.where(origin >= 0, line[origin], -1), line[stage]
    starts = (origin < 0) | ((before >= 0) & (before < _line_length(visits.process)))
    at = np.flatnonzero(starts & (before < line[rank]) & (here >= line[rank]))
    entries = visits.entries.take(at)
    broken = (stage[at] != rank) & ~_been_there(visits, rank)[at]
    unbounded = (origin[at] < 0) & np.isnat(entries.low)
    verdict = np.where(broken, np.where(visits.observable[rank] & ~unbounded, POSSIBLE, UNKNOWN), SATISFIED)
    verdict[broken & (entries.basis == Basis.HISTORY)] = VIOLATED
    return _about(rule, visits, at, verdict)


def _been_there(visits: Visits, rank: int) -> Mask:
    """For each visit whether the record was in a stage before it."""
    record = visits.entries.record
    here = (visits.entries.stage == rank).astype(np.int64)
    until = np.cumsum(here) - here
    found: Mask = until > until[np.searchsorted(record, record)]
    return found


def judge_returns(rule: BackRule, visits: Visits) -> Findings:
    """Every move between two stages of the main line; one back is certain however it is known."""
    line, length = line_positions(visits.process), _line_length(visits.process)
    origin, stage = visits.previous, visits.entries.stage
    before, here = np.where(origin >= 0, line[origin], -1), line[stage]
    at = np.flatnonzero((before >= 0) & (before < length) & (here >= 0) & (here < length))
    broken = (here < before)[at] & ~_named(visits.process, rule.allowed)[stage[at]]
    return _about(rule, visits, at, np.where(broken, VIOLATED, SATISFIED))


def judge_reopenings(rule: ReopenRule, visits: Visits) -> Findings:
    """Every visit to a final stage: kept while the record stays there. A broken one is known by the visit after it."""
    final = np.array([stage.phase is not StagePhase.OPEN for stage in visits.process.stages], dtype=np.bool_)
    at = np.flatnonzero(final[visits.entries.stage])
    left = at[visits.following[at] >= 0] + 1
    stays = at[visits.following[at] < 0]
    allowed = _named(visits.process, rule.allowed)[visits.entries.stage[left]]
    moved = np.concatenate([left, stays])
    verdict = np.concatenate([np.where(allowed, SATISFIED, VIOLATED), np.full(len(stays), SATISFIED)])
    order = np.argsort(moved, kind="stable")
    return _about(rule, visits, moved[order], verdict[order])


def line_positions(process: Process) -> Numbers:
    """For each stage its place on the main line; wins come after its last stage, losses have none (-1)."""
    length = _line_length(process)
    return np.array(
        [
            stage.position if stage.position is not None else length if stage.phase is StagePhase.WON else -1
            for stage in process.stages
        ],
        dtype=np.int64,
    )


def _line_length(process: Process) -> int:
    """How many stages the main line has."""
    return sum(stage.position is not None for stage in process.stages)


def _named(process: Process, names: tuple[str, ...]) -> Mask:
    """For each stage whether it is among those named."""
    return np.array([stage.name in names for stage in process.stages], dtype=np.bool_)


def _losses(visits: Visits, origin: Numbers) -> tuple[Mask, Mask]:
    """Moves into loss stages with declared origins, and those of them that come from elsewhere."""
    guarded, stray = np.zeros(len(origin), dtype=np.bool_), np.zeros(len(origin), dtype=np.bool_)
    for name, origins in visits.process.loss_origins.items():
        if origins is not None:
            enters = (visits.entries.stage == visits.rank(name)) & (origin >= 0)
            guarded |= enters
            stray |= enters & ~_named(visits.process, origins)[origin]
    return guarded, stray


def _passed_observable(visits: Visits, before: Numbers, here: Numbers, length: int) -> Mask:
    """Whether an entry into some stage between two places of the line would have shown in the data."""
    shown = np.zeros(length, dtype=np.int64)
    for rank, stage in enumerate(visits.process.stages):
        if stage.position is not None:
            shown[stage.position] = visits.observable[rank]
    up_to = np.concatenate([[0], np.cumsum(shown)])
    return up_to[np.clip(here, 0, length)] > up_to[np.clip(before + 1, 0, length)]


def _about(rule: ProcessRule, visits: Visits, at: NDArray[np.intp], verdict: Numbers) -> Findings:
    """Findings about the moves into some visits; a move stands as a breach on its day alone."""
    entries = visits.entries.take(at)
    on = np.where((verdict == VIOLATED) & (entries.low == entries.high), entries.high, NO_DAY)
    over = np.where(np.isnat(entries.high), np.datetime64(visits.cut), entries.high) + 1
    return findings(
        rule,
        visits,
        entries.record,
        entries.high,
        visits.visit[at],
        verdict,
        since=on,
        over=over,
        origin=visits.previous[at],
        stage=entries.stage,
        row=entries.row,
    )
