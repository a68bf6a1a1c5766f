"""What a goal is split by: teams and people, or the values of a column in the rows that it measures.

In: the name of a dimension as written. Out: what the names under it mean, and the figure of those rows alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.each.restricting import restricted
from planlang.semantics.expr import (
    Aggregate,
    ClassOf,
    Column,
    FigureExpression,
    Headcount,
    Looked,
    MetricRef,
    OfGoal,
    RowExpression,
)
from planlang.semantics.expressions.row_names import class_called
from planlang.semantics.expressions.rows import Rows, row_unit
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.expressions.walk import changed, every
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.uses import note, note_column, note_person, note_word
from planlang.semantics.names.vocabulary import EVERYBODY, TEAM_WORDS, TRUTHS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import ClassIn, RecordOf, TextUnit, Truth

NOT_A_PART = Text("unknown-name.part", "no team or person is called `{name}`")
NO_DIMENSION = Text("unknown-name.dimension", "a goal cannot be split by `{name}`")
NO_DIMENSION_HELP = Text(
    "unknown-name.dimension-help", "write `split by team`, `split by rep`, or a column of the rows that it measures"
)
NO_ROWS = Text("split-without-column", "`{measure}` is not made of rows alone, so it has no column to be split by")
NO_ROWS_HELP = Text("split-without-column.help", "measure a metric that counts or sums the rows of a source")
WHICH_RECORD = Text(
    "ambiguous-name.dimension", "`{name}` may be that of {columns}: both lead to rows with a column of this name"
)
WHICH_RECORD_HELP = Text("ambiguous-name.dimension-help", "write `{column}.{name}`")
LACKS = Text("split-without-column.lacks", "the rows of `{source}`, which it measures too, have no column `{name}`")
LACKS_HELP = Text("split-without-column.lacks-help", "add the column, or split a goal that measures only rows with it")
COLUMN_TYPE = Text("unit-mismatch.dimension", "`{name}` is {unit}, and a goal is split by a text or a yes-or-no column")
NOT_A_TRUTH = Text("unknown-name.truth", "`{value}` is neither true nor false, and `{name}` is one of them")


@frozen(eq=False)
class ByPeople:
    """Teams and people.

    Attributes:
        bench: the workpieces.
        scope: the file that the goal stands in.
    """

    bench: Bench
    scope: Scope

    def key(self, who: nodes.Name) -> str | None:
        """`team:north` or `rep:张丽`; None after reporting that there is neither."""
        bench = self.bench
        if not who.quoted:
            team = self.scope.find(who.text, (Kind.TEAM,))
            if team is not None:
                note(self.scope, who, team, bench.findings)
                return f"team:{team.name}"
        note_person(who.text, who.span, bench.findings)
        if who.text in bench.people or bench.rosters:
            return f"rep:{who.text}"
        if not self.scope.may_hide(who.text):
            bench.findings.unknown(
                who.span,
                NOT_A_PART(name=who.text),
                who.text,
                lambda: (*bench.people, *self.scope.names((Kind.TEAM,))),
                among=self.scope,
            )
        return None


@frozen(eq=False)
class ByColumn:
    """The values of a column.

    Attributes:
        bench: the workpieces.
        name: the column as written.
        values: its value in a row, by the source of the row.
    """

    bench: Bench
    name: str
    values: Mapping[str, RowExpression]

    def key(self, who: nodes.Name) -> str | None:
        """The value that a part stands for; None after reporting that the column cannot have it."""
        unit = row_unit(next(iter(self.values.values())))
        if isinstance(unit, ClassIn):
            return class_called(self.bench, who.text, who.span, unit.segment)
        note_word(who.span, self.bench.findings)
        if not self._is_truth:
            return who.text
        if who.text in TRUTHS:
            return "true" if TRUTHS[who.text] else "false"
        self.bench.findings.unknown(
            who.span, NOT_A_TRUTH(value=who.text, name=self.name), who.text, lambda: TRUTHS, among="truth"
        )
        return None

    @property
    def _is_truth(self) -> bool:
        return all(isinstance(row_unit(value), Truth) for value in self.values.values())

    def within(self, measure: FigureExpression, key: str) -> FigureExpression:
        """The figure of the rows with one value."""
        return restricted(measure, self.values, key)


Dimension = ByPeople | ByColumn


def dimension(bench: Bench, scope: Scope, measure: FigureExpression, written: nodes.Dimension) -> Dimension | None:
    """What a dimension means for a goal; None after reporting that it means nothing."""
    path, word = written.name, written.name.text
    role = scope.find(word, (Kind.ROLE,))
    if role is not None:
        note(scope, path, role, bench.findings)
        return ByPeople(bench, scope)
    if word in TEAM_WORDS or word in EVERYBODY:
        note_word(path.span, bench.findings)
        return ByPeople(bench, scope)
    return _column(bench, scope, spelled_out(bench, measure), path)


def spelled_out(bench: Bench, measure: FigureExpression) -> FigureExpression:
    """A figure with the metrics that it names replaced by what they are."""

    def inner(part: FigureExpression) -> FigureExpression:
        if not isinstance(part, MetricRef):
            return part
        return spelled_out(bench, bench.metrics[part.metric].metric.value)

    return changed(measure, inner)


def _column(bench: Bench, scope: Scope, measure: FigureExpression, path: nodes.Path) -> ByColumn | None:
    parts = tuple(every(measure))
    sources = dict.fromkeys(part.source for part in parts if isinstance(part, Aggregate))
    typers = {source: Rows(bench, scope, source, bench.columns[source]) for source in sources}
    having = [source for source, typer in typers.items() if _has(typer, path)]
    if not having:
        texts = (
            column
            for source in sources
            for column, unit in bench.columns[source].items()
            if isinstance(unit, TextUnit | Truth)
        )
        bench.findings.unknown(
            path.span,
            NO_DIMENSION(name=path.text),
            path.text,
            lambda: (*sorted(TEAM_WORDS | EVERYBODY), *scope.names((Kind.ROLE,)), *texts),
            among=scope,
            help=NO_DIMENSION_HELP(),
        )
        return None
    if any(isinstance(part, Headcount | OfGoal) for part in parts):
        bench.findings.error(path.span, NO_ROWS(measure=measure.span.text), help=NO_ROWS_HELP())
        return None
    for source in sources:
        if source not in having:
            bench.findings.error(path.span, LACKS(source=source, name=path.text), help=LACKS_HELP())
            return None
    values = {source: _value(typer, path) for source, typer in typers.items()}
    found = {source: value for source, value in values.items() if value is not None}
    if len(found) < len(values):
        return None
    for value in found.values():
        if not isinstance(row_unit(value), TextUnit | RecordOf | ClassIn | Truth):
            bench.findings.error(path.span, COLUMN_TYPE(name=path.text, unit=unit_words(row_unit(value))))
            return None
    return ByColumn(bench, path.text, found)


def _has(typer: Rows, path: nodes.Path) -> bool:
    """Whether rows have a column of that name, or lead to one that has it."""
    word = path.parts[0].text
    own = typer.column_of(word) is not None or word in typer.bench.segment_names.get(typer.source, {})
    return own or bool(_leading_to(typer, path))


def _leading_to(typer: Rows, path: nodes.Path) -> list[tuple[str, RecordOf]]:
    """The columns that name a record with a column of that name."""
    if len(path.parts) > 1:
        return []
    word = path.text
    return [
        (column, unit)
        for column, unit in typer.columns.items()
        if isinstance(unit, RecordOf)
        and (
            _called(typer.bench, unit.source, word) in typer.bench.columns.get(unit.source, {})
            or word in typer.bench.segment_names.get(unit.source, {})
        )
    ]


def _called(bench: Bench, source: str, word: str) -> str:
    """The column of a source that goes by a name."""
    return bench.aliases.get(source, {}).get(word, word)


def _value(typer: Rows, path: nodes.Path) -> RowExpression | None:
    """What a row has in a column, its own or that of a record it names; None after reporting what is wrong."""
    word = path.parts[0].text
    if typer.column_of(word) is not None or word in typer.bench.segment_names.get(typer.source, {}):
        return typer.value(nodes.Reference(path, path.span))
    leading = _leading_to(typer, path)
    if len(leading) > 1:
        names = [f"`{column}`" for column, _ in leading]
        typer.bench.findings.error(
            path.span,
            WHICH_RECORD(name=path.text, columns=", ".join(names)),
            help=WHICH_RECORD_HELP(column=leading[0][0], name=path.text),
        )
        return None
    (column, record) = leading[0]
    name = _called(typer.bench, record.source, path.text)
    segment = typer.bench.segment_names.get(record.source, {}).get(path.text)
    if segment is not None and name not in typer.bench.columns[record.source]:
        return ClassOf(Column(column, record, path.span), segment, ClassIn(segment), span=path.span)
    unit = typer.bench.columns[record.source][name]
    if unit is None:
        return None
    note_column(record.source, name, path.parts[0], typer.bench.findings)
    return Looked(Column(column, record, path.span), name, unit, span=path.span)
