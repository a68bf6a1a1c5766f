"""Scorecards: each line's figure, what it scores, the sum, the grade and the rank (tests/evaluate/judge/test_scorecards.py).

In: a plan held against data. Out: a `ScorecardValue` for each scorecard. Exact; a line that is not known is no line of zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise

from attrs import evolve

from planlang.evaluate.cells.truths import FALSE
from planlang.evaluate.conditions.judging import plainly
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.held import Held
from planlang.evaluate.results.people import Card, LineScore, ScorecardValue
from planlang.evaluate.results.readings import Reading
from planlang.semantics.model import CardGaps, EntityKind, Scorecard, ScoreLine
from planlang.values.figure import Figure, Known, Unknown, Why, mapped
from planlang.values.figure import summed as whole
from planlang.values.periods import Period
from planlang.values.zoned import last_closed

LEAST_KNOWN = Fraction(3, 5)
"""The share of the weights that has to be known for the rest to be shared out."""


def scorecards(held: Held) -> tuple[ScorecardValue, ...]:
    """The cards of every scorecard of the plan, in declared order."""
    return tuple(_scorecard(held, name, card) for name, card in held.plan.model.scorecards.items())


def _scorecard(held: Held, name: str, card: Scorecard) -> ScorecardValue:
    period = last_closed(held.as_of.cut, card.grain, held.plan.grid)
    if period.start < held.plan.start:
        return ScorecardValue(name, None, ())
    return cards_of(held, name, card, period)


def cards_of(held: Held, name: str, card: Scorecard, period: Period) -> ScorecardValue:
    """The cards of a scorecard for a period that is closed."""
    everybody = held.roster.entities(card.entity, card.role, card.where)
    days = held.figures.active_days(everybody, period)
    present = [entity for entity in everybody if days[entity]]
    exempt: list[str] = []
    if card.among is not None and present:
        codes = plainly(held.figures, card.among, everybody, (period,))[:, 0]
        out = {entity for entity, code in zip(everybody, codes.tolist(), strict=True) if code == FALSE}
        exempt = [entity for entity in present if entity in out]
        present = [entity for entity in present if entity not in out]
    values = [_values(held, line, present, period) for line in card.lines]
    cards = [_card(held, card, entity, [value[at] for value in values], period) for at, entity in enumerate(present)]
    ties = _ties(held, card, present, period)
    cards = ranked(cards, ties, by_team=card.by_team) if card.ranked else cards
    calendar = held.plan.calendar
    agreed = None if card.agreed_within is None else calendar.add_working_days(period.last_day, card.agreed_within)
    begins = period.last_day if agreed is None else agreed
    appeal = None if card.appeal_within is None else calendar.add_working_days(begins, card.appeal_within)
    return ScorecardValue(name, period, tuple(_in_order(cards)), tuple(exempt), agreed, appeal)


def _values(held: Held, line: ScoreLine, entities: Sequence[str], period: Period) -> list[Figure]:
    """The figure of a line for each of them."""
    matrix = held.figures.metric(line.value, entities, (period,))
    found: list[Figure] = []
    for row in range(len(entities)):
        figure = matrix.figure(row, 0) or Unknown(Why.NOT_ACTIVE)
        found.append(named(figure, line.value, period.start, period.end, held.figures))
    return found


def _card(held: Held, card: Scorecard, entity: str, values: Sequence[Figure], period: Period) -> Card:
    lines = [
        LineScore(
            line.name,
            line.title,
            Reading(value, line.unit),
            Fraction(line.weight),
            scored(line, value),
            held.samples.over(line.value, entity, period.start, period.end),
        )
        for line, value in zip(card.lines, values, strict=True)
    ]
    lines, total, counted = summed(lines, card.gaps)
    team = None
    if card.entity is EntityKind.PERSON:
        post = held.roster.post_on(entity.removeprefix("rep:"), held.roster.last_active_day(entity, period))
        team = None if post is None else post.team
    grades = {graded(card.grades, end) for end in ends_of(total)}
    grade = grades.pop() if len(grades) == 1 else None
    owner = next(iter(held.route((card.owner,), entity, period)), None) if card.owner is not None else None
    return Card(entity, team, tuple(lines), total, counted, grade, None, 0, owner)


def scored(line: ScoreLine, value: Figure) -> Figure:
    """What a value scores: on the scale where there is one, then not above the cap and not below the floor.

    Of a value that rows leave open between two ends, what all that lies between may score; it is known where that is one.
    """
    if isinstance(value, Known):
        return Known(_score(line, value.value))
    if value.between is None:
        return evolve(value, so_far=None)
    low, high = value.between
    inside = (Fraction(at) for at, _ in line.anchors if low < at < high)
    found = [_score(line, at) for at in (low, *inside, high)]
    if min(found) == max(found):
        return Known(found[0])
    return evolve(
        value,
        so_far=None if value.so_far is None else _score(line, value.so_far),
        between=(min(found), max(found)),
    )


def _score(line: ScoreLine, value: Fraction) -> Fraction:
    score = _on_scale(line.anchors, value) if line.anchors else value
    if line.cap is not None:
        score = min(score, Fraction(line.cap))
    if line.least is not None:
        score = max(score, Fraction(line.least))
    return score


def _on_scale(anchors: Sequence[tuple[Decimal, Decimal]], value: Fraction) -> Fraction:
    """The score of a value: on the straight line between two anchors, outside them that of the nearest."""
    points = [(Fraction(at), Fraction(score)) for at, score in anchors]
    if value <= points[0][0]:
        return points[0][1]
    for (low, below), (high, above) in pairwise(points):
        if value <= high:
            return below + (above - below) * (value - low) / (high - low)
    return points[-1][1]


def summed(lines: Sequence[LineScore], gaps: CardGaps) -> tuple[list[LineScore], Figure, Fraction]:
    """The lines with the weights that count, their sum, and which share of the weights is known.

    A line that rows leave open between two ends is no gap: it leaves the sum open, too.
    """
    told = [line for line in lines if ends_of(line.score)]
    counted = sum((line.weight for line in told), Fraction(0))
    missing = next((line.score for line in lines if not ends_of(line.score)), None)
    if missing is None:
        return list(lines), _sum(told), counted
    assert isinstance(missing, Unknown)
    match gaps:
        case CardGaps.UNGRADED:
            return list(lines), Unknown(missing.why), counted
        case CardGaps.REDISTRIBUTE:
            if counted < LEAST_KNOWN:
                return list(lines), Unknown(missing.why), counted
            shared = [
                evolve(line, weight=line.weight / counted if ends_of(line.score) else Fraction(0)) for line in lines
            ]
            return shared, _sum([line for line in shared if line.weight]), counted
        case CardGaps.AS_ZERO:
            return list(lines), _sum(told), counted


def ends_of(figure: Figure) -> tuple[Fraction, ...]:
    """The value of a figure, or the two ends between which rows leave it open; nothing where it is not known."""
    if isinstance(figure, Known):
        return (figure.value,)
    return figure.between or ()


def _sum(lines: Sequence[LineScore]) -> Figure:
    return whole(mapped(line.score, partial(_weighed, line.weight)) for line in lines)


def _weighed(weight: Fraction, score: Fraction) -> Figure:
    return Known(weight * score)


def graded(grades: Sequence[tuple[str, Decimal | None]], total: Fraction) -> str | None:
    """The first grade that a total reaches, exactly; None where it reaches none."""
    return next((name for name, since in grades if since is None or total >= Fraction(since)), None)


def _ties(held: Held, card: Scorecard, entities: Sequence[str], period: Period) -> dict[str, Fraction | None]:
    """What decides among equals."""
    if card.ties is None:
        return {}
    matrix = held.figures.metric(card.ties, entities, (period,))
    figures = {entity: matrix.figure(row, 0) for row, entity in enumerate(entities)}
    return {entity: figure.value if isinstance(figure, Known) else None for entity, figure in figures.items()}


def ranked(cards: Sequence[Card], ties: dict[str, Fraction | None], *, by_team: bool) -> list[Card]:
    """The cards with ranks among those whose total is known: 1, 2, 2, 4."""

    def ahead(one: Card, other: Card) -> bool:
        assert isinstance(one.total, Known)
        assert isinstance(other.total, Known)
        if one.total.value != other.total.value:
            return one.total.value > other.total.value
        own, its = ties.get(one.entity), ties.get(other.entity)
        return own is not None and its is not None and own > its

    found: list[Card] = []
    for card in cards:
        peers = [one for one in cards if isinstance(one.total, Known) and (not by_team or one.team == card.team)]
        if not isinstance(card.total, Known):
            found.append(card)
            continue
        rank = 1 + sum(ahead(one, card) for one in peers)
        found.append(evolve(card, rank=rank, of=len(peers)))
    return found


def _in_order(cards: Sequence[Card]) -> list[Card]:
    """The best first, those not known last; of equals in the order they came."""
    return sorted(cards, key=lambda card: -card.total.value if isinstance(card.total, Known) else Fraction(10**9))
