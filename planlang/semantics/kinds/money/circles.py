"""Conditions of tasks that ask for what costs of tasks come to: dates that rest on dates.

In: the condition of a task or milestone. Out: a finding where it, or a metric or goal in it, asks for such a figure.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.text import Text
from planlang.semantics.expr import FigureExpression, MetricRef, OfBudget, OfGoal
from planlang.semantics.expressions.walk import every
from planlang.semantics.names.bench import Bench
from planlang.source import Span

CIRCLE = Text(
    "circular-definition.dates", "this asks a budget what the tasks come to whose dates may wait for this condition"
)
CIRCLE_HELP = Text("circular-definition.dates-help", "ask for `used`, `burn` or `pace`, which rows tell")


def check_dates(bench: Bench, condition: FigureExpression, span: Span) -> bool:
    """Whether a condition can be judged before the dates of tasks are known; reported where it cannot."""
    if all(part.measure.of_rows for part in _everything(bench, condition)):
        return True
    bench.findings.error(span, CIRCLE(), help=CIRCLE_HELP())
    return False


def _everything(bench: Bench, expression: FigureExpression) -> Iterator[OfBudget]:
    """What is asked of budgets in an expression and in the metrics and goals in it."""
    seen: set[tuple[str, str]] = set()
    waiting = [expression]
    while waiting:
        for part in every(waiting.pop()):
            match part:
                case OfBudget():
                    yield part
                case MetricRef(metric=name) if ("metric", name) not in seen and name in bench.metrics:
                    seen.add(("metric", name))
                    waiting.append(bench.metrics[name].metric.value)
                case OfGoal(goal=name) if ("goal", name) not in seen and name in bench.goal_measures:
                    seen.add(("goal", name))
                    waiting.append(bench.goal_measures[name])
