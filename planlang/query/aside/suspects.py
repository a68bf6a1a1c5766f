"""What comes back about rows that were set aside: one row for all of one person and one span of days.

In: a SELECT over set-aside rows and what each of them could change. Out: the sums, in columns whose names stand here.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from sqlglot import exp

from planlang.query.catalog import unread
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.histories import subquery

WHO, ANYBODY, LOW, HIGH, SINCE, UNTIL, BOTH_WAYS, ROWS, RECORDS, LEAST, MOST, BLIND = (
    "who",
    "anybody",
    "low",
    "high",
    "since",
    "until",
    "both_ways",
    "n",
    "records",
    "least",
    "most",
    "blind",
)
"""Columns that come back: the person credited (NULL: nobody), whether it could be anybody, first and last day on which the
rows could count (NULL: no bound), the stay in a stage that this is about (NULL: no bound, `until` not included), whether they could also make the figure smaller, how many rows there are, by how many records
they could change a count, the sum of the amounts by which they could make a sum smaller and larger, and how many of those
are not known."""


@frozen(eq=False)
class Change:
    """What one row could change, as trees: by how many records, whether also downwards, by which amount, and whether that
    is not known.
    """

    records: Node
    both_ways: Node
    amount: Node
    blind: Node


def summed(
    inner: exp.Select,
    who: tuple[Node, Node],
    days: tuple[Node, Node],
    within: tuple[Node, Node],
    change: Change,
) -> exp.Select:
    """The set-aside rows, added up for one person and one span of days."""
    listed = {WHO: who[0], ANYBODY: who[1], LOW: days[0], HIGH: days[1]}
    listed |= {SINCE: within[0], UNTIL: within[1], BOTH_WAYS: change.both_ways}
    outputs = {**listed, "r": change.records, "v": change.amount, "b": change.blind}
    inner.set("expressions", [tree.named(node, name) for name, node in outputs.items()])
    v, zero = tree.column("v", "x"), tree.number(0)
    sums: dict[str, Node] = {
        ROWS: tree.count(),
        RECORDS: exp.Sum(this=tree.column("r", "x")),
        LEAST: exp.Sum(this=tree.choose((tree.less(v, zero), v.copy()))),
        MOST: exp.Sum(this=tree.choose((tree.less(zero.copy(), v.copy()), v.copy()))),
        BLIND: tree.count(tree.choose((tree.column("b", "x"), tree.number(1)))),
    }
    query = exp.Select()
    query.set("from_", exp.From(this=subquery(inner, "x")))
    keys: Sequence[Node] = [tree.column(name, "x") for name in listed]
    query.set("expressions", [*keys, *(tree.named(node, name) for name, node in sums.items())])
    query.set("group", exp.Group(expressions=[key.copy() for key in keys]))
    return query


def read_or(sql: str, alias: str, first: Node, last: Node) -> tuple[Node, Node]:
    """The day in a column, or where it could not be read any day from the first to the last."""
    day = tree.cast(tree.column(sql, alias), "DATE")
    return (
        tree.choose((unread(sql, alias), first), otherwise=day),
        tree.choose((unread(sql, alias), last), otherwise=day.copy()),
    )
