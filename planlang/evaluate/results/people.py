"""What an evaluation says of people: their scorecards."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlang.evaluate.results.readings import Reading
from planlang.frozen import frozen
from planlang.values.figure import Figure
from planlang.values.periods import Period


@frozen
class LineScore:
    """One line of a card.

    Attributes:
        weight: its share of the card as it is counted: where lines that are not known give theirs to the others, more than
            is written; 0 of a line that does not count.
        score: what the value scores, caps included.
    """

    name: str
    title: str
    value: Reading
    weight: Fraction
    score: Figure


@frozen
class Card:
    """The card of somebody, or of a team, for a period.

    Attributes:
        team: of a person the team of his last active day; None for a team.
        total: the sum of weight x score; unknown where the scorecard gives no card then.
        counted: the share of the weights that is known.
        grade: None where there is none, or the total is not known.
        rank: among those whose total is known, in the team where people are ranked by team; equal ones share it.
        of: how many are ranked with him.
        owner: who answers for the card.
    """

    entity: str
    team: str | None
    lines: tuple[LineScore, ...]
    total: Figure
    counted: Fraction
    grade: str | None
    rank: int | None
    of: int
    owner: str | None = None


@frozen
class ScorecardValue:
    """The cards of the last closed period.

    Attributes:
        period: None where none of the plan is closed yet.
        cards: by total, the best first, those not known last; else in the order of teams and people.
        exempt: who is there and gets none, as what the scorecard asks of people does not hold.
        agreed_by, appeal_by: days by which a card is to be agreed, and may be appealed against.
    """

    scorecard: str
    period: Period | None
    cards: tuple[Card, ...]
    exempt: tuple[str, ...] = ()
    agreed_by: date | None = None
    appeal_by: date | None = None
