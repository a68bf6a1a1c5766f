"""Figures of the records of a process by the day on which they came into a stage: which share got further, how long they stayed.

In: visits to a stage, each with its day, who answers for the record and what came of it, and the memberships of a spine. Out: cells;
between two ends where the data leave several figures possible.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Protocol

import numpy as np
from attrs import field

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact
from planlang.evaluate.cells.matrix import KNOWN, Cells, Reach, all_unknown, code
from planlang.evaluate.entities.spine import Level, Spine
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.windows import Columns
from planlang.frozen import frozen
from planlang.semantics.expr import CohortConversion, StayMeasure, StayOf
from planlang.values.figure import Why

HALF = Fraction(1, 2)


@frozen
class Member:
    """What came of a record that came into a stage.

    Attributes:
        is_due, may_be_due: whether its time is up at the cut, and whether it may be.
        has, may_have: whether it got further in time, and whether it may have.
    """

    is_due: bool
    may_be_due: bool
    has: bool
    may_have: bool


@frozen
class Stay:
    """How long a record stayed in a stage, or has stayed so far.

    Attributes:
        low, high: between how many days.
        ended: whether it has left.
        is_open: whether a move that could not be read may have been one of it.
    """

    low: int
    high: int
    ended: bool
    is_open: bool = False


Outcome = Member | Stay


class Counting(Protocol):
    """What counts for somebody on a day."""

    @property
    def day(self) -> date:
        """The day."""

    @property
    def owner(self) -> str | None:
        """The person; None: nobody is known."""


@frozen
class Entry:
    """A visit.

    Attributes:
        day: by which it counts: on which it began, at the latest, or ended.
        owner: who is responsible for the record now; None: nobody is known.
        record: its key.
    """

    day: date
    owner: str | None
    record: str
    outcome: Outcome


@frozen(eq=False)
class Entered:
    """The visits that a figure is about, by day.

    Attributes:
        source: of the records: without a history it has to be loaded for the last day of a stretch.
        told_by: the history, which has to be loaded for all days from the first of a stretch to the cut; None: there is none.
        loaded: the days `[from, to)` for which it is.
        is_known: whether the data show who comes and goes at all.
    """

    entries: Sequence[Entry]
    source: str
    told_by: str | None = None
    loaded: Sequence[tuple[date, date]] = ()
    is_known: bool = True
    days: Sequence[int] = field(init=False)

    @days.default
    def _days(self) -> Sequence[int]:
        return [entry.day.toordinal() for entry in self.entries]

    def within(self, start: int, end: int) -> Sequence[Entry]:
        """Those of the days `[start, end)`."""
        return self.entries[bisect_left(self.days, start) : bisect_left(self.days, end)]

    def is_told(self, start: int, cut: int) -> bool:
        """Whether moves are known from a day on to the cut."""
        if self.told_by is None:
            return True
        return any(since.toordinal() <= start and until.toordinal() >= cut for since, until in self.loaded)


Entries = Callable[[CohortConversion | StayOf], Entered | None]
"""The visits that a figure is about; None where the records of the process are not loaded."""
Found = tuple[Fraction, Fraction | None] | Why
"""Between what a figure lies (None: there is no upper end), or why there is none."""


def entered_cells(
    entered: Entered, found: Callable[[Sequence[Outcome]], Found], level: Level, columns: Columns, facts: Facts
) -> Cells:
    """A figure of the visits of each row of a level in each stretch, as far as it lies before the cut."""
    sources = (entered.source,) if entered.told_by is None else ()
    whole, _ = facts.covered(sources, level, columns, at_end=True)
    why = whole.copy()
    shape = why.shape
    sides = [Exact(np.zeros(shape, dtype=object), np.ones(shape, dtype=object)) for _ in range(2)]
    told = np.zeros(shape, dtype=np.bool_)
    for column, (start, end) in enumerate(zip(columns.starts.tolist(), columns.ends.tolist(), strict=True)):
        if not entered.is_told(start, facts.cut):
            why[why[:, column] == KNOWN, column] = code(Why.NOT_LOADED)
            continue
        by_row = _by_row(entered.within(start, min(end, facts.cut)), facts.spine, level)
        for row in np.flatnonzero(why[:, column] == KNOWN).tolist():
            outcome = found(by_row.get(row, ()))
            if isinstance(outcome, Why):
                why[row, column] = code(outcome)
                continue
            low, high = outcome
            if low != high:
                why[row, column] = code(Why.SEVERAL)
                told[row, column] = high is not None
            for side, end_ in zip(sides, (low, low if high is None else high), strict=True):
                side.numerator[row, column], side.denominator[row, column] = end_.numerator, end_.denominator
    value = Exact(exact.fitting(sides[0].numerator), exact.fitting(sides[0].denominator))
    reach = Reach(sides[0], sides[1], told) if told.any() else None
    return Cells(value, why, np.isin(why, (code(Why.SEVERAL),)), reach)


def entered_figure(
    asked: CohortConversion | StayOf, entered: Entered | None, level: Level, columns: Columns, facts: Facts
) -> Cells:
    """What is asked, of the visits that it is about; None where the records of the process are not loaded."""
    if entered is None or not entered.is_known:
        why = Why.NOT_LOADED if entered is None else Why.NO_HISTORY
        return all_unknown((facts.spine.rows(level), len(columns)), why)
    if isinstance(asked, CohortConversion):
        return entered_cells(entered, share_further(asked.min_sample), level, columns, facts)
    return entered_cells(entered, stayed(asked.measure, asked.min_sample), level, columns, facts)


def entries_of(entered: Entered, spine: Spine, level: Level, row: int, start: date, end: date) -> list[Entry]:
    """Those that count for a row, of the days `[start, end)`."""
    entries = entered.within(start.toordinal(), end.toordinal())
    rows = rows_by_segment(spine, level)
    segments = segments_of(entries, spine)
    return [
        one
        for one, segment in zip(entries, segments, strict=True)
        if level is Level.PLAN or row in rows.get(segment, ())
    ]


def _by_row(entries: Sequence[Entry], spine: Spine, level: Level) -> dict[int, list[Outcome]]:
    """What came of the visits of each row."""
    if level is Level.PLAN:
        return {0: [one.outcome for one in entries]}
    rows = rows_by_segment(spine, level)
    found: dict[int, list[Outcome]] = {}
    for one, segment in zip(entries, segments_of(entries, spine), strict=True):
        for row in rows.get(segment, ()):
            found.setdefault(row, []).append(one.outcome)
    return found


def rows_by_segment(spine: Spine, level: Level) -> dict[int, list[int]]:
    """The rows that each membership adds to; that of nobody adds to the last of the teams."""
    found: dict[int, list[int]] = {}
    for segment, row in zip(*(side.tolist() for side in spine.members(level)), strict=True):
        found.setdefault(segment, []).append(row)
    if level is Level.TEAMS:
        found.setdefault(len(spine.segments), []).append(spine.rows(level) - 1)
    return found


def segments_of(entries: Sequence[Counting], spine: Spine) -> list[int]:
    """The membership in which somebody was on the day of each visit; the number of them all for nobody's."""
    nobody = len(spine.segments)
    numbers: dict[str, list[int]] = {}
    for number, segment in enumerate(spine.segments):
        numbers.setdefault(spine.roster.persons[segment.person], []).append(number)

    def is_in(number: int, day: date) -> bool:
        return spine.segments[number].since <= day < spine.segments[number].until

    return [
        next((number for number in numbers.get(one.owner or "", ()) if is_in(number, one.day)), nobody)
        for one in entries
    ]


