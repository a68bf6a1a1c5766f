"""What is told of limits in hours: sentences with times, identities that stay apart, obligations with a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

import pytest

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Violation
from planlang.evaluate.results.readings import Range, Reading
from planlang.evaluate.results.wording import clock_words, found_words, limit_words, moment, range_words
from planlang.evaluate.rules.findings import breaches, broken, deadlines
from planlang.evaluate.rules.rule_violations import rule_violations
from planlang.semantics.model import ClockLimit, IdleRule, Party, ProcessRule, ResponseRule, StayRule
from planlang.values.figure import Known
from planlang.values.periods import Period, week_of
from planlang.values.units import Minutes
from tests.evaluate.judge.worlds import rule
from tests.spec.checks.hours import judged, limit
from tests.spec.checks.hours import moment as instant

WEEK = week_of(date(2026, 3, 2))


def route(parties: Sequence[Party], entity: str, period: Period) -> tuple[str, ...]:
    return ()


def stay(most: str, *, total: bool = False) -> StayRule:
    return StayRule(rule("r"), "proposal", limit(most), total, None)


def idle(most: str) -> IdleRule:
    return IdleRule(rule("r"), limit(most), "calls", None, None)


def answer(most: str) -> ResponseRule:
    return ResponseRule(rule("r"), "contact", "proposal", limit(most))


def violations(
    asked: ProcessRule, moves: str, cut: str, calls: str | None = None, week: Period = WEEK, *, exports: bool = False
) -> tuple[Violation, ...]:
    done = None if calls is None else [instant(call.strip()) for call in calls.split(";") if call.strip()]
    world, found = judged(asked, moves, cut, calls=done, exports=exports)
    bad = broken(found, week)
    return rule_violations(breaches(bad, range(len(bad.verdict)), week), world, week, route, {})


SENTENCES: list[tuple[ProcessRule, str, str, str | None, str, str]] = [
    (stay("4h"), "proposal 03-02 09:00", "03-09 00:00", None,
     "6 days 15 hours in “Proposal”, at most 4 hours allowed, was to leave by 2026-03-02 13:00",
     "在【Proposal】已 6 天 15 小时，至多 4 小时，最迟应于 2026-03-02 13:00 离开"),
    (stay("4h"), "proposal 03-02 09:00; won 03-02 14:10", "03-09 00:00", None,
     "was 5 hours 10 minutes in “Proposal”, at most 4 hours allowed, left at 2026-03-02 14:10",
     "在【Proposal】停留了 5 小时 10 分钟，至多 4 小时，已于 2026-03-02 14:10 离开"),
    (stay("30min", total=True), "proposal 03-02 09:00:15; won 03-02 10:30", "03-09 00:00", None,
     "was 1 hour 30 minutes in “Proposal” in total, at most 30 minutes allowed, left at 2026-03-02 10:30",
     "在【Proposal】（历次合计）停留了 1 小时 30 分钟，至多 30 分钟，已于 2026-03-02 10:30 离开"),
    (stay("24h"), "proposal 03-02; won 03-04", "03-09 00:00", None,
     "was 24 hours to 3 days in “Proposal”, at most 24 hours allowed, left by 2026-03-04",
     "在【Proposal】停留了 24 小时至 3 天，至多 24 小时，最晚于 2026-03-04 离开"),
    (stay("4h"), "proposal 03-02; won 03-02", "03-09 00:00", None,
     "was up to 24 hours in “Proposal”, at most 4 hours allowed, left by 2026-03-02",
     "在【Proposal】停留了 24 小时以内（具体时间不详），至多 4 小时，最晚于 2026-03-02 离开"),
    (stay("20h"), "proposal 03-02", "03-03 18:00", None,
     "18 to 42 hours in “Proposal”, at most 20 hours allowed,"
     " had to leave between 2026-03-02 20:00 and 2026-03-03 20:00, depending on when it came in",
     "在【Proposal】已 18 至 42 小时，至多 20 小时，"
     "最迟离开时间介于 2026-03-02 20:00 与 2026-03-03 20:00 之间，视进入时间而定"),
    (answer("20h"), "contact 03-02", "03-03 18:00", None,
     "18 to 42 hours after “Contact” not in “Proposal”, at most 20 hours allowed,"
     " was due between 2026-03-02 20:00 and 2026-03-03 20:00, depending on when it came in",
     "进入【Contact】后 18 至 42 小时仍未进入【Proposal】，至多 20 小时，"
     "最迟时间介于 2026-03-02 20:00 与 2026-03-03 20:00 之间，视进入时间而定"),
    (idle("24h"), "contact 03-02 09:00", "03-04 10:00", "03-02 15:00",
     "no “Calls” since 2026-03-02 15:00, that is 43 hours, at most 24 hours allowed",
     "自 2026-03-02 15:00 起没有“Calls”，已 43 小时，至多 24 小时"),
    (idle("4h"), "contact 03-02 09:00; won 03-02 15:00", "03-09 00:00", "03-02 14:00",
     "no “Calls” from 2026-03-02 09:00 to 2026-03-02 14:00, that is 5 hours, at most 4 hours allowed",
     "从 2026-03-02 09:00 到 2026-03-02 14:00 没有“Calls”，共 5 小时，至多 4 小时"),
    (answer("30min"), "contact 03-02 09:00:30", "03-02 10:00", None,
     "1 hour after “Contact” not in “Proposal”, at most 30 minutes allowed, was due 2026-03-02 09:30:30",
     "进入【Contact】后 1 小时仍未进入【Proposal】，至多 30 分钟，最迟应为 2026-03-02 09:30:30"),
    (answer("4h"), "contact 03-02 09:00; proposal 03-02 13:30", "03-09 00:00", None,
     "“Proposal” did not follow “Contact” in time: 4 hours 30 minutes, at most 4 hours allowed, was due 2026-03-02 13:00",
     "进入【Contact】后未按时进入【Proposal】（4 小时 30 分钟），至多 4 小时，最迟应为 2026-03-02 13:00"),
    (answer("4h"), "contact 03-02 09:00; won 03-02 12:00", "03-09 00:00", None,
     "won on 2026-03-02 without “Proposal” after “Contact”",
     "于 2026-03-02 成交，但进入【Contact】后没有经过【Proposal】"),
    (answer("4h"), "contact 03-02 09:00; won 03-02 14:00", "03-09 00:00", None,
     "“Proposal” did not follow “Contact” in time: 5 hours, at most 4 hours allowed, was due 2026-03-02 13:00",
     "进入【Contact】后未按时进入【Proposal】（5 小时），至多 4 小时，最迟应为 2026-03-02 13:00"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "moves", "cut", "calls", "english", "chinese"), SENTENCES)
def test_a_sentence_says_the_time(
    asked: ProcessRule, moves: str, cut: str, calls: str | None, english: str, chinese: str
) -> None:
    (one,) = violations(asked, moves, cut, calls)
    assert one.message.render() == f"Deals D1: {english}"
    assert one.message.render(Language.ZH) == f"Deals D1 {chinese}"


def test_a_violation_holds_what_was_found_and_when_it_was_due() -> None:
    (one,) = violations(stay("4h"), "proposal 03-02 22:00; won 03-03 04:30", "03-09 00:00")
    assert one.value == Reading(Known(Fraction(390)), Minutes())
    assert one.limit == Reading(Known(Fraction(240)), Minutes())
    assert (one.since, one.due, one.due_at) == (date(2026, 3, 3), date(2026, 3, 3), datetime(2026, 3, 3, 2))


def test_what_exports_bound_is_due_at_the_latest_and_found_to_the_second() -> None:
    (one,) = violations(stay("100h"), "contact 03-02; proposal 03-09 03-16", "03-17 00:00", exports=True)
    assert one.value == Reading(Known(Fraction(144 * 60)), Minutes(), Range(Fraction(144 * 60), Fraction(360 * 60)))
    assert (one.since, one.due_at) == (None, datetime(2026, 3, 14, 4))
    assert one.message.render() == (
        "Deals D1: 6 to 15 days in “Proposal”, at most 100 hours allowed, was to leave by 2026-03-14 04:00"
    )


def test_two_silences_of_one_day_are_two_violations() -> None:
    found = violations(idle("1h"), "contact 03-02 09:00; won 03-02 15:00", "03-09 00:00", "03-02 11:00; 03-02 13:00")
    assert len({one.id for one in found}) == len(found) == 3


def test_a_visit_is_the_same_violation_whatever_the_unit_of_its_limit() -> None:
    (hours,) = violations(stay("24h"), "proposal 03-02 09:00", "03-09 00:00")
    (minutes,) = violations(stay("30min"), "proposal 03-02 09:00", "03-09 00:00")
    assert hours.id == minutes.id


def test_a_breach_that_is_over_is_told_in_the_week_in_which_the_time_ran_out() -> None:
    for moves, told in (("proposal 03-08 19:59", 1), ("proposal 03-08 20:01", 2)):
        found = [violations(stay("4h"), f"{moves}; won 03-20 09:00", "03-23 00:00", week=week_of(day)) for day in (
            date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)
        )]  # fmt: skip
        assert [len(one) for one in found] == [1, told - 1, 0]


def test_an_obligation_of_hours_has_a_time() -> None:
    _, found = judged(stay("4h"), "proposal 03-02 22:00", "03-02 23:00")
    (one,) = deadlines(found, WEEK, date.max)
    assert (one.due, one.due_at) == (date(2026, 3, 3), datetime(2026, 3, 3, 2))


@pytest.mark.parametrize(
    ("minutes", "limit", "english", "chinese"),
    [
        ("240", None, "4 hours", "4 小时"),
        ("60", None, "1 hour", "1 小时"),
        ("61", None, "1 hour 1 minute", "1 小时 1 分钟"),
        ("30", None, "30 minutes", "30 分钟"),
        ("0", None, "0 minutes", "0 分钟"),
        ("192.5", None, "3 hours 13 minutes", "3 小时 13 分钟"),
        ("240.2", "240", "4 hours 0.2 minutes", "4 小时 0.2 分钟"),
        ("239.8", "240", "3 hours 59.8 minutes", "3 小时 59.8 分钟"),
        ("2879", None, "47 hours 59 minutes", "47 小时 59 分钟"),
        ("2880", None, "2 days", "2 天"),
        ("2881", None, "2 days 1 minute", "2 天 1 分钟"),
        ("7560", None, "5 days 6 hours", "5 天 6 小时"),
        ("7600", None, "5 days 6 hours 40 minutes", "5 天 6 小时 40 分钟"),
    ],
)
def test_a_length_is_told_in_hours_and_minutes_and_never_as_its_limit(
    minutes: str, limit: str | None, english: str, chinese: str
) -> None:
    words = clock_words(Fraction(minutes), None if limit is None else Fraction(limit))
    assert (words.render(), words.render(Language.ZH)) == (english, chinese)


def test_a_limit_is_told_in_its_unit() -> None:
    assert limit_words(ClockLimit(90)).render() == "at most 1 hour 30 minutes"
    assert limit_words(ClockLimit(90)).render(Language.ZH) == "至多 1 小时 30 分钟"
    assert limit_words(ClockLimit(72 * 60)).render() == "at most 72 hours"


@pytest.mark.parametrize(
    ("low", "high", "english", "chinese"),
    [
        (60, 60, "1 hour", "1 小时"),
        (0, 60, "up to 1 hour", "1 小时以内（具体时间不详）"),
        (90, None, "1 hour 30 minutes or more", "1 小时 30 分钟以上"),
        (20, 40, "20 to 40 minutes", "20 至 40 分钟"),
        (60, 150, "1 hour to 2 hours 30 minutes", "1 小时至 2 小时 30 分钟"),
        (90, 150, "1 hour 30 minutes to 2 hours 30 minutes", "1 小时 30 分钟至 2 小时 30 分钟"),
    ],
)
def test_a_length_that_is_not_known_is_told_by_its_bounds(
    low: int, high: int | None, english: str, chinese: str
) -> None:
    words = range_words(Fraction(low), None if high is None else Fraction(high), ClockLimit(9000))
    assert (words.render(), words.render(Language.ZH)) == (english, chinese)


@pytest.mark.parametrize(
    ("moves", "cut", "english", "chinese"),
    [
        ("proposal 03-02 09:00", "03-02 14:00", "5h", "5小时"),
        ("proposal 03-02; won 03-02", "03-09 00:00", "up to 24h", "最多 24小时"),
        ("proposal 03-02; won 03-04", "03-09 00:00", "24h or more", "至少 24小时"),
    ],
)
def test_a_bound_is_not_told_as_what_was_found(moves: str, cut: str, english: str, chinese: str) -> None:
    (one,) = violations(stay("4h"), moves, cut)
    assert one.value is not None
    for language, words in ((Language.EN, english), (Language.ZH, chinese)):
        assert found_words(one.value, show(one.value.figure, one.value.unit, language)).render(language) == words


def test_a_moment_has_its_seconds_only_where_there_are_some() -> None:
    assert moment(date(2026, 3, 2), None) == "2026-03-02"
    assert moment(date(2026, 3, 2), datetime(2026, 3, 2, 9)) == "2026-03-02 09:00"
    assert moment(date(2026, 3, 2), datetime(2026, 3, 2, 9, 0, 5)) == "2026-03-02 09:00:05"
