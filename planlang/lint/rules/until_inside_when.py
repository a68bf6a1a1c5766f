"""Alerts whose `until` keeps nothing on: it holds wherever `when` does not, and within that."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, alone, finding, own
from planlang.semantics.clauses.thresholds import reaches_into
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model import Alert

MESSAGE = Text("until-inside-when", "`until` of `{name}` has no effect: it holds in a part of what is bad")
HELP = Text("until-inside-when.help", "set it beyond the limit: `when … < 10`, `until … >= 12`; or take it out")
WHEN = Text("until-inside-when.when", "where this does not hold, `until` always does")
SUMMARY = Text("until-inside-when.summary", "an alert whose `until` keeps nothing on")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every `until` that reaches into its `when`."""
    for alert in subject.model.watched:
        yield from _of(alert)


@alone
def _of(alert: Alert) -> Iterator[Diagnostic]:
    """Every such `until` of one alert."""
    told: set[FigureExpression] = set()
    for rung in alert.rungs if own(alert.ident) else ():
        if rung.until is not None and rung.until not in told and reaches_into(rung.until, rung.when):
            told.add(rung.until)
            related = (Related(rung.when.span, WHEN()),)
            yield finding(RULE.severity, rung.until.span, MESSAGE(name=alert.ident.name), HELP(), related)


RULE = Rule("until-inside-when", SUMMARY, "contradictions", Severity.WARNING, check)
