"""What people are measured by: scorecards; and what makes one rise: promotions."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.alerts import ForEach
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Duration, Money, Name, Number, Percent
from planlang.syntax.nodes.management.changes import Proposed
from planlang.syntax.nodes.management.incentives import Approver
from planlang.syntax.nodes.shared import Cadence, Head, NoteClause, Owner


@frozen
class Weight:
    """`weight 50%`."""

    share: Percent
    span: Span


@frozen
class Cap:
    """`cap 120%`: the most that a line may score."""

    share: Percent
    span: Span


@frozen
class Least:
    """`floor 0%`: the least that a line may score."""

    share: Percent
    span: Span


Anchored = Number | Percent | Money | Duration


@frozen
class Anchor:
    """`3.0 -> 0%`, `-40万元 -> 0%`: what a value scores."""

    value: Anchored
    score: Percent
    span: Span


@frozen
class CardLine:
    """`line won "Won" = attainment(revenue) this month, weight 50%, cap 120%`."""

    head: Head
    value: Expression
    options: tuple[Weight | Cap | Least | Anchor, ...]
    span: Span


@frozen
class Grade:
    """`grade A from 100%`; `since` is None for the rest."""

    name: Name
    since: Percent | None
    span: Span


class CardGapPolicy(Enum):
    """What becomes of a card with a line that is not known, by the key of the word."""

    UNGRADED = "ungraded"
    REDISTRIBUTE = "redistribute"
    AS_ZERO = "as_zero"


@frozen
class CardGaps:
    """`gaps redistribute`."""

    policy: CardGapPolicy
    span: Span


@frozen
class Agreed:
    """`agreed within 3wd`."""

    within: Duration
    span: Span


@frozen
class Appeal:
    """`appeal within 5wd`."""

    within: Duration
    span: Span


@frozen
class Ranked:
    """`rank by team, ties by signed`."""

    group: Name | None
    ties: Expression | None
    span: Span


ScorecardClause = Cadence | CardLine | Grade | CardGaps | Agreed | Appeal | Ranked | Owner | NoteClause


@frozen
class ScorecardDecl:
    """`scorecard monthly "Monthly" for each rep { ... }`."""

    head: Head
    for_each: ForEach
    clauses: tuple[ScorecardClause, ...]
    span: Span


@frozen
class Needs:
    """`requires tenure >= 365d, grades(monthly, at_least: B) rolling 6 months >= 5`."""

    conditions: tuple[Expression, ...]
    span: Span


PromotionClause = Cadence | Needs | Proposed | Approver | NoteClause


@frozen
class PromotionDecl:
    """`promotion to_lead "Rep to lead" from rep to lead { ... }`."""

    head: Head
    source: Name
    target: Name
    clauses: tuple[PromotionClause, ...]
    span: Span
