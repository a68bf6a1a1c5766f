"""Whether somebody has passed an exam.

In: a call with the name of the exam. Out: a checked condition over the rows of all sources that tell of exams.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.expr import (
    Aggregate,
    Comparison,
    Constant,
    CreditTime,
    CreditTo,
    Dated,
    FigureExpression,
    Fold,
    Passed,
    RowAll,
    RowComparison,
)
from planlang.semantics.expressions.builtins import Function
from planlang.semantics.expressions.operations import wrong_arguments
from planlang.semantics.names.bench import Bench
from planlang.syntax import nodes
from planlang.values.units import Count

NO_EXAMS = Text("no-exams", "no source says who has passed an exam")
NO_EXAMS_HELP = Text("no-exams.help", "write `exams COLUMN where passed` in the source of the results")


def passed(bench: Bench, node: nodes.Call, function: Function) -> FigureExpression | None:
    """`passed("Product basics")`, whatever source says so."""
    written = node.arguments[0] if len(node.arguments) == 1 else None
    if not isinstance(written, nodes.Text):
        wrong_arguments(bench, node, function)
        return None
    if not bench.exams:
        bench.findings.error(node.span, NO_EXAMS(), help=NO_EXAMS_HELP())
        return None
    counted = []
    for source, facts in bench.exams.items():
        named = Constant(written.text, facts.column.unit, written.span)
        same = RowComparison(Comparison.EQUAL, facts.column, named, written.span)
        where = RowAll((same, facts.passed), written.span)
        for moment in (CreditTime.EVENT, CreditTime.TODAY):  # he may have passed before he was in a team
            credit = CreditTo(facts.person, moment)
            counted.append(Aggregate(Fold.COUNT, source, None, Dated(facts.at), where, credit, Count(), node.span))
    return Passed(written.text, tuple(counted), node.span)
