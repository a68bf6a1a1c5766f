"""What the parser makes of correct plans."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.source import Source, Span
from planlang.syntax import nodes
from planlang.syntax.mistakes.examples import DECLARATIONS, STATEMENTS
from planlang.syntax.parse import parse
from tests.syntax.samples import bare, declarations, expression, shape, source, walk


def test_english_and_chinese_twins_have_equal_trees() -> None:
    english, chinese = parse(source("en")), parse(source("zh"))
    assert english.diagnostics == chinese.diagnostics == ()
    assert shape(english.value.declarations) == shape(chinese.value.declarations)


def test_languages_mix_freely() -> None:
    outcome = parse(source("mixed"))
    assert outcome.diagnostics == ()
    assert len(outcome.value.declarations) == 8


def test_the_samples_make_every_kind_of_node() -> None:
    made = {type(node).__name__ for node in walk(parse(source("en")).value.declarations)}
    found = [value for value in vars(nodes).values() if isinstance(value, type)]
    classes = [value for value in found if value.__module__.startswith(nodes.__name__)]
    assert len(classes) > 100
    kinds = {value.__name__ for value in classes if not issubclass(value, Enum)}
    assert kinds - made == {"Module", "Broken", "Declared"}


def test_a_file_without_statements_is_an_empty_module() -> None:
    for text in ("", "\n\n", "# nothing\n", ";", "## doc\n"):
        assert declarations(text) == ()


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("a or b and c", "a or (b and c)"),
        ("not a and b", "(not a) and b"),
        ("not a is b", "not (a is b)"),
        ("a + b < c * d", "(a + b) < (c * d)"),
        ("a ?? b < c", "(a ?? b) < c"),
        ("a ?? b + c", "a ?? (b + c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("a ?? b ?? c", "(a ?? b) ?? c"),
        ("-a * b", "(-a) * b"),
        ("a - -b", "a - (-b)"),
        ("-a this week", "-(a this week)"),
        ("a + b this week", "a + (b this week)"),
        ("f(a) this week", "(f(a)) this week"),
        ("a is not b or c", "(a is not b) or c"),
        ("a in (b, c) and d", "(a in (b, c)) and d"),
        ("a == b", "a is b"),
        ("a != b", "a is not b"),
        ("a ≥ b", "a >= b"),
        ("a × b ÷ c", "a * b / c"),
        ("（a ＋ b） × c", "(a + b) * c"),
    ],
)
def test_operators_bind_as_the_reference_says(text: str, same_as: str) -> None:
    assert bare(expression(text)) == bare(expression(same_as))


def test_selections_stand_in_calls() -> None:
    call = expression("sum(deals.amount at closed where stage is won)")
    assert isinstance(call, nodes.Call)
    (selection,) = call.arguments
    assert isinstance(selection, nodes.Selection)
    assert selection.at is not None
    assert selection.at.text == "closed"
    assert isinstance(selection.where, nodes.Binary)


def test_doc_comments_belong_to_the_declaration_right_below() -> None:
    text = "## One\n## two\nmetric a = 1\n## apart\n\nmetric b = 1\n# plain\nmetric c = 1 ## behind\n##far\ntask t {\n  ## inner\n  task u { takes 3d }\n}\n"
    a, b, c, t = declarations(text)
    assert isinstance(a, nodes.MetricDecl)
    assert isinstance(b, nodes.MetricDecl)
    assert isinstance(c, nodes.MetricDecl)
    assert isinstance(t, nodes.TaskDecl)
    assert [a.head.doc, b.head.doc, c.head.doc, t.head.doc] == ["One\ntwo", None, None, "far"]
    assert t.children[0].head.doc == "inner"


def test_the_weekday_of_a_phrase_is_english_in_every_language() -> None:
    for text in ("review r { every monday 09:00 }", "例会 r { 每周一 09：00 }"):
        (review,) = declarations(text)
        assert isinstance(review, nodes.ReviewDecl)
        (every,) = review.clauses
        assert isinstance(every, nodes.ReviewEvery)
        assert isinstance(every.every, nodes.EveryWeekday)
        assert every.every.weekday.text == "monday"


def test_a_lead_is_a_negative_lag() -> None:
    (task,) = declarations("task t { after a - 2wd, b + 1d, c }")
    assert isinstance(task, nodes.TaskDecl)
    (link,) = task.clauses
    assert isinstance(link, nodes.Link)
    lags = [d.lag and (d.lag.amount, d.lag.unit) for d in link.dependencies]
    assert lags == [(Decimal(-2), nodes.TimeUnit.WORKING_DAY), (Decimal(1), nodes.TimeUnit.DAY), None]


def test_persons_are_quoted_or_bare() -> None:
    (goal,) = declarations('goal g { owner "Anna Lee"; split by team { 王敏 20%; "王敏" 20% } }')
    assert isinstance(goal, nodes.GoalDecl)
    names = [node for node in walk(goal.clauses) if isinstance(node, nodes.Name)]
    assert [(n.text, n.quoted) for n in names] == [("Anna Lee", True), ("team", False), ("王敏", False), ("王敏", True)]


def spans_of(node: object) -> list[tuple[object, Span]]:
    return [(part, part.span) for part in walk(node) if hasattr(part, "span")]


@pytest.mark.parametrize("name", ["en", "zh", "mixed"])
def test_spans_lie_inside_each_other_and_say_what_they_cover(name: str) -> None:
    plan = source(name)
    for declaration in parse(plan).value.declarations:
        outer = declaration.span
        assert outer.text[0] not in " \n"
        for node, span in spans_of(declaration):
            assert outer.start <= span.start < span.end <= outer.end
            if isinstance(node, nodes.Name) and not node.quoted and "every" not in span.text and "每" not in span.text:
                assert span.text.strip("`") == node.text
            if isinstance(node, nodes.Text) and "\\" not in span.text:
                assert node.text in span.text


def test_columns_count_code_points() -> None:
    plan = Source("计划.plan", "指标 拜访量 “拜访🚀量” = 计数(跟进记录)\n目标 收入 {\n\t衡量 拜访量\n}\n")
    metric, goal = parse(plan).value.declarations
    assert isinstance(metric, nodes.MetricDecl)
    assert isinstance(goal, nodes.GoalDecl)
    assert metric.head.name.span.place() == "计划.plan:1:4"
    assert metric.value.span.place() == "计划.plan:1:17"
    assert metric.value.span.text == "计数(跟进记录)"
    assert goal.clauses[0].span.place() == "计划.plan:3:2"


@pytest.mark.parametrize(("kind", "pair"), DECLARATIONS.items())
def test_the_examples_of_declarations_are_right(kind: str, pair: tuple[str, str]) -> None:
    english, chinese = map(declarations, pair)
    assert shape(english) == shape(chinese)


@pytest.mark.parametrize(("place", "pair"), STATEMENTS.items())
def test_the_examples_of_statements_are_right(place: tuple[str, str], pair: tuple[str, str]) -> None:
    heads = {
        "RULE": "process p on s {{ stay in x at most 5d {{ {0} }} }}",
        "STAGE": "process p on s {{ stage x {{ {0} }} }}",
        "TODO": "process p on s {{ stage x {{ todo t {{ {0} }} }} }}",
        "HELD": "review r {{ held 2026-03-02 {{ {0} }} }}",
        "PROCESS": "process p on s {{ {0} }}",
        "REVISION": "revision r on 2026-05-25 {{ {0} }}",
        "WAIVER": "waiver w on p {{ {0} }}",
        "SEGMENT": "segment x on s {{ {0} }}",
        "SCORECARD": "scorecard s for each rep {{ {0} }}",
        "INCENTIVE": "incentive i for each rep {{ {0} }}",
        "PROMOTION": "promotion p from rep to lead {{ {0} }}",
        "TIERS": "incentive i for each rep {{ tiers a, on all {{ {0} }} }}",
        "SETTLED": "incentive i for each rep {{ settled 2026-03 {{ {0} }} }}",
        "SHARES": "goal g {{ split by team {{ {0} }} }}",
        "BUDGET": "budget b = 1 CNY {{ {0} }}",
        "ACCOUNT": "budget b = 1 CNY {{ account a = 1 CNY {{ {0} }} }}",
        "ASSUMPTION": "assumption x = 1 {{ {0} }}",
        "TEST": "test x on a {{ {0} }}",
    }
    head = heads.get(place[0], place[0].lower() + " x {{ {0} }}")
    english, chinese = (declarations(head.format(text)) for text in pair)
    assert shape(english) == shape(chinese)


@given(st.data())
def test_lines_break_inside_brackets_and_after_what_cannot_end(data: st.DataObject) -> None:
    """A statement written over several lines is the statement on one line."""
    words = [
        "metric",
        "m",
        "=",
        "f",
        "(",
        "a",
        ",",
        "b",
        "where",
        "c",
        "is",
        "1",
        ")",
        "+",
        "d",
        "and",
        "g",
        "(",
        "2",
        ")",
        "or",
        "h",
        "<",
        "3",
    ]
    free = {2, *range(4, 12), 13, 15, 17, 18, 20, 22}
    text = words[0]
    for index, word in enumerate(words[1:]):
        before_joins = word in ("and", "or")
        may_break = index in free or before_joins
        text += data.draw(st.sampled_from([" ", "\n  ", "\n\n"])) if may_break else " "
        text += word
    assert bare(declarations(text)) == bare(declarations(" ".join(words)))


def test_an_indented_line_goes_on_with_a_metric() -> None:
    (metric,) = declarations('metric m "M" = count(a)\n  credit owner at event\n  min sample 8\n')
    assert isinstance(metric, nodes.MetricDecl)
    assert len(metric.clauses) == 2


def test_a_brace_may_stand_on_a_line_of_its_own() -> None:
    (goal,) = declarations("goal g\n{\n  measure m\n}\n")
    assert isinstance(goal, nodes.GoalDecl)


def test_blocks_need_no_indentation() -> None:
    plan, task = declarations("plan p {\ncalendar china\ncurrency CNY\n}\ntask a {\ntask b { takes 3d }\n}\n")
    assert isinstance(plan, nodes.PlanDecl)
    assert isinstance(task, nodes.TaskDecl)
    assert len(plan.clauses) == 2
    assert len(task.children) == 1


@pytest.mark.parametrize("text", ["metric m = ratio(a, b) min sample 2.5\n", "指标 m = ratio(a, b) 最少样本 2.5\n"])
def test_a_sample_of_half_a_row_is_told_with_an_example_of_a_sample(text: str) -> None:
    (found,) = parse(Source("a.plan", text)).diagnostics
    assert found.span.text == "2.5"
    assert found.help is not None
    assert ("min sample 20" if text.isascii() else "最少样本 20") in found.help.render()


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("numbers 1.234，56", "1.234,56"),
        ("numbers 1，234.56", "1,234.56"),
        ("numbers 1.234,  # why\n    56", "1.234,56"),
        ("numbers 1.234，56 empty “x”", "1.234,56"),
        ("numbers “1.234,56”", "1.234,56"),
        ("numbers “1 234,56”", "1 234,56"),
        ("dates d／m／y", "d/m/y"),
        ("dates d . m． y", "d.m.y"),
        ("dates y －　m-d", "y-m-d"),
        ("dates 年-月-日", "年-月-日"),
        ("unit USD　 k", "USD k"),
        ("unit `USD` k", "USD k"),
        ("unit 1000", "1000"),
    ],
)
def test_a_sample_without_quotes_is_its_words_and_marks(written: str, plain: str) -> None:
    """Neither blanks nor full-width marks nor comments in a sample without quotes belong to it; in quotes they all do."""
    (read,) = declarations(f"source s {{\n  a: money {written}\n}}")
    assert isinstance(read, nodes.SourceDecl)
    (column,) = read.clauses
    assert isinstance(column, nodes.ColumnDecl)
    match column.clauses[0]:
        case nodes.NumberFormat(sample=text) | nodes.DateFormat(pattern=text) | nodes.UnitClause(unit=text):
            assert text.text == plain
        case other:
            raise AssertionError(other)
