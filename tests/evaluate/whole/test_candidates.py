"""Who is looked at for a promotion: who was in the role at the end of the period and still is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluate.whole.small_plans import HEAD, evaluation

PLAN = """
team north "North" { rep Ann from 2025-01-01, Bob from 2025-01-01%s; %s rep Sue from 2026-03-02 }
promotion rise "Rise" from rep to lead { every month; requires tenure >= 30d; approved by Ann }
"""


@pytest.mark.parametrize(
    ("bob", "lead", "candidates"),
    [
        ("", "", ["rep:Ann", "rep:Bob"]),
        (" until 2026-02-28", "", ["rep:Ann"]),
        (" until 2026-03-04", "", ["rep:Ann"]),
        (" until 2026-03-04", "lead Bob from 2026-03-05;", ["rep:Ann"]),
        (" until 2026-03-08", "", ["rep:Ann", "rep:Bob"]),
    ],
)
def test_who_has_left_or_risen_since_is_no_candidate(
    tmp_path: Path, bob: str, lead: str, candidates: list[str]
) -> None:
    (found,) = evaluation(tmp_path, HEAD + PLAN % (bob, lead), {}, "2026-W10").promotions
    assert [one.entity for one in found.candidates] == candidates
