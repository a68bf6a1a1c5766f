"""What lies under names that are on no roster but may mean somebody who is: it leaves the figures of those open.

In: an aggregate, stretches, whom each text may mean (data/people.py). Out: `Doubt`: up for everybody who may be meant and
their teams, down for `(unassigned)`, where those rows count as long as nobody says whose they are. The plan's own figures
are not touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

import numpy as np

from planlang.evaluate.cells.doubt import SCALE, Doubt
from planlang.evaluate.cells.exact import Exact, Integers, fitting
from planlang.evaluate.entities.spine import Level
from planlang.evaluate.figures.recounts import Recounter
from planlang.evaluate.figures.windows import Columns
from planlang.frozen import frozen
from planlang.query.logical import recount_of
from planlang.semantics.expr import Aggregate, Fold
from planlang.values.periods import DAY

Resembling = Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]
"""Source, person column, text -> who of the roster may be meant."""


@frozen(eq=False, slots=False)
class OtherNames:
    """Texts in the data that may mean somebody of the roster."""

    resembling: Resembling
    recounter: Recounter

    def doubt(self, aggregate: Aggregate, level: Level, columns: Columns) -> Doubt | None:
        """What is open for every row of a level and every stretch; None where nothing is."""
        recount = recount_of(aggregate)
        sources = {aggregate.source, *self.recounter.catalog.covered_by(recount.rows)}
        if level is Level.PLAN or aggregate.credit is None or sources.isdisjoint(self.resembling):
            return None
        told = self.recounter.under_other_names(recount, level, columns, self._names(level))
        if not told:
            return None
        rows = np.asarray(told["rows"].numerator, dtype=np.int64)
        moved = told["known"].numerator if aggregate.fold is Fold.DISTINCT else rows
        nothing = np.zeros_like(rows)
        least, most = (_millionths(told.get(name)) for name in ("least", "most"))
        if least is None or most is None:
            none = np.zeros(rows.shape, dtype=np.bool_)
            return Doubt(
                rows > 0, *_turned(level, moved, nothing), nothing, nothing, none if "least" not in told else rows > 0
            )
        fewer, more = _turned(level, moved, nothing)
        less, greater = least.copy(), most.copy()
        if level is Level.TEAMS:
            less[-1], greater[-1] = -most[-1], -least[-1]
        return Doubt(rows > 0, fewer, more, less, greater, np.zeros(rows.shape, dtype=np.bool_))

    @cached_property
    def meant(self) -> Mapping[str, tuple[str, ...]]:
        """Text -> who may be meant."""
        return {
            text: who
            for columns in self.resembling.values()
            for texts in columns.values()
            for text, who in texts.items()
        }

    def _names(self, level: Level) -> list[tuple[str, int, date, date]]:
        """Each text for each row in which it may count, and when; days of several people of one team but once."""
        spine = self.recounter.spine
        segments, rows = (array.tolist() for array in spine.members(level))
        stretches: dict[str, list[tuple[int, date, date]]] = {}
        for index, row in zip(segments, rows, strict=True):
            segment = spine.segments[index]
            person = spine.roster.persons[segment.person]
            stretches.setdefault(person, []).append((row, segment.since, segment.until))
        found: list[tuple[str, int, date, date]] = []
        for text, people in self.meant.items():
            by_row: dict[int, list[tuple[date, date]]] = {}
            for person in people:
                for row, since, until in stretches.get(person, ()):
                    by_row.setdefault(row, []).append((since, until))
            found += [(text, row, *span) for row, spans in sorted(by_row.items()) for span in _merged(spans)]
            if level is Level.TEAMS:
                found.append((text, spine.rows(level) - 1, date.min, date.max - DAY))
        return found


def _merged(spans: list[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Stretches that do not overlap, with the same days."""
    begun: tuple[date, date] | None = None
    for since, until in sorted(spans):
        if begun is not None and since <= begun[1]:
            begun = begun[0], max(begun[1], until)
            continue
        if begun is not None:
            yield begun
        begun = since, until
    if begun is not None:
        yield begun


def _turned(level: Level, moved: Integers, nothing: Integers) -> tuple[Integers, Integers]:
    """By how many down and up: what may be somebody's is less for nobody."""
    fewer, more = nothing.copy(), moved.copy()
    if level is Level.TEAMS:
        fewer[-1], more[-1] = moved[-1], 0
    return fewer, more


def _millionths(amounts: Exact | None) -> Integers | None:
    """Amounts in millionths; None where there are none, or they are finer."""
    if amounts is None:
        return None
    below = int(amounts.denominator.flat[0])
    if 10**SCALE % below:
        return None
    return fitting(amounts.numerator.astype(object) * (10**SCALE // below))
