"""How often exports are to be expected, and which days lie where one is missing.

In: the days of exports. Out: weeks or months by number; for bounds of stretches whether an export is missing there.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.entities.spine import Ordinals
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.frozen import frozen
from planlang.semantics.model import DataSource, NthDayAt
from planlang.values.periods import Grain

EPOCH = date(1970, 1, 1).toordinal()
MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}


@frozen(eq=False)
class Rhythm:
    """How often exports are to be expected: every week, or every so many months where they are due by months (0: by weeks)."""

    week_start: int
    months: int

    def index(self, days: Times) -> Numbers:
        """The number of the week or the months of each day."""
        if self.months:
            months: Numbers = days.astype("datetime64[M]").astype(np.int64) // self.months
            return months
        # 1970-01-01, day 0, is a Thursday
        weeks: Numbers = (days.astype("datetime64[D]").astype(np.int64) + 3 - self.week_start) // 7
        return weeks

    def start(self, index: Numbers) -> Times:
        """The first day of the week or the months of a number."""
        if self.months:
            return (index * self.months).astype("datetime64[M]").astype("datetime64[D]")
        first: Times = (index * 7 - 3 + self.week_start).astype("datetime64[D]")
        return first


def rhythm_of(source: DataSource, week_start: int) -> Rhythm:
    """How often a source is exported."""
    return Rhythm(week_start, MONTHS[source.due.grain] if isinstance(source.due, NthDayAt) else 0)


def gaps_at(exports: Ordinals, starts: Ordinals, ends: Ordinals, rhythm: Rhythm) -> NDArray[np.bool_]:
    """Whether stretches `[start, end)` (ordinals) begin or end where an export is missing.

    An export of a week shows the state at its end; what the next one shows happened in between. So a day is on no known
    side where a week is missing between the exports around it: after the week of the one, up to the other.
    """
    days = (exports - EPOCH).astype("datetime64[D]")
    index = rhythm.index(days)
    week_ends = rhythm.start(index + 1).astype(np.int64) + EPOCH
    skips = np.append(index[1:] - index[:-1] > 1, False)

    def missing(bound: Ordinals) -> NDArray[np.bool_]:
        earlier = np.searchsorted(exports, bound) - 1
        found: NDArray[np.bool_] = (earlier >= 0) & skips[earlier] & (bound > week_ends[earlier])
        return found

    found: NDArray[np.bool_] = missing(starts) | missing(ends)
    return found


def good_for(exports: Ordinals, rhythm: Rhythm) -> list[tuple[int, int]]:
    """The days `[from, to)` (ordinals) for which each export shows the records: up to the end of its week or months."""
    ends = rhythm.start(rhythm.index((exports - EPOCH).astype("datetime64[D]")) + 1).astype(np.int64) + EPOCH
    return list(zip(exports.tolist(), ends.tolist(), strict=True))


def begun_at(exports: Ordinals, rhythm: Rhythm) -> int:
    """The first day (ordinal) of which exports show what happened: that of the week of the first one."""
    first = rhythm.index((exports[:1] - EPOCH).astype("datetime64[D]"))
    return int(rhythm.start(first).astype(np.int64)[0]) + EPOCH
