"""Which outcomes alerts, rules, goals and filters of metrics can have, and which of them tests have seen.

In: a plan, tests held against it. Out: outcomes by what has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, fields, has

from planlang.evaluate.held import Held
from planlang.evaluate.results.evaluation import Verdict
from planlang.evaluate.testing.states import UNKNOWN, Stood
from planlang.frozen import frozen
from planlang.semantics.expr import (
    Aggregate,
    Column,
    FigureExpression,
    Fold,
    Looked,
    RowAll,
    RowAny,
    RowEmpty,
    RowExpression,
    RowNot,
)
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import BackRule, Expected, Model, PlanTest, ReopenRule, Tested
from planlang.source import Span
from planlang.values.figure import Known
from planlang.values.periods import Grain, period_of
from planlang.values.units import Count

TRUE, FALSE, UNTIL, GAP = "true", "false", "until", "gap"
ON_TRACK, AT_RISK, OFF_TRACK = "on track", "at risk", "off track"
WHOLE = ("plan:",)


@frozen
class Having:
    """What has outcomes.

    Attributes:
        kind: `alert`, `rule`, `goal`, `metric`.
        span: of a metric that of the filter.
    """

    kind: str
    name: str
    span: Span


Seen = dict[Having, dict[str, None]]
"""Outcomes, in the order in which they are told."""


def possible(model: Model) -> Seen:
    """All that can be seen, in declared order."""
    found: Seen = {}
    for name, alert in model.alerts.items():
        outcomes = [TRUE, *(f"{TRUE} {rung.severity}" for rung in alert.rungs[1:]), FALSE, UNKNOWN, UNTIL, GAP]
        found[Having("alert", name, alert.ident.span)] = dict.fromkeys(outcomes)
    for process in model.processes.values():
        for rule in process.rules:
            certain = isinstance(rule, BackRule | ReopenRule)  # a move back is one, however it is known
            outcomes = [TRUE, FALSE] if certain else [TRUE, FALSE, UNKNOWN]
            found[Having("rule", rule.ident.name, rule.ident.span)] = dict.fromkeys(outcomes)
    for name, goal in model.goals.items():
        statuses = (ON_TRACK, OFF_TRACK) if goal.every is not None else (ON_TRACK, AT_RISK, OFF_TRACK)
        found[Having("goal", name, goal.ident.span)] = dict.fromkeys((*statuses, UNKNOWN))
    for name, metric in model.metrics.items():
        for having, filtered in _filters(name, metric.value):
            assert filtered.where is not None, "only filters are looked at"
            unsure = _unsure(filtered.where, model, filtered.source)
            found[having] = dict.fromkeys((TRUE, FALSE, UNKNOWN) if unsure else (TRUE, FALSE))
    return found


def _filters(name: str, value: FigureExpression) -> Iterator[tuple[Having, Aggregate]]:
    """The filters that stand in a metric itself."""
    for part in every(value):
        if isinstance(part, Aggregate) and part.where is not None:
            yield Having("metric", name, getattr(part.where, "span", None) or part.span), part


def _unsure(where: RowExpression, model: Model, source: str) -> bool:
    """Whether it can be unknown if a filter holds for a row."""
    optional = {column.name for column in model.sources[source].columns if column.optional}
    return bool(_open(where, optional))


def _open(part: Any, optional: set[str]) -> set[str]:
    """What an unknown cell of leaves a condition open."""
    match part:
        case RowEmpty():
            return set()
        case RowAny(operands=operands) | RowAll(operands=operands):
            settles = isinstance(part, RowAll)
            asked = {
                one.subject.name
                for one in operands
                if isinstance(one, RowEmpty) and isinstance(one.subject, Column) and one.negated is settles
            }
            return {name for one in operands for name in _open(one, optional)} - asked
        case Column(name=name):
            return {name} & optional
        case Looked(name=name):
            return {name}
        case tuple():
            return {name for one in part for name in _open(one, optional)}
        case _ if has(type(part)) and not isinstance(part, Span):
            inner = (getattr(part, one.name) for one in fields(type(part)) if one.name != "span")
            return {name for one in inner for name in _open(one, optional)}
    return set()


def seen(
    held: Held, test: PlanTest, found: Mapping[Expected, Stood], reached: frozenset[str]
) -> Iterator[tuple[Having, str]]:
    """What a test has seen of what is expected in it, and of the metrics that its subject rests on."""
    model = held.plan.model
    match test.of:
        case Tested.ALERT:
            alert = model.alerts[test.subject]
            having = Having("alert", test.subject, alert.ident.span)
            for state in found.values():
                yield from ((having, outcome) for outcome in _of_alert(state))
        case Tested.PROCESS:
            rules = {rule.ident.name: rule.ident.span for rule in model.processes[test.subject].rules}
            for state in found.values():
                for rule, verdict in state.rules.items():
                    outcome = _of_verdict(verdict)
                    if outcome is not None:
                        yield Having("rule", rule, rules[rule]), outcome
        case Tested.GOAL:
            having = Having("goal", test.subject, model.goals[test.subject].ident.span)
            yield from ((having, state.word) for state in found.values())
        case Tested.METRIC:
            pass
    yield from _filtered(held, test, reached)


def _of_alert(state: Stood) -> Iterator[str]:
    if UNKNOWN in state.also:
        yield UNKNOWN
        if state.word in ("pending", "firing"):
            yield GAP
    elif state.word == "firing":
        yield TRUE
        yield from (f"{TRUE} {level}" for level in state.also)
    elif state.word == "inactive":
        yield FALSE
    elif state.word == "resolved":
        yield UNTIL


def _of_verdict(verdict: Verdict) -> str | None:
    match verdict:
        case Verdict.VIOLATED:
            return TRUE
        case Verdict.SATISFIED | Verdict.PENDING:
            return FALSE
        case Verdict.POSSIBLE | Verdict.UNKNOWN:
            return UNKNOWN
    return None


def _filtered(held: Held, test: PlanTest, reached: frozenset[str]) -> Iterator[tuple[Having, str]]:
    """What filters did with the rows of a test."""
    grid = held.plan.grid
    weeks = tuple(dict.fromkeys(period_of(period.last_day, Grain.WEEK, grid) for period in test.periods))
    for name, metric in held.plan.model.metrics.items():
        if name not in reached:
            continue
        for having, part in _filters(name, metric.value):
            assert part.where is not None, "only filters are looked at"
            rows = evolve(part, fold=Fold.COUNT, value=None, credit=None, unit=Count(), min_sample=0)
            others = evolve(rows, where=RowNot(part.where))
            every_row = evolve(rows, where=None)
            held.figures.prepare((rows, others, every_row))
            counted = [held.figures.metric(one, WHOLE, weeks).row(0) for one in (rows, others, every_row)]
            for figures in zip(*counted, strict=True):
                yes, no, all_ = (figure.value if isinstance(figure, Known) else 0 for figure in figures)
                if yes:
                    yield having, TRUE
                if no:
                    yield having, FALSE
                if all_ > yes + no:
                    yield having, UNKNOWN
