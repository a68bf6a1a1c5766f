"""What people complain about in language servers of small languages, tried here one by one; each names a public issue."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Client, connected, process
from tests.lsp.test_server import OPTIONS, SMALL

BAD = SMALL.replace("measure signed", "measure sined")
NAMES = 'role boss "Boss"\nteam all "All" { boss 王敏 }\n'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with connected(tmp_path) as one:
        yield one


def codes(client: Client, name: str = "p.plan") -> list[str]:
    return [str(one["code"]) for one in client.diagnostics(name)]


def labels(client: Client, marked: str) -> list[str]:
    found = client.ask("textDocument/completion", client.at("p.plan", marked))["items"]
    return [str(one["label"]) for one in found]


def formatted(client: Client) -> str:
    edits = client.ask("textDocument/formatting", client.about("p.plan", options=OPTIONS))
    return client.edited("p.plan", edits)


def test_the_last_mistake_goes_when_it_is_mended(client: Client) -> None:
    """daveshanley/vacuum#704, koka-lang/koka#929"""
    client.open("p.plan", BAD)
    assert "unknown-name" in codes(client)
    client.replace("p.plan", SMALL.replace("; owner nobody", ""))
    assert "unknown-name" not in codes(client)
    client.replace("p.plan", "")
    assert "unknown-name" not in codes(client)


def test_a_closed_file_keeps_no_mistakes(client: Client) -> None:
    """typescript-language-server#35"""
    client.open("p.plan", BAD)
    assert codes(client)
    client.close("p.plan")
    client.until(lambda: client.published[-1]["diagnostics"] == [])


def test_a_name_that_was_changed_leaves_nothing_behind(client: Client) -> None:
    """phpactor/phpactor#2722"""
    client.open("p.plan", SMALL + NAMES)
    before = codes(client)
    change = client.ask("textDocument/rename", client.at("p.plan", "metric sig|ned", newName="won"))
    (edits,) = change["documentChanges"]
    client.replace("p.plan", client.edited("p.plan", edits["edits"]))
    assert codes(client) == before


def test_all_mistakes_are_told_at_once(client: Client) -> None:
    """refcell/edge-rs#46, jaredly/reason-language-server#198"""
    client.open(
        "p.plan", SMALL + "task a { taks 5wd }\ngoal g { measure x; target 5; owner boss }\ntask b { after y }\n"
    )
    lines = {one["range"]["start"]["line"] for one in client.diagnostics("p.plan") if one["severity"] == 1}
    assert len(lines) == 3


def test_what_is_right_is_known_beside_what_is_wrong(client: Client) -> None:
    """jaredly/reason-language-server#198, third example"""
    client.open("p.plan", SMALL + "task a { taks\n")
    assert "Signed" in client.ask("textDocument/hover", client.at("p.plan", "measure sig|ned"))["contents"]["value"]


def test_an_incomplete_block_is_completed(client: Client) -> None:
    """hashicorp/terraform-ls#57 and #100, hashicorp/vscode-terraform#640"""
    client.open("p.plan", SMALL + "goal second {\n  mea")
    assert "measure" in labels(client, "{\n  mea|")


def test_the_end_of_the_file_is_completed(client: Client) -> None:
    """hashicorp/terraform-ls#18: nothing near the end of a file"""
    client.open("p.plan", SMALL + "# end\n")
    assert "goal" in labels(client, "# end\n|")


def test_completion_knows_where_it_is(client: Client) -> None:
    """juliosueiras/terraform-lsp#13: the same list everywhere"""
    client.open("p.plan", SMALL.replace("measure signed;", "measure signed; t;"))
    inside = labels(client, "measure signed; t|;")
    assert "target" in inside
    assert "task" not in inside


def test_chinese_names_are_completed(client: Client) -> None:
    """elixir-lsp/elixir-ls#805, goplus/builder#3026, python-language-server#1751"""
    client.open("p.plan", SMALL.replace("deals.金额", "deals.金"))
    assert labels(client, "deals.金|)")[0] == "金额"
    client.replace("p.plan", SMALL.replace("measure signed", "measure qy"))
    assert "签约" in labels(client, "measure qy|") or "signed" in labels(client, "measure qy|")


def test_formatting_destroys_nothing_that_is_wrong(client: Client) -> None:
    """oracle/javavscode#396, LuaLS/lua-language-server#1907, dbaumgarten/yodk#14"""
    wrong = "goal   g {  measure ;;; (( target \n# kept\n"
    client.open("p.plan", SMALL + wrong + "task   a { takes 5wd }\n")
    after = formatted(client)
    assert "".join(wrong.split()) in "".join(after.split())
    assert "# kept" in after


def test_formatting_keeps_comments(client: Client) -> None:
    """chipsalliance/verible#2499"""
    text = SMALL + "goal g { # why\n  # first\n\n  measure signed # figure\n  target 5 CNY\n  # last\n}\n# end\n"
    client.open("p.plan", text)
    after = formatted(client)
    assert [after.count(word) for word in ("# why", "# first", "# figure", "# last", "# end")] == [1] * 5


def test_line_ends_stay_those_of_the_file(client: Client) -> None:
    """mattn/efm-langserver#311, vuejs/language-tools#860"""
    client.open("p.plan", SMALL.replace("\n", "\r\n") + "task   a { takes 5wd }")
    edits = client.ask("textDocument/formatting", client.about("p.plan", options=OPTIONS))
    assert all(one["newText"].count("\n") == one["newText"].count("\r\n") for one in edits)
    assert all(one["range"]["end"]["line"] <= SMALL.count("\n") for one in edits)


