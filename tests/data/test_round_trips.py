"""What is written comes back, in every encoding; bytes of any kind never raise; the quick way reads what the slow way
reads.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from planlang.data import loading
from planlang.data.bind import GUESSED
from planlang.data.loaded.snapshot import Snapshot
from planlang.values.texts import BLANKS, normal
from tests.data.made import KEYED, VISITS, lines, load, rows, source
from tests.laws import tries

YEAR = (date(1900, 1, 1), date(2099, 12, 31))
FAR = datetime(2099, 12, 31)
COLUMNS = ["id: text", "note: text?", "amount: money?", "day: date?", "at: instant?", "big: truth?"]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters='\n"'), max_size=12)
"""Cells as people fill them: commas, quotes, newlines, any script."""


def trimmed(word: str) -> str | None:
    """A text in the one form in which texts are compared."""
    return normal(word.strip(BLANKS)).strip(BLANKS) or None


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[object, ...]]:
    """Rows with keys of their own."""
    count = draw(st.integers(0, 8))
    return [
        (
            f"D{number}",
            draw(st.none() | WORDS.map(trimmed)),
            draw(st.none() | st.decimals(-(10**14), 10**14, places=2)),
            draw(st.none() | st.dates(date(1900, 1, 1), date(2099, 12, 30))),
            draw(st.none() | st.datetimes(datetime(1992, 1, 1), datetime(2099, 12, 30)).map(lambda at: at.replace(microsecond=0))),
            draw(st.none() | st.booleans()),
        )
        for number in range(count)
    ]  # fmt: skip


def is_chinese(content: bytes) -> bool:
    """Whether a text in GB18030 has nothing that is not ASCII but the characters of GB 2312 and those of four bytes."""
    ordinary = rb"[\xb0-\xf7][\xa1-\xfe]|[\x81-\xfe][0-9][\x81-\xfe][0-9]"
    return re.fullmatch(rb"(?:[\x00-\x7f]|%b)*" % ordinary, content) is not None


def text_of(rows: Sequence[Sequence[object]], newline: str) -> str:
    """A CSV as a careful exporter writes it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=newline)
    writer.writerow([column.split(":")[0] for column in COLUMNS])
    for row in rows:
        writer.writerow(
            ["" if cell is None else "是" if cell is True else "否" if cell is False else cell for cell in row]
        )
    return out.getvalue()


def bound(
    content: bytes, columns: Sequence[str] = COLUMNS, name: str = "deals.csv", encoding: str | None = None
) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        made = evolve(source("deals", name, KEYED, columns, covers=YEAR), encoding=encoding)
        snapshot = load(Path(folder), made, cut=FAR)
        if "deals" in snapshot.tables:
            assert lines(snapshot, "deals") == sorted(lines(snapshot, "deals"))
        return snapshot


@settings(deadline=None, max_examples=tries(60), suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.sampled_from(ENCODINGS), st.sampled_from(["\n", "\r\n"]))
@example([("D0", "\u47f4", None, None, None, None), ("D1", None, None, None, None, True)], "gb18030", "\n")
@example([("D0", "\u40b8", None, None, None, None)], "gb18030", "\n")
def test_rows_written_as_csv_come_back_equal(table: list[tuple[object, ...]], encoding: str, newline: str) -> None:
    content = text_of(table, newline).encode(encoding)
    # without a mark, text of letters that no language has may be of any encoding
    is_told = encoding == "gb18030" and not is_chinese(content)
    snapshot = bound(content, encoding=encoding if is_told else None)
    assert [note for note in snapshot.notes if note.message.text is not GUESSED] == []
    assert rows(snapshot, "deals") == [
        tuple(Decimal(cell) if isinstance(cell, Decimal) else cell for cell in row) for row in table
    ]
    assert (
        snapshot.loads[0].encoding == (encoding if table or encoding != "gb18030" else "utf-8") or encoding == "gb18030"
    )
    # each row starts where the text of its key does
    text = content.decode(encoding).replace("\r\n", "\n")
    starts = [text[: text.index(f"\n{row[0]},") + 1].count("\n") + 1 for row in table]
    assert lines(snapshot, "deals") == starts


