"""A proposal of what the plan says anyway: it is never made.

In: a checked plan. Out: findings at what is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model.management.alike import alike

MESSAGE = Text("proposal-already-so", "this is proposed, and `{name}` says so already")
HELP = Text("proposal-already-so.help", "propose something else, or leave it out")
SUMMARY = Text("proposal-already-so.summary", "a proposal of what the plan says anyway")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Report proposed changes that change nothing of the plan as it was first written."""
    model = subject.model
    variants = model.variants
    if variants is None:
        return
    for name, adjustment in model.adjustments.items():
        if not own(adjustment.ident):
            continue
        proposed = variants.model((f"adjust {name}",))
        for what in adjustment.changed:
            now = model.declared(what)
            if now is not None and alike(now, proposed.declared(what)):
                yield finding(RULE.severity, what.span, MESSAGE(name=what.name), HELP())


RULE = Rule("proposal-already-so", SUMMARY, "contradictions", Severity.WARNING, check)
