"""What stands in the files of a source: headers that it does not declare yet, values of its columns with how often they were seen.

In: a file of an opened plan, a place in it, what was read in the background. Out: items. No file is opened here.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.text import Language, Text
from planlang.editor.completion.items import Item, Sort
from planlang.editor.completion.known import writable
from planlang.editor.completion.names import column_at
from planlang.editor.completion.place import Place
from planlang.editor.desk import View
from planlang.editor.standing.standing import Standings
from planlang.syntax import nodes
from planlang.syntax.lexical.tokens import Token

ROWS = Text("editor.rows", "{count:row|rows}")


def patterns_of(source: nodes.SourceDecl) -> tuple[str, ...]:
    """What a source reads, as written."""
    return tuple(text.text for clause in source.clauses if isinstance(clause, nodes.Read) for text in clause.patterns)


def headers(view: View, place: Place, seen: Standings) -> Iterator[Item]:
    """The headers of the newest file of a source that it does not declare yet, each as a column."""
    if place.block != "SOURCE" or not place.begins or not view.main.is_absolute():
        return
    name = next((str(token.value) for token in place.head[1:2]), "")
    for node in view.module.declarations:
        if isinstance(node, nodes.SourceDecl) and node.head.name.text == name:
            known = {one.name.text for one in node.clauses if isinstance(one, nodes.ColumnDecl)}
            for header in seen.headers_of(view.opened.root, patterns_of(node)):
                if header not in known and header.isidentifier():
                    yield Item(header, Sort.VALUE, f"{header}: ${{1:text}}", rank=1)


def values_seen(view: View, place: Place, seen: Standings, language: Language) -> Iterator[Item]:
    """Behind a column and `is`: the values that it has in the data, the most frequent first."""
    before = place.words
    while before and _compares(before[-1]):
        before = before[:-1]
    found = column_at(before, place, writable(view)) if len(before) < len(place.words) else None
    if found is None:
        return
    source, column = found
    for value, rows in seen.values_of(view.main, source.name, column.name):
        text = value.replace("\\", "\\\\").replace('"', '\\"')
        yield Item(f'"{text}"', Sort.VALUE, None, ROWS(count=rows).render(language), "", (value,), 0)


def _compares(token: Token) -> bool:
    return token.keyword is not None and token.keyword.key in ("is", "is_not")
