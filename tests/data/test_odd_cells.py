"""Cells that could be taken for something else by many powers of ten, with the wrong sign, or for nothing."""

from __future__ import annotations

import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from attrs import evolve

from planlang.data.loaded.snapshot import Fault, Snapshot
from planlang.data.tables import uncalculated
from planlang.semantics.model import CellFormat, ColumnSpec
from planlang.values.units import MoneyIn
from tests.data.made import KEYED, column, load, rows, said, source

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MINUTES = CellFormat(unit="minutes", minutes=Fraction(1))
CRORE = CellFormat(unit="crore", power=7)


def of(folder: Path, spec: ColumnSpec, cells: list[str]) -> Snapshot:
    """A snapshot of one column beside a key."""
    text = "id,x\n" + "".join(f'D{number},"{cell}"\n' for number, cell in enumerate(cells))
    (folder / "t.csv").write_text(text, encoding="utf-8")
    return load(folder, source("t", "t.csv", KEYED, ["id: text", spec], covers=YEAR))


def values(snapshot: Snapshot) -> list[object]:
    return [row[1] for row in rows(snapshot, "t")]


def money(currency: str) -> ColumnSpec:
    return evolve(column("x: money"), unit=MoneyIn(currency))


@pytest.mark.parametrize("cell", ["30m", "45 m", "5 b", "3mn", "90 cr", "1h 30m", "18:25 min", "2d"])
@pytest.mark.parametrize("unit", ["number", "count"])
def test_a_letter_behind_a_plain_number_makes_no_millions(tmp_path: Path, cell: str, unit: str) -> None:
    snapshot = of(tmp_path, column(f"x: {unit}"), ["7", cell])
    assert values(snapshot) == [7]
    assert len(said(snapshot, Fault.BAD_NUMBER)) == 1


def test_a_length_of_time_is_answered_with_what_to_write(tmp_path: Path) -> None:
    snapshot = of(tmp_path, column("x: number"), ["1h 30m"])
    assert said(snapshot, Fault.BAD_NUMBER) == [
        '"x": "1h 30m" is a length of time; write `unit minutes` or `unit hours` behind the column'
    ]


def test_lengths_of_time_are_read_in_the_unit_of_their_column(tmp_path: Path) -> None:
    cells = ["30m", "1h 30m", "2 hours", "1.5 h", "18:30 min", "00:12:30", "25:30:00", "90", "45 s", "1小时20分"]
    told = [30, 90, 120, 90, Decimal("18.5"), Decimal("12.5"), 1530, 90, Decimal("0.75"), 80]
    snapshot = of(tmp_path, evolve(column("x: number"), format=MINUTES), cells)
    assert (values(snapshot), snapshot.notes) == (told, ())


@pytest.mark.parametrize("cell", ["1:30", "2d", "1w 2d"])
def test_a_length_that_says_no_minutes_is_asked_for(tmp_path: Path, cell: str) -> None:
    snapshot = of(tmp_path, evolve(column("x: number"), format=MINUTES), ["5m", cell])
    assert values(snapshot) == [5]
    assert said(snapshot, Fault.BAD_NUMBER) == [
        f'"x": "{cell}" does not say how many minutes it is; export the column as hours, minutes and seconds, such as 1:30:00'
    ]


@pytest.mark.parametrize("cells", [["1,23,456.00 Cr", "500.00 Dr"], ["1,000.00 Cr"], ["1,000.00 cr."], ["1,000.00 C"]])
def test_a_credit_is_no_crore(tmp_path: Path, cells: list[str]) -> None:
    snapshot = of(tmp_path, money("INR"), ["7.50", *cells])
    assert values(snapshot) == [Decimal("7.5")]
    [note] = said(snapshot, Fault.BAD_NUMBER)
    assert "credit, debit or crore" in note


