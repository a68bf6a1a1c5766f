"""Risks with nothing to answer them."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("risk-without-response", "nothing is planned against the risk `{name}`")
HELP = Text("risk-without-response.help", "write a task in it, or `respond with TASK`")
SUMMARY = Text("risk-without-response.summary", "a risk that nothing answers")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such risk that can still happen."""
    for name, risk in subject.model.risks.items():
        if not risk.responses and risk.occurred is None and risk.closed is None and own(risk.ident):
            yield finding(RULE.severity, risk.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("risk-without-response", SUMMARY, "unsaid", Severity.WARNING, check)
