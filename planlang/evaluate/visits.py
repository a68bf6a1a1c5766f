"""Visits: which record was in which stage of a process, from when to when, as far as the data tell.

In: a plan, a snapshot, the as-of instant. Out: `Visits` for each process, and tables `visits_0`, `visits_1` ... in the
engine for the query room. Rules on visits are judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from planlang.data.snapshot import Engine, Snapshot
from planlang.evaluate.evaluation import AsOf
from planlang.evaluate.stage_entries import (
    NO_DAY,
    NO_TIME,
    Entries,
    dated_entries,
    is_first,
    is_last,
    joined,
    listed_entries,
    sighted_entries,
    with_exports,
)
from planlang.evaluate.stage_rows import Numbers, StageRows, Texts, Times, history_rows, state_rows
from planlang.plan.plan import Plan
from planlang.semantics.model import Model, Process, StagePhase
from planlang.values.units import Count, InstantUnit, TextUnit, Truth


@frozen(eq=False)
class Visits:
    """The visits of all records to the stages of one process, by record and in order; arrays have one item per visit.

    Attributes:
        index: rank of the process in the plan.
        cut: the first day of which not everything is known.
        cut_at: the first instant of which nothing is known, in local time.
        records: every record by key, ascending by code point.
        owners: who is responsible for each record now, None where nobody is known.
        entries: how each visit began; `entries.record` indexes `records`, `entries.stage` the process's stages.
        visit: how many times the record has been in that stage by then, from 1.
        entered, left: the instants that stand for its ends: the first sighting in the stage and elsewhere where only
            exports are known. `entered` is NaT where unknown, `left` where the record is still there.
        leave_low, leave_high: first and last day on which it can have ended. For a visit that goes on, `leave_low` is
            the last sighting (NaT: it lasts up to the cut) and `leave_high` is NaT.
        is_open: whether the record is still there.
        observable: for each stage, whether an entry into it would show in the data.
        sighted: whether records are known from successive exports.
        history: the source that lists moves, or None; `listed` tells for which records it does.
        orphans: ranks of the records of which a history tells, but which are in no file of the process's own source.
    """

    process: Process
    index: int
    cut: date
    cut_at: datetime
    records: Sequence[str]
    owners: Texts
    entries: Entries
    visit: Numbers
    entered: Times
    left: Times
    leave_low: Times
    leave_high: Times
    is_open: NDArray[np.bool_]
    observable: NDArray[np.bool_]
    sighted: bool
    history: str | None
    listed: NDArray[np.bool_]
    orphans: Numbers

    def source_of(self, record: int) -> str:
        """The source whose rows show the visits of a record, by its rank."""
        return self.history if self.history is not None and self.listed[record] else self.process.source

    @property
    def exact(self) -> NDArray[np.bool_]:
        """Whether the day of entry is known."""
        known: NDArray[np.bool_] = self.entries.low == self.entries.high
        return known

    @property
    def previous(self) -> Numbers:
        """For each visit the stage before it, -1 for the first of a record."""
        before = np.full(len(self.visit), -1)
        before[1:] = np.where(is_first(self.entries.record)[1:], -1, self.entries.stage[:-1])
        return before

    @property
    def following(self) -> Numbers:
        """For each visit the stage after it, -1 for the last of a record."""
        after = np.full(len(self.visit), -1)
        after[:-1] = np.where(is_first(self.entries.record)[1:], -1, self.entries.stage[1:])
        return after

    @property
    def earliest(self) -> date:
        """The first day on which anything is known to have happened; the cut where nothing is."""
        bounds = np.concatenate([self.entries.low, self.entries.high, [np.datetime64(self.cut)]])
        first: date = np.fmin.reduce(bounds).item()
        return first

    def rank(self, stage: str) -> int:
        """The rank of a stage of the process."""
        return next(rank for rank, known in enumerate(self.process.stages) if known.name == stage)

    def counts(self) -> Mapping[str, int]:
        """How many records are in each stage at the cut, by stage name."""
        found = np.bincount(self.entries.stage[self.is_open], minlength=len(self.process.stages)).tolist()
        return {stage.name: found[rank] for rank, stage in enumerate(self.process.stages)}


def make_visits(plan: Plan, snapshot: Snapshot, as_of: AsOf) -> Mapping[str, Visits]:
    """The visits of every process, by its name, from facts before the cut."""
    return {
        name: process_visits(process, index, plan.model, snapshot, as_of.cut)
        for index, (name, process) in enumerate(plan.model.processes.items())
    }


def process_visits(process: Process, index: int, model: Model, snapshot: Snapshot, cut: datetime) -> Visits:
    """The visits of one process: from a history, else from dated columns and exports, else from the present stage."""
    state, history = state_rows(process, model, snapshot, cut), history_rows(process, model, snapshot, cut)
    tables = [rows for rows in (state, history) if rows is not None]
    records = sorted({key for rows in tables for key in rows.key})
    number = {key: rank for rank, key in enumerate(records)}
    owners: list[str | None] = [None] * len(records)
    groups = []
    observable = np.zeros(len(process.stages), dtype=np.bool_)
    exports: Times = np.empty(0, dtype="datetime64[D]")
    shown: Times = np.full(len(records), NO_DAY)
    listed = np.zeros(len(records), dtype=np.bool_)
    if history is not None:
        groups.append(listed_entries(history, _numbers(history, number), process))
        listed[groups[0].record] = True
        observable[:] = True
    if state is not None:
        record = _numbers(state, number)
        if state.owner:
            order = np.lexsort((state.row, _moments(state), record))
            for position in order[is_last(record[order])].tolist():
                owners[record[position]] = state.owner[position]
        if state.at is None:
            found = dated_entries(state, record, process, np.datetime64(cut.date()))
            observable[list(state.dated)] = True
        else:
            found = sighted_entries(state, record, process, np.datetime64(cut.date()))
            exports, shown = _shown(state, record, number)
            observable[:] = True
            groups = [with_exports(entries, state, record) for entries in groups]
        groups.append(found.take(~listed[found.record]))
    entries = joined(groups) if groups else joined([])
    entries = entries.take(np.argsort(entries.record, kind="stable"))
    visits = _visits(process, index, cut, records, owners, entries, exports, shown, observable)
    known: frozenset[str] = frozenset() if state is None else frozenset(state.key)
    orphans = [rank for rank, key in enumerate(records) if key not in known] if history is not None else []
    return evolve(
        visits,
        history=None if history is None else history.source,
        listed=listed,
        orphans=np.array(orphans, dtype=np.int64),
    )


def upload_visits(engine: Engine, visits: Mapping[str, Visits]) -> None:
    """Make the table `visits_<i>` for each process, i being its rank in the plan.

    Columns: `record` (key columns joined with U+001F), `stage`, `visit` (n-th to that stage), `entered`, `left_at`
    (unknown: still there), `exact` (whether the day of entry is known).
    """
    for found in visits.values():
        stages = np.array([stage.name for stage in found.process.stages], dtype=object)
        records = np.array(found.records, dtype=object)
        engine.upload(
            f"visits_{found.index}",
            {
                "record": (TextUnit(), records[found.entries.record]),
                "stage": (TextUnit(), stages[found.entries.stage]),
                "visit": (Count(), found.visit),
                "entered": (InstantUnit(), np.ma.masked_array(found.entered, np.isnat(found.entered))),
                "left_at": (InstantUnit(), np.ma.masked_array(found.left, np.isnat(found.left))),
                "exact": (Truth(), found.exact),
            },
        )


def _visits(
    process: Process,
    index: int,
    cut: datetime,
    records: Sequence[str],
    owners: Texts,
    entries: Entries,
    exports: Times,
    shown: Times,
    observable: NDArray[np.bool_],
) -> Visits:
    """Entries with their ends: the next entry of the record, its disappearance from the exports, or none.

    Only an open record that is no longer exported has left its stage: many systems stop exporting what is won or lost.
    `shown` is for each record the last export with it.
    """
    count = len(entries.record)
    ends = is_last(entries.record)
    goes_on = np.flatnonzero(~ends)
    low, high, left = np.full(count, NO_DAY), np.full(count, NO_DAY), np.full(count, NO_TIME)
    low[goes_on], high[goes_on] = entries.low[goes_on + 1], entries.high[goes_on + 1]
    left[goes_on] = entries.at[goes_on + 1]
    left[goes_on[np.isnat(left[goes_on])]] = np.datetime64(cut.replace(tzinfo=None), "us")
    low[ends] = entries.seen_last[ends]
    is_open = ends.copy()
    if len(exports):
        is_final = np.array([stage.phase is not StagePhase.OPEN for stage in process.stages], dtype=np.bool_)
        dropped = ~np.isnat(entries.seen_last) & (shown[entries.record] < exports[-1])
        gone = np.flatnonzero(ends & ~is_final[entries.stage] & dropped)
        high[gone] = exports[np.searchsorted(exports, shown[entries.record[gone]]) + 1]
        left[gone] = high[gone].astype("datetime64[us]")
        is_open[gone] = False
    return Visits(
        process=process,
        index=index,
        cut=cut.date(),
        cut_at=cut.replace(tzinfo=None),
        records=records,
        owners=owners,
        entries=entries,
        visit=_numbered(entries),
        entered=entries.at,
        left=left,
        leave_low=low,
        leave_high=high,
        is_open=is_open,
        observable=observable,
        sighted=len(exports) > 0,
        history=None,
        listed=np.zeros(len(records), dtype=np.bool_),
        orphans=np.empty(0, dtype=np.int64),
    )


def _shown(rows: StageRows, record: Numbers, number: Mapping[str, int]) -> tuple[Times, Times]:
    """The days of the exports, and for each record the last one with it, whether or not its row could be read."""
    assert rows.at is not None
    taken = rows.at.astype("datetime64[D]")
    unread = [(number[key], day) for key, day in rows.unread if key in number]
    records = np.append(record, np.array([rank for rank, _ in unread], dtype=np.int64))
    days = np.append(taken, np.array([day for _, day in unread], dtype="datetime64[D]"))
    last = np.full(len(number), NO_DAY)
    order = np.lexsort((days, records))
    last[records[order]] = days[order]
    return np.unique(days), last


def _numbered(entries: Entries) -> Numbers:
    """For each entry, how many entries of its record into its stage there have been with it."""
    order = np.lexsort((entries.stage, entries.record))
    first = is_first(entries.record[order]) | is_first(entries.stage[order])
    starts = np.flatnonzero(first)
    place = np.arange(len(order))
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = place - starts[np.cumsum(first) - 1] + 1 if len(order) else place
    return numbers


def _numbers(rows: StageRows, number: Mapping[str, int]) -> Numbers:
    """The number of each row's record."""
    return np.fromiter(map(number.__getitem__, rows.key), np.int64, len(rows.key))


def _moments(rows: StageRows) -> Times:
    """The export each row is from; the same for all where there is one."""
    return np.zeros(len(rows.row), dtype="datetime64[us]") if rows.at is None else rows.at
