"""What the data say about the stages of records, as tables of whole numbers in the engine.

In: a process, its source, a history of that source where one is loaded, and an engine. Out: tables (`table`), and `Told`,
which says what there is. Records are numbers, stages their ranks, days count from 1970-01-01, instants in microseconds from
then: what follows is asked in SQL that is the same text for every engine, and no row leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Engine, LoadedTable, Snapshot
from planlang.frozen import frozen
from planlang.query.catalog import TableLayout, records_table
from planlang.query.processes.records import (
    Read,
    RecordTable,
    Via,
    lower_days_set_aside,
    lower_owners,
    lower_records,
    lower_rows_of_named,
    lower_rows_of_records,
)
from planlang.semantics.model import DataSource, History, Model, Process, Stage, StagePhase, Table
from planlang.values.units import Count, InstantUnit, Person, StageOf, TextUnit, Truth

Times = NDArray[np.datetime64]
"""Days (`datetime64[D]`) or instants (`datetime64[us]`), NaT where unknown."""
Numbers = NDArray[np.int64]
Columns = Mapping[str, NDArray[np.generic]]

STAGES, STATE, ASIDE, NEWEST, SHOWN, OWNERS, MOVES = "stages", "state", "aside", "newest", "shown", "owners", "moves"
"""Tables of a process:

- `stages`: `stage` (its rank), `name`; `place` on the main line, where all others come after the last; `line`, where
  wins do and what comes after them, and losses are at -1; `chain`: the number of the win that it is or comes after, -1 for none;
  `head`: the stage that is this win, else its own rank; `sort`: its place among moves of the same instant, the main line in order,
  then wins, losses, voids; `is_open`, `is_won`, `is_lost` (or void), `is_final` (nothing comes after it); `is_dated`: whether a
  column dates entries into it.
- `state`: rows of the process's own source: `record`, `stage` (-1: none that could be read), `day` of the export, `row_id`,
  `dated_0` ...: the day in the column that dates the entry into the stage of that rank, `timed_0` ... the instant where that is a
  column of times; `since`: that in the column that says since
  when the record is in its stage, where there is one.
- `aside`: rows of exports that were set aside but tell of a record: `record`, `day`, `stage`, each once.
- `newest`: the rows of `state` that are the newest of their record: of the last export, and of several there the last one.
- `shown`: `record`, `first_day`, `last_day`: the first and last export with it, whether or not its row there could be read.
- `owners`: `record`, `owner`: who is responsible now.
- `moves`: rows of the history: `record`, `stage`, `day`, `instant`, `row_id`.
"""


def table(kind: str, process: int) -> str:
    """The name of a table of the process of that rank in the plan."""
    return f"{kind}_{process}"


@frozen(eq=False)
class State:
    """What the process's own source is like.

    Attributes:
        dated: ranks of the stages of which a column dates the entry.
        timed: those of them of which the column has times.
        has_since: whether a column says since when a record is in its stage.
        days: of its exports, ascending; None for a plain table.
        nameless: days of exports with a row that was set aside and could be any record's.
        has_aside: whether there are rows set aside that tell of a record.
        untold: ranks of the stages of which nothing tells: there is no column with the stage, nor one that dates it.
    """

    dated: tuple[int, ...]
    timed: tuple[int, ...]
    has_since: bool
    days: Times | None
    nameless: Times
    has_aside: bool
    untold: frozenset[int] = frozenset()


@frozen(eq=False)
class Told:
    """What is told of the stages of one process; facts at or after the cut are left out, and rows without a key.

    Attributes:
        state: of the process's own source, None where it is not loaded.
        history: the source that lists changes, None where none is loaded.
    """

    state: State | None
    history: str | None


@frozen(eq=False)
class _StageTable:
    """A loaded table and what is read from it; `stage` is None where there are no stages."""

    source: DataSource
    table: LoadedTable
    rows: RecordTable
    stage: str | None

    @property
    def source_column(self) -> str | None:
        """The declared name of the column with the stage."""
        return next((name for name, sql in self.table.columns.items() if sql == self.stage), None)

    def read(
        self, process: Process, whole: Mapping[str, str], days: Mapping[str, str], instants: Mapping[str, str]
    ) -> Read:
        """What is read of its rows, with the stage of each."""
        if self.stage is None:
            return Read(whole, days, instants, constant={"stage": 0})
        return Read(whole, days, instants, coded={"stage": (self.stage, _ranks(process))})


def told_stages(process: Process, index: int, model: Model, snapshot: Snapshot, cut: datetime) -> Told:
    """Make the tables of everything that tells of stages, `index` being the process's rank in the plan."""
    cut = cut.replace(tzinfo=None)
    state, history = _state_asked(process, model, snapshot), _history_asked(process, model, snapshot)
    asked = [one.rows for one in (state, history) if one is not None]
    engine = snapshot.engine
    if asked:
        engine.keep(records_table(index), lower_records(asked, cut, engine.dialect))
    else:
        engine.upload(records_table(index), {"record": (TextUnit(), []), "rank": (Count(), [])})
    dated = {} if state is None else _dated(state.source, state.table, process)
    _upload_stages(process, index, engine, dated)
    if history is not None:
        assert history.rows.at is not None, "a history tells when"
        at = history.rows.at
        assert history.stage is not None, "a history tells of moves"
        read = Read({"row_id": "row_id"}, {"day": at}, {"instant": at}, {"stage": (history.stage, _ranks(process))})
        engine.keep(table(MOVES, index), lower_rows_of_records(history.rows, index, read, cut, engine.dialect))
    told = None if history is None else history.source.ident.name
    if state is None:
        engine.upload(table(OWNERS, index), {"record": (Count(), []), "owner": (Person(), [])})
        return Told(None, told)
    return Told(_make_state(state, process, index, engine, cut, dated), told)


