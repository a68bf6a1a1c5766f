"""What has happened to the records of a process: the rows of a source that belong to them and meet a condition.

In: an aggregate over such rows, the key of the records, the catalog. Out: one SELECT.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from planlang.query.catalog import Catalog, records_table
from planlang.query.core import tree
from planlang.query.core.sql import sql_text
from planlang.query.core.tree import Node
from planlang.query.expressions import condition, value
from planlang.query.histories import record_key
from planlang.query.lookups import LookUps
from planlang.query.processes.records import RANK, RECORD, Via
from planlang.query.scope import Scope, around
from planlang.semantics.expr import Aggregate, Dated, Fold

DAY, AMOUNT = "day", "amount"


def lower_happenings(
    asked: Aggregate, key: Sequence[str], index: int, catalog: Catalog, dialect: str, via: Via | None = None
) -> str:
    """The rows that count, in no particular order: the number of their `record`, the `day` after 1970-01-01, and the `amount`:
    1, what is summed, or the value of which different ones are counted, as text. Rows without a day or a value are left out, and
    those from after the cut.

    Args:
        asked: a count, a sum or a count of different values of rows on their day; its source is loaded.
        key: the declared columns of the records' key.
        index: rank of the process in the plan.
        catalog: where columns stand, and the cut.
        dialect: sqlglot's name of the engine's dialect.
        via: where the rows are not the records' own.
    """
    assert isinstance(asked.moment, Dated), "checked: rows count on their day"
    layout = catalog.tables[asked.source]
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(layout.table, "t")))
    at = tree.column(layout.columns[asked.moment.column], "t")
    scope = Scope(
        catalog.source(asked.source),
        {name: tree.column(sql, "t") for name, sql in layout.columns.items()},
        tree.day(catalog.last_day),
        around(catalog.last_day, catalog.grid),
        catalog.model.processes,
        LookUps(query, catalog, tree.cast(at.copy(), "DATE")),
    )
    if via is None:
        rank = tree.column(RANK, "k")
        same = tree.equal(tree.column(RECORD, "k"), record_key(key, layout, "t"))
        query.append("joins", exp.Join(this=tree.table(records_table(index), "k"), on=same, kind="INNER"))
    else:
        rank = tree.column(RECORD, "n")
        of = catalog.tables[via.source]
        here, there = tree.column(layout.columns[via.key], "t"), tree.column(of.columns[via.column], "b")
        query.append("joins", exp.Join(this=tree.table(of.table, "b"), on=tree.equal(here, there), kind="INNER"))
        shown = tree.equal(tree.column("row_id", "n"), tree.column("row_id", "b"))
        query.append("joins", exp.Join(this=tree.table(via.newest, "n"), on=shown, kind="INNER"))
    amount: Node = tree.number(1)
    known: list[Node] = [tree.less(tree.cast(at.copy(), "TIMESTAMP"), tree.instant(catalog.cut))]
    if asked.value is not None and asked.fold is not Fold.COUNT:
        amount = value(asked.value, scope)[0]
        known.append(tree.is_known(amount.copy()))
        if asked.fold is Fold.DISTINCT:
            amount = tree.cast(amount, "TEXT")
    if asked.where is not None:
        known.append(condition(asked.where, scope))
    query.set(
        "expressions",
        [
            tree.named(rank, RECORD),
            tree.named(tree.day_since_1970(at.copy()), DAY),
            tree.named(amount, AMOUNT),
        ],
    )
    query.set("where", exp.Where(this=tree.both(*known)))
    return sql_text(query, dialect)
