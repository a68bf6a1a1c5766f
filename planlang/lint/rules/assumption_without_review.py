"""Assumptions that nobody will look at again."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("assumption-without-review", "nobody will look again at the assumption `{name}`")
HELP = Text("assumption-without-review.help", "add `review every half year`, or `review on 2026-06-30`")
SUMMARY = Text("assumption-without-review.summary", "an assumption that is never looked at again")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every assumption without a review."""
    for name, assumption in subject.model.assumptions.items():
        if assumption.review is None and own(assumption.ident):
            yield finding(RULE.severity, assumption.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("assumption-without-review", SUMMARY, "unsaid", Severity.WARNING, check)
