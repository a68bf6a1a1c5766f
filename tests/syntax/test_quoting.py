"""Formulas and rules as a report quotes them."""

from __future__ import annotations

import pytest

from planlang.diagnostics.text import Language
from planlang.syntax.formatter.quoting import quoted


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("count(\n    deals where open\n)", "count(deals where open)", "count(deals 其中 open)"),
        ("count(deals 其中 open) + 1", "count(deals where open) + 1", "count(deals 其中 open) + 1"),
        (
            "when visits this week < 10\n    for 3 weeks",
            "when visits this week < 10 for 3 weeks",
            "当 visits 本周 < 10 连续 3周",
        ),
        ("stay in offer at most 10wd", "stay in offer at most 10wd", "停留在 offer 至多 10个工作日"),
        ('"a  =  {b}" is kind', '"a  =  {b}" is kind', '"a  =  {b}" 是 kind'),
        ("after research + 2wd", "after research + 2wd", "前置 research + 2个工作日"),
        ("no clause\n  of the language", "no clause of the language", "no clause of the language"),
        ("f(\n  a, # because\n  b)", "f(a, # because b)", "f(a, # because b)"),
        ("", "", ""),
    ],
)
def test_a_piece_is_quoted_on_one_line_in_the_language_of_the_reader(text: str, english: str, chinese: str) -> None:
    assert quoted(text, Language.EN) == english
    assert quoted(text, Language.ZH) == chinese
