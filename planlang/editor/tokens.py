"""What each word of a file is, for its colours: a word of the language, a name and of what sort, a figure, a comment.

In: a file of an opened plan, or a stretch of it. Out: tokens in order, none of which touches another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from planlang.editor.desk import View
from planlang.editor.words import Stretch, stretches
from planlang.frozen import frozen
from planlang.reference.terms import FUNCTION, terms
from planlang.semantics.names.index import Known, Meant, Sort
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Kind

TYPES = (
    "keyword", "comment", "string", "number", "operator", "function", "variable", "property", "class", "interface", "enum",
    "enumMember", "event", "struct", "namespace", "parameter", "type",
)  # fmt: skip
MODIFIERS = ("declaration", "documentation", "defaultLibrary")
NAMES: dict[Meant, str] = {
    Sort.COLUMN: "property",
    Sort.STAGE: "enumMember",
    Sort.CLASS: "enumMember",
    Sort.PARAMETER: "parameter",
    Sort.ALIAS: "namespace",
    Sort.PLAN: "namespace",
    Sort.MODULE: "namespace",
    Sort.STEP: "event",
    Sort.PERSON: "variable",
    Sort.RECORD: "type",
    Kind.TEAM: "class",
    Kind.ROLE: "interface",
    Kind.SOURCE: "struct",
    Kind.PROCESS: "enum",
    Kind.SEGMENT: "enum",
    Kind.ALERT: "event",
    Kind.TASK: "event",
    Kind.MILESTONE: "event",
}
"""The colours of names; those of any other sort are variables."""
FIGURES = frozenset(
    {"INTEGER", "NUMBER", "PERCENT", "POINTS", "MONEY", "DURATION", "PERSON_DAYS", "DATE", "LABEL", "TIME"}
)
OPERATORS = frozenset(
    {"COMPARISON", "PLUS", "MINUS", "STAR", "SLASH", "OTHERWISE", "_ARROW", "_RANGE", "_EQUALS", "_BAR"}
)


@frozen
class Coloured:
    """A token: where it is, its colour, what it is besides."""

    start: int
    end: int
    type: str
    modifiers: tuple[str, ...] = ()


def coloured(view: View, start: int = 0, end: int | None = None) -> Iterator[Coloured]:
    """The tokens of a file, or of the declarations that a stretch of it touches."""
    source = view.source
    places = view.opened.names.places(source.path)
    last = len(source.text) if end is None else end
    for stretch in stretches(source, start, last):
        yield from _of(stretch, places)


def _of(stretch: Stretch, places: list[tuple[int, int, Known]]) -> Iterator[Coloured]:
    comments = [
        Coloured(
            stretch.start + one.start,
            stretch.start + one.end,
            "comment",
            ("documentation",) if stretch.text.startswith("##", one.start) else (),
        )
        for one in stretch.comments
    ]
    words = list(_words(stretch, places))
    at = -1
    for token in sorted((*comments, *words), key=lambda token: token.start):
        if token.start >= at and token.end > token.start:
            yield token
            at = token.end


@cache
def _functions() -> frozenset[str]:
    """What functions are called."""
    return frozenset(word for one in terms() if one.sort is FUNCTION for word in one.spellings)


def _words(stretch: Stretch, places: list[tuple[int, int, Known]]) -> Iterator[Coloured]:
    functions = _functions()
    for index, token in enumerate(stretch.tokens):
        start, end = stretch.start + token.start, stretch.start + token.end
        if token.keyword is not None:
            yield Coloured(start, end, "keyword")
        elif token.type == "STRING":
            yield Coloured(start, end, "string")
        elif token.type in FIGURES:
            yield Coloured(start, end, "number")
        elif token.type in OPERATORS:
            yield Coloured(start, end, "operator")
        elif token.type == "NAME":
            if token.value in functions and _opens(stretch.tokens, index + 1):
                yield Coloured(start, end, "function", ("defaultLibrary",))
            else:
                yield from _name(start, end, places)


def _opens(tokens: tuple[Token, ...], index: int) -> bool:
    return index < len(tokens) and tokens[index].type == "_LPAR"


def _name(start: int, end: int, places: list[tuple[int, int, Known]]) -> Iterator[Coloured]:
    at = bisect_left(places, start, key=lambda place: place[0])
    if at < len(places) and places[at][0] == start:
        known = places[at][2]
        declares = any(span.start == start and span.source.path for span in known.declared)
        yield Coloured(start, end, NAMES.get(known.sort, "variable"), ("declaration",) if declares else ())
    else:
        yield Coloured(start, end, "variable")
