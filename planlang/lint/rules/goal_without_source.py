"""Goals whose measure rests on no data: nobody will ever know whether they are reached."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.kept import Kept
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.expr import (
    Aggregate,
    BreachesOf,
    CohortConversion,
    FigureExpression,
    Headcount,
    OfBudget,
    OfGoal,
    StayOf,
)
from planlang.semantics.expressions.walk import every, metrics_in

MESSAGE = Text("goal-without-source", "the measure of `{name}` rests on no data")
HELP = Text("goal-without-source.help", "measure a metric that counts or sums the rows of a source")
SUMMARY = Text("goal-without-source.summary", "a goal that no data can tell about")
DATA = (Aggregate, BreachesOf, CohortConversion, Headcount, OfBudget, OfGoal, StayOf)


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every goal whose measure leads to no aggregate, through all metrics it mentions."""
    fed = _fed_metrics(subject)
    for name, goal in subject.model.goals.items():
        if own(goal.ident) and not _is_fed(goal.measure, fed):
            yield finding(RULE.severity, goal.ident.span, MESSAGE(name=name), HELP())


def _fed_metrics(subject: Subject) -> set[str]:
    """The metrics that rest on data, each looked at once all it mentions was."""
    metrics = subject.model.metrics
    fed: set[str] = set()
    users: dict[str, list[str]] = {}
    pending: list[str] = []
    for name, metric in metrics.items():
        for other in _rests_on(metric.value)[1]:
            users.setdefault(other, []).append(name)
        if _is_fed(metric.value, fed):
            pending.append(name)
    while pending:
        name = pending.pop()
        if name not in fed:
            fed.add(name)
            pending += users.get(name, ())
    return fed


def _is_fed(expression: FigureExpression, fed: set[str]) -> bool:
    data, metrics = _rests_on(expression)
    return data or not fed.isdisjoint(metrics)


@Kept
def _rests_on(expression: FigureExpression) -> tuple[bool, tuple[str, ...]]:
    """Whether an expression rests on data itself, and on which metrics."""
    data = any(isinstance(part, DATA) for part in every(expression))
    return data, tuple(metrics_in(expression))


RULE = Rule("goal-without-source", SUMMARY, "unsaid", Severity.WARNING, check)
