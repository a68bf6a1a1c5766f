"""What is offered, and whether it is what somebody has begun to write."""

from __future__ import annotations

from enum import Enum

from planlang.editor.completion.initials import initials
from planlang.frozen import frozen
from planlang.semantics.names.index import Meant


class Sort(Enum):
    """What something offered is, besides a name."""

    WORD = "word"
    FUNCTION = "function"
    VALUE = "value"
    FILE = "file"
    WHOLE = "whole"


@frozen
class Item:
    """Something that may stand at a place.

    Attributes:
        label: as it is shown and, where nothing else is said, written.
        sort: what it is.
        snippet: what is written, `${1:name}` where the writer goes on, or None.
        detail: a few words beside it.
        words: what is told of it, in Markdown.
        others: what else it is found by.
        rank: the smaller the sooner; equal ones in the order in which they are offered.
    """

    label: str
    sort: Sort | Meant
    snippet: str | None = None
    detail: str = ""
    words: str = ""
    others: tuple[str, ...] = ()
    rank: int = 5

    def found_by(self, typed: str) -> str | None:
        """Which of its spellings somebody has begun to write; None where it is none."""
        if not typed:
            return self.label
        wanted = typed.casefold()
        spellings = (self.label, *self.others)
        folded = [spelling.casefold() for spelling in spellings]
        for spelling, letters in zip(spellings, folded, strict=True):
            if letters.startswith(wanted):
                return spelling
        if typed.isascii():
            for spelling in spellings:
                short = "" if spelling.isascii() else initials(spelling)
                if short.startswith(wanted):
                    return short
        for spelling, letters in zip(spellings, folded, strict=True):
            if wanted[0] in letters and _within(wanted, letters):
                return spelling
        return None


def _within(typed: str, spelling: str) -> bool:
    """Whether the letters typed stand in a spelling in that order, the first of them at the beginning of a word of it."""
    for at, letter in enumerate(spelling):
        if letter == typed[0] and (at == 0 or not spelling[at - 1].isalnum() or not spelling[at].isascii()):
            rest = iter(spelling[at:])
            if all(wanted in rest for wanted in typed):
                return True
    return False


def plain_snippet(snippet: str) -> str:
    """A snippet without the marks for places: `${1:name} $0` is `name `."""
    out, at = "", 0
    while at < len(snippet):
        if snippet.startswith("${", at):
            end = snippet.index("}", at)
            out += snippet[at:end].partition(":")[2]
            at = end + 1
        elif snippet[at] == "$" and at + 1 < len(snippet) and snippet[at + 1].isdigit():
            at += 2
        elif snippet[at] == "\\" and at + 1 < len(snippet):
            out += snippet[at + 1]
            at += 2
        else:
            out += snippet[at]
            at += 1
    return out


def as_written(text: str) -> str:
    """A text as it stands in a snippet."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
