"""Notes: words for people at a declaration, which nothing is worked out from."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.semantics.model.ident import Ident
from planlang.source import Span


@frozen
class Note:
    """`note culture "…"`; without a label where it has none."""

    label: str | None
    text: str
    span: Span


@frozen
class Noted:
    """What has notes.

    Attributes:
        kind: the key of its word: `team`, `plan`.
        stage: the stage that they stand at, where the notes are those of a stage of a process.
    """

    ident: Ident
    kind: str
    stage: str | None
    notes: tuple[Note, ...]
