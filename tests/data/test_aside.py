"""Rows that are set aside stay to be asked for: what could be read of them, what could not, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from planlang.data.bind import bind
from planlang.data.engines.duckdb import DuckDB
from planlang.data.loaded.snapshot import Snapshot
from tests.data.made import CUT, EXPORTS, KEYED, VISITS, load, model, row_ids, source

DEALS = ["id: text", "owner: person", "stage: stage", "amount: money", "day: date?"]
CALLS = source("calls", "calls-*.csv", VISITS, ["day: date", "who: person", "number: count?"])
HEADER = "id,owner,stage,amount,day\n"


def aside(snapshot: Snapshot, name: str) -> list[dict[str, object]]:
    """The rows set aside, each by what it knows; `unread` are the declared columns whose cell could not be read."""
    table = snapshot.tables[name]
    if table.aside is None:
        return []
    found = snapshot.engine.run(f"SELECT * FROM {table.aside} ORDER BY row_id")
    columns = {sql: column for column, sql in table.columns.items()}
    rows = [
        dict(zip(found, cells, strict=True))
        for cells in zip(*(cells.tolist() for cells in found.values()), strict=True)
    ]
    return [
        {columns.get(key, key): cell for key, cell in row.items() if cell is not None and not key.startswith("u_")}
        | {"unread": [column for sql, column in columns.items() if row[sql.replace("c_", "u_")]]}
        for row in rows
    ]


def test_what_can_be_read_of_a_row_is_kept(tmp_path: Path) -> None:
    text = (
        "D1,Ann,lead,5,2026-05-18\nD2,Ann,nowhere,much,2026-05-18\nD3,,won,7,\nD4,Bob,lead\nD5,Bob,won,9,soon\n"
        "D6,Bob,lead,1,2026-05-20\n"
    )
    (tmp_path / "deals-2026-W21.csv").write_text(HEADER + text, encoding="utf-8")
    snapshot = load(tmp_path, source("deals", "deals-*.csv", EXPORTS, DEALS))
    found = aside(snapshot, "deals")
    days = {"taken": date(2026, 5, 24), "last_day": date(2026, 5, 24)}
    assert found == [
        days | {"row_id": 2, "id": "D2", "owner": "Ann", "day": date(2026, 5, 18), "unread": ["stage", "amount"], "reason": "unknown-stage"},
        days | {"row_id": 3, "id": "D3", "stage": "won", "amount": Decimal(7), "unread": ["owner"], "reason": "empty-cell"},
        days | {"row_id": 4, "id": "D5", "owner": "Bob", "stage": "won", "amount": Decimal(9), "unread": ["day"], "reason": "bad-date"},
        days | {"row_id": 6, "unread": ["id", "owner", "stage", "amount", "day"], "reason": "ragged-row"},
    ]  # fmt: skip
    assert row_ids(snapshot, "deals") == [1, 5]
    assert [place.line for place in snapshot.places("deals", [2, 3, 4, 6])] == [3, 4, 6, 5]
    assert snapshot.loads[0].rows.in_file == 6
    assert snapshot.loads[0].rows.aside == 4


def test_the_days_of_a_row_are_those_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "calls-2026-W20.csv").write_text("day,who,number\nx,Ann,1\n2026-05-13,Ann,1\n", encoding="utf-8")
    (tmp_path / "calls-2026-W21.csv").write_text(
        "day,who,number\n2026-05-18,Ann,one\n2026-05-28,Ann,1\n2026-05-19,Ann,2\n2026-05-20,Bob\nAnn,2\n",
        encoding="utf-8",
    )
    snapshot = load(tmp_path, CALLS)
    found = [
        (row.get("day"), row["unread"], row["first_day"], row["last_day"], row["reason"])
        for row in aside(snapshot, "calls")
    ]
    week20, week21 = (date(2026, 5, 11), date(2026, 5, 17)), (date(2026, 5, 18), date(2026, 5, 24))
    assert found == [
        (None, ["day"], *week20, "bad-date"),
        (date(2026, 5, 18), ["number"], *week21, "bad-number"),
        (date(2026, 5, 28), [], *week21, "future-row"),
        (None, ["day", "who", "number"], *week21, "ragged-row"),
        (None, ["day", "who", "number"], *week21, "ragged-row"),
    ]  # fmt: skip


def test_rows_that_a_quote_made_one_are_believed_in_nothing(tmp_path: Path) -> None:
    (tmp_path / "calls-2026-W21.csv").write_text(
        'day,who,number\n2026-05-18,"Ann,2\n2026-05-19,Bob",2\n2026-05-20,Bob,3\n', encoding="utf-8"
    )
    found = aside(load(tmp_path, CALLS), "calls")
    assert [(row["unread"], row["reason"]) for row in found] == [(["day", "who", "number"], "ragged-row")] * 2


def test_nothing_set_aside_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        HEADER + "D1,Ann,lead,5,2026-05-18\nD1,Ann,lead,5,2026-05-18\n", encoding="utf-8"
    )
    snapshot = load(tmp_path, source("deals", "deals.csv", KEYED, DEALS))
    assert snapshot.tables["deals"].aside is None, "a repeated row is left out, not set aside"


def test_another_engine_has_them_too(tmp_path: Path) -> None:
    text = "D1,Ann,lead,5,2026-05-18\nD2,Ann,nowhere,much,2026-05-18\nD3,Ann,won,9999999999.25,\nD4\n"
    (tmp_path / "deals-2026-W21.csv").write_text(HEADER + text, encoding="utf-8")
    made = source("deals", "deals-*.csv", EXPORTS, DEALS)
    other = DuckDB()
    copied = bind(model(made), tmp_path, cut=CUT, engine=other)
    assert copied.engine is other
    assert aside(copied, "deals") == aside(load(tmp_path, made), "deals") != []
