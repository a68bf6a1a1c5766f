"""The command line in a terminal and in the reader's language: folders, help, colours, Ctrl-C, line endings."""

from __future__ import annotations

import codecs
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planlang.cli.main import NAMES, came_of_interrupt
from planlang.cli.session import wants_colour
from tests.cli.calling import call, heeds_interrupts
from tests.cli.test_commands import PLAN, folder

__all__ = ["folder"]

ENGLISH_OF_CLICK = ("Usage", "Options", "OPTIONS", "Commands", "default:", "required", "Show this", "ARGS")


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_in_chinese_has_no_word_of_click(name: str, tmp_path: Path) -> None:
    done = call(*([name] if name else []), "--help", "--lang", "zh", cwd=tmp_path)
    assert done.returncode == 0
    assert [word for word in ENGLISH_OF_CLICK if word in done.stdout] == []
    assert "用法" in done.stdout
    assert "显示这段说明后结束" in done.stdout


@pytest.mark.parametrize("name", ["", "evaluate", "fmt"])
def test_h_is_help(name: str, tmp_path: Path) -> None:
    arguments = [name] if name else []
    assert call(*arguments, "-h", cwd=tmp_path).stdout == call(*arguments, "--help", cwd=tmp_path).stdout != ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint", "--fail-on", "error"),
        ("evaluate", "--as-of", "2026-W04"),
        ("schedule",),
        ("graph",),
        ("explain", "calls", "--as-of", "2026-W04"),
        ("timeline", "-o", "x.svg"),
        ("fmt", "--diff"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_folder_with_one_plan_is_that_plan(folder: Path, arguments: tuple[str, ...]) -> None:
    name, *options = arguments
    (folder / "names.plan").write_text('metric more "More" = calls\n', encoding="utf-8")
    (folder / "small.plan").write_text('use "names.plan"\n' + PLAN, encoding="utf-8")
    first = [options.pop(0)] if name == "explain" else []
    by_folder = call(name, ".", *first, *options, cwd=folder)
    by_file = call(name, "small.plan", *first, *options, cwd=folder)
    assert by_folder.returncode in (0, 1)
    if name != "fmt":
        assert (by_folder.returncode, by_folder.stdout) == (by_file.returncode, by_file.stdout)


def test_a_folder_with_several_plans_asks_for_one(folder: Path) -> None:
    (folder / "other.plan").write_text(PLAN, encoding="utf-8")
    done = call("evaluate", ".", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: there are several plans in .: other.plan, small.plan; name one of them\n"
    (folder / "empty").mkdir()
    assert "empty 中没有计划文件" in call("evaluate", "empty", "--lang", "zh", cwd=folder).stderr


def test_new_suggests_commands_in_the_language_that_was_asked_for(tmp_path: Path) -> None:
    asked = call("new", "one", "--lang", "en", cwd=tmp_path, LANG="zh_CN.UTF-8")
    assert asked.stdout.count(" --lang en") == 2
    chinese = call("new", "zh", "--lang", "zh", cwd=tmp_path, LANG="en_US.UTF-8")
    assert "--lang" not in chinese.stdout  # the plan itself says it
    usual = call("new", "two", cwd=tmp_path, LANG="zh_CN.UTF-8")
    assert "--lang" not in usual.stdout
    assert "接下来" in usual.stdout


@pytest.mark.parametrize(
    ("environment", "asked", "colours"),
    [
        ({}, None, False),
        ({"FORCE_COLOR": "1"}, None, True),
        ({"FORCE_COLOR": "0"}, None, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, None, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, None, False),
        ({"NO_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "1"}, False, False),
    ],
)
def test_the_environment_decides_on_colours_where_nobody_asks(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], asked: bool | None, colours: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(asked) is colours  # the output of a test is no terminal


def test_forced_colours_reach_a_pipe(folder: Path) -> None:
    assert "\x1b[" in call("evaluate", "small.plan", "--as-of", "2026-W04", cwd=folder, FORCE_COLOR="1").stdout
    assert "\x1b[" not in call("evaluate", "small.plan", "--as-of", "2026-W04", cwd=folder).stdout


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are not there")
def test_an_interrupted_run_says_so_and_ends_with_130(folder: Path) -> None:
    rows = "2026-01-05,张丽,电话\n" * 400_000
    (folder / "data" / "visits-2026-W02.csv").write_text("日期,跟进人,方式\n" + rows, encoding="utf-8")
    command = [sys.executable, "-m", "planlang", "evaluate", "small.plan", "--as-of", "2026-W04"]
    for delay in (0.4, 1.2):
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=heeds_interrupts,
        )
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode in (130, 1, -signal.SIGINT), said  # 1: it was done before
        assert "Traceback" not in said or process.returncode == -signal.SIGINT


def test_an_interruption_is_known_by_what_an_engine_makes_of_it() -> None:
    assert came_of_interrupt(RuntimeError("Query interrupted"))
    over = ValueError("the rest")
    over.__context__ = KeyboardInterrupt()
    assert came_of_interrupt(over)
    assert not came_of_interrupt(RuntimeError("no such table"))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_fmt_keeps_the_newlines_and_the_byte_order_mark(folder: Path, newline: str, mark: bytes) -> None:
    path = folder / "small.plan"
    path.write_bytes(mark + PLAN.replace("metric calls", "metric   calls").replace("\n", newline).encode("utf-8"))
    assert call("fmt", "small.plan", cwd=folder).returncode == 0
    content = path.read_bytes()
    assert content.startswith(mark + b"plan")
    assert content.count(b"\r\n") == (content.count(b"\n") if newline == "\r\n" else 0)
    assert b"metric calls" in content
    assert call("fmt", "--check", "small.plan", cwd=folder).returncode == 0


def test_fmt_shows_characters_that_steer_a_terminal_by_their_code(folder: Path) -> None:
    odd = "\x07 \x1b[31m \x9b \u202e \u2028"
    (folder / "small.plan").write_text(f"# {odd}\nmetric   one = 1\n", encoding="utf-8")
    shown = call("fmt", "--diff", "small.plan", cwd=folder).stdout
    assert not set(odd) - {" ", "[", "3", "1", "m"} & set(shown)
    assert all(f"<U+{code}>" in shown for code in ("0007", "001B", "009B", "202E", "2028"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be read here")
def test_a_plan_that_may_not_be_read_is_told_in_the_language_of_the_reader(folder: Path) -> None:
    (folder / "small.plan").chmod(0)
    said = call("lint", "small.plan", "--lang", "zh", cwd=folder).stderr
    assert said == "错误：无法打开 small.plan：没有打开它的权限\n"


def test_a_path_that_cannot_be_is_told_in_the_language_of_the_reader(folder: Path) -> None:
    said = call("lint", "small.plan/below.plan", "--lang", "zh", cwd=folder).stderr
    assert said.startswith("错误：")
    assert "Not a directory" not in said
    long = call("lint", "x" * 300 + ".plan", "--lang", "zh", cwd=folder).stderr
    assert long.endswith("文件名太长\n")
