"""How often people are judged or paid: the rhythm of scorecards, incentives and promotions.

In: the clauses of a declaration. Out: the periods that it goes by.
"""

from __future__ import annotations

from planlang.diagnostics.text import Message
from planlang.semantics.clauses.clauses import only
from planlang.semantics.names.bench import Bench
from planlang.syntax import nodes
from planlang.syntax.nodes import Often
from planlang.values.periods import Grain

GRAINS = {
    Often.WEEK: Grain.WEEK,
    Often.MONTH: Grain.MONTH,
    Often.QUARTER: Grain.QUARTER,
    Often.HALF_YEAR: Grain.HALF,
    Often.YEAR: Grain.YEAR,
}
Rhythmic = nodes.ScorecardDecl | nodes.IncentiveDecl | nodes.PromotionDecl


def rhythm(bench: Bench, node: Rhythmic, missing: Message, help_: Message) -> Grain | None:
    """The periods of a declaration; None after reporting that it says none, or days."""
    cadence = only(node.clauses, nodes.Cadence, bench.findings)
    grain = GRAINS.get(cadence.often) if cadence is not None else None
    if grain is None:
        bench.findings.error(node.head.name.span if cadence is None else cadence.span, missing, help=help_)
    return grain
