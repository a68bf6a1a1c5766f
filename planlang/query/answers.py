"""Which rows of a source meet a condition, and what stands in their columns: the plainest questions about single rows.

In: checked row expressions and the catalog. Out: one SELECT with the key of each row and its answer, or its cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from planlang.query.catalog import Catalog
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import condition, value
from planlang.query.histories import newest_rows, record_key
from planlang.query.lookups import LookUps
from planlang.query.scope import Scope, around
from planlang.semantics.expr import RowExpression
from planlang.semantics.model import Table

RECORD, ROW, ANSWER = "record", "row", "answer"


def lower_answers(
    source: str, asked: RowExpression, catalog: Catalog, *, taken: date | None = None, every_row: bool = False
) -> exp.Select:
    """Answers of 1, 0 or NULL (unknown), ascending by row.

    Args:
        source: whose rows are asked about; it has to be loaded.
        asked: the condition, which sees the row as it was exported.
        catalog: where its columns stand, and the cut.
        taken: the rows of the export of that day; None: the newest row of each key.
        every_row: all rows, whatever their key (for sources without a key, and histories).

    Returns:
        A SELECT of `record` (the key as one text; empty for sources without one), `row` (the `row_id`) and `answer`.
    """
    query, scope, key = _rows(source, catalog, taken, every_row=every_row)
    truth = condition(asked, scope)
    query.set(
        "expressions",
        [
            tree.named(key, RECORD),
            tree.named(tree.column("row_id", "t"), ROW),
            tree.named(
                tree.choose((truth, tree.number(1)), (exp.Not(this=exp.Paren(this=truth.copy())), tree.number(0))),
                ANSWER,
            ),
        ],
    )
    query.set("order", exp.Order(expressions=[exp.Ordered(this=tree.column("row_id", "t"))]))
    return query


def lower_cells(source: str, asked: Sequence[RowExpression], catalog: Catalog) -> exp.Select:
    """What stands in some columns of the newest row of each record, ascending by row.

    Returns:
        A SELECT of `record` and `cell_0` and so on, as text, NULL where empty. Dates are day numbers.
    """
    query, scope, key = _rows(source, catalog, None, every_row=False)
    cells = [value(expression, scope)[0] for expression in asked]
    named = [tree.named(tree.cast(node, "TEXT"), cell(index)) for index, node in enumerate(cells)]
    query.set("expressions", [tree.named(key, RECORD), *named])
    query.set("order", exp.Order(expressions=[exp.Ordered(this=tree.column("row_id", "t"))]))
    return query


def cell(index: int) -> str:
    """The name of a column of `lower_cells`."""
    return f"cell_{index}"


def _rows(source: str, catalog: Catalog, taken: date | None, *, every_row: bool) -> tuple[exp.Select, Scope, Node]:
    """The rows that are asked about, what their columns are called, and their key as one text."""
    layout, shape = catalog.tables[source], catalog.shape(source)
    query = exp.Select()
    rows: Node = tree.table(layout.table, "t")
    limits: list[Node] = []
    if isinstance(shape, Table) and not every_row:
        if taken is not None:
            limits.append(tree.equal(tree.column("taken", "t"), tree.day(taken)))
        elif layout.repeated or shape.snapshot is not None:
            rows = newest_rows(layout, shape, catalog, "t")
            limits.append(tree.equal(tree.column("newest", "t"), tree.number(1)))
    query.set("from_", exp.From(this=rows))
    if limits:
        query.set("where", exp.Where(this=tree.both(*limits)))
    scope = Scope(
        catalog.source(source),
        {name: tree.column(sql, "t") for name, sql in layout.columns.items()},
        tree.day(catalog.last_day),
        around(catalog.last_day, catalog.grid),
        catalog.model.processes,
        LookUps(query, catalog, tree.day(catalog.last_day if taken is None else taken)),
    )
    key = record_key(shape.key, layout, "t") if isinstance(shape, Table) else tree.text("")
    return query, scope, key
