"""Sources are an input: the same plan says the same, wherever its texts come from, and is parsed once a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.diagnostics.text import Message
from planlang.workspace.errors import UnreadableFileError
from planlang.workspace.files import DiskLoader
from planlang.workspace.sources import Memory, Sources, Texts, Unsaved
from planlang.workspace.workspace import Opened, open_from, open_plan

MAIN = """plan p "P" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
use "parts/team.plan"
use sales.team
task one { takes 3wd; owner 李强 }
"""
TEAM = 'team north "North" { lead 李强 }\nuse "more.plan"\n'
MORE = "task two { takes 2wd; after onee }\n"
TEXTS = {"main.plan": MAIN, "parts/team.plan": TEAM, "parts/more.plan": MORE}


def on_disk(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def said(opened: Opened) -> list[tuple[str, str, str]]:
    return [(one.span.place(), one.name, one.message.render()) for one in opened.diagnostics]


def test_a_plan_says_the_same_from_disk_from_buffers_and_from_memory(tmp_path: Path) -> None:
    folder = on_disk(tmp_path / "whole", TEXTS)
    expected = said(open_plan(folder / "main.plan"))
    assert ("parts/more.plan:1:29", "unknown-name") in [(place, name) for place, name, _ in expected]
    old = on_disk(tmp_path / "old", {**TEXTS, "main.plan": "", "parts/more.plan": "task other { takes 1wd }\n"})
    buffers = {name: TEXTS[name] for name in ("main.plan", "parts/more.plan")}
    ways: list[Texts] = [DiskLoader(folder.resolve()), Unsaved(buffers, DiskLoader(old.resolve())), Memory(TEXTS)]
    for texts in ways:
        assert said(open_from(Sources(texts), "main.plan")) == expected


def test_a_buffer_need_not_be_a_file_yet_and_never_lies_outside(tmp_path: Path) -> None:
    loader = Unsaved({"new.plan": MORE, "../out.plan": MORE}, DiskLoader(tmp_path.resolve()))
    found = loader.file("../new.plan", "parts/team.plan")
    assert not isinstance(found, Message)
    assert (found.path, found.text) == ("new.plan", MORE)
    outside = loader.file("../out.plan", "main.plan")
    assert isinstance(outside, Message)
    assert outside.text.key == "files.outside"


@pytest.mark.parametrize(("path", "used_in", "found"), [("b.plan", "a/m.plan", "a/b.plan"), ("../b", "a/m.plan", "b")])
def test_paths_in_memory_are_relative_to_the_file_that_uses_them(path: str, used_in: str, found: str) -> None:
    source = Memory({found: "x"}).file(path, used_in)
    assert not isinstance(source, Message)
    assert source.path == found


@pytest.mark.parametrize("path", ["../b.plan", "/etc/passwd", "a/../../b.plan", "..\\b.plan"])
def test_a_path_in_memory_never_leads_outside(path: str) -> None:
    found = Memory({"b.plan": "", "../b.plan": ""}).file(path, "m.plan")
    assert isinstance(found, Message)
    assert found.text.key == "files.outside"


def test_a_file_is_parsed_again_only_when_its_text_is_another() -> None:
    texts = dict(TEXTS)
    sources = Sources(Memory(texts))
    before = open_from(sources, "main.plan")
    texts["parts/more.plan"] = MORE.replace("onee", "one")
    after = open_from(sources, "main.plan")
    modules = {module.source.path: module for module in after.modules}
    same = {one.source.path: one is modules[one.source.path] for one in before.modules}
    assert same.pop("parts/more.plan") is False
    assert len(same) == 3
    assert all(same.values())
    assert "unknown-name" in [one.name for one in before.diagnostics]
    assert "unknown-name" not in [one.name for one in after.diagnostics]


def test_texts_that_are_edited_say_what_they_say_when_they_are_opened() -> None:
    texts = dict(TEXTS)
    sources = Sources(Memory(texts), edited=True)
    for name, old, new in [
        ("parts/more.plan", "onee", "one"),
        ("main.plan", "takes 3wd", "takes 30wd"),
        ("main.plan", "takes 30wd; ", ""),
        ("parts/team.plan", "李强", "王敏"),
    ]:
        assert said(open_from(sources, "main.plan")) == said(open_from(Sources(Memory(texts)), "main.plan"))
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new)
    opened = open_from(sources, "main.plan")
    assert said(opened) == said(open_from(Sources(Memory(texts)), "main.plan"))
    assert "task-without-length" in [one.name for one in opened.diagnostics]


def test_a_main_file_that_is_missing_is_told() -> None:
    with pytest.raises(UnreadableFileError, match=r"there is no file no\.plan"):
        open_from(Sources(Memory({})), "no.plan")
