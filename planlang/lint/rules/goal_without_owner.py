"""Goals that nobody is responsible for."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import EntityKind

MESSAGE = Text("goal-without-owner", "nobody is responsible for the goal `{name}`")
HELP = Text("goal-without-owner.help", "add `owner NAME`")
SUMMARY = Text("goal-without-owner.summary", "a goal that nobody is responsible for")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every goal without an owner; for a goal of his own each person answers himself."""
    for name, goal in subject.model.goals.items():
        is_personal = goal.each is not None and goal.each.entity is EntityKind.PERSON
        if goal.owner is None and own(goal.ident) and not is_personal:
            yield finding(RULE.severity, goal.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("goal-without-owner", SUMMARY, "owners", Severity.WARNING, check)