def keep_activities(
    name: str, key: Sequence[str], index: int, model: Model, snapshot: Snapshot, cut: datetime, kept: str
) -> bool:
    """Make a table of (`record`, `day`, `instant`) of the rows of an activity source about the records of a process, from before the
    cut and each once; False where it is not loaded.

    A source that is no list of events, or has not the key columns of the record, counts as not loaded.
    """
    source, loaded = model.sources[name], snapshot.tables.get(name)
    if loaded is None or isinstance(source.shape, Table) or any(part not in loaded.columns for part in key):
        return False
    at = loaded.columns[source.shape.at]
    rows, engine = _record_table(loaded, key, at), snapshot.engine
    query = lower_rows_of_records(
        rows, index, Read(days={"day": at}, instants={"instant": at}), cut, engine.dialect, distinct=True
    )
    engine.keep(kept, query)
    return True


def keep_activities_of(name: str, via: Via, model: Model, snapshot: Snapshot, cut: datetime, kept: str) -> bool:
    """The same of the rows of an activity source about what records name, such as the customer of a deal: each is one of all records
    that name it.
    """
    source, loaded, records = model.sources[name], snapshot.tables.get(name), snapshot.tables.get(via.source)
    if loaded is None or records is None or isinstance(source.shape, Table) or via.key not in loaded.columns:
        return False
    at = loaded.columns[source.shape.at]
    rows = TableLayout(loaded.table, loaded.columns, repeated=False)
    of = TableLayout(records.table, records.columns, repeated=False)
    read = Read(days={"day": at}, instants={"instant": at})
    snapshot.engine.keep(kept, lower_rows_of_named(rows, of, via, read, at, cut, snapshot.engine.dialect))
    return True


def _state_asked(process: Process, model: Model, snapshot: Snapshot) -> _StageTable | None:
    """The process's own source."""
    source, loaded = model.sources[process.source], snapshot.tables.get(process.source)
    stage = _stage_column(source, process)
    if loaded is None or (stage is None and process.stages):
        return None
    assert isinstance(source.shape, Table), "a process goes over records"
    taken = "taken" if source.shape.snapshot is not None else None
    rows = _record_table(loaded, source.shape.key, taken)
    return _StageTable(source, loaded, rows, None if stage is None else loaded.columns[stage])


def _history_asked(process: Process, model: Model, snapshot: Snapshot) -> _StageTable | None:
    """The history of the process's source."""
    records = model.sources[process.source]
    assert isinstance(records.shape, Table), "a process goes over records"
    for source in model.sources.values():
        loaded, stage = snapshot.tables.get(source.ident.name), _stage_column(source, process)
        if isinstance(source.shape, History) and source.shape.of == process.source and loaded and stage:
            rows = _record_table(loaded, records.shape.key, loaded.columns[source.shape.at])
            return _StageTable(source, loaded, rows, loaded.columns[stage])
    return None


