"""Exams in whole plans: what somebody passed counts, also where it was before he was in a team."""

from __future__ import annotations

from pathlib import Path

from tests.evaluate.whole.small_plans import HEAD, csv, evaluation

PLAN = (
    HEAD
    + """
team north "North" { lead Mia; rep Ann; rep Bob from 2026-01-12; rep Cy until 2026-01-18 }
source tests "Tests" {
  read "data/tests.csv"; event at day; covers 2026-01-01 .. 2026-12-31
  day: date; person: person; course: text; ok: bool
  exams course where ok
}
alert untrained "Not trained" for each rep { when not passed("Basics"); notify rep.lead }
"""
)


def test_an_exam_passed_before_joining_or_before_leaving_counts(tmp_path: Path) -> None:
    rows = [("2026-01-07", "Bob", "Basics", "yes"), ("2026-01-08", "Cy", "Basics", "yes")]
    found = evaluation(tmp_path, PLAN, {"tests.csv": csv("day,person,course,ok", rows)}, "2026-02-01")
    firing = {(one.entity, one.period.label) for one in found.history if one.phase.value == "firing"}
    assert {entity for entity, _ in firing} == {"rep:Ann"}
