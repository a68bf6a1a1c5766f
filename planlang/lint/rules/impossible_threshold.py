"""Limits outside the range of what they limit: a count below zero, which never comes, or at least zero, which always is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    Comparison,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    Fold,
    MetricRef,
    OverWindow,
)
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import Metric

NEVER = Text("impossible-threshold", "a count is never {operator} {limit}")
ALWAYS = Text("impossible-threshold.always", "a count is always {operator} {limit}")
HELP = Text("impossible-threshold.help", "counts start at 0")
SUMMARY = Text("impossible-threshold.summary", "a limit that can never or always is broken")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every comparison of a count with a limit that decides it beforehand."""
    metrics = subject.model.metrics
    for expression in subject.figures:
        for part in every(expression):
            match part:
                case FigureComparison(operator=operator, left=left, right=FigureConstant(value=limit)):
                    if not _is_count(left, metrics):
                        continue
                    never = (operator is Comparison.LESS and limit <= 0) or (
                        operator in (Comparison.AT_MOST, Comparison.EQUAL) and limit < 0
                    )
                    always = (operator is Comparison.AT_LEAST and limit <= 0) or (
                        operator in (Comparison.MORE, Comparison.UNEQUAL) and limit < 0
                    )
                    if never or always:
                        text = NEVER if never else ALWAYS
                        yield finding(RULE.severity, part.span, text(operator=operator.value, limit=limit), HELP())


def _is_count(figure: FigureExpression, metrics: Mapping[str, Metric]) -> bool:
    """Whether a figure cannot be negative because it counts rows, itself or through one metric."""
    match figure:
        case Aggregate(fold=Fold.COUNT | Fold.DISTINCT):
            return True
        case OverWindow(subject=subject):
            return _is_count(subject, metrics)
        case FigureArithmetic(operator=Arithmetic.ADD, left=left, right=right):
            return _is_count(left, metrics) and _is_count(right, metrics)
        case MetricRef(metric=name) if name in metrics:
            return _is_count(metrics[name].value, {})
        case _:
            return False


RULE = Rule("impossible-threshold", SUMMARY, Severity.WARNING, check)
