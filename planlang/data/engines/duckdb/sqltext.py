"""Literals of DuckDB's SQL: with `tabletypes.identifier` the one place where text from outside becomes part of a statement."""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """A text in quotes.

    >>> literal("it's")
    "'it''s'"
    """
    assert "\0" not in text, "no name and no path holds a zero character"
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Texts in quotes, in parentheses, for IN."""
    return "(" + ", ".join(literal(text) for text in texts) + ")"
