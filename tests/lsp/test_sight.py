"""Colours, folds, selections, links, hints, lenses, calls, dependants: in every way to count columns."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from planlang.editor.tokens import MODIFIERS, TYPES
from tests.laws import tries
from tests.lsp.client import Client, connected
from tests.lsp.test_server import ENCODINGS, SMALL, random_change
from tests.workspace.edits import edited
from tests.workspace.plans import TEXTS

pytestmark = pytest.mark.parametrize("encoding", ENCODINGS)
PLAN = (
    SMALL
    + 'use sales.team as t # 🚀\nuse "part.plan"\ntask a "🚀" { takes 5wd }\ntask b {\n  takes 2wd\n  after a\n}\n'
)
TEAM = 'role boss "Boss"\nteam all { boss nobody }\n'


def decoded(client: Client, name: str, data: list[int]) -> list[tuple[str, str, list[str]]]:
    """Tokens by their text, colour and modifiers."""
    found = []
    line = column = 0
    for at in range(0, len(data), 5):
        lines, columns, length, kind, bits = data[at : at + 5]
        line, column = line + lines, columns if lines else column + columns
        where = {"start": {"line": line, "character": column}, "end": {"line": line, "character": column + length}}
        modifiers = [word for number, word in enumerate(MODIFIERS) if bits >> number & 1]
        found.append((client.text_at(name, where), TYPES[kind], modifiers))
    return found


def test_words_have_the_colour_of_what_they_are(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN)
        data = client.ask("textDocument/semanticTokens/full", client.about("p.plan"))["data"]
        found = decoded(client, "p.plan", data)
        for wanted in [
            ("plan", "keyword", []),
            ("p", "namespace", ["declaration"]),
            ('"Plan"', "string", []),
            ("2026-01-01", "number", []),
            ("# 🚀 两行 of comments 🚀", "comment", []),
            ("## What is signed, 🚀 all of it.", "comment", ["documentation"]),
            ("deals", "struct", ["declaration"]),
            ("金额", "property", []),
            ("sum", "function", ["defaultLibrary"]),
            ("signed", "variable", []),
            ("a", "event", []),
            ('"🚀"', "string", []),
        ]:
            assert wanted in found, wanted


def test_a_part_and_a_change_of_the_colours_are_those_of_the_whole(tmp_path: Path, encoding: str) -> None:
    chance = random.Random(7)
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN)
        told = client.ask("textDocument/semanticTokens/full", client.about("p.plan"))
        for _ in range(tries(60)):
            random_change(client, "p.plan", edited(client.texts["p.plan"], chance))
            params = client.about("p.plan", previousResultId=told["resultId"])
            change = client.ask("textDocument/semanticTokens/full/delta", params)
            data = list(told["data"])
            for one in change["edits"]:
                data[one["start"] : one["start"] + one["deleteCount"]] = one["data"]
            told = client.ask("textDocument/semanticTokens/full", client.about("p.plan"))
            assert data == told["data"]
            lines = client.texts["p.plan"].count("\n")
            where = {"start": {"line": lines // 2, "character": 0}, "end": {"line": lines // 2 + 3, "character": 0}}
            part = client.ask("textDocument/semanticTokens/range", client.about("p.plan", range=where))
            assert len(part["data"]) % 5 == 0
            whole = decoded(client, "p.plan", told["data"])
            inside = decoded(client, "p.plan", part["data"])
            assert any(whole[at : at + len(inside)] == inside for at in range(len(whole) + 1))


def test_blocks_comments_and_uses_fold(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", "# one\n# two\n" + PLAN)
        found = client.ask("textDocument/foldingRange", client.about("p.plan"))
        lines = client.texts["p.plan"].split("\n")
        assert [(lines[one["startLine"]], lines[one["endLine"]], one.get("kind")) for one in found] == [
            ("task b {", "  after a", None),
            ("# one", "# two", "comment"),
            ("use sales.team as t # 🚀", 'use "part.plan"', "imports"),
        ]


def test_a_selection_grows_from_the_word_to_the_file(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN)
        at = client.at("p.plan", "sum(deals.金|额")
        asked = client.about("p.plan", positions=[at["position"]])
        (one,) = client.ask("textDocument/selectionRange", asked)
        texts = []
        while one is not None:
            texts.append(client.text_at("p.plan", one["range"]))
            one = one.get("parent")
        assert texts[0] == "金额"
        assert "deals.金额" in texts
        assert "(deals.金额)" in texts
        assert texts[-1] == PLAN
        assert all(small in large and small != large for small, large in pairwise(texts))


def test_files_that_are_named_can_be_opened(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "part.plan").write_text("")
    for week in ("01", "02"):
        (tmp_path / f"deals-{week}.csv").write_text("")
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN)
        found = client.ask("textDocument/documentLink", client.about("p.plan"))
        named = [(client.text_at("p.plan", one["range"]), one["target"].rsplit("/", 1)[1]) for one in found]
        assert sorted(named) == [
            ('"deals-*.csv"', "deals-02.csv"),
            ('"part.plan"', "part.plan"),
            ("sales.team", "team.plan"),
        ]


def hints(client: Client, name: str) -> dict[str, str]:
    """What stands at the ends of lines, by line."""
    lines = client.texts[name].split("\n")
    where = {"start": {"line": 0, "character": 0}, "end": {"line": len(lines), "character": 0}}
    found = client.ask("textDocument/inlayHint", client.about(name, range=where))
    told = {}
    for one in found:
        line = lines[one["position"]["line"]]
        assert one["position"]["character"] == client.size(line)
        told[line] = one["label"]
    return told


def test_tasks_say_when_they_are_and_not_on_the_line_being_written(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN.replace('use "part.plan"\n', "").replace("owner nobody", "owner boss") + TEAM)
        assert [one for one in client.diagnostics("p.plan") if one["severity"] == 1] == []
        assert hints(client, "p.plan") == {
            'task a "🚀" { takes 5wd }': "2026-01-01 … 2026-01-07 · critical",
            "task b {": "2026-01-08 … 2026-01-09 · critical",
        }
        told = client.ask("textDocument/hover", client.at("p.plan", "task |a "))["contents"]["value"]
        assert "2026-01-01 … 2026-01-07 · critical" in told
        client.edit("p.plan", "takes 5wd", "takes 6wd")
        assert hints(client, "p.plan") == {"task b {": "2026-01-09 … 2026-01-12 · critical"}
        client.edit("p.plan", "takes 6wd }", "takes 6wd")
        assert hints(client, "p.plan") == {}


def test_declarations_say_how_often_they_are_used(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN)
        found = client.ask("textDocument/codeLens", client.about("p.plan"))
        told = {client.text_at("p.plan", one["range"]): one["command"]["title"] for one in found}
        assert told["signed"] == "1 use"
        assert told["revenue"] == "not used"


def test_a_call_says_what_it_takes(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN + "metric 🚀 = ratio(signed, sig)\n".replace("🚀", "x"))
        found = client.ask("textDocument/signatureHelp", client.at("p.plan", "ratio(signed, sig|)"))
        assert found["signatures"][0]["label"] == "ratio(METRIC, METRIC)"
        assert found["activeParameter"] == 1
        assert client.ask("textDocument/signatureHelp", client.at("p.plan", "takes 5|wd")) is None


def test_what_rests_on_what_is_a_tree(tmp_path: Path, encoding: str) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with connected(tmp_path, encoding) as client:
        client.texts |= TEXTS
        client.open("main.plan")
        (item,) = client.ask("textDocument/prepareCallHierarchy", client.at("main.plan", "metric decid|ed"))
        above = client.ask("callHierarchy/incomingCalls", {"item": item})
        assert {(client.name(one["from"]["uri"]), one["from"]["name"]) for one in above} >= {("main.plan", "slow")}
        for one in above:
            for where in one["fromRanges"]:
                assert client.text_at(client.name(one["from"]["uri"]), where) == "decided"
        below = client.ask("callHierarchy/outgoingCalls", {"item": item})
        assert {one["to"]["name"] for one in below} == {"wins", "deals"}


def test_declarations_are_found_by_any_of_their_names(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", PLAN)

        def found(query: str) -> list[Any]:
            return [one["name"] for one in client.ask("workspace/symbol", {"query": query})]

        assert found("sign") == ["signed"]
        assert found("签") == ["signed"]
        assert found("qy") == ["signed"]
        assert found("je") == ["金额"]
        assert {"deals", "revenue", "a", "b"} <= set(found(""))
