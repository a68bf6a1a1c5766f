"""Assumptions in numbers that no figure, goal, alert or budget rests on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("assumption-never-used", "nothing rests on the assumption `{name}`")
HELP = Text("assumption-never-used.help", 'write its name in the place of the number, or assume it in words: `= "…"`')
SUMMARY = Text("assumption-never-used.summary", "an assumption that nothing rests on")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every assumption in numbers that nothing names."""
    used = {name for behind in subject.model.assumed.values() for name in behind}
    for name, assumption in subject.model.assumptions.items():
        if isinstance(assumption.value, Decimal) and name not in used and own(assumption.ident):
            yield finding(RULE.severity, assumption.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("assumption-never-used", SUMMARY, "unused", Severity.NOTE, check)
