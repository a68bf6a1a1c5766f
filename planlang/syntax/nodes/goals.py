"""Goals: what is measured, how much of it, and how it is split."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.alerts import ForEach
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Date, DateRange, Label, Name, Path, Percent, TimeUnit
from planlang.syntax.nodes.plan import CalendarClause, Lights
from planlang.syntax.nodes.shared import Cadence, Head, NoteClause, Owner, Serves


@frozen
class Measure:
    """`measure signed`."""

    value: Expression
    span: Span


class Direction(Enum):
    """Which side of its target a goal has to end on."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


@frozen
class TargetClause:
    """`target 1.2亿元 by 2026-12-31`, `target at most 8000元 by ...`; `by` is None when it is the plan's end.

    `every` is how often it comes again: `target every week at least 10`.
    """

    direction: Direction
    value: Expression
    by: Date | None
    every: Cadence | None
    span: Span


@frozen
class TargetFrom:
    """`target from quotas.amount`: what the rows of a table amount to."""

    table: Path
    by: Date | None
    span: Span


@frozen
class Floor:
    """`floor 1.1亿元`: what has to be reached in any case."""

    value: Expression
    span: Span


@frozen
class Stretch:
    """`stretch 1.3亿元`: what is reached if all goes well."""

    value: Expression
    span: Span


@frozen
class Term:
    """`term long`: how far ahead a goal looks."""

    name: Name
    span: Span


@frozen
class GoalPeriod:
    """`period 2026-01-01 .. 2028-12-31`, `period 2026-Q2`: the time of a goal that is not the plan's."""

    during: Label | DateRange
    span: Span


@frozen
class GoalPath:
    """`path linear`: how what is due of a level goes from the base to the target."""

    name: Name
    span: Span


@frozen
class Base:
    """`base 1亿元 during 2025`."""

    value: Expression
    during: Label | DateRange
    span: Span


@frozen
class Growth:
    """`growth 20%`: the target over the base, less one."""

    value: Percent
    span: Span


@frozen
class SplitByTime:
    """`split by quarter 20%, 25%, 25%, 30%`."""

    unit: TimeUnit
    shares: tuple[Expression, ...]
    span: Span


@frozen
class Buffer:
    """`buffer 5%`, `buffer up to 5%`: by how much the parts together exceed the whole."""

    percent: Percent
    up_to: bool
    span: Span


@frozen
class Dimension:
    """`team, buffer 5%`: what something is split by."""

    name: Path
    buffer: Buffer | None
    span: Span


@frozen
class Share:
    """`north 55% by rep { 张丽 20%; "Anna Lee" 35% whole }`: a part, as a percentage of the whole above it or an amount.

    Without a `value` all parts are alike. A `whole` one is not cut to the days on which its person is there. Parts of it
    that do not say what they are `by` are teams and people.
    """

    who: Name
    value: Expression | None
    whole: bool
    by: Dimension | None
    parts: tuple[Share, ...]
    span: Span


@frozen
class SplitByParts:
    """`split by team, buffer 5% { north 55%; south 45% }`; `split each by ...` divides every part of the split above it."""

    each: bool
    dimension: Dimension
    parts: tuple[Share, ...]
    span: Span


@frozen
class SplitFrom:
    """`split by team, quarter from quotas.amount, buffer up to 5%, prorated`: parts and their amounts as a table has them.

    Attributes:
        axes: teams, people, columns, and at most one unit of time.
        options: words for how rows are read.
    """

    axes: tuple[Path | TimeUnit, ...]
    table: Path
    buffer: Buffer | None
    options: tuple[Name, ...]
    span: Span


@frozen
class Prorate:
    """`prorate by working_days` or `calendar_days`."""

    by: Name
    span: Span


@frozen
class AmberWithin:
    """`amber within 0.2`: how far a limit may be missed and still be amber."""

    value: Expression
    span: Span


GoalClause = (
    Measure
    | NoteClause
    | TargetClause
    | TargetFrom
    | Floor
    | Stretch
    | Term
    | GoalPeriod
    | Base
    | Growth
    | SplitByTime
    | SplitByParts
    | SplitFrom
    | Prorate
    | GoalPath
    | CalendarClause
    | Owner
    | Serves
    | Lights
    | AmberWithin
)


@frozen
class GoalDecl:
    """`goal revenue | 年度签约额 "..." { ... }`, `goal visits_a_week for each rep { ... }`."""

    head: Head
    for_each: ForEach | None
    clauses: tuple[GoalClause, ...]
    span: Span
