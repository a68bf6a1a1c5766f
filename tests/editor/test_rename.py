"""A name changed everywhere: the plan means the same, or it is refused and says why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from planlang.diagnostics.diagnostic import Edit, Severity
from planlang.diagnostics.text import Language, Message
from planlang.editor.changing.rename import rename, renamed_at
from planlang.editor.desk import Desk, View
from planlang.semantics.names.index import Sort
from planlang.workspace.sources import Memory, Sources
from planlang.workspace.workspace import Opened, open_from
from tests.editor.test_completion import HERE, PLAN
from tests.laws import some
from tests.workspace.plans import MORE, TEXTS


def desk_of(texts: dict[str, str]) -> Desk:
    desk = Desk((HERE,))
    for name, text in texts.items():
        desk.put(HERE / name, text)
    return desk


def view_of(desk: Desk, name: str) -> View:
    view = desk.view(HERE / name)
    assert view is not None
    return view


def after(texts: dict[str, str], edits: dict[Path, tuple[Edit, ...]]) -> dict[str, str]:
    changed = dict(texts)
    for path, those in edits.items():
        text = changed[path.name]
        for edit in reversed(those):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        changed[path.name] = text
    return changed


def renamed(marked: str, new: str, texts: dict[str, str] | None = None) -> str | dict[str, str]:
    """The plan after the name at `|` has another, or why not."""
    texts = texts or {"main.plan": PLAN}
    mark = "‸" if "‸" in marked else "|"
    bare = marked.replace(mark, "", 1)
    assert texts["main.plan"].count(bare) == 1, bare
    at = texts["main.plan"].index(bare) + marked.index(mark)
    desk = desk_of(texts)
    found = rename(desk, view_of(desk, "main.plan"), at, new)
    if isinstance(found, Message):
        return found.render(Language.EN)
    changed = after(texts, found)
    return changed["main.plan"] if len(changed) == 1 else changed


def test_all_places_of_a_name_change_and_its_other_name_stays() -> None:
    plan = PLAN + "goal g { measure signed; owner director }\nalert a { when 签约额 this week < 3 CNY }\n"
    changed = renamed("metric sig|ned", "closed", {"main.plan": plan})
    assert changed == plan.replace("metric signed", "metric closed").replace("measure signed", "measure closed")
    changed = renamed("metric signed | 签约‸额", "签下", {"main.plan": plan})
    assert changed == plan.replace("签约额", "签下")


def test_a_column_keeps_the_header_that_its_exports_have() -> None:
    changed = renamed("  amo|unt: money", "worth")
    assert changed == PLAN.replace("  amount: money", '  worth: money from "amount"').replace(
        "deals.amount", "deals.worth"
    )


def test_a_stage_keeps_the_word_that_its_exports_have() -> None:
    assert renamed('stages fi|rst "First"', "lead") == PLAN.replace(
        'stages first "First"', 'stages lead | first "First"'
    )
    plan = PLAN.replace('stages first "First"', 'stages first | 接触 "First"')
    assert renamed('stages fi‸rst | 接触 "First"', "lead", {"main.plan": plan}) == plan.replace(
        "first | 接触", "lead | 接触, first"
    )


@pytest.mark.parametrize(
    ("marked", "new", "said"),
    [
        ("peri|od 2026", "span", "there is no name here"),
        ("metric sig|ned", "where", "is a word of the language"),
        ("metric sig|ned", "9x", "is no name"),
        ("metric sig|ned", "", "is no name"),
        ("role re|p", "director", "is already taken by"),
        ("director 王|敏", "李强", "people are called in the exports"),
        ("  am|ount: money", "id", "would be meant"),
    ],
)
def test_what_cannot_be_renamed_says_why(marked: str, new: str, said: str) -> None:
    found = renamed(marked, new)
    assert isinstance(found, str)
    assert said in found


def test_a_name_of_the_library_is_not_ours() -> None:
    texts = {
        "main.plan": PLAN.replace('role rep "Rep" under director\n', "").replace(
            'role director "Director"\n', "use sales.team\n"
        )
    }
    found = renamed('team all "All" { direc|tor', "boss", texts)
    assert isinstance(found, str)
    assert "standard library" in found


def errors(opened: Opened) -> list[str]:
    return [one.name for one in opened.diagnostics if one.severity is Severity.ERROR]


def shape(opened: Opened) -> Counter[tuple[str, int]]:
    """How many names there are of each sort, with so many uses."""
    return Counter((str(one.sort), len(set(one.uses))) for one in opened.names.symbols)


@pytest.mark.parametrize("texts", [TEXTS, MORE])
def test_any_name_can_have_another_and_nothing_else_changes(texts: dict[str, str]) -> None:
    first = open_from(Sources(Memory(texts)), "main.plan")
    places = [
        (known.sort, known.declared[0].source.path, known.declared[0].start)
        for known in first.names.symbols
        if known.declared and known.declared[0].source.path in texts and known.sort is not Sort.PERSON
    ]
    desk = desk_of(texts)
    refused = 0
    for sort, path, at in some(places, 15):
        view = view_of(desk, path)
        if isinstance(renamed_at(view, at), Message):
            refused += 1
            continue
        found = rename(desk, view_of(desk, path), at, "another_name")
        assert not isinstance(found, Message), (sort, path, at, found.render())
        again = open_from(Sources(Memory(after(texts, found))), "main.plan")
        assert errors(again) == errors(first)
        assert shape(again) == shape(first), (sort, path, at)
    assert refused <= len(places) // 5
