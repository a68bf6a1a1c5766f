"""Rows in a file = rows used + set aside + left out, whatever the file looks like; counted here by whoever wrote it."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from planlang.data.loaded.rowcount import RowCount
from planlang.data.loaded.snapshot import Fault, Place, Snapshot
from tests.data.made import KEYED, VISITS, load, rows, said, source

CALLS = source("calls", "calls-2026-W20.*", VISITS, ["day: date", "who: person", "kind: text?", "size: number"])
HEADER = "day,who,kind,size\n"
ANN = "2026-05-11,Ann,Visit,1\n"
BOB = "2026-05-12,Bob,Call,2\n"


def of(folder: Path, text: str, encoding: str = "utf-8", name: str = "calls-2026-W20.csv") -> Snapshot:
    (folder / name).write_bytes(text.encode(encoding))
    return load(folder, CALLS)


def count(snapshot: Snapshot) -> RowCount:
    """What became of the rows of the one file: they add up, and the tables hold as many as it says."""
    [found] = snapshot.loads
    told = found.rows
    assert told.in_file == told.used + sum(told.set_aside.values()) + sum(told.left_out.values())
    table = snapshot.tables[found.source]
    assert len(rows(snapshot, found.source)) == told.used
    aside = snapshot.engine.run(f"SELECT reason FROM {table.aside}")["reason"].tolist() if table.aside else []
    assert {reason: aside.count(reason) for reason in aside} == told.set_aside
    noted = sum(note.rows for note in snapshot.notes if note.set_aside)
    assert noted >= told.aside, "every row set aside is noted"
    return told


RAGGED, BLANK = "ragged-row", "blank-row"


@pytest.mark.parametrize(
    ("body", "in_file", "used", "aside", "left_out"),
    [
        (ANN + BOB, 2, 2, {}, {}),
        ((ANN + BOB).rstrip("\n"), 2, 2, {}, {}),
        ("", 0, 0, {}, {}),
        ("\n" + ANN + "\n\n" + BOB + "\n", 6, 2, {}, {BLANK: 4}),
        (ANN + ",,,\n" + BOB, 3, 2, {}, {BLANK: 1}),
        (ANN + "  \n" + BOB, 3, 2, {}, {BLANK: 1}),
        (ANN + BOB + ",,,\n,,,\n", 4, 2, {}, {BLANK: 2}),
        ('2026-05-11,Ann,"first\nsecond",1\n' + BOB, 2, 2, {}, {}),
        ('2026-05-11,Ann,"first\n\nthird, ""so"" it is",1\n\n' + BOB, 3, 2, {}, {BLANK: 1}),
        (ANN + "2026-05-12,Bob,Call\n" + BOB, 3, 2, {RAGGED: 1}, {}),
        (ANN + "2026-05-12,Bob,Call,1,2\n" + BOB, 3, 2, {RAGGED: 1}, {}),
        (ANN + "never,,Call,much\n" + BOB, 3, 2, {"bad-date": 1}, {}),
        (ANN + "never,Bob,Call,1\n\n2026-05-12,,Call,1\n" + BOB, 5, 2, {"bad-date": 1, "empty-cell": 1}, {BLANK: 1}),
        # quotes that do not fit
        ('2026-05-11,Ann,5" pipe,1\n' + BOB, 2, 2, {}, {}),
        ('2026-05-11,Ann,"Vi"sit,1\n' + BOB, 2, 1, {RAGGED: 1}, {}),
        ('2026-05-11,Ann,"5" pipe",1\n' + BOB, 2, 1, {RAGGED: 1}, {}),
        ('2026-05-11,Ann,"Visit,1\n' + BOB + BOB, 3, 2, {RAGGED: 1}, {}),
        ('2026-05-11,Ann,"Visit,1\n' + BOB + '2026-05-13,Ann,"Vi"sit,3\n' + BOB, 4, 2, {RAGGED: 2}, {}),
        ('2026-05-11,Ann,"Visit,1\n2026-05-12,Bob,Visit",1\n' + BOB, 3, 1, {RAGGED: 2}, {}),
        ('2026-05-11,Ann,"Visit",1\n2026-05-12,Bob,"Vi,sit",2\n"' + BOB + BOB, 4, 3, {RAGGED: 1}, {}),
        ('2026-05-11,Ann,"Visit" ,1\n2026-05-12 , "Bob" , "Vi, sit" , 2\n' + BOB, 3, 3, {}, {}),
        ('2026-05-11,Ann,"first\nse"cond",1\n' + BOB, 3, 1, {RAGGED: 2}, {}),
        ('"2026-05-11,Ann,Visit,1"\n' + BOB, 2, 1, {RAGGED: 1}, {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_row_of_an_odd_file_is_told(
    tmp_path: Path, body: str, in_file: int, used: int, aside: dict[str, int], left_out: dict[str, int],
    newline: str, encoding: str,
) -> None:  # fmt: skip
    found = count(of(tmp_path, (HEADER + body).replace("\n", newline), encoding))
    assert (found.in_file, found.used, found.set_aside, found.left_out) == (in_file, used, aside, left_out)


def test_a_quote_in_a_header_loses_no_row(tmp_path: Path) -> None:
    text = 'day,who,kind,"24" screen,size\n' + "".join(row.replace(",1", ",x,1") for row in (ANN, ANN, ANN))
    snapshot = of(tmp_path, text)
    assert (count(snapshot).used, snapshot.notes) == (3, ())


def test_a_row_with_three_wrong_cells_is_one_row(tmp_path: Path) -> None:
    snapshot = of(tmp_path, HEADER + ANN + "never,,Call,much\n")
    assert (count(snapshot).aside, len(snapshot.notes)) == (1, 3)


def test_a_quote_that_swallowed_a_row_is_told_with_its_lines(tmp_path: Path) -> None:
    snapshot = of(tmp_path, HEADER + '2026-05-11,Ann,"Visit,1\n2026-05-12,Bob,Visit",1\n' + BOB)
    assert said(snapshot, Fault.RAGGED_ROW) == ["lines 2 to 3 were read as one row because of a quote; is one missing?"]
    assert snapshot.notes[0].rows == 2


def test_a_swallowed_row_is_seen_in_any_column(tmp_path: Path) -> None:
    (tmp_path / "calls-2026-W20.csv").write_text(
        HEADER + '2026-05-11,Ann,"Visit,1\n2026-05-12,Bob,Visit",1\n' + BOB, encoding="utf-8"
    )
    snapshot = load(tmp_path, CALLS)
    assert (count(snapshot).used, count(snapshot).aside) == (1, 2)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\x1c\x1d\x1e\x85\u2028\u2029"), max_size=8)
ROW = st.tuples(st.just("2026-05-11"), st.just("Ann"), CELL, st.just("1"))


@given(found=st.lists(ROW, max_size=8), blanks=st.lists(st.integers(0, 8), max_size=4), quoting=st.sampled_from([0, 1]))
@example(found=[("2026-05-11", "Ann", 'a"\n\n"b', "1")], blanks=[0, 1], quoting=1)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_that_anybody_writes_come_out_again(
    tmp_path: Path, found: list[tuple[str, str, str, str]], blanks: list[int], quoting: int
) -> None:
    parts = []
    for row in found:
        text = io.StringIO()
        csv.writer(text, quoting=quoting, lineterminator="\n").writerow(row)
        parts.append(text.getvalue())
    empty = [place for place in blanks if place <= len(parts)]
    for place in sorted(empty, reverse=True):
        parts.insert(place, "\n")
    told = count(of(tmp_path, HEADER + "".join(parts)))
    assert (told.in_file, told.used, told.aside) == (len(found) + len(empty), len(found), 0)


@given(
    kinds=st.lists(
        st.sampled_from(["Visit", '"Visit"', '"a, b"', '""', '"say ""so"""', '5" pipe', "", "é"]), max_size=9
    ),
    line=st.integers(0, 8),
    place=st.integers(0, 30),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_stray_quote_costs_at_most_the_rows_that_it_touches(
    tmp_path: Path, kinds: list[str], line: int, place: int
) -> None:
    lines = [f"2026-05-{11 + index % 7},Ann,{kind},1" for index, kind in enumerate(kinds)]
    if lines:
        line %= len(lines)
        place %= len(lines[line]) + 1
        lines[line] = lines[line][:place] + '"' + lines[line][place:]
    told = count(of(tmp_path, HEADER + "".join(f"{text}\n" for text in lines)))
    assert told.in_file == len(lines), "each line is a row"
    assert told.aside <= 2


