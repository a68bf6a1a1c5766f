"""Risks of unknown size."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("risk-never-judged", "nobody has judged how likely `{name}` is, or what it would cost")
NO_LIKELIHOOD = Text("risk-never-judged.likelihood", "nobody has judged how likely `{name}` is")
NO_IMPACT = Text("risk-never-judged.impact", "nobody has judged what `{name}` would cost")
HELP = Text(
    "risk-never-judged.help",
    "write `likelihood 30%` and `impact 5M CNY` (or a word: `impact high`); a risk that is not judged has no place in the register",
)
SUMMARY = Text("risk-never-judged.summary", "a risk without likelihood or impact")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every risk that can still happen and lacks either."""
    for name, risk in subject.model.risks.items():
        lacking = (risk.likelihood is None, risk.impact is None and risk.size is None)
        if any(lacking) and risk.occurred is None and risk.closed is None and own(risk.ident):
            text = MESSAGE if all(lacking) else NO_LIKELIHOOD if lacking[0] else NO_IMPACT
            yield finding(RULE.severity, risk.ident.span, text(name=name), HELP())


RULE = Rule("risk-never-judged", SUMMARY, "unsaid", Severity.WARNING, check)
