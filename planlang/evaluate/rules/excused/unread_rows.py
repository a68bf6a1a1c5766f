"""Rules of processes that a row set aside could turn over: the move in time, the call in between, a move that is forbidden.

In: findings of one rule, what is known of the rows set aside of the sources that it rests on. Out: the findings, unknown
where such a row of the same record, or of one that could not be read, may be of the days that decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.rules.findings import PENDING, POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, Findings
from planlang.evaluate.stages.stage_entries import NO_DAY, NO_TIME
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.evaluate.stages.visits import Visits
from planlang.query.aside.suspects import HIGH, LOW
from planlang.query.catalog import TableLayout
from planlang.query.records import RANK, STAGE, RecordTable, lower_rows_set_aside
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    DayLimit,
    History,
    IdleRule,
    Model,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    SkipRule,
    StayRule,
    Table,
)
from planlang.values.units import StageOf

Mask = NDArray[np.bool_]
_WIDTH = 1 << 32
_FIRST, _LAST = 0, 1 << 23
"""Days before and after all others, in days since the year 0."""


@frozen(eq=False)
class UnreadRows:
    """Rows set aside of one source, by record: first and last day that each could be of.

    Attributes:
        record: rank among the visits' records; -1: the row could be about any.
        low, high: days, NaT for no bound.
        stage: rank of the stage that it tells of; -1: the row could be about any, or about none.
        is_move: whether they tell of moves.
    """

    record: Numbers
    low: Times
    high: Times
    stage: Numbers
    is_move: bool

    def some(self, which: Mask) -> UnreadRows:
        """Some of them."""
        return UnreadRows(self.record[which], self.low[which], self.high[which], self.stage[which], self.is_move)


def unread_rows(source: str, visits: Visits, model: Model, snapshot: Snapshot) -> UnreadRows | None:
    """The rows set aside of a source of happenings or moves; None where there are none."""
    shape, table = model.sources[source].shape, snapshot.tables.get(source)
    if table is None or table.aside is None or isinstance(shape, Table):
        return None
    records = model.sources[visits.process.source].shape
    assert isinstance(records, Table), "a process goes over records"
    if any(part not in table.columns for part in records.key):
        return None
    layout = TableLayout(table.aside, table.columns, repeated=False)
    rows = RecordTable(layout, records.key, table.columns[shape.at])
    unit = StageOf(visits.process.ident.name)
    told = next((column.name for column in model.sources[source].columns if column.unit == unit), None)
    stage_column = None if told is None else table.columns.get(told)
    found = snapshot.engine.run(lower_rows_set_aside(rows, stage_column, visits.index, snapshot.engine.dialect))
    record = np.asarray(np.ma.filled(np.ma.asarray(found[RANK]).astype(np.int64), -1))
    if not len(record):
        return None
    ranks = {stage.name: rank for rank, stage in enumerate(visits.process.stages)}
    said = np.ma.filled(np.ma.asarray(found[STAGE], dtype=object), None).tolist()
    stage = np.array([ranks.get(name, -1) for name in said], dtype=np.int64)
    return UnreadRows(record, _days(found[LOW]), _days(found[HIGH]), stage, is_move=isinstance(shape, History))


def rests_on(rule: ProcessRule, visits: Visits) -> tuple[str, ...]:
    """The sources of which one more row could mend a breach of the rule, or make one."""
    moves = () if visits.history is None else (visits.history,)
    match rule:
        case IdleRule(activities=activities):
            return (activities, *moves)
        case StayRule() | ResponseRule() | SkipRule() | BackRule() | ReopenRule():
            return moves
        case RequireRule() | ApprovalRule():
            return ()


def left_open(found: Findings, unread: Sequence[UnreadRows]) -> Findings:
    """The findings, unknown where a row set aside could turn them over: what is broken where it may be of the days that
    decide, from the day that begins an instance to that on which its limit runs out (of a move all up to it); what is kept
    where a move may be one of those around it.
    """
    if not unread:
        return found
    return _kept_by_all(_broken_by_all(found, unread), unread)


def _kept_by_all(found: Findings, unread: Sequence[UnreadRows]) -> Findings:
    """The findings, unknown where they are kept but a move set aside could break them: one after the move before it
    of the record, into any stage; for limits of a stage one up to the move after it too, but only into that stage. The last
    of a record stands for what may have followed.
    """
    kept = (found.verdict == SATISFIED) | (found.verdict == PENDING)
    moves = [rows for rows in unread if rows.is_move]
    if isinstance(found.rule, IdleRule | RequireRule) or not kept.any() or not moves:
        return found
    after = np.append(found.record[1:] == found.record[:-1], False)
    before = np.append(False, after[:-1])[: len(after)]
    anchors = found.anchor
    first = np.where(before, _ordinals(np.roll(anchors, 1), _FIRST), _FIRST)
    stage = _stage_of(found)
    own = _ordinals(anchors if stage is None else np.roll(anchors, -1), _LAST)
    last = np.where(after, own, _LAST)
    open_ = np.zeros(len(kept), dtype=np.bool_)
    for rows in moves:
        told = rows if stage is None else rows.some((rows.stage < 0) | (rows.stage == stage))
        open_ |= _touched(found.record, first, last, told)
    return evolve(found, verdict=np.where(kept & open_, UNKNOWN, found.verdict))


def _stage_of(found: Findings) -> int | None:
    """The rank of the stage whose entries a rule is about alone; None where any move could break it."""
    match found.rule:
        case StayRule(stage=stage):
            return found.visits.rank(stage)
        case ResponseRule(origin=stage):
            return found.visits.rank(stage)
        case _:
            return None


def _broken_by_all(found: Findings, unread: Sequence[UnreadRows]) -> Findings:
    """The findings, unknown where they are broken but a row set aside could mend them."""
    broken = np.flatnonzero((found.verdict == VIOLATED) | (found.verdict == POSSIBLE))
    if not len(broken) or isinstance(found.rule, BackRule | ReopenRule):
        return found
    first, last = _ordinals(found.anchor[broken], _FIRST), _ordinals(found.due[broken], _LAST)
    match found.rule:
        case SkipRule():
            first, last = np.full(len(broken), _FIRST), _ordinals(found.anchor[broken], _LAST)
        case IdleRule(limit=DayLimit()):
            first = first + 1
        case _:
            pass
    open_ = np.zeros(len(broken), dtype=np.bool_)
    for rows in unread:
        open_ |= _touched(found.record[broken], first, last, rows)
    at = broken[open_]
    verdict, since, since_at = found.verdict.copy(), found.since.copy(), found.since_at.copy()
    verdict[at], since[at], since_at[at] = UNKNOWN, NO_DAY, NO_TIME
    return evolve(found, verdict=verdict, since=since, since_at=since_at)


def _touched(record: Numbers, first: Numbers, last: Numbers, rows: UnreadRows) -> Mask:
    """Whether a row of the record, or of any, may be of the days from `first` to `last`, both included."""
    low, high = _ordinals(rows.low, _FIRST), _ordinals(rows.high, _LAST)
    some = rows.record < 0
    nobody = np.zeros_like(record)
    named = _meets(rows.record[~some], low[~some], high[~some], record, first, last)
    return named | _meets(np.zeros(int(some.sum()), dtype=np.int64), low[some], high[some], nobody, first, last)


def _meets(of: Numbers, low: Numbers, high: Numbers, record: Numbers, first: Numbers, last: Numbers) -> Mask:
    """Whether a stretch of the same record meets that from `first` to `last`: of those that begin by `last`, the one that
    goes on for longest reaches `first`.
    """
    if not len(of):
        return np.zeros(len(record), dtype=np.bool_)
    begins = of * _WIDTH + low
    order = np.argsort(begins, kind="stable")
    reach = np.maximum.accumulate((of * _WIDTH + high)[order])
    place = np.searchsorted(begins[order], record * _WIDTH + last, side="right") - 1
    met: Mask = (place >= 0) & (reach[np.maximum(place, 0)] >= record * _WIDTH + first)
    return met


def _days(cells: NDArray[np.generic]) -> Times:
    """Days as they come from the engine, NaT for none."""
    days = np.ma.getdata(np.ma.asarray(cells)).astype("datetime64[D]")
    return np.where(np.ma.getmaskarray(np.ma.asarray(cells)), NO_DAY, days)


def _ordinals(days: Times, unbounded: int) -> Numbers:
    """Days since the year 0, with one for no bound."""
    counted = (days.astype("datetime64[D]") - np.datetime64("0000-01-01", "D")).astype(np.int64)
    return np.where(np.isnat(days), unbounded, counted)
