"""Reviews that nobody attends."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import EntityKind

MESSAGE = Text("review-nobody-attends", "nobody attends the review `{name}`")
HELP = Text("review-nobody-attends.help", "add `attended by NAME, …`")
SUMMARY = Text("review-nobody-attends.summary", "a review that nobody attends")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every meeting of all without attendants; one with each has at least those."""
    for name, review in subject.model.reviews.items():
        if not review.attended_by and review.kind is EntityKind.PLAN and own(review.ident):
            yield finding(RULE.severity, review.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("review-nobody-attends", SUMMARY, "owners", Severity.WARNING, check)
