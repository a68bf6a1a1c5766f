"""Expressions: figures, conditions and what aggregates read."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.literals import (
    Date,
    Duration,
    Label,
    Money,
    Name,
    Number,
    Path,
    Percent,
    Points,
    Text,
    TimeUnit,
)


@frozen
class Reference:
    """A name or dotted path used as a value."""

    path: Path
    span: Span


@frozen
class Call:
    """`count(...)`, `ratio(a, b)`, `attainment(revenue)`."""

    function: Name
    arguments: tuple[Expression, ...]
    span: Span


@frozen
class Selection:
    """What an aggregate reads: `deals.amount at closed where stage is won`, `surveys.answered at sent within 14d`; only as an
    argument of a call.
    """

    subject: Expression
    at: Name | None
    where: Expression | None
    span: Span
    within: Expression | None = None


class WindowKind(Enum):
    """The period words that follow a figure."""

    THIS = "this"
    PREVIOUS = "previous"
    SAME_LAST_YEAR = "same last year"
    TO_DATE = "to date"
    CURRENT = "current"
    LAST = "last"
    NEXT = "next"
    ROLLING = "rolling"
    AVERAGED_OVER = "averaged over"
    AVERAGED_OVER_PREVIOUS = "averaged over previous"


@frozen
class Window:
    """A period phrase: `this week`, `rolling 4 weeks`, `quarter to date`. `count` is 1 where no number is written."""

    kind: WindowKind
    unit: TimeUnit
    count: int
    span: Span


@frozen
class Windowed:
    """A figure over a window: `visits this week`."""

    subject: Expression
    window: Window
    span: Span


@frozen
class AsToday:
    """What is looked up as it is at the as-of, not on the day of the fact: `customer.grade as today`."""

    subject: Expression
    span: Span


@frozen
class PerWorkingDay:
    """A figure per working day: `visits per working day`, `visits this month per working day`."""

    subject: Expression
    span: Span


@frozen
class Lagged:
    """A figure of so many months earlier: `used(total) lag 2 months`."""

    subject: Expression
    by: Duration
    span: Span


@frozen
class ByGroup:
    """A figure seen within a group: `signed this month by team`; only as an argument of a call."""

    subject: Expression
    group: Name
    span: Span


@frozen
class Route:
    """`b2b from needs to won within 60d`; only as an argument of a call. `within` is None where no time is given."""

    process: Path
    origin: Name
    target: Name
    within: Duration | Reference | None
    span: Span


@frozen
class NamedOption:
    """`align: spring_festival`; only as an argument of a call."""

    name: Name
    value: Expression
    span: Span


class Operator(Enum):
    """Two-place operators, by their canonical spelling."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IS = "is"
    IS_NOT = "is not"
    AND = "and"
    OR = "or"
    OTHERWISE = "??"


@frozen
class Binary:
    """Two operands and an operator."""

    operator: Operator
    left: Expression
    right: Expression
    span: Span


@frozen
class Not:
    """Logical negation."""

    operand: Expression
    span: Span


@frozen
class Negative:
    """Arithmetic negation."""

    operand: Expression
    span: Span


@frozen
class Among:
    """`stage in (proposal, negotiation)`, or `not in` when negated."""

    subject: Expression
    items: tuple[Expression, ...]
    negated: bool
    span: Span


@frozen
class Enters:
    """`stage enters won`: the event of a record moving into a stage."""

    subject: Expression
    stage: Name
    span: Span


Expression = (
    Reference
    | Call
    | Selection
    | Windowed
    | AsToday
    | PerWorkingDay
    | Lagged
    | ByGroup
    | Route
    | NamedOption
    | Binary
    | Not
    | Negative
    | Among
    | Enters
    | Number
    | Percent
    | Points
    | Money
    | Duration
    | Date
    | Label
    | Text
)
