"""What every engine promises: exact results, uploads and files that come back, texts by code point, tables of its own."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.data.bind import bind
from planlang.data.engines.duckdb import DuckDB
from planlang.data.loaded.snapshot import Engine, EngineError, UnusableEngineError
from planlang.values.units import Count, DateUnit, InstantUnit, MoneyIn, Person, TextUnit, Truth
from tests.data.made import CUT, EXPORTS, model, source
from tests.engines import ENGINES, address, postgresql, rows
from tests.laws import tries

SOME = settings(max_examples=tries(30), suppress_health_check=list(HealthCheck))


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]()


WRITER = DuckDB(threads=1)


def test_nothing_is_rounded_on_the_way_out(engine: Engine) -> None:
    found = engine.run(
        "SELECT CAST('123456789012345678.123456' AS DECIMAL(24, 6)) AS money, CAST(9007199254740993 AS BIGINT) AS whole,"
        " DATE '2026-05-18' AS day, TIMESTAMP '2026-05-18 09:30:00.25' AS at, TRUE AS truth, '张' AS word"
        " UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL"
    )
    cells = {name: array.tolist() for name, array in found.items()}
    assert cells == {
        "money": [Decimal("123456789012345678.123456"), None],
        "whole": [9007199254740993, None],
        "day": [date(2026, 5, 18), None],
        "at": [datetime(2026, 5, 18, 9, 30, 0, 250000), None],
        "truth": [True, None],
        "word": ["张", None],
    }
    assert all(np.ma.isMaskedArray(array) for array in found.values())
    kinds = {"money": "object", "whole": "int64", "day": "datetime64[D]", "at": "datetime64[us]", "truth": "bool"}
    assert {name: str(array.dtype) for name, array in found.items()} == kinds | {"word": "object"}


def test_an_empty_result_has_its_columns(engine: Engine) -> None:
    found = engine.run("SELECT CAST(1.5 AS DECIMAL(24, 6)) AS m, CAST(1 AS BIGINT) AS n WHERE FALSE")
    assert {name: array.tolist() for name, array in found.items()} == {"m": [], "n": []}


HARD = st.sampled_from(
    ["", " ", '"', '""', ",", "\n", "\r\n", "\\.", "\\N", "NULL", "\\", "\x1f", "𝄞", "'; DROP TABLE t"]
)
CELLS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.decimals(-(10**17), 10**17, places=6),
        st.none() | st.dates(date(1, 1, 2), date(9999, 12, 30)),
        st.none() | st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1)),
        st.none() | st.booleans(),
        st.none() | HARD | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    ),
    max_size=8,
)
UNITS = (Count(), MoneyIn("CNY"), DateUnit(), InstantUnit(), Truth(), TextUnit())
TYPES = ("BIGINT", "DECIMAL(24, 6)", "DATE", "TIMESTAMP", "BOOLEAN", "VARCHAR")


@SOME
@given(cells=CELLS)
def test_what_is_uploaded_comes_back(engine: Engine, cells: list[tuple[Any, ...]]) -> None:
    columns = {f"c{index}": (unit, [row[index] for row in cells]) for index, unit in enumerate(UNITS)}
    engine.upload('odd "name"', columns)
    assert rows(engine.run('SELECT * FROM "odd ""name"""')) == cells


