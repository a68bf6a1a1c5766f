"""The whole pipeline, SQL and numpy, gives what the definitions give, row by row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.evaluate.figures.figures import Figures
from planlang.semantics import expr
from planlang.semantics.model import EntityKind, Events
from planlang.values import units
from planlang.values.figure import Known
from planlang.values.periods import Grain, Period, periods_meeting
from tests.evaluate.figures import figure_oracle as oracle
from tests.evaluate.figures.figure_worlds import (
    MONEY,
    SPAN,
    Given,
    World,
    aggregate,
    as_of,
    col,
    column,
    constant,
    lit,
    over,
    same,
)
from tests.laws import tries

PEOPLE = ("张丽", "Anna O'Neill", '王"强', "李明")
FIRST = date(2026, 1, 26)
DAYS = st.integers(0, 62).map(lambda n: FIRST + timedelta(days=n))
SLOW = settings(max_examples=tries(40), deadline=None, suppress_health_check=list(HealthCheck))

TEAMS = ((("north", None), ("south", None)), (("all", None), ("north", "all"), ("south", "all"), ("east", "south")))


@st.composite
def rosters(draw: st.DrawFn) -> World:
    """Teams and members; most people are there for long, some change team or role, some overlap."""
    teams = draw(st.sampled_from(TEAMS))
    members = []
    for person in PEOPLE:
        for _ in range(draw(st.sampled_from([0, 1, 1, 2]))):
            since, until = draw(st.none() | DAYS), draw(st.none() | st.none() | DAYS)
            if since and until and until < since:
                since, until = until, since
            team = draw(st.sampled_from([name for name, _ in teams]))
            members.append((person, team, draw(st.sampled_from(("lead", "rep"))), since, until))
    return World(teams=teams, members=tuple(members))


COLUMNS = (
    column("at", units.InstantUnit()),
    column("owner", units.Person(), optional=True),
    column("kind", units.TextUnit(), optional=True),
    column("amount", MONEY, optional=True),
    column("parts", units.Plain(), optional=True),
    column("seen", units.DateUnit(), optional=True),
    column("ok", units.Truth(), optional=True),
    column(
        "each",
        MONEY,
        optional=True,
        formula=expr.RowArithmetic(expr.Arithmetic.DIVIDE, col("amount", MONEY), col("parts", units.Plain()), MONEY),
    ),
)
AMOUNTS = st.integers(-500, 500).map(lambda n: Decimal(n) / 4) | st.sampled_from([Decimal("0.000001"), Decimal(10**9)])
ROWS = st.tuples(
    st.builds(lambda d, h: datetime(d.year, d.month, d.day, h), DAYS, st.sampled_from([0, 9, 23])),
    st.none() | st.sampled_from((*PEOPLE, "陈某")),
    st.none() | st.sampled_from(["visit", "ca'll", "拜访", "'; DROP TABLE t_0; --"]),
    st.none() | AMOUNTS,
    st.none() | st.integers(-3, 3).map(Decimal),
    st.none() | DAYS,
    st.none() | st.booleans(),
)
GAPS = st.sampled_from(
    [
        ((FIRST, FIRST + timedelta(days=63)),),
        ((FIRST, FIRST + timedelta(days=20)), (FIRST + timedelta(days=28), FIRST + timedelta(days=63))),
    ]
)

KIND, AMOUNT, PARTS = col("kind"), col("amount", MONEY), col("parts", units.Plain())
SEEN, OK, EACH = col("seen", units.DateUnit()), col("ok", units.Truth()), col("each", MONEY)


def arithmetic(
    left: expr.RowExpression, operator: str, right: expr.RowExpression, unit: units.Unit
) -> expr.RowArithmetic:
    return expr.RowArithmetic(expr.Arithmetic(operator), left, right, unit)


COMBINATIONS = (
    expr.Combination((KIND, SEEN)),
    expr.Combination((AMOUNT, OK)),
    expr.Combination((KIND, col("owner", units.Person()), PARTS)),
)
NUMBERS = st.sampled_from(
    [
        AMOUNT,
        EACH,
        arithmetic(AMOUNT, "*", PARTS, MONEY),
        arithmetic(lit(1), "+", AMOUNT, MONEY),
        arithmetic(arithmetic(AMOUNT, "-", PARTS, MONEY), "/", lit(8), MONEY),
        arithmetic(EACH, "+", arithmetic(AMOUNT, "/", lit(3), MONEY), MONEY),
        expr.RowOtherwise(AMOUNT, lit(Decimal("1.5"), MONEY), MONEY),
        expr.RowOtherwise(EACH, PARTS, MONEY),
        expr.DaysSince(SEEN),
        expr.TextLength(KIND),
        arithmetic(col("at", units.InstantUnit()), "-", SEEN, units.Days()),
    ]
)
CONDITIONS = st.recursive(
    st.sampled_from(
        [
            same(KIND, lit("visit")),
            same(KIND, lit("'; DROP TABLE t_0; --")),
            expr.RowAmong(KIND, (lit("visit"), lit("ca'll")), False),
            expr.RowAmong(KIND, (lit("visit"),), True),
            expr.RowEmpty(AMOUNT, False),
            expr.RowEmpty(EACH, True),
            OK,
            expr.RowComparison(expr.Comparison.MORE, DAYS_AGO := expr.DaysSince(SEEN), lit(10)),
            expr.FallsIn(SEEN, Grain.WEEK),
            expr.FallsIn(SEEN, Grain.QUARTER),
            expr.FallsIn(col("at", units.InstantUnit()), Grain.MONTH),
            expr.RowComparison(expr.Comparison.AT_MOST, SEEN, col("at", units.InstantUnit())),
            expr.RowComparison(
                expr.Comparison.LESS,
                arithmetic(SEEN, "+", lit(7, units.Days()), units.DateUnit()),
                col("at", units.InstantUnit()),
            ),
            expr.RowComparison(expr.Comparison.AT_LEAST, SEEN, lit(date(2026, 2, 20), units.DateUnit())),
        ]
    )
    | st.builds(expr.RowComparison, st.sampled_from(expr.Comparison), NUMBERS, NUMBERS | st.just(lit(2))),
    lambda inner: (
        st.builds(lambda a, b: expr.RowAll((a, b)), inner, inner)
        | st.builds(lambda a, b: expr.RowAny((a, b)), inner, inner)
        | st.builds(expr.RowNot, inner)
    ),
    max_leaves=4,
)
CREDITS = st.sampled_from(
    [
        None,
        *(expr.CreditTo("owner", when) for when in expr.CreditTime if when is not expr.CreditTime.ROW),
        expr.CreditTo("owner", expr.CreditTime.EVENT),
    ]
)


@st.composite
def aggregates(draw: st.DrawFn) -> expr.Aggregate:
    fold = draw(st.sampled_from(expr.Fold))
    value = None
    if fold is expr.Fold.DISTINCT:
        value = draw(st.sampled_from([KIND, AMOUNT, SEEN, OK, *COMBINATIONS]))
    elif fold is not expr.Fold.COUNT:
        value = draw(NUMBERS)
    sample = draw(st.sampled_from([0, 0, 2])) if fold in (expr.Fold.AVERAGE, expr.Fold.MEDIAN) else 0
    return aggregate(
        fold,
        "visits",
        value=value,
        where=draw(st.none() | CONDITIONS),
        credit=draw(CREDITS),
        unit=MONEY,
        min_sample=sample,
    )


HEADCOUNTS = st.sampled_from([expr.Headcount(role, units.Plain(), SPAN) for role in ("rep", "lead", "director")])
WINDOWS = st.sampled_from(
    [
        expr.PreviousPeriod(),
        expr.SameLastYear(),
        expr.RollingWindow(3),
        expr.AverageOver(4),
        expr.AverageOver(3, previous=True),
        expr.ToDate(Grain.MONTH),
        expr.ToDate(Grain.QUARTER),
        expr.CurrentPeriod(Grain.MONTH),
        expr.LastPeriod(Grain.MONTH),
    ]
)
EXPRESSIONS = (
    st.recursive(
        aggregates() | HEADCOUNTS,
        lambda inner: (
            st.builds(lambda a, b, n: expr.RatioOf(a, b, n, units.Ratio(), SPAN), inner, inner, st.sampled_from([0, 2]))
            | st.builds(
                lambda o, a, b: expr.FigureArithmetic(o, a, b, MONEY, SPAN),
                st.sampled_from(expr.Arithmetic),
                inner,
                inner,
            )
            | st.builds(lambda a: expr.FigureOtherwise(a, constant("1.5"), MONEY, SPAN), inner)
        ),
        max_leaves=3,
    )
    | st.builds(over, aggregates() | HEADCOUNTS, WINDOWS)
    | st.builds(
        lambda a, w, r: expr.ChangeAgainst(a, w, r, MONEY, SPAN), aggregates() | HEADCOUNTS, WINDOWS, st.booleans()
    )
)


def entities_of(figures: Figures) -> list[str]:
    kinds = [entity for kind in EntityKind for entity in figures.roster.entities(kind)]
    return [*kinds, "team:(unassigned)"]


def agree(figures: Figures, facts: oracle.Facts, expression: expr.FigureExpression, periods: list[Period]) -> None:
    keys = entities_of(figures)
    found = figures.metric(expression, keys, periods)
    for row, entity in enumerate(keys):
        for at, period in enumerate(periods):
            expected = oracle.figure(facts, expression, entity, period)
            got = found.cells.figure(row, at)
            if isinstance(got, Known):
                assert got.value == expected, (entity, period.label)
            else:
                assert expected == oracle.UNKNOWN, (entity, period.label, got, expected)


@SLOW
@given(
    rosters(), st.lists(ROWS, max_size=14), GAPS, EXPRESSIONS, st.sampled_from([62, 48, 40]), st.sampled_from([0, 20])
)
def test_figures_of_events_are_those_of_the_definitions(world, rows, loaded, expression, until, hour) -> None:
    world = World(
        teams=world.teams, members=world.members, sources=(Given("visits", Events("at"), COLUMNS, rows, loaded),)
    )
    day = FIRST + timedelta(days=until)
    cut = datetime(day.year, day.month, day.day, hour)
    periods = list(periods_meeting(FIRST - timedelta(days=7), day + timedelta(days=8), Grain.WEEK))
    agree(world.figures(as_of(cut)), oracle.Facts(world, cut), expression, periods)


@SLOW
@given(
    rosters(), st.lists(ROWS, max_size=14), aggregates().filter(lambda a: a.fold in (expr.Fold.COUNT, expr.Fold.SUM))
)
def test_a_team_is_the_sum_of_its_members_and_the_plan_of_its_children(world, rows, counted) -> None:
    loaded = ((FIRST, FIRST + timedelta(days=63)),)
    world = World(
        teams=world.teams, members=world.members, sources=(Given("visits", Events("at"), COLUMNS, rows, loaded),)
    )
    figures = world.figures(as_of(FIRST + timedelta(days=62)))
    periods = list(periods_meeting(FIRST, FIRST + timedelta(days=63), Grain.WEEK))
    if counted.credit is None:
        return
    if counted.fold is expr.Fold.SUM:  # rows without values make a sum unknown: leave them out
        known = expr.RowEmpty(counted.value, True)  # type: ignore[arg-type]
        counted = aggregate(
            expr.Fold.SUM, "visits", value=counted.value, credit=counted.credit, where=known, unit=MONEY
        )
    for period in periods:

        def total(entity: str, period: Period = period) -> Fraction:
            found = figures.metric(counted, (entity,), [period]).cells.figure(0, 0)
            return found.value if isinstance(found, Known) else Fraction(0)

        roots = [team for team, under in world.teams if under is None]
        assert total("plan:") == sum(total(f"team:{t}") for t in roots) + total("team:(unassigned)")
        for team, _ in world.teams:
            below = [child for child, under in world.teams if under == team]
            own = total(f"team:{team}") - sum(total(f"team:{child}") for child in below)
            assert own == sum(_of_member(figures, counted, person, team, period) for person in figures.roster.persons)


def _of_member(figures: Figures, counted: expr.Aggregate, person: str, team: str, period: Period) -> Fraction:
    """What a person has done as a member of a team: the team's figure with everybody else filtered out."""
    theirs = same(col("owner", units.Person()), lit(person, units.Person()))
    where = theirs if counted.where is None else expr.RowAll((counted.where, theirs))
    alone = aggregate(
        counted.fold, "visits", value=counted.value, credit=counted.credit, where=where, unit=counted.unit
    )
    children = [name for name, t in figures.plan.model.teams.items() if t.under == team]

    def of(entity: str) -> Fraction:
        found = figures.metric(alone, (entity,), [period]).cells.figure(0, 0)
        return found.value if isinstance(found, Known) else Fraction(0)

    return of(f"team:{team}") - sum(of(f"team:{child}") for child in children)


