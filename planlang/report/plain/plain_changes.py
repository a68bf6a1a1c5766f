"""Changes of the plan as plain values.

In: an evaluation. Out: objects of JSON, one for each list that the plan has something for.
"""

from __future__ import annotations

from datetime import date

from planlang.diagnostics.text import Language
from planlang.evaluate.results.changes import (
    AccountMoved,
    AdjustmentState,
    BaselineState,
    Difference,
    LimitMoved,
    Look,
    ProposalState,
    RevisionState,
    ScenarioState,
    StrategyDropped,
    TaskMoved,
    WaiverState,
)
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import allowed_reading
from planlang.plan.limits import Limited, own_cases
from planlang.report.plain.plain import Object, figure, period, reading
from planlang.report.words.names import party_name
from planlang.semantics.model import Changed, Decision, Ident


def changes(value: Evaluation) -> Object:
    """`adjustments`, `revisions`, `scenarios`, `baselines` and `waivers`, as far as there are some."""
    found = value.changes
    lists = {
        "adjustments": [_adjustment(one, value) for one in value.adjustments],
        "revisions": [_revision(one, value) for one in found.revisions],
        "scenarios": [_scenario(one) for one in found.scenarios],
        "baselines": [_baseline(one) for one in found.baselines],
        "waivers": [_waiver(one, value) for one in found.waivers],
    }
    return {name: entries for name, entries in lists.items() if entries}


def _stated(said: Reading | str) -> object:
    return said if isinstance(said, str) else reading(said)


def _revision(state: RevisionState, whole: Evaluation) -> Object:
    revision = state.revision
    return {
        **_head(revision.ident),
        "on": revision.on.isoformat(),
        "in_force": state.in_force,
        "retroactive": state.retroactive,
        **decided(revision.decision, whole),
        "changes": _changed(revision.changed),
        **difference(state.what),
        "review_on": _day(revision.review_on),
        "reviewed": state.reviewed.value,
    }


def difference(what: Difference) -> Object:
    """What a change makes of the plan."""
    return {
        "targets": [{"goal": one.goal, "was": reading(one.was), "now": reading(one.now)} for one in what.targets],
        "assumptions": [
            {"assumption": one.assumption, "was": _stated(one.was), "now": _stated(one.now)} for one in what.assumptions
        ],
        **_accounts(what.accounts),
        **_limits(what.limits),
        **_along(what.strategies),
        "alerts": list(what.alerts),
        "otherwise": list(what.otherwise),
        "accepted": list(what.accepted),
        "dropped": list(what.dropped),
        "tasks": _moved(what.tasks),
    }


def _accounts(moved: tuple[AccountMoved, ...]) -> Object:
    """Accounts with another amount, as far as there are some."""
    found = [{"account": one.account, "was": reading(one.was), "now": reading(one.now)} for one in moved]
    return {"accounts": found} if found else {}


def _limits(moved: tuple[LimitMoved, ...]) -> Object:
    """Rules of processes that allow another time, as far as there are some."""
    found = [{"rule": one.now.ident.name, "was": _allowed(one.was), "now": _allowed(one.now)} for one in moved]
    return {"limits": found} if found else {}


def _along(dropped: tuple[StrategyDropped, ...]) -> Object:
    """What goes with strategies that are given up, as far as there are some."""
    found = [
        {
            "strategy": one.strategy,
            "parts": list(one.parts),
            "costs": [
                {"account": cost.account, "amount": reading(cost.amount), "begun": reading(cost.begun)}
                for cost in one.costs
            ],
            "goals": list(one.goals),
            "no_longer_served": list(one.left),
        }
        for one in dropped
    ]
    return {"strategies_dropped": found} if found else {}


def _allowed(rule: Limited) -> Object:
    """The time that a rule allows for what begins now, and those of its cases."""
    cases = [{"limit": reading(allowed_reading(case.limit)), "where": case.written} for case in own_cases(rule)]
    return {"limit": reading(allowed_reading(rule.limit)), **({"cases": cases} if cases else {})}


