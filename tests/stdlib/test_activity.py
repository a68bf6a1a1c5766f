"""`sales.activity`: its figures and its alert on the activities of company.py."""

from __future__ import annotations

from pathlib import Path

from planlang.evaluate.results.alert_states import AlertPhase
from tests.stdlib.company import evaluation, known

USES = """
use sales.pipeline
use sales.activity(few: 2, enough: 3)
"""


def test_its_figures_are_those_computed_by_hand(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W02")
    # Ann, 5 to 9 January: four visits, of which one took five minutes and one was to nobody known
    assert known(found, "visits", "rep:Ann") == 4
    assert known(found, "effective_visits", "rep:Ann") == 2
    assert known(found, "calls", "rep:Ann") == 1
    assert known(found, "customers_seen", "rep:Ann") == 2
    assert known(found, "demos", "rep:Bob") == 1
    assert known(found, "visits", "team:north") == 5
    assert known(found, "customers_seen", "team:north") == 3
    assert known(found, "visits", "rep:Cy") == 0


def test_the_kinds_are_parameters(tmp_path: Path) -> None:
    found = evaluation(tmp_path, 'use sales.pipeline\nuse sales.activity(visit: "demo")\n', "2026-W02")
    assert known(found, "visits", "plan:") == 1


def test_three_thin_weeks_fire_and_one_good_week_ends_it(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W04")
    phases = {(state.entity, state.period.label): state.phase for state in found.history}
    # nobody is out in W01; Bob makes one visit in each of W02, W03 and W04
    assert [phases["rep:Bob", f"2026-W0{week}"] for week in (1, 2, 3, 4)] == [
        AlertPhase.PENDING,
        AlertPhase.PENDING,
        AlertPhase.FIRING,
        AlertPhase.FIRING,
    ]
    # Cy makes none until W04, and three then
    assert phases["rep:Cy", "2026-W03"] is AlertPhase.FIRING
    assert phases["rep:Cy", "2026-W04"] is AlertPhase.RESOLVED
    # Ann makes two, three and three
    assert phases.get(("rep:Ann", "2026-W04"), AlertPhase.INACTIVE) is AlertPhase.INACTIVE


def test_the_alert_goes_to_the_person_first_and_up_with_age(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W04")
    (alert,) = [event for event in found.alerts if event.state.entity == "rep:Bob"]
    assert alert.to[0] == "Bob"
