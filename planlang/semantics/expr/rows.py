"""Row expressions: about one row of a source; they compile to SQL.

Each knows where it is written, by which two are no others; what a query puts in between stands nowhere.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from planlang.frozen import field, frozen
from planlang.semantics.expr.operators import Arithmetic, Comparison
from planlang.source import Span
from planlang.values.periods import Grain
from planlang.values.units import Unit


@frozen
class Column:
    """The value of a column (its declared name) of the row."""

    name: str
    unit: Unit
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class Looked:
    """The value of a column (its declared name) of the record that a reference names: `customer.grade`.

    `today`: as the record is at the as-of, not on the day of the fact.
    """

    reference: Column | Looked
    name: str
    unit: Unit
    today: bool = False
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class ClassOf:
    """The class of a record in a segment: of the one that a reference names, of the row itself where there is none.

    `today`: that of the as-of, not that of the day of the fact.
    """

    reference: Column | Looked | None
    segment: str
    unit: Unit
    today: bool = False
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class Constant:
    """A literal. Numbers and money are Decimal (money in whole currency units), ratios Decimal (0.2), dates `date`,
    texts, people and stages `str` (a stage by its declared name), truths `bool`; None is unknown.
    """

    value: Decimal | date | str | bool | None
    unit: Unit
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class RowArithmetic:
    """Arithmetic on numbers, money of one currency, or dates (date - date is calendar days)."""

    operator: Arithmetic
    left: RowExpression
    right: RowExpression
    unit: Unit
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class RowComparison:
    """A comparison of two values of one unit."""

    operator: Comparison
    left: RowExpression
    right: RowExpression
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class RowAmong:
    """Whether a value is one of several constants."""

    subject: RowExpression
    items: tuple[Constant, ...]
    negated: bool
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class RowEmpty:
    """Whether a value is unknown (an empty cell); never unknown itself."""

    subject: RowExpression
    negated: bool
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class RowAll:
    """Every operand holds (Kleene and)."""

    operands: tuple[RowExpression, ...]
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class RowAny:
    """Some operand holds (Kleene or)."""

    operands: tuple[RowExpression, ...]
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class RowNot:
    """The operand does not hold."""

    operand: RowExpression
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class RowOtherwise:
    """`x ?? d`: x, or d where x is unknown."""

    subject: RowExpression
    fallback: RowExpression
    unit: Unit
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class DaysSince:
    """Calendar days from a date column to the last day of the period, or to the cut's day where that is earlier."""

    column: Column | Looked
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class TextLength:
    """How many characters (code points) the text in a column has."""

    column: Column | Looked
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class Combination:
    """The values of several columns as one; unknown where one of them is."""

    columns: tuple[Column | Looked, ...]
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class FallsIn:
    """Whether a date lies in the week, month, quarter or year that holds the day from which `DaysSince` counts."""

    column: Column | Looked
    grain: Grain
    span: Span | None = field(default=None, eq=False, repr=False)


class Phase(Enum):
    """Where a record stands in its process."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    VOID = "void"


@frozen
class InPhase:
    """Whether the record's stage is an open, won, lost or void in its process."""

    column: Column | Looked
    process: str
    phase: Phase
    span: Span | None = field(default=None, eq=False, repr=False)


Sought = Column | Looked | ClassOf
"""What stands for one value of a record."""

RowExpression = (
    Column
    | Looked
    | ClassOf
    | Constant
    | RowArithmetic
    | RowComparison
    | RowAmong
    | RowEmpty
    | RowAll
    | RowAny
    | RowNot
    | RowOtherwise
    | DaysSince
    | TextLength
    | Combination
    | FallsIn
    | InPhase
)
