"""What people are paid for: commissions, bonuses and awards."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.alerts import ForEach
from planlang.syntax.nodes.data import Due
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Duration, Label, Name, Number, Path
from planlang.syntax.nodes.management.changes import Approved
from planlang.syntax.nodes.shared import Cadence, Head, NoteClause


@frozen
class PayBase:
    """`base collected`."""

    value: Expression
    span: Span


@frozen
class Tier:
    """`from 80% pays 2%`."""

    since: Expression
    pays: Expression
    span: Span


@frozen
class Tiers:
    """`tiers attainment(revenue) this month, on the part above { ... }`; else on all."""

    measure: Expression
    above: bool
    tiers: tuple[Tier, ...]
    span: Span


@frozen
class Pays:
    """`pays 2万元 when csat this quarter >= 4.3`."""

    amount: Expression
    condition: Expression | None
    span: Span


@frozen
class Top:
    """`top 1 by signed this month`."""

    count: Number
    measure: Expression
    span: Span


class AwardTies(Enum):
    """Who gets what among equals, by the key of the word."""

    SHARED = "shared"
    ALL_WIN = "all_win"
    BY = "by"


@frozen
class Ties:
    """`ties shared`; `ties by collected this month`."""

    way: AwardTies
    by: tuple[Expression, ...]
    span: Span


@frozen
class PayCap:
    """`cap 20万元`."""

    most: Expression
    span: Span


@frozen
class ClawBack:
    """`claw back refunded by refunded_on within 90d own pay`; else the period is worked out again."""

    part: Name | None
    column: Name
    within: Duration
    own: bool
    span: Span


@frozen
class Approver:
    """`approved by director`."""

    who: Path
    span: Span


@frozen
class Paid:
    """`paid 张丽 11000元`."""

    person: Name
    amount: Expression
    span: Span


@frozen
class Settled:
    """`settled 2026-03 { approved by director on 2026-04-10; paid 张丽 11000元 }`."""

    period: Label
    clauses: tuple[Approved | Paid, ...]
    span: Span


IncentiveClause = (
    Cadence | PayBase | Tiers | Pays | Top | Ties | PayCap | ClawBack | Due | Approver | Settled | NoteClause
)


@frozen
class IncentiveDecl:
    """`incentive commission "Commission" for each rep { ... }`."""

    head: Head
    for_each: ForEach
    clauses: tuple[IncentiveClause, ...]
    span: Span
