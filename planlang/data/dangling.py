"""Cells that name a record of another source which no row of that source tells of.

In: all sources after loading. Out: one note a column, at the first such row; records of which only rows set aside tell are
there, too, if nobody knows how they look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.data.loading import LoadedSource
from planlang.diagnostics.text import Text
from planlang.semantics.model import Table
from planlang.values.units import RecordOf

NOWHERE = Text(
    "data.no-record-named",
    '"{record}" is in no row of {source}, and so what is looked up there is not known; {count:such record|such records}'
    " in {rows:row|rows}",
)


def dangling(found: LoadedSource, loaded: Mapping[str, LoadedSource]) -> Iterator[DataNote]:
    """Notes about the columns of a source that name records of others."""
    for index, column in enumerate(found.columns):
        unit = column.spec.unit
        of = loaded.get(unit.source) if isinstance(unit, RecordOf) else None
        if of is None or not of.loads or not isinstance(of.source.shape, Table):
            continue
        (name,) = of.source.shape.names
        key = next(one.sql for one in of.columns if one.spec.name == name)
        known = set(of.ingest.everybody(key))
        missing = [told for told in found.ingest.texts(column.sql) if told[0] not in known]
        if not missing:
            continue
        record, _, first = missing[0]
        rows = sum(count for _, count, _ in missing)
        file = next(file for file in reversed(found.file_rows) if file.first <= first)
        about = found.origins[file.file]
        message = NOWHERE(record=record, source=of.source.ident.title, count=len(missing), rows=rows)
        yield about.note(Fault.NO_RECORD, about.place(file.line(first), index), message, rows=rows, set_aside=False)
