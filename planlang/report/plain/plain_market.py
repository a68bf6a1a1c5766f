"""Assumptions and strategies as plain values.

In: what an evaluation says of the market. Out: what `evaluation.schema.json` describes.
"""

from __future__ import annotations

from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.market import (
    AssumptionValue,
    Effect,
    GoalStanding,
    MeasuredValue,
    StrategyCost,
    StrategyValue,
)
from planlang.report.plain.plain import Object, figure, period, reading, unit
from planlang.report.words.assumed import behind


def assumed(kind: str, name: str, whole: Evaluation) -> Object:
    """The assumptions that something rests on; nothing where it rests on none."""
    found = behind(kind, name, whole)
    return {"assumed": [{"assumption": one.assumption, "state": one.state.value} for one in found]} if found else {}


def assumption(value: AssumptionValue) -> Object:
    """An assumption on the day of the cut."""
    return {
        "assumption": value.assumption,
        "value": None if value.value is None else reading(value.value),
        "text": value.text,
        "from": list(value.sources),
        **{
            key: None if day is None else day.isoformat()
            for key, day in (("dated", value.dated), ("start", value.start), ("end", value.end), ("due", value.due))
        },
        "overdue": value.is_overdue,
        "state": value.state.value,
        "carries": list(value.carries),
    }


def strategies(whole: Evaluation) -> Object:
    """Every strategy; nothing where the plan has none."""
    return {"strategies": [_strategy(one, whole) for one in whole.strategies]} if whole.strategies else {}


def _strategy(value: StrategyValue, whole: Evaluation) -> Object:
    declared = whole.plan.model.strategies[value.strategy]
    days = (("start", value.start), ("finish", value.finish), ("begun", value.begun))
    return {
        "strategy": value.strategy,
        "title": declared.ident.title,
        "category": declared.category,
        **{name: None if day is None else day.isoformat() for name, day in days},
        "tasks": {"finished": value.done, "running": value.running, "ahead": value.ahead, "standby": value.waiting},
        "weight": declared.weight.value,
        "progress": figure(value.progress),
        "expected": figure(value.expected),
        "guessed": value.guessed,
        "cost": None if value.cost is None else _cost(value.cost),
        "goals": [_effect(one) for one in value.effects],
        "figures": [_measured(one) for one in value.measured],
    }


def _cost(value: StrategyCost) -> Object:
    return {
        "unit": unit(value.unit),
        "used": None if value.used is None else figure(value.used),
        "committed": figure(value.committed),
        "planned": figure(value.planned),
        "total": figure(value.total),
        "to": None if value.to is None else value.to.isoformat(),
    }


def _effect(value: Effect) -> Object:
    return {
        "goal": value.goal,
        "unit": unit(value.now.unit),
        "before": None if value.before is None else _standing(value.before),
        "now": _standing(value.now),
    }


def _standing(value: GoalStanding) -> Object:
    return {
        "day": value.day.isoformat(),
        "actual": figure(value.actual),
        "due": figure(value.due),
        "attainment": figure(value.attainment),
    }


def _measured(value: MeasuredValue) -> Object:
    return {
        "metric": value.metric,
        "written": value.written,
        "week": None if value.week is None else period(value.week),
        "before": None if value.before is None else reading(value.before),
        "now": reading(value.now),
    }
