"""The period in which a plan begins inside is left out of scorecards, incentives and promotions, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.report.plain.plain_cards import incentives, promotions, scorecards
from planlang.report.sections.people.incentives import incentive_sections
from planlang.report.sections.people.promotions import promotion_sections
from planlang.report.sections.people.scorecards import scorecard_sections
from planlang.workspace.run import evaluated, planned
from tests.evaluate.whole.small_plans import ACTIVITIES, HEAD, TEAMS, opened_plan
from tests.report.texts import section_text

PLAN = (
    HEAD
    + TEAMS
    + ACTIVITIES.replace('read "data/activities-*.csv"', 'read "data/activities.csv"; covers 2026-01-01 .. 2026-12-31')
    + """
scorecard card "Card" for each rep { every quarter; line a "A" = 100% - 5% * visits this quarter, weight 100% }
incentive pay "Pay" for each rep { every quarter; pays 100 CNY when visits this quarter >= 1 }
promotion up "Up" from rep to lead { every quarter; requires visits this quarter >= 1 }
"""
)
FILES = {"activities.csv": "day,owner,deal_id\n2026-03-02,Ann,\n2026-05-11,Ann,\n2026-08-11,Ann,\n"}
SAID = {
    Language.EN: "2026-Q1 is left out: the plan begins inside it, on 16 Feb",
    Language.ZH: "2026年一季度不算：计划从 2/16 才开始",
}


@pytest.mark.parametrize(
    ("start", "as_of", "told"),
    [
        ("2026-02-16", "2026-03-31", True),
        ("2026-02-16", "2026-06-30", True),
        ("2026-02-16", "2026-09-30", False),
        ("2026-01-01", "2026-03-31", False),
    ],
)
def test_a_part_of_a_period_is_left_out_and_that_is_said(tmp_path: Path, start: str, as_of: str, told: bool) -> None:
    opened = opened_plan(tmp_path, PLAN.replace("period 2026-01-01", f"period {start}"), FILES)
    found = evaluated(planned(opened), opened, as_of=as_of)
    for sections in (scorecard_sections, incentive_sections, promotion_sections):
        for language, words in SAID.items():
            text = " ".join(" ".join(section_text(one, 200, language) for one in sections(found, language)).split())
            assert (words in text) is told, text
    for plain, name in ((scorecards, "scorecards"), (incentives, "incentives"), (promotions, "promotions")):
        (one,) = plain(found)[name]  # type: ignore[misc, union-attr]
        left_out = one["left_out"]  # type: ignore[index, call-overload]
        assert (left_out or {}).get("label") == ("2026-Q1" if start != "2026-01-01" else None)
