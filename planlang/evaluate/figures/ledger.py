"""Facts added up by bin and membership, and figures over stretches of days as differences of running sums.

In: a scan, an engine, a spine. Out: `Ledger`: for each tally exact whole numbers by row of a level and stretch. Which
aggregate a tally belongs to is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Engine
from planlang.evaluate.cells.exact import Integers, addable, product, total
from planlang.evaluate.cells.matrix import KNOWN, Codes, code
from planlang.evaluate.entities.spine import Level, Ordinals, Spine
from planlang.evaluate.figures.windows import Columns
from planlang.frozen import field, frozen
from planlang.query.catalog import DAYS, PERSONS, SEGMENTS, SIGNS, Catalog, MemberAt, StateKnown
from planlang.query.core.sql import sql_text
from planlang.query.logical import Scan, Tally
from planlang.query.lower import REST, SLOT, UNIT, Output, Part, lower_scan
from planlang.semantics.expr import AsItStands
from planlang.values.figure import Why
from planlang.values.units import Count, DateUnit, TextUnit

OLDEST = 40 * 366
"""Days before the cut beyond which nothing counts as loaded."""


@frozen(eq=False)
class Bins:
    """The days before the cut in bins; bin i is `[marks[i], marks[i + 1])`, in ordinals."""

    marks: Ordinals

    def hold(self, columns: Columns, cut: int) -> bool:
        """Whether every stretch, as far as it lies before the cut, is made of whole bins."""
        asked = bounds_asked(columns, cut)
        return bool(np.isin(asked, self.marks).all())

    def index(self, days: Ordinals) -> Ordinals:
        """The bin that starts on each day; days beyond the last bin count as its end."""
        return np.asarray(np.searchsorted(self.marks, np.minimum(days, self.marks[-1])), dtype=np.int64)

    def upload(self, engine: Engine) -> None:
        """Tell the engine which bin each day belongs to."""
        days = np.arange(self.marks[0], self.marks[-1])
        bins = np.searchsorted(self.marks, days, side="right") - 1
        engine.upload(DAYS, {"day": (DateUnit(), dated(days)), "bin": (Count(), bins)})


def bounds_asked(columns: Columns, cut: int) -> Ordinals:
    """The days on which stretches start or end, as far as they lie before the cut, ascending; none from before
    `OLDEST`.
    """
    exists = np.array([s is not None for s in columns.stretches], dtype=np.bool_) & (columns.starts < cut)
    asked = np.r_[columns.starts[exists], np.minimum(columns.ends[exists], cut)]
    return np.unique(np.maximum(asked, cut - OLDEST))


def upload_memberships(spine: Spine, engine: Engine) -> None:
    """Tell the engine who is in which segment, and who is who."""
    persons = spine.roster.persons
    segments = spine.segments
    engine.upload(
        SEGMENTS,
        {
            "person": (TextUnit(), [persons[segment.person] for segment in segments]),
            "unit": (Count(), list(range(len(segments)))),
            "since": (DateUnit(), [segment.since for segment in segments]),
            "until": (DateUnit(), [segment.until for segment in segments]),
        },
    )
    engine.upload(PERSONS, {"person": (TextUnit(), list(persons)), "unit": (Count(), list(range(len(persons))))})
    engine.upload(SIGNS, {"sign": (Count(), [1, -1])})


# ---------------------------------------------------------------- what comes back


def integers(array: NDArray[np.generic]) -> Integers:
    """Whole numbers, 0 where unknown."""
    filled: Integers = np.ma.filled(np.ma.asarray(array).astype(np.int64), 0)
    return filled


def decoded(found: Mapping[str, NDArray[np.generic]], output: Output) -> tuple[Integers, int]:
    """The exact numbers of an output as whole numbers over a power of ten, and that power; as small as possible."""
    numbers: Integers = integers(found[output.name])
    scale = output.scale
    if output.part is Part.COUNT or not scale:
        return numbers, 0
    ten = np.array(10**scale, dtype=np.int64)
    numbers = total(product(numbers, ten), integers(found[output.name + REST]))
    for places in range(scale, 0, -1):
        if not (numbers % 10**places).any():
            return numbers // 10**places, scale - places
    return numbers, scale


class Kind(Enum):
    """How a value over a stretch comes from sums by slot."""

    FLOW = "what happened in the stretch"
    STOCK = "what has come and not gone by its end"
    EXPORTS = "the last dated export within it"
    NOW = "the present state"


def kind_of(scan: Scan, catalog: Catalog) -> Kind:
    """How the tallies of a scan become values."""
    if scan.rows.unsure:
        return Kind.STOCK
    if not isinstance(scan.rows.moment, AsItStands):
        return Kind.FLOW
    return {
        StateKnown.BY_VISITS: Kind.STOCK,
        StateKnown.BY_SNAPSHOTS: Kind.EXPORTS,
        StateKnown.NOW_ONLY: Kind.NOW,
    }[catalog.state_known(scan.rows)]


@frozen(eq=False)
class Ledger:
    """The tallies of one scan.

    Attributes:
        exports: days of the dated exports that were seen, ascending (`EXPORTS` only).
        known: the day after the last whose end the present state shows, as an ordinal (`NOW` only).
        by_person: whether units are people, whose team is decided by the end of each stretch, instead of segments.
        running: tally -> sums before each slot and in all, by unit; the last unit is nobody's.
        scales: tally -> decimal places of its sums.
    """

    spine: Spine
    kind: Kind
    bins: Bins
    exports: Ordinals
    by_person: bool
    cut: int
    known: int
    running: Mapping[Tally, Integers]
    scales: Mapping[Tally, int]
    _gathered: dict[tuple[Tally, Level], Integers] = field(factory=dict)

    def values(self, tally: Tally, level: Level, columns: Columns) -> Integers:
        """The sum of a tally over each stretch, by row of the level."""
        low, high = self._slots(columns)
        if not self.by_person:
            running = self._by_row(tally, level)
            return running[:, high] - running[:, low]
        running = self.running[tally]
        return self.spine.gathered(self._assigned(running[:, high] - running[:, low], columns), level)

    def why(self, columns: Columns) -> Codes:
        """Why the state at the end of a stretch is unknown, by column; `KNOWN` where it is not."""
        why = np.full((1, len(columns)), KNOWN, dtype=np.int8)
        match self.kind:
            case Kind.FLOW | Kind.STOCK:
                return why
            case Kind.EXPORTS:
                low, high = self._slots(columns)
                why[0, low == high] = code(Why.NOT_LOADED)
            case Kind.NOW:
                why[0, ~self._holds_cut(columns)] = code(Why.ONLY_NOW)
        return why

    def _slots(self, columns: Columns) -> tuple[Ordinals, Ordinals]:
        """For each stretch the first slot that counts, and the one after the last."""
        starts, ends = columns.starts, np.minimum(columns.ends, self.cut)
        match self.kind:
            case Kind.FLOW:
                high = self.bins.index(ends)
                return np.minimum(self.bins.index(starts), high), high
            case Kind.STOCK:
                return np.zeros(len(columns), dtype=np.int64), self.bins.index(ends)
            case Kind.EXPORTS:
                high = np.searchsorted(self.exports, ends)
                return np.where(np.searchsorted(self.exports, starts) < high, high - 1, high), high
            case Kind.NOW:
                return np.zeros(len(columns), dtype=np.int64), self._holds_cut(columns).astype(np.int64)

    def _holds_cut(self, columns: Columns) -> NDArray[np.bool_]:
        """Whether the state that is known is that at the end of a stretch."""
        return np.asarray((columns.starts < self.known) & (columns.ends >= self.known), dtype=np.bool_)

    def _by_row(self, tally: Tally, level: Level) -> Integers:
        """Running sums by row of a level."""
        key = (tally, level)
        if key not in self._gathered:
            self._gathered[key] = self.spine.gathered(self.running[tally], level)
        return self._gathered[key]

    def _assigned(self, by_person: Integers, columns: Columns) -> Integers:
        """By segment, what belongs to the people who are in it on the last day of each stretch."""
        since, until = self.spine.bounds
        last = np.minimum(columns.ends, self.cut) - 1
        there = (since[:, None] <= last) & (last < until[:, None])
        by_person = addable(by_person, len(by_person))
        mine = np.where(there, by_person[self.spine.person_of], 0)
        rest = by_person.sum(axis=0, keepdims=True) - mine.sum(axis=0, keepdims=True)
        return np.concatenate([mine, rest])


def read_ledger(scan: Scan, catalog: Catalog, spine: Spine, bins: Bins, engine: Engine) -> Ledger:
    """Run a scan; memberships and bins must have been uploaded."""
    question = lower_scan(scan, catalog)
    found = engine.run(sql_text(question.query, engine.dialect))
    kind = kind_of(scan, catalog)
    by_person = catalog.attribution(scan.rows).member is MemberAt.PERIOD_END and scan.rows.credit is not None
    units = len(spine.roster.persons) if by_person else len(spine.segments)
    unit = np.ma.filled(np.ma.asarray(found[UNIT]).astype(np.int64), units)
    unit = np.where(unit < 0, units, unit)
    exports = np.empty(0, dtype=np.int64)
    if kind is Kind.EXPORTS:
        taken = ordinals(found[SLOT])
        exports = np.union1d(taken, blank_exports(scan.rows.source, catalog))
        slot = np.searchsorted(exports, taken)
        slots = len(exports)
    else:
        slot = integers(found[SLOT])
        slots = 1 if kind is Kind.NOW else len(bins.marks) - 1
    running: dict[Tally, Integers] = {}
    scales: dict[Tally, int] = {}
    for tally, output in zip(scan.tallies, question.outputs, strict=True):
        numbers, scales[tally] = decoded(found, output)
        numbers = addable(numbers, len(numbers))
        sums: Integers = np.zeros((units + 1, slots + 1), dtype=numbers.dtype)
        sums[unit, slot + 1] = numbers
        running[tally] = np.cumsum(sums, axis=1)
    cut = catalog.cut_days.toordinal()
    known = catalog.state_end(scan.rows.source).toordinal()
    return Ledger(spine, kind, bins, exports, by_person, cut, known, running, scales)


def blank_exports(source: str, catalog: Catalog) -> Ordinals:
    """The days of the dated exports of a source without a row, as far as they are seen."""
    days = catalog.tables[source].blank
    return np.array([day.toordinal() for day in days if day < catalog.cut_days], dtype=np.int64)


def dated(days: Ordinals) -> NDArray[np.datetime64]:
    """Ordinals as dates."""
    return (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]")


def ordinals(days: NDArray[np.generic]) -> Ordinals:
    """Dates as ordinals."""
    return np.asarray(days).astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal()
