"""Keywords are names wherever the grammar has no use for them."""

from __future__ import annotations

import pytest

from planlang.source import Source
from planlang.syntax import nodes
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.parse import parse
from tests.laws import some
from tests.syntax.samples import declarations, walk

WORDS = sorted(
    spelling
    for keyword in vocabulary().section("kinds", "words", "windows", "periods", "later")
    for spelling in keyword.english + keyword.chinese
    if " " not in spelling
)
RESERVED = sorted(s for k in vocabulary().section("reserved") for s in k.english + k.chinese if " " not in s)

PLACES = {
    "a declared name": "metric {0} = 1",
    "an alias": "team north | {0} { }",
    "a column": "source s { {0}: text }",
    "a column of a computed type": "source s { {0}: {0} = {0} + 1 }",
    "a figure": "metric m = {0} + 1",
    "a function": "metric m = {0}(1, {0})",
    "the column of a selection": "metric m = sum(a at {0} where {0} is 1)",
    "a stage entered": "metric m = count(a where b enters {0})",
    "a part of a path": "use a.{0}.b as {0} without {0}",
    "an argument": "use a({0}: {0})",
    "a parameter": "module m ({0}: {0} = {0})",
    "a role of a person": "role {0} under {0}",
    "a person": "team t { rep {0}, {0} from 2026-01-01 }",
    "a stage": "process p on {0} { stages {0} -> {0}; stay in {0} at most 3d; enter {0} requires {0} }",
    "a share": "goal g { split by {0} { {0} 5% { {0} 3% } } }",
    "an entity": "alert a for each {0} where {0} { when {0} > 1; notify {0}.{0}; severity {0} }",
    "a dependency": "task t { after {0} + 2d, {0}; owner {0}; calendar {0} }",
}
# Where a statement or a clause begins, the grammar's own word comes first.
TAKEN = {
    "a share": {"quarter", "month", "week", "half", "year", "半年", "季度", "季", "月", "月份", "周", "年", "年度"},
}


@pytest.mark.parametrize("place", PLACES)
def test_every_word_can_be_a_name(place: str) -> None:
    refused = []
    for word in WORDS:
        if word in TAKEN.get(place, ()):
            continue
        text = PLACES[place].replace("{0}", word)
        outcome = parse(Source("x", text))
        named = any(isinstance(node, nodes.Name) and node.text == word for node in walk(outcome.value.declarations))
        if outcome.diagnostics or not named:
            refused.append(word)
    assert refused == []


@pytest.mark.parametrize("place", PLACES)
def test_reserved_words_are_names_in_backticks_only(place: str) -> None:
    for word in RESERVED:
        assert parse(Source("x", PLACES[place].replace("{0}", word))).diagnostics, word
        assert not parse(Source("x", PLACES[place].replace("{0}", f"`{word}`"))).diagnostics, word


def test_backticks_hold_names_with_spaces() -> None:
    (metric,) = declarations("metric `total of 2026` = 1")
    assert isinstance(metric, nodes.MetricDecl)
    assert metric.head.name == nodes.Name("total of 2026", metric.head.name.span)


def test_the_longest_phrase_is_taken() -> None:
    (task,) = declarations("task t { ends on start of training }")
    assert isinstance(task, nodes.TaskDecl)
    assert isinstance(task.clauses[0], nodes.Link)
    assert task.clauses[0].kind is nodes.LinkKind.START_FINISH


def test_a_phrase_falls_apart_where_it_does_not_fit() -> None:
    (metric,) = declarations("metric m = sum(deals.amount at event)")
    assert isinstance(metric, nodes.MetricDecl)
    assert isinstance(metric.value, nodes.Call)
    (selection,) = metric.value.arguments
    assert isinstance(selection, nodes.Selection)
    assert selection.at is not None
    assert selection.at.text == "event"


def test_composed_and_decomposed_letters_name_the_same() -> None:
    (composed,) = declarations("metric caf\u00e9 = 1")
    (decomposed,) = declarations("metric cafe\u0301 = 1")
    assert isinstance(composed, nodes.MetricDecl)
    assert isinstance(decomposed, nodes.MetricDecl)
    assert composed.head.name.text == decomposed.head.name.text


CHINESE = sorted(
    spelling
    for keyword in vocabulary().keywords
    for spelling in keyword.chinese
    if " " not in spelling and spelling.isidentifier()
)
WINDOWS = frozenset(spelling for keyword in vocabulary().section("windows") for spelling in keyword.chinese)
FORMS = ("{0}2026", "{0}3天", "{0}A", "{0}2026完成", "新{0}1", "A{0}", "本周{0}10")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", some(PLACES, 3))
def test_a_word_with_a_chinese_keyword_in_it_is_a_name_where_one_is_expected(place: str, form: str) -> None:
    words = [form.format(word) for word in CHINESE if form != "A{0}" or word not in WINDOWS]  # `A本周` is answered
    outcome = parse(Source("x", "\n".join(PLACES[place].replace("{0}", word) for word in words)))
    assert [(one.name, one.span.text) for one in outcome.diagnostics] == []
    named = {node.text for node in walk(outcome.value.declarations) if isinstance(node, nodes.Name)}
    assert [word for word in words if word not in named] == []
