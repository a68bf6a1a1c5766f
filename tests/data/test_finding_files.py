"""Patterns find the files of a source, and never one outside of the data folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from planlang.data.files import find_files
from planlang.data.snapshot import Fault
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
    (tmp_path / "folder.csv").mkdir()
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


def test_a_link_out_of_the_folder_is_passed_over(tmp_path: Path) -> None:
    touch(tmp_path, "secret/s.csv", "plan/a.csv", "plan/real/r.csv")
    os.symlink(tmp_path / "secret/s.csv", tmp_path / "plan/link.csv")
    os.symlink(tmp_path / "secret", tmp_path / "plan/folder")
    os.symlink(tmp_path / "plan/real/r.csv", tmp_path / "plan/inside.csv")
    assert names(tmp_path / "plan", "*.csv", "folder/*.csv", "**/*.csv") == ["a.csv", "inside.csv", "real/r.csv"]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert names(tmp_path, "*.csv") == []


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
