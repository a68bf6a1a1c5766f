"""When something has to be looked at again: on a day, some time after it was said, or at the next round of a rhythm.

In: what `review` says. Out: a `ReviewRule`.
"""

from __future__ import annotations

from planlang.semantics.clauses.recurrences import recurrence
from planlang.semantics.model import ReviewAfter, ReviewEach, ReviewOn, ReviewRule
from planlang.semantics.names.bench import Bench
from planlang.syntax import nodes
from planlang.syntax.nodes import Often

AFTER = {
    Often.DAY: ReviewAfter(days=1),
    Often.WEEK: ReviewAfter(days=7),
    Often.MONTH: ReviewAfter(months=1),
    Often.QUARTER: ReviewAfter(months=3),
    Often.HALF_YEAR: ReviewAfter(months=6),
    Often.YEAR: ReviewAfter(months=12),
}


def review_rule(bench: Bench, when: nodes.Recurrence | nodes.Date) -> ReviewRule | None:
    """When it has to be looked at again; None after reporting that nobody can tell."""
    if isinstance(when, nodes.Date):
        return ReviewOn(when.value)
    if isinstance(when, nodes.EveryDay) and when.at is None and when.cadence.often in AFTER:
        return AFTER[when.cadence.often]
    every = recurrence(bench, when)
    return ReviewEach(every) if every is not None else None
