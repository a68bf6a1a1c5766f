"""Every check of syntax stands on the page of mistakes, and has a page of its own with a bad and a good example."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import planlang.syntax
from planlang.diagnostics.text import Language, Text
from planlang.source import Source
from planlang.syntax.parse import parse

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {Language.EN: DOCS / "diagnostics", Language.ZH: DOCS / "zh" / "diagnostics"}
BLOCK = re.compile(r"```plan (bad|good)\n(.*?)\n```", re.S)
NOT_RUN = {"file-too-large"}
TIMES = {"too-many-errors": 200}
"""How often the bad example has to stand in a file for this to be told."""


def checks() -> list[str]:
    modules = [
        importlib.import_module(e.name) for e in pkgutil.walk_packages(planlang.syntax.__path__, "planlang.syntax.")
    ]
    texts = [value for module in modules for value in vars(module).values() if isinstance(value, Text)]
    return sorted({text.key.split(".")[0] for text in texts} - {"syntax"})


def examples(language: Language, name: str) -> dict[str, str]:
    page = (PAGES[language] / f"{name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {name}\n\n")
    return dict(BLOCK.findall(page))


def told(text: str) -> set[str]:
    return {diagnostic.name for diagnostic in parse(Source("page.plan", text)).diagnostics}


def test_every_check_is_on_the_page_of_mistakes() -> None:
    page = (DOCS / "reference" / "mistakes.md").read_text(encoding="utf-8")
    assert checks()
    assert [name for name in checks() if f" {name} " not in page and f"`{name}`" not in page] == []


@pytest.mark.parametrize("name", checks())
def test_every_check_has_a_page_with_a_bad_and_a_good_example(name: str) -> None:
    assert set(examples(Language.EN, name)) == {"bad", "good"}


@pytest.mark.parametrize(
    ("language", "name"),
    [(side, name) for side in Language for name in checks() if name not in NOT_RUN],
)
def test_the_bad_example_of_a_page_is_told_so_and_the_good_one_is_in_order(language: Language, name: str) -> None:
    there = examples(language, name)
    found = told((there["bad"] + "\n") * TIMES.get(name, 1))
    assert name in found
    assert found == {name} or name == "too-many-errors"
    assert told(there["good"]) == set()
