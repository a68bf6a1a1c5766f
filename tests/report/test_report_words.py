"""Names of people and rules, dates and numbers of days, as a reader meets them."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.report.timeline.timeline import timeline
from planlang.report.words.dates import cut_words, days_words, due_time, number, percent, short_span, week_words
from planlang.report.words.names import entity_name, party_name
from planlang.report.words.rules import rule_words, wrong_words
from planlang.report.words.tasks import cause_words, link_words
from planlang.schedule.schedule import Cause, Driver
from planlang.semantics.model import (
    BackRule,
    ClockLimit,
    DayKind,
    DayLimit,
    IdleRule,
    Lag,
    LinkKind,
    Membership,
    Party,
    ReopenRule,
    RequireRule,
    ResponseRule,
    Role,
    RuleIdent,
    SkipRule,
    StayRule,
    TaskLink,
    ToEntity,
    ToLabel,
    ToPerson,
    ToRole,
    ToTeam,
)
from planlang.values.periods import week_of
from tests.evaluate.judge.worlds import CALLS
from tests.report import evaluated, made

EN, ZH = Language.EN, Language.ZH


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (date(2026, 5, 11), date(2026, 5, 17), "11–17 May", "5/11–5/17"),
        (date(2026, 9, 28), date(2026, 10, 4), "28 Sep–4 Oct", "9/28–10/4"),
        (date(2026, 5, 11), date(2026, 5, 11), "11 May", "5/11"),
        (date(2025, 5, 11), date(2026, 5, 17), "11 May–17 May", "5/11–5/17"),
    ],
)
def test_two_days_are_written_short(first: date, last: date, english: str, chinese: str) -> None:
    assert short_span(first, last, EN) == english
    assert short_span(first, last, ZH) == chinese


def test_what_is_due_has_the_time_of_a_limit_in_hours() -> None:
    day, at = date(2026, 5, 13), datetime(2026, 5, 13, 18, 5)
    assert (due_time(day, None, EN), due_time(day, at, EN)) == ("13 May", "13 May 18:05")
    assert (due_time(day, None, ZH), due_time(day, at, ZH)) == ("5/13", "5/13 18:05")


def test_a_cut_at_midnight_is_the_day_before_and_else_has_its_time() -> None:
    assert cut_words(datetime(2026, 5, 18), EN) == "17 May"
    assert cut_words(datetime(2026, 5, 13, 18), ZH) == "5/13 18:00"
    assert week_words(week_of(date(2026, 5, 11)), ZH) == "2026-W20（5/11–5/17）"


@pytest.mark.parametrize(
    ("value", "text"), [("3", "3"), ("5/2", "2.5"), ("-1/4", "-0.3"), ("-1/30", "0"), ("29/20", "1.5"), ("-1", "-1")]
)
def test_small_numbers_have_one_decimal_at_most(value: str, text: str) -> None:
    assert number(Fraction(value)) == text


def test_one_day_is_no_days() -> None:
    assert days_words(1).render() == "1 working day"
    assert days_words(Fraction(3, 2), DayKind.CALENDAR).render() == "1.5 days"
    assert days_words(2).render(ZH) == "2 个工作日"


@given(st.fractions(0, 1))
def test_a_share_is_nothing_or_all_only_if_it_is(share: Fraction) -> None:
    assert (percent(share) == "0%") == (share == 0)
    assert (percent(share) == "100%") == (share == 1)


@pytest.mark.parametrize(
    ("party", "english"),
    [
        (ToPerson("张丽"), "张丽"),
        (ToLabel("市场部"), "市场部"),
        (ToEntity(), "the owner"),
        (ToTeam("north"), "北区"),
        (ToTeam("gone"), "gone"),
        (ToRole("lead", "north"), "李强"),
        (ToRole("rep", "north"), "北区 销售代表"),
        (ToRole("lead"), "李强"),
        (ToRole("manager"), "manager"),
    ],
)
def test_a_party_is_a_person_where_there_is_one(party: Party, english: str) -> None:
    plan, _ = made.quarter()
    north = made.team("north", "北区", ["张丽", "王强"])
    lead = Membership("李强", "north", "lead", date(2026, 1, 1), None, made.span(1))
    former = Membership("马力", "north", "lead", None, date(2025, 12, 31), made.span(1))
    model = evolve(
        plan.model,
        teams={"north": evolve(north, members=(*north.members, lead, former))},
        roles={
            "rep": Role(made.ident("rep", "销售代表", 1), "lead"),
            "lead": Role(made.ident("lead", "主管", 2), None),
        },
    )
    assert party_name(party, model, date(2026, 5, 1), EN) == english


@pytest.mark.parametrize(
    ("entity", "name"),
    [
        ("plan:", "华东大区 2026 年二季度增长计划"),
        ("team:north", "北区"),
        ("rep:张丽", "张丽"),
        ("rep:(unassigned)", "(not assigned)"),
        ("deal:D-1", "D-1"),
        ("task:visits", "首轮拜访"),
        ("task:gone", "gone"),
    ],
)
def test_an_entity_has_a_name(entity: str, name: str) -> None:
    assert entity_name(entity, evaluated.evaluation().plan, EN) == name


def test_every_kind_of_process_rule_has_words() -> None:
    plan = evaluated.evaluation(chinese=False).plan
    ten = DayLimit(10, DayKind.WORKING)

    def ident(number: int) -> RuleIdent:
        return RuleIdent(f"b2b.{number}", "warning", made.span(1), number)

    rules = (
        StayRule(ident(0), "proposal", ten, False, None),
        StayRule(ident(1), "proposal", ten, True, None),
        IdleRule(ident(2), ten, "calls", None, None),
        IdleRule(ident(3), ten, "calls", "lead", None),
        SkipRule(ident(4)),
        BackRule(ident(5), ()),
        ReopenRule(ident(6), ()),
        RequireRule(ident(7), "won", False, ()),
        RequireRule(ident(8), "won", True, ()),
        ResponseRule(ident(9), "lead", "won", DayLimit(1, DayKind.CALENDAR)),
        StayRule(ident(10), "lead", ClockLimit(240), False, None),
        IdleRule(ident(11), ClockLimit(90), "calls", None, None),
    )
    process = evolve(plan.model.processes["b2b"], rules=rules)
    plan = evolve(plan, model=evolve(plan.model, processes={"b2b": process}, sources={"calls": CALLS}))
    assert [rule_words(rule.ident.name, plan).render() for rule in rules] == [
        "at most 10 working days in Proposal",
        "at most 10 working days in Proposal, all stays together",
        "at most 10 working days without “Calls”",
        "at most 10 working days without “Calls” in Lead",
        "no stage skipped",
        "no going back",
        "no reopening",
        "what Won requires on entering",
        "what Won requires on leaving",
        "from Lead to Won within 1 day",
        "at most 4 hours in Lead",
        "at most 1 hour 30 minutes without “Calls”",
    ]
    assert [wrong_words(rule.ident.name, plan).render() for rule in rules] == [
        "in Proposal for more than 10 working days",
        "in Proposal for more than 10 working days in all",
        "more than 10 working days without “Calls”",
        "in Lead, more than 10 working days without “Calls”",
        "skipped a stage",
        "went back",
        "reopened after it was closed",
        "entered Won without what it requires",
        "left Won without what it requires",
        "not in Won within 1 day of Lead",
        "in Lead for more than 4 hours",
        "more than 1 hour 30 minutes without “Calls”",
    ]
    assert [wrong_words(rule.ident.name, plan).render(Language.ZH) for rule in rules] == [
        "“Proposal”停留超 10 个工作日",
        "“Proposal”累计停留超 10 个工作日",
        "超 10 个工作日没有“Calls”",
        "“Lead”期间，超 10 个工作日没有“Calls”",
        "跳过阶段",
        "阶段回退",
        "关闭后重新打开",
        "“Won”准入条件未满足",
        "“Won”准出条件未满足",
        "“Lead”后 1 天内未进入“Won”",
        "“Lead”停留超 4 小时",
        "超 1 小时 30 分钟没有“Calls”",
    ]
    assert rule_words("thin_activity", plan).render() == "Too few visits"
    assert rule_words("task.visits.deadline", plan).render() == "First visits"
    assert wrong_words("b2b.gone", plan, otherwise="Gone").render() == "Gone"


@pytest.mark.parametrize(
    ("kind", "days", "words"),
    [
        (LinkKind.FINISH_START, None, "end to start"),
        (LinkKind.START_START, "2", "start to start, plus 2 working days"),
        (LinkKind.FINISH_FINISH, "-1", "end to end, minus 1 working day"),
        (LinkKind.START_FINISH, "0", "start to end"),
    ],
)
def test_links_are_told_in_words(kind: LinkKind, days: str | None, words: str) -> None:
    lag = None if days is None else Lag(Fraction(days), DayKind.WORKING)  # type: ignore[arg-type]
    assert link_words(TaskLink("a", kind, lag, made.span(1))).render() == words


@pytest.mark.parametrize("driver", Driver)
@pytest.mark.parametrize("language", Language)
def test_every_cause_of_a_date_has_words(driver: Driver, language: Language) -> None:
    plan, _ = made.quarter()
    text = cause_words(Cause(driver, "visits", date(2026, 5, 1)), plan).render(language)
    assert text
    assert "{" not in text


def test_a_task_without_dates_is_listed_as_such() -> None:
    plan, rows = made.quarter(chinese=False)
    schedule = made.schedule(plan, rows)
    slots = {name: slot for name, slot in schedule.slots.items() if name != "list"}
    scene = timeline(plan, evolve(schedule, slots=slots))
    (row,) = (row for row in scene.rows if row.key == "list")
    assert row.mark is None
    assert row.label is not None
    assert row.label.text == "no dates"
    assert "list" not in {arrow.before for arrow in scene.arrows}
