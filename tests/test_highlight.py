"""Plans in colour, as Pygments asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pygments.token import Comment, Error, Keyword, Literal, Name, Number, Operator, String, Token, Whitespace

from planlang.highlight import PlanLexer
from tests.architecture.test_layers import ROOT, loaded_by

PLANS = sorted(path for folder in ("examples", "stdlib") for path in (ROOT / folder).rglob("*.plan"))


def pieces(text: str) -> list[tuple[object, str]]:
    """What is no blank, with its colour."""
    found = [(colour, piece) for _, colour, piece in PlanLexer().get_tokens_unprocessed(text)]
    assert "".join(piece for _, piece in found) == text
    return [(colour, piece) for colour, piece in found if colour is not Whitespace]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_pieces_of_a_plan_are_its_text_and_none_is_an_error(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = list(PlanLexer(stripnl=False, ensurenl=False).get_tokens(text))
    assert "".join(piece for _, piece in found) == text
    assert [piece for colour, piece in found if colour in Error] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            '## What\ngoal value "Value" { measure value; target at least 1.2M EUR by 2026-12-31 } # x\n',
            '## 什么\n目标 value "价值" { 衡量 value; 目标值 至少 120万元 截止 2026-12-31 } # x\n',
        )
    ],
)
def test_a_word_is_a_keyword_where_the_grammar_has_a_use_for_it(english: str, chinese: str) -> None:
    expected = [
        Comment.Special, Keyword.Declaration, Name.Class, String.Double, Token.Punctuation, Keyword, Name, Token.Punctuation,
        Keyword, Keyword, Keyword, Number, Operator.Word, Literal.Date, Token.Punctuation, Comment.Single,
    ]  # fmt: skip
    assert [colour for colour, _ in pieces(english)] == expected
    del expected[9]  # 至少 is one word
    assert [colour for colour, _ in pieces(chinese)] == expected


def test_a_piece_of_a_plan_is_coloured_too() -> None:
    assert pieces("when visits this week < 10 for 4 weeks") == [
        (Keyword, "when"),
        (Name, "visits"),
        (Keyword.Constant, "this"),
        (Keyword.Constant, "week"),
        (Operator, "<"),
        (Number.Integer, "10"),
        (Operator.Word, "for"),
        (Number, "4 weeks"),
    ]
    assert pieces("当 拜访 本周 < 10")[2] == (Keyword.Constant, "本周")
    assert [colour for colour, _ in pieces("owner: person")] == [Name.Attribute, Token.Punctuation, Name]
    assert pieces("deals.value > value(when)")[2:] == [
        (Name.Attribute, "value"),
        (Operator, ">"),
        (Name.Function, "value"),
        (Token.Punctuation, "("),
        (Name, "when"),
        (Token.Punctuation, ")"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "§",
        "a § b\n",
        '"open',
        "`open",
        "a\r\nb",
        "\ufeffplan p {",
        "}}}",
        "每月第4个工作日",
        "x" * 500_000,
        "{" * 99,
    ],
)
def test_any_text_is_its_pieces(text: str) -> None:
    pieces(text)


def test_what_means_nothing_is_an_error() -> None:
    assert [piece for colour, piece in pieces("goal g § { measure m }") if colour is Error] == ["§"]


def test_planlang_does_without_pygments() -> None:
    assert "pygments" not in loaded_by("import planlang.editor, planlang.lsp.server, planlang.cli.main")
