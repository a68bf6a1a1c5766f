"""`sales.team` and `sales.productivity`: how many people there were, and what each brought in, on company.py."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from planlang.values.figure import Unknown, Why
from tests.stdlib.company import evaluation, figure, known

USES = """
use sales.pipeline
use sales.revenue
use sales.activity as act
use sales.productivity(output: signed)
use sales.productivity(output: act.visits) as visiting
team east "East" under north { rep Dee from 2026-01-14, Eve to 2026-01-13 }
"""


def test_headcount_is_the_mean_of_the_days_on_which_people_were_there(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W03")
    # 12 to 18 January: Ann, Bob and Cy all week, Dee from Wednesday, Eve until Tuesday
    assert known(found, "headcount", "plan:") == 3 + Fraction(5, 7) + Fraction(2, 7)
    assert known(found, "headcount", "team:north") == 3
    assert known(found, "headcount", "team:east") == 1
    assert known(found, "headcount", "team:south") == 1
    assert known(found, "headcount", "rep:Dee") == Fraction(5, 7)
    # a manager is no representative
    assert known(found, "headcount", "rep:Max") == 0


def test_output_per_head_counts_half_a_week_as_half_a_head(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W03")
    # 100 by Ann and 40 by Bob among three in the north, with those of the east
    assert known(found, "per_head", "team:north") == Fraction(140, 3)
    assert known(found, "per_head", "plan:") == 35
    assert known(found, "per_head", "rep:Dee") == 0
    # Ann makes three visits, Bob one
    assert known(found, "visiting.per_head", "team:north") == Fraction(4, 3)
    # nobody is in post: not zero, and not the whole output
    assert figure(found, "per_head", "rep:Max") == Unknown(Why.NO_DENOMINATOR)
