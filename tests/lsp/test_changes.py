"""Names changed and findings mended through an editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Client, RefusedByServerError, connected
from tests.lsp.test_server import ENCODINGS, SMALL
from tests.workspace.plans import TEXTS

pytestmark = pytest.mark.parametrize("encoding", ENCODINGS)


def applied(client: Client, change: dict[str, Any]) -> None:
    for one in change["documentChanges"]:
        name = client.name(one["textDocument"]["uri"])
        if name in client.versions:
            assert one["textDocument"]["version"] == client.versions[name]
            client.replace(name, client.edited(name, one["edits"]))
        else:
            assert one["textDocument"]["version"] is None
            client.texts[name] = client.edited(name, one["edits"])


def test_a_name_changes_in_open_and_other_files(tmp_path: Path, encoding: str) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with connected(tmp_path, encoding) as client:
        client.texts |= TEXTS
        client.open("main.plan")
        at = client.at("main.plan", "metric decid|ed")
        assert client.ask("textDocument/prepareRename", at)["placeholder"] == "decided"
        change = client.ask("textDocument/rename", {**at, "newName": "settled"})
        assert {client.name(one["textDocument"]["uri"]) for one in change["documentChanges"]} == {
            "main.plan",
            "regions.plan",
        }
        applied(client, change)
        assert all("decided" not in client.texts[name].replace("Decided", "") for name in ("main.plan", "regions.plan"))
        (tmp_path / "regions.plan").write_text(client.texts["regions.plan"], encoding="utf-8")
        client.tell("workspace/didChangeWatchedFiles", {"changes": []})
        client.edit("main.plan", "< 3 for 2 weeks", "< 4 for 2 weeks")
        assert [one for one in client.diagnostics("main.plan") if one["severity"] == 1] == []


def test_what_is_refused_says_why(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", SMALL)
        with pytest.raises(RefusedByServerError, match="is a word of the language"):
            client.ask("textDocument/rename", client.at("p.plan", "metric sig|ned", newName="where"))
        with pytest.raises(RefusedByServerError, match="no name here"):
            client.ask("textDocument/prepareRename", client.at("p.plan", "per|iod"))


def actions(client: Client, marked: str, **context: Any) -> list[dict[str, Any]]:
    at = client.at("p.plan", marked)
    where = {"start": at["position"], "end": at["position"]}
    params = {"textDocument": at["textDocument"], "range": where, "context": {"diagnostics": [], **context}}
    return list(client.ask("textDocument/codeAction", params))


def test_a_finding_is_mended(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", SMALL.replace("goal revenue", "gaol revenue"))
        found = [one for one in actions(client, "ga|ol revenue") if one["kind"] == "quickfix"]
        assert found[0]["diagnostics"][0]["code"] == "misspelt-word"
        applied(client, found[0]["edit"])
        assert client.texts["p.plan"] == SMALL
        assert "misspelt-word" not in [one["code"] for one in client.diagnostics("p.plan")]


def test_a_warning_is_ignored_with_a_reason(tmp_path: Path, encoding: str) -> None:
    text = (
        SMALL.replace("owner nobody", "owner 王敏") + 'role boss "🚀"\nteam all { boss 王敏 }\ntask t { takes 1wd }\n'
    )
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", text)
        client.diagnostics("p.plan")
        (found,) = [one for one in actions(client, "task |t") if "task-without-owner" in one["title"]]
        applied(client, found["edit"])
        assert "\n# planlang: ignore[task-without-owner] reason\ntask t" in client.texts["p.plan"]
        assert "task-without-owner" not in [one["code"] for one in client.diagnostics("p.plan")]


def test_all_that_is_safe_is_mended_at_once(tmp_path: Path, encoding: str) -> None:
    text = "# planlang: ignore[no-such-thing] x\n" + SMALL.replace("owner nobody }", "owner 王敏 ｝").replace(
        " }\n", " ｝\n", 1
    )
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", text)
        safe = actions(client, "# plan|lang", only=["source.fixAll"])
        assert [one["kind"] for one in safe] == ["source.fixAll.planlang"]
        before = len(client.diagnostics("p.plan"))
        for one in safe:
            applied(client, one["edit"])
            assert len(client.diagnostics("p.plan")) < before


def test_what_is_missing_is_declared(tmp_path: Path, encoding: str) -> None:
    text = SMALL + "metric visits = count(calls)\ntask t { takes 1wd; after 开工 }\n"
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", text)
        (source,) = [one for one in actions(client, "count(cal|ls)") if "declare source" in one["title"]]
        applied(client, source["edit"])
        assert '= count(calls)\n\nsource calls "calls" {\n  read "calls-*.csv"' in client.texts["p.plan"]
        (task,) = [one for one in actions(client, "after 开|工") if "declare task" in one["title"]]
        applied(client, task["edit"])
        assert [one["code"] for one in client.diagnostics("p.plan") if one["code"] == "unknown-name"] == []


def test_a_figure_gets_a_name(tmp_path: Path, encoding: str) -> None:
    text = SMALL + 'alert 🚀 "🚀" { when signed * 2 this week < 3 CNY }\n'.replace("alert 🚀", "alert low")
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", text)
        start = client.at("p.plan", '"🚀" { when |signed')["position"]
        end = client.at("p.plan", "when signed * 2| this")["position"]
        params = client.about(
            "p.plan", range={"start": start, "end": end}, context={"diagnostics": [], "only": ["refactor"]}
        )
        (action,) = client.ask("textDocument/codeAction", params)
        applied(client, action["edit"])
        assert client.texts["p.plan"] == text.replace(
            "alert low", "metric new_metric = signed * 2\n\nalert low"
        ).replace("when signed * 2 this", "when new_metric this")
        whole = {"start": {"line": 0, "character": 0}, "end": end}
        asked = client.about("p.plan", range=whole, context={"diagnostics": [], "only": ["refactor"]})
        assert client.ask("textDocument/codeAction", asked) == []


def test_an_unknown_name_is_shown_wherever_it_is_used_and_mended_everywhere_at_once(
    tmp_path: Path, encoding: str
) -> None:
    line = 'alert low "🚀" { when signed this week < 3 CNY; notify nobody }\n'
    text = (SMALL + line).replace("measure signed", "measure sined").replace("when signed", "when sined")
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", text)
        found = [one for one in client.diagnostics("p.plan") if one["code"] == "unknown-name"]
        assert [client.text_at("p.plan", one["range"]) for one in found] == ["sined", "sined"]
        assert [one["range"]["start"]["line"] for one in found] == [5, 6]
        for one in found:
            asked = client.about("p.plan", range=one["range"], context={"diagnostics": [one]})
            offers = client.ask("textDocument/codeAction", asked)
            (mended,) = (action for action in offers if action["title"] == "write `signed`")
            assert mended["diagnostics"] == [one]
            (edits,) = mended["edit"]["documentChanges"]
            assert client.edited("p.plan", edits["edits"]) == SMALL + line
        people = [one for one in client.diagnostics("p.plan") if one["code"] == "unknown-person"]
        assert [client.text_at("p.plan", one["range"]) for one in people] == ["nobody", "nobody"]
