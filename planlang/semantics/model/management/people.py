"""What people are measured by: scorecards; and what makes one rise: promotions."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model.alerts import EntityKind
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import Party
from planlang.source import Span
from planlang.values.periods import Grain
from planlang.values.units import Unit


@frozen
class ScoreLine:
    """A line of a scorecard.

    Attributes:
        value: what is measured, in one period.
        weight: its share of the whole: 0.5.
        cap, least: the most and the least that it can score; None: as it comes.
        anchors: (value, score), ascending by value; between two of them the score is on the straight line, outside that of the
            nearest. Empty: the value is the score.
    """

    name: str
    title: str
    value: FigureExpression
    unit: Unit
    weight: Decimal
    cap: Decimal | None
    least: Decimal | None
    anchors: tuple[tuple[Decimal, Decimal], ...]
    span: Span


class CardGaps(Enum):
    """What becomes of a card on which a line is not known."""

    UNGRADED = "ungraded"
    REDISTRIBUTE = "redistribute"
    AS_ZERO = "as_zero"


@frozen
class Scorecard:
    """A card for each person or team and period.

    Attributes:
        entity, role, where, among: who gets one, as with alerts.
        grades: (name, from which total), the highest first; None: the rest.
        agreed_within, appeal_within: working days after publication, and after that.
        by_team: whether people are ranked within their team.
        ranked: whether they are ranked at all; `ties`: what decides among equals.
    """

    ident: Ident
    entity: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    among: FigureExpression | None
    grain: Grain
    lines: tuple[ScoreLine, ...]
    grades: tuple[tuple[str, Decimal | None], ...]
    gaps: CardGaps
    agreed_within: int | None
    appeal_within: int | None
    ranked: bool
    by_team: bool
    ties: FigureExpression | None
    owner: Party | None


@frozen
class FigureNeeded:
    """A condition over figures that has to hold of somebody."""

    condition: FigureExpression
    span: Span


@frozen
class GradesNeeded:
    """A grade, or a better one, on so many of the latest cards.

    Attributes:
        least: at least on how many; `of`: of the latest so many that are closed.
    """

    scorecard: str
    grade: str
    least: int
    of: int
    span: Span


@frozen
class Promotion:
    """What has to hold of those of a role who may rise to another.

    Attributes:
        source, target: the roles.
    """

    ident: Ident
    source: str
    target: str
    grain: Grain
    needs: tuple[FigureNeeded | GradesNeeded, ...]
    proposer: Party | None
    approver: Party | None
