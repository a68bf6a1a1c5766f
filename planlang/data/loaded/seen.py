"""Which values the columns of a source have in its data, and how often.

In: a loaded snapshot. Out: the most frequent values by source and column. Of exports that show the same records again and again
the newest one counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.data.loaded.snapshot import LoadedTable, Snapshot
from planlang.frozen import frozen
from planlang.semantics.model import Model, Table
from planlang.values.units import TextUnit, Unit

MOST = 50
"""Values of a column that are told."""


@frozen
class Seen:
    """A value and in how many rows it stands."""

    value: str
    rows: int


def seen_values(model: Model, snapshot: Snapshot) -> Mapping[str, Mapping[str, tuple[Seen, ...]]]:
    """By source and column of text the most frequent values, those first; a column in which no value comes twice is left out."""
    found: dict[str, dict[str, tuple[Seen, ...]]] = {}
    for name, table in snapshot.tables.items():
        source = model.sources[name]
        dated = isinstance(source.shape, Table) and source.shape.snapshot is not None
        for column in source.columns:
            if _is_told(column.unit) and column.name in table.columns:
                values = _values(snapshot, table, table.columns[column.name], dated=dated)
                if values and values[0].rows > 1:
                    found.setdefault(name, {})[column.name] = values
    return found


def _is_told(unit: Unit) -> bool:
    return isinstance(unit, TextUnit)


def _values(snapshot: Snapshot, table: LoadedTable, column: str, *, dated: bool) -> tuple[Seen, ...]:
    newest = f" AND taken = (SELECT MAX(taken) FROM {table.table})" if dated else ""
    found = snapshot.engine.run(
        f"SELECT {column} AS value, COUNT(*) AS found FROM {table.table} WHERE {column} IS NOT NULL{newest}"
        f" GROUP BY {column} ORDER BY found DESC, value LIMIT {MOST}"
    )
    return tuple(Seen(str(value), int(rows)) for value, rows in zip(found["value"], found["found"], strict=True))
