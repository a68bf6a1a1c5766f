"""Goals that are budgets or levels, and the shares of people who move: from files to what is told and drawn."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue
from planlang.report.sections.goals import goals_section
from planlang.report.timeline.timeline import timeline
from planlang.values.figure import Known
from tests.evaluate.whole.small_plans import ACTIVITIES, HEAD, TEAMS, activities, csv, evaluation, number
from tests.report.texts import section_text

SPEND = """
source costs "Costs" { read "data/costs.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; amount: money; score: number }
metric spent "Spent" = sum(costs.amount)
metric score "Score" = avg(costs.score)
"""


def costs(*rows: tuple[str, int, str]) -> dict[str, str]:
    """Day (`03-02`), amount in 万, score."""
    return {
        "costs.csv": csv("day,amount,score", [(f"2026-{day}", amount * 10_000, score) for day, amount, score in rows])
    }


def goals(folder: Path, goal: str, rows: dict[str, str], as_of: str) -> tuple[Evaluation, GoalValue]:
    found = evaluation(folder, HEAD + TEAMS + SPEND + goal, rows, as_of)
    return found, next(value for value in found.goals if value.entity == "plan:" and value.period is None)


@pytest.mark.parametrize(
    ("spent", "status", "english", "chinese"),
    [
        (0, GoalStatus.ON_TRACK, ("0.0% used", "on track", "3M CNY left"), ("已用 0.0%", "正常", "剩余额度 300万元")),
        (
            200,
            GoalStatus.AT_RISK,
            ("66.7% used", "at risk", "1M CNY left"),
            ("已用 66.7%", "有风险", "剩余额度 100万元"),
        ),
        (
            310,
            GoalStatus.OFF_TRACK,
            ("103.3% used", "over the limit", "100k CNY over"),
            ("已用 103.3%", "超标", "已超 10万元"),
        ),
    ],
)
def test_a_budget_is_used_left_and_over(
    spent: int, status: GoalStatus, english: tuple[str, ...], chinese: tuple[str, ...], tmp_path: Path
) -> None:
    """At most 300万 in the year; by 31 March 59 of 248 working days have passed."""
    goal = 'goal g "G" { measure spent; target at most 300万元; owner director }\n'
    rows = costs(("01-05", 0, "1"), ("03-02", spent, "1"))
    found, value = goals(tmp_path, goal, rows, "2026-03-31")
    assert value.status is status
    assert number(value.target_to_date) == Fraction(3_000_000 * 59, 248)
    for language, words in ((Language.EN, english), (Language.ZH, chinese)):
        text = section_text(goals_section(found, language), 160, language)
        assert all(word in text for word in words), text
        assert "reached" not in text
        assert "已达成" not in text


def test_a_missed_level_is_never_green_and_has_levels_of_its_own_by_time(tmp_path: Path) -> None:
    rows = costs(("01-05", 0, "4.0"), ("04-06", 0, "4.5"), ("04-07", 0, "4.34"))
    goal = 'goal g "G" { measure score; target at least 4.5; split by quarter 4.2, 4.3, 4.4, 4.5; MARGIN owner director }\n'
    found, whole = goals(tmp_path, goal.replace("MARGIN", ""), rows, "2026-04-30")
    assert (number(whole.target), whole.status) == (Fraction("4.5"), GoalStatus.OFF_TRACK)
    leaves = {one.period.label: one for one in found.goals if one.period}
    assert {label: number(one.target) for label, one in leaves.items()} == {
        "2026-Q1": Fraction("4.2"),
        "2026-Q2": Fraction("4.3"),
    }
    assert {label: one.status for label, one in leaves.items()} == {
        "2026-Q1": GoalStatus.OFF_TRACK,
        "2026-Q2": GoalStatus.ON_TRACK,
    }
    _, banded = goals(tmp_path, goal.replace("MARGIN", "amber within 0.25;"), rows, "2026-04-30")
    assert banded.status is GoalStatus.AT_RISK


def test_the_lines_of_a_goal_are_what_is_known(tmp_path: Path) -> None:
    """The first row is of 2 March: nothing rises before. A level is no rise from nothing."""
    rows = costs(("03-02", 10, "4.0"), ("03-16", 20, "4.6"))
    found, value = goals(tmp_path, 'goal g "G" { measure spent; target 300万元; owner director }\n', rows, "2026-W12")
    assert [(day, number(figure)) for day, figure in value.course][-4:] == [
        (date(2026, 3, 2), 0),
        (date(2026, 3, 9), 100_000),
        (date(2026, 3, 16), 100_000),
        (date(2026, 3, 23), 300_000),
    ]
    (panel,) = timeline(found.plan, found.schedule, found).panels
    assert len(panel.actual) == 4
    assert panel.actual[0][1] == max(y for _, y in panel.target), "it begins at nothing"
    level = 'goal g "G" { measure score; target at least 4.5; owner director }\n'
    found, value = goals(tmp_path, level, rows, "2026-W12")
    known = [number(figure) for _, figure in value.course if isinstance(figure, Known)]
    assert known == [4, 4, Fraction("4.3")]
    (panel,) = timeline(found.plan, found.schedule, found).panels
    assert len({y for _, y in panel.target}) == 1, "the target is one level"
    assert len(panel.actual) == 3
    assert all(abs(y - panel.target[0][1]) < 15 for _, y in panel.actual)


def test_the_parts_of_a_team_add_up_when_somebody_moves(tmp_path: Path) -> None:
    """Lin is in north until 28 February, then in south; Ann joins north on 2 February."""
    teams = """
team company "Company" { director Boss }
team north "North" under company { rep Lin to 2026-02-28, Ann from 2026-02-02 }
team south "South" under company { rep Lin from 2026-03-01, Sue }
"""
    goal = """
goal g "G" {
  measure visits
  target 2480
  split by team { north 50% { Lin 50%; Ann 50% }; south 50% { Lin 50%; Sue 50% whole } }
  owner director
}
alert behind "Behind" for each rep { when progress(g) < 90%; notify rep; say "{rep}: {value}" }
"""
    days = ["01-05", "01-06", "02-03", "03-03", "03-04", "03-05"]
    rows = [(f"2026-{day}", "Lin") for day in days] + [("2026-02-04", "Ann"), ("2026-03-04", "Sue")]
    found = evaluation(
        tmp_path, HEAD + teams + ACTIVITIES + goal, {"activities-2026-Q1.csv": activities(rows)}, "2026-03-31"
    )
    parts = {
        (one.entity, one.within): (number(one.target), number(one.actual)) for one in found.goals if one.period is None
    }
    north, south = "team:north", "team:south"
    assert parts[north, None] == (1240, 4)
    assert parts["rep:Lin", north] == (620 * 37 // 248 + 1, 3)
    assert parts["rep:Lin", south] == (620 * 211 // 248 + 1, 3)
    assert parts["rep:Ann", north] == (620 * 227 // 248 + 1, 1)
    assert parts["rep:Sue", south] == (620, 1)
    for team in (north, south):
        within = [figures for (_, over), figures in parts.items() if over == team]
        assert tuple(map(sum, zip(*within, strict=True))) == parts[team, None]  # type: ignore[arg-type]
    lin = next(event for event in found.alerts if event.state.entity == "rep:Lin")
    both = [parts["rep:Lin", team] for team in (north, south)]
    assert lin.state.value is not None
    assert number(lin.state.value.figure) == Fraction(6, sum(target for target, _ in both))  # type: ignore[misc]
