"""What a figure has parts by: each record of a source, each value of a column; and the share that the largest of them make up.

In: the word that names them, and the rows of a figure. Out: what says in a row which part it is about, or None where nothing
does; that was reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    FigureArithmetic,
    FigureConstant,
    FigureExpression,
    Fold,
    MetricRef,
    OverWindow,
    ShareOfLargest,
    Sought,
)
from planlang.semantics.expressions.builtins import Function
from planlang.semantics.expressions.calls.arguments import Arguments
from planlang.semantics.expressions.calls.peers import NO_SHARE, places
from planlang.semantics.expressions.figure_operators import FigureOperators, figure_unit
from planlang.semantics.expressions.operations import wrong_arguments
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.model.naming import column_called, column_naming, groups_by
from planlang.semantics.names.bench import Bench, RecordFacts
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.uses import note, note_column, note_record
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import Ratio

NO_PART = Text("no-part", "`{source}` does not tell which `{name}` a row is about")
NO_PART_HELP = Text("no-part.help", "add a column `{name}` to it, or one of type `record[…]` that leads there")
NO_RECORD_HELP = Text("no-part.record-help", "add a column `{name}: record[{source}]` to it")
FROM_HERE = Text("no-part.here", "counted here")
NO_PARTS = Text(
    "unknown-name.parts", "`{name}` is neither a record nor a column by whose values rows can be told apart"
)
NO_PARTS_HELP = Text(
    "unknown-name.parts-help",
    "write what one row of a list is called, or a column: `top_share(10, METRIC by customer)`",
)


@frozen
class By:
    """By what a figure has parts.

    Attributes:
        name: what they are called.
        records: what is known of them; None for values of a column.
    """

    name: str
    records: RecordFacts | None

    @property
    def source(self) -> str | None:
        """Whose records they are."""
        return None if self.records is None else self.records.source


def by_word(bench: Bench, scope: Scope, word: nodes.Name) -> By | None:
    """The records or the column that a word names; None where it names neither."""
    name = word.text
    source = scope.find(name, (Kind.SOURCE,))
    facts = bench.records.get(source.name if source is not None else name)
    if facts is not None:
        if source is not None:
            note(scope, word, source, bench.findings)
        else:
            note_record(facts.source, facts.name, word, bench.findings)
        return By(facts.name, facts)
    called = _columns(bench, name)
    for of, column in called:
        note_column(of, column, word, bench.findings)
    return By(called[0][1], None) if called else None


def _columns(bench: Bench, word: str) -> list[tuple[str, str]]:
    """The columns of that name or alias by which rows can be told apart, with their sources."""
    found = []
    for source, columns in bench.columns.items():
        column = bench.aliases.get(source, {}).get(word, word)
        unit = columns.get(column)
        if unit is not None and groups_by(unit):
            found.append((source, column))
    return [(of, column) for of, column in found if column == found[0][1]]


def telling(bench: Bench, name: str, of: str | None, rows: Aggregate, span: Span) -> Sought | None:
    """What says which record of a source, or which value of a column, a row is about; None after reporting that nothing does."""
    sources = dict(bench.sources)
    source = sources[rows.source]
    if of is None:
        found = column_called(source, name, sources, {})
        help_ = NO_PART_HELP(name=name)
    else:
        found = column_naming(source, sources[of])
        help_ = NO_RECORD_HELP(name=name, source=of)
    if found is not None and groups_by(found.unit):
        return found
    message = NO_PART(source=source.ident.name, name=name)
    bench.findings.error(span, message, help=help_, related=(Related(rows.span, FROM_HERE()),))
    return None


def share_of_largest(
    typer: FigureOperators, node: nodes.Call, function: Function, arguments: Arguments, *, windowed: bool
) -> FigureExpression | None:
    """`top_share(10, ordered by customer)`."""
    bench, group = typer.bench, arguments.group
    if len(arguments.placed) != len(function.takes) or group is None:
        wrong_arguments(bench, node, function)
        return None
    count = places(typer, node, function, arguments.placed[0])
    written = arguments.placed[-1]
    subject = typer.value_in(written, windowed=windowed)
    by = by_word(bench, typer.scope, group)
    if by is None:
        known = {*bench.records, *(name for columns in bench.columns.values() for name in columns)}
        message = NO_PARTS(name=group.text)
        bench.findings.unknown(
            group.span, message, group.text, lambda: sorted(known), among="part", help=NO_PARTS_HELP()
        )
    if subject is None or by is None or count is None:
        return None
    told: dict[str, Sought] = {}
    for rows in _summands(bench, subject):
        if rows is None:
            bench.findings.error(written.span, NO_SHARE(unit=unit_words(figure_unit(subject))))
            return None
        found = told.get(rows.source) or telling(bench, by.name, by.source, rows, group.span)
        if found is None:
            return None
        told[rows.source] = evolve(found, span=group.span)
    return ShareOfLargest(count, subject, tuple(told.items()), Ratio(), node.span)


def _summands(bench: Bench, subject: FigureExpression) -> Iterator[Aggregate | None]:
    """The sums and counts that a figure is made of by adding and by constant factors, through metrics and windows; None for
    anything else in it.
    """
    match subject:
        case Aggregate(fold=Fold.COUNT | Fold.SUM):
            yield subject
        case MetricRef(metric=name):
            yield from _summands(bench, bench.metrics[name].metric.value)
        case OverWindow(subject=inner):
            yield from _summands(bench, inner)
        case FigureArithmetic(operator=Arithmetic.ADD | Arithmetic.SUBTRACT, left=left, right=right):
            yield from _summands(bench, left)
            yield from _summands(bench, right)
        case (
            FigureArithmetic(operator=Arithmetic.MULTIPLY | Arithmetic.DIVIDE, left=inner, right=FigureConstant())
            | FigureArithmetic(operator=Arithmetic.MULTIPLY, left=FigureConstant(), right=inner)
        ):
            yield from _summands(bench, inner)
        case _:
            yield None