def decided(decision: Decision, whole: Evaluation) -> Object:
    """Who wanted something, who decided it, when and why."""
    day, model = whole.as_of.week.last_day, whole.plan.model
    wanted, by = (
        None if party is None else party_name(party, model, day, Language.EN)
        for party in (decision.proposed_by, decision.approved_by)
    )
    return {"proposed_by": wanted, "approved_by": by, "approved_on": _day(decision.on), "because": decision.because}


def _adjustment(state: AdjustmentState, whole: Evaluation) -> Object:
    adjustment = state.adjustment
    condition = adjustment.alert.rungs[0].when.span
    return {
        **_head(adjustment.ident),
        "condition": condition.text,
        "where": condition.place(),
        "changes": _changed((*adjustment.changed, *adjustment.accepted, *adjustment.dropped)),
        **difference(state.what),
        "unknown": state.unknown,
        "proposals": [_proposal(one, whole) for one in state.proposals],
    }


def _proposal(one: ProposalState, whole: Evaluation) -> Object:
    day, model = whole.as_of.week.last_day, whole.plan.model
    by = None if one.rejection is None else one.rejection.by
    cause = one.cause
    return {
        "entity": one.entity,
        "phase": one.phase.value,
        "since": None if one.since is None else period(one.since),
        "decided_on": _day(one.decided_on),
        "decided_by": None if by is None else party_name(by, model, day, Language.EN),
        "because": None if one.rejection is None else one.rejection.because,
        "revision": one.by,
        "until": _day(one.until),
        "in_force": list(one.in_force),
        "cause": None if cause is None else cause.phase.value,
        "streak": 0 if cause is None else cause.streak,
        "no_data": cause is not None and cause.no_data,
        "value": None if cause is None else reading(cause.value),
        "limit": None if cause is None else reading(cause.limit),
        "to": list(one.to),
        "history": [{"period": at.label, "phase": phase.value} for at, phase in one.history],
    }


def _scenario(state: ScenarioState) -> Object:
    return {
        **_head(state.scenario.ident),
        "changes": _changed((*state.scenario.changed, *state.scenario.accepted, *state.scenario.dropped)),
        "goals": [{"goal": one.goal, "was": _look(one.was), "now": _look(one.now)} for one in state.goals],
        **_accounts(state.accounts),
        **_limits(state.limits),
        **_along(state.strategies),
        "tasks": _moved(state.tasks),
        "otherwise": list(state.otherwise),
        **({"dropped": list(state.dropped)} if state.dropped else {}),
        "finish": _finish(state.finish),
    }


def _baseline(state: BaselineState) -> Object:
    return {
        **_head(state.baseline.ident),
        "on": state.baseline.on.isoformat(),
        "tasks": _moved(state.tasks),
        "finish": None if state.finish is None else _finish(state.finish),
    }


def _finish(finish: tuple[date, date]) -> Object:
    was, now = finish
    return {"was": was.isoformat(), "now": now.isoformat()}


def _waiver(state: WaiverState, whole: Evaluation) -> Object:
    waiver = state.waiver
    return {
        **_head(waiver.ident),
        "process": waiver.process,
        "rules": [{"rule": one.rule, "stages": list(one.stages), "activities": one.activities} for one in waiver.rules],
        "keys": list(waiver.keys),
        "unknown": list(state.unknown),
        "until": waiver.until.isoformat(),
        "term": state.term.value,
        "soon": state.soon,
        **decided(waiver.decision, whole),
    }


def _changed(what: tuple[Changed, ...]) -> list[Object]:
    return [{"kind": one.kind, "name": one.name} for one in what]


def _look(value: Look) -> Object:
    return {
        "target": figure(value.target),
        "target_to_date": figure(value.due),
        "actual": figure(value.actual),
        "attainment": figure(value.attainment),
    }


def _moved(tasks: tuple[TaskMoved, ...]) -> list[Object]:
    return [{"task": one.task, "was": _day(one.was), "now": _day(one.now), "working_days": one.days} for one in tasks]


def _head(ident: Ident) -> Object:
    return {"name": ident.name, "title": ident.title}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
