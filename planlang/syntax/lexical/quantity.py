"""What is read where a digit stands: a token with its value, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from planlang.diagnostics.diagnostic import Fix
from planlang.diagnostics.text import Message
from planlang.frozen import frozen
from planlang.source import Source, Span
from planlang.syntax.lexical.keywords import Vocabulary


@frozen
class Mistake:
    """What is wrong with a quantity; `help` is made when it is wanted, since looking for a near name takes long."""

    name: str
    span: Span
    message: Message
    help: Callable[[], Message]
    fixes: tuple[Fix, ...] = ()


@frozen
class Quantity:
    """A token that begins with a digit."""

    type: str
    value: object
    end: int
    mistake: Mistake | None = None


@frozen
class Place:
    """A recognised core of a quantity."""

    source: Source
    text: str
    start: int
    end: int
    words: Vocabulary

    @property
    def written(self) -> str:
        """Its text, with plain digits."""
        return self.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.source, self.start, self.end)
