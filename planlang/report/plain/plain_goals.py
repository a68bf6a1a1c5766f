"""Goals as plain values.

In: what an evaluation says of goals. Out: what `evaluation.schema.json` describes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planlang.evaluate.goals.recurring import light
from planlang.evaluate.results.evaluation import Evaluation, GoalValue
from planlang.evaluate.results.goals import RecurringValue, SplitCheck
from planlang.plan.plan import Plan
from planlang.report.plain.plain import Object, day_count, evidence, exact, figure, period, sample, unit
from planlang.report.plain.plain_market import assumed
from planlang.semantics.model import Model


def goal(value: GoalValue, whole: Evaluation) -> Object:
    """A goal, a period or a part of it."""
    model = whole.plan.model
    return {
        "goal": value.goal,
        "entity": value.entity,
        "within": value.within,
        "period": period(value.period),
        "start": value.start.isoformat(),
        "end": value.end.isoformat(),
        "unit": unit(value.unit),
        "direction": value.direction.value,
        "accumulates": value.accumulates,
        "status": value.status.value,
        "bands": {
            "on_track": exact(Fraction(value.bands.on_track)),
            "at_risk": exact(Fraction(value.bands.at_risk)),
        },
        "margin": exact(value.margin),
        **({} if value.begins_at is None else {"begins_at": exact(value.begins_at)}),
        "target": figure(value.target),
        "target_to_date": figure(value.target_to_date),
        "actual": figure(value.actual),
        "attainment": figure(value.attainment),
        "progress": figure(value.progress),
        "pace": figure(value.pace),
        "gap": figure(value.gap),
        "surplus": figure(value.surplus),
        "required_rate": figure(value.required_rate),
        "working_days_left": day_count(value.working_days_left),
        "course": [{"before": day.isoformat(), "actual": figure(found)} for day, found in value.course],
        "evidence": evidence(value.evidence),
        **_values(value.values),
        **({"column": value.column, "depth": value.depth} if value.values else {}),
        **_bars(value),
        **_term(value, model),
        **_grown(value),
        **assumed("goal", value.goal, whole),
        **sample(value.sample),
    }


def chains(plan: Plan) -> Object:
    """The goals that serve goals, and which; nothing where none does."""
    goals = plan.model.goals
    found = [(name, [other for other in goal.serves if other in goals]) for name, goal in goals.items()]
    listed = [{"goal": name, "serves": above} for name, above in found if above]
    return {"chains": listed} if listed else {}


def recurring(value: RecurringValue) -> Object:
    """A goal that comes again, with every closed period of everybody who has it."""
    return {
        "goal": value.goal,
        "every": value.grain.value,
        "direction": value.direction.value,
        "target": exact(value.target),
        "unit": unit(value.unit),
        "of": [
            {
                "entity": one.entity,
                "reached": len(one.those(is_reached=True)),
                "missed": len(one.those(is_reached=False)),
                "unknown": len(one.those(is_reached=None)),
                "rate": figure(one.rate),
                "status": light(one.rate, value.bands).value,
                "periods": [
                    {
                        "period": period(found.period),
                        "value": figure(found.value),
                        "target": exact(found.limit),
                        "reached": found.is_reached,
                    }
                    for found in one.rounds
                ],
            }
            for one in value.of
        ],
    }


def _values(values: Sequence[tuple[str, str | None]]) -> Object:
    """The values of columns that tell the rows of a part."""
    return {"values": [{"column": column, "value": value} for column, value in values]} if values else {}


def split_check(value: SplitCheck) -> Object:
    """Whether what something is split into adds up to it."""
    return {
        "goal": value.goal,
        "entity": value.entity,
        "within": value.within,
        **_values(value.values),
        "by": value.by,
        "own": figure(value.own),
        "parts": figure(value.parts),
        "unassigned": figure(value.unassigned),
        "difference": figure(value.difference),
        "buffer": exact(value.buffer),
        "verdict": value.verdict.value,
    }


def _term(value: GoalValue, model: Model) -> Object:
    """How far ahead a goal looks, where the plan says so."""
    declared = model.goals.get(value.goal)
    return {} if declared is None or declared.term is None else {"term": declared.term.value}


def _grown(value: GoalValue) -> Object:
    """The base of a goal, and the growth over it."""
    found = value.grown
    if found is None:
        return {}
    return {
        "grown": {
            "base": exact(found.base),
            "start": found.during[0].isoformat(),
            "end": found.during[1].isoformat(),
            "measured": figure(found.measured),
            "growth_wanted": None if found.wanted is None else exact(found.wanted),
            "growth_so_far": figure(found.so_far),
        }
    }


def _bars(value: GoalValue) -> Object:
    """The floor and the stretch, and which of all bars is reached; nothing where the goal has neither."""
    if not value.bars:
        return {}
    highest = value.highest_bar
    return {
        "bars": [
            {
                "bar": bar.kind.value,
                "target": figure(bar.target),
                "target_to_date": figure(bar.target_to_date),
                "attainment": figure(bar.attainment),
                "gap": figure(bar.gap),
                "reached": bar.is_reached,
            }
            for bar in value.bars
        ],
        "highest_bar": None if highest is None else highest.value,
    }
