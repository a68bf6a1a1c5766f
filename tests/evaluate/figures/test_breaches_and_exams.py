"""Breaches by person, team and week, and exams that somebody has passed, against a slow reading of their definitions."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.alerts.alerts import FALSE, TRUE, UNKNOWN
from planlang.evaluate.conditions.judging import judge
from planlang.evaluate.entities.roster import UNASSIGNED, WHOLE
from planlang.evaluate.entities.spine import level_of
from planlang.evaluate.figures.derived.breaches import Breach, Broken, breaches_of
from planlang.semantics import expr
from planlang.semantics.model import EntityKind, Events
from planlang.values import units
from planlang.values.figure import Known, Unknown, Why
from planlang.values.periods import DAY, next_period, parse_label
from tests.evaluate.figures.figure_worlds import SPAN, Given, World, aggregate, as_of, col, column, lit, same
from tests.laws import tries

FIRST = parse_label("2026-W10")
WEEKS = (FIRST, next_period(FIRST), next_period(next_period(FIRST)))
DAYS = 21
PEOPLE = ("a", "b", "c")
TEAMS = (("all", None), ("north", "all"), ("south", "all"))
ASKED = expr.BreachesOf("b2b", units.Count(), SPAN)


def day(number: int) -> date:
    return FIRST.start + timedelta(days=number)


STAYS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(("north", "south")), st.integers(0, DAYS), st.integers(0, DAYS)),
    max_size=3,
    unique_by=lambda stay: stay[0],
)
BREACHES = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.none() | st.sampled_from((*PEOPLE, "nobody")), st.booleans()), max_size=12
)


@settings(deadline=None, max_examples=tries(40))
@given(STAYS, BREACHES, st.sampled_from([DAYS, 14, 13, 7]))
def test_breaches_count_for_who_answers_in_the_team_of_the_day(
    stays: list[tuple[str, str, int, int]], given_: list[tuple[int, str | None, bool]], loaded: int
) -> None:
    members = [(person, team, "rep", day(min(a, b)), day(max(a, b))) for person, team, a, b in stays]
    broken = Broken(
        [Breach(day(n), owner, f"D{i}", "b2b.stay", sure) for i, (n, owner, sure) in enumerate(sorted(given_, key=lambda g: g[0]))],
        "deals",
        (),
    )  # fmt: skip
    world = World(
        teams=TEAMS,
        members=tuple(members),
        sources=(Given("deals", Events("at"), (column("at", units.DateUnit()),), [], ((FIRST.start, day(loaded)),)),),
    )
    figures = world.figures(as_of(WEEKS[-1].last_day))
    figures._broken["b2b"] = broken
    team_of = {person: team for person, team, *_ in members}

    def is_there(person: str | None, at: date) -> bool:
        return any(person == p and since <= at <= until for p, _, _, since, until in members)

    def counts(entity: str, one: Breach) -> bool:
        kind, _, name = entity.partition(":")
        there = is_there(one.owner, one.day)
        if entity in (WHOLE, UNASSIGNED):
            return entity == WHOLE or not there
        if kind == "rep":
            return there and one.owner == name
        return there and name in (team_of[str(one.owner)], "all")

    entities = [WHOLE, UNASSIGNED, *(f"team:{name}" for name, _ in TEAMS), *(f"rep:{m[0]}" for m in members)]
    matrix = figures.metric(ASKED, entities, WEEKS)
    for row, entity in enumerate(entities):
        for column_, week in enumerate(WEEKS):
            own = [one for one in broken.breaches if one.day in week and counts(entity, one)]
            sure = sum(one.certain for one in own)
            figure = matrix.cells.figure(row, column_)
            if not matrix.exists[row, column_] and entity.startswith("rep:"):
                continue
            there = not entity.startswith("rep:") or is_there(entity.removeprefix("rep:"), week.last_day)
            if week.last_day >= day(loaded) and there:
                assert isinstance(figure, Unknown)
                assert (figure.why, figure.between) == (Why.NOT_LOADED, None)
            elif sure == len(own):
                assert figure == Known(sure), (entity, week.label)
            else:
                assert isinstance(figure, Unknown)
                assert figure.between == (sure, len(own))
            at = figures.spine.row(entity)
            assert at is not None
            listed = breaches_of(broken, figures.spine, level_of(entity), at, week.start, week.end)
            assert listed == own


EVER = (date.min - FIRST.start).days
"""The first day of a file that is taken for all days: it has none in its name, and the plan says none."""
EXAM = expr.Passed(
    "Basics",
    (
        aggregate(
            expr.Fold.COUNT,
            "tests",
            where=expr.RowAll((same(col("course"), lit("Basics")), col("ok", units.Truth()))),
            credit=expr.CreditTo("who", expr.CreditTime.EVENT),
        ),
    ),
    SPAN,
)
RESULTS = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.sampled_from(PEOPLE), st.sampled_from(("Basics", "More")), st.booleans()),
    max_size=10,
)


@settings(deadline=None, max_examples=tries(40))
@given(RESULTS, st.sampled_from([((0, 21),), ((0, 7), (14, 21)), ((7, 14),), ((0, 10),), ((EVER, 21),), ((EVER, 10),)]))
def test_an_exam_is_passed_once_a_row_says_so(
    results: list[tuple[int, str, str, bool]], loaded: tuple[tuple[int, int], ...]
) -> None:
    columns = (
        column("at", units.DateUnit()),
        column("who", units.Person()),
        column("course", units.TextUnit()),
        column("ok", units.Truth()),
    )
    seen = [one for one in results if any(low <= one[0] < high for low, high in loaded)]
    world = World(
        members=tuple((person, "north", "rep", None, None) for person in PEOPLE),
        sources=(
            Given(
                "tests",
                Events("at"),
                columns,
                [(day(n), who, course, ok) for n, who, course, ok in seen],
                tuple((day(low), day(high)) for low, high in loaded),
            ),
        ),
    )
    figures = world.figures(as_of(WEEKS[-1].last_day))
    entities = figures.roster.entities(EntityKind.PERSON)
    codes = judge(figures, EXAM, entities, WEEKS).codes
    for row, person in enumerate(PEOPLE):
        for column_, week in enumerate(WEEKS):
            passed = any(
                day(n) < week.end and who == person and course == "Basics" and ok for n, who, course, ok in seen
            )
            begun = max(day(loaded[0][0]), FIRST.start)
            days = [begun + n * DAY for n in range((week.end - begun).days)]
            whole = bool(days) and all(any(day(low) <= d < day(high) for low, high in loaded) for d in days)
            assert codes[row, column_] == (TRUE if passed else FALSE if whole else UNKNOWN), (person, week.label)
