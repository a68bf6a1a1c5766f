"""Limits outside the range of what they limit: a count below zero or a place before the first, which never come, or at least
zero, which always is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.kept import Kept
from planlang.lint.rule import Rule, Subject, finding
from planlang.semantics.expr import (
    Aggregate,
    AmongPeers,
    Arithmetic,
    BreachesOf,
    Comparison,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    Fold,
    MetricRef,
    OverWindow,
    PeerMeasure,
)
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import Metric
from planlang.source import Span

NEVER = Text("impossible-threshold", "a count is never {operator} {limit}")
ALWAYS = Text("impossible-threshold.always", "a count is always {operator} {limit}")
HELP = Text("impossible-threshold.help", "counts start at 0")
NO_PLACE = Text("impossible-threshold.place", "a place is never {operator} {limit}")
ANY_PLACE = Text("impossible-threshold.any-place", "a place is always {operator} {limit}")
PLACE_HELP = Text("impossible-threshold.place-help", "the first place is 1")
SUMMARY = Text("impossible-threshold.summary", "a limit that can never or always is broken")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every comparison of a count or a place with a limit that decides it beforehand."""
    metrics = subject.model.metrics
    for expression in subject.figures:
        for operator, left, limit, span in _compared(expression):
            least = _least(left, metrics)
            if least is None:
                continue
            never = (operator is Comparison.LESS and limit <= least) or (
                operator in (Comparison.AT_MOST, Comparison.EQUAL) and limit < least
            )
            always = (operator is Comparison.AT_LEAST and limit <= least) or (
                operator in (Comparison.MORE, Comparison.UNEQUAL) and limit < least
            )
            texts, help_ = ((NO_PLACE, ANY_PLACE), PLACE_HELP) if least else ((NEVER, ALWAYS), HELP)
            if never or always:
                text = texts[0] if never else texts[1]
                yield finding(RULE.severity, span, text(operator=operator.value, limit=limit), help_())


@Kept
def _compared(expression: FigureExpression) -> tuple[tuple[Comparison, FigureExpression, Decimal, Span], ...]:
    """What is compared with a number in an expression, how, with which one, and where."""
    compared = (part for part in every(expression) if isinstance(part, FigureComparison))
    return tuple(
        (part.operator, part.left, part.right.value, part.span)
        for part in compared
        if isinstance(part.right, FigureConstant)
    )


def _least(figure: FigureExpression, metrics: Mapping[str, Metric]) -> int | None:
    """The least that a figure can be, itself or through one metric: 0 for a count of rows, 1 for a place; None for others."""
    match figure:
        case Aggregate(fold=Fold.COUNT | Fold.DISTINCT) | BreachesOf():
            return 0
        case AmongPeers(measure=PeerMeasure.RANK):
            return 1
        case OverWindow(subject=subject):
            return _least(subject, metrics)
        case FigureArithmetic(operator=Arithmetic.ADD, left=left, right=right):
            return 0 if _least(left, metrics) == _least(right, metrics) == 0 else None
        case MetricRef(metric=name) if name in metrics:
            return _least(metrics[name].value, {})
        case _:
            return None


RULE = Rule("impossible-threshold", SUMMARY, "contradictions", Severity.WARNING, check)
