"""Laws of splits and targets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planlang.evaluate.goals.attainment import goal_measure, goal_values
from planlang.evaluate.goals.division import ALL, UNASSIGNED, WHOLE, Slice
from planlang.evaluate.goals.targets import People, goal_targets
from planlang.evaluate.results.evaluation import GoalStatus
from planlang.semantics.expr import GoalMeasure, OfGoal, ToDate
from planlang.semantics.model import Direction, Part, ProrateBy
from planlang.values.figure import Known, Unknown, Why
from planlang.values.periods import Grain, Grid
from planlang.values.rounding import half_away
from planlang.values.units import Count, Days
from tests.evaluate.judge.worlds import SPAN
from tests.spec.checks.goals import CNY, among, goal, world

HUNDREDTHS = st.integers(0, 10**12).map(lambda cents: Decimal(cents) / 100)


def shares(count: int) -> st.SearchStrategy[tuple[Decimal, ...]]:
    """So many whole percentages that make 100%."""
    cuts = st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1).map(sorted)
    return cuts.map(lambda marks: tuple(Decimal(b - a) / 100 for a, b in zip([0, *marks], [*marks, 100], strict=True)))


@given(HUNDREDTHS, shares(4), shares(3), st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.333")]))
def test_splits_add_up_to_the_cent(
    target: Decimal, by_time: tuple[Decimal, ...], shared: tuple[Decimal, ...], buffer: Decimal
) -> None:
    parts = tuple(Part(f"team:{n}", share, None, (), SPAN) for n, share in enumerate(shared))
    found = goal_targets(
        world(CNY),
        goal(str(target), time_grain=Grain.QUARTER, time_shares=by_time, splits=among(parts, buffer)),
    )
    assert found.whole(ALL) == Fraction(target)
    for leaf, whole in enumerate(found.amounts[ALL]):
        assert (whole * 100).denominator == 1
        assert abs(whole - Fraction(target) * Fraction(by_time[leaf])) < Fraction(1, 100)
        together = sum((found.amounts[Slice(part.key)][leaf] for part in parts), Fraction(0))
        assert abs(together - whole * (1 + Fraction(buffer))) <= Fraction(1, 200)
        if buffer == 0:
            assert together == whole


@given(st.integers(0, 364), st.integers(0, 364), st.sampled_from(ProrateBy))
def test_targets_of_adjacent_stretches_add_up_and_never_fall(first: int, second: int, prorate: ProrateBy) -> None:
    quarters = tuple(map(Decimal, ("0.2", "0.25", "0.25", "0.3")))
    asked = goal("120000000", time_grain=Grain.QUARTER, time_shares=quarters, prorate=prorate)
    found = goal_targets(world(CNY), asked)
    start = date(2026, 1, 1)
    low, high = (start + timedelta(days=n) for n in sorted((first, second)))
    assert found.by(ALL, low) <= found.by(ALL, high)
    assert found.between(ALL, start, low) + found.between(ALL, low, high) == found.by(ALL, high)


def test_a_fixed_amount_is_kept_and_a_nested_one_is_split_again() -> None:
    inner = (Part("rep:a", Decimal("0.01"), None, (), SPAN), Part("rep:b", Decimal("0.09"), None, (), SPAN))
    below = among(inner, in_amounts=True)
    parts = (Part("team:x", Decimal("0.10"), None, below, SPAN), Part("team:y", Decimal("0.05"), None, (), SPAN))
    asked = goal(
        "0.15", time_grain=Grain.QUARTER, time_shares=(Decimal("0.25"),) * 4, splits=among(parts, in_amounts=True)
    )
    found = goal_targets(world(CNY), asked)
    assert {part.entity: found.whole(part) for part in found.amounts} == {
        "plan:": Fraction("0.15"),
        "team:x": Fraction("0.1"),
        "rep:a": Fraction("0.01"),
        "rep:b": Fraction("0.09"),
        "team:y": Fraction("0.05"),
    }


def test_a_person_in_two_teams_has_both_parts() -> None:
    parts = tuple(
        Part(f"team:{name}", Decimal("0.5"), None, among((Part("rep:a", Decimal("0.5"), None, (), SPAN),)), SPAN)
        for name in "xy"
    )
    found = goal_targets(world(Count()), goal("10", Count(), splits=among(parts)))
    assert {part: found.whole(part) for part in found.slices("rep:a")} == {
        Slice("rep:a", "team:x"): 5,
        Slice("rep:a", "team:y"): 5,
    }


def test_figures_that_are_not_counted_in_steps_are_split_exactly() -> None:
    parts = (Part("team:x", Decimal("0.3"), None, (), SPAN), Part("team:y", Decimal("0.7"), None, (), SPAN))
    found = goal_targets(world(Days()), goal("1", Days(), splits=among(parts)))
    assert found.whole(Slice("team:x")) == Fraction(3, 10)


def test_a_target_finer_than_a_cent_is_kept() -> None:
    assert goal_targets(world(CNY), goal("0.005")).whole(ALL) == Fraction(1, 200)


def test_a_leaf_without_working_days_is_due_when_it_ends() -> None:
    asked = goal("10", start=date(2026, 2, 15), end=date(2026, 2, 23))
    found = goal_targets(world(CNY), asked)
    assert [found.by(ALL, date(2026, 2, day)) for day in (15, 23, 24)] == [0, 0, 10]


def test_only_leaves_that_have_begun_are_told_and_the_parts_stand_last() -> None:
    asked = goal(
        "100",
        time_grain=Grain.QUARTER,
        time_shares=(Decimal("0.25"),) * 4,
        splits=among((Part("team:x", Decimal(1), None, among((Part("rep:a", Decimal(1), None, (), SPAN),)), SPAN),)),
    )
    calls: list[tuple[Slice, date, date]] = []

    def actual(part: Slice, start: date, end: date) -> Known:
        calls.append((part, start, end))
        return Known(Fraction(1))

    values = goal_values(goal_targets(world(CNY), asked), date(2026, 5, 18), actual)
    assert [(v.entity, v.period.label if v.period else None) for v in values] == [
        ("plan:", None),
        ("plan:", "2026-Q1"),
        ("plan:", "2026-Q2"),
        ("team:x", None),
        ("rep:a", None),
    ]
    assert all(end <= date(2026, 5, 18) for _, _, end in calls)
    assert values[1].end == date(2026, 3, 31)
    assert values[1].working_days_left == 0
    assert values[1].required_rate == Unknown(Why.NO_TIME_LEFT)


def test_an_entity_without_a_part_has_no_target() -> None:
    targets = goal_targets(world(CNY), goal("100"))
    for measure in GoalMeasure:
        asked = OfGoal(measure, "revenue", ToDate(Grain.QUARTER), CNY, SPAN)
        found = goal_measure(targets, asked, "rep:a", date(2026, 5, 18), lambda *_: Known(Fraction(1)), Grid())
        assert found == Unknown(Why.NO_TARGET)


@pytest.mark.parametrize("measure", [m for m in GoalMeasure if m not in (GoalMeasure.TARGET, GoalMeasure.PACE)])
def test_what_rests_on_an_unknown_actual_is_unknown_for_the_same_reason(measure: GoalMeasure) -> None:
    targets = goal_targets(world(CNY), goal("100"))
    asked = OfGoal(measure, "revenue", None, CNY, SPAN)
    unknown = Unknown(Why.NOT_LOADED, Fraction(7))
    found = goal_measure(targets, asked, WHOLE, date(2026, 5, 18), lambda *_: unknown, Grid())
    if measure is GoalMeasure.TARGET_TO_DATE:
        assert isinstance(found, Known)
    else:
        assert isinstance(found, Unknown)
        assert found.why is Why.NOT_LOADED


@given(st.fractions(min_value=0, max_value=3))
def test_bands_are_held_against_the_exact_attainment(share: Fraction) -> None:
    asked = goal("1000", end=date(2026, 3, 31), direction=Direction.AT_LEAST)
    value = goal_values(goal_targets(world(CNY), asked), date(2026, 4, 1), lambda *_: Known(share * 1000))[0]
    expected = (
        GoalStatus.ON_TRACK
        if share >= Fraction(95, 100)
        else GoalStatus.AT_RISK
        if share >= Fraction(85, 100)
        else GoalStatus.OFF_TRACK
    )
    assert value.attainment == Known(share)
    assert value.status is expected


@example([], 322, 281, Decimal("0.09"), False)
@given(
    st.lists(st.tuples(st.integers(0, 364), st.integers(1, 200)), max_size=2),
    st.integers(0, 365),
    st.integers(0, 364),
    HUNDREDTHS,
    st.booleans(),
)
def test_shares_of_people_are_cut_to_their_days_and_the_rest_is_nobodys(
    spells: list[tuple[int, int]], leaves: int, seen: int, target: Decimal, entire: bool
) -> None:
    """Counted day by day: a comes and goes, b leaves; a team's parts add up to it on every day."""
    start = date(2026, 1, 1)
    marks = sorted({min(mark, 365) for first, length in spells for mark in (first, first + length)})
    stretches = [
        (start + timedelta(days=low), start + timedelta(days=high))
        for low, high in pairwise(marks)
        if any(first <= low < first + length for first, length in spells)
    ]
    there = {"rep:a": stretches, "rep:b": [(date.min, start + timedelta(days=leaves))]}
    people = (
        Part("rep:a", Decimal("0.3"), None, (), SPAN, entire),
        Part("rep:b", Decimal("0.3"), None, (), SPAN),
        Part("rep:c", Decimal("0.4"), None, (), SPAN),
    )
    quarters = tuple(map(Decimal, ("0.2", "0.25", "0.25", "0.3")))
    team = among((Part("team:x", Decimal(1), None, among(people), SPAN),))
    asked = goal(str(target), time_grain=Grain.QUARTER, time_shares=quarters, splits=team)
    plan = world(CNY)
    found = goal_targets(plan, asked, People(lambda part, _: there.get(part.entity), lambda _: ()))
    always = goal_targets(plan, asked)
    works = plan.calendars["china"].is_working
    for part, nominal in always.amounts.items():
        if part.entity not in there or (entire and part.entity == "rep:a"):
            assert found.amounts[part] == nominal
            continue
        for leaf, amount in enumerate(nominal):
            first, end = found.leaves[leaf].start, found.leaves[leaf].end
            days = [first + timedelta(days=n) for n in range((end - first).days) if works(first + timedelta(days=n))]
            own = sum(any(a <= day < b for a, b in there[part.entity]) for day in days)
            assert found.amounts[part][leaf] == Fraction(half_away(amount * own / len(days), 2))
    day = start + timedelta(days=seen)
    parts = [part for part in found.amounts if part.entity.startswith("rep:") or part == Slice(UNASSIGNED, "team:x")]
    assert sum((found.whole(part) for part in parts), Fraction(0)) == found.whole(Slice("team:x"))
    if not entire:
        assert sum((found.by(part, day) for part in parts), Fraction(0)) == found.by(Slice("team:x"), day)