@SOME
@given(cells=CELLS)
def test_what_one_engine_writes_every_engine_reads(engine: Engine, cells: list[tuple[Any, ...]]) -> None:
    writer = WRITER
    columns = {f"c{index}": (unit, [row[index] for row in cells]) for index, unit in enumerate(UNITS)}
    writer.upload('odd "name"', {"row_id": (Count(), list(range(len(cells)))), **columns})
    types = {"row_id": "BIGINT"} | dict(zip(columns, TYPES, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        writer.write('odd "name"', types, Path(folder) / "it's.csv")
        engine.load('odd "other"', types, Path(folder) / "it's.csv")
    found = engine.run('SELECT * FROM "odd ""other""" ORDER BY row_id')
    assert rows(found) == [(number, *row) for number, row in enumerate(cells)]


def test_a_file_is_written_as_it_is_promised(tmp_path: Path) -> None:
    WRITER.upload("told", {"row_id": (Count(), [2, 1]), "w": (TextUnit(), [None, 'a "b"']), "d": (DateUnit(), [None, date(2026, 5, 18)])})  # fmt: skip
    WRITER.write("told", {"row_id": "BIGINT", "w": "VARCHAR", "d": "DATE"}, tmp_path / "told.csv")
    assert (tmp_path / "told.csv").read_bytes() == b'1,"a ""b""",2026-05-18\n2,,\n'


def test_arrays_can_be_uploaded(engine: Engine) -> None:
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


def test_texts_are_in_the_order_of_their_code_points(engine: Engine) -> None:
    words = ["a", "B", "ä", "Z", "张", "_", "𝄞", "～", "", "A b", "Ab"]
    engine.upload("words", {"word": (TextUnit(), words)})
    found = engine.run("SELECT word FROM words ORDER BY word")["word"].tolist()
    assert found == sorted(words)
    least = engine.run("SELECT MIN(word) AS low, MAX(word) AS high FROM words WHERE word <> ''")
    assert rows(least) == [("A b", "𝄞")]


def test_what_does_not_fit_is_told(engine: Engine) -> None:
    engine.upload("large", {"n": (Count(), [2**62, 2**62])})
    with pytest.raises(EngineError):
        engine.run("SELECT CAST(SUM(n) AS BIGINT) AS n FROM large")
    assert rows(engine.run("SELECT COUNT(*) AS n FROM large")) == [(2,)], "and it goes on"


def test_tables_are_brought_to_another_engine(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "deals-2026-05-18.csv").write_text(
        "id,owner,amount,at\nD1,张丽,1.25,2026-05-18 09:30\n", encoding="utf-8"
    )
    made = source("deals", "deals-*.csv", EXPORTS, ["id: text", "owner: person", "amount: money", "at: instant"])
    snapshot = bind(model(made), tmp_path, cut=CUT, engine=engine)
    assert snapshot.engine is engine
    assert {name: array.tolist() for name, array in engine.run("SELECT * FROM s_0").items()} == {
        "row_id": [1], "taken": [date(2026, 5, 18)], "c_0": ["D1"], "c_1": ["张丽"], "c_2": [Decimal("1.25")],
        "c_3": [datetime(2026, 5, 18, 9, 30)],
    }  # fmt: skip


# ---------------------------------------------------------------- a server that others use too


def told(statement: str) -> list[Any]:
    """What the server says to somebody else, who may do anything."""
    import psycopg

    with psycopg.connect(address(), autocommit=True) as other:
        cursor = other.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_nothing_of_a_server_is_seen_or_changed() -> None:
    where = address()
    told("DROP TABLE IF EXISTS public.table_of_theirs, public.ours")
    told("CREATE TABLE public.table_of_theirs AS SELECT 7 AS n")
    mine = postgresql()
    mine.upload("table_of_theirs", {"n": (Count(), [1])})
    assert rows(mine.run("SELECT n FROM table_of_theirs")) == [(1,)]
    assert told("SELECT n FROM public.table_of_theirs") == [(7,)]
    assert told(
        "SELECT count(*) FROM pg_tables WHERE tablename = 'table_of_theirs' AND schemaname LIKE 'pg_temp%'"
    ) == [(1,)]
    for statement in (
        "INSERT INTO public.table_of_theirs VALUES (8)",
        "DROP TABLE public.table_of_theirs",
        "CREATE TABLE public.ours (n int)",
        "CREATE TEMPORARY TABLE more (n int)",
        "SELECT n FROM ours_that_nobody_named",
    ):
        with pytest.raises(Exception, match=r"read-only|does not exist"):
            mine.run(statement)
    told("CREATE TABLE public.ours AS SELECT 9 AS n")
    with pytest.raises(Exception, match="does not exist"):
        mine.run("SELECT n FROM ours")
    assert told("SELECT n FROM public.table_of_theirs") == [(7,)]
    del mine
    for _ in range(100):
        if told(
            "SELECT count(*) FROM pg_tables WHERE tablename = 'table_of_theirs' AND schemaname LIKE 'pg_temp%'"
        ) == [(0,)]:
            break
    else:
        raise AssertionError(f"its tables outlive it on {where}")


def test_a_server_that_goes_away_is_told() -> None:
    mine = postgresql()
    mine.upload("t", {"n": (Count(), [1])})
    told("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'planlang' AND pid <> pg_backend_pid()")  # fmt: skip
    with pytest.raises(UnusableEngineError):
        mine.run("SELECT n FROM t")
    with pytest.raises(UnusableEngineError):
        mine.upload("t", {"n": (Count(), [1])})


def test_a_text_that_a_server_cannot_hold_is_told() -> None:
    with pytest.raises(UnusableEngineError, match="0x00"):
        postgresql().upload("t", {"word": (TextUnit(), ["a\0b"])})
