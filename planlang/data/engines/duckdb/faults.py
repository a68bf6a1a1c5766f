"""What is wrong in the rows of a table, asked of all its files at once.

In: a table after the second step of ingest.py. Out: counts by file, the cells that could not be read by column and reason,
rows with other faults. What to do about it is decided in data/loading.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum

import duckdb

from planlang.data.engines.duckdb.aside import ENTRY, PART
from planlang.data.engines.duckdb.sqltext import literal, literals
from planlang.frozen import frozen


@frozen
class Summary:
    """Whether any row has a wrong cell; and of the others, whether any is later than its file can hold, or has a local time
    that does not exist or occurs twice.
    """

    wrong: bool
    later: bool
    odd: bool


class Wrong(Enum):
    """Why a cell cannot be read."""

    EMPTY = "e"
    UNREAD = "u"
    DOUBTFUL = "d"
    OUTSIDER = "f"


@frozen
class WrongCells:
    """The cells of a column that cannot be read for one reason, in all files or, for outsiders, in one.

    Attributes:
        column: its index among those wanted.
        rows: how many rows.
        files: in how many files.
        first: the first of those rows.
        cells: up to three of the cells, in order of rows.
    """

    column: int
    why: Wrong
    rows: int
    files: int
    first: int
    cells: tuple[str, ...]


class Faults:
    """Questions about the rows of one table; `files` is the table of the days of its files. Both names are quoted."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str, files: str) -> None:
        """Ask about a table."""
        self._connection = connection
        self._table = table
        self._files = files

    def summary(self, at: str | None) -> Summary:
        """What is to be looked at; `at` is the SQL column that dates events."""
        [(wrong, odd)] = self._connection.execute(
            f"SELECT count(wrong), count(*) FILTER (wrong IS NULL AND flag) FROM {self._table}"
        ).fetchall()
        later = False
        if at is not None:
            latest = f"SELECT file, max({at}) AS latest FROM {self._table} WHERE wrong IS NULL GROUP BY file"
            ends = f"SELECT 1 FROM ({latest}) JOIN {self._files} USING (file) WHERE latest >= end_day LIMIT 1"
            later = bool(self._connection.execute(ends).fetchall())
        return Summary(bool(wrong), later, bool(odd))

    def later(self, at: str) -> list[tuple[int, int, str, int]]:
        """Rows later than what their file can hold, by file: the file, the first of them, what it says, how many."""
        return self._connection.execute(
            f"SELECT file, min(row_id) AS first, min_by(CAST({at} AS VARCHAR), row_id), count(*)"
            f" FROM {self._table} JOIN {self._files} USING (file) WHERE wrong IS NULL AND {at} >= end_day"
            " GROUP BY file ORDER BY first"
        ).fetchall()

    def not_whole(
        self, record: str, share: str, least: str, most: str, *, dated: bool
    ) -> tuple[str, list[tuple[int, int, str, str, int, int]]]:
        """Records whose shares in a file are not all of it together: a condition for their rows; and by file the file, the first of
        the rows, the record, the sum, how many records, how many rows.
        """
        parts = f"file, {record}, taken" if dated else f"file, {record}"
        sums = f"SELECT row_id, file, {record} AS record, sum({share}) OVER (PARTITION BY {parts}) AS whole FROM {self._table}"
        wrong = f"SELECT * FROM ({sums}) WHERE record IS NOT NULL AND NOT whole BETWEEN {least} AND {most}"
        found = self._connection.execute(
            f"SELECT file, min(row_id) AS first, min_by(record, row_id), min_by(CAST(whole AS VARCHAR), row_id), count(DISTINCT record), count(*)"
            f" FROM ({wrong}) GROUP BY file ORDER BY first"
        ).fetchall()
        return f"row_id IN (SELECT row_id FROM ({wrong}))", found

    def earlier(self, at: str, start: date) -> list[tuple[int, int, str, int]]:
        """Rows from before the days of their file and before `start`, by file: as `later`."""
        return self._connection.execute(
            f"SELECT file, min(row_id) AS first, min_by(CAST({at} AS VARCHAR), row_id), count(*)"
            f" FROM {self._table} JOIN {self._files} USING (file)"
            f" WHERE wrong IS NULL AND {at} < first_day AND {at} < DATE '{start.isoformat()}'"
            " GROUP BY file ORDER BY first"
        ).fetchall()

    def dated_elsewhere(
        self, dated: str, cut: date, held: str, stage: str, others: Sequence[str]
    ) -> list[tuple[int, int, str, int]]:
        """Rows in one of some stages with a date before the cut in the column that dates the entry into another one, by
        file, of files without a row that stands in that one: as `later`, with the stage.
        """
        elsewhere = f"{dated} < DATE '{cut.isoformat()}' AND {held} IN {literals(others)}"
        return self._connection.execute(
            f"SELECT file, min(row_id) FILTER ({elsewhere}) AS first, min_by({held}, row_id) FILTER ({elsewhere}),"
            f" count(*) FILTER ({elsewhere}) AS number FROM {self._table} WHERE wrong IS NULL GROUP BY file"
            f" HAVING number > 0 AND count(*) FILTER ({held} = {literal(stage)}) = 0 ORDER BY first"
        ).fetchall()

    def stays_misdated(
        self, key: Sequence[str], since: str, held: str, day: str, entries: Mapping[str, str]
    ) -> list[tuple[int, bool, int, str, str, int]]:
        """Rows that date their stage after the `day` of their export (True), or before the record was seen in another one, or
        came into it by a column (`entries`, by stage), by file: the file, which, the first of them, what it says, the other day, how many.
        """
        keys = ", ".join(key)
        others = [
            f"CASE WHEN {held} <> {literal(stage)} AND CAST({column} AS DATE) <= day THEN CAST({column} AS DATE) END"
            for stage, column in entries.items()
        ]
        latest = f"greatest({', '.join(['elsewhere', *others])})"
        return self._connection.execute(
            f"WITH shown AS (SELECT *, CAST({since} AS DATE) AS said, {day} AS day, lag({held}) OVER seen AS before,"
            f" lag({day}) OVER seen AS day_before FROM {self._table} WHERE wrong IS NULL AND {held} IS NOT NULL"
            f" WINDOW seen AS (PARTITION BY {keys} ORDER BY {day}, row_id)),"
            f" spells AS (SELECT *, count(*) FILTER (before IS DISTINCT FROM {held}) OVER"
            f" (PARTITION BY {keys} ORDER BY day, row_id) AS spell FROM shown),"
            f" placed AS (SELECT *, max(CASE WHEN before <> {held} THEN day_before END) OVER"
            f" (PARTITION BY {keys}, spell) AS elsewhere FROM spells),"
            f" told AS (SELECT file, row_id, said, said > day AS late, CASE WHEN said > day THEN day ELSE {latest} END AS other"
            " FROM placed)"
            " SELECT file, late, min(row_id) AS first, min_by(CAST(said AS VARCHAR), row_id),"
            " min_by(CAST(other AS VARCHAR), row_id), count(*) FROM told WHERE late OR said < other"
            " GROUP BY file, late ORDER BY first"
        ).fetchall()

    def wrong_cells(self) -> list[WrongCells]:
        """The cells that could not be read, by what is wrong and column; those of outsiders also by file."""
        entry = f"unnest(string_split(wrong, {literal(ENTRY)}))"
        part = [f"string_split(entry, {literal(PART)})[{number}]" for number in (1, 2, 3)]
        found = self._connection.execute(
            f"WITH entries AS (SELECT row_id, file, {entry} AS entry FROM {self._table} WHERE wrong IS NOT NULL),"
            f" parts AS (SELECT row_id, file, CAST({part[0]} AS INTEGER) AS position, {part[1]} AS cell, {part[2]} AS why,"
            f" CASE WHEN why = {literal(Wrong.OUTSIDER.value)} THEN file END AS alone FROM entries),"
            " cells AS (SELECT position, why, alone, cell, count(*) AS number, min(row_id) AS first FROM parts"
            " GROUP BY position, why, alone, cell),"
            " totals AS (SELECT position, why, alone, count(DISTINCT file) AS files FROM parts GROUP BY position, why, alone)"
            " SELECT position, why, sum(number), any_value(files), min(first) AS start, min_by(cell, first, 3)"
            " FROM cells JOIN totals USING (position, why) WHERE cells.alone IS NOT DISTINCT FROM totals.alone"
            " GROUP BY position, why, cells.alone ORDER BY start, position, why"
        ).fetchall()
        return [
            WrongCells(position, Wrong(why), int(rows), files, first, tuple(cells))
            for position, why, rows, files, first, cells in found
        ]

    def disagreeing(self) -> Mapping[tuple[int, int], tuple[int, tuple[str, ...]]]:
        """(file, column) -> how many filled cells could not be read, and up to three of them."""
        entry = f"unnest(string_split(wrong, {literal(ENTRY)}))"
        part = [f"string_split(entry, {literal(PART)})[{number}]" for number in (1, 2, 3)]
        found = self._connection.execute(
            f"SELECT file, CAST({part[0]} AS INTEGER) AS position, count(*), min_by({part[1]}, row_id, 3)"
            f" FROM (SELECT row_id, file, {entry} AS entry FROM {self._table} WHERE wrong IS NOT NULL)"
            f" WHERE {part[2]} <> {literal(Wrong.EMPTY.value)} GROUP BY file, position"
        ).fetchall()
        return {(file, position): (count, tuple(cells)) for file, position, count, cells in found}

    def multiline(self, columns: Sequence[str], files: Sequence[int]) -> tuple[str, list[tuple[int, int, int, int]]]:
        """Which rows of some files have a newline in one of these SQL columns, as a condition; by file: the file, the first
        of them, how many newlines it has, how many rows.
        """
        whole = f"concat_ws('', {', '.join(columns)})"
        where = f"file IN ({', '.join(map(str, files))}) AND contains({whole}, chr(10))"
        newlines = f"length({whole}) - length(replace({whole}, chr(10), ''))"
        found = self._connection.execute(
            f"SELECT file, min(row_id) AS first, min_by({newlines}, row_id), count(*) FROM {self._table} WHERE {where}"
            " GROUP BY file ORDER BY first"
        ).fetchall()
        return where, found

    def odd_times(self) -> list[tuple[int, int, int]]:
        """Rows with a local time that does not exist or occurs twice, by file: the file, the first of them, how many."""
        return self._connection.execute(
            f"SELECT file, min(row_id) AS first, count(*) FROM {self._table} WHERE wrong IS NULL AND flag"
            " GROUP BY file ORDER BY first"
        ).fetchall()
