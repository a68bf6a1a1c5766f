"""Binding a plan to its data: export files become typed tables in an engine.

In: a checked model, the folder of the files, the as-of instants. Out: `Snapshot`: tables, the manifest of loads, what is
covered and what is wrong. Nothing after the as-of is looked at, nothing is aggregated, computed columns are left to the
compiler.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from planlang.data.dangling import dangling
from planlang.data.engines.duckdb import DuckDB, flag
from planlang.data.files.corrections import corrected
from planlang.data.files.coverage import AsKnown, Days, Missing, arrivals, merged, missing_periods
from planlang.data.files.daily import due_calendar
from planlang.data.files.files import DataFile, find_files
from planlang.data.files.parts import FileOfDays, Lack, known_days
from planlang.data.files.series import Line, is_apart, lines_of
from planlang.data.loaded.formats import FileFormat
from planlang.data.loaded.rowcount import LeftOut
from planlang.data.loaded.snapshot import DataNote, Engine, Fault, Load, LoadedTable, Place, Snapshot
from planlang.data.loaded.tabletypes import TEXT, loaded_type
from planlang.data.loading import LoadedSource, load_source
from planlang.data.misses import asked_texts, near_misses
from planlang.data.people import Resembling, name_in_order, person_notes, resembling, take_additions_off
from planlang.data.replaced import replaced_loads
from planlang.data.resemblance import People
from planlang.data.tables.encodings import BY_LETTERS, ENCODING_NAMES
from planlang.diagnostics.text import Message, Text
from planlang.semantics.model import DataSource, Model, Table
from planlang.values.periods import DAY, Grain, Grid, period_of
from planlang.values.units import Person

REFUSED = Text("data.refused-pattern", 'the pattern "{pattern}" leads out of the data folder; nothing is read')
NO_FILE = Text("data.not-loaded", "no file matches {patterns}")
NONE_EARLY = Text("data.not-loaded.later", "all files are from after {day}: {files}")
NONE_USABLE = Text("data.not-loaded.unusable", "none of the files could be used: {files}")
NOT_YET = Text("data.not-loaded.before", "{periods}; the files begin on {day}")
NO_LONGER = Text("data.not-loaded.after", "{periods}; the files go up to {day}")
PERIOD_MISSING = Text("data.not-loaded.period", "{first} is not loaded")
PERIODS_MISSING = Text("data.not-loaded.periods", "{first} to {last} are not loaded")
PART_MISSING = Text(
    "data.not-loaded.part",
    "{first} to {last}: there are files of other parts and none like {like}; these days are not known. If its file has"
    " another name now, name it as the others are; if the part has ended, add a file of its name for the days from then on that has"
    " the header and no row",
)
NO_USABLE_ROW = Text("data.not-loaded.rows", "none of its {rows:row|rows} can be used: its days count as not loaded")
LATE = Text("data.late-export", "{last} was due {due} and is not there")
LATE_PERIODS = Text("data.late-export.periods", "{first} to {last} are not there; the last was due {due}")
UNDATED = Text("data.assumed-days", "no day in the name, no `covers` in the plan: taken for all days up to {day}")
SAME_RECORDS = Text("data.assumed-records", "for the same days as {other}: of a record in both, this file counts")
SHARED = Text(
    "data.shared-records",
    "{rows:record|records} of {other} for the same days also in other parts: of a record in both, the later file counts",
)
CORRECTED = Text("data.corrected-file", "not read: by its name {other} is its correction")
GUESSED = Text(
    "data.assumed-encoding",
    'read as {encoding}, as its letters suggest ({files:file|files}); if names look wrong, declare `encoding "…"`',
)
UNDATED_EXPORT = Text("data.assumed-export", "no day in the name: taken for the state of {day}")


def bind(
    model: Model,
    root: Path,
    *,
    cut: datetime,
    known: datetime | None = None,
    engine: Engine | None = None,
    data_dir: Path | None = None,
    people: frozenset[str] | None = None,
    formats: bool = False,
) -> Snapshot:
    """Load the files of every source of a model.

    All declared columns are read and checked. A row with a wrong cell is set aside and reported, never guessed.

    Args:
        model: the plan.
        root: the workspace; patterns are relative to it and to the folder of the file that declares them.
        cut: facts at or after this naive local time of the plan's zone are not seen.
        known: files that arrived at or after it are not seen; None for all.
        engine: where the tables shall be; by default the DuckDB that reads the files, which afterwards reaches none.
        data_dir: a folder to look in instead: for the whole pattern, else for its last part.
        people: everybody known; by default the members of all teams and everybody in their rosters.
        formats: whether to tell how each column of each file was read, which takes another look at all cells.
    """
    assert cut.tzinfo is None, "the cut is a local time of the plan's zone"
    when = AsKnown(cut, known)
    plan = model.plan
    reader = DuckDB()
    grid = Grid(plan.week_start, plan.fiscal)
    loaded: dict[str, LoadedSource] = {}
    unread: list[Load] = []
    first_notes: dict[str, list[DataNote]] = {}
    with tempfile.TemporaryDirectory(prefix="planlang-") as folder:
        for name, source in model.sources.items():
            files, refused = find_files(source.patterns, source.base, root, data_dir, grid)
            calendar = due_calendar(source, model)
            seen = arrivals(source, files, plan, when, calendar)
            replaced = corrected([arrival.file for arrival in seen])
            old = [arrival for arrival in seen if arrival.file.name in replaced]
            unread += replaced_loads(source, old, model, Path(folder))
            seen = tuple(arrival for arrival in seen if arrival.file.name not in replaced)
            loaded[name] = load_source(source, seen, model, when, reader, Path(folder), formats=formats)
            first_notes[name] = [_about(source, Fault.NOT_LOADED, REFUSED(pattern=pattern)) for pattern in refused]
            first_notes[name] += _absence(source, files, loaded[name], when)
            first_notes[name] += _assumptions(source, loaded[name], when)
            first_notes[name] += _guessed_encodings(loaded[name])
            first_notes[name] += [_corrected(source, file, other) for file, other in replaced.items()]
            first_notes[name] += _twins(source, loaded[name])
    name_in_order(loaded.values(), _members(model) if people is None else people)
    roster = _roster(model, loaded.values()) if people is None else people
    name_in_order(loaded.values(), roster or frozenset())
    everybody = People(roster or ())
    near: dict[str, Resembling] = {}
    days = {name: known_days([_file_of_days(load) for load in found.loads]) for name, found in loaded.items()}
    coverage = {name: known for name, (known, _) in days.items()}
    notes: list[DataNote] = []
    asked = asked_texts(model)
    for name, found in loaded.items():
        notes += first_notes[name]
        in_files = [*found.notes, *_unusable(found), *near_misses(found, asked.get(name, {})), *dangling(found, loaded)]
        if roster is not None:
            in_files += take_additions_off(found, everybody)
            near[name] = resembling(found, everybody)
            in_files += person_notes(found, everybody, near[name])
        notes += sorted(in_files, key=_by_place)
        lacks = days[name][1]
        notes += _missing_notes(found, merged([*coverage[name], *(lack.days for lack in lacks)]), model, when)
        notes += _missing_parts(found.source, lacks, when)
    tables = {name: _finished(found, grid) for name, found in loaded.items() if found.loads}
    if engine is not None:
        with tempfile.TemporaryDirectory(prefix="planlang-") as folder:
            for name, table in tables.items():
                _hand_over(table, loaded[name], reader, engine, Path(folder) / "table.csv")
    reader.close_doors()
    return Snapshot(
        engine=reader if engine is None else engine,
        tables=tables,
        loads=tuple(load for found in loaded.values() for load in found.loads),
        coverage=coverage,
        notes=tuple(notes),
        file_rows={name: found.file_rows for name, found in loaded.items()},
        formats=tuple(form for found in loaded.values() for form in found.formats),
        files=tuple(form for found in loaded.values() for form in found.files),
        corrected=tuple(unread),
        resembling={name: texts for name, texts in near.items() if texts},
        lacking={name: tuple(lack.days for lack in lacks) for name, (_, lacks) in days.items() if lacks},
    )


def _by_place(note: DataNote) -> tuple[str, int, int]:
    """Where a note stands in the files of its source: by file, line and column."""
    place = note.place
    return ("", 0, 0) if place is None else (place.file, place.line, place.column or 0)


def _about(source: DataSource, fault: Fault, message: Message) -> DataNote:
    """A note about a source as a whole."""
    return DataNote(fault, source.ident.name, None, message, 0, False)


def _absence(source: DataSource, files: Sequence[DataFile], found: LoadedSource, when: AsKnown) -> Iterator[DataNote]:
    """That nothing is loaded, and why."""
    if found.loads:
        return
    names = ", ".join(file.name for file in files[:3]) + (" …" if len(files) > 3 else "")
    if not files:
        patterns = ", ".join(f'"{pattern}"' for pattern in source.patterns)
        yield _about(source, Fault.NOT_LOADED, NO_FILE(patterns=patterns))
    elif not found.notes:
        yield _about(source, Fault.NOT_LOADED, NONE_EARLY(day=(when.end - DAY).isoformat(), files=names))
    else:
        yield _about(source, Fault.NOT_LOADED, NONE_USABLE(files=names))


def _assumptions(source: DataSource, found: LoadedSource, when: AsKnown) -> Iterator[DataNote]:
    """That a file without a date in its name is taken for complete up to the cut."""
    undated = [load for load in found.loads if load.arrived is None]
    if not undated or source.covers is not None:
        return
    about = found.origins[undated[0].file]
    snapshot = undated[0].snapshot
    by_name = isinstance(source.shape, Table) and source.shape.snapshot is not None
    if by_name and snapshot is not None:
        message = UNDATED_EXPORT(day=snapshot.isoformat())
    else:
        message = UNDATED(day=(when.end - DAY).isoformat())
    yield about.note(Fault.ASSUMED, about.place(1), message, rows=0, set_aside=False)


def _guessed_encodings(found: LoadedSource) -> Iterator[DataNote]:
    """That only the letters of files told in which encoding they are."""
    guessed: dict[str, list[FileFormat]] = {}
    for form in found.files:
        if form.why.text is BY_LETTERS and form.file in found.origins:
            guessed.setdefault(form.encoding, []).append(form)
    for encoding, forms in guessed.items():
        about = found.origins[forms[0].file]
        message = GUESSED(encoding=ENCODING_NAMES.get(encoding, encoding), files=len(forms))
        yield about.note(Fault.ASSUMED, about.place(1), message, rows=0, set_aside=False)


def _twins(source: DataSource, found: LoadedSource) -> Iterator[DataNote]:
    """That two files of records are for the same days: most often one is a copy of the other. Of files of parts only what
    records both have.
    """
    if not isinstance(source.shape, Table):
        return
    dated = [load for load in found.loads if load.arrived is not None]
    together: dict[Days | date, list[tuple[Load, Line]]] = {}
    for load, line in zip(dated, lines_of([load.file for load in dated]), strict=True):
        earlier = together.setdefault(load.snapshot or load.covers, [])
        about = found.origins[load.file]
        twin = next((other.file for other, its in earlier if not is_apart(line, its) and other.file != load.file), None)
        if twin is not None:
            yield about.note(Fault.OVERLAP, about.place(1), SAME_RECORDS(other=twin), rows=0, set_aside=False)
        for other, its in earlier:
            rows = other.rows.out_of(LeftOut.SUPERSEDED)
            if rows and is_apart(line, its):
                message = SHARED(rows=rows, other=other.file)
                yield about.note(Fault.OVERLAP, about.place(1), message, rows=rows, set_aside=False)
        earlier.append((load, line))


def _corrected(source: DataSource, file: str, other: str) -> DataNote:
    """That a file is not read because another one corrects it."""
    message = CORRECTED(other=other)
    return DataNote(Fault.CORRECTED, source.ident.name, Place(file, 1, None, None), message, 0, False)


def _file_of_days(load: Load) -> FileOfDays:
    """What a file says of the days that are known."""
    shared = sum(load.rows.out_of(reason) for reason in (LeftOut.REPEATED_ROW, LeftOut.SUPERSEDED))
    return FileOfDays(load.file, load.covers, load.rows.is_usable, load.rows.told, shared)


def _missing_parts(source: DataSource, lacks: Sequence[Lack], when: AsKnown) -> Iterator[DataNote]:
    """That files of a part are missing for days of which those of others are there."""
    for lack in lacks:
        first, last = lack.days[0], min(lack.days[1], when.end) - DAY
        if first <= last:
            message = PART_MISSING(first=first.isoformat(), last=last.isoformat(), like=lack.like)
            yield _about(source, Fault.NOT_LOADED, message)


def _unusable(found: LoadedSource) -> Iterator[DataNote]:
    """Files with rows of which none can be used: they say nothing about their days."""
    for load in found.loads:
        if not load.rows.is_usable:
            about, count = found.origins[load.file], load.rows.aside
            yield about.note(Fault.NOT_LOADED, about.place(1), NO_USABLE_ROW(rows=count), rows=0, set_aside=False)


def _missing_notes(found: LoadedSource, covered: Sequence[Days], model: Model, when: AsKnown) -> Iterator[DataNote]:
    """Periods that should be loaded and are not; `covered` are the days of which a file is there, if not of every part."""
    source, plan = found.source, model.plan
    grid = Grid(plan.week_start, plan.fiscal)
    is_export = isinstance(source.shape, Table) and source.shape.snapshot is not None
    days = [*found.ingest.days_taken(), *_blank_exports(found, grid)] if is_export else []
    calendar = due_calendar(source, model)
    for missing in missing_periods(source, covered, days, plan, when, calendar):
        yield _about(source, Fault.NOT_LOADED if missing.due is None else Fault.LATE, _missing_message(missing))


def _missing_message(missing: Missing) -> Message:
    """The words for periods that are not there."""
    first, last = missing.first.label, missing.last.label
    if missing.due is None:
        periods = PERIOD_MISSING(first=first) if first == last else PERIODS_MISSING(first=first, last=last)
        if missing.begins is not None:
            return NOT_YET(periods=periods, day=missing.begins.isoformat())
        return periods if missing.ends is None else NO_LONGER(periods=periods, day=missing.ends.isoformat())
    due = missing.due.strftime("%Y-%m-%d %H:%M")
    return LATE(last=last, due=due) if first == last else LATE_PERIODS(first=first, last=last, due=due)


def _members(model: Model) -> frozenset[str]:
    """Everybody in a team of the plan."""
    return frozenset(member.person for team in model.teams.values() for member in team.members)


def _roster(model: Model, loaded: Iterable[LoadedSource]) -> frozenset[str] | None:
    """Everybody in a team or in the source of its roster; None for a plan without teams."""
    if not model.teams:
        return None
    people = set(_members(model))
    rosters = {team.roster for team in model.teams.values()}
    for found in loaded:
        if found.source.ident.name in rosters:
            for column in found.columns:
                if isinstance(column.spec.unit, Person):
                    people.update(person for person, _, _ in found.ingest.people(column.sql))
    return frozenset(people)


def _finished(found: LoadedSource, grid: Grid) -> LoadedTable:
    """The table of a source, ready to be asked."""
    columns = {column.spec.name: column.sql for column in found.columns}
    aside = found.ingest.aside
    return LoadedTable(
        found.source.ident.name,
        found.ingest.name,
        columns,
        found.ingest.finish(),
        aside.name if aside.count() else None,
        _blank_exports(found, grid),
        found.by_dates,
    )


def _blank_exports(found: LoadedSource, grid: Grid) -> tuple[date, ...]:
    """The days of dated exports without a row, ascending: no record was there; that of a part says nothing where another part
    has rows in the same week.
    """
    lines = lines_of([load.file for load in found.loads])
    parts = list(zip(found.loads, lines, strict=True))
    filled = [(load.snapshot, line) for load, line in parts if load.snapshot is not None and load.rows.used]
    days = {
        load.snapshot
        for load, line in parts
        if load.snapshot is not None
        and load.rows.is_usable
        and not load.rows.used
        and not any(
            load.snapshot in period_of(day, Grain.WEEK, grid) and is_apart(line, other) for day, other in filled
        )
    }
    return tuple(sorted(days))


def _hand_over(table: LoadedTable, found: LoadedSource, reader: DuckDB, engine: Engine, file: Path) -> None:
    """Bring a table, and that of the rows set aside, into another engine."""
    types = {"row_id": "BIGINT"}
    if isinstance(found.source.shape, Table) and found.source.shape.snapshot is not None:
        types["taken"] = "DATE"
    types |= {column.sql: loaded_type(column.spec.unit) for column in found.columns}
    reader.write(table.table, types, file)
    engine.load(table.table, types, file)
    if table.aside is not None:
        types |= {flag(column): "BOOLEAN" for column in found.columns}
        types |= {"first_day": "DATE", "last_day": "DATE", "reason": TEXT}
        reader.write(table.aside, types, file)
        engine.load(table.aside, types, file)
