"""Half days and people's own hours, from the plan on disk to the limits and targets that are told."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Known
from tests.evaluate.whole.small_plans import ACTIVITIES, HEAD, evaluation, verdicts, violation, visits

SHORT_FRIDAYS = HEAD.replace(
    "work week monday .. friday; holidays china",
    "work week monday .. thursday 09:00 .. 17:00; work week friday 09:00 .. 13:00; off 2026-01-21 13:00 .. 17:00",
)
TEAM = """
team north "North" {
  lead Leo
  rep Ann, Bob, Sue, Tom
  work week Bob monday .. wednesday
  on leave Sue 2026-01-13 afternoon
  work week Tom monday .. friday 08:00 .. 20:00
}
"""
RULES = """
alert few for each rep { when visits this week < 9 }
goal calls "Calls" { measure visits; target 1000; owner Leo }
"""


def held(folder: Path, weeks: dict[str, dict[str, int]], as_of: str) -> Evaluation:
    return evaluation(folder, SHORT_FRIDAYS + ACTIVITIES + TEAM + RULES, visits(weeks), as_of)


@pytest.mark.parametrize(
    ("person", "days", "limit"),
    [
        ("Ann", Fraction(9, 2), None),
        ("Bob", 3, 6),
        ("Sue", 4, 8),
        ("Tom", 5, 10),
    ],
)
def test_a_limit_follows_the_hours_that_somebody_works(
    tmp_path: Path, person: str, days: Fraction, limit: int | None
) -> None:
    found = held(tmp_path, {"01-12": {"Ann": 1}}, "2026-01-18")
    entity = f"rep:{person}"
    (metric,) = [one for one in found.metrics if (one.metric, one.entity) == ("visits", entity)]
    assert metric.active_days == days
    (state,) = [state for state in found.history if state.entity == entity and state.period.label == "2026-W03"]
    assert state.bound is not None
    assert state.bound.limit.figure == Known(Fraction(limit or 9))
    if limit is None:
        assert state.bound.scaled is None, "a week of its usual length"
    else:
        assert state.bound.scaled is not None
        assert (state.bound.scaled.nominal, state.bound.scaled.worked) == (Fraction(9, 2), days)


def test_a_target_grows_by_half_on_a_half_day(tmp_path: Path) -> None:
    found = held(tmp_path, {"01-12": {"Ann": 1}, "01-19": {"Ann": 1}}, "2026-01-25")
    (goal,) = [goal for goal in found.goals if goal.goal == "calls" and goal.entity == "plan:" and goal.period is None]

    def worth(start: date, end: date) -> Fraction:
        days = [start + timedelta(days=i) for i in range((end - start).days)]
        half = [day for day in days if day.weekday() == 4 or day == date(2026, 1, 21)]
        return Fraction(sum(2 for day in days if day.weekday() < 5) - len(half), 2)

    year = date(2026, 1, 1), date(2027, 1, 1)
    assert goal.working_days_left == worth(date(2026, 1, 26), year[1])
    assert goal.target_to_date == Known(1000 * worth(year[0], date(2026, 1, 26)) / worth(*year))


PROCESS = """
source deals "Deals" {
  read "data/deals-*.csv"
  one row per deal_id
  deal_id: text
  owner: person
  stage: stage[b2b]
}
source changes "Changes" {
  read "data/changes-*.csv"
  history of deals
  event at changed
  deal_id: text
  changed: date
  stage: stage[b2b]
  owner: person
}
process b2b "Process" on deals {
  stages contact -> proposal
  win stage won
  loss stage lost from any
  stay in contact at most 2wd
}
"""


def test_a_half_day_is_a_day_for_a_deadline(tmp_path: Path) -> None:
    """From Wednesday on Thursday and the short Friday are two working days: due on Friday, whatever the hours."""
    files = {
        "deals-2026-01-25.csv": "deal_id,owner,stage\nD1,Ann,contact\nD2,Ann,proposal\n",
        "changes-2026-01-25.csv": "deal_id,changed,stage,owner\nD1,2026-01-14,contact,Ann\n"
        "D2,2026-01-14,contact,Ann\nD2,2026-01-16,proposal,Ann\n",
    }
    found = evaluation(tmp_path, SHORT_FRIDAYS + TEAM + PROCESS, files, "2026-01-18")
    assert verdicts(found, "b2b.stay.contact") == {"satisfied": 1, "violated": 1}
    assert violation(found, "b2b.stay.contact", "deal:D1").due == date(2026, 1, 16)
