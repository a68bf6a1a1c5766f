"""Core SQL: what the compiler writes, that it means the same on paper and in the engine, and that nothing slips through."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.data.loaded.snapshot import Engine
from planlang.query.catalog import Catalog, TableLayout
from planlang.query.core import tree
from planlang.query.core.sql import sql_text
from planlang.query.fuse import fuse
from planlang.query.logical import recount_of
from planlang.query.lower import lower_recount, lower_scan
from planlang.query.processes.records import RecordTable, lower_records
from planlang.query.scope import FormulaTooLargeError
from planlang.semantics import expr
from planlang.semantics.model import Events, History, Table
from planlang.values import units
from tests.engines import ENGINES, rows
from tests.evaluate.figures.figure_worlds import MONEY, Given, World, aggregate, col, column, lit, pipeline, same
from tests.evaluate.figures.test_figures_against_oracle import COLUMNS, CONDITIONS, NUMBERS
from tests.laws import tries

SOME = settings(max_examples=tries(60), suppress_health_check=list(HealthCheck))
FORBIDDEN = re.compile(
    r"DATE_TRUNC|QUALIFY|\bFILTER\b|\bLIST\b|GROUPING SETS|ASOF|DATE_DIFF|DATEDIFF|EXTRACT\(WEEK", re.I
)
STAGE = units.StageOf("b2b")
DEALS = (
    column("deal", units.TextUnit()),
    column("owner", units.Person()),
    column("stage", STAGE),
    column("amount", MONEY),
)
CHANGES = (column("deal", units.TextUnit()), column("at", units.InstantUnit()), column("stage", STAGE))


def catalog(columns=COLUMNS) -> Catalog:  # type: ignore[no-untyped-def]
    world = World(
        sources=(
            Given("visits", Events("at"), columns, [], ()),
            Given("deals", Table(("deal",), None, ()), DEALS, [], ()),
            Given("changes", History("deals", "at"), CHANGES, [], ()),
        ),
        processes=(pipeline(),),
    )
    layouts = {
        given.name: TableLayout(
            f"t_{i}", {c.name: f"c_{n}" for n, c in enumerate(given.columns) if c.formula is None}, False
        )
        for i, given in enumerate(world.sources)
    }
    return Catalog(world.model(), layouts, datetime(2026, 3, 16))


def scans(*aggregates: expr.Aggregate) -> list[str]:
    known = catalog()
    return [sql_text(lower_scan(scan, known).query, "duckdb") for scan in fuse(aggregates, known)]


def recounted(asked: expr.Aggregate, dialect: str = "duckdb") -> str:
    return sql_text(lower_recount(recount_of(asked), catalog(), whole=False).query, dialect)


VISITS = aggregate(expr.Fold.COUNT, "visits", where=same(col("kind"), lit("visit")))
MINUTES = aggregate(expr.Fold.SUM, "visits", value=col("amount", MONEY), where=same(col("kind"), lit("visit")))


def test_additive_aggregates_of_one_source_share_one_scan() -> None:
    (sql,) = scans(VISITS, MINUTES, VISITS)
    assert sql == (
        'SELECT "h"."slot" AS "slot", "h"."unit" AS "unit", CAST("h"."n0" AS BIGINT) AS "n0", CAST("h"."n1" AS BIGINT) AS'
        ' "n1", CAST("h"."n2" AS BIGINT) AS "n2", CAST((("h"."n2" - CAST("h"."n2" AS BIGINT))) * 1000000 AS BIGINT) AS'
        ' "n2_rest" FROM (SELECT "d"."bin" AS "slot", "p"."unit" AS "unit", COUNT(CASE WHEN ("t"."c_2" = \'visit\') THEN 1'
        ' END) AS "n0", COUNT(CASE WHEN ("t"."c_2" = \'visit\') THEN "t"."c_3" END) AS "n1", SUM(CASE WHEN'
        ' ("t"."c_2" = \'visit\') THEN "t"."c_3" END) AS "n2" FROM "t_0" AS "t" INNER JOIN "figures_days" AS "d" ON'
        ' "d"."day" = CAST("t"."c_0" AS DATE) LEFT JOIN "figures_segments" AS "p" ON ("p"."person" = "t"."c_1") AND'
        ' (("p"."since" <= CAST("t"."c_0" AS DATE)) AND (CAST("t"."c_0" AS DATE) < "p"."until")) WHERE ("t"."c_0" <'
        ' CAST(\'2026-03-16 00:00:00\' AS TIMESTAMP)) GROUP BY "d"."bin", "p"."unit") AS "h"'
    )


def test_distinct_values_are_counted_in_two_phases() -> None:
    sql = recounted(aggregate(expr.Fold.DISTINCT, "visits", value=col("kind")))
    assert "DISTINCT" not in sql
    assert sql.count("GROUP BY") == 2
    assert 'COUNT("g"."v")' in sql


def test_entries_into_several_stages_share_one_scan() -> None:
    entries = [aggregate(expr.Fold.COUNT, "deals", moment=expr.OnEntry("b2b", stage)) for stage in ("proposal", "won")]
    (sql,) = scans(*entries)
    assert '"v"."counts"' in sql
    assert '(("v"."stage" = \'proposal\') OR ("v"."stage" = \'won\'))' in sql


def test_stocks_from_a_history_are_sums_of_what_came_and_went() -> None:
    where = expr.InPhase(col("stage", STAGE), "b2b", expr.Phase.OPEN)
    (sql,) = scans(aggregate(expr.Fold.COUNT, "deals", moment=expr.AsItStands(), where=where))
    assert "\"v\".\"stage\" IN ('prospect', 'proposal')" in sql
    assert '"figures_signs"' in sql


FOLDS = st.sampled_from([fold for fold in expr.Fold if fold is not expr.Fold.COUNT])


@given(CONDITIONS, NUMBERS, FOLDS)
def test_nothing_outside_of_core_sql_is_written(where, value, fold) -> None:
    sql = recounted(aggregate(fold, "visits", value=value, where=where, unit=MONEY))
    assert not FORBIDDEN.search(sql)
    assert not re.search(r"(?<![\w\"])c_\d", sql.replace('"c_', "")), "every identifier is quoted"


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]()


def asked_of(engine: Engine, **columns: tree.Node) -> tuple[object, ...]:
    """One row without a table."""
    query = tree.exp.select(*(tree.named(node, name) for name, node in columns.items()))
    (row,) = rows(engine.run(sql_text(query, engine.dialect)))
    return row


def test_no_dialect_is_given_a_type_that_it_lacks() -> None:
    asked = aggregate(expr.Fold.SUM, "visits", value=col("each", MONEY), unit=MONEY)
    assert "INT128" in recounted(asked)
    assert "INT128" not in recounted(asked, "postgres")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ["'", "''", "\\'", '"', "'; DROP TABLE t; --", "\\", "--", "/*", "\n'", "$$", "{0}", "%s", "é", "：，"]
)


@SOME
@given(text=TEXTS, other=TEXTS)
def test_texts_stay_texts(engine: Engine, text: str, other: str) -> None:
    engine.upload("t", {"c": (units.TextUnit(), [text, other])})
    query = tree.exp.select(tree.named(tree.count(), "n")).from_(tree.table("t", "t"))
    query.set("where", tree.exp.Where(this=tree.equal(tree.column("c", "t"), tree.text(text))))
    assert rows(engine.run(sql_text(query, engine.dialect))) == [(1 + (text == other),)]


@SOME
@given(name=TEXTS.filter(bool))
def test_names_stay_names(engine: Engine, name: str) -> None:
    found = engine.run(sql_text(tree.exp.select(tree.named(tree.number(1), name)), engine.dialect))
    assert {name: array.tolist() for name, array in found.items()} == {name: [1]}


@SOME
@given(day=st.dates())
def test_day_numbers_are_ordinals(engine: Engine, day: date) -> None:
    assert asked_of(engine, n=tree.day_number(tree.day(day))) == (day.toordinal(),)


NUMERATORS = st.decimals(-(10**12), 10**12, places=6)


@SOME
@given(a=NUMERATORS, b=NUMERATORS)
def test_folded_quotients_are_rounded_half_away_from_zero(engine: Engine, a: Decimal, b: Decimal) -> None:
    from planlang.query.cells import Number, folded

    pair = Number(tree.cast(tree.text(str(a)), (24, 6)), tree.cast(tree.text(str(b)), (24, 6)), 6, 6)
    (found,) = asked_of(engine, q=folded(pair)[0])
    if b == 0:
        assert found is None
        return
    scaled = Fraction(a) / Fraction(b) * 10**9
    expected = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    assert found == Decimal(expected if scaled >= 0 else -expected).scaleb(-9)


def test_a_literal_day_and_instant_are_what_they_say(engine: Engine) -> None:
    found = asked_of(engine, d=tree.day(date(2026, 2, 28)), i=tree.instant(datetime(2026, 2, 28, 23, 59, 1)))
    assert found == (date(2026, 2, 28), datetime(2026, 2, 28, 23, 59, 1))


def test_cells_are_the_same_texts_in_the_same_order_everywhere(engine: Engine) -> None:
    cells = {
        "n": (MONEY, [Decimal("1.5"), Decimal(-10), Decimal("123456789012.000001")]),
        "d": (units.DateUnit(), [date(2026, 2, 28), date(1, 1, 2), None]),
        "i": (units.InstantUnit(), [datetime(2026, 2, 28, 9), datetime(2026, 2, 28, 9, 0, 0, 250000), None]),
        "b": (units.Truth(), [True, False, None]),
    }
    engine.upload("cells", cells)
    texts = {name: tree.cast(tree.column(name, "t"), "TEXT") for name in cells}
    query = tree.exp.select(*(tree.named(node, name) for name, node in texts.items())).from_(tree.table("cells", "t"))
    query.set("order", tree.exp.Order(expressions=[tree.exp.Ordered(this=texts["n"].copy())]))
    assert rows(engine.run(sql_text(query, engine.dialect))) == [
        ("-10.000000", "0001-01-02", "2026-02-28 09:00:00.25", "false"),
        ("1.500000", "2026-02-28", "2026-02-28 09:00:00", "true"),
        ("123456789012.000001", None, None, None),
    ]


def test_keys_of_numbers_are_ordered_by_code_point_everywhere(engine: Engine) -> None:
    """Orders of dictionaries may pass over marks, and have 1.5 before -5."""
    engine.upload("numbers", {"a": (MONEY, [Decimal("1.5"), Decimal(-5)])})
    keyed = RecordTable(TableLayout("numbers", {"a": "a"}, False), ("a",), None)
    found = rows(engine.run(lower_records([keyed], datetime(2026, 1, 1), engine.dialect)))
    assert sorted(found, key=lambda row: row[1]) == [("-5.000000", 0), ("1.500000", 1)]


def test_columns_computed_from_each_other_have_a_limit() -> None:
    """Thirty columns, each twice the one before: a query of a thousand million parts."""
    number = units.Plain()
    doubled = [
        column(
            f"x{n}",
            number,
            formula=expr.RowArithmetic(expr.Arithmetic.ADD, col(f"x{n - 1}", number), col(f"x{n - 1}", number), number),
        )
        for n in range(1, 31)
    ]
    columns = (column("at", units.DateUnit()), column("owner", units.Person()), column("x0", number), *doubled)
    asked = aggregate(expr.Fold.SUM, "visits", value=col("x30", number), unit=number)
    known = catalog(columns)
    (scan,) = fuse([asked], known)
    with pytest.raises(FormulaTooLargeError, match="visits"):
        lower_scan(scan, known)
