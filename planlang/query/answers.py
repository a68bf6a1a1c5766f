"""Which rows of a source meet a condition: the plainest question about single rows.

In: a checked row expression and the catalog. Out: one SELECT with the key of each row and its answer.
"""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from planlang.query.catalog import Catalog
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import condition
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
    truth = condition(asked, scope)
    key = record_key(shape.key, layout, "t") if isinstance(shape, Table) else tree.text("")
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
