"""Which rows `explain` tells behind the figure of a goal over a window, and behind that of somebody's team."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.workspace.explaining import explained
from planlang.workspace.run import evaluated, held, planned
from tests.evaluate.whole.small_plans import HEAD, csv, opened_plan
from tests.report.texts import explanation

PLAN = (
    HEAD
    + """
team company "Company" { director Boss }
team north "North" under company { rep Ann, Bob to 2026-04-14 }
team south "South" under company { rep Sue; rep Bob from 2026-04-15 }
source calls "Calls" { read "data/calls.csv"; covers 2026-01-01 .. 2026-12-31; event at day; day: date; owner: person }
metric made "Made" = count(calls) credit owner at event
goal reach "Reach" { measure made; target 100; owner director }
goal spring "Spring" { measure made; target 100 by 2026-04-14; period 2026-02-01 .. 2026-04-14; owner director }
source bills "Bills" { read "data/calls.csv"; covers 2026-01-01 .. 2026-12-31; event at day; day: date; owner: text; paid: money = 1 CNY }
budget money "Money" = 100 CNY { owner director; actual sum(bills.paid) }
metric asked "Asked" = FIGURE
"""
)
CALLS = (
    ("2026-01-06", "Ann"),
    ("2026-02-03", "Sue"),
    ("2026-04-02", "Ann"),
    ("2026-04-07", "Ann"),
    ("2026-04-14", "Bob"),
    ("2026-04-15", "Sue"),
    ("2026-04-16", "Ann"),
)


def told(figure: str, entity: str | None, folder: Path, language: Language = Language.EN) -> str:
    """The page about a figure in the week 2026-W16, 13 to 19 April."""
    opened = opened_plan(folder, PLAN.replace("FIGURE", figure), {"calls.csv": csv("day,owner", CALLS)})
    world = held(planned(opened), opened, as_of="2026-W16")
    found = evaluated(planned(opened), opened, as_of="2026-W16")
    (subject,) = explained(world, found, "asked", entity).subjects
    return explanation(subject, found, language)


def rows(page: str) -> list[str]:
    """The days of the rows that are listed, without the year."""
    return [part.split("day=2026-")[1][:5] for part in page.splitlines() if "day=2026-" in part]


@pytest.mark.parametrize(
    ("figure", "counted", "days"),
    [
        (
            "attainment(reach)",
            "2026-01-01 – 2026-04-19",
            ["01-06", "02-03", "04-02", "04-07", "04-14", "04-15", "04-16"],
        ),
        ("attainment(reach) this week", "2026-04-13 – 2026-04-19", ["04-14", "04-15", "04-16"]),
        ("attainment(reach) previous week", "2026-04-06 – 2026-04-12", ["04-07"]),
        ("attainment(reach) quarter to date", "2026-04-01 – 2026-04-19", ["04-02", "04-07", "04-14", "04-15", "04-16"]),
        ("gap(reach) current quarter", "2026-04-01 – 2026-04-19", ["04-02", "04-07", "04-14", "04-15", "04-16"]),
        ("gap(reach) last quarter", "2026-01-01 – 2026-03-31", ["01-06", "02-03"]),
        ("actual(reach) last month", "2026-03-01 – 2026-03-31", []),
        ("actual(spring)", "2026-02-01 – 2026-04-14", ["02-03", "04-02", "04-07", "04-14"]),
        ("actual(spring) quarter to date", "2026-04-01 – 2026-04-14", ["04-02", "04-07", "04-14"]),
    ],
)
def test_rows_behind_a_goal_are_those_of_its_window(figure: str, counted: str, days: list[str], tmp_path: Path) -> None:
    page = told(figure, None, tmp_path)
    assert f"days counted  {counted}" in page
    assert rows(page) == days


@pytest.mark.parametrize(
    "figure",
    [
        "target(reach)",
        "target(reach) this week",
        "target_to_date(reach)",
        "pace(reach) quarter to date",
        "planned(money)",
    ],
)
def test_what_should_be_reached_and_what_is_planned_rest_on_no_row(figure: str, tmp_path: Path) -> None:
    page = told(figure, None, tmp_path)
    assert "days counted" not in page
    assert "rows listed" not in page
    assert rows(page) == []


@pytest.mark.parametrize("figure", ["2 * target(reach) - actual(reach)", "ratio(actual(reach), target(reach))"])
def test_beside_a_target_the_rows_of_what_was_reached_are_listed(figure: str, tmp_path: Path) -> None:
    assert len(rows(told(figure, None, tmp_path))) == 7


@pytest.mark.parametrize(
    ("figure", "entity", "days"),
    [
        ("of_team(made)", "Ann", ["04-14", "04-16"]),
        ("of_team(made)", "Sue", ["04-15"]),
        ("of_team(made)", "Bob", ["04-14", "04-16", "04-15"]),  # of north, then of south
        ("of_team(made)", "north", ["04-14", "04-15", "04-16"]),  # the team above
        ("of_team(made)", "company", ["04-14", "04-15", "04-16"]),  # the whole plan
        ("of_team(made)", None, ["04-14", "04-15", "04-16"]),
        ("of_team(made month to date)", "Ann", ["04-02", "04-07", "04-14", "04-16"]),
        ("of_team(made previous week)", "Sue", []),
        ("2 * of_team(made)", "Ann", ["04-14", "04-16"]),
    ],
)
def test_rows_behind_the_figure_of_a_team_are_those_of_the_team(
    figure: str, entity: str | None, days: list[str], tmp_path: Path
) -> None:
    page = told(figure, entity, tmp_path)
    assert rows(page) == days
    assert ("no row counts" in page) == (not days)
    assert (f"{len(days)} row" in page) or not days
    assert rows(told(figure, entity, tmp_path, Language.ZH)) == days
