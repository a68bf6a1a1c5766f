"""Ratios of counts that alerts judge by, without a smallest sample: one of two is 50%."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.kept import Kept
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.expr import FigureExpression, RatioOf, ResponseRate
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.walk import every, metrics_in
from planlang.semantics.model import Alert
from planlang.values.units import Count

MESSAGE = Text("ratio-without-min-sample", "people are judged by the ratio `{name}` even of one or two cases")
HELP = Text("ratio-without-min-sample.help", "add `min sample 8` (a person) or `min sample 20` (a team) to the metric")
JUDGED = Text("ratio-without-min-sample.judged", "judged by it here")
SUMMARY = Text("ratio-without-min-sample.summary", "an alert on a ratio of very few cases")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every metric of that kind in the condition of an alert, told once."""
    told: set[str] = set()
    least = subject.number(RULE.name, "least")
    for alert in subject.model.watched:
        for name in _judged_by(alert):
            metric = subject.model.metrics.get(name)
            if (
                metric is None
                or name in told
                or not own(metric.ident)
                or not any(sample < least for sample in _samples(metric.value))
            ):
                continue
            told.add(name)
            related = (Related(alert.ident.span, JUDGED()),)
            yield finding(RULE.severity, metric.ident.span, MESSAGE(name=name), HELP(), related)


@Kept
def _judged_by(alert: Alert) -> tuple[str, ...]:
    """The metrics in the conditions of an alert."""
    return tuple(name for rung in alert.rungs for name in metrics_in(rung.when))


@Kept
def _samples(value: FigureExpression) -> tuple[int, ...]:
    """The smallest samples of the ratios over counts in a figure; 0 where there is none."""
    return tuple(
        part.min_sample
        for part in every(value)
        if isinstance(part, ResponseRate)
        or (isinstance(part, RatioOf) and isinstance(figure_unit(part.denominator), Count))
    )


RULE = Rule("ratio-without-min-sample", SUMMARY, "figures", Severity.WARNING, check)
