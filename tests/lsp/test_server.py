"""The server as an editor meets it: what is found, told and answered, in every way to count columns."""

from __future__ import annotations

import io
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from planlang.lsp.mailbox import Mailbox
from planlang.lsp.server import Server
from planlang.lsp.wire import Sender, Unreadable, read_message
from planlang.source import Source
from planlang.syntax.formatter.format import format_source
from planlang.workspace.sources import Memory, Sources
from planlang.workspace.workspace import open_from
from tests.architecture.test_layers import ROOT
from tests.laws import tries
from tests.lsp.client import Client, RefusedByServerError, connected, process
from tests.workspace.edits import edited
from tests.workspace.plans import TEXTS

ENCODINGS = ["utf-8", "utf-16", "utf-32"]
SMALL = """plan p "Plan" { period 2026-01-01 .. 2026-12-31; currency CNY }
# 🚀 两行 of comments 🚀
source deals { read "deals-*.csv"; event at day; day: date; owner: person; 金额: money }
## What is signed, 🚀 all of it.
metric signed | 签约 "Signed 🚀" = sum(deals.金额) credit owner at event
goal revenue "Revenue" { /* 🚀 */ measure signed; target 100 CNY; owner nobody }
"""
SMALL = SMALL.replace(" /* 🚀 */", "")
LINE = 'alert low "🚀低🚀" { when signed this week < 3 CNY; notify lead }\n'


FORMATTED = format_source(Source("p.plan", SMALL)).text
OPTIONS = {"tabSize": 2, "insertSpaces": True}