def test_crore_is_read_where_the_column_is_in_crore(tmp_path: Path) -> None:
    snapshot = of(tmp_path, evolve(money("INR"), format=CRORE), ["1.25 Cr", "2"])
    assert values(snapshot) == [12_500_000, 20_000_000]
    assert values(of(tmp_path, money("INR"), ["1.25 crore", "3.5M"])) == [12_500_000, 3_500_000]


@pytest.mark.parametrize(
    ("currency", "cells", "told"),
    [
        ("CHF", ["1'234.50", "1'234.-", "CHF 1'234.-", "1'000.–", "1'000.--", "1'234.50-"], ["1234.5", "1234", "1234", "1000", "1000", "-1234.5"]),
        ("SEK", ["1 234,50", "1 234,-", "250:-", "250:--", "250-", "-250,-"], ["1234.5", "1234", "250", "250", "-250", "-250"]),
        ("TRY", ["1.234,56 TL", "-2.000,00 TL", "₺2.000,00"], ["1234.56", "-2000", "2000"]),
        ("HUF", ["40 000 Ft", "-1 500 HUF"], ["40000", "-1500"]),
    ],
)  # fmt: skip
def test_a_dash_in_the_place_of_cents_is_no_sign(
    tmp_path: Path, currency: str, cells: list[str], told: list[str]
) -> None:
    snapshot = of(tmp_path, money(currency), cells)
    assert (values(snapshot), snapshot.notes) == ([Decimal(value) for value in told], ())


@pytest.mark.parametrize("cell", ["2026.01.05.", "2026. 01. 05.", "2026. 1. 5. 9:30", "2026.1.5"])
def test_dates_may_end_with_a_point(tmp_path: Path, cell: str) -> None:
    snapshot = of(tmp_path, column("x: date"), [cell])
    assert (values(snapshot), snapshot.notes) == ([date(2026, 1, 5)], ())
    assert values(of(tmp_path, column("x: date"), ["5.1.2026.", "05.01.2026."])) == [date(2026, 1, 5)] * 2


def test_cells_that_are_kept_from_a_spreadsheet_are_read_as_meant(tmp_path: Path) -> None:
    cells = [
        '"=""0012""","=""Bob""","=""1,200.50""","=""2026-01-05"""',
        "0013,Ann,5,2026-01-06",
        "D3,Ann,'300,'2026-01-07",
        "'D4,Ann,'-3,2026-01-07",
    ]
    (tmp_path / "t.csv").write_text("\n".join(["id,who,size,day", *cells]) + "\n", encoding="utf-8")
    made = source("t", "t.csv", KEYED, ["id: text", "who: person", "size: number", "day: date"], covers=YEAR)
    snapshot = load(tmp_path, made)
    assert rows(snapshot, "t") == [
        ("0012", "Bob", Decimal("1200.5"), date(2026, 1, 5)),
        ("0013", "Ann", 5, date(2026, 1, 6)),
        ("D3", "Ann", 300, date(2026, 1, 7)),
        ("'D4", "Ann", -3, date(2026, 1, 7)),
    ]
    assert snapshot.notes == ()


FORMULAS = [("=1/0", "#DIV/0!"), ("=B99", "#REF!"), ("=NA()", "#N/A"), ('=""', ""), ("=3+4", 7)]


def book(path: Path, *, is_worked_out: bool = True) -> None:
    """A workbook with formulas, as a spreadsheet saves them or as a library does that works nothing out."""
    made = xlsxwriter.Workbook(path)
    page = made.add_worksheet()
    page.write_row(0, 0, ["id", "x", "note"])
    for row, (formula, value) in enumerate(FORMULAS, 1):
        page.write(row, 0, f"D{row}")
        page.write_formula(row, 1, formula, None, value)
    page.write_row(6, 0, ["D6", 12, 'say t="e"'])
    made.close()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b'<c r="B5">', b'<c r="B5" t="str">')
    if not is_worked_out:
        parts[name] = re.sub(rb"(<f>[^<]*</f>)<v>7</v>", rb"\1<v></v>", parts[name])
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


