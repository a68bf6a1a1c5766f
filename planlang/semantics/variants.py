"""The plan as it reads with some of its revisions, and perhaps a scenario: another model of the same files.

In: the bench of a check that is done. Out: models, each made when it is first asked for, and what is wrong in them that was not
wrong before. A change takes the place of clauses (kinds/change/merging.py); all is checked again, so a change may break nothing
unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any, TypeVar

from attrs import evolve

from planlang.diagnostics.diagnostic import Diagnostic, Related
from planlang.diagnostics.text import Text
from planlang.frozen import define, field
from planlang.semantics.kinds.change.merging import accepted, merged
from planlang.semantics.model import Adjustment, Milestone, Model, Revision, Scenario, Task, by_force
from planlang.semantics.names.bench import Bench, Rewritten
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.index import Written
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.vocabulary import A_KIND
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import DAY

Key = tuple[str, ...]
"""Revisions by name, in the order in which they came into force; last perhaps `scenario NAME`, or `adjust NAME`."""
Step = Revision | Scenario | Adjustment
WORDS: dict[type, str] = {Revision: "revision", Scenario: "scenario", Adjustment: "adjust"}

_Waits = TypeVar("_Waits", Task, Milestone)

AFTER = Text("change-breaks", "it is so after {kind}")
SAY_IT = Text("change-breaks.help", "the plan itself is right: let the change say what is other here, too")


@define(eq=False)
class Variants:
    """The models of one plan with its changes.

    Attributes:
        base: the plan as it was first written.
        bench: of its check.
        opened: the bench for the plan with some changes, while a model is made on it.
        build: what makes a model on a bench.
    """

    base: Model
    bench: Bench
    opened: Callable[[Key, Findings], AbstractContextManager[Bench]]
    build: Callable[[Bench], Model | None]
    _known: dict[Key, Model] = field(factory=dict)
    _findings: dict[Key, Findings] = field(factory=dict)

    def model(self, key: Key) -> Model:
        """The plan with these changes."""
        if not key:
            return self.base
        if key not in self._known:
            self._known[key] = self._made(key)
        return self._known[key]

    def diagnostics(self, modules: Iterable[nodes.Module], known: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """What is wrong with the plan after each change and was not before."""
        files = tuple(modules)
        said = {_said(one) for one in known}
        found: list[Diagnostic] = []
        for key in self.keys():
            self.model(key)
            for one in self._findings[key].finish(files):
                if _said(one) not in said:
                    said.add(_said(one))
                    found.append(self._after(key[-1], one))
        return tuple(found)

    def uses(self, known: Iterable[Written]) -> tuple[Written, ...]:
        """The names in the clauses that changes give, which only the plan after each of them asks for, beside those known."""
        noted = {use[0] for use in known}
        found: dict[Span, Written] = {}
        for key in self.keys():
            place = self._change(key[-1]).node.span
            for use in self._findings[key].uses:
                if use[0] not in noted and _inside(use[0], place):
                    found.setdefault(use[0], use)
        return tuple(found.values())

    def keys(self) -> Iterator[Key]:
        """The plan after each revision, and each scenario and adjustment upon all of them."""
        names = tuple(one.ident.name for one in by_force(self.base.revisions))
        for count in range(1, len(names) + 1):
            yield names[:count]
        for asked in _asked(self.base):
            yield (*names, asked)

    def _change(self, last: str) -> Symbol:
        kind, _, name = last.rpartition(" ")
        return _named(self.bench, kind or "revision", name)

    def _after(self, last: str, one: Diagnostic) -> Diagnostic:
        """A mistake that a change makes: where it shows outside of it, the change is named, and what to write is for it to say."""
        change = self._change(last)
        if _inside(one.span, change.node.span):
            return one
        related = (*one.related, Related(change.head.name.span, AFTER(kind=A_KIND[change.kind]())))
        return evolve(one, help=SAY_IT(), fixes=(), related=related)

    def _made(self, key: Key) -> Model:
        revisions = [self.base.revisions[name] for name in key if name in self.base.revisions]
        beside = _asked(self.base).get(key[-1])
        steps: list[Step] = [*revisions, *([] if beside is None else [beside])]
        findings = self._findings[key] = Findings()
        findings.sites |= self.bench.findings.sites
        with self.opened(key, findings) as bench, _reading(bench, steps):
            model = self.build(bench)
        assert model is not None, "a plan stays one"
        gone: dict[tuple[str, str], date | None] = {}
        for step in steps:
            day = step.known_on if isinstance(step, Revision) else None
            for what in step.dropped:
                gone.setdefault((what.kind, what.name), day)
        return _without(evolve(model, variants=self), gone)


def _asked(model: Model) -> dict[str, Scenario | Adjustment]:
    """What is not in force, by the last word of its key."""
    scenarios = {f"scenario {name}": one for name, one in model.scenarios.items()}
    return {**scenarios, **{f"adjust {name}": one for name, one in model.adjustments.items()}}


@contextmanager
def _reading(bench: Bench, steps: Iterable[Step]) -> Iterator[None]:
    """Lets the declarations read as they do after these steps; what read so in the last check is the same node."""
    known, bench.rewritten = bench.rewritten, {}
    before: dict[Symbol, nodes.Declaration] = {}

    def rewrite(kind: str, name: str, change: nodes.Change | None, ranks: tuple[int | None, ...] = ()) -> None:
        symbol = _named(bench, kind, name)
        before.setdefault(symbol, symbol.node)
        place = (symbol, len(bench.rewritten))
        last = known.get(place)
        if last is None or last.before is not symbol.node or last.change is not change:
            after = accepted(symbol.node) if change is None else merged(symbol.node, change, ranks)
            last = Rewritten(symbol.node, change, after)
        bench.rewritten[place] = last
        symbol.node = last.after

    try:
        for step in steps:
            node: Any = _named(bench, WORDS[type(step)], step.ident.name).node
            written = {clause.span: clause for clause in _changes(node.clauses)}
            for what in step.changed:
                rewrite(what.kind, what.name, written[what.span], what.ranks)
            for what in step.accepted:
                rewrite(what.kind, what.name, None)
        yield
    finally:
        for symbol, node in before.items():
            symbol.node = node


def _changes(clauses: Iterable[object]) -> Iterator[nodes.Change]:
    """What is changed, the accounts in a budget each by itself."""
    for clause in clauses:
        if isinstance(clause, nodes.Change):
            yield clause
            yield from _changes(clause.clauses)


def _inside(span: Span, place: Span) -> bool:
    return span.source is place.source and place.start <= span.start < place.end


def _named(bench: Bench, kind: str, name: str) -> Symbol:
    return next(symbol for symbol in bench.program.symbols(Kind(kind)) if symbol.name == name)


def _without(model: Model, gone: dict[tuple[str, str], date | None]) -> Model:
    """The model without tasks, strategies and alerts that are given up, and without tasks all of whose parts are; nothing
    waits for them, from the day on which they are given up.
    """
    if not gone:
        return model
    strategies = {name: one for name, one in model.strategies.items() if ("strategy", name) not in gone}
    gone |= {("task", name): gone["strategy", name] for name in model.strategies.keys() - strategies.keys()}
    tasks = dict(model.tasks)
    for name, task in model.tasks.items():
        around = ("task", task.parent or "")
        if ("task", name) in gone or around in gone:
            gone.setdefault(("task", name), gone.get(around))
            del tasks[name]
    stones = {name: stone for name, stone in model.milestones.items() if ("task", stone.parent or "") not in gone}
    had_parts = {*(task.parent for task in model.tasks.values()), *(one.parent for one in model.milestones.values())}
    parts = Counter([*(task.parent for task in tasks.values()), *(one.parent for one in stones.values())])
    for name, task in reversed(tuple(model.tasks.items())):  # what stands in a task before that
        if name in tasks and name in had_parts and not parts[name]:
            days = (gone["task", part] for part, inner in model.tasks.items() if inner.parent == name)
            gone["task", name] = max((day for day in days if day is not None), default=None)
            del tasks[name]
            parts[task.parent] -= 1
    away = {name: _over(model.tasks.get(name), day) for (kind, name), day in gone.items() if kind == "task"}
    away |= {name: gone["task", one.parent or ""] for name, one in model.milestones.items() if name not in stones}
    return evolve(
        model,
        strategies=strategies,
        tasks={name: _left(task, away) for name, task in tasks.items()},
        milestones={name: _left(stone, away) for name, stone in stones.items()},
        alerts={
            name: evolve(alert, inhibits=tuple(other for other in alert.inhibits if ("alert", other) not in gone))
            for name, alert in model.alerts.items()
            if ("alert", name) not in gone
        },
    )


def _over(task: Task | None, day: date | None) -> date | None:
    """The day from which nothing waits for a task that is given up on a day: what was done before kept nobody waiting."""
    finished = None if task is None else task.progress.finished
    return day if day is None or finished is None else min(day, finished + DAY)


def _left(one: _Waits, away: Mapping[str, date | None]) -> _Waits:
    """A task or a milestone that waits for nothing that is away."""
    cut = [link.on for link in one.links if link.on in away]
    if not cut:
        return one
    freed = max((day for on in cut if (day := away[on]) is not None), default=one.freed)
    return evolve(one, links=tuple(link for link in one.links if link.on not in away), freed=freed)


def _said(one: Diagnostic) -> tuple[object, ...]:
    return (one.name, one.span, one.message.render())
