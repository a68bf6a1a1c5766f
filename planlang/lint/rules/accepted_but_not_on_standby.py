"""A revision, scenario or adjustment that accepts or proposes a task which nobody held back.

In: a checked plan. Out: findings at the names of such tasks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding

MESSAGE = Text("accepted-but-not-on-standby", "`{name}` is not on stand-by, so there is nothing to accept")
HELP = Text("accepted-but-not-on-standby.help", "put `standby` in the task, or take it off this list")
SUMMARY = Text("accepted-but-not-on-standby.summary", "a task accepted that nobody held back")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Report accepted tasks that have dates anyway."""
    model = subject.model
    lists = [
        *(one.accepted for one in model.revisions.values()),
        *(one.accepted for one in model.scenarios.values()),
        *(one.accepted for one in model.adjustments.values()),
    ]
    for what in chain.from_iterable(lists):
        task = model.tasks.get(what.name)
        if task is not None and not task.standby:
            yield finding(RULE.severity, what.span, MESSAGE(name=what.name), HELP())


RULE = Rule("accepted-but-not-on-standby", SUMMARY, "contradictions", Severity.WARNING, check)
