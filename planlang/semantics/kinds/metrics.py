"""Metrics, and what goals measure: typed so that each comes after all it rests on.

In: `metric` and `goal` declarations. Out: metrics and the measure of every goal on the bench; a definition that rests on
itself is reported with the whole circle.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import only
from planlang.semantics.clauses.credit import uncredited
from planlang.semantics.expr import CustomerMeasure, Fold
from planlang.semantics.expressions.builtins import FUNCTIONS, Takes
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.extensive import adds_over_people, is_extensive
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.walk import references
from planlang.semantics.expressions.windows import has_windows
from planlang.semantics.kinds.ordering import in_order
from planlang.semantics.model import Metric
from planlang.semantics.names.bench import Bench, MetricFacts
from planlang.semantics.names.scopes import Missing, Scope, Symbol
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import Plain, Truth

NO_EFFECT_CREDIT = Text("clause-without-effect", "`credit` has no effect: this metric counts no rows itself")
NO_EFFECT_CREDIT_HELP = Text("clause-without-effect.help", "put it on the metrics that this one is made of")
NO_EFFECT_SAMPLE = Text(
    "clause-without-effect.sample", "`min sample` has no effect: this is no ratio, average or median"
)
SAMPLE = Text("min-sample", "a sample has at least one row")
PART_OF_ROW = Text("min-sample.whole", "a sample is a whole number of rows")
WINDOW_IN_GOAL = Text("window-in-goal", "a goal is measured over its own period, so `{measure}` must not say one")
WINDOW_IN_GOAL_HELP = Text("window-in-goal.help", "measure a metric without a window")
WINDOW_IN_GOAL_WRITE = Text(
    "window-in-goal.write", "write `measure {subject}`: the period of a goal is that of the plan, or ends with its `by`"
)


def metrics(bench: Bench) -> dict[str, Metric]:
    """Every metric that could be understood; puts them and the measure of every goal on the bench."""
    definitions = (*bench.program.symbols(Kind.METRIC), *bench.program.symbols(Kind.GOAL))
    bench.each(_definition, in_order(bench, definitions, _rests_on))
    found = sorted((facts.metric for facts in bench.metrics.values()), key=lambda metric: metric.ident.order)
    return {metric.ident.name: metric for metric in found}


def _definition(bench: Bench, symbol: Symbol) -> None:
    """Puts a metric, or the measure of a goal, on the bench."""
    (_metric if symbol.kind is Kind.METRIC else _measure)(bench, symbol)


def _metric(bench: Bench, symbol: Symbol) -> None:
    node = symbol.node
    assert isinstance(node, nodes.MetricDecl)
    credit = only(node.clauses, nodes.Credit, bench.findings)
    sample = only(node.clauses, nodes.MinSample, bench.findings)
    size = 0 if sample is None else _sample(bench, symbol.scope, sample)
    typer = Figures(bench, symbol.scope, credit=credit, min_sample=size)
    value = typer.value(node.value)
    if value is None:
        return
    if credit is not None and not typer.used_credit:
        bench.findings.warning(credit.span, NO_EFFECT_CREDIT(), help=NO_EFFECT_CREDIT_HELP())
    if sample is not None and not typer.used_sample:
        bench.findings.warning(sample.span, NO_EFFECT_SAMPLE())
    unit = figure_unit(value)
    assert not isinstance(unit, Truth)
    extensive = is_extensive(value, lambda name: bench.metrics[name].metric.extensive)
    rule = typer.rule
    bench.metrics[symbol.name] = MetricFacts(
        Metric(symbol.ident(), value, unit, extensive),
        has_windows(bench, value),
        (rule.grain, rule.said) if rule.grain is not None and rule.said is not None else None,
        uncredited(bench, value),
        adds_over_people(value, lambda name: bench.metrics[name].adds_over_people),
    )


def _sample(bench: Bench, scope: Scope, clause: nodes.MinSample) -> int:
    """A sample of at least one row; 1 after reporting that it is none."""
    found = amount(bench, scope, clause.size)
    if found is None:
        return 1
    (size, unit), span = found, clause.span
    if isinstance(clause.size, nodes.Reference):
        span = scope.written(clause.size.path.text) or span
    if not isinstance(unit, Plain) or size != size.to_integral_value():
        bench.findings.error(span, PART_OF_ROW())
    elif size < 1:
        bench.findings.error(span, SAMPLE())
    else:
        return int(size)
    return 1


def _measure(bench: Bench, symbol: Symbol) -> None:
    node = symbol.node
    assert isinstance(node, nodes.GoalDecl)
    measure = next((clause for clause in node.clauses if isinstance(clause, nodes.Measure)), None)
    if measure is None:
        return
    value = Figures(bench, symbol.scope).value(measure.value)
    if value is None:
        return
    if has_windows(bench, value):
        message, span = WINDOW_IN_GOAL(measure=measure.value.span.text), measure.value.span
        if isinstance(measure.value, nodes.Windowed):
            subject = measure.value.subject.span.text
            help_ = WINDOW_IN_GOAL_WRITE(subject=subject)
            bench.findings.error(span, message, help=help_, fixes=(Fix(help_, (Edit(span, subject),), safe=False),))
        else:
            bench.findings.error(span, message, help=WINDOW_IN_GOAL_HELP())
        return
    bench.goal_measures[symbol.name] = value
    bench.goal_uncredited[symbol.name] = uncredited(bench, value)
    bench.goal_units[symbol.name] = figure_unit(value)
    targets = [clause for clause in node.clauses if isinstance(clause, nodes.TargetClause)]
    once = [target for target in targets if target.every is None]
    bench.goals_kept_low[symbol.name] = any(target.direction is nodes.Direction.AT_MOST for target in once)
    bench.goals_again[symbol.name] = len(once) < len(targets)


def _rests_on(bench: Bench, symbol: Symbol) -> list[Symbol]:
    """The metrics and goals that a definition mentions."""
    match symbol.node:
        case nodes.MetricDecl(value=value):
            written = [value]
        case nodes.GoalDecl(clauses=clauses):
            written = [clause.value for clause in clauses if isinstance(clause, nodes.Measure)]
        case _:
            return []
    rests: list[Symbol] = []
    for expression in written:
        for path in references(expression, _is_about_figures):
            found = symbol.scope.lookup(path.text)
            if isinstance(found, Missing) or not isinstance(found, tuple):
                continue
            rests += (other for other in found if other.kind in (Kind.METRIC, Kind.GOAL))
    return rests


def _is_about_figures(node: nodes.Expression) -> bool:
    """Whether names inside mean metrics and goals; inside an aggregate they mean columns, inside `headcount` a role, inside
    `used` a budget.
    """
    if not isinstance(node, nodes.Call):
        return not isinstance(node, nodes.Selection)
    function = FUNCTIONS.get(node.function.text)
    return function is None or not (
        isinstance(function.means, Fold | CustomerMeasure)
        or function.takes in ((Takes.ROLE,), (Takes.BUDGET,), (Takes.PROCESS,), (Takes.ROUTE,), (Takes.STAGE,))
    )
