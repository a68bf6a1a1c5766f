"""What a row of a test has to have beyond what is written: keys, dates, cells that nobody reads.

In: rows as written. Out: rows with a value in every column that must have one; and what the test lacks of what its subject reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.semantics.kinds.testing.reads import reads_of
from planlang.semantics.model import ColumnSpec, DataSource, Events, History, Model, Table, Tested, TestedRow
from planlang.semantics.names.bench import Bench
from planlang.syntax import nodes
from planlang.values.periods import Period
from planlang.values.units import DateUnit, InstantUnit, Person, RecordOf, StageOf, TextUnit, Truth

NO_SOURCE = Text("test-lacks", "`{subject}` reads `{source}`, and the test says nothing of its rows")
NO_SOURCE_HELP = Text("test-lacks.source-help", "add `rows NAME from {source}`, and rows of it where there are any")
NO_COLUMN = Text("test-lacks.column", "`{subject}` reads the column `{column}` of `{source}`, which has no value here")
NO_COLUMN_HELP = Text(
    "test-lacks.column-help", "give one: `rows NAME from {source}({column}: …)`, `_` for an empty cell"
)


def check_reads(
    bench: Bench,
    node: nodes.TestDecl,
    model: Model,
    subject: tuple[Tested, str],
    sources: Sequence[str],
    rows: Sequence[TestedRow],
) -> None:
    """Report what the subject of a test reads and its rows lack."""
    told: set[tuple[str, str]] = set()
    reads = reads_of(model, *subject)
    for source in reads:
        if source not in sources:
            bench.findings.error(
                node.subject.span,
                NO_SOURCE(subject=subject[1], source=source),
                help=NO_SOURCE_HELP(source=source),
            )
    for row in rows:
        asked = reads.get(row.source, {})
        given, itself = dict(row.cells), _made_itself(model.sources[row.source])
        for column in model.sources[row.source].columns:
            name = column.name
            lacks = name in asked and name not in given and name not in itself and column.formula is None
            if lacks and (row.source, name) not in told:
                told.add((row.source, name))
                bench.findings.error(
                    row.span,
                    NO_COLUMN(subject=subject[1], source=row.source, column=name),
                    help=NO_COLUMN_HELP(source=row.source, column=name),
                )


def _made_itself(source: DataSource) -> frozenset[str]:
    """The columns that are filled where nothing is said: dates of rows, and keys."""
    match source.shape:
        case Table(key=key, snapshot=snapshot, valid=valid):
            own = (snapshot.column if snapshot is not None else None, valid.start if valid is not None else None)
            people = {column.name for column in source.columns if isinstance(column.unit, Person)}
            return frozenset({*key, *(name for name in own if name is not None)} - people)
        case Events(at=at, key=key):
            return frozenset({at, *key})
        case History(at=at):
            return frozenset({at})


def completed(model: Model, rows: Sequence[TestedRow]) -> Iterator[TestedRow]:
    """The rows with all that a file has to have."""
    numbers: Counter[str] = Counter()
    for row in rows:
        source = model.sources[row.source]
        given = dict(row.cells)
        numbers[row.source] += 1
        itself = _made_itself(source)
        for column in source.columns:
            if column.formula is None and column.name not in given:
                if column.name in itself:
                    given[column.name] = _made(source, column, row.period, numbers[row.source])
                elif not column.optional:
                    given[column.name] = _filler(model, column, row.period.start)
        yield evolve(row, cells=tuple(given.items()))


def _made(source: DataSource, column: ColumnSpec, period: Period, number: int) -> str:
    """A key, the day of an event: the first of its period; the day of a snapshot: the last."""
    shape = source.shape
    is_snapshot = isinstance(shape, Table) and shape.snapshot is not None and shape.snapshot.column == column.name
    if isinstance(column.unit, DateUnit | InstantUnit):
        return (period.last_day if is_snapshot else period.start).isoformat()
    return str(number)


def _filler(model: Model, column: ColumnSpec, day: date) -> str:
    """Anything that a cell may hold which nobody reads."""
    match column.unit:
        case Person():
            return next((member.person for team in model.teams.values() for member in team.members), "-")
        case StageOf(process=process):
            stages = model.processes[process].stages if process in model.processes else ()
            return stages[0].name if stages else "-"
        case DateUnit() | InstantUnit():
            return day.isoformat()
        case Truth():
            return "false"
        case TextUnit() | RecordOf():
            return "-"
        case _:
            return "0"
