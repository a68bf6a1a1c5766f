"""What a cell says is matched with what the plan says: one form for both, and near misses are told."""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from attrs import evolve

from planlang.data.loaded.snapshot import Fault
from planlang.data.misspelt import ALIKE, Spellings
from planlang.data.notes import outcome_of
from planlang.data.resemblance import People
from planlang.diagnostics.suggest import ranked
from planlang.semantics.model import Stage, StagePhase
from tests.data.made import KEYED, SALES, load, rows, said, seen, source

COLUMNS = ["id: text", "owner: person?", "stage: stage?", "kind: text?"]


def written(folder: Path, *lines: str) -> None:
    (folder / "d.csv").write_text("id,owner,stage,kind\n" + "\n".join(lines) + "\n", encoding="utf-8")


def test_texts_have_one_form(tmp_path: Path) -> None:
    written(tmp_path, "1,Mu\u0308ller,,Ｖｉｓｉｔ　", "2,Müller　,,Visit")
    snapshot = load(tmp_path, source("d", "d.csv", KEYED, COLUMNS), members=["Müller"])
    assert [row[1:] for row in rows(snapshot, "d")] == [("Müller", None, "Visit")] * 2
    assert seen(snapshot, Fault.UNKNOWN_PERSON) == []


def test_a_stage_has_synonyms(tmp_path: Path) -> None:
    stages = (
        *SALES.stages[:2],
        evolve(SALES.stages[2], synonyms=("Closed Won",)),
        evolve(SALES.stages[3], synonyms=("丢单", "Closed Lost")),
    )
    written(tmp_path, "1,,丢单,", "2,,closed won,", "3,,Closed Lost,")
    snapshot = load(tmp_path, source("d", "d.csv", KEYED, COLUMNS), process=evolve(SALES, stages=stages))
    assert [row[2] for row in rows(snapshot, "d")] == ["lost", "won", "lost"]


@pytest.mark.parametrize(
    ("cell", "near"),
    [
        ("丢单", "lost"),
        ("Closed Won", "won"),
        ("propsal", "proposal"),
        ("成交", "won"),
        ("未成交", "lost"),
        ("x", None),
        ("方", None),
    ],
)
def test_a_suggested_stage_has_the_same_outcome(tmp_path: Path, cell: str, near: str | None) -> None:
    written(tmp_path, f"1,,{cell},", "2,,lead,")
    snapshot = load(tmp_path, source("d", "d.csv", KEYED, COLUMNS))
    [message] = said(snapshot, Fault.UNKNOWN_STAGE)
    assert (f'is it "{near}"?' in message) if near else ("is it" not in message)


def test_outcomes_are_words_of_many_languages() -> None:
    assert [outcome_of(word) for word in ("verloren", "Gagné", "已签约", "Proposal")] == [
        StagePhase.LOST, StagePhase.WON, StagePhase.WON, None,
    ]  # fmt: skip
    assert isinstance(SALES.stages[0], Stage)


def test_keys_that_lost_digits_are_told(tmp_path: Path) -> None:
    written(tmp_path, "4.68769E+17,,lead,", "4.68770E+17,,lead,")
    snapshot = load(tmp_path, source("d", "d.csv", KEYED, COLUMNS))
    assert said(snapshot, Fault.LOST_DIGITS) == [
        '"id": a spreadsheet has cut digits off 2 keys such as "4.68769E+17", so different records may look like one;'
        " export this column as text"
    ]


@pytest.mark.parametrize(
    ("cell", "near"),
    [
        ("Ann (on leave)", ("Ann Lee",)),
        ("Lee (former employee)", ("Ann Lee", "Chris Lee")),
        ("A. Lee", ("Ann Lee",)),
        ("Lee C.", ("Chris Lee",)),
        ("D. Lee", ()),
        ("A. C.", ()),
        ("Front office (closed)", ()),
    ],
)
def test_a_name_cut_short_may_be_somebody(cell: str, near: tuple[str, ...]) -> None:
    people = People(["Ann Lee", "Chris Lee", "Bob Ray"])
    assert (people.meant(cell), people.near(cell)) == (None, near)


def test_blanks_inside_a_chinese_name_make_no_difference(tmp_path: Path) -> None:
    written(tmp_path, "1,张　丽,,", "2,韩 梅梅,,", "3,李 四 五,,")
    snapshot = load(tmp_path, source("d", "d.csv", KEYED, COLUMNS), members=["张丽", "韩梅梅"])
    assert [row[1] for row in rows(snapshot, "d")] == ["张丽", "韩梅梅", "李 四 五"]
    assert said(snapshot, Fault.UNKNOWN_PERSON) == ['"李 四 五" is not on the roster']


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("司徒丽丽", ()),
        ("司马丽莉", ("司马丽丽",)),
        ("김민주", ("김민수",)),
        ("이민수", ()),
        ("华东王芳", ("王芳",)),
        ("Meier, Katarina", ("Katharina Meier",)),
        ("Kahtarina Meier", ("Katharina Meier",)),
        ("Zachary Quinn", ()),
    ],
)
def test_a_misspelling_keeps_the_surname_that_stands_first(text: str, near: tuple[str, ...]) -> None:
    assert People(["司马丽丽", "김민수", "王芳", "Katharina Meier"]).near(text) == near


def test_the_names_that_are_compared_are_those_that_a_comparison_with_all_finds() -> None:
    letters = random.Random(5)
    names = sorted({"".join(letters.choice("abcde") for _ in range(letters.randint(2, 9))) for _ in range(300)})
    spellings = Spellings(names)
    for name in names:
        at = letters.randrange(len(name))
        for text in (name[:at] + name[at + 1 :], f"{name[:at]}x{name[at + 1 :]}", f"{name[:at]}x{name[at:]}"):
            near = [
                (distance, other)
                for distance, other in ranked(text, names)
                if SequenceMatcher(None, text, other).ratio() > ALIKE
            ]
            closest = tuple(other for distance, other in near if distance == near[0][0])
            assert spellings.nearest(text) == closest, text


def test_beyond_some_number_of_unknown_names_none_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planlang.data.resemblance.MOST_COMPARED", 2)
    monkeypatch.setattr("planlang.data.people.MOST_COMPARED", 2)
    written(tmp_path, "1,Aaaa,,", "2,Bbbb,,", "3,Katarina Meier,,", "4,Aaaa,,", "5,Meier,,", "6,Zzzz,,")
    snapshot = load(tmp_path, source("d", "d.csv", KEYED, COLUMNS), members=["Katharina Meier"])
    told = said(snapshot, Fault.UNKNOWN_PERSON)
    assert '"Katarina Meier" is not on the roster' in told
    assert any('is it "Katharina Meier"' in message for message in told), "part of a name is still seen"
    assert [message for message in told if message.startswith("after")] == [
        "after 2 unknown names, 2 more names were not compared with the roster for misspellings: counted as not on the roster"
    ]
