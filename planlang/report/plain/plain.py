"""Results as plain values (dicts, lists, texts) for machine formats: exact, in a fixed order of keys.

In: figures, periods, messages, schedules, diagnostics. Out: what `json.dumps` takes. Dates are ISO, first and last days
both included; exact numbers are texts (`"1.25"`, or `"2/3"` where no decimal ends); messages come in both languages;
what is unknown is `{"unknown": reason}`, never null or 0.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, assert_never

from planlang.data.loaded.snapshot import Place
from planlang.diagnostics.text import Language, Message
from planlang.evaluate.results.evaluation import Evidence
from planlang.evaluate.results.readings import Range, Reading, Sample
from planlang.plan.plan import Plan
from planlang.report.plain.indented import Kept
from planlang.report.words.names import owner_name, party_name
from planlang.report.words.outline import outline
from planlang.report.words.tasks import breach_words
from planlang.schedule.costs import Cost, Costs, costs
from planlang.schedule.schedule import Conflict, Schedule, Slot
from planlang.semantics.model import Charge, Milestone, Task
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.periods import DAY, Period
from planlang.values.rounding import half_away
from planlang.values.units import (
    ClassIn,
    Count,
    DateUnit,
    Days,
    InstantUnit,
    Minutes,
    MoneyIn,
    PercentagePoints,
    Person,
    Plain,
    Ratio,
    RecordOf,
    StageOf,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
    WorkingMinutes,
)

Object = dict[str, Any]
DIGITS = 6
MOST_DIGITS = 30
MOST_KEPT = 16_384
"""How many objects are kept that are told again and again."""


def exact(value: Fraction) -> str:
    """A number without loss: a decimal where one ends, else `n/d`.

    >>> exact(Fraction(5, 4)), exact(Fraction(-2, 3)), exact(Fraction(1200))
    ('1.25', '-2/3', '1200')
    """
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    return f"{half_away(value, places):f}" if rest == 1 and places <= MOST_DIGITS else str(value)


def figure(value: Figure) -> Object:
    """A figure: `value` exactly and `display` rounded to six places, or `unknown` with what is loaded so far."""
    match value:
        case Known(known):
            return {"value": exact(known), "display": _rounded(known)}
        case Unknown(why, so_far, between, lacks):
            missing = [{"source": one.source, "first": one.first, "last": one.last} for one in lacks]
            found: Object = {"unknown": why.value} | ({} if so_far is None else {"so_far": exact(so_far)})
            bounds: Object = {} if between is None else {"least": exact(between[0]), "most": exact(between[1])}
            return found | bounds | ({"missing": missing} if missing else {})
        case _:
            assert_never(value)


def _rounded(value: Fraction) -> str:
    """The number with at most six decimals."""
    text = f"{half_away(value, DIGITS):f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def unit(value: Unit) -> str:
    """A unit in one word; money and stages say of what (`money:CNY`)."""
    match value:
        case MoneyIn(currency):
            return f"money:{currency}"
        case StageOf(process):
            return f"stage:{process}"
        case RecordOf(source):
            return f"record:{source}"
        case ClassIn(segment):
            return f"class:{segment}"
        case _:
            return _UNITS[type(value)]


_UNITS: dict[type, str] = {
    Count: "count",
    Plain: "number",
    Ratio: "ratio",
    PercentagePoints: "percentage points",
    Days: "days",
    WorkingDays: "working days",
    Minutes: "minutes",
    WorkingMinutes: "minutes of working time",
    DateUnit: "date",
    InstantUnit: "instant",
    TextUnit: "text",
    Truth: "truth",
    Person: "person",
}


def reading(value: Reading | None) -> Object | None:
    """A figure with its unit, and its bounds where only these are known."""
    return None if value is None else _reading(value)


@lru_cache(maxsize=MOST_KEPT)
def _reading(value: Reading) -> Object:
    """The same, kept: many histories tell equal figures."""
    shown = figure(value.figure) | {"unit": unit(value.unit)}
    if value.bounds is not None:
        shown["bounds"] = bounds(value.bounds)
    return Kept(shown)


def bounds(value: Range) -> Object:
    """Between which values a figure lies; a null `high`: however much."""
    return {"low": exact(value.low), "high": None if value.high is None else exact(value.high)}


def period(value: Period | None) -> Object | None:
    """A period with its first and last day."""
    return None if value is None else _period(value)


@lru_cache(maxsize=MOST_KEPT)
def _period(value: Period) -> Object:
    """The same, kept: all tell of the same periods."""
    return Kept(
        {
            "label": value.label,
            "grain": value.grain.value,
            "start": value.start.isoformat(),
            "end": value.last_day.isoformat(),
        }
    )


def said(value: Message | None, key: str = "message") -> Object:
    """A message in both languages, as `message_en` and `message_zh`; nulls where there is none."""
    return {
        f"{key}_{language.value}": None if value is None else value.render(language)
        for language in (Language.EN, Language.ZH)
    }


def place(value: Place | None) -> Object | None:
    """A place in a data file."""
    if value is None:
        return None
    return {"file": value.file, "line": value.line, "column": value.column, "header": value.header}


def evidence(value: Evidence) -> Object:
    """What a figure rests on."""
    days = None
    if value.days is not None:
        days = {"start": value.days[0].isoformat(), "end": (value.days[1] - DAY).isoformat()}
    return {
        "formula": value.formula,
        "where": value.where,
        "days": days,
        "count": value.count,
        "undecided": value.undecided,
        "skipped": value.skipped,
        "rows": [
            {"key": row.key, "place": place(row.place), "cells": [{"name": n, "text": t} for n, t in row.cells]}
            for row in value.rows
        ],
        "notes": [said(note) for note in value.notes],
    }


def plan_head(plan: Plan) -> Object:
    """Which plan it is."""
    info = plan.model.plan
    return {
        "name": info.ident.name,
        "title": info.ident.title,
        "file": info.ident.span.source.path,
        "start": info.start.isoformat(),
        "end": info.end.isoformat(),
        "timezone": info.zone,
        "currency": info.currency,
    }


def schedule(value: Schedule, plan: Plan) -> Object:
    """A schedule: tasks and milestones in the order of the plan, the links between them, the conflicts, and the costs."""
    spent = costs(plan, value)
    return {
        "as_of": value.as_of.isoformat() if value.as_of else None,
        "finish": value.finish.isoformat(),
        "critical_path": list(value.critical_path),
        "assumed_after": value.assumed_after.isoformat() if value.assumed_after else None,
        "tasks": [_task(line.node, line.slot, plan, value, spent) for line in outline(plan, value)],
        "links": [
            {
                "before": edge.before,
                "after": edge.after,
                "kind": edge.link.kind.value,
                "lag": f"{edge.link.lag.days}{edge.link.lag.kind.value}" if edge.link.lag else None,
            }
            for edge in plan.edges
            if value.undecided.isdisjoint((edge.before, edge.after))
        ],
        "conflicts": [_conflict(conflict) for conflict in value.conflicts],
        "overloads": [
            {
                "person": overload.person,
                "start": overload.start.isoformat(),
                "finish": overload.finish.isoformat(),
                "days": exact(overload.days),
                "tasks": list(overload.tasks),
                **({} if overload.resource is None else {"resource": overload.resource}),
                **({} if overload.team is None else {"team": overload.team}),
            }
            for overload in value.overloads
        ],
        "costs": _cost(spent.whole),
        "budgets": [
            {"goal": one.goal, "allowed": exact(Fraction(one.allowed)), "costs": _cost(one.cost)}
            for one in spent.budgets
        ],
        **_by_goal(spent, plan),
    }


def _by_goal(spent: Costs, plan: Plan) -> Object:
    """What the work for each goal costs, in a plan with budgets."""
    if not plan.model.budgets:
        return {}
    return {"goals": [{"goal": name, "costs": _cost(cost)} for name, cost in spent.goals.items()]}


def _cost(value: Cost) -> Object:
    """An amount, and how far the work stands that it is for."""
    return {
        "total": exact(Fraction(value.total)),
        "finished": exact(Fraction(value.finished)),
        "running": exact(Fraction(value.running)),
        "planned": exact(Fraction(value.planned)),
    }


def _charge(value: Charge) -> Object:
    """A cost as it is said: of the whole task or of a day, when it comes up, from which account."""
    return {
        "amount": exact(Fraction(value.amount)),
        "per_day": value.per_day,
        "accrual": value.accrual.value,
        "account": value.account,
        **({} if value.resource is None else {"resource": value.resource}),
    }


def _task(node: Task | Milestone, slot: Slot | None, plan: Plan, whole: Schedule, spent: Costs) -> Object:
    """A task or milestone with its own cost and that of all below it; its dates are null where it has none."""
    own, all_ = spent.own.get(node.ident.name), spent.tasks.get(node.ident.name)
    kind = "milestone" if isinstance(node, Milestone) else "summary" if node.ident.name in plan.children else "task"
    head: Object = {
        "name": node.ident.name,
        "title": node.ident.title,
        "kind": kind,
        "parent": node.parent,
        "owner": owner_name(node, plan.model, whole.as_of or plan.start, Language.EN),
        "where": node.ident.span.place(),
        "priority": node.priority if isinstance(node, Task) else None,
        "cost": None if own is None else exact(Fraction(own.total)),
        "costs": None if all_ is None else _cost(all_),
    }
    if isinstance(node, Task) and node.some:
        day = whole.as_of or plan.start
        head["any_of"] = [
            {"count": one.count, "of": party_name(one.of, plan.model, day, Language.EN)} for one in node.some
        ]
    if isinstance(node, Task) and node.of is not None:
        head["of"] = node.of
    if isinstance(node, Task) and any(charge.account is not None or charge.per_day for charge in node.costs):
        head["charges"] = [_charge(charge) for charge in node.costs]
    if node.ident.name in whole.waiting:
        head["standby"] = True
    if slot is None:
        return head | {"dates": None}
    dates: Object = {
        "start": slot.start.isoformat(),
        "finish": slot.finish.isoformat(),
        "starts_at": slot.starts_at.isoformat(),
        "ends_at": slot.ends_at.isoformat(),
        "late_start": slot.late_start.isoformat(),
        "late_finish": slot.late_finish.isoformat(),
        "total_float_days": exact(slot.total_float_days),
        "free_float_days": exact(slot.free_float_days),
        "days": slot.days,
        "unit": slot.unit.value,
        "critical": slot.critical,
        "state": slot.state.value,
        "done": {"unknown": "not reported"} if slot.done is None else figure(Known(slot.done)),
        "progress_unknown": slot.progress_unknown,
        "deadline": slot.deadline.isoformat() if slot.deadline else None,
        "slack_days": slot.slack_days,
        "cause": {
            "driver": slot.cause.driver.value,
            "other": slot.cause.other,
            "day": slot.cause.day.isoformat() if slot.cause.day else None,
        },
        "delays": list(slot.delays),
    }
    return head | {"dates": dates}


def _conflict(value: Conflict) -> Object:
    """A constraint that cannot be kept."""
    return {
        "kind": value.kind.value,
        "task": value.task,
        "limit": value.limit.isoformat(),
        "actual": value.actual.isoformat(),
        "days": value.days,
        "chain": list(value.chain),
        "where": value.span.place(),
    } | said(breach_words(value))


def day_count(count: Fraction | int) -> int | str:
    """A number of days, exact where it is not whole."""
    return int(count) if count == int(count) else exact(Fraction(count))


def sample(value: Sample | None) -> Object:
    """How many answered, where there is a sample."""
    if value is None:
        return {}
    told = {"answered": value.answered, "sent": value.sent, "not_counted_yet": value.waiting}
    return {"sample": told if value.values is None else told | {"values": value.values}}
