"""The rows shown behind a figure are the rows that were counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.evaluate.figures.provenance import Asked
from planlang.semantics import expr
from planlang.semantics.model import Events
from planlang.values import units
from planlang.values.figure import Known
from planlang.values.periods import Grain, periods_meeting
from tests.evaluate.figures.figure_worlds import MONEY, Given, World, aggregate, as_of, col, column, lit, over, same
from tests.evaluate.figures.test_figures_against_oracle import (
    COLUMNS,
    CONDITIONS,
    CREDITS,
    FIRST,
    ROWS,
    entities_of,
    rosters,
)
from tests.evaluate.figures.test_records_against_oracle import aggregates, is_defined, worlds
from tests.laws import tries

SLOW = settings(max_examples=tries(15), deadline=None, suppress_health_check=list(HealthCheck))
LOADED = ((FIRST, FIRST + timedelta(days=63)),)


@SLOW
@given(rosters(), st.lists(ROWS, max_size=14), st.none() | CONDITIONS, CREDITS)
def test_as_many_rows_are_behind_a_count_as_it_says(world, rows, where, credit) -> None:
    world = evolve(world, sources=(Given("visits", Events("at"), COLUMNS, rows, LOADED),))
    counted = aggregate(expr.Fold.COUNT, "visits", where=where, credit=credit)
    agree(world, counted, datetime(2026, 3, 30))


@SLOW
@given(worlds(), aggregates().filter(lambda a: a.fold is expr.Fold.COUNT))
def test_as_many_records_are_behind_a_count_as_it_says(world, counted) -> None:
    if is_defined(world, counted):
        agree(world, counted, datetime(2026, 3, 30))


def agree(world: World, counted: expr.Aggregate, cut: datetime) -> None:
    figures = world.figures(as_of(cut))
    periods = list(periods_meeting(FIRST, cut.date(), Grain.WEEK))
    for entity in entities_of(figures):
        found = figures.evidences([Asked(counted, entity, p.start, p.end) for p in periods], limit=3)
        for period, evidence in zip(periods, found, strict=True):
            figure = figures.over(counted, entity, period.start, period.end)
            if isinstance(figure, Known):
                assert evidence.count == figure.value
                assert len(evidence.rows) == min(3, evidence.count)
                assert list(evidence.rows) == sorted(evidence.rows, key=lambda row: row.place.line)


def visits_world() -> World:
    columns = (
        column("no", units.TextUnit()),
        column("at", units.InstantUnit()),
        column("owner", units.Person()),
        column("kind", units.TextUnit(), optional=True),
        column("amount", MONEY, optional=True),
        column(
            "half",
            MONEY,
            formula=expr.RowArithmetic(expr.Arithmetic.DIVIDE, col("amount", MONEY), lit(2), MONEY),
        ),
    )
    rows = [
        ("a1", datetime(2026, 2, 3, 9, 30), "张丽", "visit", Decimal("12.50")),
        ("a2", datetime(2026, 2, 3), "张丽", None, Decimal(7)),
        ("a3", datetime(2026, 2, 4), "张丽", "visit", None),
        ("a4", datetime(2026, 2, 4), "王强", "visit", Decimal(1)),
    ]
    members = tuple((who, "north", "rep", None, None) for who in ("张丽", "王强"))
    return World(members=members, sources=(Given("visits", Events("at", ("no",)), columns, rows, LOADED),))


def test_evidence_tells_keys_places_cells_and_what_was_left_out() -> None:
    figures = visits_world().figures(as_of(date(2026, 2, 8)))
    asked = aggregate(expr.Fold.SUM, "visits", value=col("half", MONEY), where=same(col("kind"), lit("visit")))
    found = figures.evidence(asked, "rep:张丽", date(2026, 2, 2), date(2026, 2, 9))
    assert found.formula == "count(visits)"
    assert found.where == "test.plan:1:1"
    assert found.days == (date(2026, 2, 2), date(2026, 2, 9))
    assert (found.count, found.undecided, found.skipped) == (2, 1, 1)
    assert [row.key for row in found.rows] == ["a1", "a3"]
    assert [str(row.place.line) for row in found.rows] == ["2", "4"]
    assert found.rows[0].cells == (
        ("at", "2026-02-03 09:30:00"),
        ("owner", "张丽"),
        ("kind", "visit"),
        ("amount", "12.5"),
    )


def test_evidence_of_a_window_tells_the_days_of_the_window() -> None:
    figures = visits_world().figures(as_of(date(2026, 2, 22)))
    asked = over(aggregate(expr.Fold.COUNT, "visits"), expr.RollingWindow(2))
    found = figures.evidence(asked, "plan:", date(2026, 2, 9), date(2026, 2, 16))
    assert found.days == (date(2026, 2, 2), date(2026, 2, 16))
    assert found.count == 4


def test_evidence_of_somebody_on_no_roster_is_the_formula_alone() -> None:
    figures = visits_world().figures(as_of(date(2026, 2, 22)))
    found = figures.evidence(aggregate(expr.Fold.COUNT, "visits"), "rep:nobody", date(2026, 2, 2), date(2026, 2, 9))
    assert (found.count, found.rows, found.days) == (0, (), None)


def test_a_calendar_without_an_official_list_is_told() -> None:
    from planlang.values.calendars import CalendarSpec

    world = evolve(visits_world(), end=date(2028, 12, 31), calendar=CalendarSpec("cn", "CN", countries=("CN",)))
    figures = world.figures(as_of(date(2028, 5, 7)))
    found = figures.evidence(aggregate(expr.Fold.COUNT, "visits"), "plan:", date(2028, 5, 1), date(2028, 5, 8))
    assert [note.render(Language.EN) for note in found.notes] == ["calendar: assumed after 2026-12-31"]
