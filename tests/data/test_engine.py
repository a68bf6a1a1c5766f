"""DuckDB as an engine: exact results, uploads that come back, closed doors."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.data.bind import bind
from planlang.data.engines.duckdb import DuckDB
from planlang.data.engines.duckdb.sqltext import identifier, literal
from planlang.data.loaded.snapshot import Engine
from planlang.values.units import Count, DateUnit, InstantUnit, MoneyIn, Person, TextUnit, Truth
from tests.data.made import CUT, EXPORTS, model, source


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


CELLS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.decimals(-(10**17), 10**17, places=6),
        st.none() | st.dates(date(1, 1, 2), date(9999, 12, 30)),
        st.none() | st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1)),
        st.none() | st.booleans(),
        st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    ),
    max_size=8,
)


@given(CELLS)
def test_what_is_uploaded_comes_back(cells: list[tuple[object, ...]]) -> None:
    engine = DuckDB()
    engine.close_doors()
    units = [Count(), MoneyIn("CNY"), DateUnit(), InstantUnit(), Truth(), TextUnit()]
    columns = {f"c{index}": (unit, [row[index] for row in cells]) for index, unit in enumerate(units)}
    engine.upload('odd "name"', columns)  # type: ignore[arg-type]
    found = engine.run('SELECT * FROM "odd ""name"""')
    assert list(zip(*(array.tolist() for array in found.values()), strict=True)) == cells


def test_arrays_can_be_uploaded(tmp_path: Path) -> None:
    engine = DuckDB()
    engine.upload("t", {"who": (Person(), ["nobody"])})
    engine.upload(
        "t",
        {
            "n": (Count(), np.ma.masked_array(np.array([1, 2], dtype=np.int64), [False, True])),
            "day": (DateUnit(), np.array(["2026-05-18", "NaT"], dtype="datetime64[D]")),
            "at": (InstantUnit(), np.ma.masked_array(np.array(["2026-05-18T09:30", "2026-01-01T00:00"], dtype="datetime64[s]"), [False, True])),
            "who": (Person(), np.array(["张丽", None], dtype=object)),
            "word": (TextUnit(), np.array(["a", "b"])),
            "truth": (Truth(), np.array([True, False])),
        },
    )  # fmt: skip
    assert {name: array.tolist() for name, array in engine.run("SELECT * FROM t").items()} == {
        "n": [1, None], "day": [date(2026, 5, 18), None], "at": [datetime(2026, 5, 18, 9, 30), None],
        "who": ["张丽", None], "word": ["a", "b"], "truth": [True, False],
    }  # fmt: skip


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


class Remembering:
    """Another engine, which keeps what is uploaded."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self.inner = DuckDB()
        self.run = self.inner.run
        self.upload = self.inner.upload


def test_tables_are_brought_to_another_engine(tmp_path: Path) -> None:
    (tmp_path / "deals-2026-05-18.csv").write_text(
        "id,owner,amount,at\nD1,张丽,1.25,2026-05-18 09:30\n", encoding="utf-8"
    )
    other: Engine = Remembering()
    made = source("deals", "deals-*.csv", EXPORTS, ["id: text", "owner: person", "amount: money", "at: instant"])
    snapshot = bind(model(made), tmp_path, cut=CUT, engine=other)
    assert snapshot.engine is other
    assert {name: array.tolist() for name, array in other.run("SELECT * FROM s_0").items()} == {
        "row_id": [1], "taken": [date(2026, 5, 18)], "c_0": ["D1"], "c_1": ["张丽"], "c_2": [Decimal("1.25")],
        "c_3": [datetime(2026, 5, 18, 9, 30)],
    }  # fmt: skip
