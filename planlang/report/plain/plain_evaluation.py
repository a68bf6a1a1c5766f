"""A whole evaluation as plain values, everything in it, in a fixed order of keys.

In: an evaluation. Out: what `evaluation.schema.json` describes. Lists that may be long are iterators: their items are made
when they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, assert_never

from planlang.data.loaded.snapshot import DataNote, Load
from planlang.diagnostics.text import Language
from planlang.evaluate.alerts.histories import History
from planlang.evaluate.results.alert_states import AlertEvent, AlertState, Bound
from planlang.evaluate.results.evaluation import (
    AsOf,
    Conversion,
    Deadline,
    Evaluation,
    MetricValue,
    RuleCount,
    StageCount,
    Verdict,
    Violation,
)
from planlang.evaluate.results.violations import Violations
from planlang.evaluate.results.wording import allowed_words
from planlang.report.plain.alike import state_items, violation_items
from planlang.report.plain.indented import Kept
from planlang.report.plain.plain import (
    MOST_KEPT,
    Object,
    bounds,
    day_count,
    evidence,
    exact,
    figure,
    period,
    place,
    plan_head,
    reading,
    said,
    schedule,
    unit,
)
from planlang.report.plain.plain_cards import incentives, promotions, scorecards
from planlang.report.plain.plain_changes import changes
from planlang.report.plain.plain_goals import chains, goal, recurring, split_check
from planlang.report.plain.plain_market import assumed, assumption, strategies
from planlang.report.plain.plain_meetings import meetings
from planlang.report.plain.plain_money import budget, resources
from planlang.report.plain.plain_people import roles
from planlang.report.plain.plain_rhythm import notices, risks
from planlang.report.plain.plain_segments import customers, segments
from planlang.report.plain.process.pipelines import pipelines
from planlang.report.words.names import party_name
from planlang.report.words.rules import stage_of, standard_of
from planlang.semantics.model import Proposal, ProposedTask, Return
from planlang.values.periods import DAY


def evaluation(value: Evaluation) -> Object:
    """The evaluation, without its schema's name."""
    return {
        "plan": plan_head(value.plan),
        "as_of": as_of(value.as_of),
        "grain": value.grain.value,
        "provisional": value.provisional,
        "goals": [goal(one, value) for one in value.goals],
        **({"assumptions": [assumption(one) for one in value.assumptions]} if value.assumptions else {}),
        **strategies(value),
        **({"splits": [split_check(one) for one in value.splits]} if value.splits else {}),
        **chains(value.plan),
        **({"recurring": [recurring(one) for one in value.recurring]} if value.recurring else {}),
        "metrics": (_metric(metric, value) for metric in value.metrics),
        "stages": [_stage(stage, value) for stage in value.stages],
        **pipelines(value),
        "conversions": [_conversion(one) for one in value.conversions],
        **segments(value.segments, value.plan.model),
        **customers(value),
        "rules": [_rule(rule) for rule in value.rules],
        "violations": _violations(value),
        "alerts": (_alert(event, value) for event in value.alerts),
        "history": _history(value),
        "upcoming": (_deadline(deadline) for deadline in value.upcoming),
        "schedule": schedule(value.schedule, value.plan),
        "meetings": meetings(value),
        **({"budgets": [budget(one, value.plan) for one in value.budgets]} if value.budgets else {}),
        **resources(value),
        **changes(value),
        **scorecards(value),
        **incentives(value),
        **promotions(value),
        **roles(value.plan),
        **risks(value),
        **notices(value),
        **_notes(value),
        "data": {
            "loads": [load(item) for item in (*value.loads, *value.corrected)],
            "notes": [note(one) for one in value.notes],
            "missing": [said(message) for message in value.missing],
            "unjudged": [{"rule": one.rule, "count": one.count} for one in value.unjudged],
        },
    }


def as_of(value: AsOf) -> Object:
    """What is looked at."""
    return {
        "label": value.label,
        "cut": value.cut.isoformat(),
        "week": period(value.week),
    }


