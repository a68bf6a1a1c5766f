"""Alerts from files to states: gaps, hysteresis, ladders, escalation, inhibition, people who come and go, windows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.alert_states import AlertNews
from planlang.evaluate.results.evaluation import Kind
from tests.evaluate.whole.small_plans import (
    ACTIVITIES,
    HEAD,
    TEAMS,
    evaluation,
    figure,
    life,
    lived,
    number,
    overheard,
    values,
    violation,
    visits,
)

PLAN = HEAD + TEAMS + ACTIVITIES
MONDAYS = ("03-02", "03-09", "03-16", "03-23")
THIN = """
alert thin "Thin" for each rep where rep is Ann {
  when visits this week < 10 for 3 weeks
  until visits this week >= 12
  notify rep
  from 2026-03-02
  OPTIONS
}
"""


def ann(*counts: int | None, options: str = "", folder: Path) -> str:
    """The states of an alert whose weeks, from W10 on, have so many visits; None: no file."""
    made = {
        monday: {"Ann": count} for monday, count in zip((*MONDAYS, "03-30"), counts, strict=False) if count is not None
    }
    last = {2: "W11", 3: "W12", 4: "W13", 5: "W14"}[len(counts)]
    found = evaluation(folder, PLAN + THIN.replace("OPTIONS", options), visits(made), f"2026-{last}")
    return life(found, "thin", "rep:Ann")


@pytest.mark.parametrize(
    ("counts", "options", "states"),
    [
        ((3, 3, None, 3), "", "P P P F"),
        ((3, 3, None, 3), "gaps reset", "P P I P"),
        ((3, 3, 3, None, 12), "", "P P F F R"),
        ((3, 3, 3, None, 12), "gaps reset", "P P F F R"),
        ((3, 3, 3, 11, 9), "", "P P F F F"),
        ((3, 3, 3, 11, 12), "", "P P F F R"),
        ((3, 3, 3, 12, 12), "keep 1 week", "P P F F R"),
    ],
)
def test_gaps_and_until(counts: tuple[int | None, ...], options: str, states: str, tmp_path: Path) -> None:
    assert ann(*counts, options=options, folder=tmp_path) == states


@pytest.mark.parametrize(
    ("clause", "states", "news"),
    [
        ("during 2026-03-02 .. 2026-04-05", "P F F F F", AlertNews.STILL_ON),
        ("during 2026-03-09 .. 2026-03-29", "P F F E", AlertNews.ENDED),  # what comes after it is not asked
        ("during 2026-03-10 .. 2026-03-29", "P F E", AlertNews.ENDED),  # W11 lies in it in part
        ("during 2026-03-09 .. 2026-03-28", "P F E", None),  # so does W13
        ("during 2026-03-09 .. 2026-03-15", "P E", None),
        ("during 2026-W12", "P E", None),
        ("during 2026-04-01 .. 2026-06-30", "", None),
    ],
)
def test_only_whole_weeks_of_its_time_are_judged(
    clause: str, states: str, news: AlertNews | None, tmp_path: Path
) -> None:
    alert = f'alert thin "Thin" for each rep where rep is Ann {{ when visits this week < 10 for 2 weeks; notify rep; {clause} }}'
    made = visits({monday: {"Ann": 3} for monday in (*MONDAYS, "03-30")})
    found = evaluation(tmp_path, PLAN + alert, made, "2026-W14")
    assert lived(found, "thin", "rep:Ann") == states
    assert [one.news for one in found.alerts] == ([] if news is None else [news])
    assert bool(found.violations) is (news is AlertNews.STILL_ON)


def test_out_of_its_time_a_team_alert_holds_nobody_back_and_a_revision_may_set_the_time(tmp_path: Path) -> None:
    text = """
alert thin "Thin" for each rep where rep is Ann { when visits this week < 5; notify rep; from 2026-03-02 }
alert empty "Empty" for each team where team is north { when visits this week < 3; notify team.manager; inhibits thin; from 2026-03-02 }
revision spring "Spring" on 2026-03-16 { because "Fairs"; approved by director on 2026-03-01; change alert empty { during 2026-03-02 .. 2026-03-22 } }
"""
    files = visits({monday: {"Ann": 1} for monday in MONDAYS})
    held = evaluation(tmp_path, PLAN + text, files, "2026-W12")
    assert violation(held, "thin", "rep:Ann").inhibited_by == "empty"
    free = evaluation(tmp_path, PLAN + text, files, "2026-W13")
    assert lived(free, "empty", "team:north") == "F F F E"
    assert violation(free, "thin", "rep:Ann").inhibited_by is None


def test_a_ladder_shows_its_worst_rung_and_says_when_that_changes(tmp_path: Path) -> None:
    text = """
