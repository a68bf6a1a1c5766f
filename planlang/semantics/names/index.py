"""Every name of a plan with all its uses: what it stands for, where it is declared, where it is written.

In: the files of a plan, and the uses that the checks noted. Out: an `Index`. Words of the language and of the trade (types,
functions, severities) are no names.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cached_property

from planlang.frozen import define, field, frozen
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind


class Sort(Enum):
    """What a name can stand for beside the kinds of declaration that others name."""

    PLAN = "plan"
    MODULE = "module"
    PARAMETER = "parameter"
    ALIAS = "alias"
    """The word behind `use … as`."""
    COLUMN = "column"
    STAGE = "stage"
    CLASS = "class"
    """A class of a segment."""
    STEP = "to-do"
    """What is to be done in a stage; no other name means it."""
    RECORD = "record"
    """What the rows of a source are called: `one row per customer_id as customer`."""
    PERSON = "person"
    WORD = "word"
    """A word of the trade where a name could stand: `for each team`."""


Meant = Kind | Sort


@frozen
class Target:
    """What a written name means.

    Attributes:
        owner: the file it is declared in; of a column or a stage the qualified name of its source or process; of people ``.
        name: as declared there; of a task inside others its path.
    """

    sort: Meant
    owner: str
    name: str


@frozen
class Use:
    """A name as it is written somewhere.

    Attributes:
        implied: whether it is not written: a `use` without an argument takes what has the name of the parameter, and two
            sources are joined by the column of one name.
    """

    span: Span
    target: Target
    implied: bool = False


Written = tuple[Span, Target, bool]
"""A use as it is noted; there are many."""


@frozen
class Known:
    """A name and what it stands for.

    Attributes:
        name: as declared.
        alias: in the other language, or None.
        title: what people call it, or None.
        doc: the text of the `##` lines above it, or None.
        scope: the path of the file it is declared in, behind it the source or process that it belongs to; of people nothing.
        declared: where name and alias are declared; of people where they are members of a team.
        uses: where it is used, in order of file and place.
        implied: places that rest on its name without writing it.
    """

    sort: Meant
    name: str
    alias: str | None
    title: str | None
    doc: str | None
    scope: tuple[str, ...]
    declared: tuple[Span, ...]
    uses: tuple[Span, ...]
    implied: tuple[Span, ...] = ()


@define(eq=False)
class _Entry:
    sort: Meant
    name: str
    scope: tuple[str, ...]
    alias: str | None = None
    title: str | None = None
    doc: str | None = None
    declared: list[Span] = field(factory=list)
    uses: dict[Span, None] = field(factory=dict)
    implied: dict[Span, None] = field(factory=dict)

    def known(self) -> Known:
        """The finished entry."""
        declared = set(self.declared)
        return Known(
            self.sort,
            self.name,
            self.alias,
            self.title,
            self.doc,
            self.scope,
            tuple(self.declared),
            tuple(sorted((span for span in self.uses if span not in declared), key=_place)),
            tuple(sorted(self.implied, key=_place)),
        )


OWNERS: dict[Meant, Kind] = {
    Sort.COLUMN: Kind.SOURCE,
    Sort.RECORD: Kind.SOURCE,
    Sort.CLASS: Kind.SEGMENT,
    Sort.STAGE: Kind.PROCESS,
}
"""What has names of its own inside."""


@define(eq=False)
class Index:
    """The names of a plan. It is put together when it is first asked, which has to be before the plan is edited.

    Attributes:
        modules: the files.
        written: the uses that the checks noted.
        owners: file and path of every source and process, by qualified name.
    """

    modules: tuple[nodes.Module, ...]
    written: tuple[Written, ...]
    owners: dict[tuple[Meant, str], tuple[str, str]]

    @cached_property
    def noted(self) -> tuple[Use, ...]:
        """The uses, in the order in which they were found out, some of them several times."""
        return tuple(Use(*written) for written in self.written)

    @cached_property
    def symbols(self) -> tuple[Known, ...]:
        """Every name, in order of file and place; last people, and labels that nothing declares."""
        entries: dict[tuple[Meant, tuple[str, ...], str], _Entry] = {}
        for module in self.modules:
            for entry in _declared(module):
                entries.setdefault((entry.sort, entry.scope, entry.name), entry)
        for use in self.noted:
            target = use.target
            if target.sort is Sort.WORD:
                continue
            scope = self._scope(target)
            entry = entries.setdefault((target.sort, scope, target.name), _Entry(target.sort, target.name, scope))
            (entry.implied if use.implied else entry.uses)[use.span] = None
        for name in _members(self.modules):
            entries[(Sort.PERSON, (), name.text)].declared.append(name.span)
        return tuple(entry.known() for entry in entries.values())

    def _scope(self, target: Target) -> tuple[str, ...]:
        of = OWNERS.get(target.sort)
        if of is not None:
            return self.owners[of, target.owner]
        return (target.owner,) if target.owner else ()

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everybody who is named anywhere, in the order in which they were found; without putting the rest together."""
        named = (target.name for _, target, _ in self.written if target.sort is Sort.PERSON)
        return tuple(dict.fromkeys((*(name.text for name in _members(self.modules)), *named)))

    def at(self, path: str, offset: int) -> Known | None:
        """The name that is written around an offset of a file, or right before it."""
        places = self.places(path)
        at = bisect_right(places, offset, key=lambda place: place[0]) - 1
        return places[at][2] if at >= 0 and offset <= places[at][1] else None

    def places(self, path: str) -> list[tuple[int, int, Known]]:
        """Every name that is written in a file: from where, to where, what it stands for; in order."""
        return self._places.get(path, [])

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int, Known]]]:
        found: dict[str, list[tuple[int, int, Known]]] = {}
        for known in self.symbols:
            for span in (*known.declared, *known.uses):
                found.setdefault(span.source.path, []).append((span.start, span.end, known))
        for places in found.values():
            places.sort(key=lambda place: place[:2])
        return found


