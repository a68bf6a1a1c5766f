"""Which stages a record may have been in, where nobody knows in which of them it was, or whether it was there.

In: entries of a process, and the rows they come from. Out: `Unsure`: for each stage that comes into question, from when to
when; tables of them in the engine for the query room. A figure that such a record could change is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.evaluate.stages.stage_entries import NO_DAY, Basis, Entries, is_first, is_last
from planlang.evaluate.stages.stage_rows import Numbers, StageRows, Times
from planlang.semantics.model import Process, StagePhase

EVER = np.datetime64("0001-01-01", "D")
Mask = NDArray[np.bool_]


@frozen(eq=False)
class Spans:
    """Records that may be in a stage `(since, until]`: at the end of each of these days.

    Attributes:
        record, stage: number of the record, rank of the stage.
        since, until: days; `until` is NaT where it still may be.
        unsettled: whether it is unknown even whether it is open, won, lost or there at all.
    """

    record: Numbers
    stage: Numbers
    since: Times
    until: Times
    unsettled: Mask


@frozen(eq=False)
class Unsure:
    """What is not known of the records of a process.

    Attributes:
        standing: stages that records may have been in.
        entries: stages that they entered at an unknown time in between.
    """

    standing: Spans
    entries: Spans


def _none() -> Spans:
    nothing, nowhere = np.empty(0, dtype=np.int64), np.empty(0, dtype="datetime64[D]")
    return Spans(nothing, nothing, nowhere, nowhere, np.empty(0, dtype=np.bool_))


SURE = Unsure(_none(), _none())


class _Growing:
    """Spans, a group at a time."""

    def __init__(self) -> None:
        self.groups: list[Spans] = []

    def add(
        self, record: Numbers, stage: Numbers | int, since: Times | np.datetime64, until: Times | np.datetime64, at: Mask,
        unsettled: Mask | bool,
    ) -> None:  # fmt: skip
        """Some of these, by a mask."""
        count = len(record)
        whole = [np.broadcast_to(np.asarray(one), (count,))[at] for one in (stage, since, until, unsettled)]
        self.groups.append(Spans(record[at], *whole))

    def spans(self) -> Spans:
        """All together."""
        groups: Sequence[Spans] = self.groups or [_none()]
        names = [attribute.name for attribute in Spans.__attrs_attrs__]
        return Spans(*(np.concatenate([getattr(group, name) for group in groups]) for name in names))


def _positions(process: Process) -> Numbers:
    """For each stage its place on the main line; all final ones come after it."""
    line = [stage.position for stage in process.stages]
    return np.array([len(line) if place is None else place for place in line], dtype=np.int64)


def _is_open(process: Process) -> Mask:
    return np.array([stage.phase is StagePhase.OPEN for stage in process.stages], dtype=np.bool_)


def of_table(entries: Entries, rows: StageRows, process: Process, cut: np.datetime64) -> Unsure:
    """What a plain table leaves open whose columns date some stages, or none.

    Between two dates a record may have been in each stage of the line between that no column dates; before its first
    date, and before the present stage of a record without one, it may not have been there at all. Where some record came
    into a stage after the cut, the table is from after it: then present stages without a date are not those of the cut.
    Records that a history lists must not be among the entries.
    """
    place, opened = _positions(process), _is_open(process)
    undated = [rank for rank in range(len(place)) if rank not in rows.dated and opened[rank]]
    last_day = cut - 1
    order = np.lexsort((rows.row, rows.record))
    last = order[is_last(rows.record[order])]
    beyond = np.full(len(last), len(place))
    later = np.zeros(len(last), dtype=np.bool_)
    for rank, column in rows.dated.items():
        after = (column[last] >= cut) & ((rows.stage[last] == rank) | opened[rank])
        later |= after
        beyond = np.where(after, np.minimum(beyond, place[rank]), beyond)
    newer = bool(later.any())
    record, stage, known = entries.record, entries.stage, entries.basis == Basis.DATED
    first, ends = is_first(record), is_last(record)
    stated = ~known
    following, onward = np.append(stage[1:], 0), np.append(entries.high[1:], NO_DAY)
    to_stated = np.append(stated[1:], False)
    onward = np.where(np.isnat(onward), last_day, onward)
    grown = _Growing()
    before_stated = NO_DAY if newer else last_day
    for rank in undated:
        between = (place[rank] > place[stage]) & (place[rank] < place[following])
        back = place[following] <= place[stage]
        passed = ~ends & known & (between | back) & (rank != stage)
        until = np.where(to_stated, before_stated, onward) if newer else onward
        grown.add(record, rank, entries.high, until, passed & ~(to_stated & (rank == following)), to_stated & newer)
        early = first & (place[rank] <= place[stage]) & (rank != stage)
        grown.add(record, rank, EVER, entries.high, early & known, True)
        grown.add(record, rank, EVER, before_stated, early & stated, True)
    moved_on = ~ends & known
    open_between = np.zeros(len(record), dtype=np.bool_)
    for rank in undated:
        open_between |= ((place[rank] > place[stage]) & (place[rank] < place[following])) & (rank != stage)
    doubtful = moved_on & (open_between | to_stated)
    mixed = to_stated & (~opened[following] | newer)
    grown.add(record, stage, entries.high, np.where(to_stated, before_stated, onward), doubtful, mixed)
    grown.add(record, following, entries.high, before_stated, moved_on & to_stated, mixed)
    grown.add(record, stage, EVER, before_stated, first & stated, True)
    # moved on after the cut: it was in the last stage dated before, or in one between that and the next
    numbers, following_place = rows.record[last][later], beyond[later]
    newest = np.flatnonzero(ends & known)
    at = np.full(int(max(numbers.max(initial=-1), record.max(initial=-1))) + 1, -1)
    at[record[newest]] = newest
    held = at[numbers]
    there = held >= 0
    was = np.where(there, stage[held], 0) if len(stage) else np.zeros(len(held), dtype=np.int64)
    since = np.where(there, entries.high[held], EVER) if len(stage) else np.full(len(held), EVER)
    any_between = np.zeros(len(held), dtype=np.bool_)
    for rank in undated:
        fits = (place[rank] < following_place) & (~there | (place[rank] > place[was]))
        any_between |= fits
        grown.add(numbers, rank, since, NO_DAY, fits, ~there)
    grown.add(numbers, was, since, NO_DAY, there & any_between, False)
    return Unsure(grown.spans(), _none())


def without_moves(entries: Entries, cut: np.datetime64) -> Unsure:
    """Records of a plain table of which a history tells nothing: they may have been where they are, or not there yet."""
    grown = _Growing()
    stated = entries.basis == Basis.STATED
    low = np.where(np.isnat(entries.low), EVER, entries.low)
    grown.add(entries.record, entries.stage, low, cut - 1, stated, True)
    return Unsure(grown.spans(), _none())


def of_exports(entries: Entries, process: Process, exports: Times, *, standing: bool) -> Unsure:
    """What was there in the first export: it came into its stage at an unknown time before.

    Args:
        entries: what exports show, of records that no history lists.
        process: of the records.
        exports: their days.
        standing: whether a history tells where others were before that, so that stages of that time are asked for.
    """
    if not len(exports):
        return SURE
    there = (entries.basis == Basis.SIGHTED) & (entries.seen_first == exports[0])
    low = np.where(np.isnat(entries.low), EVER, entries.low)
    came, stood = _Growing(), _Growing()
    came.add(entries.record, entries.stage, low, exports[0], there, True)
    if standing:
        stood.add(entries.record, entries.stage, low, exports[0] - 1, there, True)
        for rank in np.flatnonzero(_is_open(process)).tolist():
            stood.add(entries.record, rank, low, exports[0] - 1, there & (entries.stage != rank), True)
    return Unsure(stood.spans(), came.spans())
