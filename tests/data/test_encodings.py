"""In which encoding a file is: what the plan's people, stages and headers tell, and what is only a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.data.loaded.snapshot import Fault
from tests.data.made import VISITS, load, rows, said, source

CALLS = source("calls", "calls-*.csv", VISITS, ["day: date", "who: person", "number: count?"])


@pytest.mark.parametrize(
    ("encoding", "person", "is_known", "is_guessed"),
    [
        ("utf-8", "Müller", True, False),
        ("cp1252", "Müller", True, False),
        ("cp1250", "Łukasz Żak", True, False),
        ("gb18030", "张丽", True, False),
        ("cp1252", "Jørgen Pedersen of café crème à Besançon", False, True),
    ],
)
def test_people_of_the_plan_tell_the_encoding_and_a_guess_is_noted(
    tmp_path: Path, encoding: str, person: str, is_known: bool, is_guessed: bool
) -> None:
    text = f"day,who,number\n2026-05-13,{person},1\n2026-05-14,{person},2\n"
    (tmp_path / "calls-2026-W20.csv").write_bytes(text.encode(encoding))
    snapshot = load(tmp_path, CALLS, members=[person if is_known else "Ann"])
    assert [file.encoding for file in snapshot.files] == [encoding]
    assert {row[1] for row in rows(snapshot, "calls")} == {person}
    note = 'read as Windows-1252, as its letters suggest (1 file); if names look wrong, declare `encoding "…"`'
    assert (note in said(snapshot, Fault.ASSUMED)) is is_guessed


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("person", ["Ann", "张丽", "Müller"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_two_bytes_a_letter_are_seen_without_a_mark(tmp_path: Path, encoding: str, person: str, newline: str) -> None:
    text = f"day,who,number\n2026-05-13,{person},1\n2026-05-14,{person},2\n".replace("\n", newline)
    (tmp_path / "calls-2026-W20.csv").write_bytes(text.encode(encoding))
    snapshot = load(tmp_path, CALLS)
    assert [row[1] for row in rows(snapshot, "calls")] == [person, person]
    assert snapshot.notes == ()


def test_a_zero_byte_in_a_text_is_still_no_text(tmp_path: Path) -> None:
    (tmp_path / "calls-2026-W20.csv").write_bytes(b"day,who,number\n2026-05-13,An\0n,1\n")
    assert said(load(tmp_path, CALLS), Fault.BROKEN_FILE) == ["the file is not text: it has a zero byte in line 2"]
