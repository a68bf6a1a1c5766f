"""`sales.coverage`: what is in hand for the quarter against what is missing, on the deals of company.py.

The first quarter has a target of 400,140, half of it for each team. D4 (600,000, Ann) is expected in March and won in
W04; D6 (500,000, Cy) is expected on 16 January and stays open; D5 is expected in April; D3 has no expected close.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.alert_states import AlertPhase
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Known, Unknown, Why
from tests.stdlib.company import evaluation, figure, known

GOAL = """
use sales.pipeline
use sales.revenue
goal revenue "Revenue" {
  measure signed
  target 1_600_560 EUR by 2026-12-31
  split by quarter 25%, 25%, 25%, 25%
  split by team { north 50%; south 50% }
  owner director
}
"""
USES = GOAL + "use sales.coverage\n"

WEEKS = {
    # nothing is won; D1, D2, D4 and D6 are open
    "2026-W02": {
        ("closing_amount", "plan:"): 1_100_140,
        ("closing_amount", "team:south"): 500_000,
        ("coverage", "plan:"): Fraction(1_100_140, 400_140),
        ("coverage", "team:south"): Fraction(500_000, 200_070),
    },
    # D1 and D2 are won, D6 is late
    "2026-W03": {
        ("closing_amount", "plan:"): 600_000,
        ("closing_amount", "rep:Bob"): 0,
        ("coverage", "plan:"): Fraction(600_000, 400_000),
        ("coverage", "team:north"): Fraction(600_000, 199_930),
        ("coverage", "team:south"): 0,
    },
}


@pytest.mark.parametrize("week", WEEKS)
def test_its_figures_are_those_computed_by_hand(tmp_path: Path, week: str) -> None:
    found = evaluation(tmp_path, USES, week)
    assert {key: known(found, *key) for key in WEEKS[week]} == WEEKS[week]


def test_with_the_target_reached_it_is_unknown_and_says_so(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W04")
    assert figure(found, "coverage", "team:north") == Unknown(Why.GOAL_REACHED)
    assert figure(found, "coverage", "plan:") == Unknown(Why.GOAL_REACHED)
    assert figure(found, "coverage", "team:south") == Known(Fraction(0))


def test_people_without_a_target_have_no_coverage(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W03")
    assert figure(found, "coverage", "rep:Ann") == Unknown(Why.NO_TARGET)


def phases(found: Evaluation, alert: str, entity: str) -> dict[str, tuple[AlertPhase, str]]:
    """Phase and severity by week."""
    return {
        state.period.label[5:]: (state.phase, state.severity if state.phase is AlertPhase.FIRING else "")
        for state in found.history
        if (state.alert, state.entity) == (alert, entity)
    }


def test_it_warns_under_three_is_critical_under_two_and_ends_with_the_target(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W04")
    # 140 in hand at New Year, then 2.7 and 1.5 times the gap; in W04 the target is reached
    assert phases(found, "thin_coverage_overall", "plan:") == {
        "W01": (AlertPhase.FIRING, "critical"),
        "W02": (AlertPhase.FIRING, "warning"),
        "W03": (AlertPhase.FIRING, "critical"),
        "W04": (AlertPhase.RESOLVED, ""),
    }
    south = phases(found, "thin_coverage", "team:south")
    assert south["W02"] == (AlertPhase.FIRING, "warning")
    assert south["W04"] == (AlertPhase.FIRING, "critical")


def test_a_team_with_three_times_its_gap_is_not_warned(tmp_path: Path) -> None:
    # the north has 140 in hand of 200,070 in W01, and 600,140 in W02: 2.9997 times, then 3.001 times its gap in W03
    north = phases(evaluation(tmp_path, USES, "2026-W03"), "thin_coverage", "team:north")
    assert north["W02"] == (AlertPhase.FIRING, "warning")
    assert north["W03"] == (AlertPhase.RESOLVED, "")


def test_the_limits_are_parameters(tmp_path: Path) -> None:
    found = evaluation(tmp_path, GOAL + "use sales.coverage(enough: 2.7, little: 1)\n", "2026-W02")
    assert "W02" not in phases(found, "thin_coverage_overall", "plan:"), "2.7 times is enough"
    usual = evaluation(tmp_path, USES, "2026-W02")
    assert phases(usual, "thin_coverage_overall", "plan:")["W02"][0] is AlertPhase.FIRING


def test_the_manager_of_the_team_is_told_and_then_the_director(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W03")
    told = {event.state.entity: event.to for event in found.alerts if event.state.alert == "thin_coverage"}
    assert told["team:south"] == ("Mia", "Zoe")
    assert [event.to for event in found.alerts if event.state.alert == "thin_coverage_overall"] == [("Zoe",)]
