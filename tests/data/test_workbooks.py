"""Excel workbooks: typed cells, several sheets, titles, damage, and bombs."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from planlang.data.readers import xlsx
from planlang.data.reading import UnreadableError
from planlang.data.snapshot import Fault, Place
from tests.data.made import KEYED, lines, load, rows, said, seen, source

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
COLUMNS = ["id: text = 编号", "amount: money? = 金额", "day: date? = 日期", "at: instant? = 时间", "big: truth? = 大单"]


def deals(*columns: str):  # type: ignore[no-untyped-def]
    return source("deals", "deals.xlsx", KEYED, columns or COLUMNS, covers=YEAR)


def write(path: Path, cells: dict[tuple[int, int], object], sheet: str = "商机", **options: object) -> None:
    """A workbook with one sheet; dates and times are formatted as such."""
    book = xlsxwriter.Workbook(path, options)
    page = book.add_worksheet(sheet)
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for (row, column), cell in cells.items():
        if isinstance(cell, datetime):
            page.write_datetime(row, column, cell, moment)
        elif isinstance(cell, date):
            page.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), day)
        else:
            page.write(row, column, cell)
    book.close()


HEADER = {(0, index): name for index, name in enumerate(["编号", "金额", "日期", "时间", "大单"])}


def test_typed_cells_are_read_exactly(tmp_path: Path) -> None:
    row = {(1, 0): 1001, (1, 1): 1054.1, (1, 2): date(2026, 5, 18), (1, 3): datetime(2026, 5, 18, 9, 30), (1, 4): True}
    written = {(2, 0): "D2", (2, 1): "1,054.00", (2, 2): "2026/5/18", (2, 3): "2026-05-18 09:30", (2, 4): "否"}
    number = {(3, 0): "D3", (3, 2): 46160, (3, 3): 46160.375}
    write(tmp_path / "deals.xlsx", HEADER | row | written | number)
    snapshot = load(tmp_path, deals())
    assert snapshot.notes == ()
    assert rows(snapshot, "deals") == [
        ("1001", Decimal("1054.1"), date(2026, 5, 18), datetime(2026, 5, 18, 9, 30), True),
        ("D2", Decimal(1054), date(2026, 5, 18), datetime(2026, 5, 18, 9, 30), False),
        ("D3", None, date(2026, 5, 18), datetime(2026, 5, 18, 9, 0), None),
    ]
    assert (snapshot.loads[0].encoding, snapshot.loads[0].rows.used) == ("xlsx", 3)


def test_rows_and_columns_are_those_of_the_sheet(tmp_path: Path) -> None:
    cells = {(2, 3): "导出时间 2026-05-18"} | {(row + 4, column + 2): cell for (row, column), cell in HEADER.items()}
    cells |= {(5, 2): "D1", (5, 3): 5, (7, 2): "D2", (7, 3): "many", (8, 2): "D3", (8, 3): 7}
    write(tmp_path / "deals.xlsx", cells)
    snapshot = load(tmp_path, deals())
    assert lines(snapshot, "deals") == [6, 9]
    [note] = snapshot.notes
    assert note.place == Place("deals.xlsx", 8, 4, "金额")


def test_the_sheet_with_the_header_is_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "deals.xlsx")
    book.add_worksheet("说明").write(0, 0, "本表由系统导出")
    hidden = book.add_worksheet("旧")
    hidden.write_row(0, 0, ["编号", "金额"])
    hidden.write_row(1, 0, ["OLD", 1])
    hidden.hide()
    page = book.add_worksheet("数据")
    page.write_row(0, 0, ["编号", "金额"])
    page.write_row(1, 0, ["D1", 2])
    book.close()
    snapshot = load(tmp_path, deals("id: text = 编号", "amount: money = 金额"))
    assert rows(snapshot, "deals") == [("D1", Decimal(2))]


def test_a_short_row_of_a_sheet_has_empty_cells(tmp_path: Path) -> None:
    write(tmp_path / "deals.xlsx", HEADER | {(1, 0): "D1"})
    assert rows(load(tmp_path, deals()), "deals") == [("D1", None, None, None, None)]


def test_a_workbook_cut_short_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "deals.xlsx"
    write(path, HEADER | {(1, 0): "D1"})
    path.write_bytes(path.read_bytes()[:-400])
    snapshot = load(tmp_path, deals())
    assert seen(snapshot, Fault.BROKEN_FILE) == [("broken-file", "deals.xlsx", 1, None)]
    assert said(snapshot, Fault.BROKEN_FILE) == ["the workbook is damaged, perhaps cut short; export it again"]
    assert snapshot.tables == {}


@pytest.mark.parametrize(
    ("content", "fault", "words"),
    [
        (b"", Fault.EMPTY_FILE, "the workbook is empty"),
        (b"id,amount\n", Fault.BROKEN_FILE, "the workbook is damaged, perhaps cut short; export it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Fault.BROKEN_FILE,
         "the workbook is protected by a password, or of the old .xls kind; save it as .xlsx"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes, fault: Fault, words: str) -> None:
    (tmp_path / "deals.xlsx").write_bytes(content)
    assert said(load(tmp_path, deals()), fault) == [words]


def test_an_archive_that_is_no_workbook_is_broken(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "deals.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert seen(load(tmp_path, deals()), Fault.BROKEN_FILE)


def test_an_empty_workbook_is_an_empty_file(tmp_path: Path) -> None:
    write(tmp_path / "deals.xlsx", {})
    assert said(load(tmp_path, deals()), Fault.EMPTY_FILE) == ["the workbook is empty"]


def test_a_bomb_is_not_unpacked_whatever_it_says_of_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_UNPACKED", 1 << 20)
    path = tmp_path / "deals.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(8 << 20))
    honest = path.read_bytes()
    # the directory says that nothing is in it
    at = honest.rindex(b"PK\x01\x02") + 24
    path.write_bytes(honest[:at] + struct.pack("<L", 0) + honest[at + 4 :])
    with pytest.raises(UnreadableError, match="unpacks to more than 1 MB"):
        xlsx.READER.open(path, tmp_path)


def test_too_many_rows_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    write(tmp_path / "deals.xlsx", HEADER | {(row, 0): f"D{row}" for row in range(1, 9)})
    assert said(load(tmp_path, deals()), Fault.BROKEN_FILE) == ["the sheet has more than 3 rows; export it as CSV"]


def test_stored_and_deflated_entries_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stored", b"x" * 1000)
        archive.writestr("deflated", b"x" * 5000, zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        sizes = [xlsx._unpacked_size(file, entry, 10**6) for entry in archive.infolist()]
    assert sizes == [1000, 5000]