def test_nothing_after_the_instant_of_the_cut_is_seen() -> None:
    rows = [(datetime(2026, 2, 5, hour), "张丽", f"k{hour}", Decimal(1), None, None, None) for hour in (11, 12, 13)]
    loaded = ((FIRST, FIRST + timedelta(days=63)),)
    world = World(
        members=(("张丽", "north", "rep", None, None),), sources=(Given("visits", Events("at"), COLUMNS, rows, loaded),)
    )
    figures = world.figures(as_of(datetime(2026, 2, 5, 12)))
    for fold, value in ((expr.Fold.COUNT, None), (expr.Fold.DISTINCT, KIND), (expr.Fold.SUM, AMOUNT)):
        asked = aggregate(fold, "visits", value=value, unit=MONEY)
        found = figures.over(asked, "rep:张丽", date(2026, 2, 2), date(2026, 2, 9))
        assert found == Known(Fraction(1)), fold


def test_the_oracle_is_not_blind() -> None:
    """A figure that is off by one row is told apart."""
    world = World(members=(("张丽", "north", "rep", None, None),))
    rows = [(datetime(2026, 2, 3, 9), "张丽", "visit", Decimal(1), None, None, None)] * 2
    loaded = ((FIRST, FIRST + timedelta(days=63)),)
    world = World(members=world.members, sources=(Given("visits", Events("at"), COLUMNS, rows, loaded),))
    figures = world.figures(as_of(FIRST + timedelta(days=62)))
    facts = oracle.Facts(world, figures.as_of.cut)
    facts.given["visits"] = Given("visits", Events("at"), COLUMNS, rows[:1], loaded)
    with pytest.raises(AssertionError):
        agree(
            figures,
            facts,
            aggregate(expr.Fold.COUNT, "visits"),
            list(periods_meeting(FIRST, FIRST + timedelta(days=14), Grain.WEEK)),
        )