def _place(span: Span) -> tuple[str, int]:
    return span.source.path, span.start


def _members(modules: Iterable[nodes.Module]) -> Iterator[nodes.Name]:
    """The people in teams, as they are written there."""
    for module in modules:
        for node in module.declarations:
            if isinstance(node, nodes.TeamDecl):
                clauses = [clause for clause in node.clauses if isinstance(clause, nodes.Members)]
                yield from (member.person for clause in clauses for member in clause.members)


def _declared(module: nodes.Module) -> Iterator[_Entry]:
    """What a file declares."""
    path = module.source.path
    pending: list[tuple[nodes.Declaration, str]] = [(node, "") for node in reversed(module.declarations)]
    while pending:
        node, above = pending.pop()
        if isinstance(node, nodes.LanguageDecl):
            continue
        if isinstance(node, (nodes.Use, nodes.ApplyDecl)):
            if node.alias is not None:
                yield _Entry(Sort.ALIAS, above + node.alias.text, (path,), declared=[node.alias.span])
            continue
        route = above + node.head.name.text
        yield _headed(_SORTS[type(node)], node.head, route, (path,))
        pending += ((child, f"{route}.") for child in reversed(nodes.inside(node)))
        match node:
            case nodes.SourceDecl(clauses=clauses):
                for column in clauses:
                    if isinstance(column, nodes.ColumnDecl):
                        yield _named(Sort.COLUMN, column.name, column.alias, None, (path, route))
                    if isinstance(column, nodes.OneRowPer) and column.called is not None:
                        yield _named(Sort.RECORD, column.called, column.alias, None, (path, route))
            case nodes.SegmentDecl(clauses=classes):
                for one in classes:
                    if isinstance(one, nodes.ClassWhen | nodes.ClassShare | nodes.ClassRest):
                        yield _named(Sort.CLASS, one.head.name, one.head.alias, one.head.title, (path, route))
            case nodes.ProcessDecl(clauses=stages):
                for clause in stages:
                    for stage in _stages(clause):
                        yield _named(Sort.STAGE, stage.name, stage.alias, stage.title, (path, route))
                    for todo, place in _todos(clause):
                        yield _named(Sort.STEP, todo.name, todo.alias, todo.title, (path, route, place))
            case nodes.ModuleDecl(parameters=parameters):
                for parameter in parameters:
                    yield _named(Sort.PARAMETER, parameter.name, parameter.alias, None, (path,))
            case nodes.DefineDecl(parameters=parameters, declarations=declarations):
                for parameter in parameters:
                    entry = _named(Sort.PARAMETER, parameter.name, parameter.alias, None, (path,))
                    entry.name = f"{route}.{entry.name}"
                    yield entry
                pending += ((child, f"{route}.") for child in reversed(declarations))
            case _:
                pass


def _stages(clause: object) -> tuple[nodes.StageHead, ...]:
    match clause:
        case nodes.Stages(stages=stages) | nodes.WinStage(stages=stages):
            return stages
        case nodes.LossStage(stage=stage) | nodes.VoidStage(stage=stage):
            return (stage,)
        case _:
            return ()


def _todos(clause: object) -> Iterator[tuple[nodes.Head, str]]:
    """What is to be done in a stage, and the stage."""
    if isinstance(clause, nodes.StageBlock):
        yield from ((one.head, clause.stage.text) for one in clause.clauses if isinstance(one, nodes.Todo))


def _headed(sort: Meant, head: nodes.Head, route: str, scope: tuple[str, ...]) -> _Entry:
    entry = _named(sort, head.name, head.alias, head.title, scope)
    entry.name, entry.doc = route, head.doc
    return entry


def _named(
    sort: Meant, name: nodes.Name, alias: nodes.Name | None, title: nodes.Text | None, scope: tuple[str, ...]
) -> _Entry:
    return _Entry(
        sort,
        name.text,
        scope,
        alias.text if alias else None,
        title.text if title else None,
        None,
        [name.span] if alias is None else [name.span, alias.span],
    )


_SORTS: dict[type, Meant] = {
    nodes.PlanDecl: Sort.PLAN,
    nodes.ModuleDecl: Sort.MODULE,
    **{declared.node: declared.kind for declared in nodes.DECLARED},
}
