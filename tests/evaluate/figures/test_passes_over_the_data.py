"""How often the engine is asked: once for all that can be added up, and never twice for the same."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve

from planlang.semantics import expr
from planlang.semantics.model import EntityKind, Events
from planlang.values import units
from planlang.values.figure import Known
from planlang.values.periods import Grain, periods_meeting
from tests.evaluate.figures.figure_worlds import (
    MONEY,
    SPAN,
    Given,
    MemoryEngine,
    World,
    aggregate,
    as_of,
    col,
    column,
    lit,
    over,
    same,
)

COLUMNS = (
    column("at", units.DateUnit()),
    column("owner", units.Person()),
    column("kind", units.TextUnit()),
    column("amount", MONEY),
)
ROWS = [(date(2026, 2, 2) + timedelta(days=n), "张丽", f"k{n % 3}", Decimal(n)) for n in range(28)]
LOADED = ((date(2026, 1, 1), date(2026, 4, 1)),)
KINDS = [aggregate(expr.Fold.COUNT, "visits", where=same(col("kind"), lit(f"k{n}"))) for n in range(20)]
WORLD = World(
    members=(("张丽", "north", "rep", None, None),),
    sources=(Given("visits", Events("at"), COLUMNS, ROWS, LOADED),),
    metrics={f"m{n}": counted for n, counted in enumerate(KINDS)}
    | {"sum": aggregate(expr.Fold.SUM, "visits", value=col("amount", MONEY), unit=MONEY)},
)
WEEKS = list(periods_meeting(date(2026, 2, 2), date(2026, 3, 2), Grain.WEEK))


def test_all_metrics_of_a_source_come_from_one_scan() -> None:
    engine = MemoryEngine()
    figures = WORLD.figures(as_of(date(2026, 3, 1)), engine=engine)
    for name in WORLD.metrics:
        for kind in EntityKind:
            figures.metric(name, figures.roster.entities(kind), WEEKS)
            figures.metric(over(WORLD.metrics[name], expr.RollingWindow(2)), figures.roster.entities(kind), WEEKS)
    assert len(engine.asked) == 1


def test_what_was_not_announced_costs_one_scan_more() -> None:
    engine = MemoryEngine()
    figures = WORLD.figures(as_of(date(2026, 3, 1)), engine=engine)
    figures.metric("m1", ("plan:",), WEEKS)
    new = aggregate(expr.Fold.AVERAGE, "visits", value=col("amount", MONEY), unit=MONEY)
    figures.metric(new, ("plan:",), WEEKS)
    figures.metric(new, ("team:north",), WEEKS)
    assert len(engine.asked) == 2


def test_distinct_values_are_asked_once_for_a_level() -> None:
    engine = MemoryEngine()
    figures = WORLD.figures(as_of(date(2026, 3, 1)), engine=engine)
    kinds = aggregate(expr.Fold.DISTINCT, "visits", value=col("kind"))
    for _ in range(2):
        figures.metric(kinds, ("rep:张丽",), WEEKS)
    doubled = expr.FigureArithmetic(expr.Arithmetic.ADD, kinds, kinds, units.Count(), SPAN)
    figures.metric(doubled, ("rep:张丽",), WEEKS)
    assert len(engine.asked) == 1


def test_days_that_no_bin_begins_on_are_counted_all_the_same() -> None:
    engine = MemoryEngine()
    figures = WORLD.figures(as_of(date(2026, 3, 1)), engine=engine)
    every = aggregate(expr.Fold.COUNT, "visits")
    for length in range(1, 28):
        found = figures.over(every, "rep:张丽", date(2026, 2, 2), date(2026, 2, 2) + timedelta(days=length))
        assert found == Known(length), length  # type: ignore[arg-type]
    assert len(engine.asked) <= 5, "after a few refinements every day is a bin"


def test_the_order_of_rows_and_of_the_roster_changes_no_figure() -> None:
    backwards = evolve(WORLD, sources=(Given("visits", Events("at"), COLUMNS, ROWS[::-1], LOADED),))
    first, second = (world.figures(as_of(date(2026, 3, 1))) for world in (WORLD, backwards))
    for name in WORLD.metrics:
        a, b = (figures.metric(name, ("rep:张丽", "plan:"), WEEKS) for figures in (first, second))
        assert [a.row(0), a.row(1)] == [b.row(0), b.row(1)]


def test_amounts_beyond_64_bits_stay_exact() -> None:
    rows = [(date(2026, 2, 2), "张丽", "k0", Decimal("999999999999999999.999999")) for _ in range(3)]
    world = evolve(WORLD, sources=(Given("visits", Events("at"), COLUMNS, rows, LOADED),))
    figures = world.figures(as_of(date(2026, 3, 1)))
    (found,) = figures.metric("sum", ("team:north",), WEEKS[:1]).row(0)
    assert isinstance(found, Known)
    assert found.value * 10**6 == 3 * (10**24 - 1)
