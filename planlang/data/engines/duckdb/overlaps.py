"""Rows that several files of a source hold, of which only one may count.

In: a table in which all files are, and which rows came from which file. Out: the rows that are left out, and for each file
what was: since the table may be large, only days that two files hold are compared row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

import duckdb
import numpy as np
from attrs import frozen

from planlang.data.engines.duckdb.sqltext import identifier

MOST_OTHERS = 3
"""How many other files are told for one file."""


@frozen
class Repeats:
    """Rows of a file that other files hold as well.

    Attributes:
        file: its place among the files.
        others: places of the first other files.
        first, last: the days of these rows, None where rows have no day.
        rows: the number of those that are left out.
    """

    file: int
    others: Sequence[int]
    first: date | None
    last: date | None
    rows: int


class Overlaps:
    """The rows of a table by the file that they came from."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: str, firsts: Sequence[int], files: Sequence[int]
    ) -> None:
        """Remember from which rows on, ascending, the rows came from which file."""
        self._connection = connection
        self._table = identifier(table)
        self._by_file = f"{self._table} AS t ASOF JOIN file_firsts AS f ON t.row_id >= f.first"
        ranges = {"first": np.array(firsts, np.int64), "holder": np.array(files, np.int64)}
        connection.register("ranges_of_files", ranges)
        connection.execute(
            # A file without a row has the first row of the next one, which comes later.
            "CREATE OR REPLACE TEMP TABLE file_firsts AS SELECT first, max_by(holder, turn) AS holder FROM"
            " (SELECT first, holder, row_number() OVER () AS turn FROM ranges_of_files) GROUP BY first"
        )
        connection.unregister("ranges_of_files")

    def repeated_contents(self, at: str, columns: Sequence[str]) -> tuple[str, list[Repeats]]:
        """Rows that an earlier file holds with the same cells, beyond the most that one file has of them: which, as a
        condition, and by file. `at` is the column that dates rows, `columns` are all that tell rows apart.
        """
        days = self._shared_days(at)
        if not days:
            return "FALSE", []
        shared = ", ".join(f"DATE '{day}'" for day in days)
        cells = ", ".join(columns)
        told = (
            f"SELECT row_id, holder, CAST({at} AS DATE) AS day, {cells},"
            f" row_number() OVER (PARTITION BY holder, {cells} ORDER BY row_id) AS turn"
            f" FROM {self._by_file} WHERE CAST({at} AS DATE) IN ({shared})"
        )
        ranked = f"SELECT row_id, holder, day, first_value(holder) OVER (PARTITION BY turn, {cells} ORDER BY row_id) AS other FROM ({told})"
        return self._kept_for(f"SELECT row_id, holder, day, other FROM ({ranked}) WHERE other <> holder")

    def superseded(self, key: Sequence[str], at: str | None) -> tuple[str, list[Repeats]]:
        """Rows whose key a later file has as well: which, as a condition, and by file."""
        parts = ", ".join(key)
        counted = (
            f"SELECT count(*) = (SELECT count(*) FROM (SELECT DISTINCT {parts} FROM {self._table})) FROM {self._table}"
        )
        if self._connection.execute(counted).fetchall()[0][0]:
            return "FALSE", []
        day = "CAST(NULL AS DATE)" if at is None else f"CAST({at} AS DATE)"
        ranked = (
            f"SELECT row_id, holder, {day} AS day,"
            f" last_value(holder) OVER (PARTITION BY {parts} ORDER BY row_id"
            f" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS other FROM {self._by_file}"
        )
        return self._kept_for(f"SELECT row_id, holder, day, other FROM ({ranked}) WHERE other <> holder")

    def superseded_aside(self, aside: str, key: Sequence[str]) -> str:
        """Rows set aside whose key could be read and stands in a later file, as a condition on that table."""
        parts = ", ".join(key)
        return (
            f"row_id IN (SELECT row_id FROM (SELECT a.*, f.holder FROM {identifier(aside)} AS a"
            f" ASOF JOIN file_firsts AS f ON a.row_id >= f.first) AS s"
            f" JOIN (SELECT {parts}, max(holder) AS latest FROM {self._by_file} GROUP BY {parts}) AS m USING ({parts})"
            " WHERE latest > holder)"
        )

    def close(self) -> None:
        """Forget what only the comparing needed."""
        for table in ("file_firsts", "repeated_rows"):
            self._connection.execute(f"DROP TABLE IF EXISTS {table}")

    def _shared_days(self, at: str) -> list[date]:
        """Days of which several files hold rows."""
        spans = self._connection.execute(
            f"SELECT min(CAST({at} AS DATE)) AS first, max(CAST({at} AS DATE)) AS last FROM {self._by_file}"
            f" WHERE {at} IS NOT NULL GROUP BY holder ORDER BY first"
        ).fetchall()
        ends = accumulate((last for _, last in spans), max)
        if all(first > end for (first, _), end in zip(spans[1:], ends, strict=False)):
            return []
        found = self._connection.execute(
            f"SELECT CAST({at} AS DATE) AS day FROM {self._by_file} WHERE {at} IS NOT NULL"
            " GROUP BY day HAVING count(DISTINCT holder) > 1 ORDER BY day"
        ).fetchall()
        return [day for (day,) in found]

    def _kept_for(self, repeated: str) -> tuple[str, list[Repeats]]:
        """Rows to be left out, remembered until they are."""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE repeated_rows AS {repeated}")
        found = self._connection.execute(
            "SELECT holder, list_sort(list(DISTINCT other)), min(day), max(day), count(*) FROM repeated_rows"
            " GROUP BY holder ORDER BY holder"
        ).fetchall()
        listed = [Repeats(file, others[:MOST_OTHERS], first, last, rows) for file, others, first, last, rows in found]
        return "row_id IN (SELECT row_id FROM repeated_rows)", listed