def _dated(source: DataSource, loaded: LoadedTable, process: Process) -> dict[int, str]:
    """The SQL column that dates entries into a stage, by its rank."""
    ranks = _ranks(process)
    assert isinstance(source.shape, Table), "a process goes over records"
    pairs = source.shape.entered
    return {ranks[name]: loaded.columns[column] for name, column in pairs if name in ranks and column in loaded.columns}


def _make_state(
    asked: _StageTable, process: Process, index: int, engine: Engine, cut: datetime, dated: Mapping[int, str]
) -> State:
    """Make the tables of the process's own source; of dated exports the rows from before the cut count."""
    days = {dated_column(rank): column for rank, column in dated.items()}
    timed = {timed_column(rank): dated[rank] for rank in _timed(asked.source, asked.table, dated)}
    shape = asked.source.shape
    assert isinstance(shape, Table), "a process goes over records"
    since = next((on for stage, on in shape.since if asked.table.columns.get(stage) == asked.stage), None)
    if since is not None:
        days |= {SINCE: asked.table.columns[since]}
    at = asked.rows.at
    read = asked.read(process, {"row_id": "row_id"}, days if at is None else days | {"day": at}, timed)
    engine.keep(table(STATE, index), lower_rows_of_records(asked.rows, index, read, cut, engine.dialect))
    has_aside, nameless = False, NO_DAYS
    if at is not None and asked.table.aside is not None:
        rows = RecordTable(TableLayout(asked.table.aside, asked.table.columns, repeated=False), asked.rows.key, at)
        read = asked.read(process, {}, {"day": at}, {})
        query = lower_rows_of_records(rows, index, read, cut, engine.dialect, distinct=True)
        engine.keep(table(ASIDE, index), query)
        nameless = days_of(engine, lower_days_set_aside(rows, "day", cut, engine.dialect))
        has_aside = bool(len(days_of(engine, f"SELECT DISTINCT day FROM {table(ASIDE, index)}")))
    engine.keep(table(NEWEST, index), _newest(index, (*days, *timed), at is not None))
    if at is not None:
        shown = f"SELECT record, MIN(day) AS first_day, MAX(day) AS last_day FROM ({presence(index, has_aside)}) AS p"
        engine.keep(table(SHOWN, index), f"{shown} GROUP BY record")
    if process.owner is not None and process.owner in asked.table.columns:
        owner = asked.table.columns[process.owner]
        owners = lower_owners(table(NEWEST, index), asked.table.table, owner, engine.dialect)
        engine.keep(table(OWNERS, index), owners)
    else:
        engine.upload(table(OWNERS, index), {"record": (Count(), []), "owner": (Person(), [])})
    exports = None
    if at is not None:
        blank = np.array([day for day in asked.table.blank if day < cut.date()], dtype="datetime64[D]")
        there = days_of(engine, f"SELECT DISTINCT day FROM ({presence(index, has_aside)}) AS p")
        exports = np.union1d(there, blank)
    ranks = tuple(rank for rank in dated if timed_column(rank) in timed)
    untold = _untold(process, dated) if asked.source_column in asked.table.by_dates else frozenset()
    return State(tuple(dated), ranks, since is not None, exports, nameless, has_aside, untold)


def _untold(process: Process, dated: Mapping[int, str]) -> frozenset[int]:
    """The stages that nothing dates, of the line and the wins."""
    line = (StagePhase.OPEN, StagePhase.WON)
    return frozenset(rank for rank, stage in enumerate(process.stages) if stage.phase in line and rank not in dated)


def _timed(source: DataSource, loaded: LoadedTable, dated: Mapping[int, str]) -> list[int]:
    """The stages that are dated by columns of times."""
    times = {
        loaded.columns[one.name]
        for one in source.columns
        if isinstance(one.unit, InstantUnit) and one.name in loaded.columns
    }
    return [rank for rank, column in dated.items() if column in times]


def presence(index: int, has_aside: bool) -> str:
    """Which record was in the export of which day, whether or not its row could be read."""
    shown = f"SELECT record, day FROM {table(STATE, index)}"
    return f"{shown} UNION ALL SELECT record, day FROM {table(ASIDE, index)}" if has_aside else shown


def _newest(index: int, dates: Sequence[str], is_exported: bool) -> str:
    """The newest row of each record; `dates` are the columns that date entries."""
    columns = ", ".join(["record", "stage", "row_id", *(["day"] if is_exported else []), *dates])
    order = "day DESC, row_id DESC" if is_exported else "row_id DESC"
    ranked = f"ROW_NUMBER() OVER (PARTITION BY record ORDER BY {order}) AS age"
    return f"SELECT {columns} FROM (SELECT {columns}, {ranked} FROM {table(STATE, index)}) AS s WHERE age = 1"


