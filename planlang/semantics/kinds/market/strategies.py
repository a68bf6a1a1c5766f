"""Strategies: what is done for goals, by which tasks, and what tells whether it works.

In: `strategy` declarations; goals, metrics and budgets must have been checked. Out: every strategy by qualified name. What it says
of the tasks and milestones in it (owner, goals, account) is put to them with these.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.parties import party
from planlang.semantics.clauses.serving import serves_goals
from planlang.semantics.expr import MetricRef
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.model import Strategy, StrategyMeasure, TaskWeight
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_word
from planlang.semantics.names.vocabulary import TASK_WEIGHTS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain

UNKNOWN_WEIGHT = Text("unknown-name.task-weight", "`{name}` is nothing that tasks count for")
UNKNOWN_WEIGHT_HELP = Text("unknown-name.task-weight-help", "write `length`, `effort`, `cost` or `equal`")


def strategies(bench: Bench) -> dict[str, Strategy]:
    """Every strategy by qualified name, in order of declaration; puts them on the bench."""
    found = bench.by_name(_strategy, Kind.STRATEGY)
    bench.strategies = found
    return found


def _strategy(bench: Bench, symbol: Symbol) -> Strategy:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.StrategyDecl)
    category = only(node.clauses, nodes.Category, findings)
    if category is not None:
        note_word(category.name.span, findings)
    owner = only(node.clauses, nodes.Owner, findings)
    written = [value for clause in each(node.clauses, nodes.Measures) for value in clause.values]
    measured = [_measure(bench, symbol, value) for value in written]
    return Strategy(
        symbol.ident(),
        category.name.text if category else None,
        party(bench, scope, owner.who) if owner else None,
        serves_goals(bench, scope, only(node.clauses, nodes.Serves, findings)),
        tuple(measure for measure in measured if measure is not None),
        _weight(bench, only(node.clauses, nodes.ProgressBy, findings)),
    )


def _measure(bench: Bench, symbol: Symbol, written: nodes.Expression) -> StrategyMeasure | None:
    """A figure beside it; None after reporting that it is none."""
    value = Figures(bench, symbol.scope, rule=RuleGrain(Grain.WEEK)).value(written)
    if value is None:
        return None
    metric = value.metric if isinstance(value, MetricRef) else None
    return StrategyMeasure(value, figure_unit(value), metric, written.span.text)


def _weight(bench: Bench, clause: nodes.ProgressBy | None) -> TaskWeight:
    """What the tasks count for: their length where nothing else is said."""
    if clause is None:
        return TaskWeight.LENGTH
    name = clause.weight.text
    found = TASK_WEIGHTS.get(name)
    if found is None:
        bench.findings.unknown(
            clause.weight.span,
            UNKNOWN_WEIGHT(name=name),
            name,
            lambda: TASK_WEIGHTS,
            among="task-weights",
            help=UNKNOWN_WEIGHT_HELP(),
        )
        return TaskWeight.LENGTH
    note_word(clause.weight.span, bench.findings)
    return found