@settings(deadline=None, max_examples=tries(80), suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200), st.sampled_from(["deals.csv", "deals.xlsx", "deals.txt"]), st.booleans())
def test_bytes_of_any_kind_never_raise(tail: bytes, name: str, with_header: bool) -> None:
    header = ",".join(column.split(":")[0] for column in COLUMNS).encode() + b"\n" if with_header else b""
    snapshot = bound(header + tail, name=name)
    assert snapshot.tables or snapshot.notes


QUOTED = ["", " ", "a", '"a"', '"', '"a\nb"', "5", "2026-05-18", "　", "x,y", '"x,y"', "是", "\t", '"=""0012"""']
BARE = ["", " ", "a", "5", "2026-05-18", "是", "ａ", "Mu\u0308", " a", "a ", "5 ", "\u2003a", "a\u00a0", "-", "NULL"]


def messy(cells: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Lines of such cells, few of them where the engine has something to read."""
    return st.lists(st.lists(st.sampled_from(cells), min_size=1, max_size=8).map(",".join), max_size=12) | st.lists(
        st.lists(st.sampled_from(cells), min_size=6, max_size=6).map(",".join), max_size=4
    )


@settings(
    deadline=None,
    max_examples=tries(50),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(messy(QUOTED) | messy(BARE), st.sampled_from(["\n", "\r\n"]))
@example(["D1,a ,5,2026-05-18,2026-05-18 09:30,是"], "\n")
@example(["D1, a,5,2026-05-18,2026-05-18 09:30,是"], "\n")
@example(["D1,a,5,2026-05-18,2026-05-18 09:30,是 "], "\n")
@example(["D1,a,5,2026-05-18,2026-05-18 09:30,是 ", "D2,a,5,2026-05-18,2026-05-18 09:30,是"], "\r\n")
@example(["D1,\u2003a,5,2026-05-18,2026-05-18 09:30,是"], "\n")
@example(["D1,ａ,5,2026-05-18,2026-05-18 09:30,是"], "\n")
@example(["D1,Mu\u0308,5,2026-05-18,2026-05-18 09:30,是"], "\n")
@example(['"=""0012""",a,5,2026-05-18,2026-05-18 09:30,是'], "\n")
def test_the_engine_reads_what_the_rewriting_reads(
    monkeypatch: pytest.MonkeyPatch, body: list[str], newline: str
) -> None:
    header = ",".join(column.split(":")[0] for column in COLUMNS)
    content = newline.join([header, *body]).encode()
    with monkeypatch.context() as patched:
        patched.setattr(loading, "SMALL", -1)
        quick = bound(content)
    with monkeypatch.context() as patched:
        patched.setattr(loading._Loading, "read_in_bulk", lambda *_: None)
        slow = bound(content)
    assert quick.notes == slow.notes
    assert quick.loads == slow.loads
    if quick.tables:
        assert rows(quick, "deals") == rows(slow, "deals")
        assert lines(quick, "deals") == lines(slow, "deals")


@settings(deadline=None, max_examples=tries(100))
@given(st.data())
def test_a_workbook_cut_or_flipped_anywhere_never_raises(workbook: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(workbook) - 1))
    if data.draw(st.booleans()):
        content = workbook[:at]
    else:
        content = workbook[:at] + bytes([workbook[at] ^ data.draw(st.integers(1, 255))]) + workbook[at + 1 :]
    snapshot = bound(content, name="deals.xlsx")
    assert snapshot.tables or snapshot.notes


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small workbook."""
    import xlsxwriter

    path = tmp_path_factory.mktemp("book") / "deals.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    page.write_row(0, 0, [column.split(":")[0] for column in COLUMNS])
    page.write_row(1, 0, ["D1", "备注", 5, "2026-05-18", "2026-05-18 09:30", "是"])
    book.close()
    return path.read_bytes()


def test_the_same_files_give_the_same_snapshot(tmp_path: Path) -> None:
    text = "id,day,who\n" + "".join(f"E{number},2026-05-{number % 28 + 1:02},p{number % 7}\n" for number in range(5000))
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")
    made = source("e", "e.csv", VISITS, ["id: text", "day: date", "who: person"], covers=YEAR)
    first, second = (load(tmp_path, made, members=["p1"]) for _ in range(2))
    assert (first.notes, first.loads, rows(first, "e")) == (second.notes, second.loads, rows(second, "e"))
