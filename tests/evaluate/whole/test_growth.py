"""Growth over a base: from rows of two years to what is told, against a count in plain Python."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.goals import Grown
from planlang.report.formats.json import to_json
from planlang.values.figure import Known, Unknown, Why
from tests.evaluate.whole.small_plans import HEAD, TEAMS, evaluation
from tests.laws import tries
from tests.report.test_json_report import VALIDATOR

CALLS = 'source calls "Calls" { read "data/calls.csv"; event at day; covers 2025-01-01 .. 2026-12-31; day: date; minutes: number }\n'
FIRST = date(2025, 1, 1)
DAYS = st.lists(st.integers(0, 364 + 31).map(lambda n: FIRST + timedelta(n)), max_size=30)


def told(folder: Path, goal: str, days: list[date], as_of: str = "2026-01-18") -> tuple[Evaluation, Grown]:
    text = HEAD + TEAMS + CALLS + f'goal g "G" {{ {goal}; owner Boss }}\n'
    rows = "day,minutes\n" + "".join(f"{day},2\n" for day in days)
    found = evaluation(folder, text, {"calls.csv": rows}, as_of)
    grown = found.goals[0].grown
    assert grown is not None
    return found, grown


@settings(max_examples=tries(25), deadline=None)
@given(DAYS)
def test_the_growth_so_far_is_over_as_many_days_of_the_base(days: list[date]) -> None:
    with TemporaryDirectory() as folder:
        _, grown = told(Path(folder), "measure count(calls); base 5 during 2025; target 6", days)
    before = sum(date(2025, 1, 1) <= day <= date(2025, 1, 18) for day in days)
    now = sum(date(2026, 1, 1) <= day <= date(2026, 1, 18) for day in days)
    assert grown.wanted == Fraction(1, 5)
    assert grown.measured == Known(Fraction(sum(day.year == 2025 for day in days)))
    assert grown.so_far == (Known(Fraction(now, before) - 1) if before else Unknown(Why.NO_BASE))


def test_a_base_that_no_file_reaches_is_not_known(tmp_path: Path) -> None:
    found, grown = told(tmp_path, "measure count(calls); base 5 during 2024; target 6", [date(2026, 1, 5)])
    assert isinstance(grown.measured, Unknown)
    assert isinstance(grown.so_far, Unknown)
    VALIDATOR.validate(json.loads(to_json(found)))


def test_a_base_that_is_shorter_than_the_goal_so_far_gives_no_growth(tmp_path: Path) -> None:
    goal = "measure count(calls); base 5 during 2025-01-01 .. 2025-01-10; target 6"
    _, grown = told(tmp_path, goal, [date(2025, 1, 5), date(2026, 1, 5)])
    assert grown.so_far == Unknown(Why.NO_BASE)


def test_a_level_grows_over_all_of_its_base(tmp_path: Path) -> None:
    _, grown = told(
        tmp_path, "measure avg(calls.minutes); base 1 during 2025; target 3", [date(2025, 6, 5), date(2026, 1, 5)]
    )
    assert (grown.measured, grown.so_far) == (Known(Fraction(2)), Known(Fraction(0)))
