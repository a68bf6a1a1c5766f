"""Visits to stages as figures ask for them: by name and instant, from tables of whole numbers.

In: tables of visits, of spans that are not known, of stages and of the newest rows of records. Out: SELECTs of the tables that
`catalog.visits_table` and `catalog.unsure_table` name.
"""

from __future__ import annotations

from sqlglot import exp

from planlang.query.core import tree
from planlang.query.core.sql import sql_text
from planlang.query.core.tree import Node
from planlang.query.histories import subquery

MICROSECONDS_A_DAY = 86_400_000_000


def lower_visits(stays: str, stages: str, newest: str | None, dialect: str) -> str:
    """The visits in `stays`, by the names of `stages`; `newest` has the newest row of each record, None: none has one."""
    at = tree.column("instant", "x")
    closing = exp.select(tree.column("record", "x"), tree.named(exp.Max(this=at), "closed"))
    closing = closing.from_(tree.table(stays, "x"))
    final = tree.equal(tree.column("stage", "y"), tree.column("stage", "x"))
    closing.set("joins", [exp.Join(this=tree.table(stages, "y"), on=final, kind="INNER")])
    is_final = exp.Not(this=tree.column("is_open", "y"))
    ends = tree.both(is_final, tree.column("counts", "x"), tree.column("begins", "x"))
    closing.set("where", exp.Where(this=ends))
    closing.set("group", exp.Group(expressions=[tree.column("record", "x")]))
    outputs = {
        "entered": tree.instant_of(tree.column("instant", "v")),
        "left_at": tree.instant_of(tree.column("left_at", "v")),
        "counts": tree.column("counts", "v"),
        "closed": tree.instant_of(tree.column("closed", "c")),
    }
    query = _by_name(tree.table(stays, "v"), stages, newest, outputs)
    same = tree.equal(tree.column("record", "c"), tree.column("record", "v"))
    query.append("joins", exp.Join(this=subquery(closing, "c"), on=same, side="LEFT"))
    return sql_text(query, dialect)


def lower_unsure(spans: str, stages: str, newest: str, dialect: str) -> str:
    """Spans of days in a table, as `catalog.unsure_table` has them."""

    def begins(day: str) -> Node:
        whole = tree.cast(tree.column(day, "v"), "BIGINT")
        return tree.instant_of(tree.times(whole, tree.number(MICROSECONDS_A_DAY)))

    outputs = {"entered": begins("since"), "left_at": begins("until"), "unsettled": tree.column("unsettled", "v")}
    return sql_text(_by_name(tree.table(spans, "v"), stages, newest, outputs), dialect)


def _by_name(visits: Node, stages: str, newest: str | None, outputs: dict[str, Node]) -> exp.Select:
    """Rows `v` with the newest row of their record, and the name of their stage."""
    row = tree.cast(tree.nothing(), "BIGINT") if newest is None else tree.column("row_id", "n")
    told = {"record": tree.column("record", "v"), "row": row, "stage": tree.column("name", "s"), **outputs}
    query = exp.select(*(tree.named(node, name) for name, node in told.items())).from_(visits)
    same = tree.equal(tree.column("stage", "s"), tree.column("stage", "v"))
    query.append("joins", exp.Join(this=tree.table(stages, "s"), on=same, kind="INNER"))
    if newest is not None:
        known = tree.equal(tree.column("record", "n"), tree.column("record", "v"))
        query.append("joins", exp.Join(this=tree.table(newest, "n"), on=known, side="LEFT"))
    return query
