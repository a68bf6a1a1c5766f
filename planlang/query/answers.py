"""Which rows of a source meet a condition, and what stands in their columns: the plainest questions about single rows.

In: checked row expressions and the catalog. Out: one SELECT with each row and its answer, or its cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from planlang.query.catalog import Catalog
from planlang.query.cells import LARGEST_SCALE
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import condition, value
from planlang.query.histories import newest_rows
from planlang.query.lookups import LookUps
from planlang.query.scope import Scope, around, is_date, is_number
from planlang.semantics.expr import Column, RowExpression
from planlang.semantics.model import Table

ROW, ANSWER = "row_id", "answer"
EXACT = (38, LARGEST_SCALE)
DIGITS = f"DECIMAL({EXACT[0]}, {EXACT[1]})"
"""The type of cells with numbers."""
MICROSECONDS_A_DAY = 86_400_000_000
_FIRST_OF_1970 = date(1970, 1, 1).toordinal()


def lower_answers(
    source: str, asked: RowExpression, catalog: Catalog, *, every_row: bool = False, exported: bool = False
) -> exp.Select:
    """Answers of 1, 0 or NULL (unknown), in no particular order.

    Args:
        source: whose rows are asked about; it has to be loaded.
        asked: the condition, which sees the row as it was exported.
        catalog: where its columns stand, and the cut.
        every_row: all rows, whatever their key; else the newest row of each key.
        exported: what the row names in other sources is looked up on the day of its export, not on the last day.

    Returns:
        A SELECT of `row_id` and `answer`.
    """
    query, scope = _rows(source, catalog, every_row=every_row, exported=exported)
    query.set("expressions", [tree.named(tree.column("row_id", "t"), ROW), tree.named(_answer(asked, scope), ANSWER)])
    return query


def _answer(asked: RowExpression, scope: Scope) -> Node:
    """1, 0 or NULL."""
    truth = condition(asked, scope)
    return tree.choose((truth, tree.number(1)), (exp.Not(this=exp.Paren(this=truth.copy())), tree.number(0)))


def lower_answers_on_days(source: str, asked: RowExpression, catalog: Catalog, days: str) -> exp.Select:
    """Answers as above, of rows for days: what a row names in other sources, and of which class its record is, as of the day.

    Args:
        source: whose rows are asked about; it has to be loaded.
        asked: the condition.
        catalog: where its columns stand.
        days: a table of `row_id` and `day`, after 1970-01-01, each pair once.

    Returns:
        A SELECT of `row_id`, `day` and `answer`.
    """
    layout = catalog.tables[source]
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(layout.table, "t")))
    same = tree.equal(tree.column("row_id", "t"), tree.column(ROW, "d"))
    query.set("joins", [exp.Join(this=tree.table(days, "d"), on=same, kind="INNER")])
    whole = tree.cast(tree.column("day", "d"), "BIGINT")
    day = tree.cast(tree.instant_of(tree.times(whole, tree.number(MICROSECONDS_A_DAY))), "DATE")
    scope = _scope(query, source, catalog, day)
    outputs = [tree.named(tree.column(ROW, "d"), ROW), tree.named(tree.column("day", "d"), "day")]
    query.set("expressions", [*outputs, tree.named(_answer(asked, scope), ANSWER)])
    return query


def lower_cells(source: str, asked: Sequence[Column], catalog: Catalog) -> exp.Select:
    """What stands in some columns of the newest row of each record, in no particular order.

    Returns:
        A SELECT of `row_id` and `cell_0` and so on: numbers, dates as days after 1970-01-01, else texts; NULL where empty.
    """
    query, scope = _rows(source, catalog, every_row=False, exported=False)
    cells = [tree.named(_cell(column, scope), f"cell_{index}") for index, column in enumerate(asked)]
    query.set("expressions", [tree.named(tree.column("row_id", "t"), ROW), *cells])
    return query


def _cell(column: Column, scope: Scope) -> Node:
    """What stands in a column."""
    found, _ = value(column, scope)
    if is_number(column.unit):
        return tree.cast(found, EXACT)
    if is_date(column.unit):
        return tree.cast(exp.Sub(this=tree.grouped(found), expression=tree.number(_FIRST_OF_1970)), "INT")
    return tree.cast(found, "TEXT")


def _rows(source: str, catalog: Catalog, *, every_row: bool, exported: bool) -> tuple[exp.Select, Scope]:
    """The rows that are asked about, and what their columns are called."""
    layout, shape = catalog.tables[source], catalog.shape(source)
    query = exp.Select()
    rows: Node = tree.table(layout.table, "t")
    if isinstance(shape, Table) and not every_row and (layout.repeated or shape.snapshot is not None):
        rows = newest_rows(layout, shape, catalog, "t")
        query.set("where", exp.Where(this=tree.equal(tree.column("newest", "t"), tree.number(1))))
    query.set("from_", exp.From(this=rows))
    day = tree.column("taken", "t") if exported else tree.day(catalog.last_day)
    return query, _scope(query, source, catalog, day)


def _scope(query: exp.Select, source: str, catalog: Catalog, day: Node) -> Scope:
    """What the columns of rows `t` of a source are called, and what they name on a day."""
    return Scope(
        catalog.source(source),
        {name: tree.column(sql, "t") for name, sql in catalog.tables[source].columns.items()},
        tree.day(catalog.last_day),
        around(catalog.last_day, catalog.grid),
        catalog.model.processes,
        LookUps(query, catalog, day),
    )
