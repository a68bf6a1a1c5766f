"""The message of an alert: its placeholders, and the figures that it shows.

In: `say "{rep}: {visits} visits"` and the conditions of the alert. Out: the text with every placeholder under its
canonical name, and the figure behind each one that is not about the alert itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planlang.diagnostics.text import Text
from planlang.semantics.expr import (
    FigureExpression,
    GoalMeasure,
    MetricRef,
    OfGoal,
    OverWindow,
    ThisPeriod,
)
from planlang.semantics.expressions.builtins import FUNCTIONS
from planlang.semantics.expressions.walk import every
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.uses import note_text
from planlang.semantics.names.vocabulary import EVERYBODY, TEAM_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import Ratio

UNKNOWN = Text("unknown-placeholder", "nothing is called `{name}` here")
UNKNOWN_HELP = Text(
    "unknown-placeholder.help", "write the name of a metric, or one of {names}; a plain brace is written twice"
)
BROKEN = Text("unknown-placeholder.brace", "this brace has no partner")
BROKEN_HELP = Text("unknown-placeholder.brace-help", "a plain brace is written twice: `{{{{` or `}}}}`")

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
"""In `{{x}} {visits} }` it finds `{{`, `}}`, `{visits}`, `}`."""

ABOUT_THE_ALERT = {
    "streak": "streak",
    "连续": "streak",
    "age": "age",
    "持续": "age",
    "week": "week",
    "周": "week",
    "period": "period",
    "期间": "period",
    "limit": "limit",
    "上限": "limit",
    "下限": "limit",
    "限值": "limit",
    "value": "value",
    "数值": "value",
    "severity": "severity",
    "级别": "severity",
    "plan": "plan",
    "计划": "plan",
}
ABOUT_A_TEAM = dict.fromkeys(TEAM_WORDS, "team")
ABOUT_A_PERSON = dict.fromkeys(EVERYBODY, "rep")
GOAL_MEASURES = {name: function for name, function in FUNCTIONS.items() if isinstance(function.means, GoalMeasure)}


def message(
    bench: Bench,
    scope: Scope,
    say: nodes.Say,
    entity_words: dict[str, str],
    conditions: Sequence[FigureExpression],
) -> tuple[str, tuple[tuple[str, FigureExpression], ...]]:
    """The text with canonical placeholders, and (placeholder, figure) for each figure in it.

    Args:
        bench: with metrics and goals.
        scope: the file of the alert.
        say: the message as written.
        entity_words: words for who the alert is about, with the canonical one of each.
        conditions: those of the alert; a metric is shown over the window it is judged by.
    """
    known = ABOUT_THE_ALERT | entity_words
    shown: dict[str, FigureExpression] = {}
    pieces: list[str] = []
    position = 0
    for match in PLACEHOLDER.finditer(say.text.text):
        pieces.append(say.text.text[position : match.start()])
        position = match.end()
        name = match[1]
        if name is None:
            pieces.append(match[0])
            if len(match[0]) == 1:
                bench.findings.error(_place(say, match[0]), BROKEN(), help=BROKEN_HELP())
            continue
        name = name.strip()
        if name in known:
            role = scope.find(name, (Kind.ROLE,)) if name in entity_words else None
            if role is not None:
                note_text(scope, name, _written(say, match, name), role, bench.findings)
            pieces.append(f"{{{known[name]}}}")
            continue
        figure = _figure(bench, scope, name, conditions)
        metric = scope.find(name, (Kind.METRIC,))
        if metric is not None:
            note_text(scope, name, _written(say, match, name), metric, bench.findings)
        if figure is not None:
            shown[name] = figure
            pieces.append(f"{{{name}}}")
        else:
            _report(bench, scope, say, name, known)
    pieces.append(say.text.text[position:])
    return "".join(pieces), tuple(shown.items())


def _figure(bench: Bench, scope: Scope, name: str, conditions: Sequence[FigureExpression]) -> FigureExpression | None:
    """The figure that a placeholder shows: a metric, or a measure of the one goal that the alert is about."""
    metric = scope.find(name, (Kind.METRIC,))
    if metric is not None and metric.name in bench.metrics:
        for part in _parts(conditions):
            if isinstance(part, OverWindow) and _is_metric(part.subject, metric.name):
                return part
        facts = bench.metrics[metric.name]
        unit, span = facts.metric.unit, facts.metric.ident.span
        figure = MetricRef(metric.name, unit, span)
        return figure if facts.windowed else OverWindow(figure, ThisPeriod(), unit, span)
    function = GOAL_MEASURES.get(name)
    if function is None:
        return None
    assert isinstance(function.means, GoalMeasure)
    asked = [part for part in _parts(conditions) if isinstance(part, OfGoal)]
    if len({part.goal for part in asked}) != 1:
        return None
    same = next((part for part in asked if part.measure is function.means), None)
    if same is not None:
        return next(
            (part for part in _parts(conditions) if isinstance(part, OverWindow) and part.subject is same), same
        )
    ratio = function.means in (GoalMeasure.ATTAINMENT, GoalMeasure.PROGRESS, GoalMeasure.PACE)
    unit = Ratio() if ratio else bench.goal_units[asked[0].goal]
    return OfGoal(function.means, asked[0].goal, asked[0].window, unit, asked[0].span)


def _parts(conditions: Sequence[FigureExpression]) -> Iterator[FigureExpression]:
    for condition in conditions:
        yield from every(condition)


def _is_metric(expression: FigureExpression, name: str) -> bool:
    return isinstance(expression, MetricRef) and expression.metric == name


def _report(bench: Bench, scope: Scope, say: nodes.Say, name: str, known: dict[str, str]) -> None:
    if name and (scope.may_hide(name) or scope.find(name, (Kind.METRIC,)) is not None):
        return
    bench.findings.unknown(
        _place(say, name or "{}"),
        UNKNOWN(name=name),
        name,
        lambda: (*known, *scope.names((Kind.METRIC,))),
        among=say,
        help=UNKNOWN_HELP(names=", ".join(dict.fromkeys(known.values()))),
    )


def _written(say: nodes.Say, match: re.Match[str], name: str) -> Span:
    """Where the name in a placeholder stands in the file."""
    span = say.text.span
    before = say.text.text[: match.start()].count(match[0])
    at = -1
    for _ in range(before + 1):
        at = span.text.find(match[0], at + 1)
    return span.part(at + match[0].index(name), len(name)) if at >= 0 else span


def _place(say: nodes.Say, words: str) -> Span:
    """Where a piece of the message stands in the file."""
    span = say.text.span
    at = span.text.find(words)
    return span.part(at, len(words)) if at >= 0 else span
