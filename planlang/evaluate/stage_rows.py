"""What the data say about the stages of records, read into arrays.

In: a process, its source, a history of that source where one is loaded, and an engine. Out: one `StageRows` per table:
records by key, stages by rank, times as numpy datetimes. What follows from them is worked out in `stage_entries`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.data.snapshot import Engine, LoadedTable, Snapshot
from planlang.query.scan import scan
from planlang.semantics.model import DataSource, History, Model, Process, Table
from planlang.values.units import Person, StageOf, TextUnit

KEY_SEPARATOR = "\x1f"
"""Stands between the parts of a key of several columns."""

Times = NDArray[np.datetime64]
"""Days (`datetime64[D]`) or instants (`datetime64[us]`), NaT where unknown."""
Numbers = NDArray[np.int64]
Texts = Sequence[str | None]
Columns = Mapping[str, NDArray[np.generic]]

_AS_TEXT = (TextUnit, Person, StageOf)


@frozen(eq=False)
class StageRows:
    """The rows of one table that say in which stage a record is, in no particular order.

    Attributes:
        source: qualified name of their source.
        key: record of each row, the parts of its key joined.
        stage: rank of the stage among the process's stages, -1 where the cell is empty.
        at: instant of the change for a history, start of the export's day for snapshots; None for a plain table.
        dated: rank of a stage -> day in the column that dates its entry, NaT where empty.
        owner: who is responsible, None where empty; empty where the source has not exactly one person column.
        row: `row_id` of each row.
        unread: record and day of rows of exports that were set aside: the record was there, in a stage nobody knows.
    """

    source: str
    key: Sequence[str]
    stage: Numbers
    at: Times | None
    dated: Mapping[int, Times]
    owner: Texts
    row: Numbers
    unread: Sequence[tuple[str, date]] = ()


def state_rows(process: Process, model: Model, snapshot: Snapshot, cut: datetime) -> StageRows | None:
    """The rows of the process's own source; of dated exports those from before the cut. None where it is not loaded."""
    source, table = model.sources[process.source], snapshot.tables.get(process.source)
    stage = _stage_column(source, process)
    if table is None or stage is None:
        return None
    assert isinstance(source.shape, Table), "a process goes over records"
    ranks = _ranks(process)
    loaded = table.columns
    dated = {ranks[name]: column for name, column in source.shape.entered if name in ranks and column in loaded}
    people = [column.name for column in source.columns if isinstance(column.unit, Person) and column.name in loaded]
    owner = people[0] if len(people) == 1 else None
    taken = source.shape.snapshot is not None
    others = (stage, *dated.values(), *((owner,) if owner else ()))
    own = ("row_id", "taken") if taken else ("row_id",)
    found = _read(snapshot.engine, source, table, source.shape.key, others, own)
    rows = StageRows(
        source=source.ident.name,
        key=_keys([found[name] for name in source.shape.key]),
        stage=_coded(found[stage], ranks),
        at=_times(found["@taken"], "us") if taken else None,
        dated={rank: _times(found[column], "D") for rank, column in dated.items()},
        owner=found[owner].tolist() if owner else (),
        row=np.asarray(found["@row_id"], dtype=np.int64),
        unread=[(key, day) for key, day in table.unread if datetime.combine(day, time()) < cut.replace(tzinfo=None)],
    )
    return _kept(rows, found, source.shape.key, cut)


def history_rows(process: Process, model: Model, snapshot: Snapshot, cut: datetime) -> StageRows | None:
    """Changes from before the cut that a history of the process's source lists; None where no history is loaded."""
    records = model.sources[process.source]
    assert isinstance(records.shape, Table), "a process goes over records"
    for source in model.sources.values():
        table, stage = snapshot.tables.get(source.ident.name), _stage_column(source, process)
        if not isinstance(source.shape, History) or source.shape.of != process.source or not table or not stage:
            continue
        found = _read(snapshot.engine, source, table, records.shape.key, (stage, source.shape.at), ("row_id",))
        rows = StageRows(
            source=source.ident.name,
            key=_keys([found[name] for name in records.shape.key]),
            stage=_coded(found[stage], _ranks(process)),
            at=_times(found[source.shape.at], "us"),
            dated={},
            owner=(),
            row=np.asarray(found["@row_id"], dtype=np.int64),
        )
        return _kept(rows, found, records.shape.key, cut)
    return None


