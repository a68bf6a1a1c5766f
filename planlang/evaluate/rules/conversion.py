"""Expected against actual conversion: how many of the records that entered a stage got further (tests/spec/processes.md).

In: a plan held against data. Out: `Conversion` for every stage that expects one, in declared order. A member is a record whose
first entry into the stage lies between the first day of the plan and the cut; it has converted with its first entry after
that into a later stage of the main line or a win. Only members whose time is up are counted, whether they have converted
or not: early converters alone would make the rate too good.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.results.evaluation import Conversion, ConversionVerdict
from planlang.evaluate.results.readings import Range
from planlang.evaluate.rules.excused.unread_rows import unread_rows
from planlang.evaluate.rules.gauges import Bounds, Gauge, gauge
from planlang.evaluate.stages.elapsed import day_count
from planlang.evaluate.stages.stage_rows import Numbers
from planlang.evaluate.stages.visits import Visits
from planlang.plan.plan import Plan
from planlang.semantics.model import DayKind, DayLimit, Expectation, Stage, StagePhase
from planlang.values.figure import Figure, Known, Unknown, Why

Mask = NDArray[np.bool_]


@frozen(eq=False)
class Members:
    """The records that may be members, one item each.

    Attributes:
        record: their numbers.
        sure: whether they entered within the time looked at; else only perhaps.
        due, may_be_due: whether their time is up at the cut, and whether it may be.
        converted, may_have: whether they have converted in time, and whether they may have.
        undated: how many more have entered nobody knows when.
    """

    record: Numbers
    sure: Mask
    due: Mask
    may_be_due: Mask
    converted: Mask
    may_have: Mask
    undated: int


def conversions(plan: Plan, visits: Mapping[str, Visits], snapshot: Snapshot) -> tuple[Conversion, ...]:
    """Every stage that expects a conversion, with the one that there is.

    Args:
        plan: whose first day and working days count.
        visits: by process.
        snapshot: for the days that are loaded.
    """
    return tuple(
        _conversion(plan, found, snapshot, stage, stage.expectation)
        for found in visits.values()
        for stage in found.process.stages
        if stage.expectation is not None
    )


def _conversion(plan: Plan, visits: Visits, snapshot: Snapshot, stage: Stage, expected: Expectation) -> Conversion:
    """One stage."""
    since, gap = _loaded_since(plan, visits, snapshot)
    found = members(plan, visits, stage, expected, since)
    found = evolve(found, may_have=found.may_have | _unread(plan, visits, snapshot)[found.record])
    rate, bounds = rate_of(found)
    if not _is_told(visits, stage):
        rate, bounds = Unknown(Why.NO_HISTORY), None
    if gap:
        rate, bounds = Unknown(Why.NOT_LOADED, rate.value if isinstance(rate, Known) else None), None
    counted = found.sure & found.due
    behind = np.unique(found.record[counted & ~found.may_have])
    return Conversion(
        process=visits.process.ident.name,
        stage=stage.name,
        expected=Fraction(expected.share),
        within=expected.within,
        since=since,
        members=len(found.record),
        counted=int(counted.sum()),
        converted=int((counted & found.converted).sum()),
        immature=int((~found.may_be_due).sum()),
        undated=found.undated,
        rate=rate,
        bounds=bounds,
        verdict=_verdict(rate, bounds, Fraction(expected.share)),
        behind=tuple(f"deal:{visits.records[record]}" for record in behind.tolist()),
    )


def _loaded_since(plan: Plan, visits: Visits, snapshot: Snapshot) -> tuple[date, bool]:
    """The first day looked at: of the plan, or of the data where these begin later; and whether data are missing after it.

    What exports miss in between shows as wider bounds, and is no gap.
    """
    start, cut = plan.start, visits.cut
    told = visits.history or visits.process.source
    loaded = snapshot.coverage.get(told, ())
    first = next((max(begin, start) for begin, end in loaded if end > start), start)
    if visits.history is None and visits.sighted:
        return first, not loaded
    covered = any(begin <= first and end >= cut for begin, end in loaded)
    return first, first < cut and not covered


def _unread(plan: Plan, visits: Visits, snapshot: Snapshot) -> Mask:
    """For each record whether a move that was set aside could be its own."""
    mask = np.zeros(len(visits.records), dtype=np.bool_)
    moves = None if visits.history is None else unread_rows(visits.history, visits, plan.model, snapshot)
    if moves is not None:
        mask[moves.record[moves.record >= 0]] = True
        mask |= bool((moves.record < 0).any())
    return mask


def _is_told(visits: Visits, stage: Stage) -> bool:
    """Whether the data show entries into the stage, and into some stage that counts as converted."""
    ranks = [rank for rank in later_stages(visits, stage) if visits.observable[rank]]
    return bool(visits.observable[visits.rank(stage.name)]) and bool(ranks)


def later_stages(visits: Visits, stage: Stage) -> list[int]:
    """The ranks of the stages that count as converted."""
    own = stage.position or 0
    return [
        rank
        for rank, one in enumerate(visits.process.stages)
        if one.phase is StagePhase.WON or (one.position is not None and one.position > own)
    ]


def members(plan: Plan, visits: Visits, stage: Stage, expected: Expectation, since: date) -> Members:
    """Who entered the stage from a day on, whose time is up, and who has got further."""
    entries = visits.entries
    first = np.flatnonzero((entries.stage == visits.rank(stage.name)) & (visits.visit == 1))
    start = np.datetime64(since)
    dated = ~np.isnat(entries.low[first]) & ~np.isnat(entries.high[first])
    undated = int((~dated & ~(entries.high[first] < start)).sum())
    first = first[dated & (entries.high[first] >= start)]
    following = _next_of(visits, first, later_stages(visits, stage))
    limit = expected.within or DayLimit(1, DayKind.CALENDAR)
    longest = limit.count if isinstance(limit, DayLimit) else 0
    days = day_count(plan.calendar, visits.earliest, visits.cut, longest)
    by = gauge(limit, visits, days, plan.model.plan.zone)
    judged = _left if expected.within is None else _within
    due, may_be_due, converted, may_have = judged(visits, first, following, by)
    blind = not all(visits.observable[rank] for rank in later_stages(visits, stage))
    return Members(
        record=entries.record[first],
        sure=entries.low[first] >= start,
        due=due,
        may_be_due=may_be_due,
        converted=converted,
        may_have=may_have | blind,
        undated=undated,
    )


def _next_of(visits: Visits, first: NDArray[np.intp], ranks: list[int]) -> NDArray[np.intp]:
    """For each visit the next one of the same record to any of these stages; -1 where there is none."""
    record = visits.entries.record
    later = np.flatnonzero(np.isin(visits.entries.stage, ranks))
    place = np.searchsorted(later, first, side="right")
    found = np.append(later, -1)[place]
    return np.where((found >= 0) & (record[found] == record[first]), found, -1)


def _unseen_after(visits: Visits, first: NDArray[np.intp], by: Gauge) -> Bounds:
    """Up to which point it is known of each record that it had got no further: its last sighting, or the cut.

    A record that is won or lost, or of which a history tells, is known up to the cut.
    """
    record = visits.entries.record
    last = np.searchsorted(record, record[first], side="right") - 1
    final = np.array([stage.phase is not StagePhase.OPEN for stage in visits.process.stages], dtype=np.bool_)
    seen = np.where(final[visits.entries.stage[last]], np.datetime64("NaT", "D"), visits.leave_low[last])
    points = by.spread(Bounds(seen, seen)).high
    known = np.where(np.isnat(seen), by.cut, points)
    return Bounds(known, known)


def _within(
    visits: Visits, first: NDArray[np.intp], following: NDArray[np.intp], by: Gauge
) -> tuple[Mask, Mask, Mask, Mask]:
    """Within a time from the entry: it is up where the cut is past it."""
    entered, cut = by.entered(), by.cut
    start, move = entered.take(first), entered.take(following)
    earliest, latest = by.due(start.low, by.allowed), by.due(start.high, by.allowed)
    moved = following >= 0
    at_latest = np.where(np.isnat(move.high), cut, move.high)
    converted = moved & (at_latest <= earliest)
    may_have = moved & (np.isnat(move.low) | (move.low <= latest))
    seen = _unseen_after(visits, first, by).high
    may_have |= ~moved & (seen < latest) & (seen + 1 < cut)
    return latest < cut, earliest < cut, converted, may_have


def _left(
    visits: Visits, first: NDArray[np.intp], following: NDArray[np.intp], by: Gauge
) -> tuple[Mask, Mask, Mask, Mask]:
    """Without a time: it is up where the record has left the stage."""
    left = visits.following[first] >= 0
    gone = ~left & ~visits.is_open[first]
    seen = _unseen_after(visits, first, by).high
    unseen = ~left & (seen + 1 < by.cut)
    moved = following >= 0
    return left | gone, left | gone | unseen, moved, moved | gone | unseen


def rate_of(found: Members) -> tuple[Figure, Range | None]:
    """Converted members over all whose time is up; unknown, with its bounds, where the data leave several possible."""
    must = found.sure & found.due
    may = ~must & found.may_be_due
    yes, no = found.converted, ~found.may_have
    if not must.any():
        return Unknown(Why.NO_DENOMINATOR), None
    low = Fraction(int((must & yes).sum()), int(must.sum()) + int((may & ~yes).sum()))
    more = int((may & ~no).sum())
    high = Fraction(int((must & ~no).sum()) + more, int(must.sum()) + more)
    if low == high:
        return Known(low), None
    return Unknown(Why.NO_HISTORY), Range(low, high)


def _verdict(rate: Figure, bounds: Range | None, expected: Fraction) -> ConversionVerdict:
    """Whether the conversion is as expected; told from bounds alone where both lie on one side."""
    low = high = None
    if isinstance(rate, Known):
        low = high = rate.value
    elif bounds is not None:
        low, high = bounds.low, bounds.high
    if low is not None and low >= expected:
        return ConversionVerdict.MET
    if high is not None and high < expected:
        return ConversionVerdict.BELOW
    return ConversionVerdict.UNKNOWN
