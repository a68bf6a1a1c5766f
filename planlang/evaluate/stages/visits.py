"""Visits: which record was in which stage of a process, from when to when, as far as the data tell.

In: a plan, a snapshot, the as-of instant. Out: `Visits` for each process, and tables `visits_0`, `visits_1` ... in the
engine for the query room. Rules on visits are judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Engine, Snapshot
from planlang.evaluate.results.evaluation import AsOf
from planlang.evaluate.stages.disputes import NO_DISPUTES, Disputes, find_disputes
from planlang.evaluate.stages.holes import NO_HOLES, Holes, holes, rhythm_of
from planlang.evaluate.stages.stage_entries import (
    NO_DAY,
    NO_TIME,
    Basis,
    Entries,
    dated_entries,
    is_first,
    is_last,
    joined,
    listed_entries,
    sighted_entries,
    with_exports,
)
from planlang.evaluate.stages.stage_rows import Numbers, StageRows, Texts, Times, told_stages
from planlang.evaluate.stages.unsure import SURE, Spans, Unsure, of_exports, of_table, without_moves
from planlang.plan.plan import Plan
from planlang.query.catalog import unsure_table, visits_table
from planlang.semantics.model import Model, Process, StagePhase
from planlang.values.units import Count, InstantUnit, TextUnit, Truth

NOBODY: Numbers = np.empty(0, dtype=np.int64)


@frozen(eq=False)
class Visits:
    """The visits of all records to the stages of one process, by record and in order; arrays have one item per visit.

    Attributes:
        index: rank of the process in the plan.
        cut: the first day of which not everything is known.
        cut_at: the first instant of which nothing is known, in local time.
        records: every record by key, ascending by code point.
        owners: who is responsible for each record now, None where nobody is known.
        newest: `row_id` of the newest row of each record in the process's own source, -1 where none has it.
        entries: how each visit began; `entries.record` indexes `records`, `entries.stage` the process's stages.
        visit: how many times the record has been in that stage by then, from 1.
        entered, left: the instants that stand for its ends: the first sighting in the stage and elsewhere where only
            exports are known. `entered` is NaT where unknown, `left` where the record is still there.
        leave_low, leave_high: first and last day on which it can have ended. For a visit that goes on, `leave_low` is
            the last sighting (NaT: it lasts up to the cut) and `leave_high` is NaT.
        is_open: whether the record is still there, for all that is known.
        observable: for each stage, whether an entry into it would show in the data.
        sighted: whether records are known from successive exports.
        history: the source that lists moves, or None; `listed` tells for which records it does.
        holes: where an export is missing between two sightings of a record, or shows it in a row that was set aside and in
            another stage, or none that can be read.
        unread: the same, whatever stage a row that was set aside shows.
        disputes: where the latest export and the history disagree on the stage of a record.
        unsure: stages that records may have been in, or entered.
        untimed: whether records are won or lost of which no column says since when, nor anything else.
        absent: records that the table has and that had not come by the cut, for all that a full history tells.
        by_exports: the visits that count in figures where those differ: in a dispute the export is right about the stage a
            record is in, and the history about how long it was where.
    """

    process: Process
    index: int
    cut: date
    cut_at: datetime
    records: Sequence[str]
    owners: Texts
    newest: Numbers
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
    holes: Holes = NO_HOLES
    unread: Holes = NO_HOLES
    disputes: Disputes = NO_DISPUTES
    by_exports: Visits | None = None
    unsure: Unsure = SURE
    untimed: bool = False
    absent: Numbers = NOBODY

    def unseen_within(self, at: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether the record was out of sight for an export during each of these visits, so that it may be several."""
        last = np.where(np.isnat(self.leave_low), np.datetime64(self.cut) - 1, self.leave_low)
        return self.unseen_between(self.entries.record[at], self.entries.high[at], last[at])

    def unseen_between(self, record: Numbers, first: Times, last: Times) -> NDArray[np.bool_]:
        """Whether each record was out of sight for an export between two days; a history sees everything."""
        known = ~(np.isnat(first) | np.isnat(last) | self.listed[record])
        unseen = np.zeros(len(record), dtype=np.bool_)
        unseen[known] = self.holes.within(record[known], first[known], last[known])
        return unseen

    @property
    def orphans(self) -> Numbers:
        """Numbers of the records of which only a history tells: no file of the process's own source has them."""
        return np.flatnonzero(self.newest < 0)

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
    def counts(self) -> NDArray[np.bool_]:
        """Which visits are the entry into their stage that counts: the first one, and for a final stage one that was not
        left again (tests/spec/credit.md). A record that only drops out of the exports has not left.
        """
        again = np.zeros(len(self.visit), dtype=np.bool_)
        again[:-1] = (self.following[:-1] >= 0) & ~np.isnat(self.entered[1:])
        return np.where(_is_final(self.process)[self.entries.stage], ~again, self.visit == 1)

    @property
    def closed(self) -> Times:
        """For each record when it entered the final stage it is in; NaT while it is open."""
        closed = np.full(len(self.records), NO_TIME)
        closing = _is_final(self.process)[self.entries.stage] & self.counts & ~np.isnat(self.entered)
        closed[self.entries.record[closing]] = self.entered[closing]
        return closed

    @property
    def earliest(self) -> date:
        """The first day on which anything is known to have happened; the cut where nothing is."""
        bounds = np.concatenate([self.entries.low, self.entries.high, [np.datetime64(self.cut)]])
        first: date = np.fmin.reduce(bounds).item()
        return first

    def rank(self, stage: str) -> int:
        """The rank of a stage of the process."""
        return next(rank for rank, known in enumerate(self.process.stages) if known.name == stage)


