"""A declaration that goes to another file of its plan, in every way to count columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import CAPABILITIES, Client, connected
from tests.lsp.test_server import ENCODINGS, SMALL

PART = 'role boss "🚀 Boss"\nteam all "All" { boss 王敏 }\n'
PLAN = SMALL.replace("owner nobody", "owner boss") + 'use "part.plan"\nprivate task a "🚀" { takes 5wd; owner boss }\n'
CAN_ASK = {
    **CAPABILITIES,
    "workspace": {"workspaceEdit": {"documentChanges": True, "changeAnnotationSupport": {}}},
}


def moves(client: Client, name: str, marked: str, **context: Any) -> list[dict[str, Any]]:
    place = client.at(name, marked)["position"]
    where = {"start": place, "end": place}
    asked = client.about(name, range=where, context={"diagnostics": [], **context})
    found = client.ask("textDocument/codeAction", asked)
    return [one for one in found if one["kind"] == "refactor.move"]


def applied(client: Client, edit: dict[str, Any]) -> dict[str, str]:
    return {
        client.name(one["textDocument"]["uri"]): client.edited(client.name(one["textDocument"]["uri"]), one["edits"])
        for one in edit["documentChanges"]
    }


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_declaration_goes_to_a_part_and_back(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "part.plan").write_text(PART, encoding="utf-8")
    (tmp_path / "p.plan").write_text(PLAN, encoding="utf-8")
    with connected(tmp_path, encoding, capabilities=CAN_ASK) as client:
        client.open("p.plan")
        client.texts["part.plan"] = PART
        assert moves(client, "p.plan", "metric sig|ned") == []
        (move,) = moves(client, "p.plan", "metric sig|ned", triggerKind=1)
        assert move["title"] == "move this to part.plan"
        assert [note["needsConfirmation"] for note in move["edit"]["changeAnnotations"].values()] == [True]
        after = applied(client, move["edit"])
        declared = PLAN[PLAN.index("## What") : PLAN.index("goal ")]
        assert after["p.plan"] == PLAN.replace(declared, "")
        assert after["part.plan"] == PART + "\n" + declared
        for name, text in after.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            client.open(name, text)
        assert [one for one in client.diagnostics("p.plan") if one["severity"] == 1] == []
        (back,) = moves(client, "part.plan", "metric sig|ned", only=["refactor"])
        assert "signed" not in applied(client, back["edit"])["part.plan"]


def test_what_would_not_be_known_there_stays(tmp_path: Path) -> None:
    (tmp_path / "part.plan").write_text(PART, encoding="utf-8")
    with connected(tmp_path) as client:
        client.open("p.plan", PLAN + "task b { takes 1wd; after a; owner boss }\n")
        assert moves(client, "p.plan", "task a| ", triggerKind=1) == []
        assert moves(client, "p.plan", "plan p| ", triggerKind=1) == []
        assert moves(client, "p.plan", "use| ", triggerKind=1) == []
        (move,) = moves(client, "p.plan", "task b| ", triggerKind=1)
        assert "changeAnnotations" not in move["edit"]
