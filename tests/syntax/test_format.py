"""The formatter: one style, no change of meaning, no lost comment."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.source import Source
from planlang.syntax.formatter.comments import pieces
from planlang.syntax.formatter.format import Formatted, Part, format_source, keeping_meaning, same_meaning, same_tree
from planlang.syntax.lexical.lexer import scan
from planlang.syntax.mistakes.examples import DECLARATIONS, STATEMENTS
from planlang.syntax.parse import parse
from planlang.syntax.reading import read
from tests.laws import tries
from tests.syntax.samples import bare, source
from tests.syntax.test_recovery import with_a_mistake

CHOICES = [None, Language.EN, Language.ZH]


def formatted(text: str, keywords: Language | None = None) -> str:
    return format_source(Source("x", text), keywords).text


def tree(text: str) -> object:
    outcome = parse(Source("x", text))
    assert outcome.diagnostics == ()
    return bare(outcome.value.declarations)


def comments(text: str) -> object:
    """The comments, each with the number of words and marks before it."""
    return read(Source("x", text)).comments


def mangled(text: str, chance: random.Random, *, with_comments: bool) -> str:
    """The text with other blanks, other line ends where none or any is meant, full-width marks and comments."""
    tokens = scan(Source("x", text)).tokens
    wide = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "{": "｛", "}": "｝", "=": "＝", "+": "＋"}
    out = []
    at = 0
    for token in tokens:
        gap = text[at : token.start]
        at = token.end
        if "#" in gap or (gap and not gap.isspace()):
            out.append(gap)
        elif gap.strip("\n") and gap.isspace() and "\n" not in gap:
            out.append(chance.choice([" ", "  ", "\t", "　"]))
        else:
            out.append(gap)
        if token.type == "NEWLINE":
            if with_comments and chance.random() < 0.1:
                out.append(f"  # note {chance.randrange(100)}")
            after_comment = "#" in gap
            out.append(chance.choice(["\n", " \n", "\n" if after_comment or chance.random() < 0.8 else "\n\n"]))
        else:
            out.append(wide.get(token.text, token.text) if chance.random() < 0.3 else token.text)
    return "".join([*out, text[at:]])


@st.composite
def plans(draw: st.DrawFn) -> str:
    """Declarations with some of their statements, in either language, on one line or many, with comments."""
    texts = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(
            st.sampled_from(
                sorted(
                    {place for place, _ in STATEMENTS}
                    - {"STAGE", "TODO", "RULE", "SHARES", "ACCOUNT", "HELD", "TIERS", "SETTLED"}
                )
            )
        )
        language = draw(st.integers(0, 1))
        head = DECLARATIONS[kind][language].split("{")[0]
        statements = draw(st.lists(st.sampled_from([v[language] for k, v in STATEMENTS.items() if k[0] == kind])))
        if draw(st.booleans()):
            texts.append(head + "{ " + "; ".join(statements) + " }")
        else:
            lines = [s + draw(st.sampled_from(["", "  # why", "\n# own line", "\n\n"])) for s in statements]
            texts.append(head + "{\n" + "\n".join(lines) + "\n}")
        texts.append(draw(st.sampled_from(["", "\n\n", "# between\n", "## about the next"])))
    return "\n".join(texts) + "\n"


SAMPLES = ["en", "zh", "mixed"]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("keywords", CHOICES)
def test_formatting_keeps_the_tree_and_the_comments(name: str, keywords: Language | None) -> None:
    text = source(name).text
    assert tree(formatted(text, keywords)) == tree(text)
    assert comments(formatted(text, keywords)) == comments(text)


@given(text=plans(), keywords=st.sampled_from(CHOICES))
@settings(max_examples=tries(60), deadline=None)
def test_formatting_is_stable(text: str, keywords: Language | None) -> None:
    once = formatted(text, keywords)
    assert tree(once) == tree(text)
    assert comments(once) == comments(text)
    assert formatted(once, keywords) == once


def words(text: str) -> list[str]:
    """The words and marks of a text, less those that end a statement."""
    tokens = scan(Source("x", text)).tokens
    return [token.text for token in tokens if token.type not in ("NEWLINE", "SEMICOLON")]


@given(text=plans())
@settings(max_examples=tries(40), deadline=None)
def test_there_and_back_again(text: str) -> None:
    """English to Chinese to English has the same words, though not always the same lines; the tree is the same all along."""
    english = formatted(text, Language.EN)
    chinese = formatted(english, Language.ZH)
    assert tree(chinese) == tree(english)
    assert words(formatted(chinese, Language.EN)) == words(english)


@pytest.mark.parametrize("name", SAMPLES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=tries(8), deadline=None)
def test_spaces_and_full_width_marks_make_no_difference(name: str, seed: int) -> None:
    chance = random.Random(seed)
    text = formatted(source(name).text)
    other = mangled(text, chance, with_comments=False)
    assert tree(other) == tree(text)
    assert formatted(other).replace("\n\n", "\n") == text.replace("\n\n", "\n")


@pytest.mark.parametrize("name", SAMPLES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=tries(8), deadline=None)
def test_comments_anywhere_at_line_ends_are_kept(name: str, seed: int) -> None:
    chance = random.Random(seed)
    text = mangled(source(name).text, chance, with_comments=True)
    once = formatted(text)
    assert once != text
    assert comments(once) == comments(text)
    assert formatted(once) == once


@pytest.mark.parametrize("name", ["en", "zh"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=tries(15), deadline=None)
def test_a_file_with_a_mistake_keeps_its_meaning(name: str, seed: int) -> None:
    chance = random.Random(seed)
    plan = Source("x", with_a_mistake(source(name).text, chance))
    once = Source("x", format_source(plan).text)
    assert same_meaning(read(plan), once)
    assert format_source(once).text == once.text


@pytest.mark.parametrize(
    ("written", "style"),
    [
        ("numbers  1.234 ，56", "numbers 1.234,56"),
        ('numbers"1 234,56"', 'numbers "1 234,56"'),
        ("dates d ／　m / y", "dates d/m/y"),
        ("dates d －m-y", "dates d-m-y"),
        ("数字格式 1，234.56", "数字格式 1,234.56"),
        ("a: money numbers 1 ，5   empty “x”", 'a: money numbers 1,5 empty "x"'),
        ("a: money unit USD　k numbers 1,5", "a: money unit USD k numbers 1,5"),
    ],
)
def test_samples_of_notations_have_plain_marks_and_no_blanks(written: str, style: str) -> None:
    assert formatted(f"source s {{\n  {written}\n}}\n") == f"source s {{\n  {style}\n}}\n"


def test_a_declaration_with_a_mistake_stays_byte_for_byte() -> None:
    broken = 'goal   g  "G"  {\n    mesure    m ;owner  o   \n\n\n  }'
    text = f"metric  a=1\n{broken}\nmetric  b=2\n"
    assert formatted(text) == f"metric a = 1\n{broken}\nmetric b = 2\n"


def test_a_declaration_that_runs_into_what_cannot_be_read_stays_too() -> None:
    text = 'metric a "A"=count(b) credit x at event\n,metric b "B" = count(c)\n'
    assert format_source(Source("plan.plan", text)).text == text


def test_what_cannot_be_read_at_all_stays_too() -> None:
    text = "metric  a=1\n}  }\n ??? \nmetric  b=2\n"
    assert formatted(text) == "metric a = 1\n}  }\n ??? \nmetric b = 2\n"


def test_a_file_full_of_mistakes_is_left_alone() -> None:
    text = "goal  g { mesure  m }\n" * 300 + "metric  a=1\n"
    assert formatted(text) == text


@given(st.text(alphabet='ab {}()[];:,."“\n\t#`|=<>+-1年万目标 \\', max_size=120))
@settings(max_examples=tries(80), deadline=None)
def test_any_text_can_be_formatted(text: str) -> None:
    once = formatted(text)
    assert same_meaning(read(Source("x", text)), Source("x", once))


@given(st.text(alphabet='ab {}()[];:,."“\n\t#`|=<>+-/1２0%年万目标 \\', max_size=200))
@settings(max_examples=tries(80), deadline=None)
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(map(str, pieces(Source("x", text)))) == text


@pytest.mark.parametrize("name", SAMPLES)
def test_pieces_of_the_samples(name: str) -> None:
    found = pieces(source(name))
    assert "".join(map(str, found)) == source(name).text
    assert all(not piece.text.isspace() and "#" not in piece.text.split('"')[0] for piece in found)


def parts(text: str, *written: str) -> tuple[Part, ...]:
    """The lines of a text as parts, one a line, rewritten as given."""
    found = []
    at = 0
    for line, new in zip(text.splitlines(), written, strict=True):
        found.append(Part(at, at + len(line), (new,), "METRIC"))
        at += len(line) + 1
    return tuple(found)


MEANT = "metric  a=1\nmetric  b=2 # why\nmetric  c=3\n"
GOOD = ("metric a = 1", "metric b = 2  # why", "metric c = 3")


@pytest.mark.parametrize(
    "wrong",
    [
        "metric b = 3  # why",
        "metric b = 2",
        "metric b = 2  # other",
        "metric b =  # why\n    2",
        "metric",
        "metric b = 2; {",
    ],
)
def test_a_part_that_would_mean_something_else_is_left_as_it_was_and_named(wrong: str) -> None:
    done = keeping_meaning(read(Source("x", MEANT)), parts(MEANT, GOOD[0], wrong, GOOD[2]))
    assert done == Formatted("metric a = 1\nmetric  b=2 # why\nmetric c = 3\n", (2,))


def test_parts_that_mean_the_same_are_all_taken() -> None:
    done = keeping_meaning(read(Source("x", MEANT)), parts(MEANT, *GOOD))
    assert done == Formatted("\n".join(GOOD) + "\n")


def test_a_file_that_would_mean_something_else_as_a_whole_is_left_as_it_was() -> None:
    """Each part means the same on its own; together the second goes on with the first."""
    text = "metric a = 1\nmetric b = 2\n"
    first, second = parts(text, "metric a = 1", "metric b = 2")
    done = keeping_meaning(read(Source("x", text)), (second, first))
    assert done == Formatted(text, (1,))


@pytest.mark.parametrize("keywords", CHOICES)
def test_nothing_is_ever_left_of_the_samples(keywords: Language | None) -> None:
    assert [format_source(source(name), keywords).left for name in SAMPLES] == [(), (), ()]


def test_same_tree_sees_a_difference() -> None:
    one, other = (parse(Source("x", text)).value.declarations for text in ("metric a = b + 1", "metric a = b + 2"))
    assert same_tree(one, one)
    assert not same_tree(one, other)
    assert not same_meaning(read(Source("x", "metric a = 1 # x")), Source("x", "metric a = 1"))
