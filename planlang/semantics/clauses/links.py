"""Links: what a task or milestone waits for.

In: link clauses. Out: `TaskLink`s on tasks, milestones and goals. Circles through several tasks are found when the plan
is put in order.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import REPEATED_FIRST, each
from planlang.semantics.clauses.lengths import lag_in
from planlang.semantics.model import LinkKind, TaskLink
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.nesting import beside
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note
from planlang.semantics.names.vocabulary import NODES, TEAM_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.texts import normal

SELF = Text("link-to-itself", "`{name}` waits for itself")
SELF_HELP = Text("link-to-itself.help", "name what it has to wait for, or take this out")
PARENT = Text("link-to-parent", "`{name}` stands inside `{parent}`, so it cannot wait for it")
CHILD = Text("link-to-parent.child", "`{child}` stands inside `{name}`, so `{name}` cannot wait for it")
PARENT_HELP = Text(
    "link-to-parent.help", "a task with tasks inside starts with the first and ends with the last of them"
)
TWICE = Text("duplicate-link", "`{name}` is linked to `{other}` in the same way twice")
TWICE_HELP = Text("duplicate-link.help", "keep the stronger one")

KINDS = {
    nodes.LinkKind.FINISH_START: LinkKind.FINISH_START,
    nodes.LinkKind.START_START: LinkKind.START_START,
    nodes.LinkKind.FINISH_FINISH: LinkKind.FINISH_FINISH,
    nodes.LinkKind.START_FINISH: LinkKind.START_FINISH,
}


def links(bench: Bench, symbol: Symbol, clauses: Sequence[object]) -> tuple[TaskLink, ...]:
    """The links of a task or milestone, in written order, each once."""
    found: list[TaskLink] = []
    said: dict[tuple[Symbol, LinkKind, str | None], Span] = {}
    for clause in each(clauses, nodes.Link):
        kind = KINDS[clause.kind]
        for dependency in clause.dependencies:
            whole, part = _parted(symbol, dependency.on)
            other = resolve(symbol.scope, whole, NODES, bench.findings, near=symbol)
            if other is None or not _possible(bench, symbol, other, dependency.on.span):
                continue
            own = part is not None and _is_own(symbol, part)
            first = said.setdefault((other, kind, None if part is None else part.text), dependency.span)
            if first is not dependency.span:
                bench.findings.error(
                    dependency.span,
                    TWICE(name=symbol.name, other=other.name),
                    help=TWICE_HELP(),
                    related=(Related(first, REPEATED_FIRST()),),
                )
                continue
            lag = lag_in(bench, dependency.lag) if dependency.lag else None
            key = None if part is None or own else _key(bench, symbol, part)
            found.append(TaskLink(other.name, kind, lag, dependency.span, key, own))
    return tuple(found)


def _parted(symbol: Symbol, path: nodes.Path) -> tuple[nodes.Path, nodes.Name | None]:
    """A path to the part of one of those who do a task each for himself, `training.north`, as the task and whose part."""
    if len(path.parts) > 1 and beside(symbol, path.text) is None and symbol.scope.find(path.text, NODES) is None:
        span = path.parts[0].span.to(path.parts[-2].span)
        whole = nodes.Path(path.parts[:-1], span)
        other = beside(symbol, whole.text) or symbol.scope.find(whole.text, (Kind.TASK,))
        if other is not None and isinstance(other.declared, nodes.TaskDecl) and other.declared.for_each is not None:
            return whole, path.parts[-1]
    return path, None


def _is_own(symbol: Symbol, part: nodes.Name) -> bool:
    """Whether the part of the same team or person is meant: `prepare.team` in a task `for each team`."""
    task = symbol.node
    if not isinstance(task, nodes.TaskDecl) or task.for_each is None:
        return False
    return part.text == task.for_each.entity.text or part.text in TEAM_WORDS


def _key(bench: Bench, symbol: Symbol, part: nodes.Name) -> str:
    """Whose part a name means: that of a team by its name, else of a person or a value."""
    team = symbol.scope.find(part.text, (Kind.TEAM,))
    if team is None:
        return normal(part.text)
    note(symbol.scope, part, team, bench.findings)
    return team.name


def _possible(bench: Bench, symbol: Symbol, other: Symbol, span: Span) -> bool:
    """Whether one can wait for the other at all."""
    if other is symbol:
        bench.findings.error(span, SELF(name=symbol.name), help=SELF_HELP())
        return False
    if other in symbol.above():
        bench.findings.error(span, PARENT(name=symbol.name, parent=other.name), help=PARENT_HELP())
        return False
    if symbol in other.above():
        bench.findings.error(span, CHILD(name=symbol.name, child=other.name), help=PARENT_HELP())
        return False
    return True
