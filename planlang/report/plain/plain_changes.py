"""Changes of the plan as plain values.

In: an evaluation. Out: objects of JSON, one for each list that the plan has something for.
"""

from __future__ import annotations

from datetime import date

from planlang.diagnostics.text import Language
from planlang.evaluate.results.changes import (
    BaselineState,
    Look,
    RevisionState,
    ScenarioState,
    TaskMoved,
    WaiverState,
)
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.readings import Reading
from planlang.report.plain.plain import Object, figure, reading
from planlang.report.words.names import party_name
from planlang.semantics.model import Changed, Decision, Ident


def changes(value: Evaluation) -> Object:
    """`revisions`, `scenarios`, `baselines` and `waivers`, as far as there are some."""
    found = value.changes
    lists = {
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
        "targets": [{"goal": one.goal, "was": reading(one.was), "now": reading(one.now)} for one in state.targets],
        "assumptions": [
            {"assumption": one.assumption, "was": _stated(one.was), "now": _stated(one.now)}
            for one in state.assumptions
        ],
        "alerts": list(state.alerts),
        "otherwise": list(state.otherwise),
        "accepted": list(state.accepted),
        "dropped": list(state.dropped),
        "tasks": _moved(state.tasks),
        "review_on": _day(revision.review_on),
        "reviewed": state.reviewed.value,
    }


def decided(decision: Decision, whole: Evaluation) -> Object:
    """Who wanted something, who decided it, when and why."""
    day, model = whole.as_of.week.last_day, whole.plan.model
    wanted, by = (
        None if party is None else party_name(party, model, day, Language.EN)
        for party in (decision.proposed_by, decision.approved_by)
    )
    return {"proposed_by": wanted, "approved_by": by, "approved_on": _day(decision.on), "because": decision.because}


def _scenario(state: ScenarioState) -> Object:
    return {
        **_head(state.scenario.ident),
        "changes": _changed((*state.scenario.changed, *state.scenario.accepted, *state.scenario.dropped)),
        "goals": [{"goal": one.goal, "was": _look(one.was), "now": _look(one.now)} for one in state.goals],
        "tasks": _moved(state.tasks),
        "otherwise": list(state.otherwise),
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
