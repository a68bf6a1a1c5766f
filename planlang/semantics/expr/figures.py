"""Figure expressions: about an entity in a period; computed on entity × period matrices."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.expr.assumed import Assumed
from planlang.semantics.expr.lengths import TimeLimit
from planlang.semantics.expr.measures import BudgetMeasure, CustomerMeasure, GoalMeasure, StayMeasure
from planlang.semantics.expr.moments import CreditTo, Fold, Moment
from planlang.semantics.expr.operators import Arithmetic, Comparison
from planlang.semantics.expr.rows import RowExpression, Sought
from planlang.semantics.expr.windows import FigureWindow, GoalWindow
from planlang.source import Span
from planlang.values.units import Unit


@frozen
class Aggregate:
    """One value from the rows of a source.

    Attributes:
        value: what is folded; None for a count of rows.
        where: which rows; None for all. A row whose condition is unknown is left out and counted as undecided.
        credit: whose it is; None is nobody's: known for the whole plan only.
        min_sample: fewer rows than that make an average or median unknown.
    """

    fold: Fold
    source: str
    value: RowExpression | None
    moment: Moment
    where: RowExpression | None
    credit: CreditTo | None
    unit: Unit
    span: Span
    min_sample: int = 0


@frozen
class Headcount:
    """How many people hold a role, as the mean of its days (every calendar day of the period counts the same)."""

    role: str
    unit: Unit
    span: Span


@frozen
class BreachesOf:
    """How many breaches of the rules of a process began in the period."""

    process: str
    unit: Unit
    span: Span


@frozen
class CohortConversion:
    """Which share of the records that first came into one stage in the period came into another in time; of those whose time
    is up.

    Attributes:
        within: the time.
        min_sample: fewer records make it unknown.
    """

    process: str
    origin: str
    target: str
    within: TimeLimit
    min_sample: int
    unit: Unit
    span: Span


@frozen
class StayOf:
    """How long records stay in a stage, in days that all count or in working days; `forward`: until they get to another, so
    that of what is lost or void nobody knows how long it would have taken.
    """

    measure: StayMeasure
    process: str
    stage: str
    working: bool
    forward: bool
    min_sample: int
    unit: Unit
    span: Span


@frozen
class OfCustomers:
    """Whom rows are about: how many are new, which share came again or stayed away.

    Attributes:
        rows: the different values, as they would be counted.
        min_sample: fewer of the period before make a share unknown.
    """

    measure: CustomerMeasure
    rows: Aggregate
    min_sample: int
    unit: Unit
    span: Span


@frozen
class ResponseRate:
    """Which share of what was sent in the period was answered in time; of what was sent so long ago that its time is up.

    Attributes:
        sent, answered, missed: all that was sent, what of it was answered in time, and the rest, each counted on the day of
            sending.
        early: which rows are not counted, as they were answered before they were sent.
        days: the time.
        min_sample: of what was sent; fewer make it unknown.
        answer: the column with the day of the answer; empty where it is one of another record.
    """

    sent: Aggregate
    answered: Aggregate
    missed: Aggregate
    early: RowExpression
    days: int
    min_sample: int
    unit: Unit
    span: Span
    answer: str = ""


@frozen
class Tenure:
    """Days from the first one on which somebody was in any team to the end of the period."""

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


@frozen
class OverWindow:
    """A figure over a window."""

    subject: FigureExpression
    window: FigureWindow
    unit: Unit
    span: Span


@frozen
class ChangeAgainst:
    """`change(x, w)` = x - x[w]; `growth(x, w)` = (x - x[w]) / x[w], unknown for a base that is not positive.

    Attributes:
        over: the window of x where that is not the period itself.
    """

    subject: FigureExpression
    window: FigureWindow
    relative: bool
    unit: Unit
    span: Span
    over: FigureWindow | None = None


@frozen
class PerWorkingDay:
    """A figure over the working days on which the entity was there."""

    subject: FigureExpression
    unit: Unit
    span: Span


class PeerMeasure(Enum):
    """What is asked of an entity among its like (tests/spec/peers.md)."""

    RANK = "rank"
    SHARE = "share"
    CUMULATIVE_SHARE = "cumulative_share"
    OF_TEAM = "of_team"
    """That of the team of a person, of several by the working days in each; of a team that of the one above."""


class Group(Enum):
    """Within what an entity is seen."""

    LIKE = "its like"
    """everybody of its role; all teams as deep"""
    TEAM = "its team"
    PLAN = "the whole plan"


@frozen
class AmongPeers:
    """The place or the share of an entity's figure within a group.

    Attributes:
        lowest: whether the lowest figure is the best.
    """

    measure: PeerMeasure
    subject: FigureExpression
    group: Group
    lowest: bool
    unit: Unit
    span: Span


class PartMeasure(Enum):
    """What is asked of the parts of a figure: of customers, product lines."""

    LARGEST_SHARE = "share of the largest"


@frozen
class ShareOfLargest:
    """Which share the largest records, or values of a column, make up of what is positive.

    Attributes:
        count: how many of them.
        subject: what each amounts to, made of sums and counts alone.
        told: for each source of the rows, what says which one a row is about.
    """

    count: int
    subject: FigureExpression
    told: tuple[tuple[str, Sought], ...]
    unit: Unit
    span: Span


@frozen
class OfGoal:
    """A measure of a goal's part for the entity, over `to date G` or `current G` (None: the whole goal to date)."""

    measure: GoalMeasure
    goal: str
    window: GoalWindow | None
    unit: Unit
    span: Span


@frozen
class OfBudget:
    """A measure of an account (or a budget): what comes up over the period, all others as they stand at its end."""

    measure: BudgetMeasure
    account: str
    unit: Unit
    span: Span


@frozen
class Passed:
    """Whether somebody has passed an exam by the end of the period: whether some row says so, of any time before.

    Attributes:
        exam: its name, as in the data.
        counted: the rows that say so, by source.
    """

    exam: str
    counted: tuple[Aggregate, ...]
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
    | Headcount
    | Tenure
    | BreachesOf
    | CohortConversion
    | StayOf
    | OfCustomers
    | ResponseRate
    | MetricRef
    | FigureConstant
    | RatioOf
    | FigureArithmetic
    | OverWindow
    | ChangeAgainst
    | PerWorkingDay
    | AmongPeers
    | ShareOfLargest
    | OfGoal
    | Passed
    | OfBudget
    | Assumed
    | FigureComparison
    | FigureAll
    | FigureAny
    | FigureNot
    | FigureUnknown
    | FigureOtherwise
)
