"""A period compared with an average that contains it: the comparison is dampened by what it should show."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, alone, finding
from planlang.semantics.expr import (
    AverageOver,
    ChangeAgainst,
    FigureComparison,
    FigureExpression,
    OverWindow,
    ThisPeriod,
)
from planlang.semantics.expressions.walk import every, shape

MESSAGE = Text("self-in-baseline", "this average contains the period it is compared with")
HELP = Text("self-in-baseline.help", "write `averaged over previous {count}` instead of `averaged over {count}`")
SUMMARY = Text("self-in-baseline.summary", "a period compared with an average that contains it")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such comparison, in metrics and rules."""
    for expression in (*(metric.value for metric in subject.model.metrics.values()), *subject.figures):
        yield from _of(expression)


@alone
def _of(expression: FigureExpression) -> Iterator[Diagnostic]:
    """Every such comparison in one expression."""
    for part in every(expression):
        match part:
            case ChangeAgainst(window=AverageOver(count=count, previous=False)):
                yield finding(RULE.severity, part.span, MESSAGE(), HELP(count=count))
            case FigureComparison(left=left, right=right):
                yield from _compared(left, right)
                yield from _compared(right, left)


def _compared(one: FigureExpression, other: FigureExpression) -> Iterator[Diagnostic]:
    """Averages on one side over a figure whose present period is on the other."""
    present = {
        shape(part.subject)
        for part in every(one)
        if isinstance(part, OverWindow) and isinstance(part.window, ThisPeriod)
    }
    for part in every(other) if present else ():
        if (
            isinstance(part, OverWindow)
            and isinstance(part.window, AverageOver)
            and not part.window.previous
            and shape(part.subject) in present
        ):
            yield finding(RULE.severity, part.span, MESSAGE(), HELP(count=part.window.count))


RULE = Rule("self-in-baseline", SUMMARY, "figures", Severity.WARNING, check)
