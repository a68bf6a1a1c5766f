"""What becomes a violation, what is told of it, and that both languages say the same things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.text import Language, Message, Text, chinese_texts
from planlang.evaluate.alerts import alert_news
from planlang.evaluate.alerts.alert_news import alert_events, alert_violations
from planlang.evaluate.alerts.alerts import FALSE, NO_CELL, TRUE, UNKNOWN, fold_alerts, inhibited
from planlang.evaluate.alerts.histories import JudgedAlert, alert_states
from planlang.evaluate.goals import attainment
from planlang.evaluate.results import violation, wording
from planlang.evaluate.results.alert_states import AlertNews, AlertPhase, Bound, Compared
from planlang.evaluate.results.evaluation import Verdict, Violation
from planlang.evaluate.results.readings import Range, Reading
from planlang.evaluate.results.violation import schedule_violations, told, violation_id
from planlang.evaluate.rules import rule_violations
from planlang.evaluate.rules.findings import RuleInstance, breaches, deadlines
from planlang.evaluate.rules.findings import broken as broken_ones
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.rules.rule_violations import rule_violations as violations_of
from planlang.evaluate.stages.visits import make_visits
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Breach, Conflict, Schedule
from planlang.semantics.expr import Comparison
from planlang.semantics.model import (
    BackRule,
    DateLimits,
    EscalationStep,
    Milestone,
    Party,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    Rung,
    ToPerson,
    ToRole,
)
from planlang.values.figure import Known
from planlang.values.periods import Period, week_of
from planlang.values.units import Count, Days, WorkingDays
from tests.evaluate.judge.answered import Answers
from tests.evaluate.judge.worlds import SPAN, as_of, day, ident, plan, process, rule
from tests.spec.checks.identity import ALERT, rule_of
from tests.spec.checks.processes import (
    AMOUNT,
    calls,
    from_exports,
    from_history,
    limit,
)

BOSS, HEAD = ToRole("lead"), ToPerson("王敏")


def route(parties: Sequence[Party], entity: str, period: Period) -> tuple[str, ...]:
    return tuple(f"{type(party).__name__}@{period.label}" for party in parties)


# ---------------------------------------------------------------- texts


def texts() -> list[Text]:
    """Every text of the judging half."""
    found: list[Text] = []
    for module in (alert_news, attainment, rule_violations, violation, wording):
        for value in vars(module).values():
            values = value.values() if isinstance(value, dict) else [value]
            found += [one for one in values if isinstance(one, Text)]
    return found


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.key)
def test_a_text_has_the_same_placeholders_in_chinese(text: Text) -> None:
    holes = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
    assert text.key in chinese_texts()
    assert sorted(holes.findall(chinese_texts()[text.key])) == sorted(holes.findall(text.english))


@given(st.text(max_size=40), st.text(max_size=5))
def test_a_template_says_what_it_says_and_evaluates_nothing(template: str, name: str) -> None:
    message = wording.said(template, {"rep": "张丽", "visits": "{streak}"})
    said = message.render(Language.ZH)
    if not set("{}") & set(template):
        assert said == template
    assert wording.said("{{" + name.replace("{", "").replace("}", "") + "}}", {}).render() == (
        "{" + name.replace("{", "").replace("}", "") + "}"
    )
    assert wording.said("{visits}{ rep }", {"rep": "张丽", "visits": "{streak}"}).render() == "{streak}张丽"


# ---------------------------------------------------------------- rules of processes


def broken(
    moves: str, rules: ProcessRule, last: str, *, how: str = "history", answers: Answers | None = None, done: str = ""
) -> tuple[Plan, tuple[RuleInstance, ...], Period]:
    of = attrs.evolve(process(rules), notify=(BOSS,), escalation=(EscalationStep(HEAD, 1),))
    found_plan, loaded = (from_exports if how == "exports" else from_history)(moves, of, calls(done))
    seen = as_of(day(last))
    visits = make_visits(found_plan, loaded, seen)["b2b"]
    found = judge_process(found_plan, visits, loaded, (answers or Answers()).on(loaded))[0]
    bad = broken_ones(found.broken(seen.week), seen.week)
    return found_plan, breaches(bad, range(len(bad.verdict)), seen.week), seen.week


def test_a_deal_that_stays_too_long_is_a_violation_with_all_that_people_ask() -> None:
    found_plan, found, week = broken("proposal 02-11", rule_of("stay 10wd"), "03-15")
    (one,) = violations_of(found, found_plan, week, route, {})
    assert week.label == "2026-W11"
    assert one.id == violation_id(one.kind, "b2b.stay.proposal", "deal:D1", "2026-02-11#1") == "18c0a5ed48d7"
    assert (one.title, one.owner, one.severity, one.verdict) == ("B2B · Proposal", "lily", "warning", Verdict.VIOLATED)
    assert (one.since, one.due, one.weeks) == (date(2026, 3, 4), date(2026, 3, 3), 2)
    assert one.value == Reading(Known(Fraction(18)), WorkingDays())
    assert one.limit == Reading(Known(Fraction(10)), WorkingDays())
    assert one.limit_words is not None
    assert one.limit_words.render(Language.ZH) == "至多 10 个工作日"
    assert one.to == ("ToRole@2026-W11", "ToPerson@2026-W11")


def test_in_its_first_week_only_those_told_at_once_hear_of_it() -> None:
    found_plan, found, week = broken("proposal 02-11", rule_of("stay 10wd"), "03-08")
    (one,) = violations_of(found, found_plan, week, route, {})
    assert (one.weeks, one.to) == (1, ("ToRole@2026-W10",))


def test_a_breach_of_the_past_is_no_longer_listed() -> None:
    _, found, _ = broken("proposal 02-11; won 03-06", rule_of("stay 10wd"), "03-08")
    assert len(found) == 1
    _, found, _ = broken("proposal 02-11; won 03-06", rule_of("stay 10wd"), "03-15")
    assert found == ()


def test_what_is_pending_has_a_day_on_which_it_is_due() -> None:
    found_plan, loaded = from_history("proposal 03-02", process(rule_of("stay 10wd")))
    seen = as_of(day("03-08"))
    (found,) = judge_process(found_plan, make_visits(found_plan, loaded, seen)["b2b"], loaded, Answers().on(loaded))
    (one,) = deadlines(found.near(date.max), seen.week, date.max)
    assert (one.record, one.owner, one.due, one.weeks) == ("D1", "lily", date(2026, 3, 16), 0)


def test_a_possible_breach_shows_its_bounds() -> None:
    moves = "contact 03-02; proposal 03-09 03-16 03-23"
    found_plan, found, week = broken(moves, rule_of("stay 14d"), "03-29", how="exports")
    (one,) = violations_of(found, found_plan, week, route, {})
    assert one.verdict is Verdict.POSSIBLE
    assert one.since is None
    assert one.value == Reading(Known(Fraction(28)), Days(), Range(Fraction(14), Fraction(28)))
    assert one.message.render() == (
        "Deals D1: 14 to 28 days in “Proposal”, at most 14 days allowed,"
        " had to leave between 2026-03-16 and 2026-03-23, depending on when it came in"
    )
    assert one.message.render(Language.ZH) == (
        "Deals D1 在【Proposal】已 14 至 28 天，至多 14 天，最迟离开时间介于 2026-03-16 与 2026-03-23 之间，视进入时间而定"
    )


SENTENCES: list[tuple[str, str, ProcessRule, str, str]] = [
    ("history", "proposal 03-02; contact 03-04", BackRule(rule("r"), ()), "03-08", "went back from “Proposal” to “Contact” on 2026-03-04"),
    ("exports", "proposal 03-02; contact 03-09", BackRule(rule("r"), ()), "03-15", "went back from “Proposal” to “Contact” some time before the export of 2026-03-09"),
    ("history", "won 03-02; contact 03-04", ReopenRule(rule("r"), ()), "03-08", "was reopened on 2026-03-04, from “Won” to “Contact”"),
    ("history", "proposal 03-04", RequireRule(rule("r"), "proposal", False, (("amount", AMOUNT), ("预算", AMOUNT))), "03-08", "came into “Proposal” at an unknown time without: amount, 预算"),
    ("history", "contact 02-02", ResponseRule(rule("r"), "contact", "proposal", limit("21d")), "03-08", "34 days after “Contact” not in “Proposal”, at most 21 days allowed, was due 2026-02-23"),
    ("history", "contact 02-09; proposal 03-05", ResponseRule(rule("r"), "contact", "proposal", limit("21d")), "03-08", "“Proposal” did not follow “Contact” in time: 24 days, at most 21 days allowed, was due 2026-03-02"),
    ("history", "contact 02-20; won 03-05", ResponseRule(rule("r"), "contact", "proposal", limit("21d")), "03-08", "won on 2026-03-05 without “Proposal” after “Contact”"),
]  # fmt: skip


@pytest.mark.parametrize(("how", "moves", "rules", "last", "words"), SENTENCES)
def test_a_broken_rule_is_told_in_a_sentence(how: str, moves: str, rules: ProcessRule, last: str, words: str) -> None:
    found_plan, found, week = broken(moves, rules, last, how=how, answers=Answers(now=False))
    (one,) = violations_of(found, found_plan, week, route, {})
    expected = words.replace(" at an unknown time", " some time before the export of 2026-03-04")
    assert one.message.render(Language.EN) == f"Deals D1: {expected}"
    assert re.search(r"[，：]|【", one.message.render(Language.ZH))


# ---------------------------------------------------------------- alerts


def week(n: int) -> Period:
    return week_of(date(2026, 3, 2) + timedelta(weeks=n))


def reading(value: int) -> Reading:
    return Reading(Known(Fraction(value)), Count())


def alert(codes: Sequence[Sequence[int]], **changes: object) -> JudgedAlert:
    """An alert about as many people as there are rows, one rung, two bad weeks needed."""
    when = np.array([codes], dtype=np.int8)
    fold = fold_alerts(
        when, [None], needed=[1], keep=0, reset_on_gap=False, counts_age=np.ones(when.shape[2], dtype=bool)
    )
    told_to = attrs.evolve(ALERT, notify=(BOSS,), escalation=(EscalationStep(HEAD, 2),))
    judged = JudgedAlert(
        told_to,
        tuple(f"rep:{n}" for n in range(len(codes))),
        tuple(week(n) for n in range(when.shape[2])),
        fold,
        lambda _, entities, __: [Compared(reading(3), Bound(Comparison.LESS, reading(10), None))] * len(entities),
        lambda *_: {},
    )
    return attrs.evolve(judged, **changes)


def test_each_identity_has_one_piece_of_news() -> None:
    judged = alert(
        [
            [FALSE, FALSE, TRUE],
            [FALSE, TRUE, TRUE],
            [TRUE, TRUE, FALSE],
            [TRUE, TRUE, NO_CELL],
            [TRUE, TRUE, UNKNOWN],
            [FALSE, FALSE, FALSE],
            [TRUE, FALSE, FALSE],
        ]
    )
    events = alert_events(judged, plan(), judged.periods[-1], route)
    assert [(event.state.entity, event.news) for event in events] == [
        ("rep:0", AlertNews.NEW),
        ("rep:1", AlertNews.STILL_ON),
        ("rep:2", AlertNews.RESOLVED),
        ("rep:3", AlertNews.ENDED),
        ("rep:4", AlertNews.STILL_ON),
    ]
    assert events[4].state.no_data
    assert [len(event.to) for event in events] == [1, 1, 2, 2, 2]
    assert events[0].message.render(Language.ZH) == "0：A1，现为 3（预警条件 < 10）"
    assert events[2].message.render(Language.EN) == "2: A1 is over, it was on since 2026-W10"
    assert events[3].message.render(Language.ZH) == "3：A1 终止，对象已不在岗或已不在清单里（自 2026-W10 起预警）"
    violations = alert_violations(judged, events, week(2), lambda entity: entity.partition(":")[2])
    assert [(one.entity, one.owner, one.weeks) for one in violations] == [
        ("rep:0", "0", 1),
        ("rep:1", "1", 2),
        ("rep:4", "4", 3),
    ]
    assert [one.id for one in violations] == [events[n].violation for n in (0, 1, 4)]


def test_states_stand_by_period_and_leave_out_who_was_not_there() -> None:
    judged = alert([[TRUE, FALSE], [NO_CELL, TRUE]])
    states = alert_states(judged)
    assert [(s.period.label, s.entity, s.phase) for s in states] == [
        ("2026-W10", "rep:0", AlertPhase.FIRING),
        ("2026-W11", "rep:0", AlertPhase.RESOLVED),
        ("2026-W11", "rep:1", AlertPhase.FIRING),
    ]
    assert alert_states(judged, {"rep:0"}) == states[:2]
    assert alert_states(judged, ()) == ()
    assert states[0].fired == "2026-W10"


def test_a_worse_rung_raises_the_same_alert() -> None:
    when = np.array([[[TRUE, TRUE, TRUE]], [[FALSE, TRUE, FALSE]]], dtype=np.int8)
    warning = ALERT.rungs[0]
    critical = Rung("critical", warning.when, 1, None)
    for periods, news, severity in ((2, AlertNews.RAISED, "critical"), (3, AlertNews.LOWERED, "warning")):
        seen = when[:, :, :periods]
        fold = fold_alerts(
            seen, [None, None], needed=[1, 1], keep=0, reset_on_gap=False, counts_age=np.ones(periods, dtype=bool)
        )
        judged = attrs.evolve(
            alert([[TRUE] * periods]), alert=attrs.evolve(ALERT, rungs=(warning, critical)), fold=fold
        )
        (event,) = alert_events(judged, plan(), judged.periods[-1], route)
        assert (event.news, event.state.severity) == (news, severity)


def test_an_alert_that_is_held_back_is_listed_but_told_to_nobody_and_released_later() -> None:
    judged = alert([[TRUE, TRUE, TRUE]])
    parent = alert([[TRUE, TRUE, FALSE]]).fold.whole.phase
    ancestors = np.zeros((1, 3, 1), dtype=np.intp)
    for periods, news, held in ((2, AlertNews.STILL_ON, "behind"), (3, AlertNews.RELEASED, None)):
        part = alert([[TRUE] * periods])
        rows = inhibited(part.fold.whole.phase, parent[:, :periods], ancestors[:, :periods])
        part = attrs.evolve(part, held={"behind": rows})
        (event,) = alert_events(part, plan(), part.periods[-1], route)
        (one,) = alert_violations(part, (event,), week(periods - 1), lambda _: None)
        assert (event.news, one.inhibited_by) == (news, held)
        assert bool(event.to) is bool(one.to) is (held is None)
    assert judged.holder(0) is None


def test_without_a_closed_period_there_is_nothing_to_tell() -> None:
    judged = alert([[], []])
    assert alert_states(judged) == alert_events(judged, plan(), week(0), route) == ()
    assert alert_violations(judged, (), week(0), lambda _: None) == ()


def test_with_hysteresis_the_streak_gives_way_to_the_age() -> None:
    when = np.array([[[TRUE, TRUE, FALSE, FALSE]]], dtype=np.int8)
    until = np.array([[FALSE, FALSE, FALSE, FALSE]], dtype=np.int8)
    fold = fold_alerts(when, [until], needed=[1], keep=0, reset_on_gap=False, counts_age=np.ones(4, dtype=bool))
    said = attrs.evolve(ALERT, say="{streak} {age}")
    judged = attrs.evolve(alert([[TRUE] * 4]), alert=said, fold=fold)
    (event,) = alert_events(judged, plan(), judged.periods[-1], route)
    assert event.state.streak == 0
    assert event.message.render() == "3 3"


# ---------------------------------------------------------------- dates of the schedule


def test_a_missed_deadline_is_a_violation_from_the_day_after_it() -> None:
    launch = Milestone(ident("launch", 3), None, (), DateLimits(), None, None, (), None)
    found_plan = attrs.evolve(plan(), nodes={"launch": launch})
    missed = Conflict(Breach.DEADLINE, "launch", date(2026, 3, 4), date(2026, 3, 11), 5, ("launch",), SPAN)
    ahead = Conflict(Breach.STARTS_ON, "launch", date(2026, 6, 1), date(2026, 6, 2), 1, ("launch",), SPAN)
    schedule = Schedule({}, (missed, ahead), date(2026, 3, 16), date(2026, 3, 11), (), None)
    late, coming = schedule_violations(found_plan, schedule, as_of(day("03-15")).week, lambda _: "王敏")
    assert (late.rule, late.entity, late.severity) == ("milestone.launch.deadline", "task:launch", "high")
    assert (late.since, late.due, late.weeks, late.to) == (date(2026, 3, 5), date(2026, 3, 4), 2, ("王敏",))
    assert late.message.render(Language.EN) == "“Launch” ends 2026-03-11, 5 working days after its deadline 2026-03-04"
    assert late.message.render(Language.ZH) == "“Launch”预计 2026-03-11 完成，比截止日 2026-03-04 晚 5 个工作日"
    assert (coming.since, coming.severity, coming.weeks) == (None, "warning", 1)


def test_those_told_grow_with_the_weeks() -> None:
    steps = (EscalationStep(BOSS, 1), EscalationStep(HEAD, 3))
    assert [len(told((), steps, age)) for age in range(5)] == [0, 1, 1, 2, 2]


def test_messages_are_values() -> None:
    first, second = (wording.shown(reading(3), reading(10)) for _ in range(2))
    assert first == second
    assert isinstance(first, Message)
    assert hash(first) == hash(second)
    assert Decimal(first.render()) == 3
    assert {field.name for field in attrs.fields(Violation)} >= {"message", "limit_words"}


def test_a_breach_that_is_over_is_told_only_in_the_week_in_which_its_limit_ran_out() -> None:
    rules = ResponseRule(rule("r"), "contact", "proposal", limit("21d"))
    for last, count in (("03-08", 1), ("03-15", 0)):
        assert len(broken("contact 02-09; proposal 03-05", rules, last)[1]) == count
    assert len(broken("contact 02-09", rules, "03-15")[1]) == 1