@pytest.mark.parametrize("chunk", [1 << 18, 7])
def test_a_formula_without_a_value_is_not_an_empty_cell(
    tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planlang.data.tables.thinning.CHUNK", chunk)
    made = source("t", "t.xlsx", KEYED, ["id: text", "x: number?", "note: text?"], covers=YEAR)
    book(tmp_path / "t.xlsx")
    snapshot = load(tmp_path, made)
    assert [row[:2] for row in rows(snapshot, "t")] == [("D3", None), ("D4", None), ("D5", 7), ("D6", 12)]
    assert said(snapshot, Fault.BAD_NUMBER) == ['"x": "#DIV/0!" is not a number (2 cells, such as "#DIV/0!", "#REF!")']
    assert rows(snapshot, "t")[-1][2] == 'say t="e"'
    book(tmp_path / "t.xlsx", is_worked_out=False)
    assert '"=3+4"' in said(load(tmp_path, made), Fault.BAD_NUMBER)[0]


def test_a_sheet_is_looked_at_across_its_pieces() -> None:
    cell = b'<row r="1"><c r="A1" s="1" t="e"><f>A2</f><v>#REF!</v></c></row>'
    for cut in range(1, len(cell)):
        look = uncalculated.look_for_uncalculated()
        assert [look(cell[:cut]), look(cell[cut:])].count(True) >= 1
        assert b"".join(uncalculated.spelled_out([cell[:cut], cell[cut:]])) == cell.replace(b't="e"', b't="str"')


def test_lengths_of_time_in_a_workbook_may_be_longer_than_a_day(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    page, form = made.add_worksheet(), made.add_format({"num_format": "[h]:mm:ss"})
    page.write_row(0, 0, ["id", "x"])
    for row, length in enumerate([timedelta(hours=25, minutes=30), timedelta(minutes=12), timedelta(days=2)], 1):
        page.write(row, 0, f"D{row}")
        page.write_datetime(row, 1, length, form)
    made.close()
    spec = evolve(column("x: number"), format=MINUTES)
    snapshot = load(tmp_path, source("t", "t.xlsx", KEYED, ["id: text", spec], covers=YEAR))
    assert (values(snapshot), snapshot.notes) == ([1530, 12, 2880], ())


def test_no_cents_are_written_with_a_stroke(tmp_path: Path) -> None:
    snapshot = of(tmp_path, money("INR"), ["Rs. 99,975/-", "₹5,000/-", "-250/-", "12/3", "1,234.50"])
    assert values(snapshot) == [99975, 5000, -250, Decimal("1234.5")]
    assert len(said(snapshot, Fault.BAD_NUMBER)) == 1


def test_a_reason_is_told_only_of_the_cells_that_have_it(tmp_path: Path) -> None:
    [credits] = said(of(tmp_path, money("INR"), ["1 CR", "2 Dr"]), Fault.BAD_NUMBER)
    [mixed] = said(of(tmp_path, money("INR"), ["1 CR", "[3]"]), Fault.BAD_NUMBER)
    [lengths] = said(of(tmp_path, column("x: number"), ["1h 30m", "abc"]), Fault.BAD_NUMBER)
    assert "credit, debit or crore" in credits
    assert mixed == '"x": "1 CR" is not an amount in INR (2 cells, such as "1 CR", "[3]")'
    assert lengths == '"x": "1h 30m" is not a number (2 cells, such as "1h 30m", "abc")'


def test_it_is_not_said_why_a_column_is_read_so_where_none_of_its_cells_is(tmp_path: Path) -> None:
    whys = [
        found.why.render()
        for cells in (["soon", "later"], ["2026-03-02", "later"])
        for found in of(tmp_path, column("x: date"), cells).formats
        if found.column == "x"
    ]
    assert whys == ["none of its cells can be read", "what can be read can be read in one way only"]
