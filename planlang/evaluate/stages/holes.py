"""Where an export is missing between two sightings of a record: what happened in between, nobody saw.

In: the rows of dated exports. Out: `Holes`, which answers for stretches of days whether one lies within.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.evaluate.entities.spine import Ordinals
from planlang.evaluate.stages.stage_rows import Numbers, StageRows, Times
from planlang.semantics.model import DataSource, NthDayAt
from planlang.values.periods import Grain

EPOCH = date(1970, 1, 1).toordinal()
_WIDTH = np.int64(1) << 32
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


@frozen(eq=False)
class Holes:
    """Stretches of days `(since, until)` between two sightings of a record with an export missing in between: a week (a
    month) without one, an export without the record, or one of which its row says nothing of the stage it was in until
    then. By record and in order.
    """

    record: Numbers
    since: Times
    until: Times

    def within(self, record: Numbers, first: Times, last: Times) -> NDArray[np.bool_]:
        """Whether one of the record's holes meets the days from `first` to `last`, both known."""
        begun = np.searchsorted(_key(self.record, self.since), _key(record, last), side="left")
        over = np.searchsorted(_key(self.record, self.until), _key(record, first), side="right")
        found: NDArray[np.bool_] = begun > over
        return found


NO_HOLES = Holes(np.empty(0, dtype=np.int64), *(np.empty(0, dtype="datetime64[D]") for _ in range(2)))


def holes(rows: StageRows, rhythm: Rhythm, *, read: bool = False) -> Holes:
    """The holes between the sightings of records in dated exports; a row that was set aside is a sighting where it shows the
    stage of the row before, unless only those that were `read` are asked for.
    """
    record, days = (rows.record, rows.days) if read else _sightings(rows)
    order = np.lexsort((days, record))
    record, days = record[order], days[order]
    exports = np.unique(days)
    place = np.searchsorted(exports, days)
    again = np.flatnonzero(record[1:] == record[:-1]) if len(record) else np.empty(0, dtype=np.intp)
    skipped = place[again + 1] - place[again] > 1
    far = rhythm.index(days[again + 1]) - rhythm.index(days[again]) > 1
    at = again[skipped | far]
    return Holes(record[at], days[at], days[at + 1])


def _sightings(rows: StageRows) -> tuple[Numbers, Times]:
    """Record and day of the rows that could be read, and of those set aside that show the stage of the one read before."""
    unread, days = rows.unread, rows.days
    if not len(unread.record) or not len(days):
        return rows.record, days
    order = np.lexsort((rows.row, days, rows.record))
    known = _key(rows.record[order], days[order])
    before = order[np.maximum(np.searchsorted(known, _key(unread.record, unread.day), side="right") - 1, 0)]
    alike = (rows.record[before] == unread.record) & (days[before] <= unread.day)
    alike &= (unread.stage >= 0) & (rows.stage[before] == unread.stage)
    return np.append(rows.record, unread.record[alike]), np.append(days, unread.day[alike])


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


def begun_at(exports: Ordinals, rhythm: Rhythm) -> int:
    """The first day (ordinal) of which exports show what happened: that of the week of the first one."""
    first = rhythm.index((exports[:1] - EPOCH).astype("datetime64[D]"))
    return int(rhythm.start(first).astype(np.int64)[0]) + EPOCH


def _key(record: Numbers, days: Times) -> Numbers:
    """Record and day as one number that sorts like the pair."""
    key: Numbers = record * _WIDTH + days.astype("datetime64[D]").astype(np.int64) + _WIDTH // 2
    return key
