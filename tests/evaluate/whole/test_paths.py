"""Levels on a straight path that is revised: what is due goes on from where it was, to the new target."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.evaluation import GoalValue
from planlang.values.figure import Known
from tests.evaluate.whole.small_plans import HEAD, TEAMS, evaluation

CALLS = 'source calls "Calls" { read "data/calls.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; minutes: number }\n'
GOAL = 'goal g "G" { measure avg(calls.minutes); base 3 during 2025; target 5; PATH; owner Boss }\n'
REVISION = 'revision r "R" on 2026-07-01 { approved by director on 2026-06-15; change goal g { target 4 } }\n'


def due(folder: Path, plan: str, as_of: str) -> tuple[Fraction, GoalValue]:
    found = evaluation(folder, HEAD + TEAMS + CALLS + plan, {"calls.csv": "day,minutes\n2026-01-05,4\n"}, as_of)
    (value,) = [one for one in found.goals if one.period is None]
    assert isinstance(value.target_to_date, Known)
    return value.target_to_date.value, value


@pytest.mark.parametrize("as_of", ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"])
def test_a_revised_path_has_no_jump_and_ends_at_the_new_target(as_of: str, tmp_path: Path) -> None:
    plan = GOAL.replace("PATH", "path linear") + REVISION
    found, value = due(tmp_path, plan, as_of)
    calendar = evaluation(tmp_path, HEAD + TEAMS + CALLS + plan, {"calls.csv": "day,minutes\n"}, as_of).plan.calendar
    first, since, after = date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1)
    day = date.fromisoformat(as_of)
    before = 3 + Fraction(2 * calendar.working_days(first, since), calendar.working_days(first, after))
    if day < since:
        gone = calendar.working_days(first, date.fromordinal(day.toordinal() + 1))
        assert found == 3 + Fraction(2 * gone, calendar.working_days(first, after))
    else:
        gone = calendar.working_days(since, date.fromordinal(day.toordinal() + 1))
        assert found == before + (4 - before) * Fraction(gone, calendar.working_days(since, after))
    assert value.begins_at == 3


def test_without_a_path_the_new_level_holds_from_the_day_on(tmp_path: Path) -> None:
    found, value = due(tmp_path, GOAL.replace("PATH", "path hold") + REVISION, "2026-09-30")
    assert (found, value.begins_at) == (4, None)
