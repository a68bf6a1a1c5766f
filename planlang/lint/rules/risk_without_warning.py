"""Risks that nothing announces."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("risk-without-warning", "no figure warns of the risk `{name}`")
HELP = Text(
    "risk-without-warning.help", "add `warn when CONDITION for 2 weeks`, or to be asked again `review every month`"
)
SUMMARY = Text("risk-without-warning.summary", "a risk that no figure announces and nobody judges again")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such risk that can still happen."""
    for name, risk in subject.model.risks.items():
        is_watched = risk.warning is not None or risk.review is not None
        if not is_watched and risk.occurred is None and risk.closed is None and own(risk.ident):
            yield finding(RULE.severity, risk.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("risk-without-warning", SUMMARY, "unsaid", Severity.NOTE, check)
