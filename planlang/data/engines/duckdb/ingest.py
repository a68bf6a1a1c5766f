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
from numpy.typing import NDArray

from planlang.data.columns.columns import Wanted
from planlang.data.engines.duckdb.aside import ENTRY, PART, Aside
from planlang.data.engines.duckdb.cleaning import (
    Settled,
    is_text,
    plain,
    raw,
    settled,
    trimmed,
    zones_always_matter,
)
from planlang.data.engines.duckdb.engine import DuckDB
from planlang.data.engines.duckdb.evidence import Evidence
from planlang.data.engines.duckdb.faults import Faults, Wrong
from planlang.data.engines.duckdb.layout import Layout, rows_of
from planlang.data.engines.duckdb.macros import careful_macros, plain_macros
from planlang.data.engines.duckdb.nonrows import may_hold_none
from planlang.data.engines.duckdb.sqltext import literal
from planlang.data.loaded.formats import Reading
from planlang.data.loaded.rowcount import LeftOut
from planlang.data.loaded.tabletypes import identifier, loaded_type
from planlang.data.tables.reading import Bulk, Padding
from planlang.frozen import frozen
from planlang.values.notation import NumberStyle
from planlang.values.units import InstantUnit, Ratio, is_number

CELL_LENGTH = 80
"""How much of a wrong cell is kept."""
LARGE = 4 * 1024 * 1024
"""From how many bytes of one file on several threads are worth what they cost."""


@frozen
class Repeated:
    """A row whose key stands in an earlier row of the file."""

    row: int
    first: int
    key: str


