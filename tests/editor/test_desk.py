"""Which plan a file belongs to, and what is looked at to find out."""

from __future__ import annotations

from pathlib import Path

from planlang.editor.desk import Desk
from planlang.editor.files import files_below

PLAN = "plan p { period 2026-01-01 .. 2026-12-31 }\n"


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_a_part_belongs_to_the_plan_that_uses_it_through_others(tmp_path: Path) -> None:
    write(tmp_path, {"main.plan": PLAN + 'use "parts/a.plan"\n', "parts/a.plan": 'use "b.plan"\n', "parts/b.plan": ""})
    desk = Desk((tmp_path,))
    desk.put(tmp_path / "parts" / "b.plan", "task t { takes 1wd }\n")
    assert desk.main_of(tmp_path / "parts" / "b.plan") == tmp_path / "main.plan"
    view = desk.view(tmp_path / "parts" / "b.plan")
    assert view is not None
    assert view.source.path == "parts/b.plan"
    assert "task-without-owner" in [one.name for one in view.opened.diagnostics]


def test_the_plan_that_is_open_comes_before_others(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("a.plan", "b.plan"), PLAN + 'use "part.plan"\n') | {"part.plan": ""})
    desk = Desk((tmp_path,))
    part = tmp_path / "part.plan"
    desk.put(part, "")
    assert desk.main_of(part) == tmp_path / "a.plan"
    desk.put(tmp_path / "b.plan", PLAN + 'use "part.plan"\n')
    assert desk.main_of(part) == tmp_path / "b.plan"
    desk.put(tmp_path / "b.plan", PLAN)
    assert desk.main_of(part) == tmp_path / "a.plan"


def test_a_file_that_nothing_uses_is_looked_at_by_itself(tmp_path: Path) -> None:
    write(tmp_path, {"main.plan": PLAN + '# use "part.plan"\n', "part.plan": "task t { takes 1wd }\n"})
    desk = Desk((tmp_path,))
    part = tmp_path / "part.plan"
    desk.put(part, "task t { takes 1wd }\n")
    view = desk.view(part)
    assert view is not None
    assert view.main == part
    assert [one.name for one in view.opened.diagnostics] == ["no-plan"]


def test_folders_that_tools_fill_are_not_looked_into(tmp_path: Path) -> None:
    write(tmp_path, {"b.plan": "", "a/x.plan": "", ".git/c.plan": "", "node_modules/d.plan": "", "a/.e.plan": ""})
    found = files_below(tmp_path, frozenset({".plan"}), 10)
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["b.plan", "a/x.plan"]
    assert len(list(files_below(tmp_path, frozenset({".plan"}), 1))) == 1
