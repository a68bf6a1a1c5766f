"""What set-aside rows of a history could still change: moves of records that could not be read.

In: the rows that an aggregate folds and the history that tells their stages. Out: a question as query/suspects.py says.
"""

from __future__ import annotations

from sqlglot import exp

from planlang.query.aside.suspects import AsideQuestion, Change, read_or
from planlang.query.catalog import Catalog, TableLayout, unread
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.histories import record_key
from planlang.query.logical import Rows
from planlang.semantics.expr import OnEntry
from planlang.semantics.model import History, Table
from planlang.values.units import StageOf


def moves(rows: Rows, source: str, catalog: Catalog, layout: TableLayout) -> AsideQuestion:
    """The set-aside rows of the history that tells the stages of the records, as `a`: each could make the figure larger or
    smaller by one record, from its day until the next move of the record that is known.
    """
    assert layout.aside is not None
    shape = catalog.shape(source)
    assert isinstance(shape, History)
    records = catalog.tables[rows.source]
    of = catalog.shape(rows.source)
    assert isinstance(of, Table)
    at = layout.columns[shape.at]
    inner = exp.Select()
    inner.set("from_", exp.From(this=tree.table(layout.aside, "a")))
    low, high = read_or(at, "a", tree.column("first_day", "a"), tree.column("last_day", "a"))
    key = record_key(of.key, layout, "a")
    holds: Node = tree.truth(True)
    if isinstance(rows.moment, OnEntry):
        process = catalog.model.processes[rows.moment.process]
        stage = next(
            layout.columns[column.name]
            for column in catalog.source(source).columns
            if column.unit == StageOf(process.ident.name)
        )
        if rows.moment.stage not in catalog.finals(process):
            same = tree.equal(tree.column(stage, "a"), tree.text(rows.moment.stage))
            holds = tree.either(unread(stage, "a"), tree.coalesce(same, tree.truth(False)))
    else:
        next_move = exp.Select()
        next_move.set("from_", exp.From(this=tree.table(layout.table, "h")))
        next_move.set("expressions", [exp.Min(this=tree.column(at, "h"))])
        later = tree.less(tree.column(at, "a"), tree.column(at, "h"))
        next_move.set("where", exp.Where(this=tree.both(tree.equal(record_key(of.key, layout, "h"), key), later)))
        high = tree.cast(exp.Subquery(this=next_move), "DATE")
    who: Node = tree.cast(tree.nothing(), "TEXT")
    anybody: Node = tree.truth(True)
    if rows.credit is not None and catalog.tells_owner(rows):
        owners = exp.Select()
        owners.set("from_", exp.From(this=tree.table(records.table, "o")))
        owners.set("expressions", [exp.Max(this=tree.column(records.columns[rows.credit.column], "o"))])
        owners.set("where", exp.Where(this=tree.equal(record_key(of.key, records, "o"), key.copy())))
        who = exp.Subquery(this=owners)
        anybody = tree.is_null(who.copy())
    nothing = tree.cast(tree.nothing(), (24, 6))
    change = Change(tree.number(1), tree.truth(True), nothing, tree.truth(True))
    unbounded = tree.cast(tree.nothing(), "DATE"), tree.cast(tree.nothing(), "DATE")
    return AsideQuestion(inner, (who, anybody), (low, high), unbounded, holds, change)
