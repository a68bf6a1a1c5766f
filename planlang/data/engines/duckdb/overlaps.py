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

from planlang.data.files.series import Line, parents
from planlang.data.loaded.tabletypes import identifier
from planlang.frozen import frozen

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


@frozen
class Doubt:
    """A row that counts, the place of its file, and its day."""

    row: int
    file: int
    day: date


class Overlaps:
    """The rows of a table by the file that they came from."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: str, firsts: Sequence[int], files: Sequence[int]
    ) -> None:
        """Remember from which rows on, ascending, the rows came from which file."""
        self._connection = connection
        self._are_compared = False
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

    def repeated_contents(self, at: str, columns: Sequence[str], lines: Sequence[Line]) -> tuple[str, list[Repeats]]:
        """Rows that another file holds with the same cells, beyond the most that one file of a series has of them, and that
        a series and those it holds have: which, as a condition, and by file.

        Args:
            at: the column that dates rows.
            columns: all that tell rows apart.
            lines: for each file the series that hold its own, and its own.
        """
        days = self._shared_days(at)
        self._are_compared = bool(days)
        if not days:
            return "FALSE", []
        shared = ", ".join(f"DATE '{day}'" for day in days)
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE shared_contents AS SELECT row_id, holder, day, content FROM"
            " (SELECT row_id, holder, day, min(row_id) OVER same AS content, min(holder) OVER same AS one, max(holder) OVER same AS other"
            f" FROM (SELECT row_id, holder, CAST({at} AS DATE) AS day, {', '.join(columns)} FROM {self._by_file}"
            f" WHERE CAST({at} AS DATE) IN ({shared})) WINDOW same AS (PARTITION BY {', '.join(columns)})) WHERE one <> other"
        )
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE repeated_rows (row_id BIGINT, holder BIGINT, day DATE, other BIGINT)"
        )
        self._leave_out([(holder, line[-1], holder) for holder, line in enumerate(lines)])
        for depth in parents(lines):
            self._leave_out(
                [
                    (holder, line[depth], int(len(line) > depth + 1))
                    for holder, line in enumerate(lines)
                    if len(line) > depth
                ]
            )
        return self._told()

    def doubtful(self, lines: Sequence[Line]) -> list[Doubt]:
        """Rows that all count although files of other series have rows with the same cells; after `repeated_contents`."""
        if not self._are_compared:
            return []
        self._know([(holder, line[-1], 0) for holder, line in enumerate(lines)])
        found = self._connection.execute(
            "SELECT row_id, holder, day FROM (SELECT c.row_id, c.holder, c.day,"
            " min(u.series) OVER same AS one, max(u.series) OVER same AS other"
            " FROM shared_contents AS c JOIN units AS u USING (holder) ANTI JOIN repeated_rows AS r USING (row_id)"
            " WINDOW same AS (PARTITION BY c.content)) WHERE one <> other ORDER BY row_id"
        ).fetchall()
        return [Doubt(*row) for row in found]

    def _leave_out(self, units: Sequence[tuple[int, int, int]]) -> None:
        """Of rows with the same cells, among those still counting, keep as many as the unit that has most has of them.

        A unit is a file, or what a series holds, as a whole: for each file the series in which units are compared, and
        its unit there.
        """
        self._know(units)
        told = (
            "SELECT c.row_id, c.holder, c.day, c.content, u.series,"
            " row_number() OVER (PARTITION BY u.series, u.unit, c.content ORDER BY c.row_id) AS turn"
            " FROM shared_contents AS c JOIN units AS u USING (holder) ANTI JOIN repeated_rows AS r USING (row_id)"
        )
        self._connection.execute(
            "INSERT INTO repeated_rows SELECT row_id, holder, day, other FROM (SELECT row_id, holder, day,"
            f" first_value(holder) OVER turns AS other, first_value(row_id) OVER turns AS kept FROM ({told})"
            " WINDOW turns AS (PARTITION BY series, content, turn ORDER BY row_id)) WHERE kept <> row_id"
        )

    def _know(self, units: Sequence[tuple[int, int, int]]) -> None:
        """Tell the engine which unit of which series a file belongs to."""
        names = ("holder", "series", "unit")
        columns = {
            name: np.array(column, np.int64) for name, column in zip(names, zip(*units, strict=True), strict=True)
        }
        self._connection.register("units_of_files", columns)
        self._connection.execute("CREATE OR REPLACE TEMP TABLE units AS SELECT * FROM units_of_files")
        self._connection.unregister("units_of_files")

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
        repeated = f"SELECT row_id, holder, day, other FROM ({ranked}) WHERE other <> holder"
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE repeated_rows AS {repeated}")
        return self._told()

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
        for table in ("file_firsts", "repeated_rows", "shared_contents", "units"):
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

    def _told(self) -> tuple[str, list[Repeats]]:
        """The rows to be left out, as a condition, and by file."""
        found = self._connection.execute(
            "SELECT holder, list_sort(list(DISTINCT other)), min(day), max(day), count(*) FROM repeated_rows"
            " GROUP BY holder ORDER BY holder"
        ).fetchall()
        listed = [Repeats(file, others[:MOST_OTHERS], first, last, rows) for file, others, first, last, rows in found]
        return "row_id IN (SELECT row_id FROM repeated_rows)", listed
