"""Where a node stands: from the first of its parts to the last."""

from __future__ import annotations

from typing import Any

from planlang.source import Span


def whole(parts: list[Any] | tuple[Any, ...]) -> Span:
    """The span from the first part that is there to the last; parts are tokens, nodes, or tuples of them."""
    return _first(parts).to(_last(parts))


def _first(parts: list[Any] | tuple[Any, ...]) -> Span:
    for part in parts:
        if part is not None and part != ():
            return _first(part) if isinstance(part, tuple) else part.span
    raise AssertionError("a node has at least one part")


def _last(parts: list[Any] | tuple[Any, ...]) -> Span:
    for part in reversed(parts):
        if part is not None and part != ():
            return _last(part) if isinstance(part, tuple) else part.span
    raise AssertionError("a node has at least one part")
