"""Mistakes: all are reported in one run, one each, and nothing ever raises."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Language
from planlang.source import Source
from planlang.syntax import nodes
from planlang.syntax.lexical.findings import MOST_SHOWN
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.kind_words import kind_spellings
from planlang.syntax.lexical.lexer import scan
from planlang.syntax.parse import MOST_CHARACTERS, parse
from planlang.syntax.reading import BEGINNING, LONG, read
from tests.laws import tries
from tests.syntax.samples import source


def names(text: str) -> list[str]:
    return [diagnostic.name for diagnostic in parse(Source("x", text)).diagnostics]


def repaired(text: str, diagnostic: Diagnostic) -> str:
    """The text after the best fix of a diagnostic."""
    for edit in sorted(diagnostic.fixes[0].edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_what_a_template_declares_may_stand_at_the_start_of_its_lines() -> None:
    template = (
        'define card "Card" (who: team) {\ntask q "Q" {\ntakes 2wd\n}\nalert w "W" {\nwhen x this week < 3\n}\n}\n'
    )
    assert names(template) == []


# ---------------------------------------------------------------- one mistake anywhere


def with_a_mistake(text: str, chance: random.Random) -> str:
    """The text with one token deleted, doubled, inserted or replaced; a kind of declaration only deleted or doubled."""
    tokens = [token for token in scan(Source("x", text)).tokens if token.type != "NEWLINE"]
    token = chance.choice(tokens)
    other = chance.choice(tokens).text
    before, after = text[: token.start], text[token.end :]
    ways = ["delete", "double", "insert", "replace"]
    match chance.choice(ways[:2] if token.text in kind_spellings() else ways):
        case "delete":
            return before + after
        case "double":
            return f"{before}{token.text} {token.text}{after}"
        case "insert":
            return f"{before}{other} {token.text}{after}"
        case _:
            return before + other + after


@pytest.mark.parametrize("name", ["en", "zh", "mixed"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=tries(60), deadline=None)
def test_one_mistake_gives_few_diagnostics(name: str, seed: int) -> None:
    chance = random.Random(seed)
    text = with_a_mistake(source(name).text, chance)
    outcome = parse(Source("x", text))
    assert len(outcome.diagnostics) <= 3, [f"{d.span.place()} {d.message.render()}" for d in outcome.diagnostics]


@pytest.mark.parametrize("name", ["en", "zh"])
@given(seed=st.integers(0, 2**32), count=st.integers(2, 12))
@settings(max_examples=tries(15), deadline=None)
def test_many_mistakes_never_raise_and_messages_are_whole(name: str, seed: int, count: int) -> None:
    chance = random.Random(seed)
    text = source(name).text
    for _ in range(count):
        text = with_a_mistake(text, chance)
    for diagnostic in parse(Source("x", text)).diagnostics:
        for language in Language:
            for message in (diagnostic.message, diagnostic.help):
                assert message is None or message.render(language).strip()
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
        assert diagnostic.severity is Severity.ERROR


@given(st.text(alphabet='ab {}()[];:,."“\n\t#`|=<>+-/1２0%年万目标 \\', max_size=200))
@settings(max_examples=tries(150), deadline=None)
def test_any_text_can_be_parsed(text: str) -> None:
    outcome = parse(Source("x", text))
    assert len(outcome.diagnostics) <= MOST_SHOWN + 1


def test_untouched_declarations_survive_a_mistake_elsewhere() -> None:
    text = source("en").text.replace("goal revenue", "goal 5 revenue", 1)
    broken, whole = parse(Source("x", text)).value, parse(source("en")).value
    kept = [
        d.head.name.text
        for d in broken.declarations
        if not isinstance(d, (nodes.Use, nodes.LanguageDecl, nodes.ApplyDecl))
    ]
    all_ = [
        d.head.name.text
        for d in whole.declarations
        if not isinstance(d, (nodes.Use, nodes.LanguageDecl, nodes.ApplyDecl))
    ]
    assert kept == [name for name in all_ if name != "revenue"]


def test_a_bad_statement_is_left_out_and_the_rest_of_the_block_kept() -> None:
    outcome = parse(Source("x", "goal g {\n  measure m\n  target target\n  growth 20\n  owner o\n}\n"))
    (goal,) = outcome.value.declarations
    assert isinstance(goal, nodes.GoalDecl)
    assert [type(clause).__name__ for clause in goal.clauses] == ["Measure", "TargetClause", "Owner"]
    assert [(one.kind, one.name and one.name.text) for one in outcome.value.broken] == [("goal", "g")]


def test_names_of_declarations_that_are_left_out_are_known() -> None:
    text = "backtest churn { likelihood 30% }\nprocess p { no skipping }\nmetric m = 1,200\nmetric n = 2\n"
    outcome = parse(Source("x", text))
    assert [(one.kind, one.name and one.name.text) for one in outcome.value.broken] == [
        ("backtest", "churn"),
        ("process", "p"),
        ("metric", "m"),
    ]
    assert len(outcome.value.declarations) == 2


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("taks pricing {\n  takes 2wd\n}\n", [("task", "pricing")]),
        (
            'task a "A" whre x {\n  takes 1wd\n  task b { takes 2wd }\n  milestone c { after b }\n}\n',
            [("task", "a"), ("task", "b"), ("milestone", "c")],
        ),
        ("task a {\n  task b { takes takes }\n  task c { takes 1wd }\n}\n", [("task", "a"), ("task", "b")]),
        ("xyz foo {\n  任务 b { 工期 1个工作日 }\n}\n", [(None, "foo"), ("task", "b")]),
        ('计划 p "P" { 期间 }\n', [("plan", "p")]),
        ("metric = 5\n", [("metric", None)]),
        (f"metric deep = {'(' * 60}1\nmetric flat = 2\n", [("metric", "deep")]),
        ("task fine { takes 1wd }\n", []),
    ],
)
def test_what_cannot_be_read_leaves_its_kind_and_its_name(
    text: str, broken: list[tuple[str | None, str | None]]
) -> None:
    found = parse(Source("x", text)).value.broken
    assert [(one.kind, one.name.text if one.name else None) for one in found] == broken
    assert all(one.span.text == (one.name.text if one.name else "metric") for one in found)


def test_statements_below_a_wrong_head_are_still_read() -> None:
    text = "alert a for each rep whre rep.team is 5 5 {\n  when visits this week < 10\n  severty warning\n}\n"
    assert names(text) == ["misspelt-word", "misspelt-word"]
    assert names("process p {\n  no skiping\n}\n") == ["unexpected-text", "misspelt-word"]


# ---------------------------------------------------------------- fixes


FIXABLE = [
    "goal g { mesure m }",
    "gaol g { measure m }",
    "metric m = count(a were b)",
    "metric m = count(a where b = c)",
    "goal g { target at mots 5 }",
    "plan p { currency CNY timezone UTC }",
    "plan p { period 2026-1-5 .. 2026-12-31 }",
    "plan p { period 2026/1/5 .. 2026-12-31 }",
    "metric m = count(a where b is 1",
    "metric m = a) + 1",
    "goal g {\n  measure m\ngoal h {\n  measure m\n}\n",
    "goal g {\n  split by team {\n    north 5%\n  owner o\n}\n",
    "goal g\n  measure m\n}\n",
    "review r every monday; covers a }",
    "goal g { measure m } }",
    "source s { one row per from }",
    "source s { a: text from b }",
    "alert a { when visits本周 < 10 }",
    "metric m = １２ + 1",
    "metric ｍ = 1",
    "metric m = 1,200",
    'use "a\\b"',
    "use 'a'",
    "goal g { measure m。 }",
    "metric m = a … b",
]


@pytest.mark.parametrize("text", FIXABLE)
def test_a_fix_makes_its_diagnostic_go_away_and_brings_none(text: str) -> None:
    before = parse(Source("x", text)).diagnostics
    assert before
    with_fix = next(d for d in before if d.fixes)
    after = parse(Source("x", repaired(text, with_fix))).diagnostics
    assert len(after) == len(before) - 1
    assert with_fix.name not in [d.name for d in after]


# ---------------------------------------------------------------- bounded


def test_at_most_a_hundred_diagnostics_and_a_closing_note() -> None:
    diagnostics = parse(Source("x", "goal g { mesure m }\n" * 1000)).diagnostics
    assert len(diagnostics) == MOST_SHOWN + 1
    assert diagnostics[-1].name == "too-many-errors"
    assert diagnostics[-1].severity is Severity.NOTE
    assert "900" in diagnostics[-1].message.render()


@pytest.mark.parametrize("mark", ["{", "(", "[", "([{", "task a { ", "(\n", "not (", "f("])
def test_endless_nesting_is_one_mistake(mark: str) -> None:
    assert names("task t {\n takes 3d\n}\nmetric m = " + mark * (1_000_000 // len(mark)))[:1] == ["nesting-too-deep"]
    assert len(names(mark * 100_000)) == 1


def test_what_follows_too_deep_nesting_is_read() -> None:
    outcome = parse(Source("x", "metric a = " + "(" * 60 + "\nmetric b = 1\n"))
    assert [d.name for d in outcome.diagnostics] == ["nesting-too-deep"]
    assert len(outcome.value.declarations) == 1


def test_a_file_too_large_is_not_read() -> None:
    assert names("{" * (MOST_CHARACTERS + 1)) == ["file-too-large"]


@pytest.mark.parametrize("operator", ["+ a", "and a", "is a or a", "- - a", "?? a", "and not not a"])
def test_endless_expressions_are_one_mistake(operator: str) -> None:
    assert names(f"metric m = a {f'{operator} ' * 20_000}\nmetric n = 1\n") == ["expression-too-long"]


def test_a_long_list_is_fine() -> None:
    assert names("metric m = count(a where b in (" + ", ".join(f'"{n}"' for n in range(5000)) + "))") == []


@pytest.mark.parametrize(
    "text", ["}" * 5000, '"\n' * 5000, "x" * 100_000, "目1" * 50_000, "1" * 100_000, "\x00" * 3000]
)
def test_odd_files_are_read_to_the_end(text: str) -> None:
    assert 1 <= len(names(text)) <= MOST_SHOWN + 1


# ---------------------------------------------------------------- no plan

NO_PLANS = {
    "words": "a b c\n",
    "prose": 'The goal of the team is growth: more visits, more "signed" deals.\nMetric by metric we don\'t lose sight of it\n',
    "中文": "销售计划的目标是提高高端产品线的占比，降低价格敏感客户的数量。\n对每个代表，每周拜访不少于十次；\n",
    "table": "2026-01-05,张丽,电话,12.50,Customer 7\n",
    "program": "def f(a, b):\n    c = a + b * 3\n    return [c, 'k', a < 4]\n\n",
    "markup": "<row id=\"1\" name='x'>text here &amp; more</row>\n",
    "log": "2026-01-05 12:30:11.123 INFO [main] sales.goal - started {id=7}\n",
    "signs": "$ % @ ! ^ & ? ~\n",
    "closing": "}\n",
}
ON_ONE_LINE = {
    "words": "word ",
    "records": '{"id":7,"name":"c 7","tags":["a",null,true]},',
    "中文": "销售计划的目标是提高占比，",
}


@pytest.mark.parametrize("size", [60_000, LONG + 1])
@pytest.mark.parametrize("kind", NO_PLANS)
def test_a_text_that_is_no_plan_is_told_so_once(kind: str, size: int) -> None:
    unit = NO_PLANS[kind]
    outcome = parse(Source("x", unit * (size // len(unit) + 1)))
    assert [diagnostic.name for diagnostic in outcome.diagnostics] == ["not-a-plan"]
    assert outcome.value.declarations == ()
    assert not outcome.value.readable


@pytest.mark.parametrize("kind", ON_ONE_LINE)
def test_a_long_line_that_is_no_plan_is_told_so_once(kind: str) -> None:
    assert names(ON_ONE_LINE[kind] * (LONG // 3)) == ["not-a-plan"]


@pytest.mark.parametrize("kind", ["table", "prose"])
def test_five_mistakes_and_nothing_that_can_be_read_tell_that_a_text_is_no_plan(kind: str) -> None:
    assert names(NO_PLANS[kind] * 5) == ["not-a-plan"]


def test_fewer_mistakes_are_told_one_by_one() -> None:
    assert names(NO_PLANS["table"] * 4) == ["unexpected-text"] * 4


def test_a_declaration_that_can_be_read_makes_a_plan_of_a_text_full_of_mistakes() -> None:
    assert names("gaol g {\n  mesure a\n  ownr b\n  taget c\n  bas d\n  splt e\n}\n").count("not-a-plan") == 0
    assert names("metrc a = 1\n" * 9) == ["misspelt-word"] * 9


def test_a_list_of_all_declarations_is_given_once_in_a_file() -> None:
    found = parse(Source("x", "risc a { }\nsales g { }\nmarkt g { }\nmetric a = 1\n")).diagnostics
    helps = [one.help.render() for one in found if one.help is not None]
    assert [help_.startswith("the declarations are") for help_ in helps].count(True) == 1
    assert len(found) == 3


def test_it_is_told_at_the_first_mistake_with_what_is_wrong_there() -> None:
    text = "# exported\n\n" + NO_PLANS["table"] * 1000
    (diagnostic,) = parse(Source("x", text)).diagnostics
    first = parse(Source("x", "# exported\n\n" + NO_PLANS["table"])).diagnostics[0]
    assert diagnostic.span.place() == first.span.place() == "x:3:1"
    assert diagnostic.note == first.message


def test_of_a_long_text_that_is_no_plan_only_the_beginning_is_read() -> None:
    assert len(read(Source("x", NO_PLANS["prose"] * 50_000)).source.text) <= BEGINNING


def test_a_plan_of_ten_thousand_lines_with_a_mistake_in_most_statements_is_a_plan() -> None:
    block = "goal g{} {{\n  mesure m\n  target by\n  owner 5\n}}\n"
    outcome = parse(Source("x", "".join(block.format(number) for number in range(2_000))))
    assert len(outcome.value.declarations) == 2_000
    assert {diagnostic.name for diagnostic in outcome.diagnostics} == {
        "misspelt-word",
        "unexpected-text",
        "too-many-errors",
    }
    assert "5900" in outcome.diagnostics[-1].message.render()


def test_a_long_plan_is_read_to_its_end_with_all_its_mistakes() -> None:
    goals = "".join(f"goal g{number} {{\n  measure m\n  owner o\n}}\n" for number in range(LONG // 36))
    text = goals + "gaol last { measure m }\n"
    assert len(text) > LONG
    assert names(text) == ["misspelt-word"]


@pytest.mark.parametrize("text", ["# only a comment\n" * 30_000, "\n" * (LONG + 1), " " * (LONG + 1)])
def test_a_long_text_without_a_statement_is_an_empty_plan(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("letter", ["ำ", "²", "፩", "‘", "「", "\u0300", "́a"])
def test_letters_that_cannot_begin_a_name_are_told_too(letter: str) -> None:
    assert names(f"goal {letter} {{ measure m }}\n")
    assert names(letter * 20_000)


# ---------------------------------------------------------------- wording


def test_no_message_shows_a_terminal_of_the_grammar() -> None:
    terminals = {keyword.terminal for keyword in vocabulary().keywords if "_" in keyword.terminal}
    chance = random.Random(7)
    shown = [
        diagnostic.message.render() + (diagnostic.help.render() if diagnostic.help else "")
        for _ in range(tries(200))
        for diagnostic in parse(Source("x", with_a_mistake(source("en").text, chance))).diagnostics
    ]
    assert shown
    assert not [message for message in shown if any(terminal in message for terminal in terminals)]
    assert not [message for message in shown if "LBRACE" in message or "_END" in message or "NAME" in message]


def test_keywords_are_named_in_the_language_of_the_file() -> None:
    chinese = parse(Source("x", "目标 g {\n  衡量 m\n  负责人\n  乱写 x\n}\n")).diagnostics
    assert "`衡量`" in (chinese[1].help.render(Language.EN) if chinese[1].help else "")
    english = parse(Source("x", "goal g {\n  measure m\n  foo x\n}\n")).diagnostics
    assert "`measure`" in (english[0].help.render(Language.ZH) if english[0].help else "")


@pytest.mark.parametrize("head", ["stay in {", "at most {", "from a to {", "stay in a at mots 5d {", "进入 {"])
def test_a_rule_whose_head_cannot_be_read_is_dropped_with_its_block(head: str) -> None:
    text = f"process p on s {{ stages a -> b; {head} severity high }}; no skipping }}\nmetric m = 1\n"
    outcome = parse(Source("x", text))
    assert outcome.diagnostics
    assert [node.head.name.text for node in outcome.value.declarations if isinstance(node, nodes.MetricDecl)] == ["m"]
