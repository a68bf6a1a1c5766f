"""Strategies whose tasks count by what they cost, where none says what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import TaskWeight

MESSAGE = Text(
    "progress-by-no-cost",
    "the tasks of `{name}` count by their cost, and none says what it costs: how far it is stays unknown",
)
HELP = Text("progress-by-no-cost.help", "add `cost AMOUNT` to its tasks, or take out `progress by cost`")
SUMMARY = Text("progress-by-no-cost.summary", "a strategy that counts by costs which are not said")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such strategy with tasks in it."""
    tasks = subject.model.tasks
    inner = {task.parent for task in tasks.values()}
    for name, strategy in subject.model.strategies.items():
        own_tasks = [task for key, task in tasks.items() if task.strategy == name and key not in inner]
        counted = strategy.weight is TaskWeight.COST and own(strategy.ident)
        if counted and own_tasks and not any(task.costs for task in own_tasks):
            yield finding(RULE.severity, strategy.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("progress-by-no-cost", SUMMARY, "unsaid", Severity.WARNING, check)
