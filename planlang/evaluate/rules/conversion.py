"""Expected against actual conversion: how many of the records that entered a stage got further (tests/spec/processes.md).

In: a plan held against data. Out: `Conversion` for every stage that expects one, in declared order. A member is a record whose
first entry into the stage lies between the first day of the plan and the cut; it has converted with its first entry after
that into a later stage of the main line or a win. Records that are void are none. Only members whose time is up are counted, whether they have converted
or not: early converters alone would make the rate too good. The verdict is on all of them: what has converted, and what still can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.figures.derived.entered import between
from planlang.evaluate.results.evaluation import Conversion, ConversionVerdict
from planlang.evaluate.results.readings import Range
from planlang.evaluate.rules.excused.unread_rows import unread_rows
from planlang.evaluate.rules.gauges.gauge import Gauge
from planlang.evaluate.rules.gauges.making import Gauges
from planlang.evaluate.stages.stage_rows import STAGES, as_number
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.query.catalog import records_table
from planlang.semantics.model import DayKind, DayLimit, Expectation, Stage, StagePhase, TimeLimit
from planlang.values.figure import Figure, Known, Unknown, Why

MEMBERS = "members"
"""Table of a process: the records that may be members, a row each: `record`; `is_sure`: entered within the time looked at, else only
perhaps; `is_due`, `may_be_due`: whether their time is up at the cut, and whether it may be; `has_converted`, `may_have`: whether
they have converted in time, and whether they may have; `may_yet`: whether they may have or still can.
"""


@frozen
class Counts:
    """How many members there are of each kind.

    Attributes:
        all, undated: that entered on known days, and nobody knows when.
        must, may: whose time is up for sure, and perhaps.
        yes, no, may_yes, may_no: of these those that have converted, and that cannot have.
        immature: whose time cannot be up.
        sure, sure_yes, sure_able: that are members for sure; of these those that have converted, whether or not their time is up,
            and those that may have or still can.
        else_no, else_able: the others that have not converted, and that may have or still can.
    """

    all: int
    undated: int
    must: int
    yes: int
    no: int
    may: int
    may_yes: int
    may_no: int
    immature: int
    sure: int
    sure_yes: int
    sure_able: int
    else_no: int
    else_able: int


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
    visits.engine.keep(visits.table(MEMBERS), _expected(plan, visits, snapshot, stage, expected, since))
    found = _counts(visits, stage, since)
    rate, bounds = rate_of(found)
    whole = whole_of(found)
    if not _is_told(visits, stage):
        rate, bounds, whole = Unknown(Why.NO_HISTORY), None, None
    if gap:
        whole = None
        rate, bounds = Unknown(Why.NOT_LOADED, rate.value if isinstance(rate, Known) else None), None
    return Conversion(
        process=visits.process.ident.name,
        stage=stage.name,
        expected=Fraction(expected.share),
        within=expected.within,
        since=since,
        members=found.all,
        counted=found.must,
        converted=found.yes,
        immature=found.immature,
        undated=found.undated,
        rate=rate,
        bounds=bounds,
        whole=whole,
        verdict=_verdict(whole, Fraction(expected.share)),
        behind=_behind(visits),
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


def _counts(visits: Visits, stage: Stage, since: date) -> Counts:
    """How many members there are of each kind."""
    day = as_number(np.datetime64(since))
    kinds = {
        "must": "is_sure AND is_due",
        "yes": "is_sure AND is_due AND has_converted",
        "no": "is_sure AND is_due AND NOT may_have",
        "may": "NOT (is_sure AND is_due) AND may_be_due",
        "may_yes": "NOT (is_sure AND is_due) AND may_be_due AND has_converted",
        "may_no": "NOT (is_sure AND is_due) AND may_be_due AND NOT may_have",
        "immature": "NOT may_be_due",
        "sure": "is_sure",
        "sure_yes": "is_sure AND has_converted",
        "sure_able": "is_sure AND may_yet",
        "else_no": "NOT is_sure AND NOT has_converted",
        "else_able": "NOT is_sure AND may_yet",
    }
    sums = ", ".join(f"COUNT(CASE WHEN {condition} THEN 1 END) AS {name}" for name, condition in kinds.items())
    undated = f"stage = {visits.rank(stage.name)} AND visit = 1 AND (earliest IS NULL OR high IS NULL)"
    (found,) = zip(
        *(
            cells.tolist()
            for sql in (
                f"SELECT COUNT(*) AS everybody, {sums} FROM {visits.table(MEMBERS)}",
                f"SELECT COUNT(*) AS undated FROM {visits.table(STAYS)} WHERE {undated} AND NOT COALESCE(high < {day}, FALSE)",
            )
            for cells in visits.engine.run(sql).values()
        ),
        strict=True,
    )
    everybody, *counts, unknown = found
    return Counts(everybody, unknown, *counts)


def _behind(visits: Visits) -> tuple[str, ...]:
    """The members whose time is up and that cannot have converted."""
    found = visits.engine.run(
        f"SELECT k.record FROM {visits.table(MEMBERS)} AS m JOIN {records_table(visits.index)} AS k ON k.rank = m.record"
        " WHERE is_sure AND is_due AND NOT may_have ORDER BY m.record"
    )
    return tuple(f"deal:{record}" for record in found["record"].tolist())


def unread_moves(plan: Plan, visits: Visits, snapshot: Snapshot) -> tuple[str, str]:
    """What to join for whether a move that was set aside could be that of a member `m`, and that."""
    moves = None if visits.history is None else unread_rows(visits.history, visits, plan.model, snapshot)
    if moves is None:
        return "", "FALSE"
    rows = f"(SELECT DISTINCT record FROM {moves.table})"
    anybody = f"EXISTS (SELECT 1 FROM {moves.table} AS a WHERE a.record < 0)"
    return f"\nLEFT JOIN {rows} AS u ON u.record = m.record", f"(u.record IS NOT NULL OR {anybody})"


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


def _expected(plan: Plan, visits: Visits, snapshot: Snapshot, stage: Stage, expected: Expectation, since: date) -> str:
    """Who entered a stage that expects a conversion."""
    later, rank = later_stages(visits, stage), visits.rank(stage.name)
    return members(plan, visits, snapshot, rank, later, expected.within, since)


def members(
    plan: Plan,
    visits: Visits,
    snapshot: Snapshot,
    stage: int,
    later: Sequence[int],
    within: TimeLimit | None,
    since: date,
) -> str:
    """Who entered the stage of a rank from a `day` on, whose time is up, and who has come into one of others.

    Nothing is known of a record after its last sighting, unless it is won or lost, or a history tells of it.
    """
    limit = within or DayLimit(1, DayKind.CALENDAR)
    by = Gauges(visits, plan.calendar, plan.model.plan.zone, [limit]).of(limit)
    judged = _left(by) if within is None else _within(by)
    due, may_be_due, converted, may_have = judged
    blind = "FALSE" if all(visits.observable[rank] for rank in later) else "TRUE"
    join, unread = unread_moves(plan, visits, snapshot)
    day = as_number(np.datetime64(since))
    wanted = f"v.stage IN ({', '.join(map(str, later))})" if later else "FALSE"
    void = [rank for rank, one in enumerate(visits.process.stages) if one.phase is StagePhase.VOID]
    gone = f"stage IN ({', '.join(map(str, void))}) AND following IS NULL"
    meant = f" AND f.record NOT IN (SELECT record FROM {visits.table(STAYS)} WHERE {gone})" if void else ""
    first = f"""
