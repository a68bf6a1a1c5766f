"""`planlang lint`: what is found now is ignored with a reason, what rules take, and checking again when files change."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_layers import ROOT
from tests.cli.calling import call, environment_of, heeds_interrupts

PLAN = """plan p "Plan" { period 2026-01-01 .. 2026-12-31 }
role boss "Boss"
team all "All" { boss 王敏 }
task a "A" { }
# planlang: ignore[task-without-owner] nobody yet
task b "B" { }
task c "C" { takes 5wd } # planlang: ignore[task-without-length] not at all
"""


def test_everything_that_is_found_is_ignored_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "p.plan").write_bytes(PLAN.replace("\n", "\r\n").encode("utf-8-sig"))
    before = call("lint", "p.plan", "--format", "concise", cwd=tmp_path)
    assert before.returncode == 1
    shown = call("lint", "p.plan", "--add-ignore", "agreed  with\nfinance", "--diff", cwd=tmp_path)
    assert shown.returncode == 1
    assert "+# planlang: ignore[task-without-" in shown.stdout
    done = call("lint", "p.plan", "--add-ignore", "agreed  with\nfinance", cwd=tmp_path)
    assert "ignored in 1 file" in done.stderr
    raw = (tmp_path / "p.plan").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert lines[3:] == [
        "# planlang: ignore[task-without-length, task-without-owner] agreed with finance",
        'task a "A" { }',
        "# planlang: ignore[task-without-owner, task-without-length] nobody yet",
        'task b "B" { }',
        'task c "C" { takes 5wd } # planlang: ignore[task-without-length, task-without-owner] not at all',
        "",
    ]
    after = call("lint", "p.plan", "--format", "concise", cwd=tmp_path)
    assert [line for line in after.stdout.splitlines() if "unused-ignore" not in line and ":" in line] == []
    assert call("fmt", "--check", "p.plan", cwd=tmp_path).returncode in (0, 1)


def test_a_chinese_plan_gets_chinese_comments(tmp_path: Path) -> None:
    text = '计划 甲 "甲" { 期间 2026-01-01 .. 2026-12-31 }\n团队 全部 "全部" {\n}\n任务 乙 "乙" { }\n'
    (tmp_path / "p.plan").write_text(text, encoding="utf-8")
    call("lint", "p.plan", "--add-ignore", "已与财务商定", cwd=tmp_path)
    found = (tmp_path / "p.plan").read_text(encoding="utf-8")
    assert "# 允许：task-without-length，task-without-owner 已与财务商定\n任务 乙" in found
    assert call("lint", "p.plan", cwd=tmp_path).returncode == 0


def test_errors_are_not_ignored_and_a_reason_is_needed(tmp_path: Path) -> None:
    text = PLAN + 'goal g "G" { measure nothing; target 5; owner boss }\n'
    (tmp_path / "p.plan").write_text(text, encoding="utf-8")
    done = call("lint", "p.plan", "--add-ignore", "why", cwd=tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "p.plan").read_text(encoding="utf-8") == text
    for words in (
        ("--add-ignore", " "),
        ("--add-ignore", "x", "--fix"),
        ("--watch", "--fix"),
        ("--watch", "--add-ignore", "x"),
    ):
        assert call("lint", "p.plan", *words, cwd=tmp_path).returncode == 2


def test_what_rules_take(tmp_path: Path) -> None:
    (tmp_path / "p.plan").write_text(PLAN, encoding="utf-8")
    done = call("lint", "p.plan", "--timing", cwd=tmp_path)
    rows = [line.split(maxsplit=3) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert rows[0][3] == "reading and checking"
    found = {row[3]: int(row[2]) for row in rows}
    assert found["task-without-owner"] == 3
    assert found["task-without-length"] == 2
    assert [float(row[0]) for row in rows[1:]] == sorted((float(row[0]) for row in rows[1:]), reverse=True)


@contextlib.contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """A process that is not waited for for ever when something goes wrong."""
    try:
        yield
    finally:
        process.kill()


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise there")
def test_files_are_checked_again_when_they_change(tmp_path: Path) -> None:
    (tmp_path / "p.plan").write_text(PLAN + 'use "part.plan"\n', encoding="utf-8")
    (tmp_path / "part.plan").write_text("", encoding="utf-8")
    out = tmp_path / "out.txt"
    environment = environment_of({"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"})
    with out.open("wb") as into, subprocess.Popen(
        [sys.executable, "-m", "planlang", "lint", ".", "--watch", "--format", "concise"],
        cwd=tmp_path, env=environment, stdout=into, stderr=subprocess.DEVNULL, preexec_fn=heeds_interrupts,
    ) as watching, ended(watching):  # fmt: skip

        def until(words: str) -> None:
            deadline = time.monotonic() + 60
            while words not in out.read_text(encoding="utf-8"):
                assert time.monotonic() < deadline
                assert watching.poll() is None
                time.sleep(0.1)

        until("p.plan:4")
        (tmp_path / "part.plan").write_text('task d "D" { }\n', encoding="utf-8")
        until("part.plan:1")
        (tmp_path / "p.plan").write_text("plan {\n", encoding="utf-8")
        until("p.plan:1")
        (tmp_path / "planlang.toml").write_text("[lint\n", encoding="utf-8")
        time.sleep(1.5)
        assert watching.poll() is None
        watching.send_signal(signal.SIGINT)
        assert watching.wait(20) == 130
