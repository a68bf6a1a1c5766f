"""Tasks that nobody is responsible for: neither they nor a task around them has an owner or somebody assigned."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("task-without-owner", "nobody is responsible for the task `{name}`")
HELP = Text("task-without-owner.help", "add `owner NAME`, here or on the task around it")
SUMMARY = Text("task-without-owner.summary", "a task that nobody is responsible for")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such task that has no task inside and is not finished."""
    tasks = subject.model.tasks
    parents = {task.parent for task in tasks.values()}
    owned: set[str] = set()
    for name, task in tasks.items():
        if task.owner is not None or task.assigned or task.some or task.parent in owned:
            owned.add(name)
        elif name not in parents and task.progress.finished is None and own(task.ident):
            yield finding(RULE.severity, task.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("task-without-owner", SUMMARY, "owners", Severity.WARNING, check)
