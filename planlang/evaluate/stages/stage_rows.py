"""What the data say about the stages of records, read into arrays.

In: a process, its source, a history of that source where one is loaded, and an engine. Out: `StageRows` for each of the
two tables: records by number, stages by rank, times as numpy datetimes. What follows from them is worked out in
`stage_entries`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Engine, LoadedTable, Snapshot
from planlang.query.catalog import TableLayout, records_table
from planlang.query.records import (
    RANK,
    RECORD,
    RecordTable,
    lower_days_set_aside,
    lower_records,
    lower_rows_of_records,
)
from planlang.semantics.model import DataSource, History, Model, Process, Table
from planlang.values.units import Count, StageOf, TextUnit

Times = NDArray[np.datetime64]
"""Days (`datetime64[D]`) or instants (`datetime64[us]`), NaT where unknown."""
Numbers = NDArray[np.int64]
Texts = Sequence[str | None]
Columns = Mapping[str, NDArray[np.generic]]


@frozen(eq=False)
class UnreadStages:
    """Rows of exports that were set aside: number of the record, day of the export, rank of the stage, -1 where that could not
    be read either.
    """

    record: Numbers
    day: Times
    stage: Numbers


NO_DAYS: Times = np.empty(0, dtype="datetime64[D]")
NOTHING_UNREAD = UnreadStages(np.empty(0, dtype=np.int64), NO_DAYS, np.empty(0, dtype=np.int64))


@frozen(eq=False)
class StageRows:
    """The rows of one table that say in which stage a record is, in no particular order.

    Attributes:
        source: qualified name of their source.
        record: number of each row's record.
        stage: rank of the stage among the process's stages, -1 where the cell is empty.
        at: instant of the change for a history, start of the export's day for snapshots; None for a plain table.
        dated: rank of a stage -> day in the column that dates its entry, NaT where empty.
        owner: who is responsible, None where empty; no cells where the source has not exactly one person column.
        row: `row_id` of each row.
        unread: rows of exports that were set aside: the record was there, in a stage that may be readable.
        nameless: the days of exports with a row that was set aside and could be any record's.
    """

    source: str
    record: Numbers
    stage: Numbers
    at: Times | None
    dated: Mapping[int, Times]
    owner: NDArray[np.generic]
    row: Numbers
    unread: UnreadStages = NOTHING_UNREAD
    nameless: Times = NO_DAYS

    @property
    def days(self) -> Times:
        """The day of the export of each row."""
        assert self.at is not None, "only exports tell who was there"
        return self.at.astype("datetime64[D]")

    def presence(self) -> tuple[Numbers, Times]:
        """Which record was in the export of which day, whether or not its row could be read."""
        return np.append(self.record, self.unread.record), np.append(self.days, self.unread.day)


@frozen(eq=False)
class StageData:
    """What is told of the stages of one process; facts at or after the cut are left out, and rows without a key.

    Attributes:
        records: every record by key as one text, ascending by code point; their places are their numbers.
        state: rows of the process's own source, None where it is not loaded.
        history: changes that a history of that source lists, None where none is loaded.
    """

    records: Sequence[str]
    state: StageRows | None
    history: StageRows | None


@frozen(eq=False)
class _StageTable:
    """A loaded table and what is read from it."""

    source: DataSource
    table: LoadedTable
    rows: RecordTable
    stage: str


def told_stages(process: Process, index: int, model: Model, snapshot: Snapshot, cut: datetime) -> StageData:
    """Read everything that tells of stages; makes the table of records, `index` being the process's rank in the plan."""
    cut = cut.replace(tzinfo=None)
    state, history = _state_asked(process, model, snapshot), _history_asked(process, model, snapshot)
    asked = [one for one in (state, history) if one is not None]
    engine = snapshot.engine
    found: Sequence[str] = []
    if asked:
        found = engine.run(lower_records([one.rows for one in asked], cut, engine.dialect))[RECORD].tolist()
    numbers = np.arange(len(found))
    engine.upload(records_table(index), {RECORD: (TextUnit(), np.array(found, dtype=object)), RANK: (Count(), numbers)})
    return StageData(
        found,
        None if state is None else _state_rows(state, process, index, engine, cut),
        None if history is None else _history_rows(history, process, index, engine, cut),
    )


def activity_times(
    name: str, key: Sequence[str], index: int, model: Model, snapshot: Snapshot, cut: datetime
) -> tuple[Numbers, Times] | None:
    """(record, instant) of the rows of an activity source about the records of a process, from before the cut and each
    once; None where it is not loaded.

    A source that is no list of events, or has not the key columns of the record, counts as not loaded.
    """
    source, table = model.sources[name], snapshot.tables.get(name)
    if table is None or isinstance(source.shape, Table) or any(part not in table.columns for part in key):
        return None
    at = table.columns[source.shape.at]
    found = _read(_record_table(table, key, at), index, {"at": at}, {}, snapshot.engine, cut, distinct=True)
    return np.asarray(found[RANK], dtype=np.int64), _times(found["at"], "us")


def _state_asked(process: Process, model: Model, snapshot: Snapshot) -> _StageTable | None:
    """The process's own source."""
    source, table = model.sources[process.source], snapshot.tables.get(process.source)
    stage = _stage_column(source, process)
    if table is None or stage is None:
        return None
    assert isinstance(source.shape, Table), "a process goes over records"
    taken = "taken" if source.shape.snapshot is not None else None
    return _StageTable(source, table, _record_table(table, source.shape.key, taken), table.columns[stage])