def make_visits(plan: Plan, snapshot: Snapshot, as_of: AsOf) -> Mapping[str, Visits]:
    """The visits of every process, by its name, from facts before the cut."""
    return {
        name: process_visits(process, index, plan.model, snapshot, as_of.cut)
        for index, (name, process) in enumerate(plan.model.processes.items())
    }


def process_visits(process: Process, index: int, model: Model, snapshot: Snapshot, cut: datetime) -> Visits:
    """The visits of one process: from a history, else from dated columns and exports, else from the present stage.

    Makes the table of the records of the process, `index` being its rank in the plan.
    """
    told = told_stages(process, index, model, snapshot, cut)
    state, history, count = told.state, told.history, len(told.records)
    first = np.datetime64(cut.date())
    moves = joined([] if history is None else [listed_entries(history, process)])
    listed = np.zeros(count, dtype=np.bool_)
    listed[moves.record] = True
    observable = np.full(len(process.stages), history is not None)
    exports: Times = np.empty(0, dtype="datetime64[D]")
    shown: Times = np.full(count, NO_DAY)
    nameless: Times = exports
    newest = np.full(count, -1)
    owners = np.full(count, None, dtype=object)
    found, gaps, unread, disputes, unsure, absent = joined([]), NO_HOLES, NO_HOLES, NO_DISPUTES, SURE, NOBODY
    untimed = False
    if state is not None:
        last = _last(state)
        newest[state.record[last]] = state.row[last]
        if len(state.owner):
            owners[state.record[last]] = state.owner[last]
        if state.at is None:
            found = dated_entries(state, process, first)
            observable[list(state.dated)] = True
            found = found.take(~listed[found.record])
            if history is None:
                unsure = of_table(found, state, process, first)
                undated = _is_final(process) & ~observable
                untimed = bool((undated[found.stage] & (found.basis == Basis.STATED)).any())
            elif _is_full(moves, process) and _has_no_date(process.source, snapshot) and _goes_back(history, snapshot):
                unknown = found.basis == Basis.STATED
                absent, found = np.unique(found.record[unknown]), found.take(~unknown)
            else:
                unsure = without_moves(found, first)
        else:
            found = sighted_entries(state, process, first)
            exports, shown = _shown(state, len(told.records))
            nameless = state.nameless
            observable[:] = True
            moves = with_exports(moves, state)
            rhythm = rhythm_of(model.sources[process.source], model.plan.week_start)
            gaps, unread = holes(state, rhythm), holes(state, rhythm, read=True)
            disputes = find_disputes(moves, found, exports)
            untold = found.take(~listed[found.record])
            unsure = of_exports(untold, process, exports, standing=history is not None)

    def made(moves: Entries, disputes: Disputes, by_exports: Visits | None) -> Visits:
        """The visits with these moves of the records that the history lists."""
        entries = joined([moves, found.take(~listed[found.record])])
        entries = entries.take(np.argsort(entries.record, kind="stable"))
        leave_low, leave_high, left, is_open = _ends(entries, exports, shown, nameless, process, cut)
        return Visits(
            process=process,
            index=index,
            cut=cut.date(),
            cut_at=cut.replace(tzinfo=None),
            records=told.records,
            owners=owners.tolist(),
            newest=newest,
            entries=entries,
            visit=_numbered(entries),
            entered=entries.at,
            left=left,
            leave_low=leave_low,
            leave_high=leave_high,
            is_open=is_open,
            observable=observable,
            sighted=len(exports) > 0,
            history=None if history is None else history.source,
            listed=listed,
            holes=gaps,
            unread=unread,
            disputes=disputes,
            by_exports=by_exports,
            unsure=unsure,
            untimed=untimed,
            absent=absent,
        )

    if not len(disputes.record):
        return made(moves, disputes, None)
    return made(moves, disputes, made(joined([moves, disputes.seen]), NO_DISPUTES, None))


