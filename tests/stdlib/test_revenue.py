"""`sales.revenue` on three people's deals; the figures are added up by hand from the tables in company.py."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.stdlib.company import evaluation, known

USES = """
use sales.pipeline
use sales.revenue
"""
WEEK_3 = {
    # D1 (100, Ann) and D2 (40, Bob) are won, D3 (60, Cy) is lost, D5 (30, Bob) is opened
    ("signed", "rep:Ann"): 100,
    ("signed", "rep:Bob"): 40,
    ("signed", "rep:Cy"): 0,
    ("signed", "team:north"): 140,
    ("signed", "plan:"): 140,
    ("wins", "rep:Ann"): 1,
    ("wins", "plan:"): 2,
    ("losses", "rep:Cy"): 1,
    ("losses", "team:north"): 0,
    ("big_wins", "plan:"): 0,
    ("avg_deal", "team:north"): 70,
    ("avg_deal", "rep:Cy"): None,
    ("new_deals", "rep:Bob"): 1,
    ("new_amount", "rep:Bob"): 30,
    ("new_deals", "plan:"): 1,
}
WEEK_4 = {
    # D4 (600,000, Ann) is won
    ("signed", "rep:Ann"): 600_000,
    ("signed", "plan:"): 600_000,
    ("big_wins", "rep:Ann"): 1,
    ("big_wins", "rep:Bob"): 0,
    ("losses", "plan:"): 0,
    ("avg_deal", "plan:"): 600_000,
    ("new_deals", "plan:"): 0,
}


@pytest.mark.parametrize(("week", "expected"), [("2026-W03", WEEK_3), ("2026-W04", WEEK_4)])
def test_its_figures_are_those_computed_by_hand(
    tmp_path: Path, week: str, expected: dict[tuple[str, str], int | None]
) -> None:
    found = evaluation(tmp_path, USES, week)
    assert {key: known(found, *key) for key in expected} == {
        key: None if value is None else Fraction(value) for key, value in expected.items()
    }


def test_the_limit_of_a_large_deal_is_a_parameter(tmp_path: Path) -> None:
    found = evaluation(tmp_path, "use sales.pipeline\nuse sales.revenue(big: 100 EUR)\n", "2026-W03")
    assert known(found, "big_wins", "plan:") == 1
