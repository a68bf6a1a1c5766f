"""The records of a process by number: every key that a table tells of, and the rows that tell of them.

In: tables with keys, and the cut. Out: a SELECT of the keys, and for each table one of rows with the number of their
record, so that long texts are compared in the engine and nowhere else; and one of what is known of rows set aside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen
from sqlglot import exp

from planlang.query.aside.suspects import HIGH, LOW, read_or
from planlang.query.catalog import TableLayout, records_table, unread
from planlang.query.core import tree
from planlang.query.core.sql import sql_text
from planlang.query.core.tree import Node
from planlang.query.histories import record_key, subquery

RECORD, RANK, STAGE = "record", "rank", "stage"


@frozen
class RecordTable:
    """A table whose rows tell of records.

    Attributes:
        layout: where it lies.
        key: the declared columns of the record's key.
        at: SQL column of the time that a row speaks of; only rows from before the cut count. None: all do.
    """

    layout: TableLayout
    key: Sequence[str]
    at: str | None


def lower_records(tables: Sequence[RecordTable], cut: datetime, dialect: str) -> str:
    """Every key, once, as one text (`record`), ascending by code point."""
    keys: exp.Query | None = None
    for one in tables:
        query = _rows(one, [tree.named(record_key(one.key, one.layout, "t"), RECORD)], cut)
        keys = query if keys is None else exp.Union(this=keys, expression=query, distinct=False)
    assert keys is not None, "some table tells of records"
    record = tree.column(RECORD, "k")
    query = exp.select(record).from_(subquery(keys, "k"))
    query.set("where", exp.Where(this=tree.is_known(record.copy())))
    query.set("group", exp.Group(expressions=[record.copy()]))
    query.set("order", exp.Order(expressions=[exp.Ordered(this=record.copy())]))
    return sql_text(query, dialect)


def lower_rows_of_records(
    table: RecordTable,
    index: int,
    columns: Mapping[str, str],
    coded: Mapping[str, tuple[str, Mapping[str, int]]],
    cut: datetime,
    dialect: str,
    *,
    distinct: bool = False,
) -> str:
    """Rows with the number of their record (`rank`), in no particular order; rows without a key are left out.

    Args:
        table: the table.
        index: rank of the process in the plan.
        columns: output name -> SQL column.
        coded: output name -> SQL column of texts, and what number stands for each; -1 for all others.
        cut: rows from then on are not seen.
        dialect: sqlglot's name of the engine's dialect.
        distinct: each row of the output once.
    """
    rank = tree.column(RANK, "k")
    outputs: list[Node] = [tree.named(tree.column(sql, "t"), name) for name, sql in columns.items()]
    for name, (sql, numbers) in coded.items():
        branches = [(tree.equal(tree.column(sql, "t"), tree.text(text)), tree.number(n)) for text, n in numbers.items()]
        outputs.append(tree.named(tree.choose(*branches, otherwise=tree.number(-1)), name))
    query = _rows(table, [tree.named(rank, RANK), *outputs], cut)
    same = tree.equal(tree.column(RECORD, "k"), record_key(table.key, table.layout, "t"))
    query.set("joins", [exp.Join(this=tree.table(records_table(index), "k"), on=same, kind="INNER")])
    if distinct:
        read = [*columns.values(), *(sql for sql, _ in coded.values())]
        query.set("group", exp.Group(expressions=[rank.copy(), *(tree.column(sql, "t") for sql in read)]))
    return sql_text(query, dialect)


def lower_rows_set_aside(table: RecordTable, stage: str | None, index: int, dialect: str) -> str:
    """Rows set aside that speak of a time: the number of their record (`rank`, NULL: any could be meant), first and last day
    that they could be of (`low`, `high`, NULL: no bound), the stage that they tell of (`stage`, NULL: any), each once. Rows of
    no record of the process are left out.

    Args:
        table: that of the rows set aside.
        stage: SQL column of the stage, None for rows that tell of none.
        index: rank of the process in the plan.
        dialect: sqlglot's name of the engine's dialect.
    """
    assert table.at is not None, "rows of what happened tell when"
    blind = tree.either(*(unread(table.layout.columns[name], "t") for name in table.key))
    rank = tree.choose((blind, tree.nothing()), otherwise=tree.column(RANK, "k"))
    low, high = read_or(table.at, "t", tree.column("first_day", "t"), tree.column("last_day", "t"))
    said = tree.cast(tree.nothing(), "TEXT") if stage is None else tree.column(stage, "t")
    outputs = {RANK: rank, LOW: low, HIGH: high, STAGE: said}
    query = exp.select(*(tree.named(node, name) for name, node in outputs.items()))
    query = query.from_(tree.table(table.layout.table, "t")).distinct()
    same = tree.equal(tree.column(RECORD, "k"), record_key(table.key, table.layout, "t"))
    query.set("joins", [exp.Join(this=tree.table(records_table(index), "k"), on=same, side="LEFT")])
    query.set("where", exp.Where(this=tree.either(blind.copy(), tree.is_known(tree.column(RANK, "k")))))
    return sql_text(query, dialect)


def lower_days_set_aside(table: RecordTable, output: str, cut: datetime, dialect: str) -> str:
    """The times of rows set aside of which the key could not be read, each once."""
    assert table.at is not None, "rows of exports tell when"
    query = _rows(table, [tree.named(tree.column(table.at, "t"), output)], cut).distinct()
    return sql_text(query.where(tree.either(*(unread(table.layout.columns[name], "t") for name in table.key))), dialect)


def _rows(table: RecordTable, outputs: Sequence[Node], cut: datetime) -> exp.Select:
    """Columns of the rows of a table from before the cut."""
    query = exp.select(*outputs).from_(tree.table(table.layout.table, "t"))
    if table.at is not None:
        at = tree.cast(tree.column(table.at, "t"), "TIMESTAMP")
        query.set("where", exp.Where(this=tree.less(at, tree.instant(cut))))
    return query
