"""Scorecards, incentives and promotions as plain values.

In: an evaluation. Out: what `evaluation.schema.json` calls so; nothing where the plan has none.
"""

from __future__ import annotations

from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.people import (
    Candidate,
    Card,
    Deal,
    IncentiveValue,
    LineScore,
    Payee,
    PromotionValue,
    ScorecardValue,
    TakenBack,
)
from planlang.report.plain.plain import Object, exact, figure, period, place, reading, sample
from planlang.values.periods import Grain, begun_inside


def scorecards(value: Evaluation) -> Object:
    """All scorecards with their cards."""
    if not value.scorecards:
        return {}
    return {"scorecards": [_scorecard(one, value) for one in value.scorecards]}


def _scorecard(value: ScorecardValue, whole: Evaluation) -> Object:
    return {
        "scorecard": value.scorecard,
        "title": whole.plan.model.scorecards[value.scorecard].ident.title,
        "where": whole.plan.model.scorecards[value.scorecard].ident.span.place(),
        "period": period(value.period),
        "left_out": _left_out(whole.plan.model.scorecards[value.scorecard].grain, whole),
        "cards": [_card(card) for card in value.cards],
        "exempt": list(value.exempt),
        "agreed_by": None if value.agreed_by is None else value.agreed_by.isoformat(),
        "appeal_by": None if value.appeal_by is None else value.appeal_by.isoformat(),
    }


def _left_out(grain: Grain, whole: Evaluation) -> Object | None:
    """The period in which the plan begins, where that is not with its first day."""
    return period(begun_inside(whole.plan.start, grain, whole.plan.grid))


def _card(card: Card) -> Object:
    return {
        "entity": card.entity,
        "team": card.team,
        "total": figure(card.total),
        "counted": exact(card.counted),
        "grade": card.grade,
        "rank": card.rank,
        "of": card.of,
        "owner": card.owner,
        "lines": [_line(line) for line in card.lines],
    }


def _line(line: LineScore) -> Object:
    return {
        "name": line.name,
        "title": line.title,
        "value": reading(line.value),
        "weight": exact(line.weight),
        "score": figure(line.score),
        **sample(line.sample),
    }


# ---------------------------------------------------------------- incentives


def incentives(value: Evaluation) -> Object:
    """All incentives with what each gets, deal by deal."""
    if not value.incentives:
        return {}
    return {"incentives": [_incentive(one, value) for one in value.incentives]}


def _incentive(value: IncentiveValue, whole: Evaluation) -> Object:
    one = whole.plan.model.incentives[value.incentive]
    return {
        "incentive": value.incentive,
        "title": one.ident.title,
        "where": one.ident.span.place(),
        "currency": one.currency,
        "period": period(value.period),
        "settled": value.settled,
        "provisional": value.provisional,
        "due": None if value.due is None else value.due.isoformat(),
        "payees": [_payee(payee) for payee in value.payees],
        "exempt": list(value.exempt),
        "unsure": list(value.unsure),
        "total": figure(value.total),
        "forgiven": list(value.forgiven),
        "left_out": _left_out(one.grain, whole),
    }


def _payee(payee: Payee) -> Object:
    return {
        "entity": payee.entity,
        "base": None if payee.base is None else reading(payee.base),
        "measure": None if payee.measure is None else reading(payee.measure),
        "rank": payee.rank,
        "earned": figure(payee.earned),
        "bonus": figure(payee.bonus),
        "over_cap": figure(payee.over_cap),
        "taken_back": figure(payee.taken_back),
        "opening": figure(payee.opening),
        "payout": figure(payee.payout),
        "carried": figure(payee.carried),
        "paid": None if payee.paid is None else exact(payee.paid),
        "deals": [_deal(deal) for deal in payee.deals.look_up()],
        "taken": [_taken(row) for row in payee.taken],
    }


def _deal(deal: Deal) -> Object:
    return {
        "key": deal.key,
        "place": place(deal.place),
        "day": deal.day.isoformat(),
        "amount": None if deal.amount is None else exact(deal.amount),
        "pay": None if deal.pay is None else exact(deal.pay),
    }


def _taken(row: TakenBack) -> Object:
    return {
        "key": row.deal.key,
        "place": place(row.deal.place),
        "period": period(row.period),
        "back": row.back.isoformat(),
        "amount": None if row.deal.amount is None else exact(row.deal.amount),
        "pay": figure(row.pay),
    }


# ---------------------------------------------------------------- promotions


def promotions(value: Evaluation) -> Object:
    """All promotions with what of the needs holds of whom."""
    if not value.promotions:
        return {}
    return {"promotions": [_promotion(one, value) for one in value.promotions]}


def _promotion(value: PromotionValue, whole: Evaluation) -> Object:
    one = whole.plan.model.promotions[value.promotion]
    return {
        "promotion": value.promotion,
        "title": one.ident.title,
        "where": one.ident.span.place(),
        "from": one.source,
        "to": one.target,
        "period": period(value.period),
        "left_out": _left_out(one.grain, whole),
        "needs": [needed.span.text for needed in one.needs],
        "candidates": [_candidate(candidate) for candidate in value.candidates],
    }


def _candidate(candidate: Candidate) -> Object:
    return {
        "entity": candidate.entity,
        "ready": candidate.ready,
        "needs": [
            {
                "holds": need.holds,
                "reached": None if need.reached is None else reading(need.reached),
                "unknown": need.unknown,
            }
            for need in candidate.needs
        ],
    }
