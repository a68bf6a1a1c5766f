"""The rows of a source that were set aside, as a table beside its own.

In: the table being filled, which of its rows cannot be used and why; how many rows nothing could be read of. Out: the
table `<table>_aside` as `LoadedTable.aside` says, so that what those rows could still change can be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import duckdb
import numpy as np
from numpy.typing import NDArray

from planlang.data.columns.columns import Wanted
from planlang.data.engines.duckdb.cleaning import fault_of
from planlang.data.engines.duckdb.sqltext import literal
from planlang.data.loaded.snapshot import Fault
from planlang.data.loaded.tabletypes import identifier, loaded_type
from planlang.frozen import frozen

DAYS = ("first_day", "last_day", "end_day")
NO_DAY = 0
"""The ordinal of no day."""
FIRST_OF_ALL = "DATE '0001-01-01' - 1"
"""What the ordinals of days are counted from."""
ENTRY, PART = "\x1e", "\x1f"
"""Stand between the wrong cells of a row, and between the parts of one."""


@frozen
class FileDays:
    """The days `[covers[0], covers[1])` that a file accounts for, and the first day of which it can hold nothing."""

    file: int
    covers: tuple[date, date]
    end: date | None

    @property
    def days(self) -> tuple[date | None, date | None, date | None]:
        """Its first and its last day, None for no bound, and that end."""
        first, end = self.covers
        last = end - timedelta(days=1) if end > date.min else end
        bounded = [None if day in (date.min, date.max) else day for day in (first, last)]
        return bounded[0], bounded[1], self.end


@frozen
class Unread:
    """The rows `[first, last]` of a file of which nothing at all could be read, and the day of its export."""

    file: int
    first: int
    last: int
    taken: date | None

    @property
    def row(self) -> str:
        """A row of SQL: the file, the first and the last row, the day."""
        day = "CAST(NULL AS DATE)" if self.taken is None else f"DATE '{self.taken}'"
        return f"({self.file}, {self.first}, {self.last}, {day})"


class Aside:
    """The rows of one table that were set aside."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Wanted], *, is_dated: bool
    ) -> None:
        """Make the empty table; `table` is the name of that which the rows are taken from."""
        self._connection = connection
        self.name = f"{table}_aside"
        self._table, self._main = identifier(self.name), identifier(table)
        self.files = identifier(f"{table}_files")
        self._columns = tuple(columns)
        self._dated = ("taken",) if is_dated else ()
        kept = [f"{column.sql} {loaded_type(column.spec.unit)}" for column in columns]
        unread = [f"{flag(column)} BOOLEAN" for column in columns]
        shape = ["row_id BIGINT", *(f"{day} DATE" for day in self._dated), *kept, *unread]
        shape += ["first_day DATE", "last_day DATE", "reason VARCHAR"]
        connection.execute(f"CREATE OR REPLACE TABLE {self._table} ({', '.join(shape)})")

    def know(self, files: Sequence[FileDays]) -> None:
        """Make known which days the files account for."""
        told = zip(*(file.days for file in files), strict=True) if files else ((), (), ())
        days = {name: _ordinals(column) for name, column in zip(DAYS, told, strict=True)}
        self._connection.register("days_of_files", {"file": np.array([file.file for file in files], np.int32), **days})
        listed = ", ".join(f"{FIRST_OF_ALL} + nullif({name}, {NO_DAY}) AS {name}" for name in DAYS)
        self._connection.execute(f"CREATE OR REPLACE TABLE {self.files} AS SELECT file, {listed} FROM days_of_files")
        self._connection.unregister("days_of_files")

    def reach_back(self, at: str) -> None:
        """Let files that hold rows of days before those that they are for account for these too; `at` dates rows."""
        self._connection.execute(
            f"UPDATE {self.files} SET first_day = found.day FROM (SELECT file, min(CAST({at} AS DATE)) AS day"
            f" FROM {self._main} GROUP BY file) AS found WHERE found.file = {self.files}.file AND found.day < first_day"
        )

    def take_wrong(self) -> int:
        """Move the rows with a cell that could not be read; how many there were. The reason is the first such cell's."""
        cells = [_says(index) for index in range(len(self._columns))]
        return self._move("wrong IS NOT NULL", cells, self._first_fault())

    def take(self, where: str, fault: Fault) -> int:
        """Move rows of which every cell could be read; how many there were."""
        return self._move(where, ["FALSE"] * len(self._columns), literal(fault.value))

    def take_whole(self, where: str, fault: Fault) -> int:
        """Move rows none of whose cells can be believed; how many there were."""
        return self._move(where, None, literal(fault.value))

    def add_unread(self, fault: Fault, rows: Sequence[Unread]) -> None:
        """Add rows of which nothing at all could be read."""
        if not rows:
            return
        values = ["unnest(range(first, last + 1))", *self._dated]
        values += ["NULL"] * len(self._columns) + ["TRUE"] * len(self._columns)
        self._connection.execute(
            f"INSERT INTO {self._table} SELECT {', '.join(values)}, first_day, last_day, {literal(fault.value)}"
            f" FROM (VALUES {', '.join(row.row for row in rows)}) AS spans (file, first, last, taken)"
            f" JOIN {self.files} USING (file)"
        )

    def finish(self) -> None:
        """Drop what only the loading needed."""
        self._connection.execute(f"DROP TABLE {self.files}")

    def leave_out(self, where: str) -> NDArray[np.int64]:
        """Take rows out; which they were."""
        found = self._connection.execute(f"DELETE FROM {self._table} WHERE {where} RETURNING row_id").fetchnumpy()
        return np.asarray(found["row_id"], dtype=np.int64)

    def reasons(self) -> list[tuple[str, NDArray[np.int64]]]:
        """The rows by reason."""
        listed = self._connection.execute(f"SELECT DISTINCT reason FROM {self._table} ORDER BY reason").fetchall()
        return [
            (
                reason,
                self._connection.execute(f"SELECT row_id FROM {self._table} WHERE reason = ?", [reason]).fetchnumpy()[
                    "row_id"
                ],
            )
            for (reason,) in listed
        ]

    def count(self) -> int:
        """How many rows there are."""
        return int(self._connection.execute(f"SELECT count(*) FROM {self._table}").fetchall()[0][0])

    def _move(self, where: str, unread: Sequence[str] | None, reason: str) -> int:
        """Move rows of the table; `unread` tells for each column when its cell could not be read, None: never any."""
        values = [column.sql if unread else "NULL" for column in self._columns]
        flags = list(unread) if unread else ["TRUE"] * len(self._columns)
        listed = ", ".join(["row_id", *self._dated, *values, *flags])
        self._connection.execute(
            f"INSERT INTO {self._table} SELECT {listed}, first_day, last_day, {reason}"
            f" FROM {self._main} JOIN {self.files} USING (file) WHERE {where} ORDER BY row_id"
        )
        moved = self._connection.execute(
            f"DELETE FROM {self._main} WHERE row_id IN (SELECT row_id FROM {self._main} JOIN {self.files} USING (file)"
            f" WHERE {where})"
        ).fetchall()
        return int(moved[0][0])

    def _first_fault(self) -> str:
        """The fault of the first wrong cell of a row."""
        entry = f"string_split(wrong, {literal(ENTRY)})[1]"
        cases = " ".join(
            f"WHEN '{index}' THEN {literal(fault_of(column.spec.unit).value)}"
            for index, column in enumerate(self._columns)
        )
        return (
            f"CASE string_split({entry}, {literal(PART)})[3] WHEN 'e' THEN {literal(Fault.EMPTY_CELL.value)}"
            f" WHEN 'd' THEN {literal(Fault.UNCLEAR_FORMAT.value)} WHEN 'f' THEN {literal(Fault.OTHER_FORMAT.value)}"
            f" ELSE CASE string_split({entry}, {literal(PART)})[1] {cases} END END"
        )


def _ordinals(days: Iterable[date | None]) -> NDArray[np.int32]:
    """Days as numbers."""
    return np.array([NO_DAY if day is None else day.toordinal() for day in days], np.int32)


def flag(column: Wanted) -> str:
    """The column that says that a cell could not be read: `u_3` for `c_3`."""
    return column.sql.replace("c_", "u_", 1)


def _says(index: int) -> str:
    """Whether the list of wrong cells of a row has that of a column."""
    return f"contains({literal(ENTRY)} || wrong, {literal(f'{ENTRY}{index}{PART}')})"
