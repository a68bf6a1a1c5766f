"""How far a goal is reached: attainment, progress, pace, gap and what is still needed per day (tests/spec/goals.md).

In: a goal's targets, the day up to which facts are known, and a way to ask for actual figures. Out: exact figures, each
unknown where what it rests on is unknown. Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import assert_never

from planlang.diagnostics.text import Text
from planlang.evaluate.evaluation import Evidence, GoalStatus, GoalValue
from planlang.evaluate.targets import WHOLE, Leaf, Targets, goal_targets
from planlang.plan.plan import Plan
from planlang.semantics.expr import CurrentPeriod, GoalMeasure, OfGoal, ToDate
from planlang.semantics.model import Direction, Goal, StatusBands
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import DAY, Grid, period_of

Actual = Callable[[str, date, date], Figure]
"""The measure of a goal for an entity (`plan:`, `team:X`, `rep:Y`) over the days `[start, end)`."""

ASSUMED = Text(
    "attainment.assumed", "working days after {day} are assumed: no official list of days off reaches further"
)


def goal_values(plan: Plan, goal: Goal, cut: date, actual: Actual) -> tuple[GoalValue, ...]:
    """The goal as a whole, its leaf periods that have begun, then its parts over the whole span, in written order.

    Args:
        plan: for calendars, the grid of periods and what adds up.
        goal: one of its goals.
        cut: the first day of which nothing is known.
        actual: asked for days before the cut only.
    """
    targets = goal_targets(plan, goal)
    span = Leaf(None, goal.start, goal.end + DAY)
    values = [_value(targets, WHOLE, span, cut, actual)]
    values += [_value(targets, WHOLE, leaf, cut, actual) for leaf in targets.leaves if leaf.period and leaf.start < cut]
    values += [_value(targets, entity, span, cut, actual) for entity in targets.amounts if entity != WHOLE]
    return tuple(values)


def goal_measure(targets: Targets, asked: OfGoal, entity: str, cut: date, actual: Actual, grid: Grid) -> Figure:
    """What an expression asks of a goal, for an entity, as it stood at the start of the day `cut`.

    Unknown where the entity has no target, or the goal has none in the period asked for. Constant work beside one call
    of `actual`.
    """
    if entity not in targets.amounts:
        return Unknown(Why.NO_TARGET)
    start, end = targets.goal.start, targets.goal.end + DAY
    if asked.window is not None:
        period = period_of(cut - DAY, asked.window.grain, grid)
        start, end = max(start, period.start), min(end, period.end)
        if start >= end:
            return Unknown(Why.NO_TARGET)
    target = targets.between(entity, start, end)
    to_date = targets.between(entity, start, min(max(cut, start), end))
    match asked.measure:
        case GoalMeasure.TARGET:
            return Known(target)
        case GoalMeasure.TARGET_TO_DATE:
            return Known(to_date)
        case GoalMeasure.PACE:
            return _share(to_date, target)
        case _:
            found = _actual_to(cut, start, end, entity, actual)
    match asked.measure:
        case GoalMeasure.ACTUAL:
            return found
        case GoalMeasure.ATTAINMENT:
            match asked.window:
                case ToDate() | None:
                    return attainment(targets.goal.direction, to_date, found)
                case CurrentPeriod():
                    return attainment(targets.goal.direction, target, found)
                case unreachable:
                    assert_never(unreachable)
        case GoalMeasure.PROGRESS:
            return progress(target, found)
        case GoalMeasure.GAP:
            return gap(target, found)
        case GoalMeasure.SURPLUS:
            return surplus(target, found)
        case GoalMeasure.REQUIRED_RATE:
            return required_rate(targets, gap(target, found), targets.calendar.working_days(max(cut, start), end))
        case unreachable:
            assert_never(unreachable)


def attainment(direction: Direction, target: Fraction, actual: Figure) -> Figure:
    """Actual over target; for a goal where less is better, target over actual."""
    match actual, direction:
        case Unknown(why=why), _:
            return Unknown(why)
        case Known(value=value), Direction.AT_LEAST:
            return _share(value, target)
        case Known(value=value), Direction.AT_MOST:
            return _share(target, value)
    raise AssertionError(direction)


def progress(target: Fraction, actual: Figure) -> Figure:
    """Actual so far over the whole target."""
    return Unknown(actual.why) if isinstance(actual, Unknown) else _share(actual.value, target)


def gap(target: Fraction, actual: Figure) -> Figure:
    """What is missing to the whole target, never below 0."""
    return Unknown(actual.why) if isinstance(actual, Unknown) else Known(max(Fraction(0), target - actual.value))


def surplus(target: Fraction, actual: Figure) -> Figure:
    """What exceeds the whole target, never below 0."""
    return Unknown(actual.why) if isinstance(actual, Unknown) else Known(max(Fraction(0), actual.value - target))


def required_rate(targets: Targets, missing: Figure, days_left: int) -> Figure:
    """What is missing per working day left; unknown for figures that do not add up over days."""
    if isinstance(missing, Unknown):
        return missing
    if not targets.prorated:
        return Unknown(Why.NO_BASE)
    return Known(missing.value / days_left) if days_left else Unknown(Why.NO_TIME_LEFT)


def goal_status(bands: StatusBands, direction: Direction, reached: Figure, actual: Figure) -> GoalStatus:
    """The band of the exact attainment.

    Nothing used up of a limit (`at most`) has no attainment, a division by zero, and is on track all the same.
    """
    if isinstance(reached, Unknown):
        unused = direction is Direction.AT_MOST and isinstance(actual, Known) and actual.value == 0
        return GoalStatus.ON_TRACK if unused else GoalStatus.NO_DATA
    if reached.value >= Fraction(bands.on_track):
        return GoalStatus.ON_TRACK
    return GoalStatus.AT_RISK if reached.value >= Fraction(bands.at_risk) else GoalStatus.OFF_TRACK


def _value(targets: Targets, entity: str, span: Leaf, cut: date, actual: Actual) -> GoalValue:
    """All figures of a goal for one entity over the whole goal or one leaf."""
    goal = targets.goal
    target = targets.between(entity, span.start, span.end)
    reached_by = min(max(cut, span.start), span.end)
    to_date = targets.between(entity, span.start, reached_by)
    found = _actual_to(cut, span.start, span.end, entity, actual)
    share = attainment(goal.direction, to_date, found)
    missing = gap(target, found)
    days_left = targets.calendar.working_days(max(cut, span.start), span.end)
    assumed_after = targets.calendar.assumed_after
    return GoalValue(
        goal=goal.ident.name,
        entity=entity,
        period=span.period,
        start=span.start,
        end=span.end - DAY,
        target=Known(target),
        target_to_date=Known(to_date),
        actual=found,
        attainment=share,
        progress=progress(target, found),
        pace=_share(to_date, target),
        gap=missing,
        surplus=surplus(target, found),
        required_rate=required_rate(targets, missing, days_left),
        working_days_left=days_left,
        unit=goal.unit,
        status=goal_status(goal.bands, goal.direction, share, found),
        bands=goal.bands,
        evidence=Evidence(
            formula=goal.measure.span.text,
            where=goal.measure.span.place(),
            days=(span.start, reached_by),
            notes=(ASSUMED(day=assumed_after),) if assumed_after and span.end - DAY > assumed_after else (),
        ),
    )


def _actual_to(cut: date, start: date, end: date, entity: str, actual: Actual) -> Figure:
    """The actual figure of the days before the cut; unknown where there are none yet."""
    return actual(entity, start, min(cut, end)) if cut > start else Unknown(Why.NOT_BEGUN)


def _share(part: Fraction, whole: Fraction) -> Figure:
    """An exact ratio."""
    return Known(part / whole) if whole else Unknown(Why.NO_DENOMINATOR)
