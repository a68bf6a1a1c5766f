"""What rests on a declaration, and what it rests on.

In: a file of an opened plan. Out: declarations with the places at which they name each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.editor.desk import View
from planlang.editor.outline import Symbol, outline
from planlang.frozen import frozen
from planlang.semantics.names.index import Known, Sort
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind


@frozen
class Tie:
    """A declaration that names another, or is named by it, and where."""

    symbol: Symbol
    places: tuple[Span, ...]


def declaration_at(view: View, offset: int) -> Symbol | None:
    """The declaration that a name at an offset stands for, or that is around it."""
    known = view.opened.names.at(view.source.path, offset)
    if known is not None and known.declared:
        found = _around(view, known.declared[0])
        if found is not None:
            return found
    return _innermost(view.module, offset)


def dependants(view: View, symbol: Symbol) -> Iterator[Tie]:
    """The declarations that name it."""
    known = view.opened.names.at(symbol.name_span.source.path, symbol.name_span.start)
    found: dict[Symbol, list[Span]] = {}
    for span in known.uses if known is not None else ():
        around = _around(view, span)
        if around is not None and around.name_span != symbol.name_span:
            found.setdefault(around, []).append(span)
    yield from (Tie(one, tuple(places)) for one, places in found.items())


def dependencies(view: View, symbol: Symbol) -> Iterator[Tie]:
    """The declarations that it names."""
    path = symbol.whole.source.path
    found: dict[Symbol, list[Span]] = {}
    for start, end, known in view.opened.names.places(path):
        if symbol.whole.start <= start and end <= symbol.whole.end and isinstance(known.sort, Kind) and known.declared:
            target = _around(view, known.declared[0])
            if target is not None and target.name_span != symbol.name_span:
                found.setdefault(target, []).append(Span(symbol.whole.source, start, end))
    yield from (Tie(one, tuple(places)) for one, places in found.items())


def counted(view: View) -> Iterator[tuple[Symbol, Known]]:
    """The declarations of a file, each with its name and all uses of that."""
    for symbol in outline(view.module):
        if isinstance(symbol.sort, Kind) or symbol.sort is Sort.ALIAS:
            known = view.opened.names.at(view.source.path, symbol.name_span.start)
            if known is not None:
                yield symbol, known


def _around(view: View, span: Span) -> Symbol | None:
    """The innermost declaration around a place of any file."""
    path = span.source.path
    module = next((one for one in view.opened.modules if one.source.path == path), None)
    return None if module is None else _innermost(module, span.start)


def _innermost(module: nodes.Module, offset: int) -> Symbol | None:
    found: Symbol | None = None
    for top in outline(module):
        for symbol in top.all():
            if isinstance(symbol.sort, Kind) and symbol.whole.start <= offset <= symbol.whole.end:
                found = symbol
    return found