def _upload_stages(process: Process, index: int, engine: Engine, dated: Mapping[int, str]) -> None:
    """Make the table of stages; where there are none, records are in a nameless open one."""
    stages = process.stages or (NAMELESS,)
    length = sum(stage.position is not None for stage in stages)
    order = {phase: at for at, phase in enumerate(StagePhase)}
    ranks = sorted(range(len(stages)), key=lambda rank: (order[stages[rank].phase], stages[rank].position or 0, rank))
    places = [_place(stage, len(stages)) for stage in stages]
    ends = {StagePhase.WON: length}
    lines = [
        ends.get(stage.phase, -1) + (0 if stage.win_of is None else stage.win_of[1])
        if stage.position is None
        else stage.position
        for stage in stages
    ]
    engine.upload(
        table(STAGES, index),
        {
            "stage": (Count(), list(range(len(stages)))),
            "name": (TextUnit(), [stage.name for stage in stages]),
            "place": (Count(), places),
            "line": (Count(), lines),
            "chain": (Count(), [-1 if stage.win_of is None else stage.win_of[0] for stage in stages]),
            "head": (Count(), [outcome_of(process, rank)[0] for rank in range(len(process.stages))] or [0]),
            "sort": (Count(), [ranks.index(rank) for rank in range(len(stages))]),
            "is_open": (Truth(), [stage.phase is StagePhase.OPEN for stage in stages]),
            "is_won": (Truth(), [stage.phase is StagePhase.WON for stage in stages]),
            "is_lost": (Truth(), [stage.phase in (StagePhase.LOST, StagePhase.VOID) for stage in stages]),
            "is_final": (Truth(), [stage.is_final for stage in stages]),
            "is_dated": (Truth(), [rank in dated for rank in range(len(stages))]),
        },
    )


# ---------------------------------------------------------------- small parts

SINCE = "since"
NAMELESS = Stage("", None, "", StagePhase.OPEN, 0)
NO_DAY = np.datetime64("NaT", "D")
NO_TIME = np.datetime64("NaT", "us")
NO_DAYS: Times = np.empty(0, dtype="datetime64[D]")


def dated_column(rank: int) -> str:
    """The column with the day on which the stage of that rank was entered."""
    return f"dated_{rank}"


def timed_column(rank: int) -> str:
    """The column with the instant at which it was, where a column of times says so."""
    return f"timed_{rank}"


def place_of(process: Process, rank: int) -> int:
    """The place of a stage on the main line; wins, what comes after them, losses and voids come after it."""
    return _place(process.stages[rank], len(process.stages))


def _place(stage: Stage, count: int) -> int:
    """The same among so many stages."""
    if stage.position is not None:
        return stage.position
    return count + (0 if stage.win_of is None else stage.win_of[1])


def outcome_of(process: Process, rank: int) -> list[int]:
    """The ranks of the stages that end a record as the stage of a rank does, in order: of a win and what comes after it."""
    win = process.stages[rank].win_of
    if win is None:
        return [rank]
    return [at for at, stage in enumerate(process.stages) if stage.win_of is not None and stage.win_of[0] == win[0]]


def days_of(engine: Engine, sql: str) -> Times:
    """The days that a query gives as numbers in a column `day`, ascending."""
    found: Times = np.sort(np.ma.getdata(engine.run(sql)["day"]).astype(np.int64)).view("datetime64[D]")
    return found


def as_number(day: np.datetime64) -> int:
    """A day as the tables have it."""
    return int(day.astype("datetime64[D]").astype(np.int64))


def _ranks(process: Process) -> dict[str, int]:
    """Stages by name."""
    return {stage.name: rank for rank, stage in enumerate(process.stages)}


def _stage_column(source: DataSource, process: Process) -> str | None:
    """The column that holds the stage of this process."""
    unit = StageOf(process.ident.name)
    return next((column.name for column in source.columns if column.unit == unit), None)


def _record_table(loaded: LoadedTable, key: Sequence[str], at: str | None) -> RecordTable:
    """A loaded table whose rows tell of records."""
    return RecordTable(TableLayout(loaded.table, loaded.columns, repeated=False), key, at)
