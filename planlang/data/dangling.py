"""Cells that name a record of another source which no row of that source tells of, or none, or several, on the day.

In: all sources after loading. Out: one note a column for each of these, at the first such row; records of which only rows set
aside tell are there, too, if nobody knows how they look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.data.engines.duckdb.validity import ListOfDays, unsettled
from planlang.data.loaded.rowlines import locate
from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.data.loading import LoadedSource
from planlang.data.shared_records import shared_columns
from planlang.diagnostics.text import Text
from planlang.semantics.model import Events, Table
from planlang.values.units import RecordOf

NOWHERE = Text(
    "data.no-record-named",
    '"{record}" is in no row of {source}, and so what is looked up there is not known; {count:such record|such records}'
    " in {rows:row|rows}",
)
NOBODYS = Text(
    "data.record-without-shares",
    '"{record}" of {source} is in no row here, so it is credited to nobody; {count:such record|such records}',
)
NONE_VALID = Text(
    "data.no-record-valid",
    'no row of {source} for "{record}" is valid on {day}, and so what is looked up there is not known; {rows:such row|such rows}'
    " in all",
)
SEVERAL_VALID = Text(
    "data.records-valid",
    '{count} rows of {source} for "{record}" are valid on {day} ({first}, {second}), and so what is looked up there is not'
    " known; {rows:such row|such rows} in all",
)


def dangling(found: LoadedSource, loaded: Mapping[str, LoadedSource]) -> Iterator[DataNote]:
    """Notes about the columns of a source that name records of others."""
    for index, column in enumerate(found.columns):
        unit = column.spec.unit
        of = loaded.get(unit.source) if isinstance(unit, RecordOf) else None
        if of is None or not of.loads or not isinstance(of.source.shape, Table):
            continue
        yield from _days(found, index, of)
        (name,) = of.source.shape.names
        key = next(one.sql for one in of.columns if one.spec.name == name)
        known = set(of.ingest.everybody(key))
        named = found.ingest.texts(column.sql)
        if column.spec.name in {record for record, _ in shared_columns(found.source)}:
            nobodys = sorted(known - set(found.ingest.everybody(column.sql)))
            if nobodys:
                message = NOBODYS(record=nobodys[0], source=of.source.ident.title, count=len(nobodys))
                yield DataNote(Fault.NO_RECORD, found.source.ident.name, None, message, len(nobodys), set_aside=False)
        missing = [told for told in named if told[0] not in known]
        if not missing:
            continue
        record, _, first = missing[0]
        rows = sum(count for _, count, _ in missing)
        file = next(file for file in reversed(found.file_rows) if file.first <= first)
        about = found.origins[file.file]
        message = NOWHERE(record=record, source=of.source.ident.title, count=len(missing), rows=rows)
        yield about.note(Fault.NO_RECORD, about.place(file.line(first), index), message, rows=rows, set_aside=False)


def _days(found: LoadedSource, index: int, of: LoadedSource) -> Iterator[DataNote]:
    """Notes about a column that names records of a list with days of validity, by the days of facts that have one."""
    assert isinstance(of.source.shape, Table), "only a list is looked into"
    valid, dated = of.source.shape.valid, found.source.shape
    if valid is None or not isinstance(dated, Events):
        return
    columns = {column.spec.name: column for column in of.columns}
    (name,) = of.source.shape.names
    listed = ListOfDays(
        of.ingest, columns[name], columns[valid.start], None if valid.end is None else columns[valid.end]
    )
    at = next(column.sql for column in found.columns if column.spec.name == dated.at)
    for told in unsettled(found.ingest, found.columns[index].sql, at, listed):
        ((file, line),) = locate(found.file_rows, [told.first])
        about, asked = found.origins[file.file], {"source": of.source.ident.title, "record": told.key, "day": told.day}
        if told.valid:
            first, second = (f"{place.file}:{number}" for place, number in locate(of.file_rows, told.rows))
            message = SEVERAL_VALID(**asked, count=told.valid, first=first, second=second, rows=told.facts)
        else:
            message = NONE_VALID(**asked, rows=told.facts)
        yield about.note(Fault.NO_RECORD, about.place(line, index), message, rows=told.facts, set_aside=False)
