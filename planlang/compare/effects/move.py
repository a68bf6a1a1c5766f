"""A part of a declaration that asks for more or for less than before."""

from __future__ import annotations

from planlang.compare.differences import Effect
from planlang.frozen import frozen
from planlang.source import Span


@frozen
class Move:
    """Something that is another.

    Attributes:
        clause: the class of the clauses that say it; empty where its places tell the clauses.
        before, after: places in the clauses that say it.
    """

    effect: Effect
    clause: str = ""
    before: Span | None = None
    after: Span | None = None
