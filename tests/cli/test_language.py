"""Which language the command line speaks: what is asked for, else that of a Chinese plan, else the system's."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

import pytest

from planlang.cli.language import choose_language
from planlang.cli.main import run
from planlang.diagnostics.text import Language

CHINESE = """
计划 p "计划" { 期间 2026-01-01 .. 2026-12-31; 币种 CNY }
角色 代表
团队 north "北区" { 代表 张丽 }
任务 prepare "准备" { 工期 5个工作日; 负责人 张丽 }
里程碑 开业 { 需先完成 prepare }
"""
ENGLISH = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; currency CNY }
role rep
team north "北区" { rep 张丽 }
task prepare "准备" { takes 5wd; owner 张丽 }
milestone open { after prepare }
"""
COMMANDS = {
    "lint": ["lint", "{}"],
    "fmt": ["fmt", "--check", "{}"],
    "graph": ["graph", "{}"],
    "schedule": ["schedule", "{}"],
    "timeline": ["timeline", "{}", "-o", "out.svg"],
    "explain": ["explain", "{}", "prepare"],
    "explain nothing": ["explain", "{}", "nothing_of_that_name"],
    "evaluate": ["evaluate", "{}"],
    "evaluate, options first": ["evaluate", "--all", "{}"],
    "figures": ["figures", "{}"],
    "data check": ["data", "check", "{}"],
    "wrong option": ["lint", "{}", "--nothing"],
}


def said(arguments: list[str], **environment: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        run(arguments, environment)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zh.plan").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "en.plan").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_every_command_answers_a_chinese_plan_in_chinese(command: list[str], folder: Path) -> None:
    def of(name: str) -> list[str]:
        return [part.format(name) for part in command]

    chinese, english = said([*of("zh.plan"), "--lang", "zh"]), said([*of("zh.plan"), "--lang", "en"])
    assert chinese != english or command[0] == "timeline"
    assert said(of("zh.plan")) == chinese
    assert said(of("zh.plan"), LANG="en_US.UTF-8") == chinese
    assert said(of("zh.plan"), PLANLANG_LANG="en") == english
    assert said(of("en.plan"), LANG="en_US.UTF-8") == said([*of("en.plan"), "--lang", "en"])
    assert said(of("en.plan"), LANG="zh_CN.UTF-8") == said([*of("en.plan"), "--lang", "zh"])


def test_of_several_plans_most_keywords_say(folder: Path) -> None:
    (folder / "more.plan").write_text("角色 主管\n角色 专员\n", encoding="utf-8")
    assert choose_language(["lint", "en.plan", "zh.plan"], {}) is Language.EN  # as many of each
    assert choose_language(["lint", "en.plan", "zh.plan", "more.plan"], {}) is Language.ZH
    assert choose_language(["lint", "more.plan", "zh.plan", "en.plan"], {}) is Language.ZH
    assert choose_language(["lint", "."], {}) is Language.ZH


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "no.plan"],
        ["lint", "folder"],
        ["evaluate", "en.plan", "--data", "exports"],
        ["timeline", "en.plan", "-o", "zh.plan"],
        ["new", "exports"],
        ["reference", "exports"],
        ["lint", "bad.plan"],
        ["lint", "columns.plan"],
        [],
    ],
    ids=" ".join,
)
def test_where_no_plan_says_it_the_system_does(arguments: list[str], folder: Path) -> None:
    (folder / "folder").mkdir()
    (folder / "exports").mkdir()
    (folder / "exports" / "old.plan").write_text(CHINESE, encoding="utf-8")
    (folder / "bad.plan").write_bytes("计划 p".encode("gb18030"))
    (folder / "columns.plan").write_text("  目标: money\n  # 计划\n", encoding="utf-8")
    assert choose_language(arguments, {}) is Language.EN
    assert choose_language(arguments, {"LANG": "zh_CN.UTF-8"}) is Language.ZH


def test_a_plan_from_standard_input_says_it_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))

    for command in ("lint", "graph"):
        given(CHINESE.replace("负责人 张丽", "负责人 李丽").replace("需先完成 prepare", "需先完成 准备 于 3"))
        assert "错误" in said([command, "-"])
    given(CHINESE)
    assert choose_language(["fmt", "-"], {}) is Language.ZH
    assert sys.stdin.buffer.read() == CHINESE.encode()  # for the command itself


def test_a_word_without_end_before_a_colon_takes_no_time(folder: Path) -> None:
    (folder / "long.plan").write_text("目" * 1_000_000 + ":", encoding="utf-8")
    assert choose_language(["lint", "long.plan"], {}) is Language.EN
