"""Every sentence that people read stands in English beside its code and in Chinese in `diagnostics/zh/`."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
import tomllib
from collections import defaultdict
from functools import cache

import planlang
from planlang.diagnostics.text import Text, chinese_texts
from tests.architecture.test_layers import PACKAGE


@cache
def english_texts() -> dict[str, set[str]]:
    """The module-level texts of the whole package: key -> the English words given for it."""
    found: dict[str, set[str]] = defaultdict(set)
    for module in pkgutil.walk_packages(planlang.__path__, "planlang."):
        if module.name == "planlang.__main__":
            continue
        for value in vars(importlib.import_module(module.name)).values():
            for text in texts_in(value):
                found[text.key].add(text.english)
    return dict(found)


def texts_in(value: object) -> list[Text]:
    """The texts that a module-level value is or holds."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, dict):
        return [text for entry in (*value, *value.values()) for text in texts_in(entry)]
    if isinstance(value, (tuple, list, set, frozenset)):
        return [text for entry in value for text in texts_in(entry)]
    return []


def placeholders(template: str) -> set[str]:
    """The names in braces, conversions and formats left aside."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_a_key_has_one_english_text() -> None:
    texts = english_texts()
    assert texts
    assert {key: words for key, words in texts.items() if len(words) > 1} == {}


def test_english_and_chinese_have_the_same_keys() -> None:
    english, chinese = english_texts().keys(), chinese_texts().keys()
    assert sorted(english - chinese) == [], "no Chinese for these"
    assert sorted(chinese - english) == [], "no English for these"


def test_both_languages_have_the_same_placeholders() -> None:
    chinese = chinese_texts()
    assert {
        key: (words, chinese[key])
        for key, words in english_texts().items()
        if key in chinese and placeholders(chinese[key]) != set().union(*map(placeholders, words))
    } == {}


def test_chinese_sentences_use_full_width_punctuation() -> None:
    # a comma or full stop of half width between two Chinese characters
    narrow = re.compile("[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff]")
    assert {key: text for key, text in chinese_texts().items() if narrow.search(text)} == {}


def test_no_key_stands_in_two_chinese_files() -> None:
    seen: dict[str, str] = {}
    for path in sorted((PACKAGE / "diagnostics" / "zh").glob("*.toml")):
        for key in tomllib.loads(path.read_text(encoding="utf-8")):
            assert key not in seen, f"{key} stands in {seen[key]} and {path.name}"
            seen[key] = path.name


def test_no_english_message_says_illegal() -> None:
    assert [key for key, words in english_texts().items() if any("illegal" in text.lower() for text in words)] == []


def glossary() -> dict[str, str]:
    """The English words of the glossary with their Chinese, those given within an explanation included."""
    found: dict[str, str] = {}
    lines = (PACKAGE.parent / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("|") or line.startswith(("| ---", "| English")):
            continue
        english, chinese, meaning = (cell.strip() for cell in line.strip("|").split("|"))
        found |= dict(zip(english.split(", "), chinese.split(","), strict=False))
        found |= dict(re.findall(r"([a-z ]+) ([\u4e00-\u9fff]+)(?=[,;.]|$)", meaning.rpartition(": ")[2]))
    return {word.strip(): chinese for word, chinese in found.items()}


GLOSSED = {
    **{f"severity.{word}": word for word in ("info", "warning", "high", "critical")},
    **{f"report.phase.{word}": word for word in ("pending", "firing", "resolved", "ended")},
    "report.phase.inactive": "quiet",
    **{f"report.status.{word.replace(' ', '-')}": word for word in ("on track", "at risk", "off track", "no data")},
    "report.verdict.satisfied": "kept",
    "report.verdict.waived": "waived",
    "report.findings.violations": "violation",
    "report.verdict.possible": "possible violation",
    "report.findings.tasks": "late task",
    "report.goals.to-date": "target to date",
    "report.goals.attainment": "attainment",
    "report.goals.gap": "gap",
    "report.goals.rate": "required rate",
    "report.schedule.due": "deadline",
    "report.explain.pace": "pace",
}
"""Texts that are a word of the glossary and nothing else."""
GLOSSED_WITHIN = {
    "report.data.set-aside": "set aside",
    "report.head.set-aside": "set aside",
    "data.unknown-person": "roster",
    "report.head.provisional": "provisional",
    "report.explain.provisional": "provisional",
    "report.explain.progress": "progress",
    "report.explain.attainment": "attainment",
    "report.headline.goal": "target to date",
    "report.headline.violations": "violation",
    "report.findings.task-due": "deadline",
}
"""Texts that say a word of the glossary among others."""


def test_reports_say_the_words_of_the_glossary() -> None:
    words, chinese = glossary(), chinese_texts()
    assert {key: chinese[key] for key, word in GLOSSED.items() if chinese[key] != words[word]} == {}
    assert {key: chinese[key] for key, word in GLOSSED_WITHIN.items() if words[word] not in chinese[key]} == {}


def test_the_glossary_has_the_words_that_sales_people_use() -> None:
    page = (PACKAGE.parent / "docs" / "glossary.md").read_text(encoding="utf-8")
    for word in ("漏斗", "线索", "同比", "环比", "客单价", "完成率", "延期"):
        assert word in page
