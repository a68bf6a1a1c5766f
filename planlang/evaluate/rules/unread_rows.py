"""Broken rules of processes that a row set aside could mend: the move in time, the call in between.

In: findings of one rule, what is known of the rows set aside of the sources that it rests on. Out: the findings, unknown
where such a row of the same record, or of one that could not be read, may be of the days that decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.rules.findings import POSSIBLE, UNKNOWN, VIOLATED, Findings
from planlang.evaluate.stages.stage_entries import NO_DAY, NO_TIME
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.evaluate.stages.visits import Visits
from planlang.query.aside.suspects import HIGH, LOW
from planlang.query.catalog import TableLayout
from planlang.query.records import RANK, RecordTable, lower_rows_set_aside
from planlang.semantics.model import (
    BackRule,
    DayLimit,
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
    """

    record: Numbers
    low: Times
    high: Times


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
    found = snapshot.engine.run(lower_rows_set_aside(rows, visits.index, snapshot.engine.dialect))
    record = np.asarray(np.ma.filled(np.ma.asarray(found[RANK]).astype(np.int64), -1))
    return UnreadRows(record, _days(found[LOW]), _days(found[HIGH])) if len(record) else None


def rests_on(rule: ProcessRule, visits: Visits) -> tuple[str, ...]:
    """The sources of which one more row could mend a breach of the rule."""
    moves = () if visits.history is None else (visits.history,)
    match rule:
        case IdleRule(activities=activities):
            return (activities, *moves)
        case StayRule() | ResponseRule() | SkipRule():
            return moves
        case BackRule() | ReopenRule() | RequireRule():
            return ()


def left_open(found: Findings, unread: Sequence[UnreadRows]) -> Findings:
    """The findings, unknown where they are broken and a row set aside may be of the days that decide: those from the day
    that begins an instance to that on which its limit runs out, of a move all up to it.
    """
    broken = np.flatnonzero((found.verdict == VIOLATED) | (found.verdict == POSSIBLE))
    if not len(broken) or not unread:
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
