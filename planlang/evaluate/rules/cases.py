"""Limits that depend on the record: `at most 10wd, twice where amount >= 50万` (docs/reference/processes.md).

In: tables of judgements of one rule under each of its limits. Out: a `Judgement` of each instance under the limit that is its own:
that of the first case whose condition holds when its time ends, or at the cut. A case may be for what began before a day
(`plan/limits.py`). Where it is not known which holds, only what all limits that may be meant agree on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from planlang.evaluate.rules.conditions import MET, MISSING, UNSURE, Conditions, joined_now, shown_in_exports
from planlang.evaluate.rules.findings import SATISFIED, UNKNOWN, VIOLATED, Findings, Rows
from planlang.evaluate.rules.judged import Judged, Judgement, columns_of
from planlang.evaluate.stages.export_days import EXPORT_DAYS
from planlang.evaluate.stages.visits import Visits
from planlang.frozen import frozen
from planlang.semantics.expr import RowExpression
from planlang.semantics.model import ClockLimit, DayKind, IdleRule, ResponseRule, StayRule, TimeLimit
from planlang.values.units import MINUTES_A_DAY

NOT_LISTED = -2
"""There is no row of the record in an export."""
OWN = ("verdict", "spare")
"""Columns that only judgements under one limit have."""
ALIKE = ("record", "n", "visit", "stage", "listed", "row_id", "applies", "anchor_day", "goes_on", "over_day")
"""Columns that are the same under every limit."""
EARLIEST, LATEST = ("due_from", "due_from_at"), ("due", "due_at", "since", "since_at")
OF_THE_LIMIT = ("low", "high")


def by_case(
    rule: StayRule | IdleRule | ResponseRule,
    limits: Sequence[TimeLimit],
    each: Sequence[Judged],
    conditions: Conditions,
) -> Judgement:
    """How the rule judges each instance, from how it judges under each of its limits.

    Args:
        rule: with cases, in written order.
        limits: the usual one, then those of the cases.
        each: what is found under each limit, of the same instances.
        conditions: answers whether records meet a condition, now and in exports.
    """
    visits, ranks = each[0].visits, range(len(each))
    joins, held = [], []
    kept = " AND ".join(f"j{rank}.verdict = {SATISFIED}" for rank in ranks)
    for rank, case in enumerate(rule.cases):
        join, truth = _held(case.where, visits, conditions, kept, f"case_{rank}")
        joins.append(join)
        held.append(f"{_and_before(case.before, rule, each[0], truth)} AS held_{rank}")
    reached, may = "TRUE", []
    for rank in range(len(rule.cases)):
        may.append(f"{reached} AND held_{rank} <> {MISSING} AS may_{rank + 1}")
        reached = f"{reached} AND held_{rank} <> {MET}"
    by_length = sorted(ranks, key=lambda rank: (-_size(limits[rank]), rank))
    longest = " ".join(f"WHEN may_{rank} THEN {rank}" for rank in by_length)
    own = " ".join(f"WHEN {rank} THEN verdict_{rank}" for rank in ranks)
    agreed = " AND ".join(f"(NOT may_{rank} OR verdict_{rank} = of_longest)" for rank in ranks)
    columns = columns_of(each[0])
    shared = ", ".join(f"j0.{name}" for name in columns if name not in OWN)
    single = ", ".join(f"j{rank}.{name} AS {name}_{rank}" for rank in ranks for name in columns if name not in ALIKE)
    tables = "".join(
        f"\nJOIN {one.table} AS j{rank} ON j{rank}.record = j0.record AND j{rank}.n = j0.n"
        for rank, one in enumerate(each)
        if rank
    )
    sql = f"""