def _is_full(moves: Entries, process: Process) -> bool:
    """Whether a history lists how records came in, not only what became of them: most of those that it tells of begin in
    the first stage. One that tells of nobody yet is taken for full.
    """
    first = next((rank for rank, stage in enumerate(process.stages) if stage.position == 0), -1)
    begun = moves.stage[moves.starts()]
    return 2 * int((begun == first).sum()) >= len(begun)


def _has_no_date(source: str, snapshot: Snapshot) -> bool:
    """Whether the files of a source do not say of which time they are."""
    return all(load.arrived is None for load in snapshot.loads if load.source == source)


def _goes_back(history: StageRows, snapshot: Snapshot) -> bool:
    """Whether a history is loaded from the beginning."""
    covered = snapshot.coverage.get(history.source, ())
    return bool(covered) and covered[0][0] == date.min


def _ends(
    entries: Entries, exports: Times, shown: Times, nameless: Times, process: Process, cut: datetime
) -> tuple[Times, Times, Times, NDArray[np.bool_]]:
    """Where visits end, by the next entry of the record or its disappearance from the exports: first and last day, the
    instant that stands for it, and whether the record is still there.

    `exports` are their days, `shown` is for each record the last one with it. A record may still be in an export that has a
    `nameless` row: only one without tells that it has left, and its end is not known to be before that.
    """
    count = len(entries.record)
    ends = is_last(entries.record)
    goes_on = np.flatnonzero(~ends)
    low, high, left = np.full(count, NO_DAY), np.full(count, NO_DAY), np.full(count, NO_TIME)
    low[goes_on], high[goes_on] = entries.low[goes_on + 1], entries.high[goes_on + 1]
    left[goes_on] = entries.at[goes_on + 1]
    # where a record is now, it is at least on the last day: until then it counts in the stage before
    last_day = datetime.combine((cut - timedelta(microseconds=1)).date(), time())
    left[goes_on[np.isnat(left[goes_on])]] = np.datetime64(last_day, "us")
    low[ends] = entries.seen_last[ends]
    is_open = ends.copy()
    if len(exports):
        # Many systems stop exporting what is won or lost: only an open record that is no longer exported has left.
        # One that a history lists is seen up to its last move, too: an export of the very day may be from before it.
        last = shown[entries.record]
        moved = np.where(entries.basis == Basis.HISTORY, entries.high, NO_DAY)
        last = np.where(np.isnat(last), NO_DAY, np.fmax(last, moved))
        gone = np.flatnonzero(ends & ~_is_final(process)[entries.stage] & (last < exports[-1]))
        # a row that was set aside shows it there, but maybe in another stage
        low[gone] = np.where(np.isnat(entries.seen_last), last, np.fmax(entries.seen_last, moved))[gone]
        left[gone] = exports[np.searchsorted(exports, last[gone], side="right")].astype("datetime64[us]")
        complete = np.append(exports[~np.isin(exports, nameless)], NO_DAY)
        high[gone] = complete[np.searchsorted(complete[:-1], last[gone], side="right")]
        is_open[gone] = np.isnat(high[gone])
    return low, high, left, is_open


