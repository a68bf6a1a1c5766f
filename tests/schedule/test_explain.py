from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files

import pytest

from planlang.diagnostics.text import Language, Text
from planlang.plan.build import build
from planlang.schedule import explain
from planlang.schedule.explain import explain_conflict, explain_slot
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.check import check_files
from planlang.source import Source
from planlang.syntax.parse import parse
from tests.evaluate.whole.small_plans import HEAD
from tests.schedule.scheduled import planned
from tests.semantics.marked import Memory


def told(text: str, name: str, as_of: str | None = None, held: date | None = None) -> list[str]:
    plan = planned(text)
    day = None if as_of is None else date.fromisoformat(as_of)
    schedule = make_schedule(plan, as_of=day, held={name: held})
    chinese = [message.render(Language.ZH) for message in explain_slot(schedule, plan, name)]
    english = [message.render() for message in explain_slot(schedule, plan, name)]
    assert all(a != b and re.search(r"[\u4e00-\u9fff]", a) for a, b in zip(chinese, english, strict=True))
    return english


PRICING = "task pricing { takes 5wd } "


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            PRICING + "task a { takes 1wd; after pricing + 1wd }",
            "a starts 2026-03-10 because pricing ends 2026-03-06 and the link adds 1wd",
        ),
        (
            "leave li 2026-03-10 .. 2026-03-10 " + PRICING + "task a { takes 1wd; owner li; after pricing + 1wd }",
            "a starts 2026-03-11 because pricing ends 2026-03-06 and the link adds 1wd and li is on leave on 2026-03-10",
        ),
        (
            PRICING + "task a { takes 1wd; after pricing - 1.5wd }",
            "a starts 2026-03-05 because pricing ends 2026-03-06 and the link allows 1.5wd before that",
        ),
        (
            PRICING + "task a { takes 1wd; starts with pricing + 3d }",
            "a starts 2026-03-05 because pricing starts 2026-03-02 and the link adds 3d",
        ),
        (PRICING + "task a { takes 2wd; ends with pricing }", "a ends 2026-03-06 because pricing ends 2026-03-06"),
        (PRICING + "milestone a { after pricing }", "a is on 2026-03-06 because pricing ends 2026-03-06"),
        (
            PRICING + "task s { after pricing; task a { takes 2wd } }",
            "a starts 2026-03-09 because pricing ends 2026-03-06, which s waits for",
        ),
        ("task a { takes 1wd }", "a starts 2026-03-02 because the plan starts 2026-03-02"),
        (
            "task a { takes 1wd; not before 2026-03-07 }",
            "a starts 2026-03-09 because it may not start before 2026-03-07",
        ),
        ("task a { takes 1wd; starts on 2026-03-05 }", "a starts 2026-03-05 because its start is fixed to 2026-03-05"),
        ("task a { takes 1wd; ends on 2026-03-05 }", "a ends 2026-03-05 because its end is fixed to 2026-03-05"),
        (
            "task s { not before 2026-03-05; task a { takes 1wd } }",
            "a starts 2026-03-05 because s may not start before 2026-03-05",
        ),
        (
            "task a { takes 1wd; as late as possible; by 2026-03-10 }",
            "a ends 2026-03-10 because it is to be as late as possible and must end by 2026-03-10",
        ),
        (
            PRICING + "goal g { 2026-03-02 .. 2026-03-31 } task a { takes 1wd; after g }",
            "a starts 2026-04-01 because g ends 2026-03-31",
        ),
        (
            "task a { task x { takes 1wd } task y { takes 7wd } }",
            "a lasts from 2026-03-02, with x, to 2026-03-10, with y",
        ),
    ],
)
def test_the_first_sentence_says_why(text: str, sentence: str) -> None:
    assert told(text, "a")[0] == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("task a { takes 5wd }", "a starts 2026-03-09 because it has not been done by 2026-03-08"),
        (
            "task a { takes 5wd; started 2026-03-03; done 40% }",
            "a started 2026-03-03 and is expected to end 2026-03-11",
        ),
        ("task a { takes 5wd; started 2026-03-03; finished 2026-03-05 }", "a was done from 2026-03-03 to 2026-03-05"),
        ("milestone a { finished 2026-03-05 }", "a was reached on 2026-03-05"),
    ],
)
def test_as_of_a_day_it_says_what_has_happened(text: str, sentence: str) -> None:
    assert told(text, "a", as_of="2026-03-09")[0] == sentence


def test_a_condition_is_told_once_it_has_held_and_while_it_has_not() -> None:
    text = "task a { takes 1wd; starts when }"
    held = told(text, "a", as_of="2026-03-05", held=date(2026, 3, 4))
    assert held[0] == "a starts 2026-03-05 because its condition held on 2026-03-04"
    assert "its condition has not held yet: these are the earliest dates" in told(text, "a", as_of="2026-03-05")


def test_further_sentences_tell_of_room_deadlines_and_what_is_pushed() -> None:
    text = "task a { takes 2wd; by 2026-03-06 } task b { takes 1wd; after a } task c { takes 9wd } "
    assert told(text, "a")[1:] == [
        "it can be 3wd late before the end of the plan or a deadline moves",
        "its deadline is 2026-03-06: 3wd to spare",
        "if it is late, it pushes b",
    ]
    assert told(text, "c")[1:] == ["it is critical: each day that it is late moves the end of the plan, 2026-03-12"]
    late = told("task a { takes 3wd; by 2026-03-03 } task c { takes 9wd }", "a")
    assert late[1:] == ["its deadline is 2026-03-03: it is 1wd late"]


