"""Excel workbooks: typed cells, several sheets, titles, damage, and bombs."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from attrs import evolve

from planlang.data.loaded.snapshot import Fault, Place
from planlang.data.readers import xlsx
from planlang.data.tables import extents, thinning
from planlang.data.tables.reading import UnreadableError
from tests.data.made import KEYED, VISITS, lines, load, rows, said, seen, source

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
        (b"", Fault.EMPTY_FILE, "the file is empty: not even a header"),
        (b"PK\x03\x04" + bytes(600), Fault.BROKEN_FILE, "the workbook is damaged, perhaps cut short; export it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Fault.BROKEN_FILE,
         "the workbook is damaged, perhaps cut short; export it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
         Fault.BROKEN_FILE, "the workbook is protected by a password; save it without one"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes, fault: Fault, words: str) -> None:
    (tmp_path / "deals.xlsx").write_bytes(content)
    assert said(load(tmp_path, deals()), fault) == [words]


def test_an_encrypted_document_asks_for_no_new_export(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "deals.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bytes(range(256)))
        archive.writestr(
            "META-INF/manifest.xml", "<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
        )
    words = ["the workbook is protected by a password; save it without one"]
    assert said(load(tmp_path, deals()), Fault.BROKEN_FILE) == words


def test_an_archive_that_is_no_workbook_is_broken(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "deals.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert seen(load(tmp_path, deals()), Fault.BROKEN_FILE)


def test_an_empty_workbook_is_an_empty_file(tmp_path: Path) -> None:
    write(tmp_path / "deals.xlsx", {})
    assert said(load(tmp_path, deals()), Fault.EMPTY_FILE) == ["the workbook is empty"]


def test_a_bomb_is_not_unpacked_whatever_it_says_of_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "MAX_UNPACKED", 1 << 20)
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
        sizes = [sum(map(len, thinning.unpacked(file, entry, 10**6))) for entry in archive.infolist()]
    assert sizes == [1000, 5000]


# ---------------------------------------------------------------- cells far away


def with_cells(path: Path, cells: str, name: str = "xl/worksheets/sheet1.xml") -> None:
    """A workbook of two deals, with further rows as XML behind them."""
    whole = path.with_suffix(".whole")
    write(whole, HEADER | {(1, 0): "D1", (1, 1): 5, (1, 2): date(2026, 5, 18), (2, 0): "D2", (2, 1): 7})
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in archive.namelist():
            content = archive.read(entry)
            copy.writestr(
                entry, content.replace(b"</sheetData>", cells.encode() + b"</sheetData>") if entry == name else content
            )


FAR = "XFD1048576"


@pytest.mark.parametrize(
    "cells",
    [
        f'<row r="1048576"><c r="{FAR}" t="inlineStr"><is><t> </t></is></c></row>',
        f'<row r="1048576"><c r="{FAR}" t="str"><v></v></c></row>',
        '<row r="1048576"><c r="AD1048576" t="str"><v>\u3000</v></c></row>',
        '<row r="1048576"><c t="str"><v> </v></c><c r="XFD1048576" s="0"/></row>',
        f"<row r='1048576'><c r='{FAR}' t='str'><v> </v></c></row>",
        "".join(f'<row r="{row}"><c r="ALM{row}" t="str"><v> </v></c></row>' for row in range(9000, 9100)),
    ],
)  # fmt: skip
def test_blank_cells_far_away_cost_nothing(tmp_path: Path, cells: str) -> None:
    path = tmp_path / "deals.xlsx"
    with_cells(path, cells)
    [thin] = {thinning.thinned(path, tmp_path)} - {path}
    assert thin.stat().st_size < 20_000
    snapshot = load(tmp_path, deals())
    assert snapshot.notes == ()
    assert rows(snapshot, "deals") == [
        ("D1", Decimal(5), date(2026, 5, 18), None, None), ("D2", Decimal(7), None, None, None),
    ]  # fmt: skip


def test_a_cell_far_away_that_says_something_is_named(tmp_path: Path) -> None:
    with_cells(tmp_path / "deals.xlsx", f'<row r="1048576"><c r="{FAR}" t="str"><v>x</v></c></row>')
    assert said(load(tmp_path, deals()), Fault.BROKEN_FILE) == [
        "a cell of the workbook, XFD1048576, lies far from all others: delete it, or export the sheet as CSV"
    ]


def test_an_ordinary_workbook_is_read_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "deals.xlsx", HEADER | {(row, 0): f"D{row}" for row in range(1, 99)} | {(700, 20): "note"})
    assert thinning.thinned(tmp_path / "deals.xlsx", tmp_path) == tmp_path / "deals.xlsx"


def test_the_extent_of_a_sheet_is_taken_piece_by_piece() -> None:
    xml = b'<row r="1"><c r="A1"/><c r="AB1"/></row><row r="12"><c r=\'C12\'/></row>'
    for size in range(1, 40):
        measure = extents.measure_of("xl/worksheets/sheet1.xml")
        for start in range(0, len(xml), size):
            measure.feed(xml[start : start + size])
        assert measure.extent == extents.Extent(5, 12, 28)


def test_the_extent_of_a_binary_sheet_is_that_of_its_cells() -> None:
    def record(kind: int, number: int, size: int) -> bytes:
        lengths = bytes([size & 127 | 128, size >> 7]) if size > 127 else bytes([size])
        return bytes([kind]) + lengths + struct.pack("<L", number) + bytes(size - 4)

    content = record(0, 0, 25) + record(5, 0, 16) + record(6, 2, 300) + record(0, 1_048_575, 25) + record(1, 16_383, 8)
    for size in (1, 7, 64, 4096):
        measure = extents.measure_of("xl/worksheets/sheet1.bin")
        for start in range(0, len(content) + 20, size):
            measure.feed((content + bytes(20))[start : start + size])
        assert measure.extent.is_sparse
        assert (measure.extent.row, measure.extent.column) == (1_048_576, 16_384)


ODS_HEAD = (
    b'<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
    b"<office:spreadsheet>"
)


@pytest.mark.parametrize(
    ("table", "extent"),
    [
        (b'<table:table-row><table:table-cell office:value-type="float"/></table:table-row>', (1, 1, 1)),
        (b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/>'
         b"</table:table-row>", (0, 0, 0)),
        (b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"'
         b' office:value-type="float"/></table:table-row>', (1_048_576 * 16_384, 1_048_576, 16_384)),
    ],
)  # fmt: skip
def test_repeated_cells_of_a_document_count_as_often_as_they_are_said(
    table: bytes, extent: tuple[int, int, int]
) -> None:
    measure = extents.measure_of("content.xml")
    measure.feed(ODS_HEAD + b"<table:table>" + table + b"</table:table>")
    assert measure.extent == extents.Extent(*extent)


def test_a_document_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "deals.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        rows_ = (
            b'<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell'
            b' table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row></table:table>'
        )
        archive.writestr(
            "content.xml", ODS_HEAD + rows_ + b"</office:spreadsheet></office:body></office:document-content>"
        )
    assert said(load(tmp_path, deals()), Fault.BROKEN_FILE) == [
        "a sheet of the workbook is too large (1,048,576 × 16,384 cells); export it as CSV"
    ]


def test_a_text_that_is_called_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "deals.xlsx").write_text("编号\t金额\nD1\t5\n", encoding="utf-16")
    snapshot = load(tmp_path, deals("id: text = 编号", "amount: money? = 金额"))
    assert rows(snapshot, "deals") == [("D1", Decimal(5))]


def test_a_workbook_that_is_called_a_text_is_read_as_workbook(tmp_path: Path) -> None:
    write(tmp_path / "deals.xlsx", HEADER | {(1, 0): "D1", (1, 1): 5})
    (tmp_path / "deals.xlsx").rename(tmp_path / "d.csv")
    snapshot = load(
        tmp_path, source("deals", "d.csv", KEYED, ["id: text = 编号", "amount: money? = 金额"], covers=YEAR)
    )
    assert rows(snapshot, "deals") == [("D1", Decimal(5))]


def test_a_document_of_open_office_is_read(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "<table:table-row>" + "".join(cells) + "</table:table-row>"

    def text(cell: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'

    number = '<table:table-cell office:value-type="float" office:value="7.25"><text:p>7,25</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2026-05-18"><text:p>18.05.26</text:p></table:table-cell>'
    head = ODS_HEAD.decode().replace('="o"', '="urn:oasis:names:tc:opendocument:xmlns:office:1.0"')
    head = head.replace('="t"', '="urn:oasis:names:tc:opendocument:xmlns:table:1.0"')
    head = head.replace('="x"', '="urn:oasis:names:tc:opendocument:xmlns:text:1.0"')
    table = (
        '<table:table table:name="Deals">' + row(*map(text, ("编号", "金额", "日期"))) + row(text("D1"), number, day)
    )
    tail = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>'
    with zipfile.ZipFile(tmp_path / "deals.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", head + table + tail)
    snapshot = load(tmp_path, source("deals", "deals.ods", KEYED, COLUMNS[:3], covers=YEAR))
    assert snapshot.notes == ()
    assert rows(snapshot, "deals") == [("D1", Decimal("7.25"), date(2026, 5, 18))]
    assert snapshot.loads[0].encoding == "ods"


def book(path: Path, sheets: Mapping[str, Sequence[tuple[object, ...]]]) -> None:
    """A workbook with several sheets, each with its rows."""
    written = xlsxwriter.Workbook(path)
    for name, table in sheets.items():
        page = written.add_worksheet(name)
        for number, cells in enumerate(table):
            page.write_row(number, 0, cells)
    written.close()


MONTHS: Mapping[str, Sequence[tuple[object, ...]]] = {
    "一月": [("编号", "金额"), ("D1", 1), ("D2", 2)],
    "二月": [("编号", "金额"), ("D3", 3)],
    "说明": [("导出说明",), ("商机",)],
}
TWO = ["id: text = 编号", "amount: number = 金额"]


def test_sheets_that_would_fit_too_are_named_with_their_rows(tmp_path: Path) -> None:
    book(tmp_path / "deals.xlsx", MONTHS)
    snapshot = load(tmp_path, deals(*TWO))
    assert [row[0] for row in rows(snapshot, "deals")] == ["D1", "D2"]
    assert said(snapshot, Fault.OTHER_SHEET) == [
        'only the sheet "一月" (2 rows) is read; "二月" (1 row) would fit too: write `sheets *`, or `sheets "一月", …`'
    ]


@pytest.mark.parametrize("asked", [("*",), ("一月", "二月"), ("*月",)])
def test_several_sheets_are_read(tmp_path: Path, asked: tuple[str, ...]) -> None:
    book(tmp_path / "deals.xlsx", MONTHS)
    snapshot = load(tmp_path, evolve(deals(*TWO), sheets=asked))
    assert [row[0] for row in rows(snapshot, "deals")] == ["D1", "D2", "D3"]
    assert [found.file for found in snapshot.loads] == ["deals.xlsx [一月]", "deals.xlsx [二月]"]
    assert [found.rows.used for found in snapshot.loads] == [2, 1]
    assert [place.file for place in snapshot.places("deals", [3])] == ["deals.xlsx [二月]"]
    assert said(snapshot, Fault.OTHER_SHEET) == (
        ['the sheet "说明" is not read: it has no column "编号"'] if asked == ("*",) else []
    )


def test_one_named_sheet_is_read(tmp_path: Path) -> None:
    book(tmp_path / "deals.xlsx", MONTHS)
    snapshot = load(tmp_path, evolve(deals(*TWO), sheets=("二月",)))
    assert ([row[0] for row in rows(snapshot, "deals")], snapshot.notes) == (["D3"], ())


def test_a_named_sheet_that_is_not_there_is_missed(tmp_path: Path) -> None:
    book(tmp_path / "deals.xlsx", MONTHS)
    snapshot = load(tmp_path, evolve(deals(*TWO), sheets=("一月", "三月")))
    assert said(snapshot, Fault.BROKEN_FILE) == ['there is no sheet "三月"; there are: "一月", "二月", "说明"']


def test_the_same_row_in_two_sheets_of_one_file_is_two_rows(tmp_path: Path) -> None:
    lines = [("day", "who"), ("2026-05-11", "Ann")]
    book(tmp_path / "calls-2026-W20.xlsx", {"North": lines, "South": lines})
    calls = evolve(source("calls", "calls-*.xlsx", VISITS, ["day: date", "who: person"]), sheets=("*",))
    snapshot = load(tmp_path, calls)
    assert (len(rows(snapshot, "calls")), snapshot.notes) == (2, ())
