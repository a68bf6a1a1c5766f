"""The text of a file without loss: every token with what stands before it.

In: a source. Out: pieces that joined together give the source again, character by character; and what makes a comment
speak to planlang.
"""

from __future__ import annotations

import re

from planlang.frozen import frozen
from planlang.source import Source
from planlang.syntax.lexical.lexer import scan

IGNORING = re.compile(
    r"#[ \t]*(?:planlang[ \t]*[:：][ \t]*ignore\b[ \t]*(?P<brackets>)|允许[ \t]*[:：][ \t]*(?=[a-z]))"
)
"""The beginning of a comment that speaks for a line: `# planlang: ignore[task-without-owner]`, `# 允许：task-without-owner`."""


@frozen
class Piece:
    """A token and the blanks, line ends and comments before it; the last piece of a file has no token."""

    before: str
    text: str

    def __str__(self) -> str:
        return self.before + self.text


def pieces(source: Source) -> tuple[Piece, ...]:
    """The source in pieces: joined together, they are its text."""
    text = source.text
    found: list[Piece] = []
    at = 0
    for token in scan(source).tokens:
        if token.type == "NEWLINE":
            continue
        found.append(Piece(text[at : token.start], text[token.start : token.end]))
        at = token.end
    found.append(Piece(text[at:], ""))
    return tuple(found)
