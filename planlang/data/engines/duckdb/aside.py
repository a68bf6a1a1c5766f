"""The rows of a source that were set aside, as a table beside its own.

In: the table being filled, which of its rows cannot be used and why; how many rows nothing could be read of. Out: the
table `<table>_aside` as `LoadedTable.aside` says, so that what those rows could still change can be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.data.columns import Wanted
from planlang.data.engines.duckdb.cleaning import empty_texts, fault_of
from planlang.data.engines.duckdb.sqltext import identifier, literal, literals, loaded_type
from planlang.data.reading import BLANKS
from planlang.data.snapshot import Fault

ENTRY, PART = "\x1e", "\x1f"
"""Stand between the wrong cells of a row, and between the parts of one."""


@frozen
class FileDays:
    """The rows `[first, last]` of a file and the days `[covers[0], covers[1])` that it accounts for."""

    first: int
    last: int
    covers: tuple[date, date]

    @property
    def where(self) -> str:
        """Which rows those are, as a condition."""
        return f"row_id BETWEEN {self.first} AND {self.last}"

    @property
    def bounds(self) -> str:
        """The first and the last of the days, as a list of SQL; NULL for no bound."""
        first, end = self.covers
        last = end - timedelta(days=1) if end > date.min else end
        return ", ".join(
            "CAST(NULL AS DATE)" if day in (date.min, date.max) else f"DATE '{day}'" for day in (first, last)
        )


class Aside:
    """The rows of one table that were set aside."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Wanted], *, is_dated: bool
    ) -> None:
        """Make the empty table; `table` is the name of that which the rows are taken from."""
        self._connection = connection
        self.name = f"{table}_aside"
        self._table, self._main = identifier(self.name), identifier(table)
        self._columns = tuple(columns)
        self._dated = ("taken",) if is_dated else ()
        kept = [f"{column.sql} {loaded_type(column.spec.unit)}" for column in columns]
        unread = [f"{flag(column)} BOOLEAN" for column in columns]
        shape = ["row_id BIGINT", *(f"{day} DATE" for day in self._dated), *kept, *unread]
        shape += ["first_day DATE", "last_day DATE", "reason VARCHAR"]
        connection.execute(f"CREATE OR REPLACE TABLE {self._table} ({', '.join(shape)})")

    def take_wrong(self, file: FileDays) -> int:
        """Move the rows with a cell that could not be read; how many there were. The reason is the first such cell's."""
        where = f"{file.where} AND wrong IS NOT NULL"
        cells = [_says(index) for index in range(len(self._columns))]
        return self._move(where, cells, self._first_fault(), file)

    def take(self, where: str, fault: Fault, file: FileDays) -> int:
        """Move rows of which every cell could be read; how many there were."""
        nothing = ["FALSE"] * len(self._columns)
        return self._move(f"{file.where} AND {where}", nothing, literal(fault.value), file)

    def take_whole(self, where: str, fault: Fault, file: FileDays) -> int:
        """Move rows none of whose cells can be believed; how many there were."""
        return self._move(f"{file.where} AND {where}", None, literal(fault.value), file)

    def add_unread(self, fault: Fault, taken: date | None, file: FileDays) -> None:
        """Add the rows of a file of which nothing at all could be read."""
        day = "CAST(NULL AS DATE)" if taken is None else f"DATE '{taken}'"
        values = [
            "range",
            *(day for _ in self._dated),
            *("NULL" for _ in self._columns),
            *("TRUE" for _ in self._columns),
        ]
        self._connection.execute(
            f"INSERT INTO {self._table} SELECT {', '.join(values)}, {file.bounds}, {literal(fault.value)}"
            f" FROM range({file.first}, {file.last + 1})"
        )

    def forget(self, first: int) -> None:
        """Leave out all rows numbered from `first`."""
        self._connection.execute(f"DELETE FROM {self._table} WHERE row_id >= {first}")

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

    def _move(self, where: str, unread: Sequence[str] | None, reason: str, file: FileDays) -> int:
        """Move rows of the table; `unread` tells for each column when its cell could not be read, None: never any."""
        values = [column.sql if unread else "NULL" for column in self._columns]
        flags = list(unread) if unread else ["TRUE"] * len(self._columns)
        listed = ", ".join(["row_id", *self._dated, *values, *flags])
        self._connection.execute(
            f"INSERT INTO {self._table} SELECT {listed}, {file.bounds}, {reason} FROM {self._main} WHERE {where}"
        )
        moved = self._connection.execute(f"DELETE FROM {self._main} WHERE {where}").fetchall()
        return int(moved[0][0])

    def _first_fault(self) -> str:
        """The fault of the first wrong cell of a row."""
        entry = f"split_part(wrong, {literal(ENTRY)}, 1)"
        cell = f"trim(split_part({entry}, {literal(PART)}, 2), {literal(BLANKS)})"
        cases = " ".join(
            f"WHEN '{index}' THEN CASE WHEN {cell} IN {literals(empty_texts(column.spec.unit))}"
            f" THEN {literal(Fault.EMPTY_CELL.value)} ELSE {literal(fault_of(column.spec.unit).value)} END"
            for index, column in enumerate(self._columns)
        )
        return f"CASE split_part({entry}, {literal(PART)}, 1) {cases} END"


def flag(column: Wanted) -> str:
    """The column that says that a cell could not be read: `u_3` for `c_3`."""
    return column.sql.replace("c_", "u_", 1)


def _says(index: int) -> str:
    """Whether the list of wrong cells of a row has that of a column."""
    return f"contains({literal(ENTRY)} || wrong, {literal(f'{ENTRY}{index}{PART}')})"