def _metric(value: MetricValue, whole: Evaluation) -> Object:
    """A metric of one entity."""
    return {
        "metric": value.metric,
        "entity": value.entity,
        "period": period(value.period),
        "value": reading(value.value),
        "previous": reading(value.previous),
        "provisional": value.provisional,
        "active_days": day_count(value.active_days),
        "evidence": None if value.evidence is None else evidence(value.evidence),
        **assumed("metric", value.metric, whole),
        **(
            {}
            if value.at_cut is None
            else {"at_cut": {"day": value.at_cut[1].isoformat(), "value": reading(value.at_cut[0])}}
        ),
    }


def _stage(value: StageCount, whole: Evaluation) -> Object:
    """The records in a stage, and what its block in the plan says of it."""
    stage = stage_of(value.process, value.stage, whole.plan)
    party = None if stage is None else stage.responsible
    day = whole.as_of.week.last_day
    return {
        "process": value.process,
        "stage": value.stage,
        "records": figure(value.records),
        "before": figure(value.before),
        "amount": None if value.amount is None else figure(value.amount),
        "amount_unit": None if value.amount_unit is None else unit(value.amount_unit),
        "day": value.day.isoformat(),
        "aim": None if stage is None else stage.aim,
        "standard": None if stage is None else stage.standard,
        "responsible": None if party is None else party_name(party, whole.plan.model, day, Language.EN),
    }


def _conversion(value: Conversion) -> Object:
    """Expected against actual conversion of a stage."""
    return {
        "process": value.process,
        "stage": value.stage,
        "expected": exact(value.expected),
        **said(None if value.within is None else allowed_words(value.within), "within"),
        "since": value.since.isoformat(),
        "members": value.members,
        "counted": value.counted,
        "converted": value.converted,
        "immature": value.immature,
        "undated": value.undated,
        "rate": figure(value.rate),
        "bounds": None if value.bounds is None else bounds(value.bounds),
        "whole": None if value.whole is None else bounds(value.whole),
        "verdict": value.verdict.value,
        "behind": list(value.behind),
    }


def _rule(value: RuleCount) -> Object:
    """How the instances of a rule fared: one number a verdict, all verdicts present."""
    return {
        "rule": value.rule,
        "severity": value.severity,
        "verdicts": {verdict.value: value.verdicts.get(verdict, 0) for verdict in Verdict},
    }


def _violations(whole: Evaluation) -> Iterator[Any]:
    """Broken rules, those that are alike by an example."""
    found = whole.violations
    return violation_items(found.told() if isinstance(found, Violations) else found, lambda one: _violation(one, whole))


def _violation(value: Violation, whole: Evaluation) -> Object:
    """A broken rule."""
    return {
        "id": value.id,
        "kind": value.kind.value,
        "rule": value.rule,
        "title": value.title,
        "entity": value.entity,
        "severity": value.severity,
        "verdict": value.verdict.value,
        "owner": value.owner,
        "period": period(value.period),
        "value": reading(value.value),
        "limit": reading(value.limit),
        **said(value.limit_words, "limit"),
        **({} if value.until_words is None else said(value.until_words, "until")),
        **said(value.message),
        "since": value.since.isoformat() if value.since else None,
        "due": value.due.isoformat() if value.due else None,
        **_at("due_at", value.due_at),
        **_at("due_from", value.due_from),
        **_at("due_from_at", value.due_from_at),
        "weeks": value.weeks,
        "to": list(value.to),
        "inhibited_by": value.inhibited_by,
        "stage": value.stage,
        "standard": standard_of(value, whole.plan),
        "responsible": list(value.responsible),
        **({"passed_on": list(value.passed_on)} if value.passed_on else {}),
        **({"proposals": [_proposal(one) for one in value.proposals]} if value.proposals else {}),
        **({"goes_on": True} if value.goes_on else {}),
        **({"known": value.known.isoformat()} if value.known else {}),
        "evidence": evidence(value.evidence),
    }