def test_columns_behind_an_emoji_are_right(client: Client) -> None:
    """hudson-trading/slang-server#509, agent-sh/agnix#1121"""
    client.open("p.plan", SMALL + 'alert low "🚀🚀低" { when sined this week < 5 CNY; notify boss }\n')
    found = [one for one in client.diagnostics("p.plan") if one["code"] == "unknown-name" and "sined" in one["message"]]
    assert [client.text_at("p.plan", one["range"]) for one in found] == ["sined"]


def test_rename_leaves_texts_and_comments_alone(client: Client) -> None:
    """razzmatazz/csharp-language-server#157, onion-lang/onion#774"""
    text = SMALL + '# signed is a word here\ntask signed_off "signed 签约" { takes 1wd }\n'
    client.open("p.plan", text)
    change = client.ask("textDocument/rename", client.at("p.plan", "metric sig|ned", newName="won"))
    (edits,) = change["documentChanges"]
    after = client.edited("p.plan", edits["edits"])
    assert "# signed is a word here" in after
    assert 'task signed_off "signed 签约"' in after


def test_rename_reaches_other_files(tmp_path: Path) -> None:
    """julia-vscode/LanguageServer.jl#151"""
    (tmp_path / "part.plan").write_text('goal other "Other" { measure signed; target 5 CNY; owner nobody }\n')
    with connected(tmp_path) as client:
        client.open("p.plan", SMALL + 'use "part.plan"\n')
        change = client.ask("textDocument/rename", client.at("p.plan", "metric sig|ned", newName="won"))
        assert {client.name(one["textDocument"]["uri"]) for one in change["documentChanges"]} == {"p.plan", "part.plan"}


def test_hints_do_not_move_what_is_written(client: Client) -> None:
    """sublimelsp/LSP#2235, microsoft/vscode#133730"""
    client.open(
        "p.plan", SMALL.replace("owner nobody", "owner boss") + NAMES + "task a { takes 5wd }\ntask b { takes 5wd }\n"
    )
    where = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}

    def hints() -> list[tuple[int, int]]:
        found = client.ask("textDocument/inlayHint", client.about("p.plan", range=where))
        return [(one["position"]["line"], one["position"]["character"]) for one in found]

    lines = client.texts["p.plan"].split("\n")
    assert hints()
    assert all(column == client.size(lines[line]) for line, column in hints())
    client.edit("p.plan", "task a { takes 5wd", "task a { takes 6wd")
    assert lines.index("task a { takes 5wd }") not in [line for line, _ in hints()]


def test_a_fix_after_a_fix_is_of_the_new_text(client: Client) -> None:
    """rust-lang/rust-analyzer#5897, haskell/haskell-language-server#3547, OpenLiberty/liberty-tools-intellij#434"""
    client.open(
        "p.plan", SMALL + "task a { takes 5 wd ; owner nobody }\ngoal h { measure sined; target 5 CNY; owner nobody }\n"
    )
    for _ in range(4):
        offers: list[dict[str, Any]] = []
        for one in client.diagnostics("p.plan"):
            asked = client.about("p.plan", range=one["range"], context={"diagnostics": [one], "only": ["quickfix"]})
            offers += [act for act in client.ask("textDocument/codeAction", asked) if act["title"].startswith("write")]
        if not offers:
            break
        (edits,) = offers[0]["edit"]["documentChanges"]
        assert edits["textDocument"]["version"] == client.versions["p.plan"]
        client.replace("p.plan", client.edited("p.plan", edits["edits"]))
    assert "sined" not in client.texts["p.plan"]


def test_unsaved_texts_are_answered(client: Client) -> None:
    """golang/vscode-go#1569, argdown/argdown#89, dafny-lang/dafny#2147"""
    client.open("untitled:Untitled-1", BAD)
    assert "unknown-name" in codes(client, "untitled:Untitled-1")
    place = {"textDocument": {"uri": "untitled:Untitled-1"}, "position": {"line": 4, "character": 9}}
    assert client.ask("textDocument/hover", place) is not None


def test_use_of_nothing_crashes_nothing(client: Client) -> None:
    """shader-slang/slang-vscode-extension#60, modular/modular#531"""
    for text in ("use", "use ", 'use "', "use x.", 'use "none.plan"', "use no.such", 'use "p.plan"'):
        client.open("p.plan", SMALL + text)
        assert client.ask("textDocument/documentSymbol", client.about("p.plan"))
        where = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
        client.ask("textDocument/inlayHint", client.about("p.plan", range=where))
        client.close("p.plan")


def test_no_process_stays_behind(tmp_path: Path) -> None:
    """elm-tooling/elm-language-client-vscode#203, zed-industries/zed#43864"""
    with process(tmp_path) as (client, server):
        client.initialize()
        server.stdin.close()  # type: ignore[union-attr]
        assert server.wait(20) == 1


def test_folders_that_tools_fill_are_not_walked(tmp_path: Path) -> None:
    """bash-lsp/bash-language-server#297, SAP/ui5-language-assistant#247: links in a circle, very many files"""
    modules = tmp_path / "node_modules"
    modules.mkdir()
    if os.name != "nt":
        (modules / "again").symlink_to(tmp_path)
    for number in range(300):
        (modules / f"m{number}").mkdir()
        (modules / f"m{number}" / "x.plan").write_text(SMALL)
    (tmp_path / "part.plan").write_text("task z { takes 1wd }\n")
    with connected(tmp_path) as client:
        begin = time.monotonic()
        client.open("part.plan")
        client.diagnostics("part.plan")
        assert time.monotonic() - begin < 5
        assert all("node_modules" not in one["uri"] for one in client.published)
