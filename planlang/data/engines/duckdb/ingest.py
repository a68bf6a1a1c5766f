"""Loading the files of one source into one table.

In: where the cells of a file lie and how its columns are read. Out: a table as `LoadedTable` says, and what was wrong,
as rows. What to do about it, and the words for it, is decided in data/loading.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.data.columns import Wanted
from planlang.data.dateorder import DateOrder
from planlang.data.engines.duckdb.aside import ENTRY, PART, Aside
from planlang.data.engines.duckdb.cleaning import (
    Effort,
    empty_texts,
    expressions,
    fault_of,
    trimmed,
    zones_always_matter,
)
from planlang.data.engines.duckdb.engine import DuckDB
from planlang.data.engines.duckdb.macros import statements
from planlang.data.engines.duckdb.sqltext import identifier, literal, literals, loaded_type
from planlang.data.reading import BLANKS
from planlang.data.rowcount import LeftOut
from planlang.data.snapshot import Fault
from planlang.values.units import Person, TextUnit

CELL_LENGTH = 80
"""How much of a wrong cell is kept."""
LINE_SIZE = 32 * 1024**2
"""How many bytes a row written by us may have."""


@frozen
class Layout:
    """Where the cells of a file lie.

    Attributes:
        path: a UTF-8 text file with fields that may be quoted.
        skip: physical lines above the first row.
        width: number of fields of each row.
        fields: index of the field from 0 of each column, None where the file lacks it.
        orders: declared date column -> order of day and month where the year comes last.
        blanks: whether cells may begin or end with blanks other than spaces.
        is_plain: whether dates and numbers are likely to be in plain form.
        is_exact: the rows were written by us: none is ragged, none blank.
    """

    path: Path
    skip: int
    delimiter: str
    width: int
    fields: Sequence[tuple[Wanted, int | None]]
    orders: Mapping[str, DateOrder | None]
    blanks: bool
    is_plain: bool
    is_exact: bool


@frozen
class Summary:
    """How many rows a file has, without those at or after the cut (`hidden`); and of them: with wrong cells, later than
    the file can hold, with a local time that does not exist or occurs twice.
    """

    rows: int
    hidden: int
    wrong: int
    later: int
    odd: int


@frozen
class WrongCell:
    """A cell that could not be read: row, index of the column among those wanted, what the cell says, how many rows
    of the file have the same fault.
    """

    row: int
    fault: Fault
    column: int
    cell: str
    total: int


@frozen
class Repeated:
    """A row whose key stands in an earlier row of the file, and how many such rows there are."""

    row: int
    first: int
    key: str
    total: int


class Ingest:
    """A table being filled, file by file; row numbers ascend from 1."""

    def __init__(
        self,
        engine: DuckDB,
        table: str,
        columns: Sequence[Wanted],
        zones: tuple[str, str],
        taken: str | None,
        is_dated: bool,
    ) -> None:
        """Make the empty table.

        Args:
            engine: where to make it; its doors have to be open.
            table: its name.
            columns: its columns.
            zones: zone of naive times in the files, zone of the plan.
            taken: SQL column that dates a snapshot, where its rows do.
            is_dated: whether the table has a column `taken`.
        """
        self._connection = self.connection = engine.connection
        self.name = table
        self._table = identifier(table)
        self._columns = tuple(columns)
        self._zones = zones
        self._with_zones = zones_always_matter(zones)
        self._taken = taken
        self._is_dated = is_dated
        self.left_out: list[tuple[LeftOut, NDArray[np.int64]]] = []
        self.aside = Aside(engine.connection, table, columns, is_dated=is_dated)
        engine.define(statements())
        kept = ", ".join(f"{column.sql} {loaded_type(column.spec.unit)}" for column in columns)
        dated = "taken DATE, " if is_dated else ""
        self._connection.execute(
            f"CREATE OR REPLACE TABLE {self._table} (row_id BIGINT, {dated}{kept}, wrong VARCHAR, flag BOOLEAN)"
        )

    def add(self, layout: Layout, first: int, taken: date | None) -> int | None:
        """Read a file as rows numbered from `first`; how many there are.

        None, and no row, where the file is not as regular as the engine's own reader needs it.
        """
        effort = Effort.FULL if self._with_zones else Effort.PLAIN if layout.is_plain else Effort.FORMS
        count = self._read(layout, first, taken, effort)
        while count is not None and self._has(first, "flag OR wrong = ''"):
            if effort is not Effort.FULL and self._has(first, "flag"):
                self.forget(first)
                effort = Effort(effort + 1)
                count = self._read(layout, first, taken, effort)
            elif not layout.is_exact and self._has(first, "wrong = ''"):
                # A row in which nothing could be read may be a blank line, or not: that takes all of its cells.
                self.forget(first)
                return None
            else:
                break
        return count

    def _read(self, layout: Layout, first: int, taken: date | None, effort: Effort) -> int | None:
        """Read a file; None, and no row, where DuckDB stumbles over it."""
        try:
            return int(self._connection.execute(self._insert(layout, first, taken, effort)).fetchall()[0][0])
        except duckdb.Error:
            if layout.is_exact:
                raise
            return None

    def forget(self, first: int) -> None:
        """Leave out all rows numbered from `first`."""
        self._delete(f"row_id >= {first}")
        self.aside.forget(first)

    def _insert(self, layout: Layout, first: int, taken: date | None, effort: Effort) -> str:
        """The statement that reads a file: raw cells, level by level their values, what is wrong with them."""
        raws, values, wrong, flags = [], [], [], []
        levels: list[list[str]] = []
        for index, (column, position) in enumerate(layout.fields):
            raw, field = f"r{index}", "NULL::VARCHAR" if position is None else f"f{position}"
            order = layout.orders.get(column.spec.name)
            found = expressions(column, raw, field, order, self._zones, effort, layout.blanks)
            raws.append(f"{found.raw} AS {raw}")
            for depth, steps in enumerate(found.levels):
                if depth == len(levels):
                    levels.append([])
                levels[depth] += [f"{expression} AS {raw}{suffix}" for suffix, expression in steps]
            values.append(f"{found.value} AS {column.sql}")
            wrong.append(_wrong(index, column, raw, trimmed(raw, layout.blanks)))
            if found.flag is not None:
                flags.append(f"COALESCE({found.flag}, FALSE)")
        rows = f"SELECT {first - 1} + row_number() OVER () AS row_id, {', '.join(raws)} FROM {_source(layout)}"
        for level in [*levels, values]:
            rows = f"SELECT *, {', '.join(level)} FROM ({rows})"
        conditions = " OR ".join(condition for condition, _ in wrong if condition)
        entries = ", ".join(entry for condition, entry in wrong if condition)
        report = f"concat_ws({literal(ENTRY)}, {entries})"
        if not layout.is_exact:
            nothing = " AND ".join(f"{column.sql} IS NULL" for column in self._columns)
            report = f"CASE WHEN {nothing} THEN '' ELSE {report} END"
        day = "NULL" if taken is None else f"DATE '{taken.isoformat()}'"
        dated = f"{f'CAST({self._taken} AS DATE)' if self._taken else day}, " if self._is_dated else ""
        return (
            f"INSERT INTO {self._table} SELECT row_id, {dated}{', '.join(column.sql for column in self._columns)},"
            f" CASE WHEN {conditions} THEN {report} END,"
            f" {' OR '.join(flags) or 'FALSE'} FROM ({rows})"
        )

    def _has(self, first: int, condition: str) -> bool:
        """Whether some row numbered from `first` fulfils a condition."""
        found = f"SELECT 1 FROM {self._table} WHERE row_id >= {first} AND {condition} LIMIT 1"
        return bool(self._connection.execute(found).fetchall())

    # ------------------------------------------------------------ what is to be left out

    def summary(self, first: int, at: str | None, cut: datetime, end: date | None) -> Summary:
        """What is to be looked at in rows numbered from `first`; those at or after the cut do not count.

        Args:
            first: the first row.
            at: SQL column that dates the rows, or None.
            cut: nothing at or after it is seen.
            end: the first day of which the file can hold nothing, or None.
        """
        hidden = "FALSE" if at is None else f"COALESCE({at_or_after(at, cut)}, FALSE)"
        later = "FALSE" if at is None or end is None else f"COALESCE({at_or_after(at, end)}, FALSE)"
        found = self._connection.execute(
            f"SELECT count(*), count(*) FILTER (hidden), count(*) FILTER (NOT hidden AND wrong IS NOT NULL),"
            " count(*) FILTER (NOT hidden AND wrong IS NULL AND later),"
            " count(*) FILTER (NOT hidden AND wrong IS NULL AND flag)"
            f" FROM (SELECT wrong, flag, {hidden} AS hidden, {later} AS later"
            f" FROM {self._table} WHERE row_id >= {first})"
        ).fetchall()[0]
        total, after, wrong, late, odd = map(int, found)
        return Summary(total - after, after, wrong, late, odd)

    def drop_later(self, column: str, first: int, bound: datetime | date) -> int:
        """Leave out rows numbered from `first` whose SQL column is at or after the cut; how many there were."""
        return self.leave_out(f"row_id >= {first} AND {at_or_after(column, bound)}", LeftOut.AFTER_CUT)

    def later(self, column: str, first: int, bound: date, limit: int) -> list[tuple[int, str]]:
        """The first rows at or after a bound, with what the column says."""
        return self._connection.execute(
            f"SELECT row_id, CAST({column} AS VARCHAR) FROM {self._table} WHERE row_id >= {first} AND wrong IS NULL"
            f" AND {at_or_after(column, bound)} ORDER BY row_id LIMIT {limit}"
        ).fetchall()

    def wrong_cells(self, first: int, limit: int) -> list[WrongCell]:
        """The first cells of each fault that could not be read, in rows numbered from `first`, by fault and row."""
        empty = " ".join(
            f"WHEN {index} THEN cell IN {literals(empty_texts(column.spec.unit))}"
            for index, column in enumerate(self._columns)
        )
        found = self._connection.execute(
            f"WITH entries AS (SELECT row_id, unnest(string_split(wrong, {literal(ENTRY)})) AS entry"
            f" FROM {self._table} WHERE row_id >= {first} AND wrong IS NOT NULL),"
            f" parts AS (SELECT row_id, CAST(split_part(entry, {literal(PART)}, 1) AS INTEGER) AS position,"
            f" trim(split_part(entry, {literal(PART)}, 2), {literal(BLANKS)}) AS cell FROM entries),"
            f" told AS (SELECT *, CASE position {empty} END AS is_empty FROM parts),"
            " ranked AS (SELECT *, count(*) OVER (PARTITION BY position, is_empty) AS total,"
            " row_number() OVER (PARTITION BY position, is_empty ORDER BY row_id) AS rank FROM told)"
            f" SELECT row_id, position, cell, is_empty, total FROM ranked WHERE rank <= {limit}"
            " ORDER BY row_id, position"
        ).fetchall()
        listed: dict[Fault, list[tuple[int, int, str]]] = {}
        totals: dict[tuple[Fault, int], int] = {}
        for row, position, cell, is_empty, total in found:
            fault = Fault.EMPTY_CELL if is_empty else fault_of(self._columns[position].spec.unit)
            listed.setdefault(fault, []).append((row, position, cell))
            totals[fault, position] = total
        return [
            WrongCell(row, fault, position, cell, sum(total for (kind, _), total in totals.items() if kind is fault))
            for fault in sorted(listed, key=list(Fault).index)
            for row, position, cell in listed[fault][:limit]
        ]

    def multiline(self, columns: Sequence[str], first: int, limit: int) -> tuple[str, list[tuple[int, int]]]:
        """Which rows have a newline in one of these SQL columns, as a condition; the first of those numbered from
        `first`, with how many newlines there are.
        """
        whole = f"concat_ws('', {', '.join(columns)})"
        where = f"contains({whole}, chr(10))"
        found = self._connection.execute(
            f"SELECT row_id, length({whole}) - length(replace({whole}, chr(10), '')) FROM {self._table}"
            f" WHERE row_id >= {first} AND {where} ORDER BY row_id LIMIT {limit}"
        ).fetchall()
        return where, found

    def odd_times(self, first: int, limit: int) -> list[int]:
        """The first rows with a local time that does not exist or occurs twice."""
        rows = self._connection.execute(
            f"SELECT row_id FROM {self._table} WHERE row_id >= {first} AND wrong IS NULL AND flag"
            f" ORDER BY row_id LIMIT {limit}"
        ).fetchall()
        return [row for (row,) in rows]

    def drop_repeated(self, key: Sequence[str], first: int, limit: int) -> list[Repeated]:
        """Leave out rows numbered from `first` whose key (SQL columns) stands in an earlier such row; the first of
        them.
        """
        parts = ", ".join((*key, "taken") if self._is_dated else key)
        inside = f"FROM {self._table} WHERE row_id >= {first}"
        counted = self._connection.execute(
            f"SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {parts} {inside})) {inside}"
        )
        rows, keys = counted.fetchall()[0]
        if rows == keys:
            return []
        shown = f"concat_ws(' / ', {', '.join(f'CAST({part} AS VARCHAR)' for part in key)})"
        ranked = f"SELECT row_id, {shown} AS shown, min(row_id) OVER (PARTITION BY {parts}) AS earliest {inside}"
        found = self._connection.execute(
            f"SELECT row_id, earliest, shown FROM ({ranked}) WHERE row_id > earliest ORDER BY row_id LIMIT {limit}"
        ).fetchall()
        self.leave_out(f"row_id IN (SELECT row_id FROM ({ranked}) WHERE row_id > earliest)", LeftOut.REPEATED_KEY)
        return [Repeated(row, earliest, shown, rows - keys) for row, earliest, shown in found]

    # ------------------------------------------------------------ the whole table

    def keep_last(self, key: Sequence[str]) -> None:
        """Of rows with the same key (and the same day of export) only the last is kept."""
        parts = ", ".join((*key, "taken") if self._is_dated else key)
        self.leave_out(f"row_id NOT IN (SELECT max(row_id) FROM {self._table} GROUP BY {parts})", LeftOut.SUPERSEDED)

    def leave_out(self, where: str, reason: LeftOut) -> int:
        """Leave out rows that do not count; how many there were."""
        deleted = f"DELETE FROM {self._table} WHERE {where} RETURNING row_id"
        found = np.asarray(self._connection.execute(deleted).fetchnumpy()["row_id"], dtype=np.int64)
        if len(found):
            self.left_out.append((reason, found))
        return len(found)

    def leave_out_aside(self, where: str, reason: LeftOut) -> None:
        """Leave out rows that were set aside and do not count."""
        found = self.aside.leave_out(where)
        if len(found):
            self.left_out.append((reason, found))

    @property
    def sql_columns(self) -> tuple[str, ...]:
        """The SQL columns of the declared ones."""
        return tuple(column.sql for column in self._columns)

    def kept(self) -> NDArray[np.int64]:
        """The rows that are left."""
        return np.asarray(
            self._connection.execute(f"SELECT row_id FROM {self._table}").fetchnumpy()["row_id"], np.int64
        )

    def people(self, column: str) -> list[tuple[str, int, int]]:
        """Each person in a SQL column: name, number of rows, first row; by first row."""
        return self._connection.execute(
            f"SELECT {column}, count(*), min(row_id) AS earliest FROM {self._table} WHERE {column} IS NOT NULL"
            f" GROUP BY {column} ORDER BY earliest"
        ).fetchall()

    def days_taken(self) -> list[date]:
        """The days of the exports, ascending."""
        rows = self._connection.execute(
            f"SELECT DISTINCT taken FROM {self._table} WHERE taken IS NOT NULL ORDER BY taken"
        ).fetchall()
        return [day for (day,) in rows]

    def last_taken(self, first: int) -> date | None:
        """The day of the last export in rows numbered from `first`."""
        found: date | None = self._connection.execute(
            f"SELECT max(taken) FROM {self._table} WHERE row_id >= {first}"
        ).fetchall()[0][0]
        return found

    def finish(self) -> int:
        """Drop what only the loading needed; the number of rows."""
        self._connection.execute(f"ALTER TABLE {self._table} DROP COLUMN wrong")
        self._connection.execute(f"ALTER TABLE {self._table} DROP COLUMN flag")
        return int(self._connection.execute(f"SELECT count(*) FROM {self._table}").fetchall()[0][0])

    def _delete(self, where: str) -> int:
        return int(self._connection.execute(f"DELETE FROM {self._table} WHERE {where}").fetchall()[0][0])


def _source(layout: Layout) -> str:
    """The rows of a file as texts `f0`, `f1` ..."""
    columns = ", ".join(f"'f{index}': 'VARCHAR'" for index in range(layout.width))
    options = f", new_line = '\\n', max_line_size = {LINE_SIZE}" if layout.is_exact else ""
    return (
        f"read_csv({literal(str(layout.path.absolute()))}, auto_detect = false, header = false, skip = {layout.skip},"
        f" delim = {literal(layout.delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}},"
        f" compression = 'none', hive_partitioning = false{options})"
    )


def at_or_after(column: str, bound: datetime | date) -> str:
    """Whether a SQL column is at or after a bound, as a condition."""
    if isinstance(bound, datetime):
        return f"{column} >= TIMESTAMP '{bound.isoformat(' ')}'"
    return f"{column} >= DATE '{bound.isoformat()}'"


def _wrong(index: int, column: Wanted, raw: str, cell: str) -> tuple[str, str]:
    """When a cell is wrong, and the entry that says so: index, raw text. Nothing where it never can be.

    `cell` is the trimmed text; it stands where few rows come by, and nowhere twice: DuckDB would compute it for all.
    """
    unknown = f"{column.sql} IS NULL"
    if not column.required:
        if isinstance(column.spec.unit, TextUnit | Person):
            return "", ""
        unknown = f"{column.sql} IS NULL AND {raw} <> ''"
        unknown += f" AND COALESCE({cell}, '') NOT IN {literals(empty_texts(column.spec.unit))}"
    text = f"translate(left({raw}, {CELL_LENGTH}), {literal(ENTRY + PART)}, '  ')"
    entry = f"CASE WHEN {unknown} THEN '{index}' || {literal(PART)} || COALESCE({text}, '') END"
    return f"({unknown})", entry