def _alert(value: AlertEvent, whole: Evaluation) -> Object:
    """What is new about an alert."""
    return {
        "news": value.news.value,
        **said(value.message),
        "violation": value.violation or None,
        "to": list(value.to),
        "state": _state(value.state),
        **assumed("alert", value.state.alert, whole),
    }


def _history(whole: Evaluation) -> Iterator[Any]:
    """The states of alerts, those in columns without making them."""
    if isinstance(whole.history, History):
        return state_items(whole.history, _state)
    return (_state(state) for state in whole.history)


def _state(value: AlertState) -> Object:
    """An alert at the close of one period."""
    return {
        "alert": value.alert,
        "entity": value.entity,
        "period": period(value.period),
        "phase": value.phase.value,
        "severity": value.severity,
        "streak": value.streak,
        "age": value.age,
        "fired": value.fired,
        "value": reading(value.value),
        "limit": reading(value.limit),
        **_scaled(value.bound),
        **_until(value.until),
        "no_data": value.no_data,
        "skipped": value.skipped,
    }


def _scaled(value: Bound | None) -> Object:
    """How a limit was scaled by working days; nothing where it was not."""
    if value is None or value.scaled is None:
        return {}
    scaled = value.scaled
    return {
        "scaled": {
            "written": reading(scaled.written),
            "of": day_count(scaled.nominal),
            "worked": day_count(scaled.worked),
        }
    }


def _until(value: Bound | None) -> Object:
    """The limit that ends an alert; nothing where there is none."""
    return {} if value is None else {"until": _ending(value)}


@lru_cache(maxsize=MOST_KEPT)
def _ending(value: Bound) -> Object:
    """A limit with how a figure compares with it."""
    return Kept({"operator": value.operator.value, "limit": reading(value.limit)})


def _notes(whole: Evaluation) -> Object:
    """The notes of the plan; nothing where there are none."""
    found = [
        {
            "kind": one.kind,
            "name": one.ident.name,
            "title": one.ident.title,
            "stage": one.stage,
            "label": note.label,
            "text": note.text,
            "where": note.span.place(),
        }
        for one in whole.plan.model.notes.values()
        for note in one.notes
    ]
    return {"notes": found} if found else {}


def _deadline(value: Deadline) -> Object:
    """What will be broken next."""
    return {
        "rule": value.rule,
        "entity": value.entity,
        "owner": value.owner,
        "due": value.due.isoformat(),
        **_at("due_at", value.due_at),
        **_at("reminded", value.reminded),
        **_at("reminded_at", value.reminded_at),
        **({"to": list(value.to)} if value.reminded is not None else {}),
    }


def _proposal(value: Proposal) -> Object:
    """What is proposed: a task, or a move of the record back to a stage."""
    match value:
        case ProposedTask(task=name):
            return {"kind": "task", "name": name}
        case Return(stage=name):
            return {"kind": "return", "name": name}
        case _:
            assert_never(value)


def _at(key: str, value: date | None) -> Object:
    """A day, or a local time of the plan; nothing where there is none."""
    return {} if value is None else {key: value.isoformat()}


def load(value: Load) -> Object:
    """A file that was read."""
    return {
        "source": value.source,
        "file": value.file,
        "digest": value.digest,
        "encoding": value.encoding,
        "covers": {
            "start": value.covers[0].isoformat() if value.covers[0] > date.min else None,
            "end": (value.covers[1] - DAY).isoformat(),
        },
        "snapshot": value.snapshot.isoformat() if value.snapshot else None,
        "arrived": value.arrived.isoformat() if value.arrived else None,
        "rows": {
            "in_file": value.rows.in_file,
            "used": value.rows.used,
            "set_aside": dict(value.rows.set_aside),
            "left_out": dict(value.rows.left_out),
        },
    }


def note(value: DataNote) -> Object:
    """What is wrong with the data."""
    return {
        "fault": value.fault.value,
        "source": value.source,
        "place": place(value.place),
        **said(value.message),
        "rows": value.rows,
        "set_aside": value.set_aside,
    }
