"""What the editor shows of data: read in the background, true of the text that is there, or not shown."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from planlang.editor.standing.worker import Worker
from planlang.lsp import reading
from tests.lsp.client import CAPABILITIES, Client, RefusedByServerError, connected
from tests.lsp.test_server import ENCODINGS

PLAN = """plan p "🚀 Plan" {
  period 2026-01-01 .. 2026-12-31
  currency CNY
}
role rep "Rep"
team all "🚀" { rep 张丽, 王敏 }
source deals "Deals" {
  read "deals-*.csv"
  event at day
  day: date
  owner: person
  kind: text
  金额: money[CNY]
}
metric signed "🚀 Signed" = sum(deals.金额) credit owner at event
goal revenue "🚀 收入" { measure signed; target 6500 CNY by 2026-12-31; owner 张丽 }
goal weekly "Weekly" { measure signed; target every week at least 85 CNY; owner 张丽 }
goal each_of "Each" for each rep { measure signed; target 3000 CNY by 2026-12-31; owner 张丽 }
alert low "🚀低" for each rep { when signed this week < 40 CNY; notify 王敏 }
alert whole "Whole" { when signed this week < 95 CNY; notify 王敏 }
"""
KINDS = ('"old, 旧"', "new")
ROWS = {1: (50, 60), 2: (50, 30), 3: (20, 70), 4: (45, 45)}
REVENUE = PLAN.split("\n")[15]


@pytest.fixture(params=ENCODINGS[:2])
def encoding(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def write(folder: Path, weeks: range) -> None:
    for week in weeks:
        lines = ["day,owner,kind,金额"]
        for name, amount in zip(("张丽", "王敏"), ROWS[week], strict=True):
            lines.append(f"2026-01-{7 * week - 5:02},{name},{KINDS[amount > 40]},{amount}")
        (folder / f"deals-2026-W{week:02}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def refreshed(client: Client, times: int) -> None:
    """Listens until the editor was asked so often to show what is known."""
    client.until(lambda: [one["method"] for one in client.asked].count("workspace/codeLens/refresh") >= times)


def hints(client: Client) -> dict[str, str]:
    lines = client.texts["p.plan"].split("\n")
    where = {"start": {"line": 0, "character": 0}, "end": {"line": len(lines), "character": 0}}
    found = client.ask("textDocument/inlayHint", client.about("p.plan", range=where))
    for one in found:
        assert one["position"]["character"] == client.size(lines[one["position"]["line"]])
    return {lines[one["position"]["line"]].split()[1]: one["label"] for one in found}


def lenses(client: Client) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for one in client.ask("textDocument/codeLens", client.about("p.plan")):
        told.setdefault(client.text_at("p.plan", one["range"]), []).append(one["command"]["title"])
    return told


def shown(client: Client, marked: str) -> str:
    return str(client.ask("textDocument/hover", client.at("p.plan", marked))["contents"]["value"])


def started(client: Client, folder: Path, weeks: int = 3) -> None:
    """The plan with some weeks of data, open and held against them."""
    write(folder, range(1, weeks + 1))
    (folder / "p.plan").write_text(PLAN, encoding="utf-8")
    client.open("p.plan")
    assert [one for one in client.diagnostics("p.plan") if one["severity"] == 1] == []
    refreshed(client, 1)


def test_goals_and_alerts_say_how_they_stand(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        started(client, tmp_path)
        assert hints(client) == {
            "revenue": "attained 93.7% · at risk · 2026-W03",  # 280 of 6,500 after 12 of 261 working days
            "weekly": "reached 1 of 2 times · 2026-W03",
            "each_of": "on track 1 · at risk 1 · 2026-W03",
        }
        told = lenses(client)
        assert told["revenue"] == ["not used", "the rows behind it"]
        assert told["low"] == ["not used", "on in 2 of the last 3 weeks · on now for 1"]
        assert told["whole"] == ["not used", "on in 2 of the last 3 weeks · on now"]
        for marked, words in [
            ("goal rev|enue", "🚀 收入 is at risk: 93\\.7% of the target to date \\(280 CNY of 298\\.85 CNY\\)\\."),
            ("measure sig|ned; target 6500", "2026\\-W03: 90 CNY \\(before: 80 CNY\\)"),
            ("alert lo|w", "on in 2 of the last 3 weeks · on now for 1"),
        ]:
            assert words in shown(client, marked)


def test_what_was_said_of_another_text_is_not_shown(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        started(client, tmp_path)
        before = hints(client), lenses(client)
        client.replace("p.plan", "# 🚀 a comment\n" + PLAN.replace("    ", "  "))
        assert (hints(client), lenses(client)) == before
        client.edit("p.plan", "target 6500 CNY", "target 6501 CNY")
        assert hints(client) == {}
        assert [len(several) for several in lenses(client).values()] == [1] * len(lenses(client))
        assert "attained" not in shown(client, "goal rev|enue")
        client.replace("p.plan", PLAN)
        assert (hints(client), lenses(client)) == before


def test_a_line_that_is_written_has_no_hint(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        started(client, tmp_path)
        client.edit("p.plan", "by 2026-12-31; owner 张丽 }\ngoal weekly", "by 2026-12-31;  owner 张丽 }\ngoal weekly")
        assert set(hints(client)) == {"revenue", "weekly", "each_of"} - {"weekly"}


def test_new_data_are_read_when_a_plan_is_saved_when_files_come_and_when_somebody_asks(tmp_path: Path) -> None:
    with connected(tmp_path) as client:
        started(client, tmp_path, 1)
        assert hints(client)["revenue"].endswith("2026-W01")
        write(tmp_path, range(2, 3))
        client.tell("textDocument/didSave", client.about("p.plan"))
        refreshed(client, 2)
        assert hints(client)["revenue"].endswith("2026-W02")
        write(tmp_path, range(3, 4))
        uri = (tmp_path / "deals-2026-W03.csv").as_uri()
        client.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 1}]})
        refreshed(client, 3)
        assert hints(client)["revenue"].endswith("2026-W03")
        write(tmp_path, range(4, 5))
        command = {"command": "planlang.server.read", "arguments": [client.uri("p.plan")]}
        assert client.ask("workspace/executeCommand", command) is None
        refreshed(client, 4)
        assert hints(client)["revenue"].endswith("2026-W04")
        for week in range(1, 5):
            (tmp_path / f"deals-2026-W{week:02}.csv").unlink()
        client.tell("textDocument/didSave", client.about("p.plan"))
        refreshed(client, 5)
        assert hints(client) == {}
        assert client.logged[-1].startswith("nothing is known of the week of p.plan: there is no data")


def test_data_are_never_read_while_somebody_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    gate = threading.Event()
    answer = Worker._answer

    def slow(self: Worker, question: Any) -> Any:
        asked.append(question["kind"])
        gate.wait(30)
        return answer(self, question)

    monkeypatch.setattr(Worker, "_answer", slow)
    with connected(tmp_path) as client:
        write(tmp_path, range(1, 4))
        (tmp_path / "p.plan").write_text(PLAN, encoding="utf-8")
        client.open("p.plan")
        while not asked:
            hints(client)
        for target in range(6600, 6620):
            client.replace("p.plan", PLAN.replace("6500", str(target)))
            assert hints(client) == {}
            assert client.diagnostics("p.plan") is not None
        assert asked == ["week"]
        client.replace("p.plan", PLAN)
        gate.set()
        refreshed(client, 1)
        assert hints(client)["revenue"].startswith("attained 93.7%")
        assert asked == ["week"]


def test_data_are_left_alone_where_that_is_wished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "_answer", lambda self, question: pytest.fail("data were read"))
    with connected(tmp_path, initializationOptions={"data": False}) as client:
        write(tmp_path, range(1, 4))
        client.open("p.plan", PLAN)
        client.diagnostics("p.plan")
        client.tell("textDocument/didSave", client.about("p.plan"))
        assert hints(client) == {}
        assert client.logged == []


def test_where_no_engine_is_installed_that_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PACKAGES", ("no_such_engine",))
    with connected(tmp_path) as client:
        client.open("p.plan", PLAN)
        client.until(lambda: client.logged)
        client.tell("textDocument/didSave", client.about("p.plan"))
        assert hints(client) == {}
        assert client.logged == [
            "data are not read, as no_such_engine is not installed; install planlang with it: "
            'pip install "planlang[data]"'
        ]


def test_a_plan_with_mistakes_and_a_text_without_a_file_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "_answer", lambda self, question: pytest.fail("data were read"))
    with connected(tmp_path) as client:
        client.open("p.plan", PLAN + "goal {\n")
        client.open("untitled:one", PLAN)
        client.diagnostics("p.plan")
        client.diagnostics("untitled:one")
        assert hints(client) == {}


def test_a_chinese_plan_is_told_of_in_chinese(tmp_path: Path) -> None:
    text = """计划 甲 "甲" { 期间 2026-01-01 .. 2026-12-31; 币种 CNY }
