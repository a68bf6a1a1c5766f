"""Judging the rules of a process: what every visit, move and gap of its records amounts to (tests/spec/processes.md).

In: visits, answers about rows, days of activity. Out: what each rule found, in declared order. How each kind of rule is judged
stands in its own module.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

import numpy as np
from attrs import evolve

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.entities.roster import Roster
from planlang.evaluate.rules.approvals import Authority, judge_approvals
from planlang.evaluate.rules.cases import by_case
from planlang.evaluate.rules.conditions import Conditions
from planlang.evaluate.rules.customers.files import judge_files
from planlang.evaluate.rules.customers.handed import are_handed_over
from planlang.evaluate.rules.customers.owners import judge_hand_over, judge_holding, judge_same_owner
from planlang.evaluate.rules.customers.revisits import judge_revisits
from planlang.evaluate.rules.excused.unread_rows import UnreadRows, left_open, rests_on, unread_rows
from planlang.evaluate.rules.excused.untold_stages import untold
from planlang.evaluate.rules.excused.waivers import waived
from planlang.evaluate.rules.findings import limits_of
from planlang.evaluate.rules.gauges.gauge import Gauge
from planlang.evaluate.rules.gauges.making import Gauges
from planlang.evaluate.rules.idle import judge_idle
from planlang.evaluate.rules.judged import Judged, Judgement
from planlang.evaluate.rules.moves import judge_reopenings, judge_returns, judge_skips
from planlang.evaluate.rules.owed.responses import judge_responses
from planlang.evaluate.rules.owed.todos import Happened, judge_todos
from planlang.evaluate.rules.reminders import INSTANT
from planlang.evaluate.rules.requirements import judge_requirements
from planlang.evaluate.rules.stays import judge_stays
from planlang.evaluate.stages.activities import Activities
from planlang.evaluate.stages.holders import HOLDERS, keep_holders
from planlang.evaluate.stages.stage_rows import NEWEST, keep_activities, keep_activities_of
from planlang.evaluate.stages.visits import Visits
from planlang.frozen import field, frozen
from planlang.plan.plan import Plan
from planlang.query.processes.records import Via
from planlang.semantics.expr import Aggregate, Column
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    FileRule,
    HandOverRule,
    HoldRule,
    IdleRule,
    Model,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    RevisitRule,
    SameOwnerRule,
    SkipRule,
    StayRule,
    Table,
    TodoRule,
)
from planlang.values.periods import DAY
from planlang.values.units import RecordOf, Unit

OF_OWNERS = IdleRule | RevisitRule | HoldRule | SameOwnerRule | HandOverRule | FileRule
"""Rules for which it matters who was responsible when."""


def judge_process(
    plan: Plan,
    visits: Visits,
    snapshot: Snapshot,
    conditions: Conditions,
    roster: Roster | None = None,
    into: str = "judged",
) -> tuple[Judged, ...]:
    """What each rule of a process found as of the cut of its visits, in declared order.

    Args:
        plan: working days are those of its own calendar.
        visits: of the process.
        snapshot: for the days of activity that idle rules ask for.
        conditions: answers whether rows meet the conditions of `where` and `requires`, and what stands in their cells.
        roster: who holds which role, for approvals; None: nobody is known.
        into: what the names of the tables begin with that keep what is found.
    """
    rules = visits.process.rules
    limits = [limit for rule in rules for limit in limits_of(rule)]
    handed = False
    if any(isinstance(rule, OF_OWNERS) for rule in rules):
        keep_holders(visits, plan.model, snapshot)
        handed = are_handed_over(visits)
    done = _Done(plan.model, visits, snapshot)
    gauges = Gauges(visits, plan.calendar, plan.model.plan.zone, limits, lambda: _earliest(visits, done, roster))
    judging = _Judging(plan, visits, snapshot, conditions, roster, gauges, done, handed)
    asked = dict.fromkeys(source for rule in rules for source in rests_on(rule, visits))
    unread = {source: unread_rows(source, visits, plan.model, snapshot) for source in asked}
    last_day = np.datetime64((visits.cut_at - INSTANT).date())
    found: list[Judged] = []
    for rank, rule in enumerate(rules):
        kept = f"{into}_{visits.index}_{rank}"
        judged = left_open(
            untold(judging.judged(rule, kept), f"{kept}_untold"), _of(rule, visits, unread), f"{kept}_open"
        )
        found.append(waived(judged, plan.model.waivers.values(), last_day, len(judging.key), f"{kept}_waived"))
    return tuple(found)


def _earliest(visits: Visits, done: _Done, roster: Roster | None) -> date:
    """The first day from which the rules of a process measure anything: an entry, an activity, a change of the owner, or the
    last day of somebody's post.
    """
    rules, days = visits.process.rules, [visits.earliest]
    asked = [f"SELECT MIN(day) AS day FROM {table}" for rule in rules if (table := done.table(rule)) is not None]
    if any(isinstance(rule, OF_OWNERS) for rule in rules):
        asked.append(f"SELECT MIN(LEAST(since_low, since_high)) AS day FROM {visits.table(HOLDERS)}")
    if any(isinstance(rule, HandOverRule) for rule in rules) and roster is not None:
        days += [post.end for post in roster.posts]
    if asked:
        sql = f"SELECT CAST(MIN(day) AS BIGINT) AS day FROM ({' UNION ALL '.join(asked)}) AS d"
        (found,) = visits.engine.run(sql)["day"].tolist()
        if found is not None and found < visits.cut_number:
            days.append(np.datetime64(found, "D").item())
    return min(days)


@frozen(eq=False)
class _Done:
    """When something was done for the records of a process, a table for each source that rules name."""

    model: Model
    visits: Visits
    snapshot: Snapshot
    kept: dict[str, Activities] = field(factory=dict)

    def table(self, rule: ProcessRule) -> str | None:
        """The table of a rule about silence; None for another rule, and where the source is not loaded."""
        return self.of(rule).table if isinstance(rule, IdleRule) else None

    def of(self, rule: IdleRule | RevisitRule) -> Activities:
        """What the source of a rule says."""
        model, visits, name = self.model, self.visits, rule.activities
        if name not in self.kept:
            records = model.sources[visits.process.source].shape
            assert isinstance(records, Table), "a process goes over records"
            kept = f"activities_{visits.index}_{list(model.sources).index(name)}"
            column = rule.via if isinstance(rule, IdleRule) else None
            if column is None:
                known = keep_activities(
                    name, tuple(records.key), visits.index, model, self.snapshot, visits.cut_at, kept
                )
            else:
                via = _via(column, visits, model)
                known = visits.has_source and keep_activities_of(name, via, model, self.snapshot, visits.cut_at, kept)
            loaded = self.snapshot.coverage.get(name, ())
            if visits.told_until is not None:  # later nobody knows which records there are
                over = np.datetime64(visits.told_until, "D").item()
                loaded = tuple((begin, min(end, over)) for begin, end in loaded if begin < over)
            self.kept[name] = Activities(kept if known else None, loaded)
        return self.kept[name]


def _of(rule: ProcessRule, visits: Visits, unread: Mapping[str, UnreadRows | None]) -> tuple[UnreadRows, ...]:
    """The rows set aside that could mend a breach of a rule."""
    found = (unread[source] for source in rests_on(rule, visits))
    return tuple(rows for rows in found if rows is not None)


@frozen(eq=False)
class _Judging:
    """What the rules of a process are judged with."""

    plan: Plan
    visits: Visits
    snapshot: Snapshot
    conditions: Conditions
    roster: Roster | None
    gauges: Gauges
    done: _Done
    handed: bool

    @property
    def key(self) -> tuple[str, ...]:
        """The columns by which a record is known."""
        records = self.plan.model.sources[self.visits.process.source].shape
        assert isinstance(records, Table), "a process goes over records"
        return tuple(records.key)

    def judged(self, rule: ProcessRule, kept: str) -> Judged:
        """What one rule found, under the limit that counts for each record; in a table of that name."""
        if not isinstance(rule, StayRule | IdleRule | ResponseRule) or not rule.cases:
            return self.kept(rule, self.judgement(rule, kept), kept)
        limits = limits_of(rule)
        each = [
            self.kept(rule, self.judgement(evolve(rule, limit=limit), kept), f"{kept}_{case}")
            for case, limit in enumerate(limits)
        ]
        return self.kept(rule, by_case(rule, limits, each, self.conditions), kept)

    def kept(self, rule: ProcessRule, how: Judgement, kept: str) -> Judged:
        """What a rule found, in a table of that name."""
        self.visits.engine.keep(kept, how.sql)
        return Judged(rule, self.visits, kept, how)

    def judgement(self, rule: ProcessRule, kept: str) -> Judgement:
        """How one rule judges; names of tables that it needs begin with `kept`."""
        visits, conditions, gauges = self.visits, self.conditions, self.gauges
        match rule:
            case StayRule():
                return judge_stays(rule, visits, gauges.of(rule.limit), conditions)
            case IdleRule():
                return judge_idle(
                    rule, visits, gauges.of(rule.limit), conditions, self.done.of(rule), handed=self.handed
                )
            case RevisitRule():
                return judge_revisits(rule, visits, self.plan, conditions, self.done.of(rule), kept)
            case HoldRule():
                return judge_holding(rule, visits, self.roster, kept)
            case SameOwnerRule():
                return judge_same_owner(rule, visits, gauges.of(rule.limit))
            case HandOverRule():
                return judge_hand_over(rule, visits, gauges.of(rule.limit), self.roster, kept)
            case FileRule():
                return judge_files(rule, visits, conditions)
            case SkipRule():
                return judge_skips(rule, visits)
            case BackRule():
                return judge_returns(rule, visits)
            case ReopenRule():
                return judge_reopenings(rule, visits)
            case RequireRule():
                return judge_requirements(rule, visits, self.plan.model, conditions)
            case ResponseRule():
                return judge_responses(rule, visits, gauges.of(rule.limit))
            case ApprovalRule():
                return self.approvals(rule)
            case TodoRule():
                return self.todos(rule, gauges.of(rule.limit))
            case unreachable:
                assert_never(unreachable)

    def todos(self, rule: TodoRule, gauge: Gauge) -> Judgement:
        """How a rule about what is to be done judges."""
        model, visits = self.plan.model, self.visits
        via = dict(rule.via)
        found: dict[Aggregate, Happened] = {}
        for part in every(rule.done):
            if isinstance(part, Aggregate) and part not in found:
                how = _via(via[part.source], visits, model) if part.source in via else None
                table = self.conditions.happened(part, self.key, visits.index, how)
                found[part] = Happened(part.fold, table, self.snapshot.coverage.get(part.source, ()))
        return judge_todos(rule, visits, gauge, found)

    def approvals(self, rule: ApprovalRule) -> Judgement:
        """How a rule about what has to be approved judges."""
        source = self.plan.model.sources[self.visits.process.source]
        names = (rule.column, rule.approver, *((rule.on,) if rule.on is not None else ()))
        columns = [Column(name, source.column(name).unit) for name in names]
        cells = self.conditions.cells(source.ident.name, columns)
        unit = columns[0].unit
        return judge_approvals(rule, self.visits, cells, unit, _authority(rule, self.plan.model, unit, self.roster))


def _via(column: str, visits: Visits, model: Model) -> Via:
    """How rows belong to the records of a process by a column that names another record."""
    source = visits.process.source
    unit = model.sources[source].column(column).unit
    assert isinstance(unit, RecordOf), "checked: the column names a record"
    shape = model.sources[unit.source].shape
    assert isinstance(shape, Table), "records are named by a key"
    return Via(source, column, visits.table(NEWEST), shape.key[0])


def _authority(rule: ApprovalRule, model: Model, unit: Unit, roster: Roster | None) -> list[Authority]:
    """The highest limit of the roles that each person holds, for every stretch of days in which these are the same."""
    found: list[Authority] = []
    for person, posts in ({} if roster is None else roster.posts_of).items():
        borders = sorted({post.start for post in posts} | {post.end + DAY for post in posts if post.end < date.max})
        ends = [*(border - DAY for border in borders[1:]), date.max]
        for since, until in zip(borders, ends, strict=True):
            held = {post.role for post in posts if post.holds(since)}
            limits = [
                one.limit
                for role in held & model.roles.keys()
                for one in model.roles[role].authority
                if one.what in rule.names and one.unit == unit
            ]
            if held:
                found.append(Authority(person, since, until, max(limits, default=None)))
    return found
