"""Records over time: their newest rows, who owned them when, and when they were closed.

In: a source and the catalog. Out: subqueries to join.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlglot import exp

from planlang.query import tree
from planlang.query.catalog import SEPARATOR, Catalog, TableLayout
from planlang.query.tree import Node
from planlang.semantics.model import History, Process, Table

FAR_BACK = datetime(1, 1, 1)
"""Before every fact: the first known owner counts from here."""


def record_key(key: Sequence[str], layout: TableLayout, alias: str) -> Node:
    """The key of a record as one text; parts of a key of several columns are joined by the unit separator."""
    joined: Node | None = None
    for name in key:
        part: Node = tree.cast(tree.column(layout.columns[name], alias), "TEXT")
        if joined is None:
            joined = part
        else:
            parted = exp.DPipe(this=joined, expression=tree.text(SEPARATOR))
            joined = exp.DPipe(this=parted, expression=part)
    assert joined is not None, "a table has a key"
    return joined


def subquery(query: exp.Select, alias: str) -> exp.Subquery:
    """A query to select from or to join."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))


def newest_rows(layout: TableLayout, shape: Table, catalog: Catalog, alias: str) -> Node:
    """The rows of a table with a column `newest`, which is 1 for the latest row of each key before the cut."""
    newest_first = [exp.Ordered(this=tree.column("row_id", "x"), desc=True)]
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(layout.table, "x")))
    outputs: list[Node] = [tree.column(sql, "x") for sql in layout.columns.values()]
    if shape.snapshot is not None:
        newest_first.insert(0, exp.Ordered(this=tree.column("taken", "x"), desc=True))
        query.set("where", exp.Where(this=tree.less(tree.column("taken", "x"), tree.day(catalog.cut_days))))
        outputs.append(tree.column("taken", "x"))
    rank = exp.Window(
        this=exp.RowNumber(),
        partition_by=[record_key(shape.key, layout, "x")],
        order=exp.Order(expressions=newest_first),
    )
    query.set("expressions", [*outputs, tree.column("row_id", "x"), tree.named(rank, "newest")])
    return subquery(query, alias)


def owner_spans(source: str, column: str, catalog: Catalog, alias: str) -> Node:
    """Who owned each record when: `record`, `owner`, `since`, `until` (NULL: still).

    Spans of a record are half-open and do not overlap; the first owner known counts from the beginning.
    """
    history = catalog.owner_history(source, column)
    assert history is not None
    layout = catalog.tables[history]
    shape = catalog.shape(history)
    table = catalog.shape(source)
    assert isinstance(table, Table)
    changed: Node = tree.column(layout.columns[shape.at] if isinstance(shape, History) else "taken", "x")
    owner = tree.column(layout.columns[column], "x")
    in_order = [exp.Ordered(this=changed.copy()), exp.Ordered(this=tree.column("row_id", "x"))]
    changed_at = tree.cast(changed, "TIMESTAMP")

    def neighbour(kind: type[exp.AggFunc]) -> Node:
        return exp.Window(
            this=kind(this=changed_at.copy()),
            partition_by=[record_key(table.key, layout, "x")],
            order=exp.Order(expressions=[ordered.copy() for ordered in in_order]),
        )

    since = tree.choose((tree.is_null(neighbour(exp.Lag)), tree.instant(FAR_BACK)), otherwise=changed_at.copy())
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(layout.table, "x")))
    query.set("where", exp.Where(this=tree.both(tree.is_known(owner.copy()), tree.is_known(changed.copy()))))
    query.set(
        "expressions",
        [
            tree.named(record_key(table.key, layout, "x"), "record"),
            tree.named(owner, "owner"),
            tree.named(since, "since"),
            tree.named(neighbour(exp.Lead), "until"),
        ],
    )
    return subquery(query, alias)


def held_at(instant: Node) -> Node:
    """The span of an owner that holds an instant."""
    until = tree.column("until", "o")
    return tree.both(
        tree.at_most(tree.column("since", "o"), instant.copy()),
        tree.either(tree.is_null(until), tree.less(instant.copy(), until.copy())),
    )


def held_before(instant: Node) -> Node:
    """The span of an owner that ends at an instant or holds it."""
    until = tree.column("until", "o")
    return tree.both(
        tree.less(tree.column("since", "o"), instant.copy()),
        tree.either(tree.is_null(until), tree.at_most(instant.copy(), until.copy())),
    )


def held_on(fact_day: Node) -> Node:
    """The span of an owner that holds the end of a day."""
    until = tree.column("until", "o")
    return tree.both(
        tree.at_most(tree.cast(tree.column("since", "o"), "DATE"), fact_day.copy()),
        tree.either(tree.is_null(until), tree.less(fact_day.copy(), tree.cast(until.copy(), "DATE"))),
    )


def left_again(process: Process, catalog: Catalog, visit: str, following: str) -> Node:
    """Whether another visit, of the table with that alias, followed one to a final stage before the cut.

    A record that only drops out of the exports has not left.
    """
    return tree.both(
        tree.one_of(tree.column("stage", visit), [tree.text(stage) for stage in catalog.finals(process)]),
        tree.equal(tree.column("record", following), tree.column("record", visit)),
        tree.equal(tree.column("entered", following), tree.column("left_at", visit)),
        tree.less(tree.column("entered", following), tree.instant(catalog.cut)),
    )


def closings(process: Process, catalog: Catalog, alias: str) -> Node:
    """When each closed record entered the final stage it is still in at the cut: `record`, `closed`."""
    visits = catalog.visits_table(process.ident.name)
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(visits, "x")))
    query.set("joins", [exp.Join(this=tree.table(visits, "y"), on=left_again(process, catalog, "x", "y"), side="LEFT")])
    closed = tree.both(
        tree.is_null(tree.column("record", "y")),
        tree.one_of(tree.column("stage", "x"), [tree.text(stage) for stage in catalog.finals(process)]),
        tree.less(tree.column("entered", "x"), tree.instant(catalog.cut)),
    )
    query.set("where", exp.Where(this=closed))
    query.set(
        "expressions",
        [
            tree.named(tree.column("record", "x"), "record"),
            tree.named(exp.Max(this=tree.column("entered", "x")), "closed"),
        ],
    )
    query.set("group", exp.Group(expressions=[tree.column("record", "x")]))
    return subquery(query, alias)
