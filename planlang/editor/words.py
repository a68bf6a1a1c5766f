"""The words of a file as they are read: keywords told from names, comments and figures, without a plan.

In: a source, an offset. Out: tokens of the declarations there. A declaration is read by itself, and once for each text of
it, whatever stands around it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from planlang.frozen import frozen
from planlang.source import Source
from planlang.syntax.again import bounds
from planlang.syntax.lexical.scanned import Comment
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.reading import read

MOST_STRETCHES = 8_000


@frozen
class Stretch:
    """A declaration with the comments above it, read by itself; tokens count from its start.

    Attributes:
        start, end: where it lies in the file.
    """

    start: int
    end: int
    tokens: tuple[Token, ...]
    comments: tuple[Comment, ...]
    text: str

    def at(self, offset: int) -> Token | None:
        """The token around an offset of the file, or right before it."""
        place = offset - self.start
        index = bisect_right(self.tokens, place, key=lambda token: token.start) - 1
        found = self.tokens[index] if index >= 0 else None
        if found is None or place > found.end:
            return None
        if found.start == found.end and index and self.tokens[index - 1].end == place:
            return self.tokens[index - 1]
        return found

    def comment_at(self, offset: int) -> bool:
        """Whether an offset of the file is inside a comment, or at its end."""
        place = offset - self.start
        return any(comment.start < place <= comment.end for comment in self.comments)


@lru_cache(maxsize=MOST_STRETCHES)
def _read(text: str) -> tuple[tuple[Token, ...], tuple[Comment, ...]]:
    reading = read(Source("", text))
    real = tuple(token for token in reading.tokens if token.type != "_END" and token.end > token.start)
    return real, tuple(reading.statements.scanned.comments)


def stretches(source: Source, first: int = 0, last: int | None = None) -> Iterator[Stretch]:
    """All declarations of a file, or those that a part of it touches."""
    for start, end in pairwise(bounds(source.text)):
        if end >= first and (last is None or start <= last):
            yield _stretch(source, start, end)


def _stretch(source: Source, start: int, end: int) -> Stretch:
    text = source.text[start:end]
    return Stretch(start, end, *_read(text), text)


def stretch_at(source: Source, offset: int) -> Stretch:
    """The declaration around an offset; where one ends and the next begins, the next."""
    start, end = stretch_bounds(source, offset)
    return _stretch(source, start, end)


def stretch_bounds(source: Source, offset: int) -> tuple[int, int]:
    """Where it begins and ends."""
    edges = list(bounds(source.text))
    index = max(0, min(bisect_right(edges, offset) - 1, len(edges) - 2))
    return edges[index], edges[index + 1]
