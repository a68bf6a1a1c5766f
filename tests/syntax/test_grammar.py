"""The grammar files, the table made from them, and the keywords in them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lark import Lark
from lark.exceptions import GrammarError

from planlang.diagnostics.text import Language
from planlang.resources import bundled
from planlang.source import Source
from planlang.syntax.automaton.blocks import begin_statements, declarations, heads, home_blocks, inside_others, titled
from planlang.syntax.automaton.grammar import NoLexer, built_parser, grammar_text, parser, saved_table, stamp
from planlang.syntax.build import builders
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.lexer import scan
from planlang.syntax.mistakes.examples import DECLARATIONS, STATEMENTS
from planlang.syntax.parse import parse
from planlang.syntax.statements.layout import lay_out
from planlang.syntax.statements.reader import Reader
from tests.syntax.samples import source


def test_the_grammar_has_no_conflict() -> None:
    Lark(grammar_text(), parser="lalr", lexer=NoLexer, strict=True)


def test_the_strict_check_would_see_a_conflict() -> None:
    ambiguous = grammar_text().replace(
        "?expression: conjunction\n", "?expression: conjunction\n | expression expression\n"
    )
    with pytest.raises(GrammarError):
        Lark(ambiguous, parser="lalr", lexer=NoLexer, strict=True)


def test_the_saved_table_is_that_of_this_grammar() -> None:
    saved = bundled("grammar").joinpath("plan.table").read_bytes()
    assert saved.startswith(stamp()), "run python -m planlang.syntax.automaton.grammar"
    assert len(saved) == pytest.approx(len(saved_table()), rel=0.05)


def test_the_saved_table_has_the_states_of_a_fresh_one() -> None:
    def table(made: Lark) -> list[dict[str, tuple[str, str]]]:
        states = made.parser.parser._parse_table.states
        return [
            {name: (action.name, "" if action.name == "Shift" else str(rule)) for name, (action, rule) in row.items()}
            for _, row in sorted(states.items())
        ]

    assert Counter(map(repr, map(sorted, map(dict.items, table(parser()))))) == Counter(
        map(repr, map(sorted, map(dict.items, table(built_parser()))))
    )


def test_every_rule_has_a_builder_and_every_builder_a_rule() -> None:
    made = {rule.alias or rule.origin.name for rule in built_parser().rules if rule.alias or not rule.options.expand1}
    rules = {name for name in made if not name.startswith("_")}
    assert rules == set(vars(builders()))


def test_every_keyword_is_used_but_two_kept_for_later() -> None:
    text = re.sub(r"//.*", "", grammar_text().split("%declare _LBRACE")[0].split("%declare NAME")[0])
    used = set(re.findall(r"\b[A-Z_]+\b", text))
    terminals = {keyword.terminal for keyword in vocabulary().keywords if keyword.section != "later"}
    assert terminals - used == {"OF", "PER"}


@pytest.mark.parametrize("language", Language)
def test_a_spelling_belongs_to_one_keyword(language: Language) -> None:
    spellings = Counter(spelling for keyword in vocabulary().keywords for spelling in keyword.spellings(language))
    assert [spelling for spelling, count in spellings.items() if count > 1] == []


def test_no_spelling_is_shared_by_two_languages() -> None:
    english, chinese = (
        {spelling for keyword in vocabulary().keywords for spelling in keyword.spellings(language)}
        for language in Language
    )
    assert english & chinese == set()


def test_every_keyword_is_spelled_in_both_languages() -> None:
    assert [k.key for k in vocabulary().keywords if not k.english or not k.chinese] == []


def test_seventeen_connectives_are_reserved() -> None:
    assert len(list(vocabulary().section("reserved"))) == 17


@pytest.mark.parametrize("name", ["en", "zh"])
def test_the_samples_contain_every_keyword(name: str) -> None:
    """Else a keyword could be mistaken in one language and no test of twins would see it."""
    read = Reader(source(name), lay_out(scan(source(name))).tokens)
    read.read()
    seen = {
        token.keyword.key
        for token in read.tokens
        if token.keyword is not None and token.text.isascii() == (name == "en")
    }
    keys = {keyword.key for keyword in vocabulary().keywords if keyword.section != "later"}
    assert keys - seen == {"of", "per"}


def test_what_opens_a_block_is_known_from_the_grammar() -> None:
    with_block = {kind for kind, (english, _) in DECLARATIONS.items() if "{" in english}
    assert set(DECLARATIONS) == set(declarations())
    assert set(heads()) == with_block | {"STAGE", "SPLIT_BY"}
    assert heads()["TASK"] == ("TASK", "NAME", "_LBRACE")
    assert heads()["PROCESS"] == ("PROCESS", "NAME", "ON", "NAME", "_LBRACE")


def test_every_example_of_a_statement_stands_in_a_block_that_it_fits_in() -> None:
    for block, kind in STATEMENTS:
        if block != "SHARES":
            assert block in home_blocks()[kind], (block, kind)
    assert begin_statements() == {"CALENDAR", "TASK", "MILESTONE"}
    assert inside_others() == {"TASK", "MILESTONE"}


@pytest.mark.parametrize("kind", sorted(titled()))
def test_a_title_where_the_name_belongs_is_answered_with_both(kind: str) -> None:
    example, _ = DECLARATIONS[kind]
    text = re.sub(r'\w+ "[^"]*"', '"Big Kit"', example, count=1)
    found = parse(Source("main.plan", text + "\n")).diagnostics[0]
    assert found.name == "quoted-name"
    assert found.fixes[0].edits[0].text == 'big_kit "Big Kit"'
    assert len(titled()) == len(declarations()) - 1