def _history_asked(process: Process, model: Model, snapshot: Snapshot) -> _StageTable | None:
    """The history of the process's source."""
    records = model.sources[process.source]
    assert isinstance(records.shape, Table), "a process goes over records"
    for source in model.sources.values():
        table, stage = snapshot.tables.get(source.ident.name), _stage_column(source, process)
        if isinstance(source.shape, History) and source.shape.of == process.source and table and stage:
            rows = _record_table(table, records.shape.key, table.columns[source.shape.at])
            return _StageTable(source, table, rows, table.columns[stage])
    return None


def _state_rows(asked: _StageTable, process: Process, index: int, engine: Engine, cut: datetime) -> StageRows:
    """The rows of the process's own source; of dated exports those from before the cut."""
    source, columns = asked.source, asked.table.columns
    assert isinstance(source.shape, Table), "a process goes over records"
    ranks = _ranks(process)
    dated = {
        ranks[name]: columns[column] for name, column in source.shape.entered if name in ranks and column in columns
    }
    wanted = {f"dated_{rank}": column for rank, column in dated.items()} | {"row": "row_id"}
    if process.owner is not None and process.owner in columns:
        wanted["owner"] = columns[process.owner]
    if asked.rows.at is not None:
        wanted["at"] = asked.rows.at
    found = _read(asked.rows, index, wanted, {"stage": (asked.stage, ranks)}, engine, cut)
    owners = np.ma.filled(found["owner"], None) if "owner" in wanted else np.empty(0, dtype=object)
    unread, nameless = _set_aside(asked, ranks, index, engine, cut)
    return StageRows(
        source=source.ident.name,
        record=np.asarray(found[RANK], dtype=np.int64),
        stage=np.asarray(found["stage"], dtype=np.int64),
        at=_times(found["at"], "us") if "at" in wanted else None,
        dated={rank: _times(found[f"dated_{rank}"], "D") for rank in dated},
        owner=owners,
        row=np.asarray(found["row"], dtype=np.int64),
        unread=unread,
        nameless=nameless,
    )


def _set_aside(
    asked: _StageTable, ranks: Mapping[str, int], index: int, engine: Engine, cut: datetime
) -> tuple[UnreadStages, Times]:
    """The rows of exports that were set aside: those with a key, and the days of those without."""
    at = asked.rows.at
    if asked.table.aside is None or at is None:
        return NOTHING_UNREAD, NO_DAYS
    layout = TableLayout(asked.table.aside, asked.table.columns, repeated=False)
    rows = RecordTable(layout, asked.rows.key, at)
    found = _read(rows, index, {"at": at}, {"stage": (asked.stage, ranks)}, engine, cut, distinct=True)
    stage = np.asarray(found["stage"], dtype=np.int64)
    unread = UnreadStages(np.asarray(found[RANK], dtype=np.int64), _times(found["at"], "D"), stage)
    nameless = engine.run(lower_days_set_aside(rows, "at", cut, engine.dialect))["at"]
    return unread, np.unique(_times(nameless, "D"))


def _history_rows(asked: _StageTable, process: Process, index: int, engine: Engine, cut: datetime) -> StageRows:
    """Changes from before the cut that a history lists."""
    at = asked.rows.at
    assert at is not None, "a history tells when"
    found = _read(
        asked.rows, index, {"at": at, "row": "row_id"}, {"stage": (asked.stage, _ranks(process))}, engine, cut
    )
    return StageRows(
        source=asked.source.ident.name,
        record=np.asarray(found[RANK], dtype=np.int64),
        stage=np.asarray(found["stage"], dtype=np.int64),
        at=_times(found["at"], "us"),
        dated={},
        owner=np.empty(0, dtype=object),
        row=np.asarray(found["row"], dtype=np.int64),
    )


def _ranks(process: Process) -> dict[str, int]:
    """Stages by name."""
    return {stage.name: rank for rank, stage in enumerate(process.stages)}


def _stage_column(source: DataSource, process: Process) -> str | None:
    """The column that holds the stage of this process."""
    unit = StageOf(process.ident.name)
    return next((column.name for column in source.columns if column.unit == unit), None)


def _record_table(table: LoadedTable, key: Sequence[str], at: str | None) -> RecordTable:
    """A loaded table whose rows tell of records."""
    return RecordTable(TableLayout(table.table, table.columns, repeated=False), key, at)


def _read(
    rows: RecordTable,
    index: int,
    columns: Mapping[str, str],
    coded: Mapping[str, tuple[str, Mapping[str, int]]],
    engine: Engine,
    cut: datetime,
    *,
    distinct: bool = False,
) -> Columns:
    """Columns of the rows, by output name."""
    return engine.run(lower_rows_of_records(rows, index, columns, coded, cut, engine.dialect, distinct=distinct))


def _times(cells: NDArray[np.generic], unit: str) -> Times:
    """Days or instants, NaT where the cell is empty."""
    times = np.ma.getdata(cells).astype("datetime64[us]")
    times[np.ma.getmaskarray(cells)] = np.datetime64("NaT")
    return times.astype(f"datetime64[{unit}]")