def activity_times(
    name: str, key: Sequence[str], model: Model, snapshot: Snapshot
) -> tuple[Sequence[str], Times] | None:
    """(record, instant) of every row of an activity source, repeated ones included; None where it is not loaded.

    A source that is no list of events, or has not the key columns of the record, counts as not loaded.
    """
    source, table = model.sources[name], snapshot.tables.get(name)
    if table is None or isinstance(source.shape, Table) or any(part not in table.columns for part in key):
        return None
    found = _read(snapshot.engine, source, table, key, (source.shape.at,))
    times = _times(found[source.shape.at], "us")
    known = ~np.isnat(times) & _filled(found, key)
    keys = _keys([found[part] for part in key])
    return [keys[index] for index in np.flatnonzero(known).tolist()], times[known]


def _ranks(process: Process) -> dict[str, int]:
    """Stages by name."""
    return {stage.name: rank for rank, stage in enumerate(process.stages)}


def _stage_column(source: DataSource, process: Process) -> str | None:
    """The column that holds the stage of this process."""
    unit = StageOf(process.ident.name)
    return next((column.name for column in source.columns if column.unit == unit), None)


def _read(
    engine: Engine,
    source: DataSource,
    table: LoadedTable,
    key: Sequence[str],
    others: Sequence[str],
    own: Sequence[str] = (),
) -> Columns:
    """Columns by declared name, the key's as text whatever they hold; and the table's own columns (`row_id`, `taken`)
    under an `@`, which no declared name has.
    """
    wanted = {name: table.columns[name] for name in (*key, *others)} | {f"@{name}": name for name in own}
    alias = {name: f"out_{index}" for index, name in enumerate(wanted)}
    as_text = frozenset(alias[part] for part in key if not isinstance(source.column(part).unit, _AS_TEXT))
    columns = {alias[name]: column for name, column in wanted.items()}
    found = engine.run(scan(table.table, columns, engine.dialect, as_text=as_text))
    return {name: found[alias[name]] for name in wanted}


def _filled(found: Columns, key: Sequence[str]) -> NDArray[np.bool_]:
    """Rows whose whole key is known."""
    filled = np.ones(len(found[key[0]]), dtype=np.bool_)
    for part in key:
        filled &= ~np.ma.getmaskarray(found[part])
    return filled


def _kept(rows: StageRows, found: Columns, key: Sequence[str], cut: datetime) -> StageRows:
    """Only rows with a key, and from before the cut."""
    keep = _filled(found, key)
    if rows.at is not None:
        keep &= rows.at < np.datetime64(cut.replace(tzinfo=None), "us")
    if keep.all():
        return rows
    index = np.flatnonzero(keep)
    kept: list[int] = index.tolist()
    return StageRows(
        source=rows.source,
        key=[rows.key[i] for i in kept],
        stage=rows.stage[index],
        at=None if rows.at is None else rows.at[index],
        dated={rank: days[index] for rank, days in rows.dated.items()},
        owner=[rows.owner[i] for i in kept] if rows.owner else (),
        row=rows.row[index],
        unread=rows.unread,
    )


def _keys(parts: Sequence[NDArray[np.generic]]) -> Sequence[str]:
    """Keys of one text each."""
    lists = [part.tolist() for part in parts]
    if len(lists) == 1:
        whole: list[str] = lists[0]
        return whole
    return [KEY_SEPARATOR.join(map(str, row)) for row in zip(*lists, strict=True)]


def _coded(cells: NDArray[np.generic], ranks: Mapping[str, int]) -> Numbers:
    """Ranks of stage names, -1 for none."""
    names: list[str | None] = cells.tolist()
    rank_of = ranks.get
    return np.fromiter((-1 if name is None else rank_of(name, -1) for name in names), np.int64, len(names))


def _times(cells: NDArray[np.generic], unit: str) -> Times:
    """Days or instants, NaT where the cell is empty."""
    times = np.ma.getdata(cells).astype("datetime64[us]")
    times[np.ma.getmaskarray(cells)] = np.datetime64("NaT")
    return times.astype(f"datetime64[{unit}]")
