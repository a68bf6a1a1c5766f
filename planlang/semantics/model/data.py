"""Sources of data: their shape, their columns, when they are due."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlang.frozen import frozen
from planlang.semantics.expr import RowExpression
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.recurrences import DueAt
from planlang.source import Span
from planlang.values.notation import DateOrder, NumberStyle
from planlang.values.units import Unit


@frozen
class CellFormat:
    """How cells are written, as far as the plan says so; what it leaves open, the cells have to prove.

    Attributes:
        numbers: which mark begins a fraction.
        dates: the order of day, month and year.
        unit: the declared unit as written, None where there is none.
        power: the power of ten that this unit stands for: 4 for 万元, -2 for percent.
        minutes: for a unit of time, how many minutes it has.
        empty: further texts that stand for an empty cell.
    """

    numbers: NumberStyle | None = None
    dates: DateOrder | None = None
    unit: str | None = None
    power: int | None = None
    minutes: Fraction | None = None
    empty: tuple[str, ...] = ()


AS_PROVED = CellFormat()
"""Nothing is declared."""


@frozen
class ColumnSpec:
    """A typed column of a source.

    Attributes:
        name: declared name.
        unit: what a cell is.
        optional: whether a cell may be empty; if not, a row with an empty cell is set aside.
        headers: the headers it may have in a file, first match wins; the declared name where none is given.
        formula: computed from other columns instead of read, or None.
        format: how its cells are written; what the source says of all its columns is included.
    """

    name: str
    unit: Unit
    optional: bool
    headers: tuple[str, ...]
    formula: RowExpression | None
    span: Span
    format: CellFormat = AS_PROVED


@frozen
class Table:
    """One row per key: the state of records; `snapshot` dates each export of it."""

    key: tuple[str, ...]
    snapshot: SnapshotDate | None
    entered: tuple[tuple[str, str], ...]
    """(stage, date column): columns that date the entry into a stage."""
    since: tuple[tuple[str, str], ...] = ()
    """(stage column, date column): since when a record is in the stage it is in."""
    valid: Validity | None = None
    called: RecordName | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns by which a row is looked up: the key without the day from which a row is valid."""
        start = None if self.valid is None else self.valid.start
        return tuple(column for column in self.key if column != start)


@frozen
class RecordName:
    """What a record of a source is called (`customer`), and in the other language."""

    name: str
    alias: str | None


@frozen
class Validity:
    """The date columns that hold the first and the last day (included) of a row; without an end, or where it is empty, a
    row is valid up to the next one of the same key.
    """

    start: str
    end: str | None


@frozen
class SnapshotDate:
    """Which column holds an export's date, or None for the date in the file's name; `day_before`: a file of a day was made in the
    morning, and shows what stood at the end of the day before.
    """

    column: str | None
    day_before: bool = False


@frozen
class Events:
    """Each row happened at the instant in `at`; `key` names a row, where it is declared."""

    at: str
    key: tuple[str, ...] = ()


@frozen
class History:
    """Each row is a change, at the instant in `at`, of a record of `of`, known by the same key columns; its stage
    column says the stage entered, other columns the values from then on.
    """

    of: str
    at: str


Shape = Table | Events | History


@frozen
class DataSource:
    """A declared source of data.

    Attributes:
        patterns: globs relative to the folder of the file that declares them.
        base: that folder, posix, relative to the workspace.
        due: when the last period's export has to be there, or None.
        grace_days: calendar days for which a closed period stays provisional.
        covers: days that undated files account for (both included), or None: up to the cut.
        zone: IANA zone of naive timestamps; the plan's where not declared.
        sheets: names of the sheets of a workbook to read, `*` standing for anything; none: the one that fits best.
        encoding: of its text files, as Python calls it; None: what their bytes prove.
    """

    ident: Ident
    patterns: tuple[str, ...]
    base: str
    shape: Shape
    columns: tuple[ColumnSpec, ...]
    due: DueAt | None
    grace_days: int
    covers: tuple[date, date] | None
    zone: str
    sheets: tuple[str, ...] = ()
    encoding: str | None = None

    def column(self, name: str) -> ColumnSpec:
        """The column of that name.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
