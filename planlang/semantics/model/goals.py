"""Metrics and the goals that are set on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from planlang.frozen import frozen
from planlang.semantics.expr import FigureExpression, RowExpression
from planlang.semantics.model.alerts import EntityKind
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import Party
from planlang.source import Span
from planlang.values.periods import Grain
from planlang.values.units import Unit


@frozen
class Metric:
    """A named figure, known for every entity and period it has data for."""

    ident: Ident
    value: FigureExpression
    unit: Unit
    extensive: bool
    """Whether it adds up over time and people (counts, sums); limits on it scale by working days."""


class Direction(Enum):
    """Which side of the target is good."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


class ProrateBy(Enum):
    """What a target is spread over within its period."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class Term(Enum):
    """How far ahead a goal looks."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@frozen
class Part:
    """A part of a goal: of a team, a person, or of the rows with a value of a column.

    Attributes:
        key: `team:north`, `rep:张丽`; by a column its value.
        weight: its share or amount, in proportion to those of the parts beside it.
        measure: the figure of it alone where a column tells its rows, here or above it; None: that of the goal.
        splits: what divides it further, at most one.
        whole: whether it is not cut to the days on which its person is there.
        leaves: its amount in each leaf period, where a table tells each; None for one that the table does not tell.
        is_open: whether the table leaves its amount open.
    """

    key: str
    weight: Decimal
    measure: FigureExpression | None
    splits: tuple[Split, ...]
    span: Span
    whole: bool = False
    leaves: tuple[Decimal | None, ...] = ()
    is_open: bool = False


@frozen
class Split:
    """A goal, or a part of one, divided in one way.

    Attributes:
        column: by the values of which column, as the plan calls it; None: among teams and people.
        over: what the parts have together over what they are parts of, exactly.
        buffer: by how much that may be more than 1, as the plan says.
        in_amounts: whether the weights of the parts are amounts.
        from_table: whether a table tells them.
    """

    column: str | None
    parts: tuple[Part, ...]
    over: Fraction
    buffer: Decimal
    in_amounts: bool
    from_table: bool = False


@frozen
class StatusBands:
    """Attainment from `on_track` is on track, from `at_risk` at risk, below off track."""

    on_track: Decimal
    at_risk: Decimal


class AxisKind(Enum):
    """What tells a part of a goal in a table."""

    TEAM = "team"
    PERSON = "rep"
    VALUE = "value"


@frozen
class QuotaAxis:
    """A dimension of a table of targets.

    Attributes:
        column: of the table, that tells whose a row is.
        name: what the parts are by, as the plan calls it.
        values: of a column of what is measured: its value in a row, by the source of the row.
    """

    kind: AxisKind
    column: str
    name: str
    values: tuple[tuple[str, RowExpression], ...]


@frozen
class Quotas:
    """A table of targets: whose rows make the target of a goal, its parts, or both.

    Attributes:
        source, amount: the table, and its column with the amounts.
        axes: how the parts are told, the outermost first; none: it has no parts.
        time: the leaf periods that each have an amount of their own; None: one over all of the goal's time.
        dated: the column that says for which time a row is; None: each row is for all of it.
        called: the periods that this column is called after, whose year may be left out in it.
        summed: whether several rows for one part and time make one amount; else they contradict each other.
        prorated: whether amounts of people are cut to the days on which they are there.
        buffer: by how much the parts may have more than the goal.
        measure: what the goal measures, metrics spelled out.
        is_target: whether the goal has its own target from the table.
    """

    source: str
    amount: str
    axes: tuple[QuotaAxis, ...]
    time: Grain | None
    dated: str | None
    called: Grain | None
    summed: bool
    prorated: bool
    buffer: Decimal
    measure: FigureExpression
    is_target: bool
    span: Span


@frozen
class GoalEach:
    """Who has a goal of his own.

    Attributes:
        entity: people or teams; for people, `role` names the role whose holders are meant (None: everybody).
        where: restricts them to these people or teams (`rep:张丽`, `team:north`); None: all.
        among: what has to hold of somebody in a period, of a goal that comes again.
    """

    entity: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    among: FigureExpression | None


@frozen
class Goal:
    """A target for a figure.

    Attributes:
        target: in the unit of `measure` (money in whole currency units, ratios 0.2 for 20%).
        start, end: first and last day, both included.
        time_shares: shares of the leaf periods of `time_grain` in order, adding up to exactly 1; empty: one leaf, or `levels`.
        levels: for figures that do not add up over time the target of each leaf period, which holds all through it.
        splits: how it is divided among teams, people and values of columns; several are views of the same whole.
        calendar: name of the calendar whose working days count.
        margin: by how much a figure that does not add up over time may miss its target and be at risk, not off track.
        floor, stretch: what is reached in any case, and what is harder than the target; None where not said.
        term: how far ahead it looks, where that is said.
        each: who has it, each for himself; None: the plan.
        every: how often the target comes again; each period of this grain within the days of the goal has it.
        quotas: the table that it has targets from, read when data are there; `target` is 0 where it is told there.
        leaf_amounts: what the table says of each leaf period, None for one that it leaves open; nothing where it says nothing.
        is_open: whether the table leaves the target open.
        base_during: the first and the last day of the time of the base.
        linear: of a figure that does not add up over time, whether what is due goes from the base to the target by its days.
    """

    ident: Ident
    measure: FigureExpression
    unit: Unit
    direction: Direction
    target: Decimal
    start: date
    end: date
    base: Decimal | None
    time_grain: Grain | None
    time_shares: tuple[Decimal, ...]
    levels: tuple[Decimal, ...]
    splits: tuple[Split, ...]
    prorate: ProrateBy
    calendar: str
    bands: StatusBands
    margin: Decimal
    owner: Party | None
    serves: tuple[str, ...]
    floor: Decimal | None = None
    stretch: Decimal | None = None
    term: Term | None = None
    each: GoalEach | None = None
    every: Grain | None = None
    quotas: Quotas | None = None
    leaf_amounts: tuple[Decimal | None, ...] = ()
    is_open: bool = False
    linear: bool = False
    base_during: tuple[date, date] | None = None
