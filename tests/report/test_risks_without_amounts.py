"""What a goal may lose where nobody knows an amount of its risks."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.report.sections.rhythm.risks import risks_section
from tests.evaluate.whole.small_plans import ACTIVITIES, HEAD, TEAMS, evaluation
from tests.report.texts import section_text

PLAN = (
    HEAD
    + TEAMS
    + ACTIVITIES
    + """
goal calls "Calls" { measure visits; target 100 by 2026-12-31; owner Boss }
risk a "A" { likelihood high; impact high on calls; owner Boss }
"""
)
FILES = {"activities-2026-W02.csv": "day,owner,deal_id\n2026-01-05,Ann,\n"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, "Calls: what may be lost is not known, 1 risk is without an amount"),
        (Language.ZH, "Calls：预期损失未知，1 项风险没有估金额"),
    ],
)
def test_no_amount_is_not_expected_to_be_lost(language: Language, said: str, tmp_path: Path) -> None:
    section = risks_section(evaluation(tmp_path, PLAN, FILES, "2026-W02"), language)
    assert section is not None
    assert said in section_text(section, 100, language)
