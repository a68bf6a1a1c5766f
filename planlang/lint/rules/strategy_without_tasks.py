"""Strategies for which nothing is done."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("strategy-without-tasks", "no task stands in the strategy `{name}`: nothing is done for it")
HELP = Text("strategy-without-tasks.help", "write its tasks inside: `task NAME {{ takes 10wd }}`")
SUMMARY = Text("strategy-without-tasks.summary", "a strategy in which no task stands")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every strategy with no task in it, with milestones or without."""
    busy = {task.strategy for name, task in subject.model.tasks.items() if name != task.strategy}
    for name, strategy in subject.model.strategies.items():
        if name not in busy and own(strategy.ident):
            yield finding(RULE.severity, strategy.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("strategy-without-tasks", SUMMARY, "unsaid", Severity.WARNING, check)
