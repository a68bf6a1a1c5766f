"""`planlang mcp`: what agents may ask, and that nothing is written or read elsewhere for them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from planlang.cli.commands.mcp import INSTRUCTIONS, Desk
from planlang.diagnostics.text import Language
from planlang.mcp.server import REVISIONS, serve
from tests.cli.calling import process

ROOT = Path(__file__).parents[2]
PLAN = """
plan small "Small" { period 2026-01-05 .. 2026-03-29; timezone UTC; currency CNY }
role lead
role rep under lead
team north "North" { lead Eve; rep Ann }
use "sources.plan"
metric calls "Calls" = count(visits where kind is "call") credit who at event
alert few "Few calls" for each rep { when calls this week < 3 for 2 weeks; severity warning; notify rep.lead }
"""
SOURCES = """source visits { read "data/*.csv"; covers 2026-01-05 .. 2026-02-15; event at day; day: date; who: person; kind: text }
"""
ROWS = "day,who,kind\n2026-01-05,Ann,call\n2026-01-12,Ann,call\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace, and beside it what is none of an agent's business."""
    folder = tmp_path / "plans"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "visits.csv").write_text(ROWS, encoding="utf-8")
    (folder / "small.plan").write_text(PLAN, encoding="utf-8")
    (folder / "sources.plan").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "secret.plan").write_text(PLAN, encoding="utf-8")
    return folder


def answers(root: Path, *messages: Any) -> list[Any]:
    """What is answered to messages, texts being sent as they are."""
    lines = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in messages)
    out = io.BytesIO()
    assert serve(io.BytesIO(lines.encode()), out, Desk(root, Language.EN).tools(), INSTRUCTIONS, Language.EN) == 0
    return [json.loads(line) for line in out.getvalue().decode().splitlines()]


def request(method: str, number: int = 1, **params: Any) -> dict[str, Any]:
    """A request."""
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def call(root: Path, tool: str, **arguments: Any) -> tuple[bool, list[str]]:
    """Whether a tool refused, and its texts."""
    (answer,) = answers(root, request("tools/call", name=tool, arguments=arguments))
    result = answer["result"]
    return result["isError"], [each["text"] for each in result["content"]]


def test_an_agent_introduces_itself_and_is_told_the_tools(root: Path) -> None:
    hello, tools, pong = answers(
        root,
        request(
            "initialize", 1, protocolVersion="2025-03-26", capabilities={}, clientInfo={"name": "a", "version": "1"}
        ),
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        request("tools/list", 2),
        request("ping", 3),
    )
    assert hello["result"]["protocolVersion"] == "2025-03-26"
    names = [tool["name"] for tool in tools["result"]["tools"]]
    assert names == ["check", "preview", "rename", "evaluate", "explain", "figures", "backtest", "reference"]
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools["result"]["tools"])
    assert (pong["id"], pong["result"]) == (3, {})


def test_a_revision_that_is_not_known_is_answered_with_the_newest(root: Path) -> None:
    (hello,) = answers(root, request("initialize", protocolVersion="1999-01-01"))
    assert hello["result"]["protocolVersion"] == REVISIONS[0]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{not json\n", -32700),
        ("[" * 100_000 + "\n", -32700),
        ('"text"\n', -32600),
        (request("resources/list"), -32601),
        (request("tools/call", name="write"), -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}, -32602),
    ],
)
def test_what_cannot_be_answered_is_told_and_the_next_is_answered(root: Path, message: Any, code: int) -> None:
    wrong, pong = answers(root, message, request("ping", 2))
    assert wrong["error"]["code"] == code
    assert pong["id"] == 2


def test_a_plan_is_checked_as_it_is_and_with_texts_that_are_not_saved(root: Path) -> None:
    refused, (version, found) = call(root, "check", plan="small.plan")
    assert not refused
    assert set(json.loads(version)) == {"version"}
    assert "error" not in {one["severity"] for one in json.loads(found)["diagnostics"]}
    _, (_, broken) = call(
        root, "check", plan="small.plan", texts={"sources.plan": SOURCES.replace("visits", "calls_made")}
    )
    assert ("small.plan", "error") in {(one["file"], one["severity"]) for one in json.loads(broken)["diagnostics"]}
    assert (root / "sources.plan").read_text(encoding="utf-8") == SOURCES


def test_an_edit_is_told_before_it_is_saved(root: Path) -> None:
    refused, (_, told, found) = call(root, "preview", plan=".", texts={"small.plan": PLAN.replace("< 3", "< 2")})
    assert not refused
    assert "Less is asked" in told
    assert json.loads(found)["schema"] == "planlang.diagnostics/1"
    _, texts = call(root, "preview", plan=".", texts={"small.plan": PLAN.replace("calls this", "nothing this")})
    assert "nothing" in texts[1]


def test_a_text_of_no_file_of_the_plan_is_refused(root: Path) -> None:
    refused, (words,) = call(root, "preview", plan="small.plan", texts={"other.plan": PLAN})
    assert refused
    assert words == "other.plan is no file of this plan; it has: small.plan, sources.plan"


