"""Whether any line that the engine read as a row may be none: a blank line, a remark, a rule, the header once more.

In: a table of the first step of ingest.py and the rows that a file gave it. Out: whether somebody has to look at all cells of
that file. Each question is asked for itself, in a form that the engine can often answer without a look at the rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from planlang.data.columns.columns import Wanted
from planlang.data.engines.duckdb.cleaning import is_text
from planlang.data.engines.duckdb.sqltext import literal

RULES = "-=_*~"
"""Of what the lines are made that stand between rows for the eye."""


def may_hold_none(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[Wanted],
    titles: Sequence[str | None],
    first: int,
) -> bool:
    """Whether any row numbered from `first` may be none; `table` is a quoted name, `titles` are the headers of the columns,
    None where the file lacks them.
    """
    asked = _Rows(connection, table, columns, first)
    there = [(index, title) for index, title in enumerate(titles) if title is not None]
    return asked.any_repeats(there) or asked.any_ruled(there[0][0]) or asked.any_hardly_filled()


class _Rows:
    """The rows of a table numbered from some row on."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Wanted], first: int
    ) -> None:
        self.connection = connection
        self.rows = f"{table} WHERE row_id >= {first}"
        self.columns = columns

    def any_repeats(self, titles: Sequence[tuple[int, str]]) -> bool:
        """Whether any says what the header does; texts come first, since most often they already tell that it does not."""
        told = sorted((not is_text(self.columns[index].spec.unit), index, title) for index, title in titles)
        cells = [
            f"COALESCE(t_{index}, CAST({self.columns[index].sql} AS VARCHAR))" if is_read else self.columns[index].sql
            for is_read, index, _ in told
        ]
        return self._any(" AND ".join(f"{cell} = {literal(told[at][2])}" for at, cell in enumerate(cells)))

    def any_ruled(self, index: int) -> bool:
        """Whether any begins like a rule in some column; no value that could be read does."""
        column = self.columns[index]
        cell = column.sql if is_text(column.spec.unit) else f"t_{index}"
        return self._any(" OR ".join(f"starts_with({cell}, '{mark * 3}')" for mark in RULES))

    def any_hardly_filled(self) -> bool:
        """Whether any has no cell, or only one of several that it needs."""
        most = int(sum(column.required for column in self.columns) > 1)
        empty = [
            f"{column.sql} IS NULL" if is_text(column.spec.unit) else f"{column.sql} IS NULL AND t_{index} IS NULL"
            for index, column in enumerate(self.columns)
        ]
        gaps = [cell for cell in empty if self._any(cell)]
        if len(empty) - len(gaps) > most:
            return False
        missing = " + ".join(f"CAST({cell} AS INTEGER)" for cell in empty)
        return self._any(f"{missing} >= {len(empty) - most}")

    def _any(self, condition: str) -> bool:
        return bool(self.connection.execute(f"SELECT 1 FROM {self.rows} AND ({condition}) LIMIT 1").fetchall())
