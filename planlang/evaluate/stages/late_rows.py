"""Moves that came late: an earlier file accounts for their day and does not have them (docs/decisions/0048-what-came-late.md).

In: the files that were loaded of a history. Out: `LateRows` for each that came in a week, of whose rows some may be so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.stages.stage_rows import NO_DAY, Numbers, Times
from planlang.frozen import frozen
from planlang.values.periods import DAY, Period


@frozen
class LateRows:
    """The rows `[first, end)` came with a file that goes up to `known`; earlier ones account for the days `before`."""

    first: int
    end: int
    known: date
    before: tuple[tuple[date, date], ...]


def late_rows(source: str | None, snapshot: Snapshot, week: Period) -> tuple[LateRows, ...]:
    """What may have come late in a week; nothing where files are not dated, as nobody knows then what came when."""
    if source is None:
        return ()
    loads = {load.file: load for load in snapshot.loads if load.source == source and load.arrived is not None}
    found = []
    for rows in snapshot.file_rows.get(source, ()):
        load = loads.get(rows.file)
        if load is None or not week.start < load.covers[1] <= week.end:
            continue
        before = tuple(other.covers for other in loads.values() if other.covers[1] < load.covers[1])
        if before:
            found.append(LateRows(rows.first, rows.first + rows.count, load.covers[1] - DAY, before))
    return tuple(found)


def known_on(late: Sequence[LateRows], rows: Numbers, days: Times, listed: NDArray[np.bool_]) -> Times:
    """The day on which each of some happenings, shown by rows of a history, was known; NaT where that is its own."""
    known = np.full(len(rows), NO_DAY)
    for one in late:
        came = listed & (rows >= one.first) & (rows < one.end)
        for since, until in one.before:
            known[came & (days >= np.datetime64(since)) & (days < np.datetime64(until))] = np.datetime64(one.known)
    return known