SELECT d.*, CASE WHEN {agreed} THEN of_longest ELSE {UNKNOWN} END AS verdict, CAST(NULL AS BIGINT) AS spare
FROM (
  SELECT c.*, CASE own {own} END AS of_longest
  FROM (
    SELECT m.*, CASE {longest} END AS own
    FROM (
      SELECT h.*, {reached} AS may_0, {", ".join(may)}
      FROM (
        SELECT {shared}, {single}, {", ".join(held)}
        FROM {each[0].table} AS j0{tables}{"".join(joins)}
      ) AS h
    ) AS m
  ) AS c
) AS d"""

    def tell(rows: Rows) -> Findings:
        return _tell(rule, [one.how.tell(_Under(rows.columns, rank)) for rank, one in enumerate(each)], rows)

    def near(until: date) -> str:
        return " OR ".join(
            f"(may_{rank} AND spare_{rank} < {one.how.gauge.ahead(until)})"
            for rank, one in enumerate(each)
            if one.how.gauge is not None
        )

    return Judgement(sql, tell, each[0].how.gauge, each[0].how.vacuous, near)


def _tell(rule: StayRule | IdleRule | ResponseRule, found: Sequence[Findings], rows: Rows) -> Findings:
    """What is found in rows of judgements: that under the longest limit that may count, and the days of all of these."""
    may = np.array([rows.truth(f"may_{rank}") for rank in range(len(found))])
    longest, verdict = rows.number("own"), rows.number("verdict")
    at = np.arange(len(rows))
    chosen: dict[str, Any] = {}
    for name in OF_THE_LIMIT:
        chosen[name] = np.array([getattr(one, name) for one in found])[longest, at]
    for name, of in [*((name, np.fmin) for name in EARLIEST), *((name, np.fmax) for name in LATEST)]:
        each = np.array([getattr(one, name) for one in found])
        chosen[name] = of.reduce(np.where(may, each, np.datetime64("NaT")), axis=0)
    for name in ("since", "since_at"):
        chosen[name] = np.where(verdict == VIOLATED, chosen[name], np.datetime64("NaT"))
    return evolve(found[0], **chosen, rule=rule, verdict=verdict, allowed=longest)


@frozen(eq=False)
class _Under(Rows):
    """Rows as they are under the limit of a rank."""

    rank: int

    def cells(self, name: str) -> NDArray[np.generic]:
        """A column of that limit, or one that is the same for all."""
        own = f"{name}_{self.rank}"
        return self.columns[own if own in self.columns else name]


def _size(limit: TimeLimit) -> float:
    """About how many calendar days a limit is, to tell which is longer."""
    if isinstance(limit, ClockLimit):
        return float(Fraction(limit.minutes, MINUTES_A_DAY))
    return limit.count * (1.4 if limit.kind is DayKind.WORKING else 1.0)


def _and_before(day: date | None, rule: StayRule | IdleRule | ResponseRule, judged: Judged, truth: str) -> str:
    """Whether an instance also began before a day; `UNSURE` where that is not known."""
    gauge = judged.how.gauge
    if day is None or gauge is None:
        return truth
    low, high = (f"j0.{name}" for name in _beginning(rule))
    border = gauge.point(day)
    return (
        f"CASE WHEN {low} >= {border} OR ({truth}) = {MISSING} THEN {MISSING}"
        f" WHEN {high} < {border} THEN {truth} ELSE {UNSURE} END"
    )


def _beginning(rule: StayRule | IdleRule | ResponseRule) -> tuple[str, str]:
    """The columns between which an instance began; of all stays together the first of them."""
    if isinstance(rule, IdleRule):
        return "start_low", "start_high"
    return ("first_from", "first_by") if isinstance(rule, StayRule) and rule.total else ("came_from", "came_by")


def _held(
    condition: RowExpression | None, visits: Visits, conditions: Conditions, kept: str, alias: str
) -> tuple[str, str]:
    """What to join for whether a condition held for each instance when its time ended, or holds now; and that, as a truth or
    `UNSURE`.

    Where records stand in dated exports, the last one before the end and the first one from it on have to say the same. Of
    instances that are kept under every limit the answer for now will do.

    Args:
        condition: of the record; None holds for all.
        visits: of the process.
        conditions: answers whether records meet it.
        kept: whether an instance is kept under every limit.
        alias: of what is joined.
    """
    join, now = joined_now(condition, visits, conditions, "j0.record", alias)
    if condition is None:
        return join, now
    answers = conditions.in_exports(visits.process.source, condition) if visits.sighted else None
    if answers is None:
        return join, now
    days = visits.table(EXPORT_DAYS)
    first = f"CASE WHEN {alias}_b.day IS NULL THEN (SELECT MIN(day) FROM {days}) END"
    sides = {"earlier": f"{alias}_a.earlier", "later": f"COALESCE({alias}_b.later, {first})"}
    join += f"""
LEFT JOIN {days} AS {alias}_a ON {alias}_a.day = j0.over_day
LEFT JOIN {days} AS {alias}_b ON {alias}_b.day = j0.over_day - 1"""
    for side, day in sides.items():
        shown = f"{alias}_{side}"
        join += f"\nLEFT JOIN {shown_in_exports(visits, answers)} AS {shown} ON {shown}.record = j0.record AND {shown}.day = {day}"
    earlier, later = (
        f"CASE WHEN {alias}_{side}.record IS NULL THEN {NOT_LISTED} ELSE COALESCE({alias}_{side}.answer, {UNSURE}) END"
        for side in sides
    )
    listed = (
        f"CASE WHEN {alias}_earlier.record IS NULL THEN {later} WHEN {alias}_later.record IS NULL THEN {earlier}"
        f" WHEN ({earlier}) = ({later}) THEN {earlier} ELSE {UNSURE} END"
    )
    untold = f"{alias}_earlier.record IS NULL AND {alias}_later.record IS NULL"
    return join, f"CASE WHEN j0.goes_on OR ({kept}) OR ({untold}) THEN {now} ELSE {listed} END"
