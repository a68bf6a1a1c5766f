"""What a declaration is called and where it stands."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.source import Span


@frozen
class Ident:
    """What a declaration is called and where it stands.

    Attributes:
        name: qualified name, unique among its kind.
        alias: the name in the other language, or None.
        title: what people call it; the name where none was given.
        doc: doc comment, or None.
        span: the declared name in its file.
        order: rank in the plan, ascending by file (in order of use) and place; reports sort by it.
        private: whether it only serves others of its file; of metrics none is shown.
    """

    name: str
    alias: str | None
    title: str
    doc: str | None
    span: Span
    order: int
    private: bool = False
