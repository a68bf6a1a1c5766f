"""How many breaches of the rules of a process began in a stretch, for every row of a level.

In: the breaches, each with its first day and who answers for the record, and the memberships of a spine. Out: cells; between
two ends where a breach is only possible.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from attrs import field

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Integers, total
from planlang.evaluate.cells.matrix import KNOWN, Cells, Reach, code, first_reason
from planlang.evaluate.entities.spine import Level, Ordinals, Spine
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.windows import Columns
from planlang.frozen import frozen
from planlang.values.figure import Why


@frozen
class Breach:
    """A rule that was broken, or may have been.

    Attributes:
        day: on which that began.
        owner: who is responsible for the record now; None: nobody is known.
        record: its key.
        rule: qualified name.
        certain: whether it was surely broken.
    """

    day: date
    owner: str | None
    record: str
    rule: str
    certain: bool


@frozen(eq=False)
class Broken:
    """The breaches of a process, by day.

    Attributes:
        source: of the records: it has to be loaded for the last day of a stretch.
        told_by: sources that have to be loaded for all its days.
    """

    breaches: Sequence[Breach]
    source: str
    told_by: tuple[str, ...]
    days: Ordinals = field(init=False)

    @days.default
    def _days(self) -> Ordinals:
        return np.array([breach.day.toordinal() for breach in self.breaches], dtype=np.int64)

    def within(self, start: date, end: date) -> Sequence[Breach]:
        """Those that began on the days `[start, end)`."""
        low, high = np.searchsorted(self.days, (start.toordinal(), end.toordinal()))
        return self.breaches[low:high]


BrokenRules = Callable[[str], Broken | None]
"""The breaches of a process."""


def breach_count(broken: Broken, level: Level, columns: Columns, facts: Facts) -> Cells:
    """How many began in each stretch, as far as it lies before the cut."""
    whole, _ = facts.covered((broken.source,), level, columns, at_end=True)
    parts, _ = facts.covered(broken.told_by, level, columns)
    certain = np.array([breach.certain for breach in broken.breaches], dtype=np.bool_)
    segments = _segments(broken, facts.spine)
    ends = np.minimum(columns.ends, facts.cut)
    low = _counted(broken.days[certain], segments[certain], columns.starts, ends, facts.spine, level)
    more = _counted(broken.days[~certain], segments[~certain], columns.starts, ends, facts.spine, level)
    open_ = np.where(more > 0, code(Why.NOT_CERTAIN), KNOWN).astype(np.int8)
    why = first_reason(whole, parts, open_)
    told = np.asarray(why == code(Why.NOT_CERTAIN), dtype=np.bool_)
    reach = Reach(exact.whole(low), exact.whole(total(low, more)), told) if told.any() else None
    return Cells(exact.whole(low), why, np.isin(why, (code(Why.NOT_LOADED), code(Why.NOT_CERTAIN))), reach)


def breaches_of(broken: Broken, spine: Spine, level: Level, row: int, start: date, end: date) -> list[Breach]:
    """Those that count for a row, on the days `[start, end)`."""
    if level is Level.PLAN:
        return list(broken.within(start, end))
    segments, rows = spine.members(level)
    own = set(segments[rows == row].tolist())
    if level is Level.TEAMS and row == spine.rows(level) - 1:
        own.add(len(spine.segments))
    found = Broken(broken.within(start, end), broken.source, broken.told_by)
    return [
        one for one, segment in zip(found.breaches, _segments(found, spine).tolist(), strict=True) if segment in own
    ]


def _segments(broken: Broken, spine: Spine) -> Ordinals:
    """The membership in which somebody was on the day of each breach; the number of them all for nobody's."""
    nobody = len(spine.segments)
    begins: dict[str, tuple[list[int], list[int]]] = {}
    for number, segment in enumerate(spine.segments):
        since, numbers = begins.setdefault(spine.roster.persons[segment.person], ([], []))
        since.append(segment.since.toordinal())
        numbers.append(number)
    found = np.full(len(broken.breaches), nobody, dtype=np.int64)
    for index, breach in enumerate(broken.breaches):
        since, numbers = begins.get(breach.owner or "", ([], []))
        at = bisect_right(since, breach.day.toordinal()) - 1
        if at >= 0 and breach.day < spine.segments[numbers[at]].until:
            found[index] = numbers[at]
    return found


def _counted(
    days: Ordinals, segments: Ordinals, starts: Ordinals, ends: Ordinals, spine: Spine, level: Level
) -> Integers:
    """How many of these days lie in each stretch, for every row of a level; the days ascend."""
    count = len(spine.segments) + 1
    low, high = np.searchsorted(days, starts), np.searchsorted(days, ends)
    by_segment = np.zeros((count, len(starts)), dtype=np.int64)
    for column, (first, last) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        by_segment[:, column] = np.bincount(segments[first:last], minlength=count)
    return spine.gathered(by_segment, level)
