"""Headcount: the mean of the days on which people hold a role, from the plan's own teams and from a roster."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.evaluate.alerts.alerts import TRUE
from planlang.evaluate.conditions.judging import judge
from planlang.evaluate.entities.roster import make_roster
from planlang.evaluate.entities.roster_rows import listed_posts
from planlang.evaluate.figures.figures import Figures
from planlang.semantics import expr
from planlang.semantics.model import EntityKind, Table
from planlang.values import units
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import Grain, periods_meeting
from tests.evaluate.figures import figure_oracle as oracle
from tests.evaluate.figures.figure_worlds import SPAN, Given, World, as_of, column, compare, constant, over, week
from tests.evaluate.figures.test_figures_against_oracle import FIRST, WINDOWS, agree, rosters
from tests.laws import tries

SLOW = settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))
REPS = expr.Headcount("rep", units.Plain(), SPAN)
LEADS = expr.Headcount("lead", units.Plain(), SPAN)
W11 = week("W11")


@SLOW
@given(rosters(), st.sampled_from([REPS, LEADS]), st.none() | WINDOWS, st.sampled_from([62, 48, 40]))
def test_headcount_is_that_of_the_definition_day_by_day(world, counted, window, until) -> None:
    day = FIRST + timedelta(days=until)
    cut = as_of(day)
    periods = list(periods_meeting(FIRST - timedelta(days=7), day + timedelta(days=8), Grain.WEEK))
    asked = over(counted, window) if window else counted
    agree(world.figures(cut), oracle.Facts(world, cut.cut), asked, periods)


@SLOW
@given(rosters(), st.sampled_from(list(Grain)))
def test_the_people_of_a_plan_are_those_of_its_teams_and_these_their_people(world, grain) -> None:
    figures = world.figures(as_of(FIRST + timedelta(days=90)))
    (period, *_) = periods_meeting(FIRST, FIRST + timedelta(days=60), grain)

    def count(entity: str) -> Fraction:
        found = figures.metric(REPS, (entity,), [period]).cells.figure(0, 0)
        return found.value if isinstance(found, Known) else Fraction(0)

    whole = count("plan:")
    assert whole == sum(count(f"team:{team}") for team, under in world.teams if under is None)
    assert whole == sum(count(f"rep:{person}") for person in figures.roster.persons)
    assert count("team:(unassigned)") == 0


def figure(figures: Figures, asked: expr.FigureExpression, entity: str, label: str) -> Figure | None:
    return figures.metric(asked, (entity,), [week(label)]).figure(0, 0)


def test_leave_and_holidays_change_nothing() -> None:
    world = World(members=(("Ann", "north", "rep", None, None),), leaves=(("Ann", W11.start, W11.last_day),))
    assert figure(world.figures(as_of(W11.last_day)), REPS, "team:north", "W11") == Known(Fraction(1))


def test_of_two_posts_on_a_day_the_one_taken_up_last_counts() -> None:
    acting = (("Ann", "north", "rep", None, None), ("Ann", "south", "lead", date(2026, 3, 11), date(2026, 3, 12)))
    figures = World(members=acting).figures(as_of(W11.last_day))
    assert figure(figures, REPS, "team:north", "W11") == Known(Fraction(5, 7))
    assert figure(figures, LEADS, "team:south", "W11") == Known(Fraction(2, 7))
    assert figure(figures, REPS, "rep:Ann", "W11") == Known(Fraction(5, 7))


def test_a_week_that_is_not_over_is_the_mean_of_the_days_so_far_and_one_to_come_is_unknown() -> None:
    figures = World(members=(("Ann", "north", "rep", date(2026, 3, 11), None),)).figures(as_of(date(2026, 3, 12)))
    assert figure(figures, REPS, "plan:", "W11") == Known(Fraction(2, 4))
    assert figure(figures, REPS, "plan:", "W12") == Unknown(Why.NOT_LOADED)


def test_who_is_judged_in_a_role_is_looked_at_on_the_days_in_that_role() -> None:
    promoted = (("Ann", "north", "rep", None, date(2026, 3, 11)), ("Ann", "north", "lead", date(2026, 3, 12), None))
    figures = World(members=promoted).figures(as_of(W11.last_day))
    reps = figures.roster.entities(EntityKind.PERSON, "rep")
    assert figures.metric(REPS, reps, [W11]).figure(0, 0) == Known(Fraction(3, 7))
    assert figures.metric(LEADS, reps, [W11]).figure(0, 0) == Known(Fraction(0))


def test_a_limit_on_it_does_not_shrink_with_short_weeks() -> None:
    # Ann has three of five working days and four of seven days in the role
    figures = World(members=(("Ann", "north", "rep", date(2026, 3, 11), None),)).figures(as_of(W11.last_day))
    people = figures.roster.entities(EntityKind.PERSON, "rep")
    verdicts = judge(figures, compare(REPS, "<", constant("0.72")), people, [W11])
    assert verdicts.limit is not None
    assert verdicts.limit.figure(0, 0) == Known(Fraction(18, 25))
    assert verdicts.codes[0, 0] == TRUE


LISTED = (
    column("no", units.TextUnit()),
    column("person", units.Person()),
    column("team", units.TextUnit()),
    column("from", units.DateUnit(), optional=True),
    column("until", units.DateUnit(), optional=True),
)


def with_roster(loaded: tuple[tuple[date, date], ...]) -> Figures:
    rows = [("1", "Ann", "north", None, None), ("2", "Bob", "north", None, date(2026, 3, 10))]
    given = Given("people", Table(("no",), None, ()), LISTED, rows, loaded, grace=10)
    world = World(members=(("Cy", "south", "rep", None, None),), rosters={"north": "people"}, sources=(given,))
    now = as_of(date(2026, 3, 22))
    plan, snapshot = world.plan(), world.snapshot(cut=now.cut)
    listed = listed_posts(plan.model, snapshot)
    return Figures(plan, snapshot, now, make_roster(plan, listed.posts, listed.leaves))


def test_a_roster_has_to_be_loaded_for_the_days() -> None:
    figures = with_roster(((date(2026, 1, 1), date(2026, 3, 16)),))
    assert figure(figures, REPS, "team:north", "W11") == Known(Fraction(9, 7))
    assert figure(figures, REPS, "plan:", "W11") == Known(Fraction(16, 7))
    for entity in ("plan:", "team:north", "rep:Ann"):
        assert figure(figures, REPS, entity, "W12") == Unknown(Why.NOT_LOADED)
    # it could move people who are written in the plan as well
    assert figure(figures, REPS, "team:south", "W12") == Unknown(Why.NOT_LOADED)
    missing = with_roster(())
    assert figure(missing, REPS, "plan:", "W11") == Unknown(Why.NOT_LOADED)


def test_it_is_provisional_while_the_roster_may_still_come_late() -> None:
    # the roster has a grace of ten days, W11 ended seven days before the cut
    figures = with_roster(((date(2026, 1, 1), date(2026, 3, 23)),))
    assert figures.provisional(over(REPS, expr.ThisPeriod()), W11)
    assert not figures.provisional(REPS, week("W10"))
    assert not figures.provisional(constant(3), W11)


def test_the_evidence_names_the_people_and_their_days() -> None:
    figures = with_roster(((date(2026, 1, 1), date(2026, 3, 23)),))

    def notes(entity: str, limit: int = 20) -> list[str]:
        found = figures.evidence(over(REPS, expr.ThisPeriod()), entity, W11.start, W11.end, limit)
        assert found.days == (W11.start, W11.end)
        return [note.render(Language.EN) for note in found.notes]

    assert notes("team:north") == ["Ann: 7 of 7 days", "Bob: 2 of 7 days"]
    assert notes("plan:") == ["Ann: 7 of 7 days", "Bob: 2 of 7 days", "Cy: 7 of 7 days"]
    assert notes("plan:", 1) == ["Ann: 7 of 7 days", "and 2 more people"]
    assert notes("rep:Bob") == ["Bob: 2 of 7 days"]


def test_the_oracle_is_not_blind() -> None:
    """A membership that begins a day later is told apart."""
    world = World(members=(("Ann", "north", "rep", date(2026, 2, 4), None),))
    later = evolve(world, members=(("Ann", "north", "rep", date(2026, 2, 5), None),))
    figures = world.figures(as_of(FIRST + timedelta(days=20)))
    periods = list(periods_meeting(FIRST, FIRST + timedelta(days=14), Grain.WEEK))
    with pytest.raises(AssertionError):
        agree(figures, oracle.Facts(later, figures.as_of.cut), REPS, periods)
