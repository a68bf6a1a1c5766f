"""Assumptions that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("assumption-without-owner", "nobody answers for the assumption `{name}`")
HELP = Text("assumption-without-owner.help", "add `owner NAME`")
SUMMARY = Text("assumption-without-owner.summary", "an assumption that nobody answers for")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every assumption without an owner."""
    for name, assumption in subject.model.assumptions.items():
        if assumption.owner is None and own(assumption.ident):
            yield finding(RULE.severity, assumption.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("assumption-without-owner", SUMMARY, "owners", Severity.WARNING, check)
