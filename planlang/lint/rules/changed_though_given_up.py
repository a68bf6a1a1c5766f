"""A change or an acceptance of what the same change, or one that is in force before it, gives up: it has no effect.

In: a checked plan. Out: findings at what is changed, with the place where it is given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding
from planlang.semantics.model import Adjustment, Changed, Model, Revision, Scenario, by_force

CHANGED = Text("changed-though-given-up", "`{name}` is changed, and given up as well: the change has no effect")
ACCEPTED = Text("changed-though-given-up.accepted", "`{name}` is accepted, and given up as well: it is not in the plan")
HELP = Text("changed-though-given-up.help", "leave out one of the two")
HERE = Text("changed-though-given-up.here", "given up here")
WITH = Text("changed-though-given-up.with", "given up here, with `{name}` in which it stands")
SUMMARY = Text("changed-though-given-up.summary", "a change of what is given up")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Report what is changed or accepted although it is given up on that day or before."""
    model = subject.model
    revisions = by_force(model.revisions)
    for one in revisions:
        by_then = [other.dropped for other in revisions if other.known_on <= one.known_on]
        yield from _found(one, chain.from_iterable(by_then), model)
    beside: list[Scenario | Adjustment] = [*model.scenarios.values(), *model.adjustments.values()]
    for asked in beside:
        yield from _found(asked, chain(*(one.dropped for one in revisions), asked.dropped), model)


def _found(one: Revision | Scenario | Adjustment, dropped: Iterable[Changed], model: Model) -> Iterator[Diagnostic]:
    """The findings of one change, with all that is given up by then."""
    places = {(what.kind, what.name): what for what in reversed(tuple(dropped))}
    for text, list_ in ((CHANGED, one.changed), (ACCEPTED, one.accepted)):
        for what in list_:
            around = [(what.kind, what.name), *_around(what, model)]
            gone = next((places[part] for part in around if part in places), None)
            if gone is not None:
                where = HERE() if gone.name == what.name else WITH(name=gone.name)
                related = (Related(gone.span, where),)
                yield finding(RULE.severity, what.span, text(name=what.name), HELP(), related)


def _around(what: Changed, model: Model) -> Iterator[tuple[str, str]]:
    """What a task or a milestone stands in: tasks, and at last a strategy."""
    stones = model.milestones if what.kind == "milestone" else model.tasks
    one = stones.get(what.name) if what.kind in ("milestone", "task") else None
    while one is not None and one.parent is not None:
        yield "task", one.parent
        if one.parent in model.strategies:
            yield "strategy", one.parent
        one = model.tasks.get(one.parent)


RULE = Rule("changed-though-given-up", SUMMARY, "contradictions", Severity.WARNING, check)
