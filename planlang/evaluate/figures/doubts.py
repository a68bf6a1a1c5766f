"""What rows that were set aside leave open: for every row of a level and every stretch, how far a figure could still move.

In: the tables of rows set aside, an aggregate, stretches. Out: `Doubt`. A row could count for the person it names, for
anybody where that cell could not be read, on its day, or on any day of its file; what else is known of it narrows that down
(query/aside.py). Rows left out on purpose (totals, blank rows, repeats) are not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Engine
from planlang.evaluate.cells.doubt import SCALE, Doubt, together
from planlang.evaluate.cells.exact import Exact, Integers, Truths, addable, fitting, minus, plus, whole
from planlang.evaluate.cells.matrix import KNOWN, Cells, Codes, Reach, code
from planlang.evaluate.entities.spine import Level, Ordinals, Spine
from planlang.evaluate.figures.ledger import blank_exports, integers, ordinals
from planlang.evaluate.figures.other_names import OtherNames
from planlang.evaluate.figures.windows import Columns
from planlang.frozen import define, field, frozen
from planlang.query.aside import suspects as aside
from planlang.query.aside.aside import lower_aside, lower_export_days
from planlang.query.aside.suspects import AsideQuestion, asked_together, summed, told
from planlang.query.catalog import Catalog
from planlang.query.core.sql import sql_text
from planlang.query.logical import Rows, rows_of
from planlang.semantics.expr import Aggregate, AsItStands, Fold, OnEntry, RowExpression
from planlang.values.figure import Why

_UNMET = (code(Why.NO_VALUES), code(Why.SMALL_SAMPLE))
"""Why there is no figure of the rows that were read."""
ALWAYS = date.max.toordinal()
ANYBODY, NOBODY = -1, -2
"""Whose a row set aside is: unreadable, or nobody of the roster."""
Question = tuple[Rows, RowExpression | None, RowExpression | None]


@frozen(eq=False)
class _Suspects:
    """Rows set aside, one entry for all of one person and one span of days: first and last day (ordinals, included)."""

    person: Ordinals
    low: Ordinals
    high: Ordinals
    rows: Ordinals
    records: Ordinals
    both_ways: Truths
    blind: Truths
    least: Integers
    most: Integers

    def some(self, which: Truths | NDArray[np.int64]) -> _Suspects:
        """Some of them."""
        return _Suspects(
            self.person[which],
            self.low[which],
            self.high[which],
            self.rows[which],
            self.records[which],
            self.both_ways[which],
            self.blind[which],
            self.least[which],
            self.most[which],
        )


@define(eq=False)
class Doubts:
    """Asks an engine about rows set aside, once for all that is announced; keeps what it was told."""

    catalog: Catalog
    spine: Spine
    engine: Engine
    others: OtherNames
    _announced: dict[Question, None] = field(factory=dict)
    _asked: dict[Question, _Suspects | None] = field(factory=dict)
    _exports: dict[str, Ordinals] = field(factory=dict)
    _persons: Mapping[str, int] | None = None

    def announce(self, aggregates: Iterable[Aggregate]) -> None:
        """Say what will be asked, so that it can be asked together."""
        self._announced.update(dict.fromkeys(_question(aggregate) for aggregate in aggregates))

    def weighed(self, aggregate: Aggregate, found: Cells, level: Level, columns: Columns) -> Cells:
        """The figures, those unknown that rows set aside could still change; with the least and the most they can be."""
        aside = self.of(aggregate, level, columns)
        doubt = together(aside, self.others.doubt(aggregate, level, columns))
        if doubt is None or not doubt.touched.any():
            return found
        known = doubt.touched & (found.why == KNOWN)
        open_ = known | (doubt.touched & np.isin(found.why, _UNMET))
        why: Codes = np.where(open_, code(Why.UNCLEAR_NAMES), found.why).astype(np.int8)
        if aside is not None:
            why[open_ & aside.touched] = code(Why.SET_ASIDE)
        reach = self._reach(aggregate, found, doubt, known)
        partial = found.partial | known if reach is not None else found.partial
        return Cells(found.exact, why, np.asarray(partial, dtype=np.bool_), reach)

    def _reach(self, aggregate: Aggregate, found: Cells, doubt: Doubt, open_: Truths) -> Reach | None:
        """The least and the most; None for folds of which neither is known."""
        match aggregate.fold:
            case Fold.COUNT | Fold.DISTINCT:
                nothing = whole(np.zeros_like(doubt.fewer))
                low = minus(found.exact, whole(doubt.fewer))
                below = np.asarray(low.numerator < 0, dtype=np.bool_)
                return Reach(low.where(~below, nothing), plus(found.exact, whole(doubt.more)), open_)
            case Fold.SUM:
                below = np.array([[10**SCALE]], dtype=np.int64)
                low = plus(found.exact, Exact(doubt.less, below))
                return Reach(low, plus(found.exact, Exact(doubt.greater, below)), open_ & ~doubt.blind)
            case Fold.AVERAGE | Fold.MINIMUM | Fold.MAXIMUM | Fold.MEDIAN:
                return None

    def of(self, aggregate: Aggregate, level: Level, columns: Columns) -> Doubt | None:
        """What is open for every row of a level and every stretch; None where no row was set aside."""
        rows = rows_of(aggregate)
        suspects = self._suspects(_question(aggregate))
        if suspects is None:
            return None
        cut = self.catalog.cut_days.toordinal()
        standing = isinstance(rows.moment, AsItStands)
        counted, distinct = aggregate.fold is Fold.COUNT, aggregate.fold is Fold.DISTINCT
        shape = (self.spine.rows(level), len(columns))
        counts = [np.zeros(shape, dtype=np.int64) for _ in range(4)]
        sums: list[Integers] = [np.zeros(shape, dtype=suspects.most.dtype) for _ in range(2)]
        for index, stretch in enumerate(columns.stretches):
            if stretch is None:
                continue
            first, last = int(columns.starts[index]), min(int(columns.ends[index]), cut) - 1
            first = last if standing else first
            there = suspects.some((suspects.low <= last) & (suspects.high >= first))
            if not len(there.rows):
                continue
            spread = self._spread(there.person, level, int(columns.starts[index]), last + 1)
            for row, which in spread:
                here = there.some(which)
                moved = here.rows if distinct else here.records
                counts[0][row, index] = moved.sum()
                counts[1][row, index] = moved[here.both_ways].sum()
                counts[2][row, index] = here.blind.sum()
                counts[3][row, index] = here.records.sum() if counted else len(here.rows)
                sums[0][row, index], sums[1][row, index] = here.least.sum(), here.most.sum()
        more, fewer, blind = counts[0], counts[1], counts[2] > 0
        touched = np.asarray(counts[3] > 0, dtype=np.bool_)
        return Doubt(touched, fewer, more, fitting(sums[0]), fitting(sums[1]), np.asarray(blind, dtype=np.bool_))

    def _spread(self, person: Ordinals, level: Level, start: int, end: int) -> list[tuple[int, NDArray[np.int64]]]:
        """(row of the level, entries that could count there), for every row that one could count in."""
        everything = np.arange(len(person))
        if level is Level.PLAN:
            return [(0, everything)]
        anybody = everything[person == ANYBODY]
        segments, rows = self.spine.members(level)
        since, until = self.spine.bounds
        inside = (since[segments] < end) & (until[segments] > start)
        people = np.unique(np.stack([rows[inside], self.spine.person_of[segments[inside]]]), axis=1)
        mine: dict[int, list[NDArray[np.int64]]] = {}
        by_person = {int(one): everything[person == one] for one in np.unique(person[person >= 0])}
        for row, one in people.T.tolist():
            if one in by_person:
                mine.setdefault(row, []).append(by_person[one])
        if level is Level.TEAMS:
            placed = set(people[1].tolist())
            lost = [entries for one, entries in by_person.items() if one not in placed]
            mine.setdefault(self.spine.rows(level) - 1, []).extend([everything[person == NOBODY], *lost])
        found = {row: np.concatenate([*entries, anybody]) for row, entries in mine.items()}
        if len(anybody):
            found |= {row: anybody for row in range(self.spine.rows(level)) if row not in found}
        return [(row, entries) for row, entries in found.items() if len(entries)]

    # ------------------------------------------------------------ what the engine tells

    def _suspects(self, question: Question) -> _Suspects | None:
        """The rows set aside that could count; None where there are none."""
        if question not in self._asked:
            self._ask(question)
        return self._asked[question]

    def _ask(self, question: Question) -> None:
        """Ask a question, and with it all announced ones about the same source."""
        source = question[0].source
        waiting = [one for one in self._announced if one[0].source == source and one not in self._asked]
        at_once = dict.fromkeys([question, *filter(self._can_be_asked, waiting)])
        parts = {one: lower_aside(*one, self.catalog) for one in at_once}
        rows = {id(part): one[0] for one, asked in parts.items() for part in asked}
        found: dict[int, _Suspects] = {}
        for group in asked_together(part for asked in parts.values() for part in asked):
            answer = self.engine.run(sql_text(summed(group), self.engine.dialect))
            for rank, part in enumerate(group):
                found[id(part)] = self._told(part, rows[id(part)], answer, rank)
        for one, asked in parts.items():
            some = [found[id(part)] for part in asked if len(found[id(part)].rows)]
            self._asked[one] = _joined(some) if some else None

    def _can_be_asked(self, question: Question) -> bool:
        """Whether the data have what a question is about."""
        moment = question[0].moment
        return self.catalog.is_loaded(question[0]) and (
            not isinstance(moment, OnEntry) or self.catalog.has_entries(moment)
        )

    def _told(
        self, asked: AsideQuestion, rows: Rows, answer: Mapping[str, NDArray[np.generic]], rank: int
    ) -> _Suspects:
        """What an answer says to the question of that rank in it."""
        counted = np.asarray(answer[told(aside.ROWS, rank)], dtype=np.int64)
        there = counted > 0
        found = {name: column[there] for name, column in answer.items()}
        low = _bounds(found[aside.LOW], 1)
        high = _bounds(found[aside.HIGH], ALWAYS)
        if asked.until_next_export and len(high):
            exports = self._export_days(rows)
            after = np.searchsorted(exports, high, side="right")
            following = np.append(exports, ALWAYS)[np.minimum(after, len(exports))]
            high = np.where(following == ALWAYS, ALWAYS, following - int(isinstance(rows.moment, AsItStands)))
        low = np.maximum(low, _bounds(found[aside.SINCE], 1))
        high = np.minimum(high, _bounds(found[aside.UNTIL], ALWAYS + 1) - 1)
        least, most = _amounts(found[told(aside.LEAST, rank)]), _amounts(found[told(aside.MOST, rank)])
        return _Suspects(
            self._people(found[aside.WHO], _truths(found[aside.ANYBODY])),
            low,
            high,
            counted[there],
            integers(found[told(aside.RECORDS, rank)]),
            _truths(found[aside.BOTH_WAYS]),
            np.asarray(np.asarray(found[told(aside.BLIND, rank)], dtype=np.int64) > 0, dtype=np.bool_),
            addable(least, len(least)),
            addable(most, len(most)),
        )

    def _export_days(self, rows: Rows) -> Ordinals:
        """The days of all exports of a source, ascending."""
        if rows.source not in self._exports:
            answer = self.engine.run(sql_text(lower_export_days(rows, self.catalog), self.engine.dialect))
            self._exports[rows.source] = np.union1d(ordinals(answer["taken"]), blank_exports(rows.source, self.catalog))
        return self._exports[rows.source]

    def _people(self, names: NDArray[np.generic], anybody: Truths) -> Ordinals:
        """Which person of the roster each name is."""
        if self._persons is None:
            self._persons = {name: index for index, name in enumerate(self.spine.roster.persons)}
        known = self._persons
        listed = np.ma.filled(np.ma.asarray(names, dtype=object), None).tolist()
        found = np.array([self._person(name, known) for name in listed], dtype=np.int64)
        return np.where(anybody, ANYBODY, found)

    def _person(self, name: str | None, known: Mapping[str, int]) -> int:
        """Which person of the roster a name is; of one that may mean somebody the one who is meant, of several anybody."""
        meant = self.others.meant.get(name, ()) if name is not None and name not in known else ()
        if len(meant) > 1:
            return ANYBODY
        return known.get(meant[0] if meant else name or "", NOBODY)


def _question(aggregate: Aggregate) -> Question:
    """What is asked about the rows set aside for an aggregate."""
    return rows_of(aggregate), aggregate.where, aggregate.value


def _truths(array: NDArray[np.generic]) -> Truths:
    """Truths, false where unknown."""
    return np.asarray(np.ma.filled(np.ma.asarray(array).astype(np.bool_), False), dtype=np.bool_)


def _bounds(days: NDArray[np.generic], unbounded: int) -> Ordinals:
    """Days as ordinals, with one for no bound."""
    masked = np.ma.getmaskarray(np.ma.asarray(days))
    filled = np.asarray(np.ma.filled(np.ma.asarray(days).astype("datetime64[D]"), np.datetime64("2000-01-01")))
    missing = masked | np.isnat(filled)
    plain = np.where(missing, np.datetime64("2000-01-01"), filled)
    return np.where(missing, unbounded, ordinals(plain))


def _amounts(array: NDArray[np.generic]) -> Integers:
    """Amounts in millionths, 0 where there is none."""
    filled = np.ma.filled(np.ma.asarray(array, dtype=object), 0).tolist()
    return fitting(np.array([int((amount or 0) * 10**SCALE) for amount in filled], dtype=object))


def _joined(parts: list[_Suspects]) -> _Suspects:
    """Several answers as one."""
    return _Suspects(
        np.concatenate([part.person for part in parts]),
        np.concatenate([part.low for part in parts]),
        np.concatenate([part.high for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.records for part in parts]),
        np.concatenate([part.both_ways for part in parts]),
        np.concatenate([part.blind for part in parts]),
        np.concatenate([part.least for part in parts]),
        np.concatenate([part.most for part in parts]),
    )
