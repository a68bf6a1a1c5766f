"""What a plan asks of its data, found before anything is read: aggregates, windows, and the days they begin and end on.

In: figure expressions and the plan they stand in. Out: tuples in order of first appearance, and marks for bins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from planlang.evaluate.entities.roster import Roster
from planlang.evaluate.entities.spine import Ordinals
from planlang.evaluate.figures.windows import Columns, of_periods, seen_through
from planlang.plan.plan import Plan
from planlang.semantics.expr import (
    Aggregate,
    ChangeAgainst,
    CurrentPeriod,
    FigureExpression,
    FigureWindow,
    LastPeriod,
    MetricRef,
    OfBudget,
    OfGoal,
    OverWindow,
    PreviousPeriod,
    ToDate,
)
from planlang.semantics.expressions.walk import parts
from planlang.semantics.model import AxisKind, EntityKind, Goal, Model, Split
from planlang.values.periods import DAY, Grain, Period, period_of, periods_meeting


def everything_in(expressions: Iterable[FigureExpression], model: Model) -> Iterator[FigureExpression]:
    """Expressions and all in them from the left, through metrics, the measures of goals and what is spent of budgets, each of
    those once.
    """
    seen: set[tuple[str, str]] = set()
    waiting = [*expressions][::-1]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(parts(part)))
        match part:
            case MetricRef(metric=name) if ("metric", name) not in seen:
                seen.add(("metric", name))
                waiting.append(model.metrics[name].value)
            case OfGoal(goal=name) if ("goal", name) not in seen:
                seen.add(("goal", name))
                waiting.append(model.goals[name].measure)
            case OfBudget(account=name) if ("account", name) not in seen:
                seen.add(("account", name))
                waiting.extend(reversed(model.accounts[name].counted))
            case _:
                pass


def aggregates_in(expressions: Iterable[FigureExpression], model: Model) -> tuple[Aggregate, ...]:
    """The aggregates that expressions rest on, each once."""
    found = (part for part in everything_in(expressions, model) if isinstance(part, Aggregate))
    return tuple(dict.fromkeys(found))


def windows_in(expressions: Iterable[FigureExpression], model: Model) -> tuple[FigureWindow, ...]:
    """The windows in expressions, each once."""
    found: dict[FigureWindow, None] = {}
    for part in everything_in(expressions, model):
        match part:
            case OverWindow(window=window):
                found.setdefault(window)
            case ChangeAgainst(window=window, over=over):
                found.setdefault(window)
                if over is not None:
                    found.setdefault(over)
            case OfGoal(window=ToDate() | CurrentPeriod() as goal_window):
                found.setdefault(goal_window)
            case _:
                pass
    return tuple(found)


def people_in_teams(model: Model, roster: Roster) -> tuple[tuple[str, str, str | None], ...]:
    """(person, team, role) of the shares of people under a team in goals, and of those of a team who each have one, each once; of a
    table, which is read later, all that there may be.
    """
    found: dict[tuple[str, str, str | None], None] = {}

    def add(splits: Iterable[Split], team: str | None) -> None:
        for split in splits:
            for part in split.parts:
                kind, _, name = part.key.partition(":")
                if split.column is not None:
                    add(part.splits, team)
                elif kind == "team":
                    add(part.splits, name)
                else:
                    if team is not None:
                        found.setdefault((name, team, None))
                    add(part.splits, None)

    for goal in model.goals.values():
        each, table = goal.each, goal.quotas
        kinds = [] if table is None else [axis.kind for axis in table.axes]
        if AxisKind.PERSON in kinds and AxisKind.TEAM in kinds[: kinds.index(AxisKind.PERSON)]:
            lineages = ((post.person, above) for post in roster.posts for above in roster.lineage(post.team))
            found |= {(person, team, None): None for person, team in lineages}
        if each is None or each.where is None:
            add(goal.splits, None)
        elif each.entity is EntityKind.TEAM:
            for team in each.where:
                add(goal.splits, team.removeprefix("team:"))
        elif goal.every is None:
            for team in each.where:
                if team.startswith("team:"):
                    people = roster.entities(EntityKind.PERSON, each.role, (team,))
                    found |= {(who.removeprefix("rep:"), team.removeprefix("team:"), each.role): None for who in people}
    return tuple(found)


def of_goal(goal: Goal) -> tuple[FigureExpression, ...]:
    """What a goal and its parts measure, and what decides who has it."""
    found: list[FigureExpression] = [goal.measure]
    if goal.each is not None and goal.each.among is not None:
        found.append(goal.each.among)
    waiting = list(goal.splits)
    while waiting:
        for part in waiting.pop().parts:
            waiting += part.splits
            if part.measure is not None:
                found.append(part.measure)
    return tuple(found)


def of_plan(model: Model) -> tuple[FigureExpression, ...]:
    """Every metric, measure of a goal, expression of an alert, and what is spent of budgets or ordered."""
    alerts = [expression for alert in model.watched for expression in alert.figures]
    measures = [measure for goal in model.goals.values() for measure in of_goal(goal)]
    money = [part for account in model.accounts.values() for part in account.counted]
    return (*(metric.value for metric in model.metrics.values()), *measures, *alerts, *money)


# ---------------------------------------------------------------- days


def marks_of(plan: Plan, cut: date) -> Ordinals:
    """Days before the cut on which something that the plan asks for begins or ends, ascending."""
    model = plan.model
    first = plan.start
    rules = [(alert.grain, alert.figures) for alert in model.watched]
    rules += [(goal.every, of_goal(goal)) for goal in model.goals.values() if goal.every is not None]
    rules.append((Grain.WEEK, tuple(metric.value for metric in model.metrics.values())))
    grains = {grain for grain, _ in rules}
    days = {plan.start, plan.end + DAY}
    for grain, expressions in rules:
        windows = windows_in(expressions, model)
        grains |= {window.grain for window in windows if isinstance(window, ToDate | CurrentPeriod | LastPeriod)}
        first = min(first, _earliest(period_of(plan.start, grain, plan.grid), windows, plan))
    for goal in model.goals.values():
        days |= {goal.start, goal.end + DAY}
        first = min(first, goal.start)
        grains |= {grain for grain in (goal.time_grain, goal.every) if grain is not None}
    for grain in sorted(grains, key=lambda grain: grain.value):
        if first < cut:
            days |= {period.start for period in periods_meeting(first, cut, grain, plan.grid)}
    return np.unique(np.array([day.toordinal() for day in days if day < cut], dtype=np.int64))


def _earliest(period: Period, windows: Iterable[FigureWindow], plan: Plan) -> date:
    """The first day that any of the windows, or the period before, reaches back to."""
    seen: list[Columns] = []
    for window in (PreviousPeriod(), *windows):
        seen.extend(seen_through(of_periods([period]), window, plan.grid))
    starts = [stretch.start for columns in seen for stretch in columns.stretches if stretch is not None]
    return min(starts, default=period.start)
