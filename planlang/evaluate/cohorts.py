"""Who came into a stage, and what came of it: for figures of conversions and stays.

In: a plan, the visits of a process, what is asked. Out: `Entered`. A record counts for who is responsible for it now.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.figures.derived.entered import Entered, Entry, Member, Outcome, Stay
from planlang.evaluate.rules.conversion import members, unread_moves
from planlang.evaluate.rules.gauges.gauge import ENDS
from planlang.evaluate.rules.gauges.making import Gauges
from planlang.evaluate.stages.stage_rows import OWNERS, outcome_of
from planlang.evaluate.stages.visits import Visits
from planlang.plan.plan import Plan
from planlang.query.catalog import records_table
from planlang.semantics.expr import CohortConversion, StayMeasure, StayOf
from planlang.semantics.model import DayKind, DayLimit, StagePhase

FIRST = date(1900, 1, 1)


def entered(asked: CohortConversion | StayOf, plan: Plan, visits: Visits, snapshot: Snapshot) -> Entered:
    """The visits that a figure is about."""
    match asked:
        case CohortConversion():
            sql = _cohort(asked, plan, visits, snapshot)
        case StayOf():
            sql = _stays(asked, plan, visits, snapshot)
    found = visits.engine.run(f"""
SELECT f.*, k.record AS key, o.owner
FROM ({sql}) AS f
JOIN {records_table(visits.index)} AS k ON k.rank = f.record
LEFT JOIN {visits.table(OWNERS)} AS o ON o.record = f.record
WHERE f.day IS NOT NULL
ORDER BY f.day, f.record""")
    days = np.ma.getdata(found["day"]).astype(np.int64).astype("datetime64[D]").tolist()
    columns = (
        ("is_due", "may_be_due", "has_converted", "may_have")
        if isinstance(asked, CohortConversion)
        else ("least", "most", "ended", "is_open")
    )
    told = zip(*(found[name].tolist() for name in ("owner", "key", *columns)), strict=True)
    entries = []
    for day, (owner, key, *rest) in zip(days, told, strict=True):
        outcome: Outcome = (
            Member(*map(bool, rest))
            if isinstance(asked, CohortConversion)
            else Stay(int(rest[0]), int(rest[1]), bool(rest[2]), bool(rest[3]))
        )
        entries.append(Entry(day, owner, key, outcome))
    source, history = visits.process.source, visits.history
    loaded = snapshot.coverage.get(history or "", ())
    return Entered(tuple(entries), source, history, loaded, _is_known(asked, visits))


def _is_known(asked: CohortConversion | StayOf, visits: Visits) -> bool:
    """Whether the data show who came into the stages, and who left."""
    stages = {asked.origin, asked.target} if isinstance(asked, CohortConversion) else {asked.stage}
    if isinstance(asked, StayOf) and visits.history is None and not visits.sighted:
        return all(visits.observable)
    return all(visits.observable[visits.rank(stage)] for stage in stages)


def _cohort(asked: CohortConversion, plan: Plan, visits: Visits, snapshot: Snapshot) -> str:
    """The records whose first entry into a stage is dated, and whether they came into another in time."""
    target = visits.rank(asked.target)
    wins = outcome_of(visits.process, target)
    later = wins if wins[0] == target else [target]
    return members(plan, visits, snapshot, visits.rank(asked.origin), later, asked.within, FIRST)


def _stays(asked: StayOf, plan: Plan, visits: Visits, snapshot: Snapshot) -> str:
    """Visits to a stage with how long they lasted: counted from the day after the entry to the day of the end, or the last day known.

    Where only a move to another stage ends one, a loss hides when that would have been.
    """
    limit = DayLimit(1, DayKind.WORKING if asked.working else DayKind.CALENDAR)
    gauge = Gauges(visits, plan.calendar, plan.model.plan.zone, [limit]).of(limit)
    closed = asked.measure is not StayMeasure.MEDIAN
    last = visits.cut_number - 1
    ended = "NOT v.is_open"
    if asked.forward:
        lost = [n for n, stage in enumerate(visits.process.stages) if stage.phase in (StagePhase.LOST, StagePhase.VOID)]
        ended += f" AND v.following IS NOT NULL AND v.following NOT IN ({', '.join(map(str, lost)) or '-1'})"
    rows = f"""
SELECT
  v.record, v.came_from, v.came_by, v.leave_high, {ended} AS ended,
  COALESCE(v.went_from, {last}) AS until_from, COALESCE(v.went_by, {last}) AS until_by
FROM {gauge.visits()} AS v
WHERE v.stage = {visits.rank(asked.stage)} AND v.low IS NOT NULL{f" AND {ended} AND v.leave_high IS NOT NULL" if closed else ""}"""
    points = (*ENDS[:2], "until_from", "until_by")
    join, unread = unread_moves(plan, visits, snapshot)
    return f"""
SELECT
  m.record, {"leave_high" if closed else "came_by"} AS day, ended,
  {gauge.spent("came_by", "until_from")} AS least, {gauge.spent("came_from", "until_by")} AS most,
  {unread} AS is_open
FROM ({gauge.measured(rows, points)}) AS m{join}"""
