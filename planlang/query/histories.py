"""Records over time: their newest rows, who owned them when, and when they were closed.

In: a source and the catalog. Out: subqueries to join.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlglot import exp

from planlang.query.catalog import SEPARATOR, Catalog, TableLayout
from planlang.query.core import tree
from planlang.query.core.tree import Node
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


def subquery(query: exp.Query, alias: str) -> exp.Subquery:
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


def row_spans(layout: TableLayout, shape: Table, catalog: Catalog, alias: str) -> Node:
    """The rows of a table of dated exports with `since` and `until` (NULL: still): which row tells of a record when.

    A row counts from the start of the day of its export to that of the next export with the record; the first one
    counts from the beginning. Spans of a record are half-open and do not overlap. Exports after the cut are not seen.
    """
    by_key = [record_key(shape.key, layout, "x")]
    in_order = exp.Order(expressions=[exp.Ordered(this=tree.column(name, "x")) for name in ("taken", "row_id")])

    def neighbour(kind: type[exp.AggFunc]) -> Node:
        taken = kind(this=tree.column("taken", "x"))
        partition = [part.copy() for part in by_key]
        return tree.cast(exp.Window(this=taken, partition_by=partition, order=in_order.copy()), "TIMESTAMP")

    is_first = tree.is_null(neighbour(exp.Lag))
    taken = tree.cast(tree.column("taken", "x"), "TIMESTAMP")
    since = tree.choose((is_first, tree.instant(FAR_BACK)), otherwise=taken)
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(layout.table, "x")))
    query.set("where", exp.Where(this=tree.less(tree.column("taken", "x"), tree.day(catalog.cut_days))))
    query.set(
        "expressions",
        [
            *(tree.column(name, "x") for name in (*layout.columns.values(), "taken", "row_id")),
            tree.named(since, "since"),
            tree.named(neighbour(exp.Lead), "until"),
        ],
    )
    return subquery(query, alias)


def owner_spans(source: str, column: str, catalog: Catalog, alias: str) -> Node:
    """Who owned each record when: `record`, `owner`, `since`, `until` (NULL: still).

    Spans of a record are half-open and do not overlap; the first owner known counts from the beginning. A history tells
    of a change at its instant, a dated export of a change that it is the first to show; on the same day the export is
    the later one.
    """
    told = catalog.owner_sources(source, column)
    assert told, "only owners that are known over time have spans"
    sightings: exp.Query = _owners_told(told[0], 0, source, column, catalog)
    for rank, name in enumerate(told[1:], 1):
        later = _owners_told(name, rank, source, column, catalog)
        sightings = exp.Union(this=sightings, expression=later, distinct=False)
    changes = _selected(
        sightings,
        "a",
        ["record", "owner", "at", "told", "row"],
        {"before": _neighbour(exp.Lag, "owner", "a")},
    )
    kept = _selected(changes, "b", ["record", "owner", "at", "told", "row", "before"], {})
    before, owner = tree.column("before", "b"), tree.column("owner", "b")
    kept.set("where", exp.Where(this=tree.either(tree.is_null(before), exp.NEQ(this=before.copy(), expression=owner))))
    first = tree.is_null(tree.column("before", "c"))
    since = tree.choose((first, tree.instant(FAR_BACK)), otherwise=tree.column("at", "c"))
    spans = _selected(kept, "c", ["record", "owner"], {"since": since, "until": _neighbour(exp.Lead, "at", "c")})
    return subquery(spans, alias)


def _owners_told(name: str, rank: int, source: str, column: str, catalog: Catalog) -> exp.Select:
    """What one source tells of owners: `record`, `owner`, `at`, and `told` and `row` to order what is told at once."""
    layout, shape, table = catalog.tables[name], catalog.shape(name), catalog.shape(source)
    assert isinstance(table, Table)
    at: Node = tree.column(layout.columns[shape.at] if isinstance(shape, History) else "taken", "x")
    owner = tree.column(layout.columns[column], "x")
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(layout.table, "x")))
    query.set("where", exp.Where(this=tree.both(tree.is_known(owner.copy()), tree.is_known(at.copy()))))
    query.set(
        "expressions",
        [
            tree.named(record_key(table.key, layout, "x"), "record"),
            tree.named(owner, "owner"),
            tree.named(tree.cast(at, "TIMESTAMP"), "at"),
            tree.named(tree.number(rank), "told"),
            tree.named(tree.column("row_id", "x"), "row"),
        ],
    )
    return query


def _selected(inner: exp.Query, alias: str, names: Sequence[str], others: Mapping[str, Node]) -> exp.Select:
    """Columns of a subquery, and others worked out from it."""
    query = exp.Select()
    query.set("from_", exp.From(this=subquery(inner, alias)))
    query.set(
        "expressions",
        [
            *(tree.named(tree.column(name, alias), name) for name in names),
            *(tree.named(node, name) for name, node in others.items()),
        ],
    )
    return query


def _neighbour(kind: type[exp.AggFunc], name: str, alias: str) -> Node:
    """A column of the sighting before or after, of the same record."""
    in_order = [exp.Ordered(this=tree.column(key, alias)) for key in ("at", "told", "row")]
    return exp.Window(
        this=kind(this=tree.column(name, alias)),
        partition_by=[tree.column("record", alias)],
        order=exp.Order(expressions=in_order),
    )


def held_at(instant: Node) -> Node:
    """The span of an owner that holds an instant."""
    until = tree.column("until", "o")
    return tree.both(
        tree.at_most(tree.column("since", "o"), instant.copy()),
        tree.either(tree.is_null(until), tree.less(instant.copy(), until.copy())),
    )


def held_before(instant: Node, alias: str = "o") -> Node:
    """The span (of an owner, or of a row) that ends at an instant or holds it."""
    until = tree.column("until", alias)
    return tree.both(
        tree.less(tree.column("since", alias), instant.copy()),
        tree.either(tree.is_null(until), tree.at_most(instant.copy(), until.copy())),
    )


def held_on(fact_day: Node) -> Node:
    """The span of an owner that holds the end of a day."""
    until = tree.column("until", "o")
    return tree.both(
        tree.at_most(tree.cast(tree.column("since", "o"), "DATE"), fact_day.copy()),
        tree.either(tree.is_null(until), tree.less(fact_day.copy(), tree.cast(until.copy(), "DATE"))),
    )


def overlap_with(since: Node, until: Node, alias: str) -> tuple[Node, Node, Node]:
    """What a stretch of time and a span of `alias` have in common: whether anything, since when, until when
    (NULL: still).
    """
    starts, ends = tree.column("since", alias), tree.column("until", alias)
    overlap = tree.both(
        tree.either(tree.is_null(until.copy()), tree.less(starts, until.copy())),
        tree.either(tree.is_null(ends), tree.less(since.copy(), ends.copy())),
    )
    later = tree.choose((tree.less(since.copy(), starts.copy()), starts.copy()), otherwise=since.copy())
    earlier = tree.choose(
        (tree.is_null(ends.copy()), until.copy()),
        (tree.is_null(until.copy()), ends.copy()),
        (tree.less(ends.copy(), until.copy()), ends.copy()),
        otherwise=until.copy(),
    )
    return overlap, later, earlier


def closings(process: Process, catalog: Catalog, alias: str) -> Node:
    """When each record of a process was closed: `record`, `closed` (NULL while it is open)."""
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(catalog.records_table(process.ident.name), "x")))
    same = tree.equal(tree.column("record", "y"), tree.column("rank", "x"))
    visits = tree.table(catalog.visits_table(process.ident.name), "y")
    query.set("joins", [exp.Join(this=visits, on=same, kind="INNER")])
    record = tree.column("record", "x")
    closed = exp.Max(this=tree.column("closed", "y"))
    query.set("expressions", [tree.named(record, "record"), tree.named(closed, "closed")])
    query.set("group", exp.Group(expressions=[record.copy()]))
    return subquery(query, alias)
