"""The declarations of a version of a plan by name, each in its parts as they are written.

In: parsed files. Out: `Written` by kind and path. Parts are what an edit can touch: the title, a value in the head, a clause, and
in clauses that hold others each of these by itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import attrs

from planlang.compare.differences import Statement
from planlang.frozen import frozen
from planlang.source import Source, Span
from planlang.syntax import nodes
from planlang.syntax.lexical.lexer import scan
from planlang.syntax.nodes import Module

Key = tuple[str, ...]
"""The kind, then the path of names; behind it the file where several declare the same."""
KINDS = {each.node: each.kind.value for each in nodes.DECLARED}
NAMELESS: Mapping[type, str] = {
    nodes.PlanDecl: "plan",
    nodes.Use: "use",
    nodes.ModuleDecl: "module",
    nodes.ApplyDecl: "apply",
    nodes.LanguageDecl: "language",
}
APART = ("head", "span", "clauses", "children", "declarations", "name", "alias")
"""Fields of declarations that are looked at by themselves, or not at all."""


@frozen(eq=False)
class Part:
    """A part of a declaration.

    Attributes:
        clause: what it is: the class of a clause, the name of a field.
        around: the clauses it stands in, as written up to their brace.
    """

    clause: str
    around: str
    node: object
    statement: Statement


@frozen(eq=False)
class Written:
    """A declaration as it is written.

    Attributes:
        span: its name, or all of it where it has none.
        whole: all of it.
    """

    kind: str
    path: tuple[str, ...]
    title: str
    span: Span
    whole: Span
    node: object
    parts: tuple[Part, ...]

    @property
    def called(self) -> frozenset[str]:
        """What else it is called: its name in the other language, and its title where it has one beside its name."""
        head: nodes.Head | None = getattr(self.node, "head", None)
        if head is None:
            return frozenset()
        names = (head.alias, head.title)
        return frozenset(each.text for each in names if each is not None)

    @property
    def name(self) -> str:
        """The path as one dotted text."""
        return ".".join(self.path)


class _Words:
    """The words of a file, to tell a stretch of it on one line and without comments."""

    def __init__(self, source: Source) -> None:
        tokens = [token for token in scan(source).tokens if token.type != "NEWLINE" and token.end > token.start]
        self._text = source.text
        self._starts = [token.start for token in tokens]
        self._ends = [token.end for token in tokens]

    def between(self, start: int, end: int) -> str:
        """The words from one place to another."""
        told, last = "", None
        for index in range(bisect_left(self._starts, start), len(self._starts)):
            first, behind = self._starts[index], self._ends[index]
            if first >= end:
                break
            told += (" " if last is not None and first > last else "") + self._text[first : min(behind, end)]
            last = behind
        return told


def declarations(modules: Sequence[Module]) -> dict[Key, Written]:
    """All declarations of some files, in written order; those inside others behind them."""
    found: dict[Key, Written] = {}
    for module in modules:
        words = _Words(module.source)
        for declaration in module.declarations:
            for written in _written(declaration, (), words):
                key: Key = (written.kind, *written.path)
                again = count()
                while key in found:
                    key = (written.kind, *written.path, module.source.path, str(next(again)))
                found[key] = written
    return found


def _written(node: Any, around: tuple[str, ...], words: _Words) -> Iterator[Written]:
    kind = KINDS.get(type(node)) or NAMELESS[type(node)]
    head: nodes.Head | None = getattr(node, "head", None)
    path = (*around, _name(node, head))
    title = head.title.text if head is not None and head.title is not None else path[-1]
    span = node.span if head is None else head.name.span
    yield Written(kind, path, title, span, node.span, node, tuple(_parts(node, head, words)))
    for inner in (*nodes.inside(node), *getattr(node, "declarations", ())):
        yield from _written(inner, path, words)


def _name(node: Any, head: nodes.Head | None) -> str:
    """What a declaration is known by; of the head of a plan nothing but its kind, as a plan has one."""
    match node:
        case nodes.PlanDecl():
            return "plan"
        case nodes.LanguageDecl():
            return "language"
        case nodes.Use(target, _, alias):
            return target.text if alias is None else f"{target.text} as {alias.text}"
        case nodes.ApplyDecl():
            return str(node.alias.text)
    return "" if head is None else head.name.text


def _parts(node: Any, head: nodes.Head | None, words: _Words) -> Iterator[Part]:
    if head is not None:
        if isinstance(node, nodes.PlanDecl):
            yield _part("name", head.name, words, head.name.span)
        for name in ("alias", "title"):
            value = getattr(head, name)
            if value is not None:
                yield _part(name, value, words, head.name.span)
        if head.doc is not None:
            yield Part("doc", "", head.doc, Statement(f"## {head.doc}", head.name.span))
    for each in attrs.fields(type(node)):
        if each.name in APART:
            continue
        value = getattr(node, each.name)
        for item in value if isinstance(value, tuple) else (value,):
            if item is not None:
                yield _part(each.name, item, words, node.span)
    for clause in getattr(node, "clauses", ()):
        yield from _clauses(clause, "", words)


def _part(name: str, value: Any, words: _Words, around: Span) -> Part:
    """A value that stands in the head; one without a place of its own stands somewhere in it."""
    span: Span = getattr(value, "span", around)
    told = words.between(span.start, span.end) if hasattr(value, "span") else str(getattr(value, "value", value))
    return Part(name, "", value, Statement(told, span))


def _clauses(clause: Any, around: str, words: _Words) -> Iterator[Part]:
    """A clause, or those that stand in it."""
    within = getattr(clause, "clauses", ())
    if not within:
        told = words.between(clause.span.start, clause.span.end)
        yield Part(type(clause).__name__, around, clause, Statement(f"{around}{told}", clause.span))
        return
    opening = words.between(clause.span.start, within[0].span.start).rstrip("{ ")
    for inner in within:
        yield from _clauses(inner, f"{around}{opening}: ", words)
