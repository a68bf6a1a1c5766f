"""Tests of a plan: tables of weeks with what is in the files, and what is expected of a rule or a figure."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.expressions import Negative
from planlang.syntax.nodes.literals import Date, Duration, Label, Money, Name, Number, Path, Percent, Points, Text
from planlang.syntax.nodes.plan import Argument
from planlang.syntax.nodes.shared import Head, NoteClause


@frozen
class LabelRange:
    """`2026-W01 .. 2026-W09`: all periods from one to another."""

    first: Label
    last: Label
    span: Span


@frozen
class TableWord:
    """A keyword in a cell: `expect`, `week`.

    Attributes:
        key: the keyword.
    """

    key: str
    span: Span


CellWord = Path | TableWord | Text | Number | Percent | Points | Money | Negative | Duration | Date | Label | LabelRange


@frozen
class TableItem:
    """`expect 张丽`, `50万元`: what stands between commas in a cell."""

    words: tuple[CellWord, ...]
    span: Span


@frozen
class TableCell:
    """A cell of a table.

    Attributes:
        items: none where it is empty.
        span: of what stands in it; of an empty one the bar before it.
    """

    items: tuple[TableItem, ...]
    span: Span


@frozen
class TableRow:
    """`| 张丽 visits | 3 | _ | 12 |`."""

    cells: tuple[TableCell, ...]
    span: Span


@frozen
class RowsOf:
    """`rows visits from activities(kind: "visit") by minutes`: a kind of rows.

    Attributes:
        given: what stands in the columns of each.
        by: the column whose value stands in a cell of the table; None: how many rows there are does.
    """

    name: Name
    source: Path
    given: tuple[Argument, ...]
    by: Name | None
    span: Span


TestClause = RowsOf | TableRow | NoteClause


@frozen
class TestDecl:
    """`test thin "Fires after three low weeks" on thin_activity { ... }`."""

    head: Head
    subject: Path
    clauses: tuple[TestClause, ...]
    span: Span
