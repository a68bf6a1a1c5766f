"""Core SQL: what the compiler writes, that it means the same on paper and in the engine, and that nothing slips through."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.query.catalog import Catalog, TableLayout
from planlang.query.core import tree
from planlang.query.core.sql import sql_text
from planlang.query.fuse import fuse
from planlang.query.logical import recount_of
from planlang.query.lower import lower_recount, lower_scan
from planlang.query.scope import FormulaTooLargeError
from planlang.semantics import expr
from planlang.semantics.model import Events, History, Table
from planlang.values import units
from tests.evaluate.figures.figure_worlds import MONEY, Given, World, aggregate, col, column, lit, pipeline, same
from tests.evaluate.figures.test_figures_against_oracle import COLUMNS, CONDITIONS, NUMBERS

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


@pytest.mark.parametrize("dialect", ["spark", "postgres", "snowflake", "bigquery", "clickhouse", "trino", "mysql"])
def test_other_dialects_have_words_for_it(dialect) -> None:
    for fold in (expr.Fold.SUM, expr.Fold.DISTINCT, expr.Fold.MEDIAN):
        asked = aggregate(fold, "visits", value=col("amount", MONEY), where=same(col("kind"), lit("it's \\ visit")))
        assert recounted(asked, dialect)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ["'", "''", "\\'", '"', "'; DROP TABLE t; --", "\\", "--", "/*", "\n'", "$$", "{0}", "%s", "é", "：，"]
)


@given(TEXTS, TEXTS)
def test_texts_stay_texts(text, other) -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (c VARCHAR)")
    connection.execute("INSERT INTO t VALUES (?), (?)", [text, other])
    asked = sql_text(
        tree.exp.select(tree.named(tree.count(), "n"))
        .from_(tree.table("t", "t"))
        .where(tree.equal(tree.column("c", "t"), tree.text(text)), copy=False),
        "duckdb",
    )
    assert connection.execute(asked).fetchone() == (1 + (text == other),)


@given(TEXTS.filter(bool))
def test_names_stay_names(name) -> None:
    connection = duckdb.connect()
    asked = sql_text(tree.exp.select(tree.named(tree.number(1), name)), "duckdb")
    found = connection.execute(asked)
    assert found.fetchone() == (1,)
    assert found.description[0][0] == name


@given(st.dates())
def test_day_numbers_are_ordinals(day) -> None:
    asked = sql_text(tree.exp.select(tree.named(tree.day_number(tree.day(day)), "n")), "duckdb")
    assert duckdb.execute(asked).fetchone() == (day.toordinal(),)


NUMERATORS = st.decimals(-(10**12), 10**12, places=6)


@given(NUMERATORS, NUMERATORS)
def test_folded_quotients_are_rounded_half_away_from_zero(a, b) -> None:
    from planlang.query.cells import Number, folded

    pair = Number(tree.cast(tree.text(str(a)), (24, 6)), tree.cast(tree.text(str(b)), (24, 6)), 6, 6)
    found = duckdb.execute(sql_text(tree.exp.select(tree.named(folded(pair)[0], "q")), "duckdb")).fetchone()
    assert found is not None
    if b == 0:
        assert found[0] is None
        return
    scaled = Fraction(a) / Fraction(b) * 10**9
    expected = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    assert found[0] == Decimal(expected if scaled >= 0 else -expected).scaleb(-9)


def test_a_literal_day_and_instant_are_what_they_say() -> None:
    asked = sql_text(
        tree.exp.select(
            tree.named(tree.day(date(2026, 2, 28)), "d"),
            tree.named(tree.instant(datetime(2026, 2, 28, 23, 59, 1)), "i"),
        ),
        "duckdb",
    )
    assert duckdb.execute(asked).fetchone() == (date(2026, 2, 28), datetime(2026, 2, 28, 23, 59, 1))


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
