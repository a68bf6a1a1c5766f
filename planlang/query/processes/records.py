"""The records of a process by number: every key that a table tells of, and the rows that tell of them.

In: tables with keys, and the cut. Out: a SELECT of the keys, and for each table one of rows with the number of their
record, so that long texts are compared in the engine and nowhere else; and one of what is known of rows set aside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlglot import exp

from planlang.frozen import field, frozen
from planlang.query.aside.suspects import HIGH, LOW, read_or
from planlang.query.catalog import TableLayout, records_table, unread
from planlang.query.core import tree
from planlang.query.core.sql import sql_text
from planlang.query.core.tree import Node
from planlang.query.histories import record_key, subquery

RECORD, RANK, STAGE = "record", "rank", "stage"


@frozen
class Via:
    """How rows belong to records that name the record of another source they are about: a customer.

    Attributes:
        source: of the records; `column` of it names the other record.
        newest: a table of `record` and `row_id`, the newest row of each record.
        key: the column of the rows that holds the same.
    """

    source: str
    column: str
    newest: str
    key: str


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
    """Every key, once, as one text (`record`), and its place among them by code point (`rank`), from 0."""
    keys: exp.Query | None = None
    for one in tables:
        query = _rows(one, [tree.named(record_key(one.key, one.layout, "t"), RECORD)], cut)
        keys = query if keys is None else exp.Union(this=keys, expression=query, distinct=False)
    assert keys is not None, "some table tells of records"
    once = exp.select(tree.column(RECORD, "k")).from_(subquery(keys, "k"))
    once.set("where", exp.Where(this=tree.is_known(tree.column(RECORD, "k"))))
    once.set("group", exp.Group(expressions=[tree.column(RECORD, "k")]))
    record = tree.column(RECORD, "o")
    order = exp.Order(expressions=[exp.Ordered(this=record.copy())])
    place: Node = exp.Sub(this=exp.Window(this=exp.RowNumber(), order=order), expression=tree.number(1))
    query = exp.select(record, tree.named(tree.cast(place, "INT"), RANK)).from_(subquery(once, "o"))
    return sql_text(query, dialect)


def lower_rank(index: int, key: str, dialect: str) -> str:
    """The number (`rank`) of the record with a key; no row where there is none."""
    query = exp.select(tree.column(RANK, "k")).from_(tree.table(records_table(index), "k"))
    return sql_text(query.where(tree.equal(tree.column(RECORD, "k"), tree.text(key))), dialect)


@frozen
class Read:
    """What is read of rows: by name of the output a SQL column.

    Attributes:
        whole: as they are.
        days: dates, as whole numbers of days after 1970-01-01.
        instants: points in time, as microseconds after that.
        coded: texts, and the number that stands for each; -1 stands for all others.
        constant: what is the same for all rows.
    """

    whole: Mapping[str, str] = field(factory=dict)
    days: Mapping[str, str] = field(factory=dict)
    instants: Mapping[str, str] = field(factory=dict)
    coded: Mapping[str, tuple[str, Mapping[str, int]]] = field(factory=dict)
    constant: Mapping[str, int] = field(factory=dict)

    def outputs(self, alias: str) -> list[Node]:
        """The columns of the output."""
        found: list[Node] = [tree.named(tree.column(sql, alias), name) for name, sql in self.whole.items()]
        found += [tree.named(tree.day_since_1970(tree.column(sql, alias)), name) for name, sql in self.days.items()]
        found += [tree.named(tree.microseconds(tree.column(sql, alias)), name) for name, sql in self.instants.items()]
        found += [tree.named(tree.cast(tree.number(n), "INT"), name) for name, n in self.constant.items()]
        return [
            *found,
            *(tree.named(_number_of(sql, alias, numbers), name) for name, (sql, numbers) in self.coded.items()),
        ]


def _number_of(sql: str, alias: str, numbers: Mapping[str, int]) -> Node:
    """The number that stands for a text."""
    branches = [(tree.equal(tree.column(sql, alias), tree.text(text)), tree.number(n)) for text, n in numbers.items()]
    return tree.cast(tree.choose(*branches, otherwise=tree.number(-1)), "INT")


def lower_rows_of_records(
    table: RecordTable, index: int, read: Read, cut: datetime, dialect: str, *, distinct: bool = False
) -> str:
    """Rows with the number of their record (`record`), in no particular order; rows without a key are left out.

    Args:
        table: the table.
        index: rank of the process in the plan.
        read: what is wanted of them.
        cut: rows from then on are not seen.
        dialect: sqlglot's name of the engine's dialect.
        distinct: each row of the output once.
    """
    query = _rows(table, [tree.named(tree.column(RANK, "k"), RECORD), *read.outputs("t")], cut)
    same = tree.equal(tree.column(RECORD, "k"), record_key(table.key, table.layout, "t"))
    query.set("joins", [exp.Join(this=tree.table(records_table(index), "k"), on=same, kind="INNER")])
    return sql_text(query.distinct() if distinct else query, dialect)


def lower_rows_of_named(
    rows: TableLayout, records: TableLayout, via: Via, read: Read, at: str, cut: datetime, dialect: str
) -> str:
    """Rows about what records name, each once for every record (`record`) that names it by its newest row; in no particular order.

    Args:
        rows: where they lie.
        records: where those lie that name something.
        via: by which column, and which of the rows holds the same.
        read: what is wanted of them.
        at: SQL column of the time that a row speaks of; those from the cut on are not seen.
        cut: rows from then on are not seen.
        dialect: sqlglot's name of the engine's dialect.
    """
    query = exp.select(tree.named(tree.column(RECORD, "n"), RECORD), *read.outputs("t"))
    query = query.from_(tree.table(rows.table, "t")).distinct()
    same = tree.equal(tree.column(rows.columns[via.key], "t"), tree.column(records.columns[via.column], "b"))
    query.append("joins", exp.Join(this=tree.table(records.table, "b"), on=same, kind="INNER"))
    shown = tree.equal(tree.column("row_id", "n"), tree.column("row_id", "b"))
    query.append("joins", exp.Join(this=tree.table(via.newest, "n"), on=shown, kind="INNER"))
    happened = tree.cast(tree.column(at, "t"), "TIMESTAMP")
    query.set("where", exp.Where(this=tree.less(happened, tree.instant(cut))))
    return sql_text(query, dialect)


def lower_days_of_anybody(layout: TableLayout, bounds: tuple[int, int], dialect: str) -> str:
    """Rows set aside of which nobody knows whose they are: as `lower_rows_set_aside`, each could be any record's."""
    days = (tree.column("first_day", "t"), tree.column("last_day", "t"))
    low, high = (
        tree.coalesce(tree.day_since_1970(day), tree.number(bound)) for day, bound in zip(days, bounds, strict=True)
    )
    outputs: dict[str, Node] = {
        RECORD: tree.cast(tree.number(-1), "INT"),
        LOW: low,
        HIGH: high,
        STAGE: tree.cast(tree.number(-1), "INT"),
    }
    query = exp.select(*(tree.named(node, name) for name, node in outputs.items()))
    assert layout.aside is None, "the table is that of the rows set aside"
    return sql_text(query.from_(tree.table(layout.table, "t")).distinct(), dialect)


