"""Names and literals of DuckDB's SQL: the one place where text from outside becomes part of a statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from planlang.values.units import (
    Count,
    DateUnit,
    Days,
    InstantUnit,
    Minutes,
    MoneyIn,
    PercentagePoints,
    Person,
    Plain,
    Ratio,
    StageOf,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
)

NUMBER = "DECIMAL(24, 6)"
"""Every number of a loaded table."""


def identifier(name: str) -> str:
    """A name in quotes."""
    return '"' + name.replace('"', '""') + '"'


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


def loaded_type(unit: Unit) -> str:
    """The SQL type of a column of a loaded table."""
    match unit:
        case Count() | Plain() | Ratio() | PercentagePoints() | MoneyIn() | Days() | WorkingDays() | Minutes():
            return NUMBER
        case DateUnit():
            return "DATE"
        case InstantUnit():
            return "TIMESTAMP"
        case Truth():
            return "BOOLEAN"
        case TextUnit() | Person() | StageOf():
            return "VARCHAR"
        case unreachable:
            assert_never(unreachable)


def uploaded_type(unit: Unit) -> str:
    """The SQL type of an uploaded column: counts are whole."""
    return "BIGINT" if isinstance(unit, Count | Days | WorkingDays) else loaded_type(unit)
