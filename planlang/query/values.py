"""Which values a column has in the rows that count.

In: rows credited to the value of a column (`CreditTime.ROW`), and the catalog. Out: one SELECT. `figures_days` has to hold
every day that counts.
"""

from __future__ import annotations

from sqlglot import exp

from planlang.query.catalog import Catalog
from planlang.query.core import tree
from planlang.query.frames import Frame
from planlang.query.logical import Rows
from planlang.query.relations import add_condition, relation

VALUE = "value"


def lower_values(rows: Rows, catalog: Catalog) -> exp.Select:
    """Every `value` of the column, each once, in no particular order; unknown is none."""
    found = relation(rows, catalog, Frame.BINS)
    assert found.who is not None, "rows by a column are credited to its value"
    add_condition(found.query, tree.is_known(found.who.copy()))
    found.query.set("expressions", [tree.named(found.who.copy(), VALUE)])
    found.query.set("group", exp.Group(expressions=[found.who.copy()]))
    return found.query
