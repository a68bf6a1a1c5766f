"""Checked expressions: every name resolved, every unit known.

Two families. A *row* expression is about one row of a source (inside an aggregate, a requirement, a `where` of a
process rule) and compiles to SQL. A *figure* expression is about an entity in a period and is computed on
entity × period matrices. Three values throughout: an unknown operand makes the result unknown (Kleene for and/or/not).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from attrs import frozen

from planlang.source import Span
from planlang.values.periods import Grain
from planlang.values.units import Unit

# ---------------------------------------------------------------- shared


class Comparison(Enum):
    """An order or equality between two values."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "is"
    UNEQUAL = "is not"


class Arithmetic(Enum):
    """A sum, difference, product or quotient."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


# ---------------------------------------------------------------- row expressions


@frozen
class Column:
    """The value of a column (its declared name) of the row."""

    name: str
    unit: Unit


@frozen
class Constant:
    """A literal. Numbers and money are Decimal (money in whole currency units), ratios Decimal (0.2), dates `date`,
    texts, people and stages `str` (a stage by its declared name), truths `bool`; None is unknown.
    """

    value: Decimal | date | str | bool | None
    unit: Unit


@frozen
class RowArithmetic:
    """Arithmetic on numbers, money of one currency, or dates (date - date is calendar days)."""

    operator: Arithmetic
    left: RowExpression
    right: RowExpression
    unit: Unit


@frozen
class RowComparison:
    """A comparison of two values of one unit."""

    operator: Comparison
    left: RowExpression
    right: RowExpression


@frozen
class RowAmong:
    """Whether a value is one of several constants."""

    subject: RowExpression
    items: tuple[Constant, ...]
    negated: bool


@frozen
class RowEmpty:
    """Whether a value is unknown (an empty cell); never unknown itself."""

    subject: RowExpression
    negated: bool


@frozen
class RowAll:
    """Every operand holds (Kleene and)."""

    operands: tuple[RowExpression, ...]


@frozen
class RowAny:
    """Some operand holds (Kleene or)."""

    operands: tuple[RowExpression, ...]


@frozen
class RowNot:
    """The operand does not hold."""

    operand: RowExpression


@frozen
class RowOtherwise:
    """`x ?? d`: x, or d where x is unknown."""

    subject: RowExpression
    fallback: RowExpression
    unit: Unit


@frozen
class DaysSince:
    """Calendar days from a date column to the last day of the period, or to the cut's day where that is earlier."""

    column: Column


class Phase(Enum):
    """Where a record stands in its process."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@frozen
class InPhase:
    """Whether the record's stage is an open, a win or a loss stage of its process."""

    column: Column
    process: str
    phase: Phase


RowExpression = (
    Column
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
    | InPhase
)


# ---------------------------------------------------------------- which rows count, and when


@frozen
class Dated:
    """A row counts on the date in this column (an event source's own column, or `at created`)."""

    column: str


@frozen
class OnEntry:
    """A record counts on the date it enters a stage: its first entry; for a final stage its latest, and not at all
    once it has left that stage again (semantics D8).
    """

    process: str
    stage: str


@frozen
class AsItStands:
    """A record counts if the filter holds for it as it stood at the last instant of the period."""


Moment = Dated | OnEntry | AsItStands


class Fold(Enum):
    """How the rows that count become one value."""

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    AVERAGE = "avg"
    MINIMUM = "min"
    MAXIMUM = "max"
    MEDIAN = "median"


class CreditTime(Enum):
    """The instant whose owner gets the credit."""

    EVENT = "at event"
    CLOSE = "at close"
    PERIOD_END = "at period end"
    TODAY = "as today"


@frozen
class CreditTo:
    """The person column that says whose a row is, and the owner at which instant counts."""

    column: str
    time: CreditTime


# ---------------------------------------------------------------- figure expressions


@frozen
class Aggregate:
    """One value from the rows of a source.

    Attributes:
        value: what is folded; None for a count of rows.
        where: which rows; None for all. A row whose condition is unknown is left out and counted as undecided.
        credit: whose it is; None is nobody's: known for the whole plan only.
    """

    fold: Fold
    source: str
    value: RowExpression | None
    moment: Moment
    where: RowExpression | None
    credit: CreditTo | None
    unit: Unit
    span: Span


