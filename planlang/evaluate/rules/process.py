"""Judging the rules of a process: what every visit, move and gap of its records amounts to (tests/spec/processes.md).

In: visits, answers about rows, days of activity. Out: `Findings` for each rule, in declared order. How each kind of
rule is judged stands in its own module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import numpy as np
from attrs import evolve

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.rules.cases import by_case
from planlang.evaluate.rules.findings import Findings, limits_of
from planlang.evaluate.rules.gauges import gauge
from planlang.evaluate.rules.idle import judge_idle, make_activities
from planlang.evaluate.rules.moves import judge_reopenings, judge_returns, judge_skips
from planlang.evaluate.rules.requirements import Conditions, judge_requirements, truths
from planlang.evaluate.rules.responses import judge_responses
from planlang.evaluate.rules.stays import judge_stays
from planlang.evaluate.rules.unread_rows import UnreadRows, left_open, rests_on, unread_rows
from planlang.evaluate.stages.elapsed import DayCount, day_count
from planlang.evaluate.stages.stage_rows import Numbers, activity_times
from planlang.evaluate.stages.visits import Visits
from planlang.plan.plan import Plan
from planlang.semantics.expr import RowExpression
from planlang.semantics.model import (
    BackRule,
    DayLimit,
    IdleRule,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    SkipRule,
    StayRule,
    Table,
)


def judge_process(plan: Plan, visits: Visits, snapshot: Snapshot, conditions: Conditions) -> tuple[Findings, ...]:
    """What each rule of a process found as of the cut of its visits, in declared order.

    Args:
        plan: working days are those of its own calendar.
        visits: of the process.
        snapshot: for the days of activity that idle rules ask for.
        conditions: answers whether rows meet the conditions of `where` and `requires`.
    """
    rules = visits.process.rules
    limits = [limit.count for rule in rules for limit in limits_of(rule) if isinstance(limit, DayLimit)]
    days = day_count(plan.calendar, visits.earliest, visits.cut, max(limits, default=0))
    asked = dict.fromkeys(source for rule in rules for source in rests_on(rule, visits))
    unread = {source: unread_rows(source, visits, plan.model, snapshot) for source in asked}
    return tuple(
        left_open(_judge_cases(rule, plan, visits, snapshot, conditions, days), _of(rule, visits, unread))
        for rule in rules
    )


def _of(rule: ProcessRule, visits: Visits, unread: Mapping[str, UnreadRows | None]) -> tuple[UnreadRows, ...]:
    """The rows set aside that could mend a breach of a rule."""
    found = (unread[source] for source in rests_on(rule, visits))
    return tuple(rows for rows in found if rows is not None)


def _judge_cases(
    rule: ProcessRule, plan: Plan, visits: Visits, snapshot: Snapshot, conditions: Conditions, days: DayCount
) -> Findings:
    """The findings of one rule, under the limit that counts for each record."""
    if not isinstance(rule, StayRule | IdleRule | ResponseRule) or not rule.cases:
        return _judge(rule, plan, visits, snapshot, conditions, days)
    limits = limits_of(rule)
    found = [_judge(evolve(rule, limit=limit), plan, visits, snapshot, conditions, days) for limit in limits]
    return evolve(by_case(found, limits, rule.cases, conditions), rule=rule)


def _judge(
    rule: ProcessRule, plan: Plan, visits: Visits, snapshot: Snapshot, conditions: Conditions, days: DayCount
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