def upload_visits(engine: Engine, visits: Mapping[str, Visits]) -> None:
    """Make the table of visits of each process (`query.catalog.visits_table`)."""
    for told in visits.values():
        found = told.by_exports or told
        stages = np.array([stage.name for stage in found.process.stages], dtype=object)
        row = found.newest[found.entries.record]
        closed = found.closed[found.entries.record]
        engine.upload(
            visits_table(found.index),
            {
                "record": (Count(), found.entries.record),
                "row": (Count(), np.ma.masked_array(row, row < 0)),
                "stage": (TextUnit(), stages[found.entries.stage]),
                "entered": (InstantUnit(), np.ma.masked_array(found.entered, np.isnat(found.entered))),
                "left_at": (InstantUnit(), np.ma.masked_array(found.left, np.isnat(found.left))),
                "counts": (Truth(), found.counts),
                "closed": (InstantUnit(), np.ma.masked_array(closed, np.isnat(closed))),
            },
        )
        for spans, standing in ((found.unsure.standing, True), (found.unsure.entries, False)):
            if len(spans.record):
                _upload_unsure(engine, found, spans, standing=standing)


def unsure_of(visits: Mapping[str, Visits]) -> frozenset[tuple[str, bool]]:
    """The processes of which there is a table of stages that are not known: standing (True), entered."""
    pairs = ((name, found.unsure) for name, found in visits.items())
    kinds = ((name, kind, spans) for name, u in pairs for kind, spans in ((True, u.standing), (False, u.entries)))
    return frozenset((name, kind) for name, kind, spans in kinds if len(spans.record))


def _upload_unsure(engine: Engine, visits: Visits, spans: Spans, *, standing: bool) -> None:
    """Make a table of what is not known (`query.catalog.unsure_table`)."""
    stages = np.array([stage.name for stage in visits.process.stages], dtype=object)
    row = visits.newest[spans.record]
    until = np.where(np.isnat(spans.until), NO_TIME, spans.until.astype("datetime64[us]"))
    engine.upload(
        unsure_table(visits.index, standing=standing),
        {
            "record": (Count(), spans.record),
            "row": (Count(), np.ma.masked_array(row, row < 0)),
            "stage": (TextUnit(), stages[spans.stage]),
            "entered": (InstantUnit(), spans.since.astype("datetime64[us]")),
            "left_at": (InstantUnit(), np.ma.masked_array(until, np.isnat(until))),
            "unsettled": (Truth(), spans.unsettled),
        },
    )


def _is_final(process: Process) -> NDArray[np.bool_]:
    """For each stage whether it is a win or a loss."""
    return np.array([stage.phase is not StagePhase.OPEN for stage in process.stages], dtype=np.bool_)


def _last(rows: StageRows) -> NDArray[np.intp]:
    """The last row of each record: of the last export, and of several there the last one."""
    moments = (rows.row,) if rows.at is None else (rows.row, rows.at)
    order = np.lexsort((*moments, rows.record))
    return order[is_last(rows.record[order])]


def _shown(rows: StageRows, count: int) -> tuple[Times, Times]:
    """The days of the exports, and for each record the last one with it, whether or not its row could be read."""
    records, days = rows.presence()
    last = np.full(count, NO_DAY)
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