class Ingest:
    """A table being filled in two steps; row numbers ascend from 1 through all files.

    First all cells of all files are read that can mean only one thing, the text of all others is kept; then, when it is
    decided what each column is taken for, that text is read too.
    """

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
        self._engine = engine
        self._connection = self.connection = engine.connection
        self.name = table
        self._table = identifier(table)
        self._first = identifier(f"{table}_cells")
        self._columns = tuple(columns)
        self._zones = zones
        self._taken = taken
        self._is_dated = is_dated
        self._may_be_unusual = False
        self._people: dict[str, list[tuple[str, int, int]]] = {}
        self.left_out: list[tuple[LeftOut, NDArray[np.int64]]] = []
        self.may_be_wrong = True
        self.aside = Aside(engine.connection, table, columns, is_dated=is_dated)
        self.faults = Faults(engine.connection, self._table, self.aside.files)
        engine.define(plain_macros())
        kept = [f"{column.sql} {loaded_type(column.spec.unit)}" for column in columns]
        for index, column in enumerate(columns):
            kept += [f"t_{index} VARCHAR"] if not is_text(column.spec.unit) else []
            kept += [f"d_{index} BOOLEAN"] if is_number(column.spec.unit) else []
        dated = ["taken DATE"] if is_dated else []
        shape = ["row_id BIGINT", "file INTEGER", *dated, *kept]
        self._connection.execute(f"CREATE OR REPLACE TABLE {self._first} ({', '.join(shape)})")
        self._connection.execute(f"DROP TABLE IF EXISTS {self._table}")

    # ------------------------------------------------------------ the first step

    def add(self, layout: Layout, file: int, first: int, taken: date | None) -> int | None:
        """Read a file as rows numbered from `first`; how many there are.

        None, and no row, where the file is not as regular as the engine's own reader needs it.
        """
        day = "NULL" if taken is None else f"DATE '{taken.isoformat()}'"
        fields = ["CAST(NULL AS VARCHAR)" if place is None else f"f{place}" for place in layout.fields]
        rows = f"{first - 1} + row_number() OVER () AS row_id, {file} AS file, {day} AS taken"
        try:
            count = self._insert(layout, rows, fields, is_exact=False)
        except duckdb.Error:
            return None
        if may_hold_none(self._connection, self._first, self._columns, layout.titles, first):
            # A row in which next to nothing could be read may be a blank line or a remark: that takes all of its cells.
            self.forget(first)
            return None
        return count

    def add_written(self, path: Path, count: int) -> None:
        """Read rows that were written by us: number of the row, number of the file, day of the export, then the cells of
        all columns.
        """
        fields = [f"f{index}" for index in range(3, 3 + len(self._columns))]
        rows = "CAST(f0 AS BIGINT) AS row_id, CAST(f1 AS INTEGER) AS file, CAST(nullif(f2, '') AS DATE) AS taken"
        written = Bulk(path, ",", path.stat().st_size, count, True, Padding.ANY, True)
        found = self._insert(Layout(written, 0, len(fields) + 3, ()), rows, fields, is_exact=True)
        assert found == count, "every row that was written is read"

    def _insert(self, layout: Layout, rows: str, fields: Sequence[str], *, is_exact: bool) -> int:
        """Read rows from a text file; how many there are."""
        self._may_be_unusual |= layout.file.rare
        if layout.file.size >= LARGE:
            self._engine.widen()
        raws, plains, values, rest = [], [], [], []
        for index, (column, field) in enumerate(zip(self._columns, fields, strict=True)):
            cell = f"r{index}"
            raws.append(f"{raw(column, field, layout.file)} AS {cell}")
            plains.append(f"{plain(column, cell)} AS v{index}")
            values.append(f"v{index}")
            if not is_text(column.spec.unit):
                rest.append(f"CASE WHEN v{index} IS NULL THEN {trimmed(cell, layout.file.padding)} END")
            if is_number(column.spec.unit):
                rest.append(f"v{index} IS NOT NULL AND contains({cell}, '.')")
        dated = ["taken"] if self._is_dated else []
        return int(
            self._connection.execute(
                f"INSERT INTO {self._first} SELECT {', '.join(['row_id', 'file', *dated, *values, *rest])} FROM"
                f" (SELECT *, {', '.join(plains)} FROM (SELECT {rows}, {', '.join(raws)}"
                f" FROM {rows_of(layout, is_exact=is_exact)}))"
            ).fetchall()[0][0]
        )

    def forget(self, first: int) -> None:
        """Leave out all rows numbered from `first`."""
        self._connection.execute(f"DELETE FROM {self._first} WHERE row_id >= {first}")

    def evidence(self) -> Evidence:
        """What the cells show."""
        found = Evidence(self._connection, self._first, self._columns, self._zones)
        if any(found.left.values()) or any(isinstance(column.spec.unit, Ratio) for column in self._columns):
            self._engine.define(careful_macros())
        return found

    # ------------------------------------------------------------ the second step

    def settle(self, readings: Sequence[Reading], left: Mapping[int, int]) -> None:
        """Make the table: each column by what it was taken for; `left` tells how many of its cells were left."""
        self._fold()
        self.may_be_wrong = not self._is_settled(readings, left)
        if not self.may_be_wrong:
            for index, column in enumerate(self._columns):
                for kept, holds in (
                    (f"t_{index}", not is_text(column.spec.unit)),
                    (f"d_{index}", is_number(column.spec.unit)),
                ):
                    if holds:
                        self._connection.execute(f"ALTER TABLE {self._first} DROP COLUMN {kept}")
            self._connection.execute(f"ALTER TABLE {self._first} ADD COLUMN wrong VARCHAR")
            self._connection.execute(f"ALTER TABLE {self._first} ADD COLUMN flag BOOLEAN DEFAULT FALSE")
            self._connection.execute(f"ALTER TABLE {self._first} RENAME TO {self._table}")
            return
        self._engine.define(careful_macros())
        self._connection.execute(f"CREATE TABLE {self._table} AS {self._settled(readings)}")
        self._connection.execute(f"DROP TABLE {self._first}")

    def _fold(self) -> None:
        """Bring texts into the form in which they are compared; few columns have any that are not."""
        for column in self._columns if self._may_be_unusual else ():
            if is_text(column.spec.unit):
                told = f"SELECT DISTINCT {column.sql} AS t FROM {self._first} WHERE strlen({column.sql}) <> length({column.sql})"
                # as a condition the pattern would be tried on every cell before the distinct ones are found
                if self._connection.execute(f"SELECT bool_or(is_unusual(t)) FROM ({told})").fetchall()[0][0]:
                    folded = f"SET {column.sql} = folded({column.sql}) WHERE is_unusual({column.sql})"
                    self._connection.execute(f"UPDATE {self._first} {folded}")

    def _is_settled(self, readings: Sequence[Reading], left: Mapping[int, int]) -> bool:
        """Whether the first step has read every cell, and nothing is wrong with any."""
        if any(left.values()) or self._taken is not None:
            return False
        shifted = zones_always_matter(self._zones)
        for column, reading in zip(self._columns, readings, strict=True):
            if any(reading.powers.values()) or reading.blocked or reading.outsiders or reading.marks:
                return False
            if reading.numbers is NumberStyle.COMMA:
                return False
            if shifted and isinstance(column.spec.unit, InstantUnit):
                return False
        required = [column.sql for column in self._columns if column.required]
        counts = "".join(f", count({column})" for column in required)
        total, *filled = self._connection.execute(f"SELECT count(*){counts} FROM {self._first}").fetchall()[0]
        return all(count == total for count in filled)

    def _settled(self, readings: Sequence[Reading]) -> str:
        """The query for the table: level by level the values of the text that was left, and what is wrong."""
        levels: list[list[str]] = []
        values, wrong, flags = [], [], []
        for index, (column, reading) in enumerate(zip(self._columns, readings, strict=True)):
            made = settled(column, index, reading, self._zones)
            for depth, steps in enumerate(made.levels):
                if depth == len(levels):
                    levels.append([])
                levels[depth] += [f"{expression} AS t_{index}{suffix}" for suffix, expression in steps]
            value = made.value
            if reading.outsiders:
                outside = ", ".join(map(str, sorted(reading.outsiders)))
                value = f"CASE WHEN file NOT IN ({outside}) THEN {value} END"
            values.append(f"{value} AS w_{index}")
            wrong.append(_wrong(index, column, reading, made))
            if made.flag is not None:
                flags.append(f"COALESCE({made.flag}, FALSE)")
        rows = f"SELECT * FROM {self._first}"
        for level in [*levels, values]:
            rows = f"SELECT *, {', '.join(level)} FROM ({rows})"
        entries = [entry for entry in wrong if entry]
        report = (
            f"nullif(concat_ws({literal(ENTRY)}, {', '.join(entries)}), '')" if entries else "CAST(NULL AS VARCHAR)"
        )
        kept = [f"w_{index} AS {column.sql}" for index, column in enumerate(self._columns)]
        if self._is_dated:
            dates = [index for index, column in enumerate(self._columns) if column.sql == self._taken]
            kept.insert(0, f"CAST(w_{dates[0]} AS DATE) AS taken" if dates else "taken")
        return (
            f"SELECT row_id, file, {', '.join(kept)}, {report} AS wrong,"
            f" {' OR '.join(flags) or 'FALSE'} AS flag FROM ({rows})"
        )

    # ------------------------------------------------------------ what is to be left out

    def hide(self, at: str, cut: datetime) -> None:
        """Drop the rows at or after the cut by a SQL column: nothing of them is seen."""
        self.leave_out(at_or_after(at, cut), LeftOut.AFTER_CUT)

    def drop_repeated(self, key: Sequence[str]) -> list[tuple[Repeated, int, int]]:
        """Leave out rows whose key (SQL columns) stands in an earlier row of their file: by file the first of them, the
        file, how many.
        """
        parts = ", ".join(("file", *key, "taken") if self._is_dated else ("file", *key))
        counted = self._connection.execute(
            f"SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {parts} FROM {self._table})) FROM {self._table}"
        )
        rows, keys = counted.fetchall()[0]
        if rows == keys:
            return []
        shown = f"concat_ws(' / ', {', '.join(f'CAST({part} AS VARCHAR)' for part in key)})"
        ranked = (
            f"SELECT row_id, file, {shown} AS shown, min(row_id) OVER (PARTITION BY {parts}) AS earliest"
            f" FROM {self._table}"
        )
        found = self._connection.execute(
            "SELECT min(row_id) AS first, min_by(earliest, row_id), min_by(shown, row_id), file, count(*)"
            f" FROM ({ranked}) WHERE row_id > earliest GROUP BY file ORDER BY first"
        ).fetchall()
        self.leave_out(f"row_id IN (SELECT row_id FROM ({ranked}) WHERE row_id > earliest)", LeftOut.REPEATED_KEY)
        return [(Repeated(row, earliest, key_shown), file, count) for row, earliest, key_shown, file, count in found]

    # ------------------------------------------------------------ the whole table

    def keep_last(self, key: Sequence[str]) -> None:
        """Of rows with the same key (and the same day of export) only the last is kept."""
        parts = ", ".join((*key, "taken") if self._is_dated else key)
        self.leave_out(f"row_id NOT IN (SELECT max(row_id) FROM {self._table} GROUP BY {parts})", LeftOut.SUPERSEDED)

    def leave_out(self, where: str, reason: LeftOut) -> int:
        """Leave out rows that do not count; how many there were."""
        asked = f"SELECT row_id FROM {self._table} WHERE {where}"
        found = np.asarray(self._connection.execute(asked).fetchnumpy()["row_id"], dtype=np.int64)
        if len(found):
            self._connection.register("rows_left_out", {"row_id": found})
            self._connection.execute(f"DELETE FROM {self._table} WHERE row_id IN (SELECT row_id FROM rows_left_out)")
            self._connection.unregister("rows_left_out")
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

    def kept(self) -> Mapping[int, int]:
        """File -> how many of its rows are left."""
        return dict(self._connection.execute(f"SELECT file, count(*) FROM {self._table} GROUP BY file").fetchall())

    def people(self, column: str) -> list[tuple[str, int, int]]:
        """Each person in a SQL column, when all rows are sorted: name, number of rows, first row; by first row."""
        if column not in self._people:
            self._people[column] = self.texts(column)
        return self._people[column]

    def texts(self, column: str) -> list[tuple[str, int, int]]:
        """Each text in a SQL column: the text, number of rows, first row; by first row."""
        return self._connection.execute(
            f"SELECT {column}, count(*), min(row_id) AS earliest FROM {self._table} WHERE {column} IS NOT NULL"
            f" GROUP BY {column} ORDER BY earliest"
        ).fetchall()

    def everybody(self, column: str) -> list[str]:
        """Each person, or other text, in a SQL column, of rows that were set aside as well, by code point."""
        aside = f"SELECT DISTINCT {column} FROM {identifier(self.aside.name)} WHERE {column} IS NOT NULL"
        found = {who for (who,) in self._connection.execute(aside).fetchall()}
        return sorted(found.union(who for who, _, _ in self.people(column)))

    def rename(self, column: str, person: str, name: str) -> None:
        """Write a person in a SQL column by another name, in rows that were set aside as well."""
        self._people.pop(column, None)
        for table in (self._table, identifier(self.aside.name)):
            self._connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [name, person])

    def stand(self, column: str, dates: Sequence[tuple[str, str]], cut: datetime) -> tuple[int, bool]:
        """Write into a SQL column that is empty the first text whose own column has a date before the cut; in how many rows that
        was, and whether any row had a text.
        """
        counted = f"SELECT count({column}) FROM {self._table}"
        had = self._connection.execute(counted).fetchall()[0][0]
        before = " ".join(f"WHEN {date} < ? THEN ?" for date, _ in dates)
        values = [value for _, text in dates for value in (cut.replace(tzinfo=None), text)]
        self._connection.execute(
            f"UPDATE {self._table} SET {column} = CASE {before} END WHERE {column} IS NULL", values
        )
        return self._connection.execute(counted).fetchall()[0][0] - had, had > 0

    def days_taken(self) -> list[date]:
        """The days of the exports, ascending."""
        rows = self._connection.execute(
            f"SELECT DISTINCT taken FROM {self._table} WHERE taken IS NOT NULL ORDER BY taken"
        ).fetchall()
        return [day for (day,) in rows]

    def last_taken(self) -> Mapping[int, date | None]:
        """File -> the day of the last export in its rows."""
        return dict(self._connection.execute(f"SELECT file, max(taken) FROM {self._table} GROUP BY file").fetchall())

    def last_day(self, at: str) -> Mapping[int, date]:
        """File -> the day of its last row, by a SQL column that dates them; files without such a row are not in it."""
        found = f"SELECT file, CAST(max({at}) AS DATE) AS day FROM {self._table} GROUP BY file"
        return dict(self._connection.execute(f"SELECT * FROM ({found}) WHERE day IS NOT NULL").fetchall())

    def finish(self) -> int:
        """Drop what only the loading needed; the number of rows."""
        for column in ("wrong", "flag", "file"):
            self._connection.execute(f"ALTER TABLE {self._table} DROP COLUMN {column}")
        self.aside.finish()
        return int(self._connection.execute(f"SELECT count(*) FROM {self._table}").fetchall()[0][0])