SELECT
  v.*, MIN(CASE WHEN {wanted} THEN v.n END) OVER (
    PARTITION BY v.record ORDER BY v.n ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
  ) AS next_n,
  MAX(CASE WHEN v.following IS NULL AND s.is_open THEN v.leave_low END) OVER (PARTITION BY v.record) AS last_seen
FROM {by.visits()} AS v
JOIN {visits.table(STAGES)} AS s ON s.stage = v.stage"""
    entered = f"""
SELECT
  f.record, f.low, f.high, f.came_from, f.came_by, f.following, f.is_open, t.began_from AS moved_from, t.came_by AS moved_by,
  t.record IS NOT NULL AS has_moved, f.last_seen AS seen_low_day, f.last_seen AS seen_high_day
FROM ({first}) AS f
LEFT JOIN {by.visits()} AS t ON t.record = f.record AND t.n = f.next_n
WHERE f.stage = {stage} AND f.visit = 1 AND f.earliest IS NOT NULL AND f.high >= {day}{meant}"""
    seen = f"SELECT s.*, {by.or_cut('seen_high')} + 1 AS unseen FROM ({by.spread(entered, [('seen_low', 'seen_high')])}) AS s"
    measured = by.measured(seen, ("came_from", "came_by", "moved_from", "moved_by", "unseen"))
    return f"""
