"""Tasks that wait for a task on stand-by: as long as that is not accepted, they wait for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.lint.tasks import on_standby
from planlang.semantics.model import Milestone, Task

MESSAGE = Text(
    "waits-for-standby",
    "`{name}` waits for `{other}`, which is on stand-by: until that is accepted it waits for nothing",
)
HELP = Text("waits-for-standby.help", "put `standby` here as well, or take it off `{other}`")
THERE = Text("waits-for-standby.there", "on stand-by here")
SUMMARY = Text("waits-for-standby.summary", "a link to a task on stand-by")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every link of a task or milestone in force to one on stand-by."""
    model = subject.model
    if not any(task.standby for task in model.tasks.values()):
        return
    nodes: list[Task | Milestone] = [*model.tasks.values(), *model.milestones.values()]
    for node in nodes:
        if on_standby(node.ident.name if isinstance(node, Task) else node.parent, model.tasks) is not None:
            continue
        for link in node.links:
            other = model.tasks.get(link.on) or model.milestones.get(link.on)
            if other is None or not own(node.ident):
                continue
            start = link.on if isinstance(other, Task) else other.parent
            idle = on_standby(start, model.tasks)
            if idle is not None:
                yield finding(
                    RULE.severity,
                    link.span,
                    MESSAGE(name=node.ident.name, other=link.on),
                    HELP(other=idle.ident.name),
                    (Related(idle.ident.span, THERE()),),
                )


RULE = Rule("waits-for-standby", SUMMARY, "contradictions", Severity.WARNING, check)
