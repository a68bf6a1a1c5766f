"""Sentences: placeholders, and the word that fits a count."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import planlang.cli
import planlang.lint
import planlang.report
from planlang.diagnostics.text import Language, Message, Text

READ = Text("example.read", "read {files:file|files} with {rows:row|rows}, {rejects} of them set aside")
COUNTS = "count|files|rows|errors|warnings|tasks|milestones|weeks|shown|total"


@pytest.mark.parametrize(
    ("files", "rows", "said"),
    [
        (1, "1", "read 1 file with 1 row, 1 of them set aside"),
        (2, "1,234", "read 2 files with 1,234 rows, 1 of them set aside"),
        (0, "1.5", "read 0 files with 1.5 rows, 1 of them set aside"),
        (11, "-1", "read 11 files with -1 rows, 1 of them set aside"),
    ],
)
def test_a_count_stands_with_the_word_that_fits_it(files: int, rows: str, said: str) -> None:
    assert READ(files=files, rows=rows, rejects=1).render() == said


def test_a_sentence_may_stand_in_a_sentence_and_hold_braces() -> None:
    inner = Text("example.inner", "{count:goal|goals}")
    outer = Text("example.outer", "write `{{ {what} }}`, at {share:.1f}%")
    assert outer(what=inner(count=1), share=12.345).render() == "write `{ 1 goal }`, at 12.3%"


def test_a_text_from_outside_is_never_taken_for_a_template() -> None:
    assert (
        Message(Text("example.said", "{words}"), (("words", "{files:a|b} {0}"),)).render(Language.ZH)
        == "{files:a|b} {0}"
    )


@pytest.mark.parametrize(
    ("words", "value", "said"),
    [
        ("待{who}批准", "Helen Marsh", "待 Helen Marsh 批准"),
        ("待{who}批准", "王敏", "待王敏批准"),
        ("{who}（{who}）", "Ann", "Ann（Ann）"),
        ("限{who}内", "3天", "限3天内"),
        ("经 {who} 发出", "Ann", "经 Ann 发出"),
        ("用 `{who}` 查看", "Ann", "用 `Ann` 查看"),
        ("{who}{who}", "Ann王", "Ann王 Ann王"),
    ],
)
def test_chinese_and_latin_letters_stand_apart_where_a_sentence_is_put_together(
    words: str, value: str, said: str
) -> None:
    assert Text("example.put-together", words)(who=value).render(Language.ZH) == said
    assert Text("example.put-together", words)(who=value).render() == words.replace("{who}", value)


@pytest.mark.parametrize("room", [planlang.cli, planlang.lint, planlang.report], ids=lambda room: room.__name__)
def test_no_count_stands_before_a_word_for_many(room: object) -> None:
    many = re.compile(rf"\{{(?:{COUNTS})\}} (?:\w+ ){{0,2}}\w{{2,}}s\b")
    texts = [
        value
        for entry in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")  # type: ignore[attr-defined]
        for found in vars(importlib.import_module(entry.name)).values()
        for value in (found.values() if isinstance(found, dict) else [found])
        if isinstance(value, Text)
    ]
    assert texts
    assert [text.english for text in texts if many.search(text.english)] == []
