"""Metrics and the goals that are set on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from attrs import frozen

from planlang.semantics.expr import FigureExpression
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
    """A share of a goal for a team or a person; `share` of the goal's whole (exact), or a fixed `amount`.

    A `whole` one is not cut to the days on which its person is there.
    """

    entity: str
    """`team:north` or `rep:张丽`."""
    share: Decimal | None
    amount: Decimal | None
    parts: tuple[Part, ...]
    span: Span
    whole: bool = False


@frozen
class StatusBands:
    """Attainment from `on_track` is on track, from `at_risk` at risk, below off track."""

    on_track: Decimal
    at_risk: Decimal


@frozen
class Goal:
    """A target for a figure.

    Attributes:
        target: in the unit of `measure` (money in whole currency units, ratios 0.2 for 20%).
        start, end: first and last day, both included.
        time_shares: shares of the leaf periods of `time_grain` in order, adding up to exactly 1; empty: one leaf, or `levels`.
        levels: for figures that do not add up over time the target of each leaf period, which holds all through it.
        parts: split by team and person; empty: not split.
        buffer: by how much the parts together exceed the whole (0.05), 0 for none.
        calendar: name of the calendar whose working days count.
        margin: by how much a figure that does not add up over time may miss its target and be at risk, not off track.
        floor, stretch: what is reached in any case, and what is harder than the target; None where not said.
        term: how far ahead it looks, where that is said.
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
    parts: tuple[Part, ...]
    buffer: Decimal
    prorate: ProrateBy
    calendar: str
    bands: StatusBands
    margin: Decimal
    owner: Party | None
    serves: tuple[str, ...]
    floor: Decimal | None = None
    stretch: Decimal | None = None
    term: Term | None = None
