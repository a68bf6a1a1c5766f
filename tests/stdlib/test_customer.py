"""`sales.customer` and `sales.revisit`: six customers of the people of company.py, counted by hand.

In the 26 weeks up to W05 of 2026 (from 4 August 2025) Alder, Birch, Cedar, Fir and Gum ordered, in the 26 before Alder, Birch,
Cedar and Dune. In 2025 Alder ordered 900, Birch 150, Cedar 60 and Dune 40 of 1,150: 80% is 920, which Birch reaches, and 95% is
1,092.50, which Cedar does.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.alert_states import AlertPhase
from planlang.evaluate.results.evaluation import Evaluation, Verdict
from planlang.values.figure import Unknown, Why
from tests.stdlib.company import evaluation, figure, known

SOURCES = """
source customers "Customers" {
  read "customers-*.csv"
  one row per customer_id as customer
  snapshot on file date
  due every month on 1
  customer_id: text
  owner: person optional
}
source orders "Orders" {
  read "orders.csv"
  event at day
  covers 2024-06-01 .. 2026-02-08
  day: date
  owner: person
  customer: record[customers]
  amount: money
}
source revisits "Revisits" {
  read "revisits.csv"
  event at day
  covers 2024-06-01 .. 2026-02-08
  day: date
  owner: person
  customer_id: text
}
"""
FEW = SOURCES + "use sales.customer(least_sample: 1)\n"
CUSTOMERS = """
customer_id,owner
Alder,Ann
Birch,Bob
Cedar,Bob
Dune,Cy
"""
NEW = """
Fir,Ann
Gum,Cy
"""
MONTHS = ["2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]
ORDERS = """
day,owner,customer,amount
2025-03-10,Ann,Alder,800
2025-04-10,Ann,Birch,100
2025-05-12,Bob,Cedar,60
2025-06-10,Cy,Dune,40
2025-10-06,Ann,Alder,100
2025-11-10,Bob,Birch,50
2026-01-27,Ann,Alder,10
2026-01-28,Ann,Fir,30
2026-01-29,Bob,Cedar,20
2026-01-30,Cy,Gum,5
2026-02-03,Cy,Dune,7
"""
REVISITS = """
day,owner,customer_id
2025-07-01,Cy,Dune
2025-12-01,Bob,Cedar
2025-12-20,Ann,Alder
2026-01-20,Bob,Birch
2026-01-28,Ann,Fir
"""


def found(folder: Path, uses: str, week: str) -> Evaluation:
    for month in MONTHS:
        text = CUSTOMERS.lstrip() + (NEW.lstrip() if month >= "2026" else "")
        (folder / f"customers-{month}-01.csv").write_text(text, encoding="utf-8")
    for name, text in (("orders", ORDERS), ("revisits", REVISITS)):
        (folder / f"{name}.csv").write_text(text.lstrip(), encoding="utf-8")
    return evaluation(folder, "use sales.pipeline\n" + uses, week)


WEEK_5 = {
    ("ordered", "plan:"): 65,
    ("ordered", "rep:Ann"): 40,
    ("active_customers", "plan:"): 4,
    ("active_customers", "team:north"): 3,
    # Fir bought from Ann, Gum from Cy
    ("first_buyers", "plan:"): 2,
    ("first_buyers", "rep:Ann"): 1,
    ("first_buyers", "rep:Bob"): 0,
    ("repeat_share", "plan:"): Fraction(2, 4),
    ("repeat_share", "team:north"): Fraction(2, 3),
    ("repeat_share", "team:south"): 0,
    # Birch was Ann's and ordered again from Bob; Dune did not order again
    ("kept", "plan:"): Fraction(3, 4),
    ("kept", "rep:Ann"): 1,
    ("left", "plan:"): Fraction(1, 4),
    ("left", "team:north"): 0,
    ("left", "team:south"): 1,
    # Alder and Birch
    ("a_customers", "plan:"): 2,
    ("a_customers", "rep:Bob"): 1,
    ("a_customers", "team:south"): 0,
    ("ordered_by_a", "plan:"): 10,
    ("ordered_by_a", "rep:Bob"): 0,
}


def test_its_figures_are_those_computed_by_hand(tmp_path: Path) -> None:
    evaluated = found(tmp_path, FEW, "2026-W05")
    assert {key: known(evaluated, *key) for key in WEEK_5} == WEEK_5


def test_shares_of_a_handful_are_unknown(tmp_path: Path) -> None:
    evaluated = found(tmp_path, SOURCES + "use sales.customer\n", "2026-W05")
    for metric in ("kept", "left", "repeat_share"):
        assert figure(evaluated, metric, "plan:") == Unknown(Why.SMALL_SAMPLE)
    assert evaluated.alerts == ()


@pytest.mark.parametrize(
    ("shares", "count"), [("a_share: 70%", 1), ("a_share: 92%", 3), ("a_share: 98%, b_share: 99%", 4)]
)
def test_the_shares_of_the_classes_are_parameters(tmp_path: Path, shares: str, count: int) -> None:
    evaluated = found(tmp_path, SOURCES + f"use sales.customer({shares})\n", "2026-W05")
    assert known(evaluated, "a_customers", "plan:") == count


def phases(evaluated: Evaluation, entity: str) -> dict[str, AlertPhase]:
    return {
        state.period.label[5:]: state.phase
        for state in evaluated.history
        if (state.alert, state.entity) == ("losing_customers", entity)
    }


def test_a_team_that_loses_customers_is_warned_of_until_they_order_again(tmp_path: Path) -> None:
    # Cedar orders in W05, Dune in W06
    north = phases(found(tmp_path, FEW, "2026-W05"), "team:north")
    assert (north["W04"], north["W05"]) == (AlertPhase.FIRING, AlertPhase.RESOLVED)
    evaluated = found(tmp_path, FEW, "2026-W06")
    for team in ("south", "company"):
        told = phases(evaluated, f"team:{team}")
        assert (told["W05"], told["W06"]) == (AlertPhase.FIRING, AlertPhase.RESOLVED)


def test_it_stays_on_between_its_two_limits(tmp_path: Path) -> None:
    # half of them were lost in W04, a quarter in W05
    between = SOURCES + "use sales.customer(least_sample: 1, leaving: 40%, calm: 20%)\n"
    company = phases(found(tmp_path, between, "2026-W05"), "team:company")
    assert (company["W04"], company["W05"]) == (AlertPhase.FIRING, AlertPhase.FIRING)
    over = SOURCES + "use sales.customer(least_sample: 1, leaving: 40%, calm: 25%)\n"
    assert phases(found(tmp_path, over, "2026-W05"), "team:company")["W05"] is AlertPhase.RESOLVED


def overdue(evaluated: Evaluation) -> set[str]:
    """The customers that have waited too long."""
    late = [v for v in evaluated.violations if v.rule.startswith("care.") and v.verdict is Verdict.VIOLATED]
    return {v.entity.split(":")[1] for v in late}


def test_customers_of_each_class_are_overdue_after_its_gap(tmp_path: Path) -> None:
    # on 1 February: Alder (A) 43 days, Birch (A) 12, Cedar (B) 62, Dune (C) 215, Fir (C) 4; Gum (C) is a month old
    uses = FEW + "use sales.revisit\n"
    evaluated = found(tmp_path, uses, "2026-W05")
    assert overdue(evaluated) == {"Alder", "Dune"}
    assert known(evaluated, "revisits_made", "rep:Ann") == 1


@pytest.mark.parametrize(
    ("gaps", "late"), [("a_gap: 60d", {"Dune"}), ("b_gap: 60d", {"Alder", "Cedar", "Dune"}), ("c_gap: 250d", {"Alder"})]
)
def test_the_gaps_are_parameters(tmp_path: Path, gaps: str, late: set[str]) -> None:
    evaluated = found(tmp_path, FEW + f"use sales.revisit({gaps})\n", "2026-W05")
    assert overdue(evaluated) == late
