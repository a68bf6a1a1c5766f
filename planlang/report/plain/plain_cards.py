"""Scorecards as plain values.

In: an evaluation. Out: what `evaluation.schema.json` calls `scorecards`; nothing where the plan has none.
"""

from __future__ import annotations

from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.people import Card, LineScore, ScorecardValue
from planlang.report.plain.plain import Object, exact, figure, period, reading


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
        "cards": [_card(card) for card in value.cards],
        "exempt": list(value.exempt),
        "agreed_by": None if value.agreed_by is None else value.agreed_by.isoformat(),
        "appeal_by": None if value.appeal_by is None else value.appeal_by.isoformat(),
    }


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
    }
