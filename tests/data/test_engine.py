"""DuckDB as an engine: exact results, uploads that come back, closed doors."""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest

from planlang.data.engines.duckdb import DuckDB
from planlang.data.engines.duckdb.engine import MOST_THREADS
from planlang.data.engines.duckdb.sqltext import literal
from planlang.data.loaded.tabletypes import identifier


def test_nothing_is_rounded_on_the_way_out() -> None:
    found = DuckDB().run(
        "SELECT 123456789012345678.123456::DECIMAL(24, 6) AS money, 170141183460469231731687303715884105727 AS huge,"
        " 9007199254740993::BIGINT AS whole, DATE '2026-05-18' AS day, TIMESTAMP '2026-05-18 09:30:00.25' AS at,"
        " TRUE AS truth, '张' AS word UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL"
    )
    assert {name: array.tolist() for name, array in found.items()} == {
        "money": [Decimal("123456789012345678.123456"), None],
        "huge": [170141183460469231731687303715884105727, None],
        "whole": [9007199254740993, None],
        "day": [date(2026, 5, 18), None],
        "at": [datetime(2026, 5, 18, 9, 30, 0, 250000), None],
        "truth": [True, None],
        "word": ["张", None],
    }
    assert all(np.ma.isMaskedArray(array) for array in found.values())


def test_columns_have_the_types_that_were_promised() -> None:
    quick = DuckDB().run(
        "SELECT 1::BIGINT AS n, DATE '2026-05-18' AS d, TIMESTAMP '2026-05-18' AS t, TRUE AS b, 'x' AS w"
    )
    slow = DuckDB().run(
        "SELECT 1::BIGINT AS n, DATE '2026-05-18' AS d, TIMESTAMP '2026-05-18' AS t, TRUE AS b, 'x' AS w, 1.5::DECIMAL AS m"
    )
    expected = {"n": "int64", "d": "datetime64[D]", "t": "datetime64[us]", "b": "bool", "w": "object"}
    assert {name: str(array.dtype) for name, array in quick.items()} == expected
    assert {name: str(array.dtype) for name, array in slow.items()} == expected | {"m": "object"}


def test_an_empty_result_has_its_columns() -> None:
    found = DuckDB().run("SELECT 1.5::DECIMAL(24, 6) AS m, 1::BIGINT AS n WHERE FALSE")
    assert {name: array.tolist() for name, array in found.items()} == {"m": [], "n": []}


def test_behind_closed_doors_no_file_is_reached(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    engine = DuckDB()
    engine.close_doors()
    for statement in (
        f"SELECT * FROM read_csv({literal(str(tmp_path / 'secret.csv'))})",
        f"SELECT * FROM {identifier(str(tmp_path / 'secret.csv'))}",
        f"COPY (SELECT 1) TO {literal(str(tmp_path / 'out.csv'))}",
        f"ATTACH {literal(str(tmp_path / 'x.db'))}",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD httpfs",
    ):
        with pytest.raises(duckdb.Error):
            engine.run(statement)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.csv"]


def test_python_variables_are_no_tables() -> None:
    numbers = {"a": np.array([1])}
    with pytest.raises(duckdb.Error):
        DuckDB().run("SELECT * FROM numbers")
    assert numbers


def test_text_in_a_statement_stays_text() -> None:
    hostile = "'; DROP TABLE t; --"
    assert DuckDB().run(f"SELECT {literal(hostile)} AS {identifier(hostile)}")[hostile].tolist() == [hostile]


def test_one_thread_does_for_few_rows_and_several_for_many() -> None:
    engine, narrow = DuckDB(), DuckDB(threads=1)
    asked = "SELECT current_setting('threads') AS threads"
    assert engine.run(asked)["threads"].tolist() == [1]
    engine.widen()
    narrow.widen()
    assert engine.run(asked)["threads"].tolist() == [min(MOST_THREADS, os.cpu_count() or 1)]
    assert narrow.run(asked)["threads"].tolist() == [1], "who asked for a number gets it"