@frozen
class MetricRef:
    """A declared metric by its qualified name."""

    metric: str
    unit: Unit
    span: Span


@frozen
class FigureConstant:
    """A literal figure."""

    value: Decimal
    unit: Unit
    span: Span


@frozen
class RatioOf:
    """Numerator over denominator, kept as a pair at every level; unknown under `min_sample` of the denominator."""

    numerator: FigureExpression
    denominator: FigureExpression
    min_sample: int
    unit: Unit
    span: Span


@frozen
class FigureArithmetic:
    """Arithmetic on two figures of fitting units."""

    operator: Arithmetic
    left: FigureExpression
    right: FigureExpression
    unit: Unit
    span: Span


# windows: all end with the period p under review unless they say otherwise (semantics section 4)


@frozen
class ThisPeriod:
    """p itself."""


@frozen
class PreviousPeriod:
    """p - 1."""


class MissingWeek(Enum):
    """What `same week last year` means for a week 53 that last year lacks."""

    ABSENT = "absent"
    WEEK_52 = "week 52"
    WEEKS_BACK = "52 weeks back"


@frozen
class SameLastYear:
    """The period of the same number a year before."""

    missing: MissingWeek = MissingWeek.ABSENT


@frozen
class RollingWindow:
    """One value over p-n+1 .. p."""

    count: int


@frozen
class AverageOver:
    """The mean of the values of p-n+1 .. p, or of p-n .. p-1 when `previous`."""

    count: int
    previous: bool = False


@frozen
class ToDate:
    """From the start of the month, quarter, half or year that holds p's last day to the end of p."""

    grain: Grain


@frozen
class CurrentPeriod:
    """The whole month, quarter ... that holds p's last day."""

    grain: Grain


@frozen
class LastPeriod:
    """The latest month, quarter ... closed at the end of p."""

    grain: Grain


FigureWindow = (
    ThisPeriod | PreviousPeriod | SameLastYear | RollingWindow | AverageOver | ToDate | CurrentPeriod | LastPeriod
)


@frozen
class OverWindow:
    """A figure over a window."""

    subject: FigureExpression
    window: FigureWindow
    unit: Unit
    span: Span


@frozen
class ChangeAgainst:
    """`change(x, w)` = x - x[w]; `growth(x, w)` = (x - x[w]) / x[w], unknown for a base that is not positive."""

    subject: FigureExpression
    window: FigureWindow
    relative: bool
    unit: Unit
    span: Span


class GoalMeasure(Enum):
    """What is asked of a goal (semantics section 6)."""

    ATTAINMENT = "attainment"
    PROGRESS = "progress"
    PACE = "pace"
    GAP = "gap"
    SURPLUS = "surplus"
    REQUIRED_RATE = "required_rate"
    TARGET_TO_DATE = "target_to_date"
    TARGET = "target"
    ACTUAL = "actual"


@frozen
class OfGoal:
    """A measure of a goal's part for the entity, over `to date G` or `current G` (None: the whole goal to date)."""

    measure: GoalMeasure
    goal: str
    window: ToDate | CurrentPeriod | None
    unit: Unit
    span: Span


@frozen
class FigureComparison:
    """Two figures compared; scaled by working days where one side is extensive and the other a constant."""

    operator: Comparison
    left: FigureExpression
    right: FigureExpression
    span: Span


@frozen
class FigureAll:
    """Every operand holds (Kleene and)."""

    operands: tuple[FigureExpression, ...]
    span: Span


@frozen
class FigureAny:
    """Some operand holds (Kleene or)."""

    operands: tuple[FigureExpression, ...]
    span: Span


@frozen
class FigureNot:
    """The operand does not hold."""

    operand: FigureExpression
    span: Span


@frozen
class FigureUnknown:
    """Whether a figure is unknown; never unknown itself."""

    subject: FigureExpression
    negated: bool
    span: Span


@frozen
class FigureOtherwise:
    """`x ?? d`."""

    subject: FigureExpression
    fallback: FigureExpression
    unit: Unit
    span: Span


FigureExpression = (
    Aggregate
    | MetricRef
    | FigureConstant
    | RatioOf
    | FigureArithmetic
    | OverWindow
    | ChangeAgainst
    | OfGoal
    | FigureComparison
    | FigureAll
    | FigureAny
    | FigureNot
    | FigureUnknown
    | FigureOtherwise
)