SELECT j.*, has_converted OR may_have OR NOT ({"is_lost OR is_due" if within is not None else "is_lost"}) AS may_yet
FROM (
  SELECT
    m.record, m.high AS day, low >= {day} AS is_sure, {due} AS is_due, {may_be_due} AS may_be_due, {converted} AS has_converted,
    ({may_have}) OR {blind} OR {unread} AS may_have, e.record IS NOT NULL AS is_lost
  FROM ({measured}) AS m
  LEFT JOIN ({_lost(visits)}) AS e ON e.record = m.record{join}
) AS j"""


def _lost(visits: Visits) -> str:
    """The records that are lost."""
    lost = f"JOIN {visits.table(STAGES)} AS s ON s.stage = v.stage WHERE v.following IS NULL AND s.is_lost"
    return f"SELECT v.record FROM {visits.table(STAYS)} AS v {lost}"


def _within(by: Gauge) -> tuple[str, str, str, str]:
    """Within a time from the entry: it is up where the cut is past it."""
    limit = by.allowed
    moved = f"has_moved AND (moved_from IS NULL OR {by.elapsed('came_by', 'moved_from')} <= {limit})"
    unseen = f"NOT has_moved AND {by.elapsed('came_by', 'unseen')} <= {limit} AND unseen < {by.cut_number}"
    return (
        f"{by.elapsed('came_by', None)} > {limit}",
        f"{by.elapsed('came_from', None)} > {limit}",
        f"has_moved AND {by.elapsed('came_from', 'moved_by')} <= {limit}",
        f"({moved}) OR ({unseen})",
    )


def _left(by: Gauge) -> tuple[str, str, str, str]:
    """Without a time: it is up where the record has left the stage."""
    left = "following IS NOT NULL OR NOT is_open"
    gone = "following IS NULL AND NOT is_open"
    unseen = f"following IS NULL AND unseen < {by.cut_number}"
    return left, f"{left} OR ({unseen})", "has_moved", f"has_moved OR ({gone}) OR ({unseen})"


def rate_of(found: Counts) -> tuple[Figure, Range | None]:
    """Converted members over all whose time is up; unknown, with its bounds, where the data leave several possible."""
    if not found.must:
        return Unknown(Why.NO_DENOMINATOR), None
    low, high = between(
        must=found.must, yes=found.yes, no=found.no, may=found.may, may_yes=found.may_yes, may_no=found.may_no
    )
    if low == high:
        return Known(low), None
    return Unknown(Why.NO_HISTORY), Range(low, high)


def whole_of(found: Counts) -> Range | None:
    """Between what the conversion of all members will come to lie: what has converted already, and what still can."""
    least, most = found.sure + found.else_no, found.sure + found.else_able
    if not found.all:
        return None
    low = Fraction(found.sure_yes, least) if least else Fraction(0)
    return Range(low, Fraction(found.sure_able + found.else_able, most) if most else Fraction(0))


def _verdict(whole: Range | None, expected: Fraction) -> ConversionVerdict:
    """Whether the conversion of all members is as expected; open while it can still come out either way."""
    if whole is None:
        return ConversionVerdict.UNKNOWN
    if whole.low >= expected:
        return ConversionVerdict.MET
    if whole.high is not None and whole.high < expected:
        return ConversionVerdict.BELOW
    return ConversionVerdict.UNKNOWN
