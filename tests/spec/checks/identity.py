"""Checks for tests/spec/identity.md."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.alerts.alert_news import alert_events, alert_violations
from planlang.evaluate.alerts.alerts import TRUE, fold_alerts
from planlang.evaluate.alerts.histories import JudgedAlert
from planlang.evaluate.results.alert_states import Bound, Compared
from planlang.evaluate.results.evaluation import Evidence, Kind, Verdict, Violation
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.violation import in_report_order, violation_id
from planlang.evaluate.results.violations import listed
from planlang.evaluate.rules.findings import RuleInstance, breaches, broken
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.rules.rule_violations import sentence
from planlang.evaluate.stages.visits import make_visits
from planlang.plan.plan import Plan
from planlang.semantics.expr import Comparison, FigureComparison, FigureConstant
from planlang.semantics.model import Alert, EntityKind, ProcessRule, Rung, Scaling, SkipRule, StayRule
from planlang.values.figure import Known
from planlang.values.periods import Grain, parse_label, week_of
from planlang.values.units import Count, Ratio
from tests.evaluate.judge.answered import Answers
from tests.evaluate.judge.worlds import SPAN, as_of, day, ident, plan, process, rule
from tests.spec.checks.processes import calls, from_exports, from_history, idle_rule, limit


def violation(row: dict[str, str]) -> dict[str, str]:
    kind, *rest = row["parts"].split(",")
    return {"id": violation_id(Kind(kind), *rest)}


def rule_of(text: str) -> ProcessRule:
    kind, *most = text.split()
    if kind == "skip":
        return SkipRule(rule("skip"))
    if kind == "idle":
        return idle_rule(most[0])
    return StayRule(rule("stay.proposal"), "proposal", limit(most[0]), False, None)


def instances(row: dict[str, str]) -> tuple[Plan, tuple[RuleInstance, ...]]:
    of = process(rule_of(row["rule"]))
    found_plan, loaded = (from_exports if row.get("how") == "exports" else from_history)(row["moves"], of, calls(""))
    seen = as_of(day(row["as of"]))
    visits = make_visits(found_plan, loaded, seen)["b2b"]
    (found,) = judge_process(found_plan, visits, loaded, Answers().on(loaded))
    ever = week_of(date(2026, 1, 5))
    bad = broken(found.broken(ever), ever)
    mine = [one for one in breaches(bad, range(len(bad.verdict)), ever) if one.record == "D1"]
    return found_plan, tuple(mine)


def activation(row: dict[str, str]) -> dict[str, str]:
    return {"activation": " ".join(one.activation for one in instances(row)[1])}


def sentence_of(row: dict[str, str]) -> tuple[str, str]:
    found_plan, (first, *_) = instances(row)
    message = sentence(first, found_plan)
    return message.render(Language.EN), message.render(Language.ZH)


ALERT = Alert(
    ident=ident("a1"),
    entity=EntityKind.PERSON,
    role=None,
    where=None,
    grain=Grain.WEEK,
    rungs=(
        Rung(
            "warning",
            FigureComparison(
                Comparison.LESS,
                FigureConstant(Decimal(1), Count(), SPAN),
                FigureConstant(Decimal(10), Count(), SPAN),
                SPAN,
            ),
            1,
            None,
        ),
    ),
    keep=0,
    reset_on_gap=False,
    scaling=Scaling.LOWER,
    notify=(),
    escalation=(),
    inhibits=(),
    say=None,
    shown=(),
    start=None,
)


def order(row: dict[str, str]) -> dict[str, str]:
    alerts = {name: attrs.evolve(ALERT, ident=ident(name, rank)) for rank, name in enumerate(("a1", "a2"))}
    found_plan = plan(of=process(SkipRule(attrs.evolve(rule("skip"), name="r1", order=7))))
    found_plan = attrs.evolve(found_plan, model=attrs.evolve(found_plan.model, alerts=alerts))
    given = []
    for text in row["violations"].split(";"):
        name, severity, entity = text.split()
        kind = Kind.ALERT if name.startswith("a") else Kind.RULE
        given.append(made(kind, name, entity, severity))
    for some in (given, given[::-1]):
        ordered = in_report_order(listed(some), found_plan, ("team:north", "rep:张丽", "rep:李明"))
    return {"order": ", ".join(f"{one.rule} {one.entity}" for one in ordered)}


def made(kind: Kind, name: str, entity: str, severity: str) -> Violation:
    nothing = Text("test.nothing", "")()
    return Violation(
        id=violation_id(kind, name, entity),
        kind=kind,
        rule=name,
        title=name,
        entity=entity,
        severity=severity,
        owner=None,
        period=None,
        value=None,
        limit=None,
        limit_words=None,
        message=nothing,
        since=None,
        due=None,
        weeks=1,
        verdict=Verdict.VIOLATED,
        to=(),
        inhibited_by=None,
        evidence=Evidence("", "", None),
    )


def say(row: dict[str, str]) -> dict[str, str]:
    weeks = [week_of(date(2026, 2, 23) + timedelta(weeks=i)) for i in range(3)]
    assert weeks[-1] == parse_label("2026-W11")
    when = np.full((1, 1, 3), TRUE, dtype=np.int8)
    fold = fold_alerts(when, [None], needed=[1], keep=0, reset_on_gap=False, counts_age=np.ones(3, dtype=bool))
    visits, most = Reading(Known(Fraction(8)), Count()), Reading(Known(Fraction(10)), Count())
    judged = JudgedAlert(
        attrs.evolve(ALERT, say=row["template"]),
        ("rep:张丽",),
        weeks,
        fold,
        lambda _, entities, __: [Compared(visits, Bound(Comparison.LESS, most, None))] * len(entities),
        lambda *_: {"visits": visits, "win_rate": Reading(Known(Fraction("0.18992")), Ratio())},
    )
    events = alert_events(judged, plan(), weeks[-1], lambda *_: ())
    (found,) = alert_violations(judged, events, weeks[-1], lambda _: None)
    return {"says": found.message.render(Language(row["language"]))}


def sentence_row(row: dict[str, str]) -> dict[str, str]:
    english, chinese = sentence_of(row)
    return {"en": english, "zh": chinese}
