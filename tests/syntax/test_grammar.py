"""The grammar files, the table made from them, and the keywords in them."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from pathlib import Path
from subprocess import run
from types import SimpleNamespace

import pytest
from lark import Lark, Tree
from lark.exceptions import GrammarError

from planlang.diagnostics.text import Language
from planlang.resources import bundled
from planlang.source import Source
from planlang.syntax.automaton import grammar
from planlang.syntax.automaton.blocks import (
    FILE,
    begin_statements,
    declarations,
    heads,
    home_blocks,
    inside_others,
    titled,
)
from planlang.syntax.automaton.grammar import (
    FILES,
    TABLE,
    built_table,
    grammar_text,
    of_this_grammar,
    saved_table,
    stamp,
    table,
)
from planlang.syntax.automaton.lalr import NoLexer, analysed
from planlang.syntax.automaton.table import START, Build, Reductions
from planlang.syntax.build import builders
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.lexer import scan
from planlang.syntax.mistakes.examples import DECLARATIONS, STATEMENTS
from planlang.syntax.mistakes.wording import BLOCKS
from planlang.syntax.parse import parse
from planlang.syntax.statements.layout import lay_out
from planlang.syntax.statements.reader import Reader
from tests.syntax.samples import source


def test_the_grammar_has_no_conflict() -> None:
    analysed(grammar_text())


def test_a_conflict_is_seen_when_the_table_is_made() -> None:
    ambiguous = grammar_text().replace(
        "?expression: conjunction\n", "?expression: conjunction\n | expression expression\n"
    )
    with pytest.raises(GrammarError):
        analysed(ambiguous)


def test_the_saved_table_is_that_of_this_grammar() -> None:
    saved = bundled("grammar").joinpath(TABLE).read_bytes()
    assert saved == saved_table(), "run python -m planlang.syntax.automaton.grammar"


def test_the_saved_table_is_the_same_whatever_the_order_of_sets() -> None:
    made = {
        run([sys.executable, "-c", PRINTED], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True).stdout
        for seed in ("1", "2")
    }
    assert made == {bundled("grammar").joinpath(TABLE).read_bytes()}


def test_the_automaton_does_what_lark_does() -> None:
    """State by state, beginning where both begin."""
    lalr = Lark(grammar_text(), parser="lalr", lexer=NoLexer).parser.parser._parse_table
    rows = built_table().rows(vars(builders()))
    pairs = {lalr.start_states["start"]: START}
    for theirs in (waiting := list(pairs)):
        row = rows[pairs[theirs]]
        assert set(row) == set(lalr.states[theirs])
        for name, (action, to) in lalr.states[theirs].items():
            move = row[name]
            if isinstance(move, int):
                assert action.name == "Shift"
                if to not in pairs:
                    waiting.append(to)
                assert pairs.setdefault(to, move) == move
            else:
                assert move[:2] == (len(to.expansion), to.origin.name)
    assert len(pairs) == len(lalr.states) == len(set(pairs.values()))


def test_parts_become_the_values_that_lark_would_make_of_them() -> None:
    """Which parts a builder is given, and in which order: for every rule, with its parts told apart."""
    given: list[object] = []
    seen: dict[str, Build] = {name: lambda parts: given.extend(parts) or "built" for name in vars(builders())}
    lark = Lark(grammar_text(), parser="lalr", lexer=NoLexer, transformer=SimpleNamespace(**seen))
    ours = built_table()
    reductions = Reductions(ours.rules, seen)
    callbacks = lark.parser.parser.parser.callbacks
    numbers = {(rule.origin, rule.symbols): number for number, rule in enumerate(ours.rules)}
    assert len(numbers) == len(lark.rules)
    for rule in lark.rules:
        symbols = tuple(part.name for part in rule.expansion)
        _, _, build = reductions[numbers[rule.origin.name, symbols]]
        for length in (0, 1, 2):
            inner = [[f"{name} {at} {n}" for n in range(length)] for at, name in enumerate(symbols)]
            lists = [not part.is_term and part.name.startswith("_") for part in rule.expansion]
            given.clear()
            expected = callbacks[rule](
                [Tree("_", list(i)) if own else str(i) for own, i in zip(lists, inner, strict=True)]
            )
            theirs = list(given)
            given.clear()
            made = build([list(i) if own else str(i) for own, i in zip(lists, inner, strict=True)])
            assert given == theirs, rule
            assert made == (expected.children if isinstance(expected, Tree) else expected), rule


PRINTED = "from planlang.syntax.automaton import grammar; print(grammar.saved_table().decode(), end='')"


@pytest.mark.parametrize("harm", ["cut off", "one letter", "another grammar", "two at once", "nothing"])
def test_a_table_that_is_damaged_or_of_another_grammar_is_left_aside(harm: str) -> None:
    content = bundled("grammar").joinpath(TABLE).read_bytes()
    middle = len(content) // 2
    harmed = {
        "cut off": content[:middle],
        "one letter": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "another grammar": b"0" * (len(stamp()) - 1) + content[len(stamp()) - 1 :],
        "two at once": content + content,
        "nothing": b"",
    }
    assert of_this_grammar(content) is not None
    assert of_this_grammar(harmed[harm]) is None


def test_without_a_saved_table_one_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FILES:
        (tmp_path / name).write_bytes(bundled("grammar").joinpath(name).read_bytes())
    monkeypatch.setattr(grammar, "bundled", lambda _: tmp_path)
    assert grammar.table.__wrapped__().saved() == table().saved()


def test_reading_a_plan_does_not_load_lark() -> None:
    reading = "from planlang.source import Source; from planlang.syntax.parse import parse; import sys;"
    reading += "parse(Source('a.plan', 'plan a { period 2026-01-01 .. 2026-12-31 }')); sys.exit('lark' in sys.modules)"
    assert run([sys.executable, "-c", reading]).returncode == 0


def test_every_rule_has_a_builder_and_every_builder_a_rule() -> None:
    made = {rule.builder for rule in built_table().rules if rule.builder and not rule.single}
    assert made == set(vars(builders()))


def test_a_rule_without_a_builder_stands_for_one_value() -> None:
    for rule in built_table().rules:
        if rule.single and rule.builder not in vars(builders()):
            (pick,) = rule.picks
            assert pick is not None, rule
            assert pick >= 0, rule


def test_every_keyword_is_used() -> None:
    text = re.sub(r"//.*", "", grammar_text().split("%declare _LBRACE")[0].split("%declare NAME")[0])
    used = set(re.findall(r"\b[A-Z_]+\b", text))
    terminals = {keyword.terminal for keyword in vocabulary().keywords if keyword.section != "later"}
    assert terminals <= used


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
    assert keys - seen == (set() if name == "en" else {"of"})  # `2名 北区` has no word for it


RULES = {
    "NO_SKIPPING",
    "NO_GOING_BACK",
    "NO_REOPENING",
    "STAY_IN",
    "TOTAL_IN",
    "AT_MOST",
    "ENTER",
    "LEAVE",
    "FROM",
    "APPROVAL",
    "CADENCE",
    "EVERY",
    "PER",
    "NO_SAME_OWNER",
    "HAND_OVER",
    "REQUIRES",
}


def test_every_block_has_a_name_for_messages() -> None:
    assert {block for blocks in home_blocks().values() for block in blocks} - {FILE} <= set(BLOCKS)


def test_what_opens_a_block_is_known_from_the_grammar() -> None:
    with_block = {kind for kind, (english, _) in DECLARATIONS.items() if "{" in english}
    assert set(DECLARATIONS) == set(declarations())
    inner = {"STAGE", "TODO", "SPLIT_BY", "SPLIT_EACH_BY", "ACCOUNT", "HELD", "CHANGE", "TIERS", "SETTLED", *RULES}
    assert set(heads()) == with_block | inner
    assert heads()["TASK"] == ("TASK", "NAME", "_LBRACE")
    assert heads()["STAY_IN"] == ("STAY_IN", "NAME", "AT_MOST", "DURATION", "_LBRACE")
    assert heads()["PROCESS"] == ("PROCESS", "NAME", "ON", "NAME", "_LBRACE")


def test_every_example_of_a_statement_stands_in_a_block_that_it_fits_in() -> None:
    for block, kind in STATEMENTS:
        if block != "SHARES":
            assert block in home_blocks()[kind], (block, kind)
    assert begin_statements() == {"CALENDAR", "TASK", "MILESTONE", "REVIEW"}
    assert inside_others() == {"TASK", "MILESTONE"}


@pytest.mark.parametrize("kind", sorted(titled()))
def test_a_title_where_the_name_belongs_is_answered_with_both(kind: str) -> None:
    example, _ = DECLARATIONS[kind]
    text = re.sub(r'\w+ "[^"]*"', '"Big Kit"', example, count=1)
    found = parse(Source("main.plan", text + "\n")).diagnostics[0]
    assert found.name == "quoted-name"
    assert found.fixes[0].edits[0].text == 'big_kit "Big Kit"'
    assert set(declarations()) - titled() == {"USE", "LANGUAGE", "PRIVATE", "APPLY"}
