"""A file read again after an edit says what it says when it is read for the first time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from planlang.source import Source
from planlang.syntax import nodes
from planlang.syntax.again import Readings
from planlang.syntax.parse import parse
from tests.workspace.edits import edited, same

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted(
    path
    for folder in ("examples", "stdlib", "tests/syntax/plans")
    for path in (ROOT / folder).rglob("*.plan")
    if path.stat().st_size < 40_000
)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_reads_again_as_it_reads_for_the_first_time(path: Path) -> None:
    chance = random.Random(path.name)
    kept = text = path.read_text(encoding="utf-8")
    readings = Readings()
    for _ in range(25):
        source = Source("a.plan", text)
        again, first = readings.parse(source), parse(source)
        assert same(again, first), text
        text = kept if chance.random() < 0.3 else edited(text, chance)


def _declared(readings: Readings, text: str) -> dict[str, nodes.Declaration]:
    outcome = readings.parse(Source("a.plan", text))
    return {node.head.name.text: node for node in outcome.value.declarations if not isinstance(node, nodes.Nameless)}


TEXT = "task a { takes 1wd }\n\n## of b\ntask b { takes 2wd }\ntask c { takes 3wd }\n"


def test_what_stands_outside_the_edit_is_not_read_again() -> None:
    readings = Readings()
    before = _declared(readings, TEXT)
    after = _declared(readings, "# new\n\n" + TEXT.replace("2wd", "20wd"))
    assert after["c"] is before["c"]
    assert after["b"] is not before["b"]
    assert after["c"].span.line == 7
    assert after["c"].span.text == "task c { takes 3wd }"


def test_a_mistake_in_one_declaration_leaves_the_others_as_they_are() -> None:
    readings = Readings()
    before = _declared(readings, TEXT)
    broken = readings.parse(Source("a.plan", TEXT.replace("takes 2wd", "takess 2wd x")))
    assert [one.name for one in broken.diagnostics] == ["misspelt-word"]
    assert broken.value.declarations[2] is before["c"]


def test_a_brace_that_is_missing_is_looked_for_in_the_whole_file() -> None:
    readings = Readings()
    before = _declared(readings, TEXT)
    text = TEXT.replace("2wd }", "2wd")
    assert same(readings.parse(Source("a.plan", text)), parse(Source("a.plan", text)))
    assert _declared(readings, TEXT)["c"] is before["c"]


def test_a_mistake_is_told_anew_where_the_language_of_what_stands_before_it_changes() -> None:
    readings = Readings()
    told = []
    for before in (
        "task a { takes 1wd }\ntask c { takes 1wd }\n",
        "任务 a { 工期 1工作日 }\n任务 c { 工期 1工作日 }\n",
    ):
        source = Source("a.plan", before + "task b { takes }\n")
        again = readings.parse(source)
        assert same(again, parse(source))
        told += [one.help for one in again.diagnostics]
    assert len(told) == 2
    assert told[0] != told[1]


@pytest.mark.parametrize("mark", ["#", "＃"])
def test_a_comment_belongs_to_the_declaration_below_it(mark: str) -> None:
    readings = Readings()
    text = TEXT.replace("## of b", f"{mark} of b")
    before = _declared(readings, text)
    after = _declared(readings, text.replace("of b", "of b alone"))
    assert [after[name] is before[name] for name in "abc"] == [True, False, True]


def test_a_block_ends_with_its_own_brace() -> None:
    readings = Readings()
    text = "task p {\ntask q { takes 1wd }\ntask r { takes 2wd }\n}\n" + TEXT
    before = _declared(readings, text)
    after = _declared(readings, text.replace("3wd", "4wd"))
    assert [after[name] is before[name] for name in "pabc"] == [True, True, True, False]
