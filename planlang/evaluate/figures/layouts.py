"""Where the sources lie in the engine, and to what day they are loaded.

In: a snapshot. Out: what the compiler of queries has to know of it.
"""

from __future__ import annotations

from datetime import date

from planlang.data.loaded.snapshot import Snapshot
from planlang.query.catalog import TableLayout


def ends(snapshot: Snapshot) -> dict[str, date]:
    """The day after the last that is loaded of each source."""
    return {source: covered[-1][1] for source, covered in snapshot.coverage.items() if covered}


def layouts(snapshot: Snapshot) -> dict[str, TableLayout]:
    """Where the sources lie in the engine."""
    files: dict[str, int] = {}
    for load in snapshot.loads:
        files[load.source] = files.get(load.source, 0) + 1
    return {
        name: TableLayout(table.table, table.columns, files.get(name, 0) > 1, table.aside, table.blank)
        for name, table in snapshot.tables.items()
    }
