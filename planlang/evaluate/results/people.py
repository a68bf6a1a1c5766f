"""What an evaluation says of people: their scorecards, and what they are paid."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlang.data.loaded.snapshot import Place
from planlang.evaluate.results.beside import Later
from planlang.evaluate.results.readings import Reading, Sample
from planlang.frozen import frozen
from planlang.values.figure import Figure, Known
from planlang.values.periods import Period


@frozen
class LineScore:
    """One line of a card.

    Attributes:
        weight: its share of the card as it is counted: where lines that are not known give theirs to the others, more than
            is written; 0 of a line that does not count.
        score: what the value scores, caps included.
        sample: of a figure of answers how many answered.
    """

    name: str
    title: str
    value: Reading
    weight: Fraction
    score: Figure
    sample: Sample | None = None


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


@frozen
class Deal:
    """A row that somebody is paid for.

    Attributes:
        key: of the record, or the number of its line.
        day: on which it counts.
        amount: what it adds to the base; None where its cell is empty.
        pay: what it earns, so rounded that all add up; None where that is not known.
    """

    key: str
    place: Place
    day: date
    amount: Fraction | None
    pay: Fraction | None


@frozen
class TakenBack:
    """A deal that came back in time, and what is taken back for it.

    Attributes:
        period: the one that it was paid for.
        back: the day on which it came back.
        pay: not more than nothing; unknown where its period is.
    """

    deal: Deal
    period: Period
    back: date
    pay: Figure


@frozen
class Payee:
    """What somebody, or a team, gets for a period.

    Attributes:
        base: what shares are paid of; None where none are.
        measure: what the tiers, or the places, go by.
        rank: among those of an award whose figure is known.
        earned: before the cap, all parts together.
        bonus: the part of it that is no share of deals.
        over_cap: what the cap takes off.
        taken: deals that came back in this period; `taken_back` is the sum.
        opening: what is open from earlier periods: less than nothing where somebody owes, and what settled periods would be
            now against what was paid for them.
        payout: what is to be paid; never less than nothing, which is carried on.
        carried: what is carried on.
        paid: what was paid, where the period is settled.
        deals: looked up when they are asked for.
    """

    entity: str
    base: Reading | None
    measure: Reading | None
    rank: int | None
    earned: Figure
    bonus: Figure
    over_cap: Figure
    taken: tuple[TakenBack, ...]
    taken_back: Figure
    opening: Figure
    payout: Figure
    carried: Figure
    paid: Fraction | None
    deals: Later[tuple[Deal, ...]]


@frozen
class IncentiveValue:
    """What an incentive pays for the last closed period.

    Attributes:
        period: None where none of the plan is closed yet.
        payees: in the order of teams and people.
        exempt: who is there and gets nothing, as what the incentive asks of people does not hold.
        due: the day on which it is paid.
        provisional: whether the figures may still change.
        settled: whether it is settled: all that is here is final then, else on trial.
        unsure: settled periods that cannot be worked out again by now.
        total: all payouts together.
        forgiven: whose base is below zero while no tier is reached, so that nothing is taken off for it.
    """

    incentive: str
    period: Period | None
    payees: tuple[Payee, ...]
    exempt: tuple[str, ...] = ()
    due: date | None = None
    provisional: bool = False
    settled: bool = False
    unsure: tuple[str, ...] = ()
    total: Figure = Known(Fraction(0))
    forgiven: tuple[str, ...] = ()


@frozen
class Need:
    """What is asked of somebody, and whether it holds; None where nobody knows.

    Attributes:
        reached: the figure that is compared, or on how many cards the grade was reached.
        unknown: on how many more it may have been.
    """

    holds: bool | None
    reached: Reading | None
    unknown: int = 0


@frozen
class Candidate:
    """Somebody of the role, and what of the needs holds; all of them: True, one does not: False, else nobody knows."""

    entity: str
    needs: tuple[Need, ...]
    ready: bool | None


@frozen
class PromotionValue:
    """Who could rise, at the end of the last closed period."""

    promotion: str
    period: Period | None
    candidates: tuple[Candidate, ...]
