"""Promotions: what of what is asked holds of everybody in the role; it is people who decide.

In: a plan held against data. Out: a `PromotionValue` for each promotion. Three values: one need that does not hold is a no, one that
nobody can tell is none, unless another says no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from planlang.evaluate.cells.matrix import Matrix
from planlang.evaluate.cells.truths import FALSE, TRUE
from planlang.evaluate.conditions.judging import plainly
from planlang.evaluate.entities.roster import Entities
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.held import Held
from planlang.evaluate.people.scorecards import cards_of, ends_of, graded
from planlang.evaluate.results.people import Candidate, Need, PromotionValue, ScorecardValue
from planlang.evaluate.results.readings import Reading
from planlang.frozen import frozen
from planlang.semantics.expr import FigureComparison
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.model import EntityKind, FigureNeeded, GradesNeeded, Promotion
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import Period, period_of, previous_period
from planlang.values.units import Count
from planlang.values.zoned import last_closed

DAY = timedelta(days=1)


def promotions(held: Held) -> tuple[PromotionValue, ...]:
    """Every promotion of the plan, in declared order."""
    return tuple(_promotion(held, name, one) for name, one in held.plan.model.promotions.items())


def _promotion(held: Held, name: str, promotion: Promotion) -> PromotionValue:
    period = last_closed(held.as_of.cut, promotion.grain, held.plan.grid)
    if period.start < held.plan.start:
        return PromotionValue(name, None, ())
    everybody = held.roster.entities(EntityKind.PERSON, promotion.source)
    there = [entity for entity in everybody if _is_there(held, entity, promotion, period)]
    if not there:
        return PromotionValue(name, period, ())
    asked = [_Asked.of(held, need, everybody, period) for need in promotion.needs]
    found: list[Candidate] = []
    for entity in there:
        needs = tuple(one.need(held, entity) for one in asked)
        found.append(Candidate(entity, needs, ready(needs)))
    return PromotionValue(name, period, tuple(found))


def _is_there(held: Held, entity: str, promotion: Promotion, period: Period) -> bool:
    """Whether somebody is in the role on the last day of the period, and on the last day before the cut: who has left or has
    risen since is no candidate.
    """
    posts = (held.roster.post_on(entity.removeprefix("rep:"), day) for day in (period.last_day, held.cut_day - DAY))
    return all(post is not None and post.role == promotion.source for post in posts)


def ready(needs: Sequence[Need]) -> bool | None:
    """No where one of them does not hold, nobody knows where one is not known, else yes."""
    if any(need.holds is False for need in needs):
        return False
    return None if any(need.holds is None for need in needs) else True


@frozen(eq=False)
class _Asked:
    """One need, looked up for everybody at once."""

    needed: FigureNeeded | GradesNeeded
    period: Period
    everybody: Entities
    codes: Mapping[str, int]
    figures: Matrix | None
    cards: tuple[ScorecardValue, ...]

    @classmethod
    def of(cls, held: Held, need: FigureNeeded | GradesNeeded, everybody: Entities, period: Period) -> _Asked:
        """The need, judged or counted."""
        if isinstance(need, FigureNeeded):
            codes = plainly(held.figures, need.condition, everybody, (period,))[:, 0].tolist()
            figures = None
            if isinstance(need.condition, FigureComparison):
                figures = held.figures.metric(need.condition.left, everybody, (period,))
            return cls(need, period, everybody, dict(zip(everybody, codes, strict=True)), figures, ())
        return cls(need, period, everybody, {}, None, tuple(_cards(held, need, period)))

    def need(self, held: Held, entity: str) -> Need:
        """Whether it holds of somebody."""
        needed = self.needed
        if isinstance(needed, GradesNeeded):
            grades = held.plan.model.scorecards[needed.scorecard].grades
            reached = [good_enough(_total(cards, entity), grades, needed.grade) for cards in self.cards]
            return counted(reached, needed.least, needed.of)
        holds = {TRUE: True, FALSE: False}.get(self.codes[entity])
        if not isinstance(needed.condition, FigureComparison):
            return Need(holds, None)
        compared = needed.condition.left
        assert self.figures is not None, "what is compared is looked up with the condition"
        value = self.figures.figure(self.everybody.keys.index(entity), 0) or Unknown(Why.NOT_ACTIVE)
        told = named(value, compared, self.period.start, self.period.end, held.figures)
        return Need(holds, Reading(told, figure_unit(compared)))


def _cards(held: Held, need: GradesNeeded, period: Period) -> list[ScorecardValue]:
    """The latest cards that are closed by the end of a period, as many as are looked at; fewer where the plan is younger."""
    card = held.plan.model.scorecards[need.scorecard]
    one = period_of(period.last_day, card.grain, held.plan.grid)
    if one.end > period.end:
        one = previous_period(one, held.plan.grid)
    found: list[ScorecardValue] = []
    while len(found) < need.of and one.start >= held.plan.start:
        found.append(cards_of(held, need.scorecard, card, one))
        one = previous_period(one, held.plan.grid)
    return found


def _total(cards: ScorecardValue, entity: str) -> Figure:
    """What somebody has on his card."""
    return next((one.total for one in cards.cards if one.entity == entity), Unknown(Why.NOT_ACTIVE))


def good_enough(total: Figure, grades: Sequence[tuple[str, Decimal | None]], least: str) -> bool | None:
    """Whether a total has a grade or a better one; None where it is not known, or where rows leave open which."""
    names = [name for name, _ in grades]
    good = names[: names.index(least) + 1]
    found = {graded(grades, end) in good for end in ends_of(total)}
    return found.pop() if len(found) == 1 else None


def counted(reached: Sequence[bool | None], least: int, of: int) -> Need:
    """On how many of so many cards a grade was reached; those that there are not may have been either."""
    sure = sum(one is True for one in reached)
    open_ = sum(one is None for one in reached) + of - len(reached)
    holds = True if sure >= least else None if sure + open_ >= least else False
    return Need(holds, Reading(Known(Fraction(sure)), Count()), open_)
