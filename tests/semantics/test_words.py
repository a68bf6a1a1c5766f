"""Words of the trade in two languages: countries, types, severities, functions."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import holidays
import pytest
from attrs import fields

from planlang.diagnostics.text import Language
from planlang.resources import bundled
from planlang.semantics.check import CHECKERS, check
from planlang.semantics.clauses.countries import COUNTRY_CODES, COUNTRY_NAMES, country_code
from planlang.semantics.expr import Fold, GoalMeasure
from planlang.semantics.expressions.builtins import FUNCTIONS, Function
from planlang.semantics.model import Model
from planlang.semantics.names.vocabulary import KINDS, MONTHS, SEVERITIES, TYPES, WEEKDAYS, TypeWord
from planlang.source import Source
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.kind_words import kinds
from planlang.syntax.nodes import DECLARED, Declaration, Kind, Nameless
from planlang.syntax.parse import parse
from planlang.values.calendars import CalendarSpec, make_calendar
from planlang.values.severities import SEVERITY_LADDER
from tests.semantics.marked import HEAD, Memory


def test_the_known_countries_are_those_whose_holidays_are_known() -> None:
    assert frozenset(holidays.list_supported_countries(include_aliases=False)) == COUNTRY_CODES
    assert set(COUNTRY_NAMES.values()) <= COUNTRY_CODES


@pytest.mark.parametrize(("page", "chinese"), [("reference/calendars.md", False), ("zh/reference/calendars.md", True)])
def test_the_page_on_calendars_has_every_name_of_a_country(page: str, chinese: bool) -> None:
    text = bundled("docs").joinpath(page).read_text(encoding="utf-8")
    assert [name for name in COUNTRY_NAMES if name.isascii() is not chinese and f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", ["china", "中国", "CN", "cn", "China"])
def test_a_country_goes_by_its_names_and_its_code(name: str) -> None:
    assert country_code(name) == "CN"


@pytest.mark.parametrize("code", sorted(set(COUNTRY_NAMES.values())))
def test_every_named_country_makes_a_calendar(code: str) -> None:
    calendar = make_calendar(CalendarSpec("c", "c", countries=(code,)), date(2026, 1, 1), date(2026, 12, 31))
    assert 200 < calendar.working_days(date(2026, 1, 1), date(2027, 1, 1)) < 262


def test_every_fold_and_every_measure_has_a_function_with_a_chinese_name() -> None:
    functions = set(FUNCTIONS.values())
    meant = {function.means for function in functions}
    assert set(Fold) | set(GoalMeasure) <= meant
    assert all(any(not alias.isascii() for alias in function.aliases) for function in functions)
    assert all(function.name in function.signature(Language.EN) for function in functions)


@pytest.mark.parametrize(
    "function", sorted(set(FUNCTIONS.values()), key=lambda one: one.name), ids=lambda one: one.name
)
@pytest.mark.parametrize("language", Language)
def test_a_signature_is_in_one_language_and_can_be_read(function: Function, language: Language) -> None:
    written = function.signature(language)
    han = written.replace("前N大", "")  # a word of the trade
    assert language is Language.EN or re.search(r"[A-Za-z]", han) is None
    assert language is Language.ZH or written.replace("…", "").isascii()
    head, kind = ("计划", "指标") if language is Language.ZH else ("plan", "metric")
    metric = f"{kind} x = {written.replace('…', '甲 > 1')}"
    assert not parse(Source("main.plan", f'{head} p "P" {{}}\n{metric}\n')).diagnostics


@pytest.mark.parametrize(
    ("file", "signature"),
    [
        ("计划 p {{}}\n指标 甲 = {}", "比率(指标, 指标)"),
        ("plan p {{}}\nmetric 甲 = {}", "ratio(METRIC, METRIC)"),
    ],
)
@pytest.mark.parametrize("call", ["ratio(visits)", "比率(visits)", "ratio(visits, visits, align: iso_week)"])
def test_the_language_of_a_signature_is_that_of_the_file(file: str, signature: str, call: str) -> None:
    found = check(parse(Source("main.plan", file.format(call))).value, Memory({})).diagnostics
    told = [str(part.render()) for one in found for part in (one.message, one.help) if part is not None]
    assert any(signature in sentence for sentence in told), told


def test_every_word_list_covers_all_it_stands_for() -> None:
    assert set(WEEKDAYS.values()) == set(range(7))
    assert set(MONTHS.values()) == set(range(1, 13))
    assert set(SEVERITIES.values()) == set(SEVERITY_LADDER)
    assert set(TYPES.values()) == set(TypeWord)
    assert set(KINDS.values()) == set(Kind) - {Kind.ACCOUNT}
    assert set(KINDS) == {word for word, kind in kinds().items() if kind in {one.value for one in Kind}}


def test_a_plan_too_broken_to_be_parsed_is_not_missed_as_well() -> None:
    parsed = parse(Source("main.plan", 'plan = "P" { period 2026-01-01 .. 2026-12-31 }\n'))
    assert parsed.diagnostics
    assert not parsed.value.declarations
    assert not check(parsed.value, Memory({})).diagnostics


def test_every_kind_that_the_language_has_stands_in_the_tables_of_kinds() -> None:
    words = {keyword.key for keyword in vocabulary().section("kinds")}
    assert words == {kind.value for kind in Kind if kind is not Kind.ACCOUNT} | {
        "plan",
        "use",
        "module",
        "language",
        "private",
        "apply",
    }
    assert [declared.kind for declared in DECLARED] == list(Kind)
    assert {declared.node for declared in DECLARED} | set(get_args(Nameless)) == set(get_args(Declaration))
    assert [one.called.english.split(" ")[1] for one in DECLARED] == [one.word.english for one in DECLARED]


def test_every_field_of_the_model_has_one_that_makes_it() -> None:
    before = {"plan", "calendars", "roles", "teams"}
    assert {field.name for field in fields(Model)} == before | set(CHECKERS) | {"variants", "tests"}
    assert before.isdisjoint(CHECKERS)


def test_the_ladder_of_severities_goes_from_mild_to_bad() -> None:
    assert SEVERITY_LADDER == ("info", "warning", "high", "critical")


def test_a_milestone_has_the_owner_of_the_task_around_it() -> None:
    text = HEAD + "task a { owner Ann; takes 5d; milestone m {}; milestone n { owner Bob } }"
    model = check(parse(Source("main.plan", text)).value, Memory({})).value
    assert model is not None
    assert [str(one.owner) for one in model.milestones.values()] != [str(model.tasks["a"].owner)] * 2
    assert model.milestones["m"].owner == model.tasks["a"].owner is not None


@pytest.mark.parametrize(("use", "word"), [("use", "without"), ("使用", "没有")])
def test_a_shadowed_name_is_settled_in_the_language_of_the_use(use: str, word: str) -> None:
    text = HEAD + f'{use} "other.plan"\nmilestone m {{}}\n'
    found = check(parse(Source("main.plan", text)).value, Memory({"other.plan": "milestone m {}\n"})).diagnostics
    assert [one.name for one in found] == ["shadowed-name"]
    assert found[0].fixes[0].edits[0].text == f" {word} m"
