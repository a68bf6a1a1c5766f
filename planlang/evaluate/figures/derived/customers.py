"""Whom rows are about: how many are new, which share came again or stayed away.

In: rows, each with a value (the customer), its day and whose it is. Out: cells; between two ends where a row does not say whom it is
about, or the time is not over. Somebody counts for whoever has his first row of all (new), or his last one in the stretch before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact
from planlang.evaluate.cells.matrix import KNOWN, Cells, Reach, code, first_reason
from planlang.evaluate.entities.spine import Level, Spine
from planlang.evaluate.figures.derived.entered import rows_by_segment, segments_of
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.windows import Columns, Stretch
from planlang.frozen import define, frozen
from planlang.query.logical import recount_of
from planlang.semantics.expr import CustomerMeasure, OfCustomers
from planlang.values.figure import Why
from planlang.values.periods import DAY, Grain, Grid, add_months, earlier_period

HISTORY = 12
"""Months that have to be known before somebody can be called new."""
LOOKED_AT = 10 * 366
"""Days before a stretch in which he must not be seen."""
Found = tuple[Fraction, Fraction] | Why
"""Between what a figure lies, or why there is none."""


@frozen
class Seen:
    """Somebody in a stretch.

    Attributes:
        value: who it is; None: the row does not say.
        owner: who has the credit of the row; None: nobody.
        day: of the membership that counts.
    """

    value: object
    owner: str | None
    day: date


@frozen
class Sides:
    """Who was seen before a stretch, and in it.

    Attributes:
        before, now: everybody once, and every row that does not say whom it is about.
        is_over: whether the stretch is.
    """

    before: Sequence[Seen]
    now: Sequence[Seen]
    is_over: bool


def before(stretch: Stretch, grid: Grid) -> Stretch | None:
    """As many periods as a stretch has, or else days, right before it; None where there are none."""
    first, count = stretch.period, 1
    try:
        if first.grain is not Grain.DAY and stretch.end == first.end:
            while first.start > stretch.start:
                first, count = earlier_period(first, 1, grid), count + 1
            if first.start == stretch.start:
                return Stretch(stretch.period, earlier_period(first, count, grid).start, stretch.start)
        return Stretch(stretch.period, stretch.start - (stretch.end - stretch.start), stretch.start)
    except (OverflowError, ValueError):
        return None


def looked_at(measure: CustomerMeasure, columns: Columns, grid: Grid) -> Columns:
    """The stretches that have to be known, with what lies before."""

    def moved(stretch: Stretch) -> Stretch | None:
        if measure is CustomerMeasure.NEW:
            return Stretch(stretch.period, _a_year_before(stretch.start), stretch.end)
        base = before(stretch, grid)
        return None if base is None else Stretch(stretch.period, base.start, stretch.end)

    return columns.moved(moved)


def _a_year_before(day: date) -> date:
    """The same day twelve months earlier, the last of that month where it has none."""
    first = add_months(day.replace(day=1), -HISTORY)
    return min(first + (day.day - 1) * DAY, add_months(first, 1) - DAY)


def sides(asked: OfCustomers, columns: Columns, facts: Facts) -> tuple[Sides, ...]:
    """Who was seen before each stretch, and in it."""
    is_new, grid = asked.measure is CustomerMeasure.NEW, facts.catalog.grid

    def base(stretch: Stretch) -> Stretch | None:
        if not is_new:
            return before(stretch, grid)
        first = max(stretch.start.toordinal() - LOOKED_AT, 1)
        return Stretch(stretch.period, date.fromordinal(first), stretch.start)

    both = Columns((*columns.moved(base).stretches, *columns.stretches))
    found = facts.recounter.ends(recount_of(asked.rows), both, last=not is_new)
    by_slot: list[list[Seen]] = [[] for _ in both.stretches]
    for slot, value, who, on in zip(*(found[name] for name in ("slot", "value", "who", "on")), strict=True):
        by_slot[slot].append(Seen(value, who, on))
    over = [s is not None and s.end.toordinal() <= facts.cut for s in columns.stretches]
    return tuple(map(Sides, by_slot[: len(columns)], by_slot[len(columns) :], over))


@define(eq=False)
class Customers:
    """Answers for every row of a level and every stretch.

    Attributes:
        facts: of rows.
        interned: the columns that were met first.
    """

    facts: Facts
    interned: Callable[[Columns], Columns]
    _held: tuple[OfCustomers, Columns, tuple[Sides, ...]] | None = None

    def _sides(self, asked: OfCustomers, columns: Columns) -> tuple[Sides, ...]:
        """`sides`, kept for the levels that are asked one after the other."""
        if self._held is None or self._held[0] is not asked or self._held[1] is not columns:
            self._held = asked, columns, sides(asked, columns, self.facts)
        return self._held[2]

    def cells(self, asked: OfCustomers, level: Level, columns: Columns) -> Cells:
        """What is asked."""
        is_new = asked.measure is CustomerMeasure.NEW
        wide = self.interned(looked_at(asked.measure, columns, self.facts.catalog.grid))
        why = self.facts.cells(asked.rows, level, columns if is_new else wide).why.copy()
        why = first_reason(why, np.broadcast_to(self.facts.cells(asked.rows, Level.PLAN, wide).why, why.shape)).copy()
        ends = [Exact(np.zeros(why.shape, dtype=object), np.ones(why.shape, dtype=object)) for _ in range(2)]
        told = np.zeros(why.shape, dtype=np.bool_)
        rows = {} if level is Level.PLAN else rows_by_segment(self.facts.spine, level)
        for column, seen in enumerate(self._sides(asked, columns) if (why == KNOWN).any() else ()):
            own = _by_row(seen.now if is_new else seen.before, self.facts.spine, rows)
            for row in np.flatnonzero(why[:, column] == KNOWN).tolist():
                mine = own.get(row, ())
                found = new(seen, mine) if is_new else came_again(seen, mine, asked.min_sample)
                if isinstance(found, Why):
                    why[row, column] = code(found)
                    continue
                low, high = found if asked.measure is not CustomerMeasure.CHURN else (1 - found[1], 1 - found[0])
                if low != high:
                    why[row, column], told[row, column] = code(Why.SEVERAL), True
                for side, end in zip(ends, (low, high), strict=True):
                    side.numerator[row, column], side.denominator[row, column] = end.numerator, end.denominator
        value = Exact(exact.fitting(ends[0].numerator), exact.fitting(ends[0].denominator))
        return Cells(value, why, told.copy(), Reach(ends[0], ends[1], told) if told.any() else None)


def fresh(seen: Sides, mine: Sequence[Seen]) -> list[Seen]:
    """Those of a stretch who were never seen before."""
    known = {one.value for one in seen.before}
    return [one for one in mine if one.value is not None and one.value not in known]


def gone(seen: Sides, mine: Sequence[Seen]) -> list[Seen]:
    """Those of the stretch before who were not seen again."""
    now = {one.value for one in seen.now}
    return [one for one in mine if one.value is not None and one.value not in now]


def counting(measure: CustomerMeasure, seen: Sides, spine: Spine, level: Level, row: int) -> Sequence[Seen]:
    """Those that a figure of a row is about, in order of time."""
    rows = {} if level is Level.PLAN else rows_by_segment(spine, level)
    found = _by_row(seen.now if measure is CustomerMeasure.NEW else seen.before, spine, rows).get(row, ())
    return sorted(found, key=lambda one: (one.day, str(one.value)))


def new(seen: Sides, mine: Sequence[Seen]) -> Found:
    """How many of those seen in a stretch were never seen before; who may have been seen earlier may be nobody's, or another's."""
    found, own = len(fresh(seen, mine)), nameless(mine)
    elsewhere = nameless(seen.before) + nameless(seen.now) - own
    return Fraction(max(0, found - elsewhere)), Fraction(found + own)


def came_again(seen: Sides, mine: Sequence[Seen], sample: int) -> Found:
    """Which share of those who were seen before was seen again.

    A row that does not say whom it is about may be about one more, or have made somebody another's.
    """
    more = nameless(mine)
    named = len(mine) - more
    if not mine:
        return Why.NO_DENOMINATOR
    if named < max(sample, 1):
        return Why.SMALL_SAMPLE if named else Why.NO_VALUES
    again = named - len(gone(seen, mine))
    most = min(named, again + nameless(seen.now)) if seen.is_over else named
    elsewhere = nameless(seen.before) - more
    least, of = again - min(again, elsewhere), named + more - min(again, elsewhere)
    fewest = named + more - min(named - most, elsewhere)
    return Fraction(least, of) if of else Fraction(1), Fraction(most + more, fewest) if fewest else Fraction(0)


def nameless(seen: Iterable[Seen]) -> int:
    """How many rows do not say whom they are about."""
    return sum(one.value is None for one in seen)


def _by_row(seen: Iterable[Seen], spine: Spine, rows: dict[int, list[int]]) -> dict[int, list[Seen]]:
    """Those that count for each row; without `rows` all for the first."""
    every = list(seen)
    if not rows:
        return {0: every}
    found: dict[int, list[Seen]] = {}
    for one, segment in zip(every, segments_of(every, spine), strict=True):
        for row in rows.get(segment, ()):
            found.setdefault(row, []).append(one)
    return found
