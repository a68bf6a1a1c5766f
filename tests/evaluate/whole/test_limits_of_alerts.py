"""Which limits follow working days, what ends an alert, what is told of it, and how old it is: from files to reports."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.evaluate.results.alert_states import AlertNews, AlertState
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.documents.subjects import subjects
from tests.evaluate.whole.small_plans import (
    ACTIVITIES,
    CHANGES,
    DEALS,
    HEAD,
    PROCESS,
    TEAMS,
    activities,
    changes,
    deals,
    evaluation,
    life,
    number,
    violation,
)
from tests.report.texts import explanation

PLAN = HEAD + TEAMS + ACTIVITIES


def made(days: dict[str, int], person: str = "Ann") -> dict[str, str]:
    """One file for the year: so many rows on each day (`03-02`)."""
    rows = [(f"2026-{day}", person) for day, count in days.items() for _ in range(count)]
    return {"activities-2026.csv": activities(rows)}


def judged(folder: Path, rule: str, days: dict[str, int], as_of: str) -> Evaluation:
    text = PLAN + f'alert a "A" for each rep where rep is Ann {{ {rule}; notify rep }}\n'
    return evaluation(folder, text, made(days), as_of)


def state(found: Evaluation, label: str) -> AlertState:
    return next(one for one in found.history if one.period.label == label)


# which limits follow working days


@pytest.mark.parametrize(
    ("rule", "count", "limit", "states"),
    [
        ("when visits this month > 1", 1, 1, ""),
        ("when visits this month > 1", 2, 1, "F"),
        ("when visits this month >= 2", 2, 2, "F"),
        ("when visits this month > 1; scaled", 1, 0, "F"),
        ("when visits this month < 3", 2, 3, "F"),
        ("when 1 < visits this month", 1, 1, ""),
        ("when not visits this month <= 1", 1, 1, ""),
        ("when not visits this month <= 1; scaled", 1, 0, "F"),
        ("when visits this month < 2; unscaled", 1, 2, "F"),
    ],
)
def test_one_complaint_in_a_short_month_is_not_more_than_one(
    rule: str, count: int, limit: int, states: str, tmp_path: Path
) -> None:
    """January 2026 has 21 working days of 22: fewer days are a reason to do less, but none to allow less."""
    found = judged(tmp_path, rule, {"01-12": count}, "2026-01-31")
    assert life(found, "a", "rep:Ann") == states
    if states:
        assert number(state(found, "2026-01").limit.figure) == limit  # type: ignore[union-attr]


def test_until_scales_as_the_limit_that_it_ends(tmp_path: Path) -> None:
    """W07 has six working days: below 12 is bad, and 15 end it; W06 has five."""
    rule = "when visits this week < 10; until visits this week >= 12; from 2026-02-02"
    days = {"02-03": 9, "02-10": 14}
    assert life(judged(tmp_path, rule, days, "2026-W07"), "a", "rep:Ann") == "F F"
    assert life(judged(tmp_path, rule, {**days, "02-11": 1}, "2026-W07"), "a", "rep:Ann") == "F R"
    upper = "when visits this week > 10; until visits this week <= 8; from 2026-02-02"
    assert life(judged(tmp_path, upper, {"02-03": 11, "02-10": 9}, "2026-W07"), "a", "rep:Ann") == "F F"
    assert life(judged(tmp_path, upper, {"02-03": 11, "02-10": 8}, "2026-W07"), "a", "rep:Ann") == "F R"


def test_a_window_without_a_working_day_is_not_judged(tmp_path: Path) -> None:
    """W40 is 28 September to 4 October: of the fourth quarter it holds holidays alone, so nothing is over and new again."""
    rule = "when visits quarter to date < 60; from 2026-09-14"
    found = judged(tmp_path, rule, {"07-01": 1, "10-08": 1}, "2026-W41")
    assert life(found, "a", "rep:Ann") == "F F F F"
    assert [state(found, f"2026-W{week}").skipped for week in (38, 39, 40, 41)] == [False, False, True, False]
    (event,) = found.alerts
    assert (event.news, event.state.fired) == (AlertNews.STILL_ON, "2026-W38")


def test_a_rolling_window_is_judged_by_its_own_working_days(tmp_path: Path) -> None:
    """W08 has no working day, but the four weeks that end with it have 16 of 20."""
    rule = "when visits rolling 4 weeks < 10; from 2026-02-09"
    found = judged(tmp_path, rule, {"01-27": 7, "02-03": 1}, "2026-W08")
    assert [state(found, f"2026-W0{week}").skipped for week in (7, 8)] == [False, False]
    assert number(state(found, "2026-W08").limit.figure) == 8  # type: ignore[union-attr]
    assert life(found, "a", "rep:Ann") == "F R"


# what ends an alert


def test_each_rung_ends_when_it_says(tmp_path: Path) -> None:
    text = (
        PLAN
        + """
