"""Metrics that no goal, alert, review or other metric mentions."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("unused-metric", "nothing uses the metric `{name}`")
HELP = Text("unused-metric.help", "set a goal or an alert on it, put it on a review's agenda, or remove it")
SUMMARY = Text("unused-metric.summary", "a metric that nothing uses")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such metric."""
    for name, metric in subject.model.metrics.items():
        if name not in subject.used_metrics and own(metric.ident):
            yield finding(RULE.severity, metric.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("unused-metric", SUMMARY, Severity.NOTE, check)
