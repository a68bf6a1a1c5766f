"""What shells get: completion of names, weeks and sections; manual pages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from planlang.cli.main import NAMES, run
from tests.cli.calling import call, environment_of, surroundings

PLAN = """
plan small "Small" { period 2026-01-05 .. 2026-03-29; timezone UTC; currency CNY }
role lead
role rep under lead
team north | 北区 "North" { lead Eve; rep Ann, "Bob Lee" }
source visits { read "data/*.csv"; event at day; day: date; who: person; kind: text }
metric calls | 电话数 "Calls" = count(visits where kind is "call") credit who at event
goal many "Many calls" { measure calls; target 100 by 2026-03-29; owner lead }
alert few | 偏少 "Few calls" for each rep { when calls this week < 3 for 2 weeks; severity warning }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.plan").write_text(PLAN, encoding="utf-8")
    (tmp_path / "broken.plan").write_text("plan {", encoding="utf-8")
    return tmp_path


def offered(folder: Path, line: str) -> list[str]:
    """What bash is offered for the last word of a line."""
    words = line.split(" ")
    told = {"_PLANLANG_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    environment = environment_of(told)
    with surroundings(folder, environment) as (out, err), pytest.raises(SystemExit, match="0"):
        run([], environment)
    assert err.getvalue() == b""
    return [item.partition(",")[2] for item in out.getvalue().decode().split()]


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("planlang ex", ["explain"]),
        ("planlang evaluate small.plan --as-of 2026-W1", ["2026-W10", "2026-W11", "2026-W12", "2026-W13"]),
        ("planlang explain small.plan f", ["few"]),
        ("planlang explain small.plan 偏", ["偏少"]),
        ("planlang explain small.plan MA", ["many"]),
        ("planlang figures small.plan ca", ["calls"]),
        ("planlang backtest small.plan ", ["few", "偏少"]),
        ("planlang evaluate small.plan --for n", ["north"]),
        ("planlang evaluate small.plan --for A", ["Ann"]),
        ("planlang completion z", ["zsh"]),
    ],
)
def test_what_the_plan_names_is_offered(folder: Path, line: str, some: list[str]) -> None:
    assert offered(folder, line) == some


@pytest.mark.parametrize(
    "line",
    ["planlang explain none.plan f", "planlang explain broken.plan f", "planlang evaluate small.plan --for Bob"],
)
def test_nothing_is_offered_and_nothing_said_where_there_is_nothing(folder: Path, line: str) -> None:
    assert offered(folder, line) == []


def test_sections_of_the_report_are_offered(folder: Path) -> None:
    assert "alerts" in offered(folder, "planlang evaluate small.plan --only a")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(tmp_path: Path, shell: str) -> None:
    done = call("completion", shell, cwd=tmp_path)
    assert done.returncode == 0
    assert f"_PLANLANG_COMPLETE={shell}_complete" in done.stdout
    if shutil.which(shell) is not None:
        (tmp_path / "script").write_text(done.stdout, encoding="utf-8")
        subprocess.run([shell, "-n", "script"], cwd=tmp_path, check=True)


def test_every_command_has_a_manual_page_in_both_languages(tmp_path: Path) -> None:
    for language, heading in (("en", ".SH OPTIONS"), ("zh", ".SH 选项")):
        done = call("man", "-o", language, "--lang", language, cwd=tmp_path)
        assert done.returncode == 0
        pages = {path.stem for path in (tmp_path / language).glob("*.1")}
        assert pages >= {"planlang", *(f"planlang-{name}" for name in NAMES)}
        assert all(heading in path.read_text(encoding="utf-8") for path in (tmp_path / language).glob("*.1"))


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_manual_pages_can_be_set(tmp_path: Path, language: str) -> None:
    call("man", "-o", "pages", "--lang", language, cwd=tmp_path)
    for path in (tmp_path / "pages").glob("*.1"):
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-Wbreak", "-z", path], capture_output=True, check=True
        )
        assert done.stderr == b"", path.name


def test_a_page_is_printed_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert call("man", "lint", cwd=tmp_path).stdout.startswith('.TH "PLANLANG\\-LINT"')
    done = call("man", "nothing", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 2
    assert 'there is no command "nothing"' in done.stderr