# ---------------------------------------------------------------- what is found in visits


def share_further(sample: int) -> Callable[[Sequence[Outcome]], Found]:
    """Which share of the records whose time is up got further."""

    def found(outcomes: Sequence[Outcome]) -> Found:
        members = [one for one in outcomes if isinstance(one, Member)]
        must = [one for one in members if one.is_due]
        may = [one for one in members if one.may_be_due and not one.is_due]
        if not must:
            return Why.NOT_DUE if members else Why.NO_DENOMINATOR
        if len(must) < sample:
            return Why.SMALL_SAMPLE
        return between(
            must=len(must),
            yes=sum(one.has for one in must),
            no=sum(not one.may_have for one in must),
            may=len(may),
            may_yes=sum(one.has for one in may),
            may_no=sum(not one.may_have for one in may),
        )

    return found


def between(*, must: int, yes: int, no: int, may: int, may_yes: int, may_no: int) -> tuple[Fraction, Fraction]:
    """Between what a share lies.

    Args:
        must: how many are counted for sure, at least one.
        yes: of these those for sure.
        no: of these those that cannot be.
        may: how many may be counted.
        may_yes: of these those for sure.
        may_no: of these those that cannot be.
    """
    more = may - may_no
    return Fraction(yes, must + may - may_yes), Fraction(must - no + more, must + more)


def stayed(measure: StayMeasure, sample: int) -> Callable[[Sequence[Outcome]], Found]:
    """How long records stayed."""
    length = {
        StayMeasure.MEDIAN: kaplan_meier,
        StayMeasure.MEDIAN_CLOSED: _middle,
        StayMeasure.MEAN_CLOSED: _mean,
    }[measure]

    def found(outcomes: Sequence[Outcome]) -> Found:
        stays = [one for one in outcomes if isinstance(one, Stay)]
        if not stays:
            return Why.NO_VALUES
        if any(one.is_open for one in stays):
            return Why.SET_ASIDE
        if len(stays) < sample:
            return Why.SMALL_SAMPLE
        low = length([(one.low, one.ended) for one in stays])
        high = length([(one.high, one.ended) for one in stays])
        return Why.STILL_THERE if low is None else (low, high)

    return found


def kaplan_meier(stays: Sequence[tuple[int, bool]]) -> Fraction | None:
    """The shortest length by which half have left; who is still there counts as long as he is; None where it is not reached.

    >>> kaplan_meier([(2, True), (4, True), (4, False), (7, True), (9, True), (9, False), (12, False)])
    Fraction(9, 1)
    """
    left, there = Fraction(1), len(stays)
    at: dict[int, list[bool]] = {}
    for length, ended in stays:
        at.setdefault(length, []).append(ended)
    for length in sorted(at):
        gone = sum(at[length])
        left *= Fraction(there - gone, there)
        if gone and left <= HALF:
            return Fraction(length)
        there -= len(at[length])
    return None


def _middle(stays: Sequence[tuple[int, bool]]) -> Fraction:
    """The length in the middle, or half way between the two there."""
    lengths = sorted(length for length, _ in stays)
    middle = len(lengths) // 2
    return Fraction(lengths[middle]) if len(lengths) % 2 else Fraction(lengths[middle - 1] + lengths[middle], 2)


def _mean(stays: Sequence[tuple[int, bool]]) -> Fraction:
    return Fraction(sum(length for length, _ in stays), len(stays))
