"""Models and files made by hand, as the tests of the data room need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from attrs import evolve

from planlang.data.bind import NO_LONGER, NOT_YET, bind
from planlang.data.loaded.snapshot import DataNote, Fault, Snapshot
from planlang.semantics.model import (
    ColumnSpec,
    DataSource,
    Events,
    History,
    Ident,
    Membership,
    Model,
    PlanInfo,
    Process,
    Recurrence,
    Shape,
    SnapshotDate,
    Stage,
    StagePhase,
    Table,
    Team,
)
from planlang.source import Source, Span
from planlang.values.periods import FiscalYears
from planlang.values.units import (
    Count,
    DateUnit,
    InstantUnit,
    MoneyIn,
    Person,
    Plain,
    Ratio,
    StageOf,
    TextUnit,
    Truth,
    Unit,
)
from tests.engines import named_engine

SPAN = Span(Source("made.plan", "made"), 0, 4)
UNITS: dict[str, Unit] = {
    "text": TextUnit(),
    "person": Person(),
    "stage": StageOf("sales"),
    "date": DateUnit(),
    "instant": InstantUnit(),
    "money": MoneyIn("CNY"),
    "number": Plain(),
    "count": Count(),
    "ratio": Ratio(),
    "truth": Truth(),
}


def ident(name: str) -> Ident:
    return Ident(name, None, name, None, SPAN, 0)


def column(written: str, formula: object = None) -> ColumnSpec:
    """A column from `name: unit`, `name: unit?` or `name: unit = header, header`."""
    left, _, headers = written.partition(" = ")
    name, _, unit = left.partition(": ")
    names = tuple(header.strip() for header in headers.split(",")) if headers else (name,)
    return ColumnSpec(name, UNITS[unit.removesuffix("?")], unit.endswith("?"), names, formula, SPAN)  # type: ignore[arg-type]


def source(
    name: str,
    patterns: str | Sequence[str],
    shape: Shape,
    columns: Sequence[str | ColumnSpec],
    *,
    covers: tuple[date, date] | None = None,
    due: Recurrence | None = None,
    zone: str = "Asia/Shanghai",
    base: str = "",
) -> DataSource:
    return DataSource(
        ident=ident(name),
        patterns=(patterns,) if isinstance(patterns, str) else tuple(patterns),
        base=base,
        shape=shape,
        columns=tuple(column(made) if isinstance(made, str) else made for made in columns),
        due=due,
        grace_days=0,
        covers=covers,
        zone=zone,
    )


SALES = Process(
    ident=ident("sales"),
    source="deals",
    stages=(
        Stage("lead", "线索", "Lead", StagePhase.OPEN, 0),
        Stage("proposal", "方案", "Proposal sent", StagePhase.OPEN, 1),
        Stage("won", "赢单", "Signed", StagePhase.WON, None),
        Stage("lost", "输单", "Lost", StagePhase.LOST, None),
    ),
    loss_origins={},
    rules=(),
    notify=(),
    escalation=(),
)


def model(
    *sources: DataSource,
    start: date = date(2026, 1, 1),
    end: date = date(2026, 12, 31),
    members: Sequence[str] = (),
    roster: str | None = None,
    zone: str = "Asia/Shanghai",
    process: Process = SALES,
) -> Model:
    team = Team(
        ident("north"), None, tuple(Membership(who, "north", "rep", None, None, SPAN) for who in members), (), roster
    )
    return Model(
        plan=PlanInfo(ident("made"), start, end, zone, "", "CNY", 0, FiscalYears()),
        calendars={},
        roles={},
        teams={"north": team} if members or roster else {},
        sources={made.ident.name: made for made in sources},
        metrics={},
        goals={},
        processes={"sales": process},
        alerts={},
        tasks={},
        milestones={},
        reviews={},
        segments={},
    )


CUT = datetime(2026, 6, 1)


def load(
    root: Path,
    *sources: DataSource,
    cut: datetime = CUT,
    known: datetime | None = None,
    data_dir: Path | None = None,
    formats: bool = True,
    **options: object,
) -> Snapshot:
    """Bind a model of these sources.

    What is missing before the first file and after the last one is left out of the notes: the plan is a whole year, the
    files are of some weeks.
    """
    planned = model(*sources, **options)  # type: ignore[arg-type]
    snapshot = bind(planned, root, cut=cut, known=known, engine=named_engine(), data_dir=data_dir, formats=formats)
    return evolve(
        snapshot, notes=tuple(note for note in snapshot.notes if note.message.text not in (NOT_YET, NO_LONGER))
    )


def rows(snapshot: Snapshot, source: str) -> list[tuple[object, ...]]:
    """All rows of a source by declared columns, in order."""
    table = snapshot.tables[source]
    columns = ", ".join(table.columns.values())
    found = snapshot.engine.run(f"SELECT {columns} FROM {table.table} ORDER BY row_id")
    return list(zip(*(array.tolist() for array in found.values()), strict=True))


def row_ids(snapshot: Snapshot, source: str) -> list[int]:
    table = snapshot.tables[source]
    found: list[int] = snapshot.engine.run(f"SELECT row_id FROM {table.table} ORDER BY row_id")["row_id"].tolist()
    return found


def lines(snapshot: Snapshot, source: str) -> list[int]:
    """The line of every row of a source."""
    return [place.line for place in snapshot.places(source, row_ids(snapshot, source))]


def seen(snapshot: Snapshot, *faults: Fault) -> list[tuple[str, str, int, int | None]]:
    """Notes of these faults (all, when none is given): fault, file, line, column."""
    return [
        (note.fault.value, note.place.file, note.place.line, note.place.column)
        for note in snapshot.notes
        if note.place is not None and (not faults or note.fault in faults)
    ]


def notes_of(snapshot: Snapshot, fault: Fault) -> list[DataNote]:
    return [note for note in snapshot.notes if note.fault is fault]


def said(snapshot: Snapshot, fault: Fault) -> list[str]:
    """The words of the notes of one fault."""
    return [note.message.render() for note in notes_of(snapshot, fault)]


KEYED = Table(("id",), None, ())
EXPORTS = Table(("id",), SnapshotDate(None), ())
MORNINGS = Table(("id",), SnapshotDate(None, day_before=True), ())
VISITS = Events("day")
CHANGES = History("deals", "day")