@pytest.fixture(params=ENCODINGS)
def encoding(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def codes(found: list[dict[str, Any]]) -> list[str]:
    return [str(one["code"]) for one in found]


def test_a_mistake_is_published_and_goes_with_it(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", SMALL + LINE)
        found = client.diagnostics("p.plan")
        unknown = next(one for one in found if "`lead`" in one["message"])
        assert client.text_at("p.plan", unknown["range"]) == "lead"
        client.edit("p.plan", "; notify lead", "")
        assert "unknown-name" not in codes(client.diagnostics("p.plan")[-1:])
        client.edit("p.plan", "owner nobody", "owner boss")
        client.edit("p.plan", "metric signed", 'role boss "Boss"\nteam all { boss 王敏 }\nmetric signed')
        assert [one for one in client.diagnostics("p.plan") if one["severity"] == 1] == []


def test_an_emptied_file_keeps_no_old_finding(tmp_path: Path) -> None:
    with connected(tmp_path) as client:
        client.open("p.plan", SMALL)
        client.diagnostics("p.plan")
        client.replace("p.plan", "")
        assert codes(client.diagnostics("p.plan")) == ["no-plan"]


def test_names_are_found_from_where_they_are_written(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", SMALL)
        at = client.at("p.plan", "measure sig|ned")
        assert client.places(client.ask("textDocument/definition", at)) == ["p.plan:5:signed"]
        context = {"context": {"includeDeclaration": True}}
        assert client.places(client.ask("textDocument/references", {**at, **context})) == [
            "p.plan:5:signed",
            "p.plan:5:签约",
            "p.plan:6:signed",
        ]
        lights = client.ask("textDocument/documentHighlight", client.at("p.plan", "deals.金|额"))
        assert [(client.text_at("p.plan", one["range"]), one["kind"]) for one in lights] == [("金额", 3), ("金额", 2)]
        nothing = client.at("p.plan", "per|iod", **context)
        assert client.ask("textDocument/definition", nothing) == []


def test_hover_tells_of_names_and_words(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", SMALL)
        told = client.ask("textDocument/hover", client.at("p.plan", "measure sig|ned"))
        assert client.text_at("p.plan", told["range"]) == "signed"
        words = told["contents"]["value"]
        assert 'metric signed | 签约 "Signed 🚀"' in words
        assert "What is signed, 🚀 all of it" in words
        assert "measured in money in CNY" in words
        word = client.ask("textDocument/hover", client.at("p.plan", "mea|sure signed"))
        assert "**measure · 衡量**" in word["contents"]["value"]
        assert "a metric, or an expression of metrics" in word["contents"]["value"]
        assert client.ask("textDocument/hover", client.at("p.plan", "of com|ments")) is None


def test_hover_speaks_the_language_of_the_plan(tmp_path: Path) -> None:
    with connected(tmp_path) as client:
        client.open("p.plan", '计划 p "计划" {\n  期间 2026-01-01 .. 2026-12-31\n}\n目标 g {\n  衡量 m\n}\n')
        assert "一个指标" in client.ask("textDocument/hover", client.at("p.plan", "衡|量"))["contents"]["value"]
        assert "没有" in client.diagnostics("p.plan")[-1]["message"]


def test_what_a_stranger_wrote_is_shown_and_nothing_else(tmp_path: Path) -> None:
    with connected(tmp_path) as client:
        client.open("p.plan", SMALL.replace("What is signed", "![x](http://evil/x.png) <b>[y](command:z)"))
        words = client.ask("textDocument/hover", client.at("p.plan", "measure sig|ned"))["contents"]["value"]
        assert "![x](" not in words
        assert "<b>" not in words


def test_the_outline_is_a_tree(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", SMALL + "goal broken { measure }\n")
        found = client.ask("textDocument/documentSymbol", client.about("p.plan"))
        assert [one["name"] for one in found] == ["p", "deals", "signed", "revenue", "broken"]
        assert [one["name"] for one in found[1]["children"]] == ["day", "owner", "金额"]
        signed = found[2]
        assert client.text_at("p.plan", signed["selectionRange"]) == "signed"
        assert client.text_at("p.plan", signed["range"]).endswith("owner at event")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_formatting_brings_the_one_style(tmp_path: Path, encoding: str, end: str, mark: str) -> None:
    text = mark + SMALL.replace("; measure", ";   measure").replace("= sum", "=sum").replace("\n", end)
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", text)
        after = client.edited("p.plan", client.ask("textDocument/formatting", client.about("p.plan", options=OPTIONS)))
        assert after == mark + FORMATTED.replace("\n", end)
        client.replace("p.plan", after)
        assert client.ask("textDocument/formatting", client.about("p.plan", options=OPTIONS)) == []


def test_a_byte_order_mark_moves_nothing(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", "\ufeffplan p { peroid 2026-01-01 .. 2026-12-31 }\r\ntask a { takes 2wd; after b }\r\n")
        found = client.diagnostics("p.plan")
        assert "peroid" in [client.text_at("p.plan", one["range"]) for one in found]
        assert "b" in [client.text_at("p.plan", one["range"]) for one in found]


def test_only_the_selected_declaration_is_formatted(tmp_path: Path) -> None:
    text = "plan p{ period 2026-01-01 .. 2026-12-31 }\n\ntask a{takes 1wd}\n\ntask b{takes 1wd}\n"
    with connected(tmp_path) as client:
        client.open("p.plan", text)
        here = {"start": {"line": 2, "character": 3}, "end": {"line": 2, "character": 5}}
        edits = client.ask("textDocument/rangeFormatting", client.about("p.plan", range=here, options=OPTIONS))
        assert client.edited("p.plan", edits) == text.replace("task a{takes 1wd}", "task a { takes 1wd }")


def test_full_width_marks_become_marks_outside_of_texts(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", '任务 甲 "一，🚀二" ｛ 工期 1wd；\n# 一，二\n')

        def typed(marked: str, mark: str) -> list[dict[str, Any]]:
            return list(
                client.ask("textDocument/onTypeFormatting", client.at("p.plan", marked, ch=mark, options=OPTIONS))
            )

        assert client.edited("p.plan", typed("｛|", "｛")) == client.texts["p.plan"].replace("｛", "{")
        assert client.edited("p.plan", typed("；|", "；")) == client.texts["p.plan"].replace("；", ";")
        assert typed("一，|🚀", "，") == []
        assert typed("# 一，|", "，") == []


def test_files_of_one_plan_know_each_other(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with connected(tmp_path) as client:
        client.open("regions.plan")
        assert [one for one in client.diagnostics("regions.plan") if one["severity"] == 1] == []
        client.texts |= TEXTS
        found = client.ask("textDocument/definition", client.at("regions.plan", "= decid|ed"))
        assert client.places(found) == ["main.plan:45:decided"]
        client.open("main.plan")
        client.edit("main.plan", "metric decided", "metric resolved")
        assert "`decided`" in "".join(one["message"] for one in client.diagnostics("main.plan"))
        client.edit("regions.plan", "= decided", "= decisions")
        assert "`decisions`" in "".join(one["message"] for one in client.diagnostics("regions.plan"))


def test_a_file_deleted_while_open_stays(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with connected(tmp_path) as client:
        client.open("main.plan")
        client.open("rules.plan")
        before = client.diagnostics("main.plan")
        (tmp_path / "rules.plan").unlink()
        changed = {"changes": [{"uri": client.uri("rules.plan"), "type": 3}]}
        client.tell("workspace/didChangeWatchedFiles", changed)
        client.edit("main.plan", "< 3 for 2 weeks", "< 4 for 2 weeks")
        assert client.diagnostics("main.plan") == before
        client.close("rules.plan")
        client.edit("main.plan", "< 4 for 2 weeks", "< 3 for 2 weeks")
        assert any("rules.plan" in one["message"] for one in client.diagnostics("main.plan"))


def test_a_text_that_is_no_file_is_a_plan_by_itself(tmp_path: Path) -> None:
    with connected(tmp_path) as client:
        client.open("untitled:Untitled-1", SMALL)
        assert codes(client.diagnostics("untitled:Untitled-1"))[:1] == ["unknown-person"]
        found = client.ask("textDocument/definition", client.at("untitled:Untitled-1", "measure sig|ned"))
        assert found[0]["uri"] == "untitled:Untitled-1"


def test_very_many_findings_are_capped_and_that_is_said(tmp_path: Path) -> None:
    lines = "".join(f"task t{n} {{ takes 1wd; after nobody{n} }}\n" for n in range(1500))
    with connected(tmp_path) as client:
        client.open("p.plan", "plan p { period 2026-01-01 .. 2026-12-31 }\n" + lines)
        found = client.diagnostics("p.plan")
        assert len(found) == 1001
        assert "500 more findings" in found[-1]["message"]


def test_a_client_that_pulls_is_pushed_nothing(tmp_path: Path) -> None:
    with connected(tmp_path, capabilities={"textDocument": {"diagnostic": {}}}) as client:
        client.open("p.plan", SMALL)
        first = client.ask("textDocument/diagnostic", client.about("p.plan"))
        assert codes(first["items"])[:1] == ["unknown-person"]
        again = client.ask("textDocument/diagnostic", client.about("p.plan", previousResultId=first["resultId"]))
        assert again == {"kind": "unchanged", "resultId": first["resultId"]}
        whole = client.ask("workspace/diagnostic", {"previousResultIds": []})
        assert [client.name(one["uri"]) for one in whole["items"]] == ["p.plan"]
        assert client.published == []


class ReadAhead(Mailbox):
    """A mailbox in which everything lies before anything is worked on."""

    def open(self) -> None:
        super().open()
        while not self.ended:
            time.sleep(0.001)


def test_what_is_overtaken_or_cancelled_is_answered_without_work(tmp_path: Path) -> None:
    uri = (tmp_path / "p.plan").as_uri()
    document = {"uri": uri, "languageId": "planlang", "version": 1, "text": SMALL}
    hover = {"textDocument": {"uri": uri}, "position": {"line": 5, "character": 33}}
    change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": SMALL + "\n"}]}
    into = io.BytesIO()
    posted = Sender(into)
    posted.send({"id": 0, "method": "initialize", "params": {"capabilities": {}}})
    posted.tell("textDocument/didOpen", {"textDocument": document})
    for id in range(1, 201):
        posted.send({"id": id, "method": "textDocument/hover", "params": hover})
    for id in range(1, 101):
        posted.tell("$/cancelRequest", {"id": id})
    posted.send({"id": 201, "method": "textDocument/diagnostic", "params": {"textDocument": {"uri": uri}}})
    posted.tell("textDocument/didChange", change)
    posted.send({"id": 202, "method": "textDocument/hover", "params": hover})
    posted.send({"id": 203, "method": "shutdown"})
    posted.tell("exit", None)
    out = io.BytesIO()
    assert Server(ReadAhead(io.BytesIO(into.getvalue())), Sender(out)).run() == 0
    answers = {}
    out.seek(0)
    while (message := read_message(out)) is not None:
        assert not isinstance(message, Unreadable)
        assert "id" in message, "nothing is said of the version that is no more"
        answers[message["id"]] = message
    assert {answers[id]["error"]["code"] for id in range(1, 101)} == {-32800}
    assert {answers[id]["error"]["code"] for id in range(101, 201)} == {-32801}
    assert answers[201]["error"] == {
        "code": -32802,
        "message": "the text has changed",
        "data": {"retriggerRequest": True},
    }
    assert "signed" in answers[202]["result"]["contents"]["value"]


def test_a_request_with_nonsense_is_refused_and_the_next_is_answered(tmp_path: Path) -> None:
    with connected(tmp_path) as client:
        client.open("p.plan", SMALL)
        for method, params in (
            ("textDocument/hover", {}),
            ("textDocument/hover", {"textDocument": {"uri": client.uri("p.plan")}}),
            ("textDocument/hover", client.at("p.plan", "measure sig|ned") | {"textDocument": {"uri": "file:///none"}}),
            ("textDocument/nothing", {}),
        ):
            with pytest.raises(RefusedByServerError):
                client.ask(method, params)
        client.sender.stream.write(b"Content-Length: 3\r\n\r\n{,}")
        client.tell(
            "textDocument/didChange", {"textDocument": {"uri": "file:///none", "version": 3}, "contentChanges": []}
        )
        far = {"textDocument": {"uri": client.uri("p.plan")}, "position": {"line": 999, "character": 999}}
        assert client.ask("textDocument/hover", far) is None


@pytest.mark.parametrize("options", [("--lang", "zh"), ("--lang", "zh", "--stdio", "--no-data")])
def test_the_server_is_a_command(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Editors that name the way it talks by themselves are answered like others."""
    with process(tmp_path, *options) as (client, server):
        with pytest.raises(RefusedByServerError):
            client.ask("textDocument/hover", {})
        client.initialize()
        client.open("p.plan", "plan p { peroid 2026-01-01 .. 2026-12-31 }")
        assert (
            "期间" in client.diagnostics("p.plan")[0]["message"]
            or "peroid" in client.diagnostics("p.plan")[0]["message"]
        )
        client.ask("shutdown", None)
        client.tell("exit", None)
        assert server.wait(10) == 0
    with process(tmp_path) as (client, server):
        client.initialize()
        client.sender.stream.close()
        assert server.wait(10) == 1


def random_change(client: Client, name: str, text: str) -> None:
    """From one text to the other by the one stretch in which they differ."""
    before = client.texts[name]
    least = min(len(before), len(text))
    first = next((at for at in range(least) if before[at] != text[at]), least)
    last = next((at for at in range(least - first) if before[-1 - at] != text[-1 - at]), least - first)
    where = {"start": client.position(name, first), "end": client.position(name, len(before) - last)}
    client.change(name, {"range": where, "text": text[first : len(text) - last]})
    client.texts[name] = text


def test_after_any_edits_the_findings_are_those_of_a_first_look(tmp_path: Path, encoding: str) -> None:
    texts = {name: text.replace("Plan", "Plan 🚀") for name, text in TEXTS.items()}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    chance = random.Random(encoding)
    with connected(tmp_path, encoding) as client:
        for name in texts:
            client.open(name)
        for _ in range(tries(40)):
            for _ in range(chance.randrange(1, 4)):
                name = chance.choice(sorted(texts))
                random_change(client, name, edited(client.texts[name], chance))
            if not any(line.startswith("plan") for line in client.texts["main.plan"].split("\n")):
                break
            expected = open_from(Sources(Memory(dict(client.texts))), "main.plan")
            found = client.diagnostics(name)
            used = {module.source.path for module in expected.modules}
            if name in used:
                first = [(one.name, one.span.text) for one in expected.diagnostics if one.span.source.path == name]
                assert [(one["code"], client.text_at(name, one["range"])) for one in found] == first


def test_every_beginning_of_a_file_keeps_the_server_up(tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "premium_line" / "premium_line.plan", tmp_path)
    text = (tmp_path / "premium_line.plan").read_text(encoding="utf-8")
    with connected(tmp_path) as client:
        client.open("premium_line.plan", "")
        for end in range(0, len(text), len(text) // tries(400)):
            client.replace("premium_line.plan", text[:end])
            client.diagnostics("premium_line.plan")
            symbols = client.ask("textDocument/documentSymbol", client.about("premium_line.plan"))
            whole = text[: text.rfind("\n}", 0, end) + 1]
            names = {
                line.split()[1]
                for line in whole.split("\n")
                if line[:5] in ("goal ", "task ") and len(line.split()) > 1
            }
            assert {name.rstrip("{") for name in names} <= {one["name"] for one in symbols}


def test_completion_puts_a_name_in_the_place_of_what_was_begun(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", SMALL + 'goal 🚀 "🚀" { measure sig }\n'.replace("goal 🚀", "goal g"))
        found = client.ask("textDocument/completion", client.at("p.plan", '"🚀" { measure sig|'))
        item = next(one for one in found["items"] if one["label"] == "signed")
        edit = item["textEdit"]
        assert client.text_at("p.plan", edit["range"]) == "sig"
        assert client.edited("p.plan", [edit]).endswith('"🚀" { measure signed }\n')


def test_several_words_are_offered_as_a_snippet(tmp_path: Path, encoding: str) -> None:
    """Of plain text Neovim takes the first word alone."""
    with connected(tmp_path, encoding) as client:
        client.open("p.plan", SMALL.replace("event at day; ", "ev "))
        found = client.ask("textDocument/completion", client.at("p.plan", "ev| day: date"))["items"]
        (item,) = (one for one in found if one["label"] == "event at")
        assert (item["insertTextFormat"], item["textEdit"]["newText"]) == (2, "event at")


def test_a_client_without_snippets_is_given_plain_text(tmp_path: Path) -> None:
    with connected(tmp_path, capabilities={}) as client:
        client.open("p.plan", "")
        first = client.ask("textDocument/completion", client.about("p.plan", position={"line": 0, "character": 0}))[
            "items"
        ][0]
        assert "insertTextFormat" not in first
        assert first["textEdit"]["newText"].startswith('plan sales_2026 "Sales plan 2026" {\n')
