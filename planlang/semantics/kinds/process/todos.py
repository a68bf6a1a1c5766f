"""What is to be done within a time after a stage is entered, and how it is known to be done.

In: `todo` clauses in the block of a stage. Out: their limits and conditions. A condition is about what has happened to the
record since it entered the stage: counts and sums of rows of sources that belong to records.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.clauses import only
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    Dated,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    Fold,
    MetricRef,
)
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.limits import Limited, time_limit
from planlang.semantics.expressions.walk import changed, every
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.kinds.process.activities import happens_to_records, reached_by
from planlang.semantics.model import ClockLimit
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.values.periods import Grain

NO_TIME = Text("todo-without-time", "`{name}` does not say within what time it is to be done")
NO_TIME_HELP = Text("todo-without-time.help", "add `within 3wd`")
NO_CONDITION = Text("todo-without-condition", "`{name}` does not say when it is done")
NO_CONDITION_HELP = Text("todo-without-condition.help", "add `done when count(SOURCE) >= 1`")
IN_HOURS = Text("duration-unit.todo", "what is done shows at the end of a day, so this is counted in days")
NOT_SINCE = Text("todo-condition", "this is not about what has happened to the record since it came into the stage")
NOT_SINCE_HELP = Text("todo-condition.help", "compare counts, sums or different values of rows that belong to it")
NOTHING_HAPPENS = Text("todo-condition.constant", "this does not depend on anything that happens to the record")
MOST_METRICS = 50

FOLDS = (Fold.COUNT, Fold.SUM, Fold.DISTINCT)


@frozen
class Todo:
    """A limit, and what shows that the thing is done.

    Attributes:
        via: by source, the column of the records that names whose its rows are, where these are not the records' own.
    """

    limited: Limited
    done: FigureExpression
    via: dict[str, str]


def todo(bench: Bench, symbol: Symbol, records: Symbol | None, written: nodes.Todo) -> Todo | None:
    """What a to-do says; None after reporting what is wrong with it, or missing."""
    findings, name = bench.findings, written.head.name
    within = only(written.clauses, nodes.Within, findings)
    when = only(written.clauses, nodes.DoneWhen, findings)
    if within is None:
        findings.error(name.span, NO_TIME(name=name.text), help=NO_TIME_HELP())
    if when is None:
        findings.error(name.span, NO_CONDITION(name=name.text), help=NO_CONDITION_HELP())
    limited = None if within is None else time_limit(bench, symbol.scope, within.limit)
    done = None if when is None else _condition(bench, symbol, records, when.condition)
    if limited is None or done is None:
        return None
    if isinstance(limited.limit, ClockLimit):
        findings.error(limited.span, IN_HOURS())
        return None
    return Todo(limited, *done)


def _condition(
    bench: Bench, symbol: Symbol, records: Symbol | None, written: nodes.Expression
) -> tuple[FigureExpression, dict[str, str]] | None:
    """A condition over what happens to records, metrics in it standing for what they are; and by source the column by which
    its rows belong to them.
    """
    found = Figures(bench, symbol.scope, rule=RuleGrain(Grain.DAY)).condition(written)
    if found is None:
        return None
    meant = _without_metrics(bench, found)
    if meant is None:
        return None
    aggregates = [part for part in every(meant) if isinstance(part, Aggregate)]
    if not all(map(_is_meant, every(meant))):
        bench.findings.error(written.span, NOT_SINCE(), help=NOT_SINCE_HELP())
        return None
    if not aggregates:
        bench.findings.error(written.span, NOTHING_HAPPENS(), help=NOT_SINCE_HELP())
        return None
    via: dict[str, str] = {}
    for source in dict.fromkeys(part.source for part in aggregates):
        column = reached_by(bench, source, records)
        if column is not None:
            via[source] = column
        elif not happens_to_records(bench, written.span, source, records):
            return None
    return meant, via


def _may_count(part: Aggregate) -> bool:
    """Whether an aggregate adds up from day to day, of rows on their own day."""
    return part.fold in FOLDS and isinstance(part.moment, Dated)


def _is_meant(part: FigureExpression) -> bool:
    """Whether a part of a condition can be asked of what has happened to a record."""
    match part:
        case Aggregate():
            return _may_count(part)
        case FigureArithmetic(operator=operator):
            return operator is not Arithmetic.DIVIDE
        case FigureConstant() | FigureComparison() | FigureAll() | FigureAny() | FigureNot():
            return True
        case _:
            return False


def _without_metrics(bench: Bench, expression: FigureExpression) -> FigureExpression | None:
    """The expression with every metric in it replaced by what it is; None where one could not be understood."""
    left = MOST_METRICS
    while any(isinstance(part, MetricRef) for part in every(expression)):
        left -= 1
        names = {part.metric for part in every(expression) if isinstance(part, MetricRef)}
        if left < 0 or any(name not in bench.metrics for name in names):
            return None
        expression = changed(expression, lambda part: _value(bench, part))
    return expression


def _value(bench: Bench, part: FigureExpression) -> FigureExpression:
    return bench.metrics[part.metric].metric.value if isinstance(part, MetricRef) else part
