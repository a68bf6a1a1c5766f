"""When records entered stages: the moves that a history lists, that columns date, or that successive exports betray.

In: rows of a source (`stage_rows`). Out: `Entries`, in order of record and move, each with the days between which it
happened. Only the order of moves and their bounds are worked out here, no rule is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TypeVar

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from planlang.evaluate.stages.stage_rows import Numbers, StageRows, Times
from planlang.semantics.model import Process, StagePhase
from planlang.values.units import MICROSECONDS_A_MINUTE, MINUTES_A_DAY

Scalar = TypeVar("Scalar", bound=np.generic)

MICROSECONDS_A_DAY = MINUTES_A_DAY * MICROSECONDS_A_MINUTE
MOST_BITS = 62
"""Of a number that is not negative."""

NO_DAY = np.datetime64("NaT", "D")
NO_TIME = np.datetime64("NaT", "us")


class Basis(IntEnum):
    """How an entry is known."""

    HISTORY = 0
    """a history says so"""
    DATED = 1
    """a column of the record dates it"""
    SIGHTED = 2
    """the record is in the stage in one export, and was not in the export before"""
    STATED = 3
    """the record is in the stage now; since when is not known"""


@frozen(eq=False)
class Entries:
    """Moves into stages, by record and in order; all arrays have one item per move.

    Attributes:
        record: number of the record.
        stage: rank of the stage.
        low, high: first and last day on which it can have happened; equal where it is known; NaT where unbounded.
        at: the instant that stands for it (the first sighting for exports), NaT where unknown.
        basis: how it is known (`Basis`).
        seen_before, seen_first: exports: the last one before the record entered, the first one after that; for an
            entry that only exports show, the first one with the record in the stage. NaT where there is none.
        seen_last: the last export with the record in the stage, NaT unless exports show it.
        row: `row_id` of the row that shows it.
    """

    record: Numbers
    stage: Numbers
    low: Times
    high: Times
    at: Times
    basis: Numbers
    seen_before: Times
    seen_first: Times
    seen_last: Times
    row: Numbers

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> Entries:
        """Some of them, in the order of the index."""
        return Entries(*(getattr(self, name)[index] for name in _NAMES))

    def starts(self) -> NDArray[np.bool_]:
        """Which are the first of their record."""
        return is_first(self.record)


_NAMES = tuple(attribute.name for attribute in Entries.__attrs_attrs__)


def joined(groups: Sequence[Entries]) -> Entries:
    """Several groups one after the other."""
    groups = groups or [_none()]
    return Entries(*(np.concatenate([getattr(group, name) for group in groups]) for name in _NAMES))


def is_first(ordered: Numbers) -> NDArray[np.bool_]:
    """Where a value of an ordered array stands for the first time in a row."""
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return first


def is_last(ordered: Numbers) -> NDArray[np.bool_]:
    """Where a value of an ordered array stands for the last time in a row."""
    last = np.ones(len(ordered), dtype=np.bool_)
    last[:-1] = ordered[1:] != ordered[:-1]
    return last


def move_order(process: Process) -> Numbers:
    """For each stage, its place among moves of the same instant: the main line in order, then wins, then losses."""
    ranks = sorted(
        range(len(process.stages)),
        key=lambda rank: (_PHASE_ORDER[process.stages[rank].phase], process.stages[rank].position or 0, rank),
    )
    order = np.empty(len(ranks), dtype=np.int64)
    order[ranks] = np.arange(len(ranks))
    return order


_PHASE_ORDER = {StagePhase.OPEN: 0, StagePhase.WON: 1, StagePhase.LOST: 2}


def listed_entries(rows: StageRows, process: Process) -> Entries:
    """Moves that a history lists; a row that repeats the stage before changes something else and is no move."""
    assert rows.at is not None
    known = np.flatnonzero(rows.stage >= 0)
    ties = rows.row[known], move_order(process)[rows.stage[known]]
    order = known[by_record_and_time(rows.record[known], rows.at[known], *ties)]
    record, stage = rows.record[order], rows.stage[order]
    moved = is_first(record)
    moved[1:] |= stage[1:] != stage[:-1]
    order, record, stage = order[moved], record[moved], stage[moved]
    at = rows.at[order]
    return _entries(record, stage, at.astype("datetime64[D]"), at, Basis.HISTORY, rows.row[order])


def with_exports(entries: Entries, rows: StageRows) -> Entries:
    """Entries on known days with the exports around them; one of the day of entry shows what was so afterwards.

    The export before is the last one with the record; where none has it, the last one at all.
    """
    assert rows.at is not None
    taken = rows.at.astype("datetime64[D]")
    exports = np.unique(taken)
    width = len(exports) + 1
    seen = np.unique(rows.record * width + np.searchsorted(exports, taken))
    place = np.searchsorted(exports, entries.low)
    following = np.searchsorted(seen, entries.record * width + place)
    by_record = np.append(np.append(-1, seen // width), -1)
    day_of = np.append(np.append(NO_DAY, exports[seen % width]), NO_DAY)
    earlier = np.append(NO_DAY, exports)[place]
    return evolve(
        entries,
        seen_before=np.where(by_record[following] == entries.record, day_of[following], earlier),
        seen_first=np.where(by_record[following + 1] == entries.record, day_of[following + 1], NO_DAY),
    )


def dated_entries(rows: StageRows, process: Process, cut: np.datetime64) -> Entries:
    """Moves that the columns of a plain table date, and the present stage where none dates it.

    A win or a loss counts only for a record that is in that stage: one column often dates both. A record that came into a
    stage after the cut was not yet where it is now.
    """
    last = _last_rows(rows.record, rows.row)
    record, stage, row = rows.record[last], rows.stage[last], rows.row[last]
    later = np.zeros(len(last), dtype=np.bool_)
    groups = []
    for rank, column in rows.dated.items():
        days = column[last]
        told = (stage == rank) | (process.stages[rank].phase is StagePhase.OPEN)
        later |= told & (days >= cut)
        counts = told & (days < cut)
        here = np.flatnonzero(counts)
        groups.append(_entries(record[here], np.full(len(here), rank), days[here], days[here], Basis.DATED, row[here]))
    dated = joined(groups)
    present = _by_record(record, stage, -1)
    is_present = dated.stage == present[dated.record]
    dated = dated.take(np.lexsort((move_order(process)[dated.stage], is_present, dated.high, dated.record)))
    newest = dated.take(is_last(dated.record))
    reached = _by_record(record, np.full(len(record), -1), -1)
    reached[newest.record] = newest.stage
    since = _by_record(record, np.full(len(record), NO_DAY), NO_DAY)
    since[newest.record] = newest.high
    unsaid = np.flatnonzero((stage >= 0) & (stage != reached[record]) & ~later)
    stated = _entries(record[unsaid], stage[unsaid], NO_DAY, NO_TIME, Basis.STATED, row[unsaid])
    both = joined([dated, evolve(stated, low=since[stated.record])])
    return both.take(np.lexsort((both.basis, both.record)))


def sighted_entries(rows: StageRows, process: Process, cut: np.datetime64) -> Entries:
    """Moves that successive exports betray: somewhere between the last sight of one stage and the first of the next.

    A column that dates the entry wins where it does not contradict what was seen of the record before. A stage that
    was never seen but is dated before the present one was passed between two exports.
    """
    assert rows.at is not None
    taken = rows.at.astype("datetime64[D]")
    exports = np.unique(rows.presence()[1])
    seen = np.flatnonzero(rows.stage >= 0)
    seen = seen[np.lexsort((rows.row[seen], taken[seen], rows.record[seen]))]
    day = taken[seen]
    repeated = np.zeros(len(seen), dtype=np.bool_)
    record = rows.record[seen]
    repeated[:-1] = (record[1:] == record[:-1]) & (day[1:] == day[:-1])
    seen = seen[~repeated]
    record, stage, day = rows.record[seen], rows.stage[seen], taken[seen]
    opens = is_first(record)
    fresh = opens.copy()
    fresh[1:] |= stage[1:] != stage[:-1]
    starts = np.flatnonzero(fresh)
    ends = np.append(starts[1:], len(seen)) - 1 if len(starts) else starts
    before = np.full(len(starts), NO_DAY)
    goes_on = ~opens[starts]
    before[goes_on] = day[starts[goes_on] - 1]
    present, days = rows.presence()
    order = np.lexsort((days, present))
    order = order[is_first(present[order])]
    arrival = _by_record(present[order], days[order], NO_DAY)
    earlier = np.searchsorted(exports, arrival[record[starts]]) - 1
    arrives = ~goes_on & (earlier >= 0)
    before[arrives] = exports[earlier[arrives]]
    # an export with a row that could be any record's does not show that this one had not come
    complete = np.append(NO_DAY, exports[~np.isin(exports, rows.nameless)])
    low = before.copy()
    low[arrives] = complete[np.searchsorted(complete[1:], arrival[record[starts]], side="left")][arrives]
    first, last = day[starts], day[ends]
    runs = evolve(
        _entries(
            record[starts], stage[starts], before, first.astype("datetime64[us]"), Basis.SIGHTED, rows.row[seen][starts]
        ),
        low=low,
        high=first,
        seen_before=before,
        seen_first=first,
        seen_last=last,
    )
    runs = _with_dates(runs, rows, seen[ends], cut)
    passed = _passed_unseen(runs, rows, seen[ends], process, cut)
    both = joined([passed, runs])
    place = np.concatenate([move_order(process)[passed.stage] - len(process.stages), np.arange(len(runs.record))])
    both = both.take(np.lexsort((place, both.high, both.record)))
    return _after_dated(both)


def _with_dates(runs: Entries, rows: StageRows, shown_by: Numbers, cut: np.datetime64) -> Entries:
    """Runs whose entry a column dates; `shown_by` is the last row of each run, which says it best.

    A date after the first sighting contradicts it. One before the last sighting of an earlier run of the same stage
    belongs to that run. None counts from before the first sighting of the run before.
    """
    low, high, at, basis = runs.low.copy(), runs.high.copy(), runs.at.copy(), runs.basis.copy()
    same = np.lexsort((runs.seen_first, runs.stage, runs.record))
    again = np.zeros(len(same), dtype=np.bool_)
    again[1:] = (runs.record[same][1:] == runs.record[same][:-1]) & (runs.stage[same][1:] == runs.stage[same][:-1])
    left_before = np.full(len(same), NO_DAY)
    left_before[same[1:]] = np.where(again[1:], runs.seen_last[same[:-1]], NO_DAY)
    floor = np.full(len(same), NO_DAY)
    floor[1:] = np.where(runs.starts()[1:], NO_DAY, runs.seen_first[:-1])
    for rank, column in rows.dated.items():
        days = column[shown_by]
        wins = (runs.stage == rank) & (days < cut) & (days <= runs.seen_first)
        wins &= np.isnat(left_before) | (days > left_before)
        exact = np.fmax(days, floor)[wins]
        low[wins], high[wins], at[wins], basis[wins] = exact, exact, exact.astype("datetime64[us]"), Basis.DATED
    return evolve(runs, low=low, high=high, at=at, basis=basis)


def _passed_unseen(runs: Entries, rows: StageRows, shown_by: Numbers, process: Process, cut: np.datetime64) -> Entries:
    """Dated entries into open stages in which the record was never seen, before its last entry."""
    last = is_last(runs.record)
    record, until, row = runs.record[last], runs.high[last], shown_by[last]
    width = len(process.stages)
    visited = np.unique(runs.record * width + runs.stage)
    groups = []
    for rank, column in rows.dated.items():
        if process.stages[rank].phase is not StagePhase.OPEN:
            continue
        days = column[row]
        here = np.flatnonzero((days < cut) & (days <= until) & ~np.isin(record * width + rank, visited))
        groups.append(
            _entries(record[here], np.full(len(here), rank), days[here], days[here], Basis.DATED, rows.row[row[here]])
        )
    return joined(groups)


def _after_dated(entries: Entries) -> Entries:
    """The same; an entry that follows a dated one cannot have been before it."""
    low = entries.low.copy()
    bounded = ~entries.starts()
    bounded[1:] &= (entries.basis[:-1] == Basis.DATED) & (entries.basis[1:] == Basis.SIGHTED)
    index = np.flatnonzero(bounded)
    low[index] = np.fmax(low[index], entries.high[index - 1])
    return evolve(entries, low=low)


# ---------------------------------------------------------------- small parts


def _entries(
    record: Numbers, stage: Numbers, day: Times | np.datetime64, at: Times | np.datetime64, basis: Basis, row: Numbers
) -> Entries:
    """Entries on a known day (or none), never seen in an export."""
    count = len(record)
    days = np.empty(count, dtype="datetime64[D]")
    days[:] = day
    instants = np.empty(count, dtype="datetime64[us]")
    instants[:] = at
    nowhere = np.full(count, NO_DAY)
    kinds = np.full(count, int(basis))
    return Entries(record, stage, days, days.copy(), instants, kinds, nowhere, nowhere.copy(), nowhere.copy(), row)


def by_record_and_time(record: Numbers, at: Times, *ties: Numbers) -> NDArray[np.intp]:
    """Order by record, then time (instants), then the ties from the last to the first.

    Where record and time fit into one number, sorting that takes a fraction of sorting by one after the other.
    """
    ticks = at.astype(np.int64)
    ticks -= ticks.min(initial=np.iinfo(np.int64).max)
    if not (ticks % MICROSECONDS_A_DAY).any():
        ticks //= MICROSECONDS_A_DAY
    bits = int(ticks.max(initial=0)).bit_length()
    if bits + int(record.max(initial=0)).bit_length() > MOST_BITS:
        return np.lexsort((*ties, at, record))
    return np.lexsort((*ties, (record << bits) | ticks))


def _none() -> Entries:
    """No entries."""
    nothing = np.empty(0, dtype=np.int64)
    return _entries(nothing, nothing, NO_DAY, NO_TIME, Basis.DATED, nothing)


def _last_rows(record: Numbers, row: Numbers) -> NDArray[np.intp]:
    """Index of the last row of each record, by record."""
    order = np.lexsort((row, record))
    return order[is_last(record[order])]


def _by_record(record: Numbers, value: NDArray[Scalar], default: object) -> NDArray[Scalar]:
    """Values in an array by number of the record."""
    table = np.full(int(record.max(initial=-1)) + 1, default, dtype=value.dtype)
    table[record] = value
    return table
