"""Amounts beside a column of currencies that the plan does not read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planlang.data.loaded.snapshot import Fault
from tests.data.made import KEYED, load, rows, said, source

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
COLUMNS = ["id: text", "amount: money = Amount, 金额, Deal - Value"]


@pytest.mark.parametrize(
    "header",
    ["Amount,Amount Currency", "Amount,Currency", "金额,币种", "Deal - Value,Deal - Currency of Value"],
)
def test_another_currency_is_told(tmp_path: Path, header: str) -> None:
    (tmp_path / "d.csv").write_text(f"id,{header}\nD1,5,CNY\nD2,7,EUR\nD3,9,\n", encoding="utf-8")
    snapshot = load(tmp_path, source("d", "d.csv", KEYED, COLUMNS, covers=YEAR))
    amount, beside = header.split(",")
    assert said(snapshot, Fault.ASSUMED) == [
        f'"{amount}" is read as CNY, but "{beside}" says EUR in some rows: read that column as text, and count only'
        ' `where` it is "CNY"'
    ]
    assert [row[1] for row in rows(snapshot, "d")] == [5, 7, 9]


def test_one_currency_or_a_column_that_is_read_is_nothing_to_tell(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("id,Amount,Currency\nD1,5,CNY\nD2,7,元\n", encoding="utf-8")
    assert load(tmp_path, source("d", "d.csv", KEYED, COLUMNS, covers=YEAR)).notes == ()
    (tmp_path / "d.csv").write_text("id,Amount,Currency\nD1,5,CNY\nD2,7,EUR\n", encoding="utf-8")
    read = source("d", "d.csv", KEYED, [*COLUMNS, "currency: text = Currency"], covers=YEAR)
    assert load(tmp_path, read).notes == ()