def at_or_after(column: str, bound: datetime | date) -> str:
    """Whether a SQL column is at or after a bound, as a condition."""
    if isinstance(bound, datetime):
        return f"{column} >= TIMESTAMP '{bound.isoformat(' ')}'"
    return f"{column} >= DATE '{bound.isoformat()}'"


def _wrong(index: int, column: Wanted, reading: Reading, made: Settled) -> str:
    """The entry for a cell that is wrong: index of the column, the cell, why; NULL where it is not, nothing where it
    never can be.
    """
    value, left = f"w_{index}", f"t_{index}"
    if is_text(column.spec.unit):
        if not column.required:
            return ""
        return f"CASE WHEN {value} IS NULL THEN {_entry(index, literal(''), Wrong.EMPTY)} END"
    shown = f"translate(left(COALESCE({left}, CAST({column.sql} AS VARCHAR), ''), {CELL_LENGTH}), {literal(ENTRY + PART)}, '  ')"
    empty = f"{column.sql} IS NULL AND ({left} IS NULL OR {made.nothing})"
    nothing = f"THEN {_entry(index, shown, Wrong.EMPTY)}" if column.required else "THEN NULL"
    cases = [f"WHEN {empty} {nothing}"]
    if reading.outsiders:
        outside = ", ".join(map(str, sorted(reading.outsiders)))
        cases.append(f"WHEN file IN ({outside}) THEN {_entry(index, shown, Wrong.OUTSIDER)}")
    if made.doubt is not None:
        cases.append(f"WHEN {made.doubt} THEN {_entry(index, shown, Wrong.DOUBTFUL)}")
    cases.append(f"ELSE {_entry(index, shown, Wrong.UNREAD)}")
    return f"CASE WHEN {value} IS NULL THEN CASE {' '.join(cases)} END END"


def _entry(index: int, cell: str, why: Wrong) -> str:
    return f"'{index}' || {literal(PART)} || {cell} || {literal(PART + why.value)}"