def test_repeats_blanks_and_rows_after_the_cut_are_left_out(tmp_path: Path) -> None:
    deals = source("deals", "deals-*.csv", KEYED, ["id: text", "size: number"])
    (tmp_path / "deals-2026-05-18.csv").write_text("id,size\nD1,1\nD1,2\nD2,x\n\nD3,3\n", encoding="utf-8")
    (tmp_path / "deals-2026-05-25.csv").write_text("id,size\nD3,4\nD4,5\n", encoding="utf-8")
    first, second = (found.rows for found in load(tmp_path, deals).loads)
    assert first == RowCount(5, 1, {"bad-number": 1}, {"blank-row": 1, "repeated-key": 1, "superseded": 1})
    assert second == RowCount(2, 2, {}, {})


@pytest.mark.parametrize(
    ("body", "rows_in_file"),
    [
        (ANN + BOB, 2),
        ((ANN + BOB).rstrip("\n"), 2),
        ("", 0),
        (ANN + "\n\n" + BOB, 4),
        (ANN + "never,,Call,much\n" + "2026-05-12,Bob\n", 3),
        ('2026-05-11,Ann,"first\nsecond",1\n' + BOB, 2),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_rows_of_a_file_that_another_corrects_are_counted(
    tmp_path: Path, body: str, rows_in_file: int, encoding: str
) -> None:
    (tmp_path / "calls-2026-W20.csv").write_bytes((HEADER + body).encode(encoding))
    (tmp_path / "calls-2026-W20 (1).csv").write_text(HEADER + ANN, encoding="utf-8")
    made = evolve(CALLS, patterns=("calls-*.csv",))
    snapshot = load(tmp_path, made)
    [old] = snapshot.corrected
    assert (old.file, old.rows) == (
        "calls-2026-W20.csv",
        RowCount(rows_in_file, 0, {}, {"corrected-file": rows_in_file} if rows_in_file else {}),
    )
    assert [found.file for found in snapshot.loads] == ["calls-2026-W20 (1).csv"]
    assert len(rows(snapshot, "calls")) == 1


def test_a_corrected_file_that_cannot_be_opened_is_told_by_name_alone(tmp_path: Path) -> None:
    (tmp_path / "calls-2026-W20.csv").write_bytes(b"PK\x03\x04 no workbook")
    (tmp_path / "calls-2026-W20-v2.csv").write_text(HEADER + ANN, encoding="utf-8")
    snapshot = load(tmp_path, evolve(CALLS, patterns=("calls-*.csv",)))
    assert (snapshot.corrected, [note.fault for note in snapshot.notes]) == ((), [Fault.CORRECTED])


def test_events_after_the_cut_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("day,who\n2026-05-18,Ann\n2026-06-18,Ann\n2027-01-01,Bob\n", encoding="utf-8")
    [found] = load(tmp_path, source("log", "log.csv", VISITS, ["day: date", "who: person"])).loads
    assert found.rows == RowCount(3, 1, {}, {"after-cut": 2})


def test_a_file_without_a_usable_row_says_nothing_about_its_days(tmp_path: Path) -> None:
    made = source("calls", "calls-*.csv", VISITS, ["day: date", "who: person"])
    for week, body in {19: "2026-05-04,Ann\n", 20: "soon,Ann\nlater,Bob\n", 21: ""}.items():
        (tmp_path / f"calls-2026-W{week}.csv").write_text("day,who\n" + body, encoding="utf-8")
    snapshot = load(tmp_path, made)
    assert snapshot.coverage["calls"] == ((date(2026, 5, 4), date(2026, 5, 11)), (date(2026, 5, 18), date(2026, 5, 25)))
    assert said(snapshot, Fault.NOT_LOADED) == [
        "none of its 2 rows can be used: its days count as not loaded", "2026-W20 is not loaded",
    ]  # fmt: skip
    assert snapshot.notes[0].place == Place("calls-2026-W20.csv", 1, None, None)
    assert [found.rows.is_usable for found in snapshot.loads] == [True, False, True]


def test_a_header_of_ten_thousand_columns_is_read_whole(tmp_path: Path) -> None:
    wide = ",".join(f"column {number} of very many" for number in range(10_000))
    body = "".join(f"2026-05-11,Ann,Visit{',' * 10_001}{size}\n" for size in (1, 2))
    snapshot = of(tmp_path, HEADER.replace("size", wide + ",size").replace("kind,", "kind,") + body)
    assert count(snapshot).used == 2
    assert [row[3] for row in rows(snapshot, "calls")] == [1, 2]
