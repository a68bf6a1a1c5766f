"""Goals that aim lower than where things stood before, or higher where lower is better."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import Direction

LOWER = Text("target-below-base", "the target of `{name}` is below its base, and it should be reached from below")
HIGHER = Text("target-below-base.above", "the target of `{name}` is above its base, and it should stay below")
HELP = Text("target-below-base.help", "check the two amounts, or the direction: `at most` where less is better")
SUMMARY = Text("target-below-base.summary", "a goal that aims at less than there was")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every goal on the wrong side of its base."""
    for name, goal in subject.model.goals.items():
        if goal.base is None or not own(goal.ident):
            continue
        if goal.direction is Direction.AT_LEAST and goal.target < goal.base:
            yield finding(RULE.severity, goal.ident.span, LOWER(name=name), HELP())
        if goal.direction is Direction.AT_MOST and goal.target > goal.base:
            yield finding(RULE.severity, goal.ident.span, HIGHER(name=name), HELP())


RULE = Rule("target-below-base", SUMMARY, "contradictions", Severity.WARNING, check)
