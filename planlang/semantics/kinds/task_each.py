"""Tasks that each does for himself: `task training for each team { … }`.

In: the head of a task and what it says of some of them alone. Out: whose it is, how parties are named in it, and what is known of
the work of each. Who that is in the plan, and the task of each, is the matter of plan/each.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.clauses import each
from planlang.semantics.clauses.dates import inside, progress
from planlang.semantics.clauses.entities import entity
from planlang.semantics.clauses.parties import NOBODY_IN_PARTICULAR, Setting
from planlang.semantics.model import EntityKind, PartProgress, TaskEach
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_column, note_person, note_word
from planlang.semantics.names.vocabulary import EVERYBODY, PLAN_WORDS, TEAM_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.texts import normal

INSIDE = Text("task-for-each.inside", "`{name}` is done by each for himself, so no task can stand in it")
INSIDE_HELP = Text(
    "task-for-each.inside-help", "write the tasks beside each other, `for each {entity}`, one `after OTHER.{entity}`"
)
FIGURE = Text("entity-filter.task", "who does a task cannot hang on a figure")
FIGURE_HELP = Text("entity-filter.task-help", "name them: `where {entity} in (A, B)`")
VALUES = Text("task-for-each.values", "which `{name}` there are is known from data alone, so a task cannot be for each")
VALUES_HELP = Text("task-for-each.values-help", 'name them: `for each {name} where {name} in ("A", "B")`')
TOGETHER = Text("task-for-each.together", "`{name}` is done once for all, so nothing in it is only for some")
TOGETHER_HELP = Text("task-for-each.together-help", "leave out `only for`, or write `for each team` behind the name")

PROGRESS = (nodes.Started, nodes.Finished, nodes.Done, nodes.Remaining)
ToldOf = nodes.Started | nodes.Finished | nodes.Done | nodes.Remaining


@frozen
class Whose:
    """Whose a task is.

    Attributes:
        each: who does it for himself; None: it is done once.
        setting: how parties are named in it.
        clauses: those that hold for all.
    """

    each: TaskEach | None
    setting: Setting
    clauses: tuple[object, ...]


def whose(bench: Bench, symbol: Symbol, node: nodes.TaskDecl) -> Whose:
    """Who does a task each for himself; nobody after reporting that it cannot be."""
    own = tuple(clause for clause in node.clauses if isinstance(clause, PROGRESS) and clause.only_for)
    clauses = tuple(clause for clause in node.clauses if clause not in own)
    if node.for_each is None:
        for clause in own:
            bench.findings.error(clause.only_for[0].span, TOGETHER(name=symbol.name), help=TOGETHER_HELP())
        return Whose(None, NOBODY_IN_PARTICULAR, clauses)
    if node.children:
        help_ = INSIDE_HELP(entity=node.for_each.entity.text)
        bench.findings.error(node.children[0].head.name.span, INSIDE(name=symbol.name), help=help_)
    found, setting = _each(bench, symbol, node.for_each)
    if found is not None:
        found = evolve(found, told=tuple(_told(bench, symbol, found.entity, own, clauses)))
    return Whose(found, setting, clauses)


def _each(bench: Bench, symbol: Symbol, clause: nodes.ForEach) -> tuple[TaskEach | None, Setting]:
    scope, name = symbol.scope, clause.entity.text
    if scope.find(name, (Kind.ROLE,)) is None and name not in EVERYBODY | TEAM_WORDS | PLAN_WORDS:
        columns = [(source, column) for source, column in _columns(bench, name)]
        if columns or name in bench.records:
            for source, column in columns:
                note_column(source, column, clause.entity, bench.findings)
            values = _values(bench, clause)
            if values is None:
                bench.findings.error(clause.span, VALUES(name=name), help=VALUES_HELP(name=name))
                return None, NOBODY_IN_PARTICULAR
            return TaskEach(EntityKind.VALUE, None, values), NOBODY_IN_PARTICULAR
    about = entity(bench, scope, clause)
    setting = Setting(about.setting.entity)
    if about.kind is EntityKind.PLAN:
        return None, setting
    if about.among is not None:
        assert clause.where is not None
        bench.findings.error(clause.where.span, FIGURE(), help=FIGURE_HELP(entity=name))
    return TaskEach(about.kind, about.role, about.where), setting


def _columns(bench: Bench, word: str) -> Iterator[tuple[str, str]]:
    """The columns of that name or alias, with their sources."""
    for source, columns in bench.columns.items():
        column = bench.aliases.get(source, {}).get(word, word)
        if column in columns:
            yield source, column


def _values(bench: Bench, clause: nodes.ForEach) -> tuple[str, ...] | None:
    """The values that a condition names; None where it names none."""
    match clause.where:
        case nodes.Among(subject=nodes.Reference(path=path), items=items, negated=False):
            written: Sequence[nodes.Expression] = items
        case nodes.Binary(operator=nodes.Operator.IS, left=nodes.Reference(path=path), right=right):
            written = (right,)
        case _:
            return None
    if path.text != clause.entity.text or not all(isinstance(one, nodes.Text) for one in written):
        return None
    note_word(path.span, bench.findings)
    return tuple(dict.fromkeys(one.text for one in written if isinstance(one, nodes.Text)))


def _told(
    bench: Bench, symbol: Symbol, kind: EntityKind, own: Sequence[ToldOf], general: Sequence[object]
) -> Iterator[PartProgress]:
    """What is known of the work of some alone: what is said of all holds for them where nothing else is."""
    by: dict[str, list[ToldOf]] = {}
    places: dict[str, Span] = {}
    for clause in own:
        for name in clause.only_for:
            key = _key(bench, symbol, kind, name)
            places.setdefault(key, name.span)
            by.setdefault(key, []).append(clause)
    again = any(isinstance(clause, nodes.TaskEvery) for clause in general)
    for key, clauses in by.items():
        said = {type(clause) for clause in clauses}
        of_all = [clause for clause in general if isinstance(clause, PROGRESS) and type(clause) not in said]
        finished = each(clauses, nodes.Finished) if again else []
        for clause in finished:
            inside(bench, clause.date)
        yield PartProgress(
            key,
            progress(bench, [*of_all, *clauses] if not again else ()),
            tuple(clause.date.value for clause in finished),
            places[key],
        )


def _key(bench: Bench, symbol: Symbol, kind: EntityKind, name: nodes.Name) -> str:
    """Whom a name means, as a key; a value of a column is that itself."""
    match kind:
        case EntityKind.TEAM:
            team = resolve(symbol.scope, nodes.Path((name,), name.span), (Kind.TEAM,), bench.findings)
            return f"team:{name.text if team is None else team.name}"
        case EntityKind.PERSON:
            note_person(name.text, name.span, bench.findings)
            return f"rep:{normal(name.text)}"
        case _:
            note_word(name.span, bench.findings)
            return name.text
