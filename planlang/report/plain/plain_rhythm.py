"""Risks and messages as plain values.

In: an evaluation. Out: what `evaluation.schema.json` describes.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language
from planlang.evaluate.results.beside import Notice
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.risks import ExpectedLoss, RiskValue, level_of
from planlang.report.plain.plain import Object, figure
from planlang.report.plain.plain_market import assumed
from planlang.report.words.names import party_name


def risks(whole: Evaluation) -> Object:
    """The register and the expected losses; nothing where the plan names no risk."""
    if not whole.risks:
        return {}
    return {
        "risks": [_risk(value, whole) for value in whole.risks],
        "expected_losses": [_loss(value) for value in whole.expected_losses],
    }


def _risk(value: RiskValue, whole: Evaluation) -> Object:
    """A risk on the day of the cut."""
    risk, model = whole.plan.model.risks[value.risk], whole.plan.model
    day, warning = whole.as_of.week.last_day, value.warning
    return {
        "risk": value.risk,
        "title": risk.ident.title,
        "status": value.status.value,
        "rank": value.rank,
        "likelihood": figure(value.likelihood),
        "impact": figure(value.impact),
        "exposure": figure(value.exposure),
        **({} if value.size is None else {"impact_in_words": value.size.value}),
        **({} if value.score is None else {"level": level_of(value.score).value}),
        **assumed("risk", value.risk, whole),
        "goal": risk.goal,
        "category": risk.category,
        "occurred": None if value.occurred is None else value.occurred.isoformat(),
        "closed": None if value.closed is None else value.closed.isoformat(),
        "looked_at": value.looked_at.isoformat(),
        "review_due": None if value.due is None else value.due.isoformat(),
        "review_overdue": value.is_overdue,
        "owner": None if risk.owner is None else party_name(risk.owner, model, day, Language.EN),
        "warning": None
        if warning is None
        else {"alert": warning.alert, "phase": warning.phase.value, "fired": warning.fired, "no_data": warning.no_data},
        "response": value.answer.value,
        "responses": [
            {
                "task": one.task,
                "response": one.answer.value,
                "finish": one.finish.isoformat() if one.finish else None,
            }
            for one in value.responses
        ],
        "where": risk.ident.span.place(),
    }


def _loss(value: ExpectedLoss) -> Object:
    """What the risks of a goal may be expected to cost it."""
    return {
        "goal": value.goal,
        "amount": figure(value.amount),
        "unjudged": value.unjudged,
        "without_amount": value.without_amount,
    }


def notices(whole: Evaluation) -> Object:
    """Who gets what by which channel; nothing where the plan has none."""
    if not whole.plan.model.channels:
        return {}
    return {
        "messages": [_message(one) for one in whole.notices.messages],
        "unsent": [
            {"rule": one.rule, "title": one.title, "to": one.to, "count": one.count} for one in whole.notices.unsent
        ],
    }


def _message(value: Notice) -> Object:
    """A message that a channel would send; `at` is null where it never sends again."""
    return {
        "channel": value.channel,
        "to": value.to,
        "at": None if value.at is None else value.at.isoformat(),
        "form": value.form.value,
        "told": [
            {
                "about": one.about.value,
                "id": one.finding,
                "rule": one.rule,
                "entity": one.entity,
                "title": one.title,
                "severity": one.severity,
                "known": one.known.isoformat(),
            }
            for one in value.told
        ],
    }
