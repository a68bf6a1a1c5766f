"""Tasks that say neither how long they take nor from when to when they last."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("task-without-length", "the task `{name}` does not say how long it takes")
HELP = Text("task-without-length.help", "add `takes 5wd`, or make it a `milestone`")
SUMMARY = Text("task-without-length.summary", "a task of unknown length")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such task that has no task inside and is not finished."""
    tasks = subject.model.tasks
    parents = {task.parent for task in tasks.values()}
    for name, task in tasks.items():
        fixed = task.limits.starts_on is not None and task.limits.ends_on is not None
        if fixed or task.length is not None or name in parents or task.progress.finished is not None:
            continue
        if own(task.ident):
            yield finding(RULE.severity, task.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("task-without-length", SUMMARY, "unsaid", Severity.WARNING, check)
