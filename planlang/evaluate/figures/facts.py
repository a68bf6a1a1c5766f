"""Aggregates in bulk: for every row of a level and every stretch of days, the figure, or why there is none.

In: a snapshot's engine and coverage, a catalog, a spine. Out: `Cells`. As few passes over the data as possible: what is
announced is counted together, bins follow the days that are asked for, and nothing is read twice. Metrics, windows and
comparisons are not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import assert_never

import numpy as np
from attrs import evolve

from planlang.data.loaded.snapshot import Engine
from planlang.evaluate.cells.exact import Exact, Integers, Truths, product, reduced, whole
from planlang.evaluate.cells.matrix import KNOWN, Cells, Codes, all_unknown, code, first_reason
from planlang.evaluate.entities.presence import Presence
from planlang.evaluate.entities.spine import Level, Ordinals, Spine
from planlang.evaluate.figures.doubts import Doubts
from planlang.evaluate.figures.ledger import OLDEST, Bins, Ledger, bounds_asked, read_ledger, upload_memberships
from planlang.evaluate.figures.other_names import OtherNames, Resembling
from planlang.evaluate.figures.recounts import Recounter
from planlang.evaluate.figures.windows import Columns, Stretch
from planlang.evaluate.stages.rhythm import begun_at, gaps_at, good_for, rhythm_of
from planlang.frozen import define, field, frozen
from planlang.query.catalog import Catalog, OwnerAt, StateKnown
from planlang.query.fuse import (
    asks_period_end,
    classes_asked,
    everything_asked,
    is_additive,
    looked_sources,
    looks_up,
    needed_tallies,
    shared_rows,
)
from planlang.query.logical import Rows, Scan, Sum, Tally, recount_of, rows_of
from planlang.semantics.expr import Aggregate, AsItStands, Column, Dated, Fold, OnEntry
from planlang.semantics.model import Table
from planlang.values.calendars import Calendar
from planlang.values.figure import Why
from planlang.values.units import StageOf

REFINEMENTS = 3
"""How often bins are refined to what is asked before every day becomes a bin of its own."""


@frozen
class Classed:
    """Of which days `[from, to)` the classes of a segment are known.

    Attributes:
        loaded: those on which its records were there to be classified.
        told: those on which one of them had a class, or has surely none.
    """

    loaded: tuple[tuple[date, date], ...] = ()
    told: tuple[tuple[date, date], ...] = ()


NEVER_CLASSED = Classed()


@define(eq=False, slots=False)
class Facts:
    """Answers aggregates; keeps what it has counted.

    Attributes:
        coverage: source -> loaded days `[from, to)`, ascending.
        lacking: source -> days of which the file of a part is missing: an export of that time is not whole.
        marks: days known beforehand to be asked for, as ordinals.
        untimed: the processes with records that are won or lost since an unknown day.
        unsure: the processes of which there is a table of stages that are not known, standing (True) or entered.
        resembling: names on no roster that may mean somebody who is.
        classed: segments whose classes are kept over periods -> the days on which they are known.
    """

    catalog: Catalog
    spine: Spine
    engine: Engine
    coverage: Mapping[str, tuple[tuple[date, date], ...]]
    calendar: Calendar
    marks: Ordinals
    unsure: frozenset[tuple[str, bool]] = frozenset()
    untimed: frozenset[str] = frozenset()
    resembling: Resembling = field(factory=dict)
    lacking: Mapping[str, tuple[tuple[date, date], ...]] = field(factory=dict)
    classed: dict[str, Classed] = field(factory=dict)
    _asked: dict[Rows, None] = field(factory=dict)
    _wanted: dict[Rows, dict[Tally, None]] = field(factory=dict)
    _ledgers: dict[Rows, Ledger] = field(factory=dict)
    _bins: dict[Rows, Bins] = field(factory=dict)
    _refined: dict[Rows, int] = field(factory=dict)
    _uploaded: Bins | None = None
    _told: bool = False
    _presence: Presence | None = None

    @property
    def cut(self) -> int:
        """The first day of which nothing is seen, as an ordinal."""
        return self.catalog.cut_days.toordinal()

    def announce(self, aggregates: Iterable[Aggregate]) -> None:
        """Say what will be asked, so that it can be counted together."""
        listed = tuple(aggregates)
        self.doubts.announce(listed)
        for aggregate in listed:
            self._asked.setdefault(rows_of(aggregate))
            if is_additive(aggregate, self.catalog):
                wanted = self._wanted.setdefault(shared_rows(aggregate), {})
                wanted.update(dict.fromkeys(needed_tallies(aggregate, self.catalog)))
            if (unsure := self._unsure_question(aggregate)) is not None:
                self._wanted.setdefault(unsure[0], {})[unsure[1]] = None

    def cells(self, aggregate: Aggregate, level: Level, columns: Columns) -> Cells:
        """The aggregate over each stretch, for every row of a level."""
        rows = rows_of(aggregate)
        self._asked.setdefault(rows)
        shape = (self.spine.rows(level), len(columns))
        if rows.credit is None and level is not Level.PLAN:
            return all_unknown(shape, Why.NO_VALUES)
        named = looked_sources(aggregate, self.catalog)
        if not self.catalog.is_loaded(rows) or not named <= self.catalog.tables.keys():
            return all_unknown(shape, Why.NOT_LOADED)
        if isinstance(rows.moment, OnEntry) and not self.catalog.has_entries(rows.moment):
            return all_unknown(shape, Why.NO_HISTORY)
        if level is not Level.PLAN and self.is_untimed(rows):
            return all_unknown(shape, Why.SINCE_UNKNOWN)
        why, partial = self.loaded(rows, level, columns)
        if is_additive(aggregate, self.catalog):
            found = self._added(aggregate, level, columns)
        else:
            found = self._recounted(aggregate, level, columns)
        unseen, begins = self.unresolved(rows, level, columns)
        unnamed, begun = self.unclassed(aggregate, level, columns)
        partial |= begins | begun
        why = first_reason(why, unnamed, unseen, found.why, self.unsure_stages(aggregate, columns))
        return self.doubts.weighed(aggregate, Cells(found.exact, why, partial & (found.why == KNOWN)), level, columns)

    def credited_columns(self) -> tuple[tuple[str, str], ...]:
        """(source, person column) of the rows that were asked for and credited to somebody, each once."""
        found = ((rows.source, rows.credit.column) for rows in self._asked if rows.credit is not None)
        return tuple(dict.fromkeys(pair for pair in found if pair[0] in self.catalog.tables))

    def tell_memberships(self) -> None:
        """Make sure that the engine knows who is in which team."""
        if not self._told:
            upload_memberships(self.spine, self.engine)
            self._told = True

    @cached_property
    def recounter(self) -> Recounter:
        """Asks about rows."""
        return Recounter(self.catalog, self.spine, self.engine)

    @cached_property
    def doubts(self) -> Doubts:
        """What rows set aside leave open."""
        return Doubts(self.catalog, self.spine, self.engine, OtherNames(self.resembling, self.recounter))

    # ------------------------------------------------------------ values

    def _added(self, aggregate: Aggregate, level: Level, columns: Columns) -> Cells:
        """An aggregate from sums by bin."""
        ledger = self._ledger(shared_rows(aggregate), needed_tallies(aggregate, self.catalog), columns)
        values: dict[Sum, Integers] = {}
        scale = 0
        for tally in needed_tallies(aggregate, self.catalog):
            values[tally.what] = ledger.values(tally, level, columns)
            if tally.what is Sum.VALUE:
                scale = ledger.scales[tally]
        unknown = ledger.why(columns)
        match aggregate.fold:
            case Fold.COUNT:
                return _cells(whole(values[Sum.ROWS]), unknown)
            case Fold.SUM:
                summed = Exact(values[Sum.VALUE], np.array([[10**scale]], dtype=np.int64))
                return _cells(summed, unknown, _no_values(values.get(Sum.ROWS), values.get(Sum.KNOWN)))
            case Fold.AVERAGE:
                return _average(values[Sum.VALUE], 10**scale, values[Sum.KNOWN], aggregate.min_sample, unknown)
            case Fold.DISTINCT | Fold.MINIMUM | Fold.MAXIMUM | Fold.MEDIAN:
                raise AssertionError("not additive")
            case unreachable:
                assert_never(unreachable)

    def _recounted(self, aggregate: Aggregate, level: Level, columns: Columns) -> Cells:
        """An aggregate from the rows."""
        found = self.recounter.recount(recount_of(aggregate), level, columns)
        match aggregate.fold:
            case Fold.COUNT | Fold.DISTINCT:
                return _cells(found.value, found.why)
            case Fold.SUM:
                return _cells(found.value, found.why, _no_values(found.rows, found.known))
            case Fold.AVERAGE:
                below = int(found.value.denominator.flat[0])
                return _average(found.value.numerator, below, found.known, aggregate.min_sample, found.why)
            case Fold.MINIMUM | Fold.MAXIMUM | Fold.MEDIAN:
                return _cells(found.value, found.why, _too_few(found.known, aggregate.min_sample))
            case unreachable:
                assert_never(unreachable)

    def is_untimed(self, rows: Rows) -> bool:
        """Whether rows are credited at a close of which nobody knows when it was."""
        process = self.catalog.process_on(rows.source)
        closes = process is not None and self.catalog.attribution(rows).owner is OwnerAt.CLOSE
        return closes and process is not None and process.ident.name in self.untimed

    def unsure_stages(self, aggregate: Aggregate, columns: Columns) -> Codes:
        """By stretch, whether a record could change the figure of which nobody knows in which stage it was at the end, or
        whether it entered one before or after the start or the end.
        """
        none = np.full((1, len(columns)), KNOWN, dtype=np.int8)
        question = self._unsure_question(aggregate)
        if question is None:
            return none
        asked, tally = question
        standing = isinstance(asked.moment, AsItStands)
        bounds = [columns] if standing else [columns, columns.moved(lambda s: Stretch(s.period, s.start, s.start))]
        for one in bounds:
            found = self._ledger(asked, (tally,), one).values(tally, Level.PLAN, one)
            none[found[:1] > 0] = code(Why.SINCE_UNKNOWN)
        return none

    def _unsure_question(self, aggregate: Aggregate) -> tuple[Rows, Tally] | None:
        """The records of unknown stages that could change an aggregate, and how they are counted; None where there are none."""
        rows = rows_of(aggregate)
        standing = isinstance(rows.moment, AsItStands)
        process = None
        if isinstance(rows.moment, OnEntry):
            process = self.catalog.model.processes[rows.moment.process]
        elif standing and self.catalog.state_known(rows) is StateKnown.BY_VISITS:
            process = self.catalog.standing_process(rows)
        if process is None or (process.ident.name, standing) not in self.unsure:
            return None
        open_ = asks_period_end(aggregate, self.catalog) or looks_up(aggregate, self.catalog)
        where = None if open_ else aggregate.where
        stage = rows.moment.stage if isinstance(rows.moment, OnEntry) else None
        parts = everything_asked(aggregate, self.catalog)
        by_phase = standing and not any(isinstance(p, Column) and isinstance(p.unit, StageOf) for p in parts)
        asked = evolve(shared_rows(aggregate), credit=None, unsure=True, by_phase=by_phase)
        return asked, Tally(Sum.ROWS, None, where, stage)

    def exports_behind(self, rows: Rows) -> Ordinals | None:
        """The days of the dated exports that alone tell of rows; None where something else does, too."""
        moment, shape = rows.moment, self.catalog.shape(rows.source)
        if not isinstance(shape, Table) or shape.snapshot is None or isinstance(moment, Dated):
            return None
        if isinstance(moment, AsItStands):
            by_exports = self.catalog.state_known(rows) is StateKnown.BY_SNAPSHOTS
            return self.recounter.exports(rows.source) if by_exports else None
        process = self.catalog.model.processes[moment.process]
        if self.catalog.stage_history(process) is not None or moment.stage in dict(shape.entered):
            return None
        return self.recounter.exports(rows.source)

    def unresolved(self, rows: Rows, level: Level, columns: Columns) -> tuple[Codes, Truths]:
        """Whether an export is missing at the start or end of a stretch, or it has days from before the first on which the
        entity was there: of what only exports show nobody knows on which side of it that happened. And where a part of the
        latter is seen.
        """
        shape = (self.spine.rows(level), len(columns))
        why, begins = np.full(shape, KNOWN, dtype=np.int8), np.zeros(shape, dtype=np.bool_)
        exports = self.exports_behind(rows)
        if exports is None or isinstance(rows.moment, AsItStands):
            return why, begins
        starts, ends = columns.starts, np.minimum(columns.ends, self.cut)
        if not len(exports):
            why[:] = code(Why.NOT_LOADED)
            return why, begins
        rhythm = rhythm_of(self.catalog.source(rows.source), self.catalog.model.plan.week_start)
        presence, begun = self.presence(columns), begun_at(exports, rhythm)
        early = presence.active(level, starts, np.minimum(ends, begun)) > 0
        begins = early & (presence.active(level, np.maximum(starts, begun), ends) > 0)
        why[early | gaps_at(exports, starts, ends, rhythm)] = code(Why.NOT_LOADED)
        return why, begins

    def _ledger(self, rows: Rows, needed: tuple[Tally, ...], columns: Columns) -> Ledger:
        """The ledger that holds tallies of rows, with bins that fit the columns."""
        bins = self._fitting_bins(rows, columns)
        ledger = self._ledgers.get(rows)
        if ledger is not None and all(tally in ledger.running for tally in needed):
            return ledger
        wanted = self._wanted.setdefault(rows, {})
        wanted.update(dict.fromkeys(needed))
        missing = tuple(tally for tally in wanted if ledger is None or tally not in ledger.running)
        self.tell_memberships()
        if self._uploaded is not bins:
            bins.upload(self.engine)
            self._uploaded = bins
        fresh = read_ledger(Scan(rows, missing), self.catalog, self.spine, bins, self.engine)
        if ledger is not None:
            running, scales = {**ledger.running, **fresh.running}, {**ledger.scales, **fresh.scales}
            fresh = evolve(fresh, running=running, scales=scales)
        self._ledgers[rows] = fresh
        return fresh

    def _fitting_bins(self, rows: Rows, columns: Columns) -> Bins:
        """The bins for these rows, refined where stretches do not fit; what was counted by coarser ones is forgotten."""
        bins = self._bins.setdefault(rows, self._first_bins)
        if bins.hold(columns, self.cut):
            return bins
        marks = np.union1d(bins.marks, bounds_asked(columns, self.cut))
        self._refined[rows] = self._refined.get(rows, 0) + 1
        if self._refined[rows] > REFINEMENTS:
            marks = np.arange(marks[0], self.cut + 1)
        self._ledgers.pop(rows, None)
        self._bins[rows] = Bins(marks)
        return self._bins[rows]

    @cached_property
    def _first_bins(self) -> Bins:
        """Bins of the days known beforehand."""
        marks = self.marks[(self.marks >= self.cut - OLDEST) & (self.marks < self.cut)]
        return Bins(np.unique(np.r_[marks, self.cut - 1, self.cut]))

    # ------------------------------------------------------------ what is loaded

    def presence(self, columns: Columns) -> Presence:
        """Active and working days, over a span that holds the columns."""
        exists = [stretch for stretch in columns.stretches if stretch is not None]
        first = min((s.start.toordinal() for s in exists), default=self.cut)
        first = min(first, int(self.marks[0])) if len(self.marks) else first
        last = max((s.end.toordinal() for s in exists), default=self.cut)
        first, last = max(first, self.cut - OLDEST), min(max(last, self.cut), self.cut + OLDEST)
        held = self._presence
        if held is None or first < held.first or last > held.last:
            if held is not None:
                first, last = min(first, held.first), max(last, held.last)
            self._presence = Presence(self.spine, self.calendar, first, last)
        assert self._presence is not None
        return self._presence

    def loaded(self, rows: Rows, level: Level, columns: Columns) -> tuple[Codes, Truths]:
        """Why figures from these rows are unknown for want of data or of the entity itself; and where a part is loaded."""
        state = self.catalog.state_known(rows) if isinstance(rows.moment, AsItStands) else None
        if state is StateKnown.BY_SNAPSHOTS:
            partly = tuple(source for source in self.catalog.covered_by(rows) if source in self.lacking)
            return self.covered(partly, level, columns, at_end=True, by_parts=True)
        return self.covered(self.catalog.covered_by(rows), level, columns, at_end=state is StateKnown.NOW_ONLY)

    def covered(
        self, sources: tuple[str, ...], level: Level, columns: Columns, *, at_end: bool = False, by_parts: bool = False
    ) -> tuple[Codes, Truths]:
        """The same for figures that need these sources on all days of a stretch, or only `at_end`, on its last; `by_parts`
        where only the files of parts can be missing.
        """
        presence = self.presence(columns)
        starts, ends = columns.starts, np.minimum(columns.ends, self.cut)
        active = presence.active(level, starts, ends)
        why = np.where(active == 0, code(Why.NOT_ACTIVE), KNOWN).astype(np.int8)
        missing = np.zeros(active.shape, dtype=np.int64)
        if sources:
            first = np.maximum(starts, ends - 1) if at_end else starts
            gaps = self._gaps(presence, sources, at_end=at_end, by_parts=by_parts)
            kind = "parts" if by_parts else "ends" if at_end else "gaps"
            missing = presence.among(level, f"{kind} {' '.join(sources)}", gaps, first, ends)
        why[missing > 0] = code(Why.NOT_LOADED)
        why[:, (ends <= starts) | (starts < self.cut - OLDEST)] = code(Why.NOT_LOADED)
        why[:, [stretch is None for stretch in columns.stretches]] = code(Why.NO_PERIOD)
        partial = (missing > 0) & (missing < active)
        return why, np.asarray(partial, dtype=np.bool_)

    def unclassed(self, aggregate: Aggregate, level: Level, columns: Columns) -> tuple[Codes, Truths]:
        """Why figures by classes are unknown: their records are not loaded for the days of a stretch, or none of them had a
        class that is known; and where that is so of a part of the days.
        """
        shape = (self.spine.rows(level), len(columns))
        why, partial = np.full(shape, KNOWN, dtype=np.int8), np.zeros(shape, dtype=np.bool_)
        asked = tuple(classes_asked(aggregate, self.catalog, parted=level is not Level.PLAN))
        if not asked:
            return why, partial
        presence = self.presence(columns)
        starts, ends = columns.starts, np.minimum(columns.ends, self.cut)
        active = presence.active(level, starts, ends)
        first = np.maximum(starts, ends - 1) if isinstance(rows_of(aggregate).moment, AsItStands) else starts
        for part in dict.fromkeys(asked):
            known = self.classed.get(part.segment, NEVER_CLASSED)
            for reason, told in ((Why.NOT_LOADED, known.loaded), (Why.UNCLASSIFIED, known.told)):
                gaps = ~_marked(told, presence)
                key = f"{reason.value} {part.segment}"
                if part.today:
                    gaps[:] = not any(start <= self.catalog.last_day < end for start, end in told)
                    key = f"{key} today"
                missing = presence.among(level, key, gaps, first, ends)
                why[(why == KNOWN) & (missing > 0)] = code(reason)
                partial |= (missing > 0) & (missing < active)
        return why, partial

    def _gaps(self, presence: Presence, sources: Iterable[str], *, at_end: bool, by_parts: bool) -> Truths:
        """The days of the span that not all of the sources are loaded for, or `by_parts` not all parts of them; `at_end` a dated
        export that is due by months is enough for all of its time.
        """
        gaps = np.zeros(presence.last - presence.first, dtype=np.bool_)
        for source in sources:
            told = self.lacking.get(source, ()) if by_parts else self.days_told(source, at_end=at_end)
            gaps |= _marked(told, presence) if by_parts else ~_marked(told, presence)
        return gaps

    def days_told(self, source: str, *, at_end: bool = False) -> tuple[tuple[date, date], ...]:
        """The days for which a source is loaded; `at_end` those at whose end its records are known as they stand: an export that is
        due by months is enough for all of its time.
        """
        covered, shape = self.coverage.get(source, ()), self.catalog.shape(source)
        rhythm = rhythm_of(self.catalog.source(source), self.catalog.model.plan.week_start)
        if not at_end or not covered or not rhythm.months or not isinstance(shape, Table) or shape.snapshot is None:
            return covered
        spans = good_for(self.recounter.exports(source), rhythm)
        return (*covered, *((date.fromordinal(start), date.fromordinal(end)) for start, end in spans))


def _marked(spans: Iterable[tuple[date, date]], presence: Presence) -> Truths:
    """The days of the span that lie in some of these, half-open."""
    marked = np.zeros(presence.last - presence.first, dtype=np.bool_)
    for start, end in spans:
        low, high = start.toordinal() - presence.first, end.toordinal() - presence.first
        marked[max(low, 0) : max(high, 0)] = True
    return marked


def _cells(exact: Exact, *reasons: Codes | None) -> Cells:
    """Figures of which some are unknown for these reasons, the first first."""
    blank = np.zeros(exact.numerator.shape, dtype=np.int8)
    why = first_reason(blank, *(reason for reason in reasons if reason is not None))
    return Cells(exact, why, np.zeros(why.shape, dtype=np.bool_))


def _no_values(rows: Integers | None, known: Integers | None) -> Codes | None:
    """Rows, but none with a value: their sum is not zero."""
    if rows is None or known is None:
        return None
    return np.where((rows > 0) & (known == 0), code(Why.NO_VALUES), KNOWN).astype(np.int8)


def _too_few(known: Integers, sample: int) -> Codes:
    """No value at all, or fewer than wanted."""
    why = np.where(known < sample, code(Why.SMALL_SAMPLE), KNOWN)
    return np.where(known == 0, code(Why.NO_VALUES), why).astype(np.int8)


def _average(summed: Integers, below: int, known: Integers, sample: int, unknown: Codes) -> Cells:
    """Sums over how many there are."""
    divisor = product(np.maximum(known, 1), np.array([[below]], dtype=np.int64))
    return _cells(reduced(Exact(summed, divisor)), unknown, _too_few(known, sample))