alert thin "Thin" for each rep where rep is Ann {
  when visits this week < 10
  raise to critical when visits this week < 5 until visits this week >= 8
  until visits this week >= 12
  notify rep
  from 2026-03-02
}
"""
    )
    days = dict(zip(("03-03", "03-10", "03-17", "03-24", "03-31"), (9, 4, 7, 8, 11), strict=True))
    assert life(evaluation(tmp_path, text, made(days), "2026-W14"), "thin", "rep:Ann") == "F c c F F"
    over = evaluation(tmp_path, text, made({**days, "03-31": 12}), "2026-W14")
    assert life(over, "thin", "rep:Ann") == "F c c F R"


def test_a_reached_goal_ends_an_alert_on_its_gap(tmp_path: Path) -> None:
    """The pipeline over the gap is undefined once nothing is missing: that is no missing data."""
    text = (
        HEAD
        + TEAMS
        + DEALS
        + CHANGES
        + PROCESS
        + """
metric signed "Signed" = sum(deals.amount where stage enters won) credit owner at close
metric pipeline "Pipeline" = sum(deals.amount where open) credit owner at period end
goal g "G" { measure signed; target 100元 by 2026-12-31; owner director }
alert cover "Cover" { when pipeline this week / gap(g) < 3 for 2 weeks; until pipeline this week / gap(g) >= 4; notify director; from 2026-03-02 }
"""
    )

    def files(won: int) -> dict[str, str]:
        moves = [(deal, "2026-03-02", "contact", "Ann") for deal in ("D1", "D2")]
        moves.append(("D1", "2026-03-18", "won", "Ann"))
        made = {"changes-2026.csv": changes(moves)}
        for week, stage in ((10, "contact"), (11, "contact"), (12, "won")):
            rows = [("D1", "Ann", stage, won, "2026-03-02"), ("D2", "Ann", "contact", 50, "2026-03-02")]
            made[f"deals-2026-W{week}.csv"] = deals(rows)
        return made

    missed = evaluation(tmp_path, text, files(20), "2026-W12")
    assert life(missed, "cover", "plan:") == "P F F"
    reached = evaluation(tmp_path, text, files(100), "2026-W12")
    assert life(reached, "cover", "plan:") == "P F R"
    assert [event.news for event in reached.alerts] == [AlertNews.RESOLVED]


# what is told


def test_the_limit_that_keeps_an_alert_on_is_told(tmp_path: Path) -> None:
    rule = "when visits this week < 10; until visits this week >= 12; from 2026-03-02"
    bad = judged(tmp_path, rule, {"03-03": 9}, "2026-W10")
    assert bad.alerts[0].message.render() == "Ann: A, 9 (alert when < 10, on until ≥ 12)"
    kept = judged(tmp_path, rule, {"03-03": 9, "03-10": 11}, "2026-W11")
    found = violation(kept, "a", "rep:Ann")
    assert found.limit_words is not None
    assert found.until_words is not None
    assert (found.limit_words.render(), found.until_words.render()) == ("on until ≥ 12", "≥ 12")
    assert found.limit_words.render(Language.ZH) == "解除条件 ≥ 12"


def test_an_end_by_another_figure_is_no_limit_of_this_one(tmp_path: Path) -> None:
    rule = "when visits this week < 10; until visits rolling 2 weeks >= 12; from 2026-03-02"
    found = judged(tmp_path, rule, {"02-24": 1, "03-03": 9}, "2026-W10")
    assert found.alerts[0].message.render() == "Ann: A, 9 (alert when < 10)"
    assert found.violations[0].until_words is None


def test_an_alert_that_is_kept_on_says_so_and_not_that_the_figure_is_bad(tmp_path: Path) -> None:
    days = {"03-03": 9, "03-10": 11, "03-17": 14}
    rule = "when visits this week < 10; keep 2 weeks; from 2026-03-02"
    bad = judged(tmp_path, rule, days, "2026-W10")
    assert bad.alerts[0].message.render() == "Ann: A, 9 (alert when < 10)"
    kept = judged(tmp_path, rule, days, "2026-W11")
    assert kept.alerts[0].message.render() == "Ann: A, 11 (alert when < 10, kept on 2 weeks longer)"
    assert kept.alerts[0].message.render(Language.ZH) == "Ann：A，现为 11（预警条件 < 10，恢复后再保持 2 周）"
    words = violation(kept, "a", "rep:Ann").limit_words
    assert words is not None
    assert (words.render(), words.render(Language.ZH)) == ("< 10, kept on 2 weeks longer", "< 10，恢复后再保持 2 周")

    rule = "when visits this week < 10; until visits this week >= 12; keep 2 weeks; from 2026-03-02"
    kept = judged(tmp_path, rule, days, "2026-W12")
    assert kept.alerts[0].message.render() == "Ann: A, 14 (alert when < 10, on until ≥ 12, kept on 2 weeks longer)"
    words = violation(kept, "a", "rep:Ann").limit_words
    assert words is not None
    assert words.render() == "on until ≥ 12, kept on 2 weeks longer"
    assert words.render(Language.ZH) == "解除条件 ≥ 12，恢复后再保持 2 周"


def test_a_message_names_the_limit_that_keeps_the_alert_on(tmp_path: Path) -> None:
    rule = 'when visits this week < 10; until visits this week >= 12; from 2026-03-02; say "{visits} of {limit}"'
    found = judged(tmp_path, rule, {"03-03": 9, "03-10": 11}, "2026-W11")
    assert found.alerts[0].message.render() == "11 of 12"
    first = judged(tmp_path, rule, {"03-03": 9, "03-10": 11}, "2026-W10")
    assert first.alerts[0].message.render() == "9 of 10"


def test_explain_says_how_a_limit_became_what_it_is(tmp_path: Path) -> None:
    """W18 has four working days: 8 become 6.4, and 7 is the whole number that decides."""
    found = judged(tmp_path, "when visits this week < 8; from 2026-04-20", {"04-28": 6}, "2026-W18")
    (subject,) = subjects(found, "a")
    text = explanation(subject, found, Language.EN, width=120)
    assert "6 (limit 7: 8 for 5 working days, 6.4 for 4)" in text
    assert "0 (limit 8)" in text
    bound = state(found, "2026-W18").bound
    assert bound is not None
    assert bound.scaled is not None
    assert (bound.scaled.worked, bound.scaled.nominal, number(bound.scaled.exact.figure)) == (4, 5, Fraction(32, 5))


# how old it is


@pytest.mark.parametrize(
    ("as_of", "news", "weeks", "told"),
    [
        ("2026-W09", AlertNews.NEW, 1, ("Ann",)),
        ("2026-W10", AlertNews.STILL_ON, 2, ("Ann", "Leo")),
        ("2026-W13", AlertNews.STILL_ON, 5, ("Ann", "Leo", "Mia")),
        ("2026-W14", AlertNews.STILL_ON, 6, ("Ann", "Leo", "Mia")),
    ],
)
def test_an_alert_of_a_month_is_new_once_and_ages_by_the_week(
    as_of: str, news: AlertNews, weeks: int, told: tuple[str, ...], tmp_path: Path
) -> None:
    """February closes on the last day of W09; March in W14."""
    rule = (
        "when visits this month < 9; escalate to rep.lead after 1 week; escalate to rep.manager after 3 weeks; "
        "from 2026-02-01"
    )
    found = judged(tmp_path, rule, {"01-05": 1, "03-02": 1}, as_of)
    (event,) = found.alerts
    assert (event.news, violation(found, "a", "rep:Ann").weeks, event.to) == (news, weeks, told)


def test_an_alert_of_a_month_that_is_over_says_so_in_one_week(tmp_path: Path) -> None:
    rule = "when visits this month < 9; from 2026-02-01"
    days = {"03-02": 9}
    news = {}
    for week in (13, 14, 15):
        news[week] = [event.news for event in judged(tmp_path, rule, days, f"2026-W{week}").alerts]
    assert news == {13: [AlertNews.STILL_ON], 14: [AlertNews.RESOLVED], 15: []}


def test_a_week_alert_is_as_old_as_its_closed_weeks(tmp_path: Path) -> None:
    rule = "when visits this week < 9; from 2026-03-02"
    for week in range(4):
        found = violation(judged(tmp_path, rule, {"01-05": 1}, f"2026-W{10 + week}"), "a", "rep:Ann")
        assert (found.weeks, found.since) == (week + 1, date(2026, 3, 2))


def test_explain_tells_of_an_alert_that_has_gone_quiet(tmp_path: Path) -> None:
    """On in W10, over in W11: in W13 there is nothing to tell of it, unless it is asked for."""
    rule = "when visits this week < 5; from 2026-03-02"
    found = judged(tmp_path, rule, {"03-03": 4, "03-10": 5, "03-17": 6, "03-24": 7}, "2026-W13")
    assert not found.alerts
    assert not list(found.history)
    assert subjects(found, "a") == ()
    (subject,) = subjects(found, "a", "Ann")
    text = explanation(subject, found, Language.EN, width=120)
    assert "FR··" in text
    assert subjects(found, "a", "Bob") == (), "it is about Ann alone"


def test_a_figure_that_an_alert_lacks_names_its_weeks(tmp_path: Path) -> None:
    text = PLAN + 'alert a "A" for each rep where rep is Ann { when visits rolling 3 weeks < 2; notify rep }\n'
    files = {
        f"activities-2026-W{week}.csv": activities([(f"2026-{day}", "Ann")])
        for week, day in {"09": "02-24", "11": "03-10"}.items()
    }
    found = evaluation(tmp_path, text, files, "2026-W11")
    (subject,) = subjects(found, "a", "Ann")
    text = explanation(subject, found, Language.EN, width=160)
    assert "2026-W11  unknown (not loaded: Activities 2026-W10; so far 2) (limit 2)" in text
