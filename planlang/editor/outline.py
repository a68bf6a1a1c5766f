"""What a file declares, as a tree: the outline of an editor, and the list in which names are looked for.

In: a parsed file. Out: symbols, each with the stretch of its whole declaration and that of its name. A declaration of which
nothing can be read but its name is there as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.frozen import frozen
from planlang.kept import Kept
from planlang.semantics.names.index import Meant, Sort
from planlang.semantics.names.vocabulary import KIND_OF
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind


@frozen
class Symbol:
    """Something that a file declares.

    Attributes:
        sort: None for a file that is used, and for what could not be read.
        title: what people call it, or None.
        whole: the declaration.
        name_span: its name in it.
        alias: its name in the other language, or None.
        private: whether only its own file knows it.
    """

    sort: Meant | None
    name: str
    title: str | None
    whole: Span
    name_span: Span
    children: tuple[Symbol, ...] = ()
    alias: str | None = None
    private: bool = False

    def all(self) -> Iterator[Symbol]:
        """Itself and everything in it."""
        yield self
        for child in self.children:
            yield from child.all()


@Kept
def outline(module: nodes.Module) -> tuple[Symbol, ...]:
    """The declarations of a file in written order."""
    found = [symbol for node in module.declarations if (symbol := _symbol(node)) is not None]
    known = {one.name_span.start for symbol in found for one in symbol.all()}
    found += [
        Symbol(None, broken.name.text, None, broken.span.to(broken.name.span), broken.name.span)
        for broken in module.broken
        if broken.name is not None and broken.name.span.start not in known
    ]
    return tuple(sorted(found, key=lambda symbol: symbol.whole.start))


def _symbol(node: nodes.Declaration) -> Symbol | None:
    match node:
        case nodes.LanguageDecl():
            return None
        case nodes.Use():
            return Symbol(None, node.written, None, node.span, node.target.span)
        case nodes.ApplyDecl():
            title = node.title.text if node.title else None
            return Symbol(Sort.ALIAS, node.alias.text, title, node.span, node.alias.span)
        case nodes.PlanDecl():
            return _headed(Sort.PLAN, node.head, node.span)
        case nodes.ModuleDecl():
            return _headed(Sort.MODULE, node.head, node.span, _parameters(node.parameters))
        case nodes.DefineDecl():
            inner = tuple(symbol for one in node.declarations if (symbol := _symbol(one)) is not None)
            return _headed(Kind.TEMPLATE, node.head, node.span, (*_parameters(node.parameters), *inner))
        case _:
            children = tuple(symbol for one in nodes.inside(node) if (symbol := _symbol(one)) is not None)
            inside = sorted((*children, *_inside(node)), key=lambda symbol: symbol.whole.start)
            return _headed(KIND_OF[type(node)], node.head, node.span, tuple(inside))


def _headed(sort: Meant, head: nodes.Head, whole: Span, children: tuple[Symbol, ...] = ()) -> Symbol:
    title, alias = (found.text if found else None for found in (head.title, head.alias))
    return Symbol(sort, head.name.text, title, whole, head.name.span, children, alias, head.private)


def _named(
    sort: Meant, name: nodes.Name, whole: Span, alias: nodes.Name | None, title: nodes.Text | None = None
) -> Symbol:
    said = title.text if title else None
    return Symbol(sort, name.text, said, whole, name.span, alias=alias.text if alias else None)


def _parameters(parameters: tuple[nodes.Parameter, ...]) -> tuple[Symbol, ...]:
    return tuple(_named(Sort.PARAMETER, one.name, one.span, one.alias) for one in parameters)


def _inside(node: nodes.Declaration) -> Iterator[Symbol]:
    """What has a name in a declaration and is no declaration: columns, classes, stages and what is to be done in them."""
    match node:
        case nodes.SourceDecl(clauses=columns):
            for column in columns:
                if isinstance(column, nodes.ColumnDecl):
                    yield _named(Sort.COLUMN, column.name, column.span, column.alias)
        case nodes.SegmentDecl(clauses=classes):
            for one in classes:
                if isinstance(one, nodes.ClassWhen | nodes.ClassShare | nodes.ClassRest):
                    yield _named(Sort.CLASS, one.head.name, one.span, one.head.alias, one.head.title)
        case nodes.ProcessDecl(clauses=clauses):
            for clause in clauses:
                yield from _stages(clause)
                if isinstance(clause, nodes.StageBlock):
                    yield from (
                        _named(Sort.STEP, todo.head.name, todo.span, todo.head.alias, todo.head.title)
                        for todo in clause.clauses
                        if isinstance(todo, nodes.Todo)
                    )
        case _:
            pass


def _stages(clause: object) -> Iterator[Symbol]:
    match clause:
        case nodes.Stages(stages=stages) | nodes.WinStage(stages=stages):
            yield from (_named(Sort.STAGE, stage.name, stage.span, stage.alias, stage.title) for stage in stages)
        case nodes.LossStage(stage=stage) | nodes.VoidStage(stage=stage):
            yield _named(Sort.STAGE, stage.name, stage.span, stage.alias, stage.title)
        case _:
            pass