alert thin "Thin" for each rep where rep is Ann {
  when visits this week < 10 for 2 weeks
  raise to critical when visits this week < 5 for 2 weeks
  notify rep
  from 2026-03-02
}
"""
    weeks = dict(zip((*MONDAYS, "03-30"), ({"Ann": count} for count in (8, 4, 4, 8, 12)), strict=True))
    expected = {
        "2026-W11": ("P F", AlertNews.NEW),
        "2026-W12": ("P F c", AlertNews.RAISED),
        "2026-W13": ("P F c F", AlertNews.LOWERED),
        "2026-W14": ("P F c F R", AlertNews.RESOLVED),
    }
    for week, (states, news) in expected.items():
        found = evaluation(tmp_path, PLAN + text, visits(weeks), week)
        assert (life(found, "thin", "rep:Ann"), found.alerts[0].news) == (states, news)


def test_escalation_counts_the_weeks_that_had_working_days(tmp_path: Path) -> None:
    text = """
alert thin "Thin" for each rep where rep is Ann {
  when visits this week < 10
  notify rep
  escalate to rep.lead after 1 week
  escalate to director after 2 weeks
  from 2026-02-09
}
"""
    weeks = visits({monday: {"Ann": 1} for monday in ("02-09", "02-16", "02-23", "03-02")})
    told = {"2026-W07": ("Ann",), "2026-W08": ("Ann",), "2026-W09": ("Ann", "Leo"), "2026-W10": ("Ann", "Leo", "Boss")}
    for week, people in told.items():
        found = evaluation(tmp_path, PLAN + text, weeks, week)
        assert violation(found, "thin", "rep:Ann").to == people, week


def test_a_team_alert_holds_back_those_of_its_people_and_releases_them(tmp_path: Path) -> None:
    text = """
alert thin "Thin" for each rep { when visits this week < 5; notify rep; from 2026-03-02 }
alert empty "Empty" for each team { when visits this week < 3; notify team.manager; inhibits thin; from 2026-03-02 }
"""
    files = visits({"03-02": {"Ann": 1, "Sue": 9}, "03-09": {"Ann": 1, "Bob": 9, "Sue": 9}})
    first = evaluation(tmp_path, PLAN + text, files, "2026-W10")
    assert violation(first, "thin", "rep:Ann").inhibited_by == "empty"
    assert ("thin", "rep:Ann") not in {(event.state.alert, event.state.entity) for event in first.alerts if event.to}
    second = evaluation(tmp_path, PLAN + text, files, "2026-W11")
    (released,) = [event for event in second.alerts if event.state.entity == "rep:Ann"]
    assert (released.news, released.state.age, released.to) == (AlertNews.RELEASED, 1, ("Ann",))


def test_limits_shrink_for_who_joins_or_leaves_in_the_week(tmp_path: Path) -> None:
    """tests/spec/spine.md: one joins on Thursday, one leaves on Tuesday, one changes team on Wednesday."""
    teams = """
team company "Company" { director Boss }
team north "North" under company { rep Joy from 2026-03-12, Will to 2026-03-10, Lin to 2026-03-10 }
team south "South" under company { rep Lin from 2026-03-11 }
"""
    alert = 'alert few "Few" for each rep { when visits this week < 10; notify rep; from 2026-03-02 }\n'
    made = [
        ("03-09", "Lin"),
        ("03-09", "Lin"),
        ("03-11", "Lin"),
        ("03-13", "Lin"),
        ("03-09", "Will"),
        ("03-10", "Chen"),
    ]
    files = {
        "activities-2026-W10.csv": "day,owner,deal_id\n",
        "activities-2026-W11.csv": "day,owner,deal_id\n" + "".join(f"2026-{day},{who},\n" for day, who in made),
    }
    found = evaluation(tmp_path, HEAD + teams + ACTIVITIES + alert, files, "2026-W11")
    limits = {
        state.entity: state.limit.figure.value  # type: ignore[union-attr]
        for state in found.history
        if state.period.label == "2026-W11"
    }
    assert limits == {"rep:Joy": 4, "rep:Will": 4, "rep:Lin": 10}
    assert life(found, "few", "rep:Joy") == "F"
    assert {team: figure(found, "visits", team) for team in ("team:north", "team:south", "plan:")} == {
        "team:north": 3,
        "team:south": 2,
        "plan:": 6,
    }
    later = evaluation(tmp_path, HEAD + teams + ACTIVITIES + alert, files, "2026-W12")
    assert life(later, "few", "rep:Will") == "F F E"
    assert life(later, "few", "rep:Lin") == "F F F"


def test_a_person_is_judged_in_the_team_of_the_last_active_day(tmp_path: Path) -> None:
    """Lin changes from north to south on Wednesday of W11; Eve is in a team below north and leaves it in W12."""
    teams = """
team company "Company" { director Boss }
team north "North" under company { rep Ann, Lin to 2026-03-10 }
team east "East" under north { rep Eve to 2026-03-18 }
team south "South" under company { rep Lin from 2026-03-11 }
"""
    of = "for each rep where rep.team is"
    alerts = f"""
