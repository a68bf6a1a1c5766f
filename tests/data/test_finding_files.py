"""Patterns find the files of a source, and never one outside of the data folder."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from planlang.data.files.files import find_files
from planlang.data.loaded.snapshot import Fault
from planlang.values.periods import Grid
from tests.data.made import KEYED, load, rows, said, source


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("id\nD1\n", encoding="utf-8")


def names(root: Path, *patterns: str, base: str = "", data_dir: Path | None = None) -> Sequence[str]:
    return [file.name for file in find_files(patterns, base, root, data_dir, Grid())[0]]


def test_files_come_by_name_each_once(tmp_path: Path) -> None:
    touch(tmp_path, "data/b.csv", "data/a.csv", "data/c.xlsx", "other/d.csv")
    assert names(tmp_path, "data/*.csv", "data/a*", "data/*.xlsx") == ["data/a.csv", "data/b.csv", "data/c.xlsx"]


def test_patterns_are_relative_to_the_folder_of_their_file(tmp_path: Path) -> None:
    touch(tmp_path, "plans/north/data/a.csv")
    assert names(tmp_path, "data/*.csv", base="plans/north") == ["plans/north/data/a.csv"]


def test_two_stars_stand_for_any_folders(tmp_path: Path) -> None:
    touch(tmp_path, "a.csv", "x/b.csv", "x/y/c.csv", ".hidden/d.csv")
    assert names(tmp_path, "**/*.csv") == ["a.csv", "x/b.csv", "x/y/c.csv"]


def test_another_data_folder_is_searched_by_the_pattern_and_by_its_last_part(tmp_path: Path) -> None:
    touch(tmp_path, "plan/data/a.csv", "flat/b.csv", "deep/data/c.csv")
    assert names(tmp_path / "plan", "data/*.csv", data_dir=tmp_path / "flat") == ["b.csv"]
    assert names(tmp_path / "plan", "data/*.csv", data_dir=tmp_path / "deep") == ["data/c.csv"]
    assert names(tmp_path / "plan", "data/*.csv", data_dir=tmp_path / "nowhere") == []


def test_hidden_and_lock_files_do_not_match(tmp_path: Path) -> None:
    touch(tmp_path, "a.csv", ".b.csv", "~$c.xlsx", "d.xlsx")
    assert names(tmp_path, "*") == ["a.csv", "d.xlsx"]


@pytest.mark.parametrize(
    "pattern", ["../secret.csv", "data/../../secret.csv", "/etc/passwd", "C:\\x.csv", "..\\secret.csv"]
)
def test_a_pattern_that_leaves_the_folder_is_refused(tmp_path: Path, pattern: str) -> None:
    touch(tmp_path, "secret.csv", "plan/data/a.csv")
    found, refused = find_files([pattern, "data/*.csv"], "", tmp_path / "plan", None, Grid())
    assert ([file.name for file in found], refused) == (["data/a.csv"], (pattern,))


def test_a_refused_pattern_is_reported(tmp_path: Path) -> None:
    touch(tmp_path, "secret.csv")
    snapshot = load(tmp_path / "plan", source("deals", "../secret.csv", KEYED, ["id: text"]))
    assert said(snapshot, Fault.NOT_LOADED) == [
        'the pattern "../secret.csv" leads out of the data folder; nothing is read',
        'no file matches "../secret.csv"',
    ]
    assert snapshot.tables == {}


def test_a_link_out_of_the_folder_is_named_and_not_followed(tmp_path: Path) -> None:
    touch(tmp_path, "secret/s.csv", "plan/a.csv", "plan/real/r.csv")
    os.symlink(tmp_path / "secret/s.csv", tmp_path / "plan/link.csv")
    os.symlink(tmp_path / "secret", tmp_path / "plan/folder")
    os.symlink(tmp_path / "plan/real/r.csv", tmp_path / "plan/inside.csv")
    assert names(tmp_path / "plan", "*.csv", "folder/*.csv", "**/*.csv") == [
        "a.csv", "inside.csv", "link.csv", "real/r.csv",
    ]  # fmt: skip
    assert told(tmp_path / "plan", "link.csv") == [
        "this is a link that leads out of the data folder; it is not followed"
    ]


def test_a_pipe_is_named_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert told(tmp_path, "*.csv") == ["this is a pipe or a device, not a file; it is not opened"]


def test_a_folder_that_is_called_like_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "b").mkdir()
    assert told(tmp_path, "*") == ["this is a folder, not a file"]


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    os.symlink(tmp_path / "nowhere.csv", tmp_path / "a.csv")
    assert told(tmp_path, "a.csv") == ["this is a link to a file that is not there"]


def told(folder: Path, pattern: str) -> list[str]:
    """What stands in a folder instead of files."""
    made = source("deals", pattern, KEYED, ["id: text"], covers=(date(2026, 1, 1), date(2026, 12, 31)))
    return said(load(folder, made), Fault.BROKEN_FILE)


PAGE = "<!DOCTYPE html>\n<html><head><title> Sign in\n| CRM </title></head><body>…</body></html>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PAGE.encode(), 'this is a web page ("Sign in | CRM"), not the data; export them again'),
        (b"\xef\xbb\xbf\n<table><tr><td>1</td></tr></table>", "this is a web page, perhaps the one to sign in with; export the data again"),
        (b"%PDF-1.7\n", "this is a PDF document; export the data as CSV or .xlsx"),
        (b"\x1f\x8b\x08\x00", "this is an archive (gzip); unpack it into the data folder"),
        (b"SQLite format 3\x00", "this is a file of a database (SQLite); export the table as CSV"),
        (b'[{"id": 1}]', "this is JSON, not a table; export it as CSV or .xlsx"),
        (b'{\n "id": 1}', "this is JSON, not a table; export it as CSV or .xlsx"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
         "this is a spreadsheet in the XML of 2003; save it as .xlsx or CSV"),
        (b'<?xml version="1.0"?><deals/>', "this is XML, not a table; export it as CSV or .xlsx"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["deals.csv", "deals.xls", "deals.xlsx"])
def test_what_stands_for_an_export_is_named(tmp_path: Path, content: bytes, words: str, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert told(tmp_path, "deals.*") == [words]


def test_an_archive_in_the_place_of_an_export_is_named(tmp_path: Path) -> None:
    for name, inside in {"a.csv": "deals.csv", "b.csv": "word/document.xml"}.items():
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(inside, "x")
    assert told(tmp_path, "*.csv") == [
        "this is an archive (zip); unpack it into the data folder",
        "this is a Word document; export the data as CSV or .xlsx",
    ]


@pytest.mark.parametrize(
    "name", ["deals [1].csv", "deals{a}.csv", "it's.csv", 'say "hi".csv', "a=b/deals.csv", "100%.csv", "商机 导出.csv"]
)
def test_odd_names_are_read(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name, "deals 1.csv")
    (tmp_path / name).write_text("id,n\nD2,5\n", encoding="utf-8")
    pattern = name.replace("[", "?").replace("]", "?")
    snapshot = load(
        tmp_path,
        source("deals", pattern, KEYED, ["id: text", "n: number"], covers=(date(2026, 1, 1), date(2026, 12, 31))),
    )
    assert [file.file for file in snapshot.loads] == [name]
    assert [key for key, _ in rows(snapshot, "deals")] == ["D2"]
    assert snapshot.notes == ()


def test_composed_and_decomposed_names_are_the_same(tmp_path: Path) -> None:
    touch(tmp_path, "cafe\u0301.csv")
    assert names(tmp_path, "caf\u00e9.csv") == ["cafe\u0301.csv"]
