"""Where reading a statement stopped, and how it may go on."""

from __future__ import annotations

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.source import Source
from planlang.syntax.automaton.machine import Machine, Stack
from planlang.syntax.lexical.keywords import Keyword, vocabulary
from planlang.syntax.lexical.tokens import Token


@frozen
class Situation:
    """The automaton at a token it does not accept.

    Attributes:
        first: index of the statement's first token.
        at: index of the token.
        token: the token as it was understood.
        kind: terminal of the statement's first token, empty at its start.
        block: kind of the block it stands in.
        language: the language to name keywords in.
        trail: the words of the statement so far, by index, each with the automaton's stack before it.
    """

    machine: Machine
    tokens: list[Token]
    first: int
    at: int
    token: Token
    kind: str
    block: str
    language: Language
    trail: list[tuple[int, Stack]]

    @property
    def source(self) -> Source:
        """The source that is read."""
        return self.token.source

    @property
    def before(self) -> Token:
        """The token before the one that does not fit."""
        return self.tokens[self.at - 1]

    def spelling(self, keyword: Keyword) -> str:
        """How a keyword is written here in the language of the file."""
        if self.language is Language.ZH:
            for place in (self.kind, self.block):
                particular = vocabulary().positions.get((place.lower(), keyword.key))
                if particular is not None:
                    return particular
        return keyword.spellings(self.language)[0]


@frozen
class EndBefore:
    """The statement ended before the token."""


@frozen
class TakeFor:
    """The words from `index` on are meant to be a keyword."""

    index: int
    keyword: Keyword
    width: int


@frozen
class ReadAs:
    """The token is meant to be this name."""

    name: str


@frozen
class LeaveOut:
    """So many tokens from here on are too many; where `ends`, the statement ended before them."""

    count: int
    ends: bool = False


Repair = EndBefore | TakeFor | ReadAs | LeaveOut