角色 代表 "代表"
团队 全部 "全部" { 代表 张丽, 王敏 }
数据源 商机 "商机" { 读取 "deals-*.csv"; 事件时间 day; day: 日期; owner: 人员; 金额: 金额[CNY] }
指标 签约 "🚀 签约" = 求和(商机.金额) 归属 owner 按成交时
目标 收入 "收入" { 衡量 签约; 目标值 6500元; 负责人 张丽 }
预警 低 "低" 每个 代表 { 当 签约 本周 < 40元; 通知 王敏 }
"""
    write(tmp_path, range(1, 4))
    with connected(tmp_path) as client:
        client.open("p.plan", text)
        assert [one for one in client.diagnostics("p.plan") if one["severity"] == 1] == []
        refreshed(client, 1)
        assert hints(client) == {"收入": "达成 93.7% · 有风险 · 2026-W03"}
        assert lenses(client)["低"] == ["没有用到", "最近 3 周里有 2 周触发 · 现在 1 个触发"]


def test_the_process_that_reads_imports_nothing_of_the_folder_it_is_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "planlang", "duckdb", "numpy", "sqlglot"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit({name!r})\n")
    monkeypatch.chdir(tmp_path)
    with connected(tmp_path) as client:
        started(client, tmp_path)
        assert hints(client)["revenue"].startswith("attained")


def test_a_process_that_went_away_is_told_of_and_another_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers: list[Worker] = []
    ask = Worker.ask

    def noted(self: Worker, *arguments: Any) -> None:
        workers.append(self)
        ask(self, *arguments)

    monkeypatch.setattr(Worker, "ask", noted)
    with connected(tmp_path) as client:
        started(client, tmp_path)
        process = workers[0]._process
        assert process is not None
        process.kill()
        process.wait()
        client.tell("textDocument/didSave", client.about("p.plan"))
        refreshed(client, 2)
        assert hints(client)["revenue"].startswith("attained")
        assert client.logged == []
        assert workers[0]._process is not process
    assert workers[0]._process is None


CAN_SHOW = {
    **CAPABILITIES,
    "workspace": {**CAPABILITIES["workspace"], "textDocumentContent": {}},
    "window": {"showDocument": {"support": True}},
}


def rows_lens(client: Client, name: str) -> dict[str, Any]:
    """The command of a lens that opens rows."""
    (found,) = [
        one["command"]
        for one in client.ask("textDocument/codeLens", client.about("p.plan"))
        if client.text_at("p.plan", one["range"]) == name and one["command"]["command"]
    ]
    return {"command": found["command"], "arguments": found["arguments"]}


def test_the_rows_behind_a_figure_open_as_a_text_of_their_own(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding, capabilities=CAN_SHOW) as client:
        started(client, tmp_path)
        for number, (name, wanted) in enumerate(
            [("revenue", ["280 CNY", "deals-2026-W02.csv:3"]), ("low", ["deals-2026-W03.csv:2", "张丽"])], 1
        ):
            assert client.ask("workspace/executeCommand", rows_lens(client, name)) is None
            client.until(lambda: client.asked[-1]["method"] == "window/showDocument")
            uri = client.asked.pop()["params"]["uri"]
            assert uri == f"planlang://rows/{number}/{name}.md"
            text = client.ask("workspace/textDocumentContent", {"uri": uri})["text"]
            assert text.startswith("## ")
            assert [words for words in wanted if words not in text.replace("\\", "")] == []
        gone = client.ask("workspace/textDocumentContent", {"uri": "planlang://rows/77/x.md"})["text"]
        assert gone == "This is not kept any more; ask for it again.\n"
        assert client.ask("workspace/textDocumentContent", {"uri": "file:///etc/passwd"})["text"] == gone


def test_an_editor_that_cannot_open_such_texts_is_shown_their_beginning(tmp_path: Path) -> None:
    with connected(tmp_path) as client:
        started(client, tmp_path)
        client.ask("workspace/executeCommand", rows_lens(client, "revenue"))
        client.until(lambda: client.shown)
        assert "280 CNY" in client.shown[0]
        assert client.shown[0].count("\n") <= 30


def test_why_there_are_no_rows_is_told(tmp_path: Path) -> None:
    with connected(tmp_path) as client:
        started(client, tmp_path)
        asked = {"command": "planlang.server.rows", "arguments": [client.uri("p.plan"), "revenu"]}
        client.ask("workspace/executeCommand", asked)
        client.until(lambda: client.shown)
        assert client.shown == ['nothing is called "revenu"; near it: revenue']
    with connected(tmp_path, initializationOptions={"data": False}) as client:
        client.open("p.plan")
        client.ask("workspace/executeCommand", asked)
        client.until(lambda: client.shown)
        assert client.shown[0].startswith("data are not read here")
        with pytest.raises(RefusedByServerError):
            client.ask("workspace/executeCommand", {"command": "planlang.server.rows", "arguments": ["x", 1]})


def test_headers_and_values_are_read_in_the_background(tmp_path: Path, encoding: str) -> None:
    with connected(tmp_path, encoding) as client:
        started(client, tmp_path)

        def labels(marked: str) -> dict[str, Any]:
            found = client.ask("textDocument/completion", client.at("p.plan", marked))["items"]
            return {one["label"]: one for one in found}

        client.edit("p.plan", "  kind: text\n", "  \n")
        assert "kind" in labels("owner: person\n  |\n")
        client.edit("p.plan", "  \n", "  kind: text\n")
        client.edit("p.plan", "sum(deals.金额)", 'sum(deals.金额 where kind is "")')
        new = labels('where kind is "|")')['"new"']
        assert new["detail"] == "4 rows"
        assert client.edited("p.plan", [new["textEdit"]]).count('where kind is "new")') == 1
