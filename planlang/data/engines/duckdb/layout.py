"""How the rows of a file lie, and how the engine reads them."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.data.engines.duckdb.sqltext import literal
from planlang.data.tables.reading import Bulk
from planlang.frozen import frozen

LINE_SIZE = 32 * 1024**2
"""How many bytes a row written by us may have."""


@frozen
class Layout:
    """Where the cells of a file lie.

    Attributes:
        file: a UTF-8 text file.
        skip: physical lines above the first row.
        width: number of fields of each row.
        fields: index of the field from 0 of each column, None where the file lacks it.
        titles: the header of each column, None where the file lacks it.
    """

    file: Bulk
    skip: int
    width: int
    fields: Sequence[int | None]
    titles: Sequence[str | None] = ()


def rows_of(layout: Layout, *, is_exact: bool) -> str:
    """The rows of a file as texts `f0`, `f1` ...; `is_exact` where they were written by us."""
    columns = ", ".join(f"'f{index}': 'VARCHAR'" for index in range(layout.width))
    options = f", new_line = '\\n', max_line_size = {LINE_SIZE}" if is_exact else ""
    return (
        f"read_csv({literal(str(layout.file.path.absolute()))}, auto_detect = false, header = false, skip = {layout.skip},"
        f" delim = {literal(layout.file.delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}},"
        f" compression = 'none', hive_partitioning = false{options})"
    )