alert in_north "In north" {of} north {{ when visits this week < 10; notify rep; from 2026-03-02 }}
alert in_south "In south" {of} south {{ when visits this week < 10; notify rep; from 2026-03-02 }}
alert anywhere "Anywhere" for each rep where rep is Lin {{ when visits this week < 10; notify rep; from 2026-03-02 }}
"""
    found = evaluation(
        tmp_path, HEAD + teams + ACTIVITIES + alerts, visits({monday: {} for monday in MONDAYS}), "2026-W11"
    )
    assert life(found, "in_north", "rep:Ann") == "F F"
    assert life(found, "in_north", "rep:Lin") == "F E"
    assert life(found, "in_south", "rep:Lin") == "F"
    assert life(found, "anywhere", "rep:Lin") == "F F"
    assert [state.period.label for state in found.history if state.alert == "in_south"] == ["2026-W11"]
    later = evaluation(
        tmp_path, HEAD + teams + ACTIVITIES + alerts, visits({monday: {} for monday in MONDAYS}), "2026-W13"
    )
    assert life(later, "in_north", "rep:Eve") == "F F F E"
    assert {one.entity for one in later.violations if one.rule == "in_north"} == {"rep:Ann"}
    assert {one.entity for one in later.violations if one.rule == "in_south"} == {"rep:Lin"}


WINDOWS = {
    "visits previous week": [None, 8, None, 6, 10, 0],
    "visits rolling 4 weeks": [None, None, None, None, None, 28],
    "visits averaged over 4 weeks": [None, None, 7, 8, Fraction(16, 3), 7],
    "growth(visits previous week)": [None, None, None, Fraction(2, 3), -1, None],
}


@pytest.mark.parametrize("window", WINDOWS)
def test_windows_over_a_week_that_is_not_loaded(window: str, tmp_path: Path) -> None:
    """The table of tests/spec/windows.md: 8, not loaded, 6, 10, 0, 12."""
    limit = "900%" if window.startswith("growth") else "900"
    text = f"""
alert a "A" for each rep where rep is Ann {{ when {window} < {limit}; notify rep; from 2026-03-02; unscaled }}
"""
    counts = (8, None, 6, 10, 0, 12)
    mondays = (*MONDAYS, "03-30", "04-06")
    made = {monday: {"Ann": count} for monday, count in zip(mondays, counts, strict=True) if count is not None}
    found = evaluation(tmp_path, PLAN + text, visits(made), "2026-W15")
    assert values(found, "a", "rep:Ann") == WINDOWS[window]


def test_the_same_week_last_year(tmp_path: Path) -> None:
    text = """
alert a "A" for each team where team is north {
  when visits this week < visits same week last year
  notify team.manager
  from 2026-03-02
}
"""
    old = {"activities-2025-W10.csv": "day,owner,deal_id\n2025-03-05,Ann,\n2025-03-06,Bob,\n"}
    found = evaluation(tmp_path, PLAN + text, visits({"03-02": {"Ann": 1}, "03-09": {"Ann": 1}}) | old, "2026-W11")
    states = [state for state in found.history if state.entity == "team:north"]
    assert [(state.no_data, state.phase.value) for state in states] == [(False, "firing"), (True, "firing")]
    limit = states[0].limit
    assert limit is not None
    assert number(limit.figure) == 2


def test_a_team_without_a_manager_is_told_to_the_team_above_or_to_nobody(tmp_path: Path) -> None:
    """North has a manager; east stands below it; west has none above but the director of the company."""
    teams = """
team company "Company" { director Boss }
team north "North" under company { manager Mia; rep Ann }
team east "East" under north { rep Eve }
team west "West" under company { rep Wes }
"""
    text = """
alert empty "Empty" for each team { when visits this week < 3; notify team.manager; from 2026-03-02 }
alert lead "No lead" for each rep where rep is Ann { when visits this week < 3; notify lead; from 2026-03-02 }
"""
    found = evaluation(tmp_path, HEAD + teams + ACTIVITIES + text, visits({"03-02": {}}), "2026-W10")
    told = {one.entity: one.to for one in found.violations if one.rule == "empty"}
    assert told == {"team:company": (), "team:north": ("Mia",), "team:east": ("Mia",), "team:west": ()}
    assert violation(found, "lead", "rep:Ann").to == ()
    notes = [note.message.render() for note in found.notes if note.fault.value == "nobody-told"]
    assert notes == [
        "“Empty” is on for Company, West, and nobody is told: nobody there holds the role it goes to",
        "“No lead” is on for Ann, and nobody is told: nobody there holds the role it goes to",
    ]


def test_rows_behind_alerts_are_looked_up_once_when_they_are_asked_for(tmp_path: Path) -> None:
    low = 'alert low "Low" for each rep { when visits this week < 3; notify rep.lead }\n'
    made = visits({"03-02": {"Ann": 2, "Bob": 1, "Sue": 3}})
    found, engine = overheard(tmp_path, PLAN + low, made, "2026-W10")
    told = [violation for violation in found.violations if violation.kind is Kind.ALERT]
    before = len(engine.asked)
    assert [(one.entity, one.evidence.count, len(one.evidence.rows)) for one in told] == [
        ("rep:Ann", 2, 2),
        ("rep:Bob", 1, 1),
    ]
    after = len(engine.asked)
    assert [one.evidence.count for one in told] == [2, 1]
    assert before < after == len(engine.asked)
    assert told == list(overheard(tmp_path, PLAN + low, made, "2026-W10")[0].violations)
