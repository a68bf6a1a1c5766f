"""Assumptions that do not say where they are known from."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("assumption-without-source", "nobody can tell where the assumption `{name}` is from")
HELP = Text("assumption-without-source.help", 'add `from "…"`: a report, a survey, whom you asked')
SUMMARY = Text("assumption-without-source.summary", "an assumption that does not say where it is known from")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every assumption without a source."""
    for name, assumption in subject.model.assumptions.items():
        if not assumption.sources and own(assumption.ident):
            yield finding(RULE.severity, assumption.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("assumption-without-source", SUMMARY, "unsaid", Severity.WARNING, check)
