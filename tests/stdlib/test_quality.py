"""`sales.quality` on five offers, as three people's exports show them; counted by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.alert_states import AlertPhase
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Known
from tests.stdlib.company import evaluation, known

OFFERS = """
use sales.pipeline
use sales.quality(deals: offers)
source offers "Offers" {
  read "offers-*.csv"
  one row per offer
  snapshot on file date
  offer: text
  owner: person
  stage: stage[trade]
  amount: money optional
  expected_close: date optional
}
process trade "Trade" on offers { stages talk -> offered; win stage sold; loss stage gone from any }
"""
ROWS = """
offer,owner,stage,amount,expected_close
O1,Ann,talk,{amount},2026-03-01
O2,Ann,talk,0,
O3,Ann,offered,50,2026-01-14
O4,Bob,offered,70,2026-03-01
O5,Bob,sold,,
"""
"""O1 has no amount until the end of January; O5 is sold, and nobody minds."""


def found(folder: Path, week: str) -> Evaluation:
    for day, amount in (("2026-01-11", ""), ("2026-01-18", ""), ("2026-01-25", ""), ("2026-02-01", "90")):
        text = ROWS.format(amount=amount).lstrip()
        (folder / f"offers-{day}.csv").write_text(text, encoding="utf-8")
    return evaluation(folder, OFFERS, week)


WEEKS = {
    "2026-W02": {
        ("undated_deals", "plan:"): 1,
        ("overdue_deals", "plan:"): 0,
        ("unpriced_deals", "rep:Ann"): 2,
        ("unpriced_deals", "rep:Bob"): 0,
        ("faulty_deals", "rep:Ann"): 2,
        ("sound_share", "plan:"): Fraction(2, 4),
        ("sound_share", "rep:Bob"): 1,
    },
    # O3 was to be closed on 14 January
    "2026-W03": {
        ("undated_deals", "team:north"): 1,
        ("overdue_deals", "rep:Ann"): 1,
        ("overdue_deals_amount", "plan:"): 50,
        ("unpriced_deals", "plan:"): 2,
        ("faulty_deals", "plan:"): 3,
        ("sound_share", "plan:"): Fraction(1, 4),
    },
    "2026-W05": {
        ("unpriced_deals", "plan:"): 1,
        ("faulty_deals", "rep:Ann"): 2,
        ("sound_share", "rep:Ann"): Fraction(1, 3),
    },
}


@pytest.mark.parametrize("week", WEEKS)
def test_its_figures_are_those_computed_by_hand(tmp_path: Path, week: str) -> None:
    evaluated = found(tmp_path, week)
    assert {key: known(evaluated, *key) for key in WEEKS[week]} == WEEKS[week]


def test_a_deal_expected_today_is_not_late_and_one_expected_yesterday_is(tmp_path: Path) -> None:
    # D6 of company.py is expected on Friday 16 January; each plan looks at the end of the day named, all in W03
    for day, late in (("2026-01-16", 0), ("2026-01-17", 1)):
        plan = f"use sales.pipeline\nuse sales.quality\ngoal day {{ measure overdue_deals; target 1 by {day}; owner director }}\n"
        (value,) = [v for v in evaluation(tmp_path, plan, "2026-W03").goals if v.goal == "day" and v.period is None]
        assert value.actual == Known(Fraction(late))


def test_three_faulty_deals_two_weeks_in_a_row_fire_and_end_when_one_is_mended(tmp_path: Path) -> None:
    evaluated = found(tmp_path, "2026-W05")
    phases = {
        state.period.label[5:]: state.phase
        for state in evaluated.history
        if (state.alert, state.entity) == ("untidy_deals", "rep:Ann")
    }
    assert [phases[week] for week in ("W03", "W04", "W05")] == [
        AlertPhase.PENDING,
        AlertPhase.FIRING,
        AlertPhase.RESOLVED,
    ]
    assert not [s for s in evaluated.history if s.entity == "rep:Bob" and s.phase is not AlertPhase.INACTIVE]
