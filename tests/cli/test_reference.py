"""`planlang reference`: what people type is found, in both languages and spelt nearly right."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from planlang.cli.main import run
from planlang.diagnostics.text import Language
from planlang.reference.lookup import look_up
from planlang.reference.pages import HEADING, Section, pages
from planlang.reference.terms import terms
from planlang.resources import check_pages
from planlang.semantics.expressions import builtins
from planlang.syntax.lexical.keywords import vocabulary
from tests.laws import some

DOCS = Path(__file__).parents[2] / "docs"


def said(*words: str, lang: str = "en") -> tuple[int, str]:
    """The exit status of looking words up, and what is printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = run(["reference", *words, "--lang", lang], {})
    return status, out.getvalue()


def test_a_page_without_a_twin_says_that_it_is_in_english_only() -> None:
    assert said("glossary", lang="zh")[1].startswith("这一页只有英文。")
    assert "只有英文" not in said("people", lang="zh")[1]
    assert "in English only" not in said("unit-mismatch")[1]


def test_what_only_the_pages_of_the_other_language_say_is_told_in_it() -> None:
    for words, lang in (("董事会", "en"), ("退单 追回", "en"), ("a contract", "zh")):
        status, text = said(words, lang=lang)
        assert status == 0
        assert text == said(words, lang="zh" if lang == "en" else "en")[1]
    assert said("targt", lang="zh")[0] == said("每单位人", lang="en")[0] == 1


def test_a_function_is_written_in_the_language_of_the_answer() -> None:
    assert "\n  回收率(数据源.列 按日期 列 限 14天)\n" in said("response_rate", lang="zh")[1]
    assert "\n  response_rate(SOURCE.COLUMN at COLUMN within 14d)\n" in said("回收率")[1]
    assert all(term.shown_in_chinese.startswith(term.chinese[0]) for term in terms() if "(" in term.shown_in_chinese)


def test_the_page_of_a_check_is_shown_in_chinese() -> None:
    status, text = said("account-overcharged", lang="zh")
    assert status == 0
    assert text.startswith("# account-overcharged\n")
    assert "列支" in text
    assert "```plan bad" in text
    assert "列支" not in said("account-overcharged")[1]


def test_every_page_of_a_check_has_a_chinese_twin_with_the_same_blocks() -> None:
    english, chinese = (
        {path.name: re.findall(r"^```.*", path.read_text("utf-8"), re.MULTILINE) for path in side.glob("*.md")}
        for side in (DOCS / "diagnostics", DOCS / "zh" / "diagnostics")
    )
    assert english
    assert english == chinese


def test_every_spelling_of_every_keyword_and_function_is_known() -> None:
    known = {word for term in terms() for word in term.spellings}
    spelt = {word for one in vocabulary().keywords for word in (*one.english, *one.chinese)}
    called = {word for one in builtins.FUNCTIONS.values() for word in (one.name, *one.aliases)}
    assert (spelt | called) - known == set()


@pytest.mark.parametrize("language", Language)
def test_every_keyword_is_found_by_its_spellings_of_both_languages(language: Language) -> None:
    for one in vocabulary().keywords[::4]:
        for word in (one.english[0], one.chinese[0]):
            found = look_up([word], language)
            assert not found.near, word
            assert found.terms, word


@pytest.mark.parametrize("language", Language)
def test_what_a_kind_is_called_leads_to_a_page_that_has_it(language: Language) -> None:
    for one in vocabulary().section("kinds"):
        found = look_up([one.english[0]], language)
        assert found.sections or found.page, one.english[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("stauge", "stage"),
        ("budgit", "budget"),
        ("escalate-to", "escalate to"),
        ("高级别", "级别"),
        ("unit-mismatc", "unit-mismatch"),
    ],
)
def test_what_is_spelt_nearly_right_is_told_of_and_ends_with_one(written: str, meant: str) -> None:
    status, text = said(written)
    assert status == 1
    assert f"`{meant}`" in text.splitlines()[0]


def test_a_word_that_no_page_has_is_said_so() -> None:
    assert said("zyxwvutsrqp") == (
        1,
        "nothing in the documentation has `zyxwvutsrqp`; `planlang reference` lists its pages\n",
    )


def test_of_several_words_all_have_to_occur() -> None:
    few, many = look_up(["approval", "discount"], Language.EN), look_up(["approval"], Language.EN)
    assert 0 < len(few.sections) < len(many.sections)
    assert not look_up(["approval", "zyxwvutsrqp"], Language.EN).anything


