"""Whose figures are: warns where a person or a team is judged by a figure that is nobody's.

In: checked figures. Out: warnings. Figures of rows without an owner are known for the whole plan only.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.expr import Aggregate, FigureExpression, MetricRef, OfGoal
from planlang.semantics.expressions.walk import every
from planlang.semantics.names.bench import Bench
from planlang.source import Span

NOBODY = Text("nobody-credited", "these rows are nobody's, so nobody can be judged by them")
NOBODY_HELP = Text(
    "nobody-credited.help", "say whose they are: `credit COLUMN at event` with a person column of `{source}`"
)
JUDGED = Text("nobody-credited.judged", "people or teams are judged by it here")


def uncredited(bench: Bench, expression: FigureExpression) -> Aggregate | None:
    """The first aggregate that an expression rests on and whose rows are nobody's, or None."""
    for part in every(expression):
        match part:
            case Aggregate(credit=None):
                return part
            case MetricRef(metric=metric) if bench.metrics[metric].uncredited is not None:
                return bench.metrics[metric].uncredited
            case OfGoal(goal=goal) if bench.goal_uncredited.get(goal) is not None:
                return bench.goal_uncredited[goal]
    return None


def check_credit(bench: Bench, expression: FigureExpression, place: Span) -> None:
    """Warn where a figure that people or teams are judged by is nobody's; each aggregate is told once."""
    found = uncredited(bench, expression)
    if found is None or found.span in bench.told_uncredited:
        return
    bench.told_uncredited[found.span] = True
    bench.findings.warning(
        found.span, NOBODY(), help=NOBODY_HELP(source=found.source), related=(Related(place, JUDGED()),)
    )
