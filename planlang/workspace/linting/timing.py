"""How long reading and checking takes, and each lint rule by itself.

In: the plans of a linter. Out: seconds by what was done, those of all plans together. Nothing that was found before is taken over.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import process_time

from planlang.frozen import frozen
from planlang.lint.rule import Subject
from planlang.lint.run import all_rules
from planlang.semantics.check import check_files
from planlang.syntax.parse import parse
from planlang.workspace.files import DiskLoader
from planlang.workspace.linting.checked import Task
from planlang.workspace.sources import Sources, Unsaved


@frozen
class Timing:
    """What something took.

    Attributes:
        name: of a rule; empty for reading and checking.
        seconds: of the processor.
        found: how many findings came of it.
    """

    name: str
    seconds: float
    found: int


def timings(tasks: Iterable[Task]) -> tuple[Timing, ...]:
    """Reading and checking first, then the rules, those that take longest first."""
    whole, errors = 0.0, 0
    spent = dict.fromkeys((rule.name for rule in all_rules()), (0.0, 0))
    for task in tasks:
        begin = process_time()
        sources = Sources(Unsaved(dict(task.given), DiskLoader(task.root)), task.root, options=task.options)
        parsed = parse(task.source)
        checked = check_files(parsed.value, sources, None)
        whole += process_time() - begin
        errors += len(parsed.diagnostics) + len(checked.diagnostics)
        if checked.value.model is None:
            continue
        subject = Subject(checked.value.model, checked.value.modules, task.options)
        for rule in all_rules():
            begin = process_time()
            count = sum(1 for _ in rule.check(subject))
            seconds, found = spent[rule.name]
            spent[rule.name] = seconds + process_time() - begin, found + count
    rules = (Timing(name, seconds, found) for name, (seconds, found) in spent.items())
    return Timing("", whole, errors), *sorted(rules, key=lambda one: (-one.seconds, one.name))