def test_the_name_of_a_page_or_check_shows_the_whole_page_without_what_tests_read() -> None:
    for word, last in (("windows", "## "), ("unit-mismatch", "```plan good")):
        status, text = said(word)
        assert status == 0
        assert last in text
        assert "<!--" not in text
    assert said("split-does-not-add-up", lang="zh")[0] == 0
    assert len(check_pages()) > 100


def test_chinese_words_lead_to_chinese_pages_and_where_there_is_none_to_the_english_one() -> None:
    paths = {page.path.removeprefix("zh/") for page in pages(Language.ZH)}
    assert paths >= {page.path for page in pages(Language.EN)}
    _, text = said("科目", lang="zh")
    assert "docs/zh/reference/budgets.md" in text
    _, text = said("科目")
    assert "docs/reference/budgets.md" in text


@pytest.mark.parametrize("language", Language)
def test_a_page_is_its_sections_and_nothing_is_lost_between_them(language: Language) -> None:
    for page in pages(language):
        lines = page.text.split("\n")
        kept: list[str] = []
        for section in page.sections:
            if HEADING.match(lines[section.line - 1]):
                kept.append(lines[section.line - 1])
            kept += section.lines
        assert kept == lines


def answers(language: Language) -> list[Section]:
    """The entries of the cookbook."""
    under = "zh/cookbook/" if language is Language.ZH else "cookbook/"
    return [section for page in pages(language) if page.path.startswith(under) for section in page.sections[1:]]


@pytest.mark.parametrize("language", Language)
def test_the_cookbook_has_answers_that_are_run_and_found_by_what_people_call_them(language: Language) -> None:
    found = answers(language)
    assert len(found) >= 60
    for answer in some(found, 8):
        assert any(line.startswith("<!-- check: ") for line in answer.lines), answer.heading
        for words in re.split(r"[,、] |(?<=[^ -~]) ", answer.words):
            assert answer in look_up([words], language).answers, words


NOT_IN_ONE_PLAN = {"use", "module", "private"}
"""Kinds of declaration that need a second file."""


@pytest.mark.parametrize(("path", "language"), [("", Language.EN), ("zh/", Language.ZH)])
def test_the_page_for_language_models_has_every_kind_of_declaration_in_150_lines(path: str, language: Language) -> None:
    (page,) = [page for page in pages(language) if page.path == f"{path}for-language-models.md"]
    plan = next(block for section in page.sections for block in section.blocks)
    assert len(plan) <= 150
    begun = {re.split(r"[ 　]", line.strip())[0] for line in plan}
    kinds = {one.key: one for one in vocabulary().section("kinds")}
    spelt = {key: set(one.english if language is Language.EN else one.chinese) for key, one in kinds.items()}
    assert {key for key, words in spelt.items() if not words & begun} <= NOT_IN_ONE_PLAN


@pytest.mark.parametrize(("path", "language"), [("", Language.EN), ("zh/", Language.ZH)])
def test_the_index_names_every_page_of_the_reference_and_the_cookbook(path: str, language: Language) -> None:
    (index,) = [page for page in pages(language) if page.path == f"{path}reference/index.md"]
    named = set(re.findall(r"\]\((?:\.\./cookbook/)?([a-z-]+)\.md\)", index.text))
    found = {page.name for page in pages(language) if page.path.startswith((f"{path}reference/", f"{path}cookbook/"))}
    assert found - named == {"index"}


def test_both_cookbooks_answer_the_same_questions_in_the_same_order() -> None:
    english, chinese = answers(Language.EN), answers(Language.ZH)
    kinds = [[{one.page.removeprefix("zh/"): None for one in side}, len(side)] for side in (english, chinese)]
    assert kinds[0] == kinds[1]


def test_a_question_is_looked_up_without_its_first_words() -> None:
    assert look_up(["how", "do", "I", "say", "buffer"], Language.EN).told == "buffer"
    assert look_up(["怎么写 上浮？"], Language.ZH).told == "上浮"


def test_an_answer_is_shown_without_the_data_that_it_is_tried_on() -> None:
    _, text = said("stuck", "deal")
    assert "stay in proposal at most 10wd" in text
    assert "deal_id," not in text


def test_no_word_lists_every_page() -> None:
    _, text = said()
    for page in pages(Language.EN):
        assert page.title in text
