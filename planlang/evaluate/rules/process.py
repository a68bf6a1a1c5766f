"""Judging the rules of a process: what every visit, move and gap of its records amounts to (tests/spec/processes.md).

In: visits, answers about rows, days of activity. Out: `Findings` for each rule, in declared order. How each kind of
rule is judged stands in its own module.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

import numpy as np
from attrs import evolve

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.entities.roster import Roster
from planlang.evaluate.rules.approvals import Cells, Limit, judge_approvals
from planlang.evaluate.rules.cases import by_case
from planlang.evaluate.rules.excused.unread_rows import UnreadRows, left_open, rests_on, unread_rows
from planlang.evaluate.rules.excused.waivers import waived
from planlang.evaluate.rules.findings import Findings, limits_of
from planlang.evaluate.rules.gauges import gauge
from planlang.evaluate.rules.idle import judge_idle, make_activities
from planlang.evaluate.rules.moves import judge_reopenings, judge_returns, judge_skips
from planlang.evaluate.rules.reminders import INSTANT
from planlang.evaluate.rules.requirements import Conditions, judge_requirements, truths
from planlang.evaluate.rules.responses import judge_responses
from planlang.evaluate.rules.stays import judge_stays
from planlang.evaluate.stages.elapsed import DayCount, day_count
from planlang.evaluate.stages.stage_rows import Numbers, activity_times
from planlang.evaluate.stages.visits import Visits
from planlang.plan.plan import Plan
from planlang.semantics.expr import Column, RowExpression
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    DayLimit,
    IdleRule,
    Model,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    SkipRule,
    StayRule,
    Table,
)

ByMoves = StayRule | IdleRule | SkipRule | BackRule | ReopenRule | RequireRule | ResponseRule
"""Rules about when records were where."""


def judge_process(
    plan: Plan, visits: Visits, snapshot: Snapshot, conditions: Conditions, roster: Roster | None = None
) -> tuple[Findings, ...]:
    """What each rule of a process found as of the cut of its visits, in declared order.

    Args:
        plan: working days are those of its own calendar.
        visits: of the process.
        snapshot: for the days of activity that idle rules ask for.
        conditions: answers whether rows meet the conditions of `where` and `requires`, and what stands in their cells.
        roster: who holds which role, for approvals; None: nobody is known.
    """
    rules = visits.process.rules
    limits = [limit.count for rule in rules for limit in limits_of(rule) if isinstance(limit, DayLimit)]
    days = day_count(plan.calendar, visits.earliest, visits.cut, max(limits, default=0))
    asked = dict.fromkeys(source for rule in rules for source in rests_on(rule, visits))
    unread = {source: unread_rows(source, visits, plan.model, snapshot) for source in asked}

    def judge(rule: ProcessRule) -> Findings:
        if isinstance(rule, ApprovalRule):
            return _judge_approvals(rule, plan.model, visits, conditions, roster)
        return _judge_cases(rule, plan, visits, snapshot, conditions, days)

    found = (left_open(judge(rule), _of(rule, visits, unread)) for rule in rules)
    last_day = np.datetime64((visits.cut_at - INSTANT).date())
    return tuple(waived(one, plan.model.waivers.values(), last_day) for one in found)


def _of(rule: ProcessRule, visits: Visits, unread: Mapping[str, UnreadRows | None]) -> tuple[UnreadRows, ...]:
    """The rows set aside that could mend a breach of a rule."""
    found = (unread[source] for source in rests_on(rule, visits))
    return tuple(rows for rows in found if rows is not None)


def _judge_approvals(
    rule: ApprovalRule, model: Model, visits: Visits, conditions: Conditions, roster: Roster | None
) -> Findings:
    """The findings of one rule about what has to be approved."""
    source = model.sources[visits.process.source]
    names = (rule.column, rule.approver, *((rule.on,) if rule.on is not None else ()))
    columns = [Column(name, source.column(name).unit) for name in names]
    cells = {
        key: Cells(value, approver, on[0] if on else None)
        for key, (value, approver, *on) in conditions.cells(source.ident.name, columns).items()
    }
    unit = columns[0].unit

    def may(person: str, day: date) -> Limit | None:
        """The highest limit of the roles that somebody holds."""
        held = (
            {post.role for post in roster.posts_of.get(person, ()) if post.holds(day)} if roster is not None else set()
        )
        if not held:
            return None
        limits = [
            one.limit
            for role in held & model.roles.keys()
            for one in model.roles[role].authority
            if one.what in rule.names and one.unit == unit
        ]
        return Limit(max(limits, default=None))

    return judge_approvals(rule, visits, cells, unit, may)


def _judge_cases(
    rule: ByMoves, plan: Plan, visits: Visits, snapshot: Snapshot, conditions: Conditions, days: DayCount
) -> Findings:
    """The findings of one rule, under the limit that counts for each record."""
    if not isinstance(rule, StayRule | IdleRule | ResponseRule) or not rule.cases:
        return _judge(rule, plan, visits, snapshot, conditions, days)
    limits = limits_of(rule)
    found = [_judge(evolve(rule, limit=limit), plan, visits, snapshot, conditions, days) for limit in limits]
    return evolve(by_case(found, limits, rule.cases, conditions), rule=rule)


def _judge(
    rule: ByMoves, plan: Plan, visits: Visits, snapshot: Snapshot, conditions: Conditions, days: DayCount
) -> Findings:
    """The findings of one rule."""
    zone = plan.model.plan.zone
    match rule:
        case StayRule():
            by = gauge(rule.limit, visits, days, zone)
            return judge_stays(rule, visits, by, _applies(rule.where, visits, conditions))
        case IdleRule():
            records = plan.model.sources[visits.process.source].shape
            assert isinstance(records, Table), "a process goes over records"
            found = activity_times(rule.activities, records.key, visits.index, plan.model, snapshot, visits.cut_at)
            by = gauge(rule.limit, visits, days, zone)
            activities = make_activities(found, snapshot.coverage.get(rule.activities, ()), by)
            return judge_idle(rule, visits, by, _applies(rule.where, visits, conditions), activities)
        case SkipRule():
            return judge_skips(rule, visits)
        case BackRule():
            return judge_returns(rule, visits)
        case ReopenRule():
            return judge_reopenings(rule, visits)
        case RequireRule():
            return judge_requirements(rule, visits, plan.model, conditions)
        case ResponseRule():
            return judge_responses(rule, visits, gauge(rule.limit, visits, days, zone))
        case unreachable:
            assert_never(unreachable)


def _applies(condition: RowExpression | None, visits: Visits, conditions: Conditions) -> Numbers:
    """For each record whether the rule's condition holds now: 1, 0, or -1 where that is unknown."""
    if condition is None:
        return np.ones(len(visits.records), dtype=np.int64)
    return truths(conditions.holds(visits.process.source, condition), visits)
