"""`sales.forecast`: the weighted pipeline on the deals of company.py."""

from __future__ import annotations

from pathlib import Path

from tests.stdlib.company import evaluation, known, opened

RATES = "prospect_rate: 10%, contact_rate: 20%, discovery_rate: 30%, proposal_rate: 40%, negotiation_rate: 50%"


def test_each_open_deal_counts_with_the_rate_of_its_stage(tmp_path: Path) -> None:
    found = evaluation(tmp_path, f"use sales.pipeline\nuse sales.forecast({RATES})\n", "2026-W03")
    # open at the end of 18 January: D4 (600,000, proposal, Ann), D5 (30, prospect, Bob), D6 (500,000, discovery, Cy)
    assert known(found, "weighted_amount", "rep:Ann") == 240_000
    assert known(found, "weighted_amount", "rep:Bob") == 3
    assert known(found, "weighted_amount", "team:south") == 150_000
    assert known(found, "weighted_amount", "plan:") == 390_003


def test_there_is_no_rate_that_the_plan_does_not_say(tmp_path: Path) -> None:
    plan = opened(tmp_path, "use sales.pipeline\nuse sales.forecast(prospect_rate: 10%)\n")
    assert [one.name for one in plan.diagnostics] == ["missing-argument"]
    assert "negotiation_rate" in plan.diagnostics[0].message.render()
