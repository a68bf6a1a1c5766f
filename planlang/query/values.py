"""Which values a column has in the rows that count.

In: rows credited to the value of a column (`CreditTime.ROW`), and the catalog. Out: one SELECT. `figures_days` has to hold
every day that counts.
"""

from __future__ import annotations

from sqlglot import exp

from planlang.query.catalog import Catalog
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.frames import Frame
from planlang.query.histories import newest_rows, record_key, subquery
from planlang.query.logical import Rows
from planlang.query.lookups import KEY, sightings
from planlang.query.relations import add_condition, relation
from planlang.semantics.model import Table

VALUE, FIRST, LAST, OWNER = "value", "first", "last", "owner"


def lower_values(rows: Rows, catalog: Catalog) -> exp.Select:
    """Every `value` of the column, each once, in no particular order; unknown is none."""
    found = relation(rows, catalog, Frame.BINS)
    assert found.who is not None, "rows by a column are credited to its value"
    add_condition(found.query, tree.is_known(found.who.copy()))
    found.query.set("expressions", [tree.named(found.who.copy(), VALUE)])
    found.query.set("group", exp.Group(expressions=[found.who.copy()]))
    return found.query


def lower_keys(source: str, catalog: Catalog) -> exp.Select:
    """Every key by which a row of a source is looked up, each once (`value`), of rows set aside as well; of dated exports with
    the days of the first and the last that show it (`first`, `last`).
    """
    query = exp.Select().from_(subquery(sightings(source, catalog), "k"))
    outputs: dict[str, Node] = {VALUE: tree.column(KEY, "k")}
    shape = catalog.shape(source)
    if isinstance(shape, Table) and shape.snapshot is not None:
        outputs |= {FIRST: exp.Min(this=tree.column("taken", "k")), LAST: exp.Max(this=tree.column("taken", "k"))}
    query.set("expressions", [tree.named(node, name) for name, node in outputs.items()])
    query.set("group", exp.Group(expressions=[tree.column(KEY, "k")]))
    return query


def lower_owners(source: str, column: str, catalog: Catalog) -> exp.Select:
    """Who the newest row of each record says answers for it: the key (`value`) and the `owner`."""
    layout, shape = catalog.tables[source], catalog.shape(source)
    assert isinstance(shape, Table)
    query = exp.Select().from_(newest_rows(layout, shape, catalog, "t"))
    owner = tree.column(layout.columns[column], "t")
    query.set("where", exp.Where(this=tree.equal(tree.column("newest", "t"), tree.number(1))))
    query.set(
        "expressions",
        [tree.named(record_key(shape.names, layout, "t"), VALUE), tree.named(owner, OWNER)],
    )
    return query
