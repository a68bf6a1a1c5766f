"""Risks that nobody owns."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("risk-nobody-owns", "nobody is responsible for the risk `{name}`")
HELP = Text("risk-nobody-owns.help", "add `owner NAME`")
SUMMARY = Text("risk-nobody-owns.summary", "a risk that nobody owns")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such risk that can still happen."""
    for name, risk in subject.model.risks.items():
        if risk.owner is None and risk.occurred is None and risk.closed is None and own(risk.ident):
            yield finding(RULE.severity, risk.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("risk-nobody-owns", SUMMARY, "owners", Severity.WARNING, check)
