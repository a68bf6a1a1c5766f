"""`sales.pipeline`: its figures and its process rules on the deals of company.py."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.evaluation import Evaluation, Verdict
from planlang.semantics.model import ClockLimit, DayKind, DayLimit, IdleRule, StayRule, TimeLimit
from planlang.workspace.run import planned
from tests.stdlib.company import evaluation, known, opened

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


LIMITS: list[tuple[str, str, TimeLimit]] = [
    ("prospect_limit", "stay.prospect", DayLimit(5, DayKind.WORKING)),
    ("contact_limit", "stay.contact", DayLimit(10, DayKind.WORKING)),
    ("discovery_limit", "stay.discovery", DayLimit(15, DayKind.WORKING)),
    ("proposal_limit", "stay.proposal", DayLimit(10, DayKind.WORKING)),
    ("big_proposal_limit", "stay.proposal.2", DayLimit(20, DayKind.WORKING)),
    ("negotiation_limit", "stay.negotiation", DayLimit(14, DayKind.CALENDAR)),
    ("big_negotiation_limit", "stay.negotiation.2", DayLimit(30, DayKind.CALENDAR)),
    ("idle_limit", "idle", DayLimit(10, DayKind.WORKING)),
    ("negotiation_idle_limit", "idle.negotiation", DayLimit(5, DayKind.WORKING)),
]
"""Parameter, rule, and what it allows without an argument."""
USUAL = {rule: limit for _, rule, limit in LIMITS}


def limits(folder: Path, uses: str) -> dict[str, TimeLimit]:
    """What the rules of the process allow."""
    model = planned(opened(folder, uses)).model
    timed = [rule for rule in model.processes["b2b"].rules if isinstance(rule, StayRule | IdleRule)]
    return {rule.ident.name.removeprefix("b2b."): rule.limit for rule in timed}


def test_without_arguments_the_limits_are_the_usual_ones(tmp_path: Path) -> None:
    assert limits(tmp_path, "use sales.pipeline\n") == USUAL


@pytest.mark.parametrize(("parameter", "rule"), [limit[:2] for limit in LIMITS])
def test_every_limit_is_a_parameter_of_its_own(tmp_path: Path, parameter: str, rule: str) -> None:
    assert limits(tmp_path, f"use sales.pipeline({parameter}: 77h)\n") == USUAL | {rule: ClockLimit(77 * 60)}


def test_an_argument_changes_what_is_broken(tmp_path: Path) -> None:
    def broken(arguments: str) -> int:
        allowed = "  # planlang: ignore[hours-without-times] days will do\n" if arguments.endswith("h") else "\n"
        found = evaluation(tmp_path, f"use sales.pipeline(big: 1000 EUR{arguments}){allowed}", "2026-W04")
        counts = {count.rule: count.verdicts for count in found.rules}
        return counts["b2b.stay.prospect"][Verdict.VIOLATED]

    # in the first stage: D1 and D2 12-22..12-29, D3 01-05..01-16, D4 01-05..01-07, D5 since 01-13, D6 01-06..01-08
    assert broken("") == 2
    assert broken(", prospect_limit: 20wd") == 0
    assert broken(", prospect_limit: 6d") == 4
    # of days only what lasts a day longer is certain
    assert broken(", prospect_limit: 48h") == 4
    assert broken(", prospect_limit: 24h") == 6


def test_the_sample_of_the_win_rate_is_what_the_plan_says(tmp_path: Path) -> None:
    # decided in W03: two won, one lost
    assert known(
        evaluation(tmp_path, "use sales.pipeline(least_sample: 3)\n", "2026-W03"), "win_rate", "plan:"
    ) == Fraction(2, 3)
    assert known(evaluation(tmp_path, "use sales.pipeline(least_sample: 4)\n", "2026-W03"), "win_rate", "plan:") is None


def test_what_is_wrong_with_a_limit_is_told_at_the_use(tmp_path: Path) -> None:
    for written, name in (("20000d", "duration-too-long"), ("48h", "hours-without-times")):
        (found,) = opened(tmp_path, f"use sales.pipeline(idle_limit: {written})\n").diagnostics
        assert (found.name, found.span.source.path, found.span.text) == (name, "plan.plan", written)