def lower_rows_set_aside(
    table: RecordTable, stage: tuple[str, Mapping[str, int]] | None, index: int, bounds: tuple[int, int], dialect: str
) -> str:
    """Rows set aside that speak of a time: the number of their `record` (-1: any could be meant), first and last day that they
    could be of (`low`, `high`), the `stage` that they tell of (-1: any, or none), each once. Rows of no record of the process are left
    out.

    Args:
        table: that of the rows set aside.
        stage: SQL column of the stage and the numbers of stages, None for rows that tell of none.
        index: rank of the process in the plan.
        bounds: the numbers of days that stand for no bound.
        dialect: sqlglot's name of the engine's dialect.
    """
    assert table.at is not None, "rows of what happened tell when"
    blind = tree.either(*(unread(table.layout.columns[name], "t") for name in table.key))
    rank = tree.choose((blind, tree.number(-1)), otherwise=tree.column(RANK, "k"))
    days = read_or(table.at, "t", tree.column("first_day", "t"), tree.column("last_day", "t"))
    low, high = (
        tree.coalesce(tree.day_since_1970(day), tree.number(bound)) for day, bound in zip(days, bounds, strict=True)
    )
    said = tree.number(-1) if stage is None else _number_of(stage[0], "t", stage[1])
    outputs: dict[str, Node] = {RECORD: tree.cast(rank, "INT"), LOW: low, HIGH: high, STAGE: said}
    query = exp.select(*(tree.named(node, name) for name, node in outputs.items()))
    query = query.from_(tree.table(table.layout.table, "t")).distinct()
    same = tree.equal(tree.column(RECORD, "k"), record_key(table.key, table.layout, "t"))
    query.set("joins", [exp.Join(this=tree.table(records_table(index), "k"), on=same, side="LEFT")])
    query.set("where", exp.Where(this=tree.either(blind.copy(), tree.is_known(tree.column(RANK, "k")))))
    return sql_text(query, dialect)


def lower_days_set_aside(table: RecordTable, output: str, cut: datetime, dialect: str) -> str:
    """The days (`output`, after 1970-01-01) of rows set aside of which the key could not be read, each once."""
    assert table.at is not None, "rows of exports tell when"
    query = _rows(table, [tree.named(tree.day_since_1970(tree.column(table.at, "t")), output)], cut).distinct()
    return sql_text(query.where(tree.either(*(unread(table.layout.columns[name], "t") for name in table.key))), dialect)


def lower_owners(rows: str, table: str, column: str, dialect: str, also: Sequence[str] = ()) -> str:
    """Who is responsible by each row (`row_id`) of a `record` in a table of such: `record`, `owner`, and other columns of that."""
    query = exp.select(tree.column("record", "n"), tree.named(tree.column(column, "t"), "owner"))
    query = query.select(*(tree.column(name, "n") for name in also))
    query = query.from_(tree.table(rows, "n"))
    same = tree.equal(tree.column("row_id", "t"), tree.column("row_id", "n"))
    query.set("joins", [exp.Join(this=tree.table(table, "t"), on=same, kind="INNER")])
    return sql_text(query, dialect)


def _rows(table: RecordTable, outputs: Sequence[Node], cut: datetime) -> exp.Select:
    """Columns of the rows of a table from before the cut."""
    query = exp.select(*outputs).from_(tree.table(table.layout.table, "t"))
    if table.at is not None:
        at = tree.cast(tree.column(table.at, "t"), "TIMESTAMP")
        query.set("where", exp.Where(this=tree.less(at, tree.instant(cut))))
    return query
