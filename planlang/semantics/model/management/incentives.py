"""What people are paid for: commissions, bonuses and awards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.expr import Aggregate, FigureExpression
from planlang.semantics.expr.lengths import Lag
from planlang.semantics.model.alerts import EntityKind
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.recurrences import Recurrence
from planlang.semantics.model.who import Party
from planlang.source import Span
from planlang.values.periods import Grain, Period
from planlang.values.units import Unit


@frozen
class PayTier:
    """What is paid from a value on: a share of the base (0.03), or an amount.

    Attributes:
        since: from which value of the measure.
        pays: the share or the amount.
    """

    since: Decimal
    pays: Decimal


@frozen
class Tiers:
    """Steps of a measure.

    Attributes:
        above: whether each share is paid on the part within its step alone, not on all.
        shares: whether shares of the base are paid, not amounts.
        steps: ascending.
        actual: what of the measure rises and falls with the base: the measure, or what is reached of a goal, where the base is
            what it measures; None where it is something else.
    """

    measure: FigureExpression
    unit: Unit
    above: bool
    shares: bool
    steps: tuple[PayTier, ...]
    actual: FigureExpression | None


@frozen
class Bonus:
    """A share of the base, or an amount, paid where a condition holds; None: always."""

    pays: Decimal
    is_share: bool
    condition: FigureExpression | None


class AwardTies(Enum):
    """Who gets what among equals."""

    SHARED = "shared"
    """they share what their places would get"""
    ALL_WIN = "all_win"
    """each gets all of it"""


@frozen
class Award:
    """The first `count` by a figure; `by` are the figures that decide among equals, then `ties`."""

    count: int
    measure: FigureExpression
    unit: Unit
    by: tuple[FigureExpression, ...]
    ties: AwardTies | None


@frozen
class ClawBack:
    """What was paid for deals that come back.

    Attributes:
        column: of the rows of the base, the day on which one came back.
        within: how long after the day that it counts on.
        own: whether what the deal itself has earned is taken back; else its period is worked out without it.
        part: the column with how much of it came back; where it is empty, and where there is none, all of it did.
    """

    column: str
    within: Lag
    own: bool
    part: str | None


@frozen
class Settled:
    """What was paid for a period, by entity; approved by somebody on a day."""

    period: Period
    approved_by: Party
    on: date | None
    paid: tuple[tuple[str, Decimal], ...]
    span: Span


@frozen
class Incentive:
    """What people or teams get for a period.

    Attributes:
        entity, role, where, among: who gets it, as with alerts.
        base: the money of which shares are paid; None where only amounts are.
        deals: the rows that the base is the sum of, where it is one.
        to_date: of what longer period the base is to date: paid is what was earned in it, less what was earned before; None: of
            each period itself.
        tiers, bonus: what is paid; one of them.
        award: who gets the bonus, where only the first do.
        cap: the most for one of them and period.
        due: when it is paid; `approver`: who has to approve of it.
    """

    ident: Ident
    entity: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    among: FigureExpression | None
    grain: Grain
    currency: str
    base: FigureExpression | None
    deals: Aggregate | None
    to_date: Grain | None
    tiers: Tiers | None
    bonus: Bonus | None
    award: Award | None
    cap: Decimal | None
    claw_back: ClawBack | None
    due: Recurrence | None
    approver: Party | None
    settled: tuple[Settled, ...]
