"""Every check has a page in docs/diagnostics whose bad example is told so and whose good one is not; its Chinese twin as well."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest

import planlang.lint
import planlang.plan
import planlang.semantics
from planlang.diagnostics.diagnostic import Diagnostic
from planlang.diagnostics.text import Language, Text
from planlang.lint.run import all_rules
from planlang.plan.build import build
from tests.semantics import chinese, marked
from tests.semantics.marked import assert_readable, checked, linted

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {Language.EN: DOCS / "diagnostics", Language.ZH: DOCS / "zh" / "diagnostics"}
PLACES = {Language.EN: (marked.in_place, marked.FILES), Language.ZH: (chinese.in_place, chinese.FILES)}
"""Where an example of a language stands, and the files it may use."""
BLOCK = re.compile(r"```plan (bad|good)\n(.*?)\n```", re.S)
WORDS = {"syntax", "unit", "grain", "use", "change-breaks", "severity", "category"}
"""Keys of words that sentences are made of."""
NOT_RUN = {"too-many-files"}
LINT = {rule.name for rule in all_rules()} | {"unused-ignore", "ignore-without-reason"}


def texts(package: ModuleType) -> list[Text]:
    """Every text of a package."""
    found: list[Text] = []
    for entry in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(entry.name)).values():
            found += [value] if isinstance(value, Text) else []
            found += [item for item in value.values() if isinstance(item, Text)] if isinstance(value, dict) else []
    return found


ROOMS = (planlang.semantics, planlang.plan, planlang.lint)
NAMES = sorted({text.key.split(".")[0] for package in ROOMS for text in texts(package)} - WORDS)


CASES = [(language, name) for language in Language for name in NAMES]


def blocks(language: Language, name: str) -> dict[str, list[str]]:
    """The examples of a page: of what is told and of what is in order."""
    page = (PAGES[language] / f"{name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {name}\n")
    found: dict[str, list[str]] = {}
    for kind, example in BLOCK.findall(page):
        found.setdefault(kind, []).append(example)
    return found


def told(language: Language, example: str) -> tuple[Diagnostic, ...]:
    """What checking the plan around an example says, and putting its graph together."""
    in_place, files = PLACES[language]
    found = checked(in_place(example), files)
    return found.diagnostics if found.model is None else found.diagnostics + build(found.model).diagnostics


@pytest.mark.parametrize("name", NAMES)
def test_every_check_has_a_page_with_a_bad_and_a_good_example(name: str) -> None:
    assert set(blocks(Language.EN, name)) == {"bad", "good"}


@pytest.mark.parametrize(("language", "name"), [case for case in CASES if case[1] not in LINT | NOT_RUN])
def test_the_bad_example_of_a_page_is_told_so_and_the_good_one_is_in_order(language: Language, name: str) -> None:
    examples = blocks(language, name)
    for bad in examples["bad"]:
        found = told(language, bad)
        assert {d.name for d in found} == {name}, [(d.name, d.message.render()) for d in found]
        for diagnostic in found:
            assert_readable(diagnostic)
    for good in examples["good"]:
        assert not told(language, good)


@pytest.mark.parametrize(("language", "name"), [case for case in CASES if case[1] in LINT])
def test_the_bad_example_of_a_lint_page_is_told_so_and_the_good_one_is_not(language: Language, name: str) -> None:
    examples = blocks(language, name)
    in_place, files = PLACES[language]
    for bad in examples["bad"]:
        found = [
            diagnostic for diagnostic in linted(in_place(bad), files, require_reasons=True) if diagnostic.name == name
        ]
        assert len(found) == 1
        assert_readable(found[0])
    for good in examples["good"]:
        assert not [d.name for d in linted(in_place(good), files, require_reasons=True) if d.name == name]


def test_no_page_is_about_a_check_that_does_not_exist() -> None:
    rooms = {text.key.split(".")[0] for package in ROOMS for text in texts(package)}
    ours = {path.stem for path in PAGES[Language.EN].glob("*.md")} & rooms
    assert ours == set(NAMES)


def test_equal_keys_say_the_same() -> None:
    for package in ROOMS:
        said: dict[str, str] = {}
        for text in texts(package):
            assert said.setdefault(text.key, text.english) == text.english
