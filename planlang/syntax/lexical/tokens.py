"""Tokens: the words, figures and marks of a plan file, each with its place."""

from __future__ import annotations

from planlang.frozen import define
from planlang.source import Source, Span
from planlang.syntax.lexical.keywords import Keyword


@define(eq=False)
class Token:
    """One token of a source.

    Attributes:
        type: the terminal of the grammar; a word is a NAME until the parser asks for a keyword.
        value: what it says: text for names and strings, a number, a date.
        start: offset of its first character.
        end: offset after its last character.
        doc: the text of the doc comment right above, or None.
        word: whether it is a bare word, which may be a keyword.
        broken: whether something in it was already reported.
        keyword: the keyword that the parser took it for.
        words: how many words of a phrase begin here; 0 for those inside one.
    """

    type: str
    value: object
    start: int
    end: int
    source: Source
    word: bool = False
    broken: bool = False
    doc: str | None = None
    keyword: Keyword | None = None
    words: int = 1

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.source, self.start, self.end)

    @property
    def text(self) -> str:
        """Its characters, as written."""
        return self.source.text[self.start : self.end]
