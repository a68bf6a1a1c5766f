"""What a name means, where it is declared, and everywhere else that it is written.

In: a file of an opened plan, an offset. Out: the name there, and places.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.editor.desk import View
from planlang.frozen import frozen
from planlang.semantics.names.index import Known
from planlang.source import Span


@frozen
class Written:
    """A place where a name is written.

    Attributes:
        declares: whether it declares the name there.
    """

    span: Span
    declares: bool


def name_at(view: View, offset: int) -> Known | None:
    """The name that is written around an offset, or right before it."""
    return view.opened.names.at(view.source.path, offset)


def span_at(view: View, known: Known, offset: int) -> Span:
    """Where a name is written around an offset at which it was found."""
    return next(
        one.span
        for one in written(known)
        if one.span.source.path == view.source.path and one.span.start <= offset <= one.span.end
    )


def written(known: Known) -> Iterator[Written]:
    """Every place of a name: first where it is declared, then its uses in order."""
    yield from (Written(span, True) for span in known.declared)
    yield from (Written(span, False) for span in known.uses)


def in_file(view: View, known: Known) -> Iterator[Written]:
    """The places of a name in one file."""
    return (one for one in written(known) if one.span.source.path == view.source.path)


def definitions(view: View, offset: int) -> tuple[Span, ...]:
    """Where the name at an offset is declared; of people who are in several teams each of these places."""
    known = name_at(view, offset)
    if known is None:
        return ()
    return known.declared[:1] if known.alias is not None else known.declared
