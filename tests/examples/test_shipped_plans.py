"""Every plan that comes with planlang is written in the one style, and nothing can be said against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.source import Source
from planlang.syntax.formatter.format import format_source
from planlang.workspace.workspace import open_plan

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted(path for folder in ("examples", "stdlib") for path in (ROOT / folder).rglob("*.plan"))
MAIN = [
    ROOT / "examples/premium_line/premium_line.plan",
    ROOT / "examples/graded_team/graded_team.plan",
    *sorted((ROOT / "stdlib").rglob("*.plan")),
]


def name(path: Path) -> str:
    """A path as tests are called."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PLANS, ids=name)
def test_it_is_in_the_one_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_source(Source(path.name, text)).text == text


@pytest.mark.parametrize("path", MAIN, ids=name)
def test_nothing_can_be_said_against_it(path: Path) -> None:
    assert open_plan(path).diagnostics == ()


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_plan_in_the_readme_is_in_the_one_style(page: str) -> None:
    blocks = (ROOT / page).read_text(encoding="utf-8").split("```")[1::2]
    (program,) = [block.lstrip("\n") for block in blocks if "premium_2026 " in block.split("{")[0]]
    assert format_source(Source(page, program)).text == program
