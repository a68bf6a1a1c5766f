"""Figures that do not add up, recomputed from rows for every stretch of days and every entity of a level.

In: an aggregate, stretches, an engine. Out: `Recounted`: for each row of the level and each stretch the exact result
and on how many rows it rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Cell, Engine
from planlang.evaluate.cells.exact import Exact, Integers, fitting, total
from planlang.evaluate.cells.matrix import KNOWN, Codes, code
from planlang.evaluate.entities.spine import Level, Ordinals, Spine
from planlang.evaluate.figures.ledger import OLDEST, blank_exports, dated, decoded, integers, ordinals
from planlang.evaluate.figures.windows import Columns
from planlang.frozen import define, field, frozen
from planlang.query.catalog import INSTANTS, MEMBERS, RANGES, Catalog, StateKnown, bounds_of
from planlang.query.core.sql import sql_text
from planlang.query.logical import Recount
from planlang.query.lower import (
    ENTITY,
    PART,
    SLOT,
    lower_ends,
    lower_exports,
    lower_parted,
    lower_recount,
    lower_under_other_names,
)
from planlang.query.scope import everything_in
from planlang.semantics.expr import AsItStands, FallsIn, Fold, Sought
from planlang.values.figure import Why
from planlang.values.periods import period_of
from planlang.values.units import Count, DateUnit, InstantUnit, TextUnit, Unit


@frozen(eq=False)
class Recounted:
    """Results by row and stretch.

    Attributes:
        value: sum, distinct count, extreme or median.
        rows: rows that counted; for distinct values, medians and extremes as `known`.
        known: those with a value; for distinct values how many there are.
        why: why a state is unknown, by stretch (one row).
    """

    value: Exact
    rows: Integers
    known: Integers
    why: Codes


@frozen
class Share:
    """What the rows about one thing amount to, for one row of a level and one stretch.

    Attributes:
        name: of what they are about; None for a single row that does not say.
    """

    row: int
    column: int
    name: str | None
    amount: Fraction


@define(eq=False)
class Recounter:
    """Asks an engine; keeps in mind which memberships it has been told last."""

    catalog: Catalog
    spine: Spine
    engine: Engine
    _level: Level | None = None
    _exports: dict[str, Ordinals] = field(factory=dict)

    def recount(self, recount: Recount, level: Level, columns: Columns) -> Recounted:
        """The aggregate over each stretch, for every row of a level. One pass over the rows that count."""
        why = self._why(recount, columns)
        asked = [index for index, stretch in enumerate(columns.stretches) if stretch is not None and not why[0, index]]
        self.tell_members(level)
        self._upload_ranges(recount, columns, asked)
        question = lower_recount(recount, self.catalog, whole=level is Level.PLAN)
        found = self.engine.run(sql_text(question.query, self.engine.dialect))
        shape = (self.spine.rows(level), len(columns))
        slot, entity = integers(found[SLOT]), self._rows(found, level)
        kept = entity >= 0
        place = (entity[kept], slot[kept])
        spread: dict[str, Exact] = {}
        for output in question.outputs:
            numbers, scale = decoded(found, output)
            into: Integers = np.zeros(shape, dtype=numbers.dtype)
            into[place] = numbers[kept]
            spread[output.name] = Exact(into, np.array([[10**scale]], dtype=np.int64))
        return _result(recount.fold, spread, why)

    def _rows(self, found: Mapping[str, NDArray[np.generic]], level: Level) -> Integers:
        """The row of a level that each entity of an answer is; less than 0 for none."""
        entity = integers(found[ENTITY])
        if level is Level.PLAN:
            return np.zeros_like(entity)
        return np.where(entity < 0, self.spine.rows(level) - 1, entity) if level is Level.TEAMS else entity

    def parted(self, recount: Recount, key: Sought, level: Level, columns: Columns) -> Iterator[Share]:
        """A sum or count over each stretch for every row of a level, by what `key` says of its rows."""
        why = self._why(recount, columns)
        asked = [index for index, stretch in enumerate(columns.stretches) if stretch is not None and not why[0, index]]
        self.tell_members(level)
        self._upload_ranges(recount, columns, asked)
        question = lower_parted(recount, key, self.catalog, whole=level is Level.PLAN)
        found = self.engine.run(sql_text(question.query, self.engine.dialect))
        names = np.ma.asarray(found[PART]).tolist()
        amounts, scale = decoded(found, question.outputs[0])
        rows, slots = self._rows(found, level).tolist(), integers(found[SLOT]).tolist()
        for row, column, name, amount in zip(rows, slots, names, amounts.tolist(), strict=True):
            if row >= 0:
                yield Share(row, column, None if name is None else str(name), Fraction(amount, 10**scale))

    def under_other_names(
        self, recount: Recount, level: Level, columns: Columns, names: Sequence[tuple[str, int, date, date]]
    ) -> Mapping[str, Exact]:
        """What rows under some names amount to, by output of `lower_under_other_names`, row of a level and stretch.

        Args:
            recount: the aggregate.
            level: of the rows.
            columns: the stretches.
            names: name, row of the level, and the days `[since, until)` on which it may count there.
        """
        question = lower_under_other_names(recount, self.catalog)
        if question is None or not names:
            return {}
        why = self._why(recount, columns)
        asked = [index for index, stretch in enumerate(columns.stretches) if stretch is not None and not why[0, index]]
        self._level = None
        upload_named(names, self.engine)
        self._upload_ranges(recount, columns, asked)
        found = self.engine.run(sql_text(question.query, self.engine.dialect))
        place = (integers(found[ENTITY]), integers(found[SLOT]))
        told: dict[str, Exact] = {}
        for output in question.outputs:
            numbers, scale = decoded(found, output)
            into: Integers = np.zeros((self.spine.rows(level), len(columns)), dtype=numbers.dtype)
            into[place] = numbers
            told[output.name] = Exact(into, np.array([[10**scale]], dtype=np.int64))
        return told

    def ends(self, recount: Recount, columns: Columns, *, last: bool) -> Mapping[str, list[Any]]:
        """The first row with each value in each stretch, or the `last`, and all without a value: columns of `lower_ends`."""
        asked = [index for index, stretch in enumerate(columns.stretches) if stretch is not None]
        self._upload_ranges(recount, columns, asked)
        found = self.engine.run(sql_text(lower_ends(recount, self.catalog, last=last), self.engine.dialect))
        days = np.ma.asarray(found["on"]).astype("datetime64[D]")
        return {
            "slot": integers(found[SLOT]).tolist(),
            "value": found["v"].tolist(),
            "who": found["who"].tolist(),
            "on": np.ma.getdata(days).tolist(),
        }

    def exports(self, source: str) -> Ordinals:
        """The days of the dated exports of a source, ascending."""
        if source not in self._exports:
            found = self.engine.run(sql_text(lower_exports(source, self.catalog), self.engine.dialect))
            self._exports[source] = np.union1d(ordinals(found["taken"]), blank_exports(source, self.catalog))
        return self._exports[source]

    def taken(self, recount: Recount, columns: Columns) -> list[date | None]:
        """The day of the export that shows the state at the end of each stretch; None where there is none."""
        exports = self.exports(recount.rows.source)
        ends = np.minimum(columns.ends, self.catalog.cut_days.toordinal())
        last = np.searchsorted(exports, ends) - 1
        return [
            date.fromordinal(int(exports[index])) if index >= 0 and exports[index] >= start else None
            for index, start in zip(last.tolist(), columns.starts.tolist(), strict=True)
        ]

    def _why(self, recount: Recount, columns: Columns) -> Codes:
        """Why the state at the end of a stretch is unknown."""
        why = np.full((1, len(columns)), KNOWN, dtype=np.int8)
        if not isinstance(recount.rows.moment, AsItStands):
            return why
        match self.catalog.state_known(recount.rows):
            case StateKnown.BY_SNAPSHOTS:
                why[0, [taken is None for taken in self.taken(recount, columns)]] = code(Why.NOT_LOADED)
            case StateKnown.NOW_ONLY:
                known = self.catalog.state_end(recount.rows.source).toordinal()
                why[0, (columns.starts >= known) | (columns.ends < known)] = code(Why.ONLY_NOW)
            case StateKnown.BY_VISITS:
                pass
        return why

    def tell_members(self, level: Level) -> None:
        """Make sure that the engine knows who adds to which row of a level."""
        if level is not self._level:
            upload_members(self.spine, level, self.engine)
            self._level = level

    def _upload_ranges(self, recount: Recount, columns: Columns, asked: Sequence[int]) -> None:
        """Tell the engine which days, or which instants, are asked for."""
        taken: list[date | None] = [None] * len(columns)
        standing = isinstance(recount.rows.moment, AsItStands)
        if standing and self.catalog.state_known(recount.rows) is StateKnown.BY_SNAPSHOTS:
            taken = self.taken(recount, columns)
        upload_ranges(recount, columns, asked, taken, self.catalog, self.engine)


def upload_members(spine: Spine, level: Level, engine: Engine) -> None:
    """Who adds to which row of a level, and when."""
    segments, rows = (array.tolist() for array in spine.members(level))
    persons = spine.roster.persons
    told = [(spine.segments[index], row) for index, row in zip(segments, rows, strict=True)]
    upload_named([(persons[segment.person], row, segment.since, segment.until) for segment, row in told], engine)


def upload_named(names: Sequence[tuple[str, int, date, date]], engine: Engine) -> None:
    """Which name adds to which row, and on which days `[since, until)`."""
    who, rows, since, until = ([*column] for column in zip(*names, strict=True)) if names else ([], [], [], [])
    columns: dict[str, tuple[Unit, Sequence[Cell]]] = {
        "person": (TextUnit(), who),
        "entity": (Count(), rows),
        "since": (DateUnit(), since),
        "until": (DateUnit(), until),
    }
    engine.upload(MEMBERS, columns)


def upload_ranges(
    recount: Recount,
    columns: Columns,
    asked: Sequence[int],
    taken: Sequence[date | None],
    catalog: Catalog,
    engine: Engine,
) -> None:
    """Every day of the stretches asked for (by number), or, for records as they stand, the end of each stretch.

    `taken` is for each stretch the day of the export that counts.
    """
    standing = isinstance(recount.rows.moment, AsItStands)
    cut = catalog.cut_days.toordinal()
    chosen = np.array(asked, dtype=np.int64)
    ends = np.minimum(columns.ends[chosen], cut)
    first = ends - 1 if standing else np.maximum(columns.starts[chosen], cut - OLDEST)
    lengths = np.maximum(ends - first, 0)
    slots, lasts = np.repeat(chosen, lengths), np.repeat(ends - 1, lengths)
    days = np.arange(len(slots)) + np.repeat(first - (np.cumsum(lengths) - lengths), lengths)
    midnights = dated(lasts + 1).astype("datetime64[us]")
    table: dict[str, tuple[Unit, NDArray[np.generic]]] = {
        "slot": (Count(), slots),
        "last": (DateUnit(), dated(lasts)),
        "at": (InstantUnit(), np.minimum(midnights, np.datetime64(catalog.cut, "us"))),
    }
    source = catalog.source(recount.rows.source)
    for part in everything_in(source, catalog.model, recount.where, recount.value):
        if isinstance(part, FallsIn):
            each, place = np.unique(lasts, return_inverse=True)
            periods = [period_of(date.fromordinal(last), part.grain, catalog.grid) for last in each.tolist()]
            since, until = bounds_of(part.grain)
            table[since] = DateUnit(), np.array([period.start for period in periods], dtype="datetime64[D]")[place]
            table[until] = DateUnit(), np.array([period.end for period in periods], dtype="datetime64[D]")[place]
    if standing:
        engine.upload(INSTANTS, {**table, "taken": (DateUnit(), np.array(taken, dtype="datetime64[D]")[slots])})
    else:
        engine.upload(RANGES, {**table, "day": (DateUnit(), dated(days))})


def _result(fold: Fold, spread: dict[str, Exact], why: Codes) -> Recounted:
    """The columns that came back, as a result."""
    known = spread["known"].numerator if "known" in spread else np.zeros(0, dtype=np.int64)
    match fold:
        case Fold.COUNT:
            return Recounted(spread["rows"], spread["rows"].numerator, known, why)
        case Fold.DISTINCT:
            return Recounted(spread["known"], known, known, why)
        case Fold.SUM | Fold.AVERAGE:
            return Recounted(spread["low"], spread["rows"].numerator, known, why)
        case Fold.MINIMUM | Fold.MAXIMUM:
            return Recounted(spread["low"], known, known, why)
        case Fold.MEDIAN:
            low, high = spread["low"], spread["high"]
            below = max(int(low.denominator.flat[0]), int(high.denominator.flat[0]))
            top = total(_over(low, below), _over(high, below))
            return Recounted(Exact(fitting(top), np.array([[2 * below]], dtype=np.int64)), known, known, why)


def _over(number: Exact, below: int) -> Integers:
    """Numerators over a larger power of ten."""
    return (number.numerator.astype(object)) * (below // int(number.denominator.flat[0]))
