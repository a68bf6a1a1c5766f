"""What is wrong with scorecards beside the pages of their checks."""

from __future__ import annotations

import pytest

from tests.semantics.marked import COMPANY, checked

CARD = "scorecard c for each %s { every month; line a = attainment(revenue) this month, weight 100%%; %s }"


@pytest.mark.parametrize(
    ("who", "clause", "said"),
    [
        ("team", "rank by team", "take `by team` off"),
        ("rep", "rank by product", "or `by team`"),
        ("rep", "agreed within 3d", "working days"),
    ],
)
def test_a_clause_that_would_change_nothing_is_told(who: str, clause: str, said: str) -> None:
    (found,) = checked(COMPANY + CARD % (who, clause), {}).diagnostics
    assert said in found.message.render()