def test_a_rename_is_told_edit_by_edit_and_not_made(root: Path) -> None:
    refused, (_, told) = call(root, "rename", plan="small.plan", name="calls", new="phone_calls")
    assert not refused
    (file,) = json.loads(told)
    assert file["file"] == "small.plan"
    assert [(edit["old"], edit["new"]) for edit in file["edits"]] == [("calls", "phone_calls")] * 2
    assert (root / "small.plan").read_text(encoding="utf-8") == PLAN
    assert call(root, "rename", plan="small.plan", name="visits", new="2x")[0]
    assert call(root, "rename", plan="small.plan", name="nothing", new="x") == (
        True,
        ["nothing is called nothing in this plan"],
    )


def test_commands_answer_as_they_do_on_the_command_line(root: Path) -> None:
    for tool, arguments, words in (
        ("evaluate", {"as_of": "2026-W04", "only": "alerts"}, "Few calls"),
        ("explain", {"name": "few", "as_of": "2026-W04"}, "Few calls"),
        ("figures", {"metrics": ["calls"], "by": "week", "each": "team", "as_of": "2026-W04"}, "planlang.figures/1"),
        ("backtest", {"alerts": ["few"], "weeks": 4, "sweep": "1..3", "as_of": "2026-W04"}, "It came on 1 time"),
    ):
        refused, texts = call(root, tool, plan="small.plan", **arguments)
        assert not refused, texts
        assert words in texts[1]
    refused, texts = call(root, "reference", words="floor")
    assert not refused
    assert "what is reached in any case" in texts[0]


def test_an_answer_about_an_older_version_is_refused(root: Path) -> None:
    _, (version, _) = call(root, "check", plan="small.plan")
    known = json.loads(version)["version"]
    assert call(root, "explain", plan="small.plan", name="few", as_of="2026-W04", version=known)[0] is False
    (root / "sources.plan").write_text(SOURCES + "# edited\n", encoding="utf-8")
    refused, (words,) = call(root, "explain", plan="small.plan", name="few", as_of="2026-W04", version=known)
    assert refused
    assert f"asked about was {known}" in words


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("check", {"plan": "../secret.plan"}, "lies outside the workspace"),
        ("check", {"plan": "small.plan", "texts": {"../secret.plan": ""}}, "lies outside the workspace"),
        ("evaluate", {"plan": "small.plan", "data": "../.."}, "lies outside the workspace"),
        ("check", {"plan": "none.plan"}, "there is no file none.plan"),
        ("check", {}, "check needs plan"),
        ("check", {"plan": "small\0.plan"}, "plan of check has a character that no text has"),
        ("check", {"plan": "small.plan", "texts": {"\0": ""}}, "texts of check has a character that no text has"),
        ("evaluate", {"plan": "small.plan", "as_of": "\ud800"}, "as_of of evaluate has a character that no text has"),
        ("check", {"plan": 3}, "plan of check has to be of the type string"),
        ("check", {"plan": "small.plan", "texts": {"small.plan": 3}}, "texts of check has to be of the type object"),
        ("check", {"plan": "small.plan", "fix": "yes"}, "check takes no fix; it takes: plan, texts, version"),
        ("evaluate", {"plan": "small.plan", "as_of": "--output=stolen"}, "is no week, day or time"),
        (
            "explain",
            {"plan": "small.plan", "name": "--output=stolen", "as_of": "2026-W04"},
            'nothing is called "--output=stolen"',
        ),
        ("backtest", {"plan": "small.plan", "alerts": ["-o", "stolen"]}, 'no alert is called "-o"'),
        ("figures", {"plan": "small.plan", "each": "-o"}, "--for is followed by `each`"),
    ],
)
def test_what_is_refused_is_told_in_words(root: Path, tool: str, arguments: dict[str, Any], words: str) -> None:
    before = sorted(path.name for path in root.rglob("*"))
    refused, (told,) = call(root, tool, **arguments)
    assert refused
    assert words in told
    assert sorted(path.name for path in root.rglob("*")) == before


def test_arguments_without_names_are_refused_and_the_next_is_answered(root: Path) -> None:
    refused, pong = answers(root, request("tools/call", name="reference", arguments=["floor"]), request("ping", 2))
    assert refused["result"]["isError"]
    assert refused["result"]["content"][0]["text"] == "arguments of reference has to be of the type object"
    assert pong["id"] == 2


def test_a_tool_that_fails_ends_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planlang.cli.commands.mcp.version_of", lambda _: 1 / 0)
    failed, pong = answers(
        root, request("tools/call", name="check", arguments={"plan": "small.plan"}), request("ping", 2)
    )
    assert failed["result"]["isError"]
    assert "check failed by a mistake of planlang itself (ZeroDivisionError)" in failed["result"]["content"][0]["text"]
    assert pong["id"] == 2


def test_the_command_serves_until_the_stream_ends(root: Path) -> None:
    done = process("mcp", "--workspace", root, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "")
