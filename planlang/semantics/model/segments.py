"""Segments: the classes of the records of a source, in the order in which they are tried."""

from __future__ import annotations

from decimal import Decimal

from planlang.frozen import frozen
from planlang.semantics.expr import FigureExpression, RowExpression
from planlang.semantics.model.ident import Ident
from planlang.source import Span
from planlang.values.periods import Grain


@frozen
class Lookback:
    """So many periods of a grain up to the day of a classification."""

    count: int
    grain: Grain


@frozen
class ByCondition:
    """A class of the records for which all of this holds; of all that are left where there is neither.

    Attributes:
        rows: about the record as it is on the day.
        figure: about what it amounts to over the days of `over`.
    """

    rows: RowExpression | None
    figure: FigureExpression | None
    over: Lookback | None


@frozen
class ByShare:
    """A class of the records that make up a share of the total of what is positive, the largest first.

    Attributes:
        reaching: whether the one that crosses the share is in.
    """

    figure: FigureExpression
    over: Lookback
    share: Decimal
    reaching: bool


@frozen
class SegmentClass:
    """A class: name, alias and title, and by what a record is in it."""

    name: str
    alias: str | None
    title: str
    rule: ByCondition | ByShare
    span: Span


@frozen
class Segment:
    """The classes of the records of a source (tests/spec/segments.md).

    Attributes:
        grain: a class is kept over periods of it; None: it follows the record day by day.
        unknown_is_no: whether a condition that is not known counts as one that does not hold.
    """

    ident: Ident
    source: str
    classes: tuple[SegmentClass, ...]
    grain: Grain | None
    unknown_is_no: bool
