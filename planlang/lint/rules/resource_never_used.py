"""Resources that no task needs."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("resource-never-used", "no task needs the resource `{name}`")
HELP = Text("resource-never-used.help", "write `assign {name}` in the tasks that do")
SUMMARY = Text("resource-never-used.summary", "a resource that no task needs")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every resource that is assigned to no task."""
    needed = {name for task in subject.model.tasks.values() for name in task.resources}
    for name, resource in subject.model.resources.items():
        if name not in needed and own(resource.ident):
            yield finding(RULE.severity, resource.ident.span, MESSAGE(name=name), HELP(name=name))


RULE = Rule("resource-never-used", SUMMARY, "unused", Severity.WARNING, check)
