"""`sales.pipeline`: its figures and its process rules on the deals of company.py."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from planlang.evaluate.evaluation import Evaluation, Verdict
from tests.stdlib.company import evaluation, known

USES = "use sales.pipeline(big: 1000 EUR)\n"


def test_the_open_pipeline_is_what_stands_at_the_end_of_the_week(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W03")
    # open at the end of 18 January: D4 (600,000, Ann), D5 (30, Bob), D6 (500,000, Cy)
    assert known(found, "open_amount", "plan:") == 1_100_030
    assert known(found, "open_amount", "team:north") == 600_030
    assert known(found, "open_deals", "rep:Cy") == 1
    assert known(found, "big_open_deals", "plan:") == 2
    assert known(found, "aging_deals", "plan:") == 0


def test_a_win_rate_of_too_few_deals_is_unknown_and_by_amount_it_is_not(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W03")
    # decided in W03: 100 and 40 won, 60 lost
    assert known(found, "decided", "plan:") == 3
    assert known(found, "win_rate", "plan:") is None
    assert known(found, "win_rate_amount", "plan:") == Fraction(140, 200)


def violated(found: Evaluation) -> set[tuple[str, str]]:
    """The broken process rules: rule and deal."""
    return {(v.rule, v.entity) for v in found.violations if v.rule.startswith("b2b.") and v.verdict is Verdict.VIOLATED}


def test_its_rules_find_what_was_done_wrong(tmp_path: Path) -> None:
    found = evaluation(tmp_path, USES, "2026-W04")
    counts = {count.rule: count.verdicts for count in found.rules}
    # D3 and D5 stayed in the first stage for more than five working days (01-05..01-16, and since 01-13)
    assert counts["b2b.stay.prospect"][Verdict.VIOLATED] == 2
    # D6 went from needs analysis straight into negotiation, and nobody knows who decides: possibly not even then
    assert counts["b2b.skip"][Verdict.VIOLATED] == 1
    assert counts["b2b.enter.negotiation"][Verdict.POSSIBLE] == 1
    assert counts["b2b.back"].get(Verdict.VIOLATED, 0) == 0
    # what stands now: D3 is over, and was reported in the week in which it happened
    assert {rule for rule in violated(found) if "idle" not in rule[0]} == {
        ("b2b.stay.prospect", "deal:D5"),
        ("b2b.skip", "deal:D6"),
    }


def test_a_large_deal_has_more_time(tmp_path: Path) -> None:
    # the limit of the proposal is ten working days, twenty for the large: nothing here is that slow
    broken = violated(evaluation(tmp_path, USES, "2026-W04"))
    assert not {entity for rule, entity in broken if "proposal" in rule}
