"""Results of exams: sources that say who has passed what.

In: `exams course where passed` in a source of events. Out: what `passed("…")` asks, on the bench.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import only
from planlang.semantics.expr import Column
from planlang.semantics.expressions.rows import Rows
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.model import Events, Shape
from planlang.semantics.names.bench import Bench, ExamFacts
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.values.units import TextUnit

NO_EVENTS = Text("exams-of-whom", "results of exams are happenings of one person each")
NO_EVENTS_HELP = Text("exams-of-whom.help", "the source needs `event at COLUMN` and one column of type `person`")
NOT_A_TEXT = Text("unit-mismatch.exam", "`{name}` is {unit}, and the name of an exam is a text")


def check_exams(bench: Bench, symbol: Symbol, shape: Shape, people: tuple[str, ...]) -> None:
    """Puts what a source says of exams on the bench."""
    node = symbol.node
    assert isinstance(node, nodes.SourceDecl)
    clause = only(node.clauses, nodes.Exams, bench.findings)
    if clause is None:
        return
    rows = Rows(bench, symbol.scope, symbol.name, bench.columns[symbol.name])
    column = rows.column(clause.column)
    passed = rows.condition(clause.passed)
    if not isinstance(shape, Events) or len(people) != 1:
        bench.findings.error(clause.span, NO_EVENTS(), help=NO_EVENTS_HELP())
        return
    if column is None or passed is None:
        return
    if not isinstance(column, Column) or not isinstance(column.unit, TextUnit):
        name = clause.column
        bench.findings.error(name.span, NOT_A_TEXT(name=name.text, unit=unit_words(column.unit)))
        return
    bench.exams[symbol.name] = ExamFacts(column, people[0], shape.at, passed, clause.span)
