"""Alerts whose end is no end: `until` holds wherever `when` does."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, alone, finding, own
from planlang.semantics.clauses.thresholds import Verdict, implies
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model import Alert

MESSAGE = Text("until-implied-by-when", "`until` of `{name}` holds already while the alert is on")
HELP = Text("until-implied-by-when.help", "turn its comparison round: `when … < 10`, `until … >= 12`")
WHEN = Text("until-implied-by-when.when", "wherever this holds")
SUMMARY = Text("until-implied-by-when.summary", "an alert whose end is no end")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every alert whose `until` follows from its `when`."""
    for alert in subject.model.watched:
        yield from _of(alert)


@alone
def _of(alert: Alert) -> Iterator[Diagnostic]:
    """Every such `until` of one alert."""
    told: set[FigureExpression] = set()
    for rung in alert.rungs if own(alert.ident) else ():
        if rung.until is not None and rung.until not in told and implies(rung.when, rung.until) is Verdict.YES:
            told.add(rung.until)
            related = (Related(rung.when.span, WHEN()),)
            yield finding(RULE.severity, rung.until.span, MESSAGE(name=alert.ident.name), HELP(), related)


RULE = Rule("until-implied-by-when", SUMMARY, "contradictions", Severity.WARNING, check)
