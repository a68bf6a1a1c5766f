"""How far a goal is reached: attainment, progress, pace, gap and what is still needed per day (tests/spec/goals.md).

In: a goal's targets, the day up to which facts are known, and a way to ask for actual figures. Out: exact figures, each
unknown where what it rests on is unknown. Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.evaluate.figures.windows import goal_days
from planlang.evaluate.goals.division import UNASSIGNED, Slice
from planlang.evaluate.goals.targets import Leaf, Targets
from planlang.evaluate.results.evaluation import Evidence, GoalStatus, GoalValue
from planlang.evaluate.results.goals import Bar, BarKind
from planlang.semantics.expr import CurrentPeriod, GoalMeasure, NextPeriod, OfGoal, ToDate
from planlang.semantics.model import Direction
from planlang.values.figure import Figure, Known, Unknown, Why, mapped
from planlang.values.periods import DAY, Grid

Actual = Callable[[Slice, date, date], Figure]
"""The measure of a goal for a slice of it over the days `[start, end)`."""
Course = Sequence[tuple[date, Figure]]
"""What was reached from the start of a goal to the start of each day."""

ASSUMED = Text(
    "attainment.assumed", "working days after {day} are assumed: no official list of days off reaches further"
)
MOST_ATTAINED = Fraction(2)
"""The attainment of a limit of which so little is used that it could be any."""


def goal_values(targets: Targets, cut: date, actual: Actual, course: Course = ()) -> tuple[GoalValue, ...]:
    """The goal as a whole, its leaf periods that have begun, then its parts over the whole span, in written order; the same of
    each one who has it for himself.

    Args:
        targets: of one goal.
        cut: the first day of which nothing is known.
        actual: asked for days before the cut only.
        course: of the goal as a whole.
    """
    span = Leaf(None, targets.goal.start, targets.goal.end + DAY)
    values: list[GoalValue] = []
    for part in targets.amounts:
        value = _value(targets, part, span, cut, actual)
        if part in targets.roots:
            begun = [leaf for leaf in targets.leaves if leaf.period and leaf.start < cut]
            values.append(evolve(value, course=tuple(course)))
            values += [_value(targets, part, leaf, cut, actual) for leaf in begun]
        elif part not in targets.beside or part.entity == UNASSIGNED or value.actual != Known(Fraction(0)):
            values.append(value)
    return tuple(values)


def root_goals(targets: Targets, cut: date, actual: Actual) -> tuple[GoalValue, ...]:
    """The goal as a whole, or of each who has it for himself, as it stood on the morning of a day; `actual` is asked for days before
    that only.
    """
    span = Leaf(None, targets.goal.start, targets.goal.end + DAY)
    return tuple(_value(targets, root, span, cut, actual) for root in targets.roots)


def goal_measure(targets: Targets, asked: OfGoal, entity: str, cut: date, actual: Actual, grid: Grid) -> Figure:
    """What an expression asks of a goal, for an entity, as it stood at the start of the day `cut`.

    Unknown where the entity has no target, or the goal has none in the period asked for. Constant work beside a call of
    `actual` for each part of the entity.
    """
    parts = targets.slices(entity)
    if not parts:
        return Unknown(Why.NO_TARGET)
    days = goal_days(targets.goal, asked.window, cut, grid)
    if days is None:
        return Unknown(Why.NO_TARGET)
    start, end = days
    target = sum((targets.between(part, start, end) for part in parts), Fraction(0))
    to_date = sum((_to_date(targets, part, start, min(max(cut, start), end), end) for part in parts), Fraction(0))
    by_now = asked.measure in (GoalMeasure.TARGET_TO_DATE, GoalMeasure.ATTAINMENT) and not isinstance(
        asked.window, CurrentPeriod
    )
    until = min(max(cut, start), end) if by_now else end
    if asked.measure is not GoalMeasure.ACTUAL and not all(targets.is_told(part, start, until) for part in parts):
        return Unknown(Why.TARGET_OPEN)
    match asked.measure:
        case GoalMeasure.TARGET:
            return Known(target)
        case GoalMeasure.TARGET_TO_DATE:
            return Known(to_date)
        case GoalMeasure.PACE:
            return _share(to_date, target)
        case _:
            found = _together([_actual_to(cut, start, end, part, actual) for part in parts])
    match asked.measure:
        case GoalMeasure.ACTUAL:
            return found
        case GoalMeasure.ATTAINMENT:
            match asked.window:
                case ToDate() | None:
                    return attainment(targets.goal.direction, to_date, found)
                case CurrentPeriod() | NextPeriod():
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
            return required_rate(targets, gap(target, found), targets.calendar.days_worth(max(cut, start), end))
        case unreachable:
            assert_never(unreachable)


def _to_date(targets: Targets, part: Slice, start: date, day: date, end: date) -> Fraction:
    """What should be reached by a day: the portion of the target, the level on its path, or that which holds all the time."""
    return targets.between(part, start, day if targets.prorated or targets.goal.linear else end)


def _together(figures: Sequence[Figure]) -> Figure:
    """The sum of the parts of one entity; where somebody was not there nothing was done."""
    if len(figures) == 1:
        return figures[0]
    told = [figure for figure in figures if figure != Unknown(Why.NOT_ACTIVE)]
    missing = next((figure for figure in told if isinstance(figure, Unknown) and figure.between is None), None)
    if missing is not None or not told:
        return missing or figures[0]
    if any(isinstance(figure, Unknown) for figure in told):
        ends = [(figure.value, figure.value) if isinstance(figure, Known) else figure.between for figure in told]
        so_far = [figure.value if isinstance(figure, Known) else figure.so_far for figure in told]
        lows, highs = zip(*(end for end in ends if end is not None), strict=True)
        why = next(figure.why for figure in told if isinstance(figure, Unknown))
        return Unknown(why, sum((one or Fraction(0) for one in so_far), Fraction(0)), (sum(lows), sum(highs)))
    return Known(sum((figure.value for figure in told if isinstance(figure, Known)), Fraction(0)))


def attainment(direction: Direction, target: Fraction, actual: Figure) -> Figure:
    """Actual over target; for a goal where less is better, target over actual, and never over 200%."""
    match direction:
        case Direction.AT_LEAST:
            return mapped(actual, lambda value: _share(value, target))
        case Direction.AT_MOST:
            return mapped(actual, lambda value: Known(MOST_ATTAINED if 2 * value <= target else target / value))
        case unreachable:
            assert_never(unreachable)


def progress(target: Fraction, actual: Figure) -> Figure:
    """Actual so far over the whole target."""
    return mapped(actual, lambda value: _share(value, target))


def gap(target: Fraction, actual: Figure) -> Figure:
    """What is missing to the whole target, never below 0."""
    return mapped(actual, lambda value: Known(max(Fraction(0), target - value)))


def surplus(target: Fraction, actual: Figure) -> Figure:
    """What exceeds the whole target, never below 0."""
    return mapped(actual, lambda value: Known(max(Fraction(0), value - target)))


def required_rate(targets: Targets, missing: Figure, days_left: Fraction | int) -> Figure:
    """What is missing per working day left; unknown for figures that do not add up over days."""
    if isinstance(missing, Known) and not targets.prorated:
        return Unknown(Why.NO_BASE)

    def rate(value: Fraction) -> Figure:
        if not value:
            return Known(value)
        return Known(value / days_left) if days_left else Unknown(Why.NO_TIME_LEFT)

    return mapped(missing, rate)


def goal_status(targets: Targets, target: Fraction, to_date: Fraction, reached: Figure, actual: Figure) -> GoalStatus:
    """How a goal stands, decided on exact figures; where rows set aside leave those open, how it stands at both ends.

    A level that is missed is at risk inside its band only, else off track. A limit on what adds up is off track once it is
    used up, and at risk while more is used than its portion. What adds up to at least a target has the band of its attainment.
    """
    goal = targets.goal
    if isinstance(actual, Unknown) and actual.between is not None:
        found = {
            goal_status(targets, target, to_date, attainment(goal.direction, to_date, Known(end)), Known(end))
            for end in actual.between
        }
        return found.pop() if len(found) == 1 else GoalStatus.NO_DATA
    if isinstance(actual, Unknown):
        return GoalStatus.NO_DATA
    is_limit = goal.direction is Direction.AT_MOST
    if not targets.prorated:
        missed_by = actual.value - to_date if is_limit else to_date - actual.value
        if missed_by <= 0:
            return GoalStatus.ON_TRACK
        return GoalStatus.AT_RISK if missed_by <= Fraction(goal.margin) else GoalStatus.OFF_TRACK
    if is_limit:
        if actual.value > target:
            return GoalStatus.OFF_TRACK
        return GoalStatus.AT_RISK if actual.value > to_date else GoalStatus.ON_TRACK
    if isinstance(reached, Unknown):
        return GoalStatus.NO_DATA
    if reached.value >= Fraction(goal.bands.on_track):
        return GoalStatus.ON_TRACK
    return GoalStatus.AT_RISK if reached.value >= Fraction(goal.bands.at_risk) else GoalStatus.OFF_TRACK


def _value(targets: Targets, part: Slice, span: Leaf, cut: date, actual: Actual) -> GoalValue:
    """All figures of a goal for one slice over the whole goal or one leaf."""
    goal = targets.goal
    target = targets.between(part, span.start, span.end)
    reached_by = min(max(cut, span.start), span.end)
    to_date = _to_date(targets, part, span.start, reached_by, span.end)
    found = _actual_to(cut, span.start, span.end, part, actual)
    if part in targets.beside:
        found = _by_others(targets, part, found, cut, span, actual)
    share = attainment(goal.direction, to_date, found)
    missing = gap(target, found)
    days_left = targets.calendar.days_worth(max(cut, span.start), span.end)
    untold = Unknown(Why.TARGET_OPEN)
    is_told, is_due_told = targets.is_told(part, span.start, span.end), targets.is_told(part, span.start, reached_by)
    if not is_due_told:
        share = untold
    assumed_after = targets.calendar.assumed_after
    return GoalValue(
        goal=goal.ident.name,
        entity=part.entity,
        within=part.within,
        values=part.values,
        column=targets.column(part),
        depth=targets.depth(part),
        period=span.period,
        start=span.start,
        end=span.end - DAY,
        target=Known(target) if is_told else untold,
        target_to_date=Known(to_date) if is_due_told else untold,
        actual=found,
        attainment=share,
        progress=progress(target, found) if is_told else untold,
        pace=_share(to_date, target) if is_told else untold,
        gap=missing if is_told else untold,
        surplus=surplus(target, found) if is_told else untold,
        required_rate=required_rate(targets, missing, days_left) if is_told else untold,
        working_days_left=days_left,
        unit=goal.unit,
        direction=goal.direction,
        accumulates=targets.prorated,
        begins_at=targets.on_path(part, goal.start) if goal.linear and not targets.prorated else None,
        status=goal_status(targets, target, to_date, share, found) if is_due_told else GoalStatus.NO_DATA,
        bands=goal.bands,
        margin=Fraction(goal.margin),
        evidence=Evidence(
            formula=goal.measure.span.text,
            where=goal.measure.span.place(),
            days=(span.start, reached_by),
            notes=(ASSUMED(day=assumed_after),) if assumed_after and span.end - DAY > assumed_after else (),
        ),
        bars=tuple(_bar(kind, bar, part, span, reached_by, found) for kind, bar in _bars(targets, part, span)),
    )


def _bars(targets: Targets, part: Slice, span: Leaf) -> Sequence[tuple[BarKind, Targets]]:
    """The bars of the whole goal, or of each one who has it; a period with a level of its own has none."""
    is_own = span.period is None or targets.prorated
    return tuple(targets.bars.items()) if part in targets.roots and is_own else ()


def _bar(kind: BarKind, bar: Targets, part: Slice, span: Leaf, reached_by: date, found: Figure) -> Bar:
    """A bar beside the target, for what was found."""
    target = bar.between(part, span.start, span.end)
    to_date = _to_date(bar, part, span.start, reached_by, span.end)
    share = attainment(bar.goal.direction, to_date, found)
    reached = share.value >= 1 if isinstance(share, Known) else None
    return Bar(kind, Known(target), Known(to_date), share, gap(target, found), reached)


def _by_others(targets: Targets, part: Slice, found: Figure, cut: date, span: Leaf, actual: Actual) -> Figure:
    """What there is in the whole beside its parts: done by others than the people with a share, or with other values."""
    whole = _actual_to(cut, span.start, span.end, targets.parents[part], actual)
    done = _together([_actual_to(cut, span.start, span.end, one, actual) for one in targets.beside[part]])
    if done == Unknown(Why.NOT_ACTIVE):
        done = Known(Fraction(0))
    match whole, done:
        case Known(value=all_done), Known(value=theirs):
            return Known(all_done - theirs)
        case Known(), Unknown(why=why):
            return Unknown(why)
        case _:
            return found


def _actual_to(cut: date, start: date, end: date, part: Slice, actual: Actual) -> Figure:
    """The actual figure of the days before the cut; unknown where there are none yet."""
    return actual(part, start, min(cut, end)) if cut > start else Unknown(Why.NOT_BEGUN)


def _share(part: Fraction, whole: Fraction) -> Figure:
    """An exact ratio."""
    return Known(part / whole) if whole else Unknown(Why.NO_DENOMINATOR)
