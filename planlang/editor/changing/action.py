"""Something that can be done to a plan, for a menu."""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Diagnostic, Edit
from planlang.diagnostics.text import Message
from planlang.frozen import frozen

QUICK, ALL, EXTRACT, MOVE = "quickfix", "source.fixAll.planlang", "refactor.extract", "refactor.move"


@frozen
class Action:
    """Something that can be done.

    Attributes:
        kind: as editors sort them.
        edits: of any file of the plan.
        about: the finding that it answers, or None.
        best: whether it is what most would do.
    """

    title: Message
    kind: str
    edits: tuple[Edit, ...]
    about: Diagnostic | None = None
    best: bool = False