def test_leave_while_it_lasts_and_unknown_progress_are_told() -> None:
    text = "leave li 2026-03-10 .. 2026-03-11 task a { takes 9wd; assign li; started 2026-03-02 }"
    assert told(text, "a", as_of="2026-03-05")[1:3] == [
        "how far it has come is not noted: what remains is assumed from its length",
        "li is on leave from 2026-03-10 to 2026-03-11",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            PRICING + "task a { takes 3wd; after pricing; by 2026-03-10 }",
            "a ends 2026-03-11, 1wd after its deadline 2026-03-10 (pricing → a)",
        ),
        ("task a { takes 3wd; not after 2026-03-03 }", "a ends 2026-03-04, 1wd after 2026-03-03"),
        (
            PRICING + "task a { takes 1wd; after pricing; starts on 2026-03-04 }",
            "a starts 2026-03-09, not on 2026-03-04 (pricing → a)",
        ),
        ("task a { takes 1wd; ends on 2026-03-07 }", "a ends 2026-03-06, not on 2026-03-07"),
    ],
)
def test_a_conflict_is_a_sentence_with_its_chain(text: str, sentence: str) -> None:
    plan = planned(text)
    (conflict,) = make_schedule(plan).conflicts
    assert explain_conflict(plan, conflict).render() == sentence
    assert explain_conflict(plan, conflict).render(Language.ZH) != sentence


def test_what_is_behind_the_plan_is_told() -> None:
    plan = planned(PRICING + "task a { takes 9wd } task b { takes 3wd; after pricing; started 2026-03-05 }")
    found = make_schedule(plan, as_of=date(2026, 3, 9)).conflicts
    assert [explain_conflict(plan, conflict).render() for conflict in found] == [
        "pricing should have ended 2026-03-06; now 2026-03-13 is expected",
        "a should have started 2026-03-02 and has not yet",
        "b is dated 2026-03-05, but pricing allows 2026-03-16 at the earliest",
    ]


def test_every_sentence_has_a_chinese_one_with_the_same_placeholders() -> None:
    chinese = tomllib.loads(files("planlang").joinpath("diagnostics", "zh", "schedule.toml").read_text("utf-8"))
    values = [value for value in vars(explain).values() if isinstance(value, Text)]
    values += [
        text
        for value in vars(explain).values()
        if isinstance(value, dict)
        for text in value.values()
        if isinstance(text, Text)
    ]
    texts = {text.key: text.english for text in values}
    assert sorted(texts) == sorted(chinese)
    for key, english in texts.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", chinese[key])), key


COMPANY = """
team company "Company" { director Boss }
team north "North" under company { rep Ann, Bob from 2026-04-15, Eve to 2026-05-12 }
team south "South" under company { rep Eve from 2026-05-13 }
task prep { takes 2wd; owner director }
"""


@pytest.mark.parametrize(
    ("task", "name", "english", "chinese"),
    [
        (
            "task training for each rep { takes 1wd; after prep; owner rep }",
            "training.Bob",
            "training · Bob starts 2026-04-15 because the post of Bob in North begins on 2026-04-15",
            "training · Bob 于 2026-04-15 开始，因为 Bob 从 2026-04-15 起在 North 任职",
        ),
        (
            "task training for each rep { takes 1wd; not before 2026-05-13; owner rep }",
            "training.Eve",
            "training · Eve starts 2026-05-13 because it may not start before 2026-05-13",
            "training · Eve 于 2026-05-13 开始，因为不得早于 2026-05-13 开始",
        ),
        (
            "task training for each rep { takes 1wd; not before 2026-03-02; owner rep }",
            "training.Bob",
            "training · Bob starts 2026-04-15 because the post of Bob in North begins on 2026-04-15",
            "training · Bob 于 2026-04-15 开始，因为 Bob 从 2026-04-15 起在 North 任职",
        ),
        (
            "task training for each rep { takes 1wd; not before 2026-03-02; owner rep }",
            "training.Ann",
            "training · Ann starts 2026-03-02 because it may not start before 2026-03-02",
            "training · Ann 于 2026-03-02 开始，因为不得早于 2026-03-02 开始",
        ),
        (
            "task stock { every quarter on workday 10; takes 2wd; owner director }",
            "stock.2026-Q2",
            "stock 2026-Q2 starts 2026-04-15 because its rhythm sets 2026-04-15",
            "stock 2026-Q2 于 2026-04-15 开始，因为它的周期定在 2026-04-15",
        ),
    ],
)
def test_a_first_day_that_is_not_written_is_told_with_what_sets_it(
    task: str, name: str, english: str, chinese: str
) -> None:
    model = check_files(parse(Source("p.plan", HEAD + COMPANY + task)).value, Memory({})).value.model
    assert model is not None
    plan = build(model).value
    said = explain_slot(make_schedule(plan), plan, name)[0]
    assert (said.render(), said.render(Language.ZH)) == (english, chinese)
