"""The documentation names files that exist, commands that exist, and each word once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.test_layers import ROOT

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")  # [words](docs/page.md#part)


def test_every_relative_link_leads_to_a_file() -> None:
    dead = [
        f"{page.relative_to(ROOT).as_posix()}: {target}"
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("folder", ["reference", "guide", "cookbook"])
def test_every_page_has_a_twin_in_chinese(folder: str) -> None:
    english = {page.name for page in (ROOT / "docs" / folder).glob("*.md")}
    assert english == {page.name for page in (ROOT / "docs" / "zh" / folder).glob("*.md")}


def commands(page: Path) -> list[str]:
    """The first words of the command lines that a page shows."""
    found = re.findall(r"(?m)^(planlang \w+|python3 start\.py \w+)", page.read_text(encoding="utf-8"))
    return [str(command) for command in found]


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = commands(ROOT / "README.md"), commands(ROOT / "README.zh.md")
    assert "python3 start.py example" in english
    assert "python3 start.py test" in english
    assert english == chinese


def test_every_command_in_the_documentation_exists() -> None:
    from planlang.cli.main import NAMES

    words: set[str] = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        programs = "\n".join(text.split("```")[1::2])
        words.update(re.findall(r"(?m)^(?:\$ )?planlang ([a-z]+)", programs))
        words.update(re.findall(r"`planlang ([a-z]+)", text))
    assert words
    assert words <= set(NAMES)


def test_the_glossary_has_one_word_a_thing() -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| English", "| ---"))
    ]
    assert rows
    assert all(len(row) == 3 and all(row) for row in rows)
    for column in (0, 1):
        words = Counter(row[column] for row in rows)
        assert [word for word, times in words.items() if times > 1] == []


def test_every_decision_has_a_number_and_says_what_was_rejected() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. ")
        assert "Rejected:" in text or "instead of" in text


def test_the_plans_shown_in_the_readmes_are_plans() -> None:
    from planlang.source import Source
    from planlang.syntax.parse import parse

    for page in (ROOT / "README.md", ROOT / "README.zh.md"):
        programs = [block for block in page.read_text(encoding="utf-8").split("```")[1::2] if "premium_2026" in block]
        assert programs
        for program in programs:
            outcome = parse(Source(page.name, program.lstrip("\n")))
            assert outcome.diagnostics == ()
            assert len(outcome.value.declarations) >= 10


def test_what_the_readmes_print_is_what_the_example_prints() -> None:
    expected = ROOT / "examples" / "premium_line" / "expected"
    for page, language in (("README.md", "en"), ("README.zh.md", "zh")):
        (shown,) = re.findall(r"(?s)```text\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"))
        printed = (expected / f"summary-2026-W20.{language}.txt").read_text(encoding="utf-8").splitlines()
        whole = {line.rstrip() for line in printed} | {"…"}
        assert [line for line in shown.splitlines() if line not in whole] == []
        assert len(shown.splitlines()) > 10
