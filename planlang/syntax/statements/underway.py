"""What is being read: statements and blocks that have begun and not ended."""

from __future__ import annotations

from planlang.frozen import define, field
from planlang.syntax.automaton.machine import Stack


@define
class Statement:
    """A statement being read.

    Attributes:
        first: index of its first token.
        kind: terminal of its first token; empty until it is settled.
        height: height of the automaton's stack before it.
        reported: whether something in it was reported; it is left to one diagnostic.
        discard: whether it is dropped when it ends.
        doubtful: whether what kind of statement it is was guessed, so that its block may not fit.
        trail: its words so far, by index, each with the automaton's stack before it.
    """

    first: int
    height: int = 0
    kind: str = ""
    reported: bool = False
    discard: bool = False
    doubtful: bool = False
    trail: list[tuple[int, Stack]] = field(factory=list)


@define
class Block:
    """A block being read.

    Attributes:
        kind: what kind of statement it belongs to.
        statement: the statement read in it, if one has begun.
        fitting: how many of its statements could be read.
        misfits: how many began with what cannot begin a statement here.
    """

    kind: str
    statement: Statement | None = None
    fitting: int = 0
    misfits: int = 0
