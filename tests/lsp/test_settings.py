"""The editor tells what `planlang lint` tells: with its settings and its baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import call
from tests.lsp.client import Client, connected
from tests.lsp.test_server import ENCODINGS

PLAN = """plan p "🚀 Plan" { period 2026-01-01 .. 2026-12-31 }
role boss "Boss"
team all "All" { boss 王敏 }
task a "🚀" { takes 5wd }
task b "B" { takes 5wd }
"""


def found(client: Client, name: str = "p.plan") -> list[tuple[str, str, int]]:
    """What is told: the check, its text, its severity."""
    told = client.diagnostics(name)
    return [(one["code"], client.text_at(name, one["range"]), one["severity"]) for one in told]


@pytest.mark.parametrize("encoding", ENCODINGS[:2])
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", {("task-without-owner", "a", 2), ("task-without-owner", "b", 2)}),
        ('ignore = ["owners"]', set()),
        ('select = ["task-without-length"]', set()),
        ('[lint.per-file-ignores]\n"p.plan" = ["task-*"]', set()),
        (
            '[lint.per-file-ignores]\n"q.plan" = ["task-*"]',
            {("task-without-owner", "a", 2), ("task-without-owner", "b", 2)},
        ),
        (
            '[lint.rules.task-without-owner]\nseverity = "note"',
            {("task-without-owner", "a", 3), ("task-without-owner", "b", 3)},
        ),
        ('exclude = ["p.plan"]', set()),
    ],
)
def test_settings_hold_in_the_editor(
    tmp_path: Path, encoding: str, settings: str, told: set[tuple[str, str, int]]
) -> None:
    (tmp_path / "planlang.toml").write_text(f"[lint]\n{settings}\n", encoding="utf-8")
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN)
        assert {one for one in found(client) if one[0].startswith("task-")} == told
        client.edit("p.plan", "takes 5wd }\ntask b", "takes 5wd; after nothing }\ntask b")
        assert ("unknown-name", "nothing", 1) in found(client)


def test_settings_that_change_hold_at_once(tmp_path: Path) -> None:
    settings = tmp_path / "planlang.toml"
    settings.write_text('[lint]\nignore = ["all"]\n', encoding="utf-8")
    with connected(tmp_path) as client:
        client.open("p.plan", PLAN)
        assert found(client) == []
        settings.write_text("[lint]\n", encoding="utf-8")
        client.published.clear()
        client.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": settings.as_uri(), "type": 2}]})
        assert len(found(client)) == 2
        settings.write_text("[lint\n", encoding="utf-8")
        client.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": settings.as_uri(), "type": 2}]})
        client.edit("p.plan", "task b", "task bb")
        assert len(found(client)) == 2


def test_what_a_baseline_knows_is_a_hint(tmp_path: Path) -> None:
    (tmp_path / "planlang.toml").write_text('[lint]\nbaseline = "known.json"\n', encoding="utf-8")
    (tmp_path / "p.plan").write_text(PLAN.replace('task b "B" { takes 5wd }\n', ""), encoding="utf-8")
    call("lint", "p.plan", "--update-baseline", cwd=tmp_path)
    assert (tmp_path / "known.json").exists()
    with connected(tmp_path) as client:
        client.open("p.plan", "# moved\n" + PLAN)
        assert found(client) == [("task-without-owner", "a", 4), ("task-without-owner", "b", 2)]
        hint: dict[str, Any] = client.diagnostics("p.plan")[0]
        assert hint["message"].endswith("known before, says the baseline")
        asked = client.about("p.plan", range=hint["range"], context={"diagnostics": [hint]})
        actions = client.ask("textDocument/codeAction", asked)
        assert [one["diagnostics"] for one in actions if one["title"].startswith("ignore")] == [[hint]]
