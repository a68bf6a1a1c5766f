"""Milestones that may be reached at any time: nothing says by when."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("milestone-without-deadline", "the milestone `{name}` does not say by when it is due")
HELP = Text("milestone-without-deadline.help", "add `by DATE`")
SUMMARY = Text("milestone-without-deadline.summary", "a milestone without a date")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such milestone that is not reached."""
    for name, milestone in subject.model.milestones.items():
        limits = milestone.limits
        dated = limits.by or limits.ends_on or limits.starts_on or limits.not_after
        if dated is None and milestone.finished is None and own(milestone.ident):
            yield finding(RULE.severity, milestone.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("milestone-without-deadline", SUMMARY, "unsaid", Severity.WARNING, check)
