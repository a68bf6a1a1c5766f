"""Goals and conditions on how many people there are: on the day, against a slow count in Python; and as a mean where that is meant."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue
from tests.evaluate.whole.small_plans import ACTIVITIES, HEAD, evaluation, number
from tests.laws import tries

TEAMS = """
team company "Company" { director Boss }
team north "North" under company { manager Mia; rep Ann, Bob from 2026-03-02 to 2026-09-30, Cat from 2026-06-15 }
team south "South" under company { manager Max; rep Sue from 2026-02-02 }
"""
HIRING = 'goal hiring "Reps" { measure headcount(rep); target at least 4 by 2026-06-30; owner Boss }\n'


def found_of(folder: Path, text: str, as_of: str, teams: str = TEAMS) -> Evaluation:
    return evaluation(folder, HEAD + teams + text, {}, as_of)


def whole(found: Evaluation, name: str, entity: str = "plan:") -> GoalValue:
    (value,) = (one for one in found.goals if (one.goal, one.entity, one.period) == (name, entity, None))
    return value


@pytest.mark.parametrize(
    ("as_of", "actual", "status"),
    [
        ("2026-01-31", 1, GoalStatus.OFF_TRACK),
        ("2026-02-02", 2, GoalStatus.OFF_TRACK),
        ("2026-06-14", 3, GoalStatus.OFF_TRACK),
        ("2026-06-15", 4, GoalStatus.ON_TRACK),
        ("2026-11-30", 4, GoalStatus.ON_TRACK),
    ],
)
def test_so_many_by_a_day_means_so_many_on_that_day(
    tmp_path: Path, as_of: str, actual: int, status: GoalStatus
) -> None:
    """Ann all year, Sue from 2 February, Bob from 2 March, Cat from 15 June; Bob leaves after the goal has ended."""
    value = whole(found_of(tmp_path, HIRING, as_of), "hiring")
    assert (number(value.actual), value.status) == (actual, status)


def test_a_milestone_and_a_task_wait_for_the_first_day_on_which_there_are_so_many(tmp_path: Path) -> None:
    text = (
        'metric heads "Heads" = headcount(rep)\n'
        'milestone full "Full" { reached when headcount(rep) >= 4; by 2026-06-30; owner Boss }\n'
        'milestone three "Three" { reached when heads >= 3 and not headcount(manager) < 2; by 2026-06-30; owner Boss }\n'
        'milestone five "Five" { reached when headcount(rep) >= 5; by 2026-12-31; owner Boss }\n'
        'task course "Course" { starts when headcount(rep) >= 4; takes 3wd; owner Boss }\n'
    )
    found = found_of(tmp_path, text, "2026-07-31")
    slots = found.schedule.slots
    assert {name: slots[name].finish for name in ("full", "three")} == {
        "full": date(2026, 6, 15),
        "three": date(2026, 3, 2),
    }
    assert slots["five"].finish > date(2026, 7, 31), "there never are five"
    assert slots["course"].start > date(2026, 6, 15), "it has not begun, and can from then on"


def test_a_rate_of_people_stands_too_and_what_happens_over_time_does_not(tmp_path: Path) -> None:
    text = (
        ACTIVITIES + 'metric heads "Heads" = headcount(rep)\n'
        'goal span "Span" { measure headcount(rep) / headcount(manager); target at least 2; owner Boss }\n'
        'goal named "Named" { measure heads + headcount(manager); target at least 6; owner Boss }\n'
        'goal a_head "A head" { measure visits / headcount(rep); target at least 1; owner Boss }\n'
        'goal monthly "Monthly" { measure heads; target every month at least 4; owner Boss }\n'
    )
    rows = "day,owner,deal_id\n" + "2026-01-05,Ann,\n" * 3
    found = evaluation(tmp_path, HEAD + TEAMS + text.replace("-*.csv", ".csv").replace("  day: date", "  covers 2026-01-01 .. 2026-12-31\n  day: date"), {"activities.csv": rows}, "2026-06-30")  # fmt: skip
    assert number(whole(found, "span").actual) == 2
    assert number(whole(found, "named").actual) == 6
    mean = Fraction(181 + 149 + 121 + 16, 181)
    assert number(whole(found, "a_head").actual) == 3 / mean
    (monthly,) = found.recurring
    assert [number(one.value) for one in monthly.of[0].rounds][-1] == 3 + Fraction(16, 30)


def test_teams_have_theirs_and_each_period_its_end(tmp_path: Path) -> None:
    text = (
        'goal each_team "Each" for each team where team in (north, south) { measure headcount(rep); target at least 2; owner Boss }\n'
        'goal steps "Steps" { measure headcount(rep); target at least 4; split by quarter 2, 4, 4, 4; owner Boss }\n'
    )
    found = found_of(tmp_path, text, "2026-11-30")
    assert [number(whole(found, "each_team", f"team:{team}").actual) for team in ("north", "south")] == [2, 1]
    quarters = [one for one in found.goals if one.goal == "steps" and one.period is not None]
    assert [number(one.actual) for one in quarters] == [3, 4, 4, 3], "Bob is there to the end of the third"


@settings(max_examples=tries(15), deadline=None)
@given(
    joins=st.lists(st.integers(0, 200), min_size=1, max_size=4),
    stays=st.integers(1, 120),
    at=st.integers(0, 220),
)
def test_it_is_the_number_of_those_who_are_there_on_the_last_day(joins: list[int], stays: int, at: int) -> None:
    first = date(2026, 1, 1)
    posts = [(first + timedelta(days=day), first + timedelta(days=day + stays)) for day in joins]
    people = ", ".join(f"P{index} from {since} to {until}" for index, (since, until) in enumerate(posts))
    teams = f'team company "Company" {{ director Boss; rep {people} }}\n'
    day = first + timedelta(days=at)
    goal = 'goal g "G" { measure headcount(rep); target at least 1; owner Boss }\n'
    with TemporaryDirectory() as folder:
        value = whole(found_of(Path(folder), goal, day.isoformat(), teams), "g")
    assert number(value.actual) == sum(since <= day <= until for since, until in posts)
