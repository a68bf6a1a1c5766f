"""Loading one source: its files, one after the other, into one table.

In: a source and the files that may be looked at. Out: what stands in the table and where it came from, and every fault
of the files. Whatever is wrong is set aside and reported; nothing here raises on account of a file's contents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from attrs import evolve, frozen

from planlang.data import notes
from planlang.data.columns import Wanted, wanted_columns
from planlang.data.coverage import Arrival, AsKnown
from planlang.data.dateorder import DateOrder
from planlang.data.engines.duckdb import DuckDB, FileDays, Ingest, Layout, Summary, at_or_after
from planlang.data.headers import Header, find_header
from planlang.data.notes import MOST_NOTES, Origin, capped, cell_message, header_notes, origin
from planlang.data.opening import open_file
from planlang.data.quoting import well_quoted
from planlang.data.reading import Bulk, Opened, UnreadableError
from planlang.data.repeats import leave_out_mended, leave_out_repeats, leave_out_totals
from planlang.data.rewriting import Rewritten, ragged_notes, rewrite
from planlang.data.rowcount import FileTally, RowCount, counted
from planlang.data.rowlines import Counting, FileRows, Listed, OneLineEach, ReadAgain
from planlang.data.sheets import chosen
from planlang.data.snapshot import DataNote, Fault, Load, Place
from planlang.data.survey import Survey, survey
from planlang.diagnostics.text import Text
from planlang.semantics.model import DataSource, Events, History, Model, Table
from planlang.values.units import DateUnit, InstantUnit, Person, TextUnit

SMALL = 1024**2
"""Up to how many bytes the first rows of a file are enough of a first look."""

DENIED = Text("data.denied", "the file cannot be opened: {reason}")


@frozen
class LoadedSource:
    """A source after loading; `origins` has for each file what notes about it need."""

    source: DataSource
    ingest: Ingest
    columns: tuple[Wanted, ...]
    loads: tuple[Load, ...]
    file_rows: tuple[FileRows, ...]
    origins: Mapping[str, Origin]
    notes: tuple[DataNote, ...]


def load_source(
    source: DataSource,
    files: Sequence[Arrival],
    model: Model,
    when: AsKnown,
    used: frozenset[str] | None,
    engine: DuckDB,
    scratch: Path,
) -> LoadedSource:
    """Load the files of a source, in their order, into a table `s_<n>`, n being the rank of the source in the model."""
    table = f"s_{list(model.sources).index(source.ident.name)}"
    columns = wanted_columns(source, used, model)
    loading = _Loading(source, table, columns, model.plan.zone, when, engine, scratch, {})
    loading.load_all(files)
    if loading.undecided & loading.orders.keys():
        # A later file tells what an earlier one leaves open: whether its dates begin with the day or the month.
        loading = _Loading(source, table, columns, model.plan.zone, when, engine, scratch, loading.orders)
        loading.load_all(files)
    loading.leave_out_repeats()
    return LoadedSource(
        source,
        loading.ingest,
        columns,
        loading.counted_loads(),
        tuple(tally.rows for tally in loading.tallies),
        loading.origins,
        tuple(loading.notes),
    )


class _Loading:
    """A table while its files are loaded: row numbers go on from file to file."""

    def __init__(
        self,
        source: DataSource,
        table: str,
        columns: tuple[Wanted, ...],
        zone: str,
        when: AsKnown,
        engine: DuckDB,
        scratch: Path,
        orders: Mapping[str, DateOrder],
    ) -> None:
        self.source = source
        self.columns = columns
        self.when = when
        self.scratch = scratch
        self.orders = dict(orders)
        self.undecided: set[str] = set()
        self.loads: list[Load] = []
        self.tallies: list[FileTally] = []
        self.files: list[str] = []
        self.origins: dict[str, Origin] = {}
        self.notes: list[DataNote] = []
        self.next_row = 1
        self.sql = {column.spec.name: column.sql for column in columns}
        shape = source.shape
        self.key = [] if isinstance(shape, History) else [self.sql[name] for name in shape.key if name in self.sql]
        self.at = self.sql.get(shape.at) if isinstance(shape, Events | History) else None
        dated = shape.snapshot if isinstance(shape, Table) else None
        self.taken = self.sql.get(dated.column) if dated is not None and dated.column is not None else None
        self.is_dated = dated is not None
        self.ingest = Ingest(engine, table, columns, (source.zone, zone), taken=self.taken, is_dated=self.is_dated)

    def load_all(self, files: Sequence[Arrival]) -> None:
        """Load files in their order."""
        for arrival in files:
            name, path = arrival.file.name, arrival.file.path
            about = Origin(self.source.ident.name, name, ())
            try:
                if arrival.file.instead is not None:
                    raise UnreadableError(Fault.BROKEN_FILE, arrival.file.instead)
                self.load(arrival, path)
            except UnreadableError as error:
                self.ingest.forget(self.next_row)
                place = Place(name, error.line or 1, None, None)
                self.notes.append(about.note(error.fault, place, error.message, rows=0))
            except OSError as error:
                message = DENIED(reason=error.strerror or str(error))
                self.notes.append(about.note(Fault.BROKEN_FILE, Place(name, 1, None, None), message, rows=0))

    def load(self, arrival: Arrival, path: Path) -> None:
        """Load a file.

        Raises:
            UnreadableError: it cannot be read to its end.
            OSError: it cannot be opened.
        """
        opened = open_file(path, self.scratch, careful=False)
        tables = chosen(opened, self.columns, self.source.sheets)
        about = Origin(self.source.ident.name, arrival.file.name, ())
        for message in tables.told:
            self.notes.append(about.note(Fault.OTHER_SHEET, about.place(1), message, rows=0, set_aside=False))
        for header, sheet in tables.tables:
            name = arrival.file.name if sheet is None else f"{arrival.file.name} [{sheet}]"
            self.load_table(arrival, path, name, opened, header)
        if not tables.tables:
            raise UnreadableError(Fault.EMPTY_FILE, notes.NO_HEADER())

    def load_table(self, arrival: Arrival, path: Path, name: str, opened: Opened, header: Header) -> None:
        """Load a file, or one sheet of it, under a name.

        Raises:
            UnreadableError: it cannot be read to its end.
            OSError: it cannot be opened.
        """
        first = self.next_row
        found = None if header.missing else self.read_in_bulk(header, first, arrival.snapshot)
        if found is None and header.sheet.is_text:
            quick = opened
            opened = open_file(path, self.scratch, careful=True)
            header = self.header_of(opened)
            if opened.encoding != quick.encoding and not header.missing:
                found = self.read_in_bulk(header, first, arrival.snapshot)
        about = origin(self.source.ident.name, name, header)
        self.notes += header_notes(header, about)
        if header.missing:
            return
        rewritten = None
        if found is None:
            rewritten = self.read_rewritten(header, first, arrival.snapshot)
            lines = np.concatenate((rewritten.lines, rewritten.ragged_lines))
            found = len(lines), Listed(lines), rewritten.blank
        count, counting, blank = found
        self.next_row += count
        rows = FileRows(name, first, count, counting)
        days = FileDays(first, first + count - 1, arrival.covers)
        self.tallies.append(FileTally(rows, blank))
        self.origins[name] = about
        self.origins.setdefault(arrival.file.name, about)
        self.files.append(arrival.file.name)
        self.notes += leave_out_totals(self.ingest, self.columns, header, about, rows)
        if not isinstance(counting, OneLineEach):
            self.take_multiline(about, rows, days)
        dated_by = self.at or self.taken
        end = arrival.covers[1] if self.at is not None and arrival.bounded else None
        summary = self.ingest.summary(first, dated_by, self.when.cut, end)
        if dated_by is not None and summary.hidden:
            self.ingest.drop_later(dated_by, first, self.when.cut)
        self.set_aside(summary, end, about, rows, days)
        if rewritten is not None and (ragged := len(rewritten.ragged_lines)):
            self.notes += ragged_notes(rewritten, header, about)
            self.ingest.aside.add_unread(Fault.RAGGED_ROW, arrival.snapshot, evolve(days, first=first + count - ragged))
        snapshot = arrival.snapshot if self.taken is None else self.ingest.last_taken(first)
        self.loads.append(
            Load(
                source=self.source.ident.name,
                file=name,
                digest=opened.digest,
                encoding=opened.encoding,
                covers=arrival.covers,
                snapshot=snapshot,
                arrived=arrival.arrived,
                rows=RowCount(0, 0, {}, {}),
            )
        )

    def leave_out_repeats(self) -> None:
        """Leave out what several files hold, but once."""
        if len(self.loads) < 2:
            return
        files, firsts = self.files, [tally.rows.first for tally in self.tallies]
        if self.at is None:
            self.ingest.keep_last(self.key)
            key = [*self.key, "taken"] if self.is_dated else self.key
            leave_out_mended(self.ingest, files, firsts, key)
            return
        covers = [load.covers for load in self.loads]
        self.notes += leave_out_repeats(self.ingest, files, firsts, covers, self.origins, self.key, self.at)

    def counted_loads(self) -> tuple[Load, ...]:
        """The files that were read, with what became of their rows in the end."""
        ingest = self.ingest
        rows = counted(self.tallies, ingest.kept(), ingest.aside.reasons(), ingest.left_out)
        return tuple(evolve(load, rows=count) for load, count in zip(self.loads, rows, strict=True))

    def header_of(self, opened: Opened) -> Header:
        """The header of a file.

        Raises:
            UnreadableError: it has none.
        """
        header = find_header(opened.sheets, self.columns)
        if header is None:
            raise UnreadableError(Fault.EMPTY_FILE, notes.NO_HEADER())
        return header

    def read_in_bulk(self, header: Header, first: int, taken: date | None) -> tuple[int, Counting, int] | None:
        """Let the engine read a file by itself: how many rows, on which lines, and how many blank ones there are; None
        where it cannot.
        """
        bulk = header.sheet.bulk
        if bulk is None or header.width < 2 or header.line != header.row:
            return None
        quoted = well_quoted(bulk.path, bulk.delimiter, header.line, header.width) if bulk.quotes else None
        if bulk.quotes and quoted is None:
            return None
        found = survey(header, whole=bulk.size > SMALL)
        layout = Layout(
            path=bulk.path,
            skip=header.line,
            delimiter=bulk.delimiter,
            width=header.width,
            fields=[(field.column, field.index) for field in header.fields],
            orders=self.orders_of(found),
            blanks=bulk.ragged_blanks,
            is_plain=found.is_plain,
            is_exact=False,
        )
        count = self.ingest.add(layout, first, taken)
        if count is None:
            return None
        blank = bulk.lines - header.line - count if quoted is None else quoted.blank
        counting = _counting(header, bulk, count)
        if counting is None or (quoted is not None and quoted.rows != count):
            self.ingest.forget(first)
            return None
        return count, counting, blank

    def read_rewritten(self, header: Header, first: int, taken: date | None) -> Rewritten:
        """Read a file row by row and write it anew for the engine; what was written."""
        target = self.scratch / f"rows-{self.ingest.name}-{first}.csv"
        there = [field for field in header.fields if field.index is not None]
        dates = [field.index for field in there if isinstance(field.column.spec.unit, DateUnit | InstantUnit)]
        rewritten = rewrite(header, target, frozenset(index for index in dates if index is not None))
        positions = {field.column.sql: position for position, field in enumerate(there, 1)}
        found = survey(header, whole=False)
        layout = Layout(
            path=target,
            skip=0,
            delimiter=",",
            width=len(positions) + 1,
            fields=[(field.column, positions.get(field.column.sql)) for field in header.fields],
            orders=self.orders_of(found),
            blanks=True,
            is_plain=found.is_plain,
            is_exact=True,
        )
        count = self.ingest.add(layout, first, taken)
        assert count == len(rewritten.lines), "every row that was written is read"
        target.unlink()
        return rewritten

    def orders_of(self, found: Survey) -> Mapping[str, DateOrder | None]:
        """The order of day and month in each date column of a file in which the year comes last."""
        for name, order in found.year_last.items():
            if order is not None:
                self.orders.setdefault(name, order)
            elif name not in self.orders:
                self.undecided.add(name)
        return {name: order or self.orders.get(name) for name, order in found.year_last.items()}

    def set_aside(self, summary: Summary, end: date | None, about: Origin, rows: FileRows, days: FileDays) -> None:
        """Report the faults of the rows just read and set those rows aside."""
        if summary.wrong:
            self.report_wrong_cells(about, rows)
            self.ingest.aside.take_wrong(days)
        if summary.odd:
            self.report_odd_times(summary.odd, about, rows)
        if summary.later:
            assert end is not None
            self.take_later(end, summary.later, about, rows, days)
        if self.key:
            self.drop_repeated(about, rows)

    def take_multiline(self, about: Origin, rows: FileRows, days: FileDays) -> None:
        """Set rows aside whose key or person has a newline: a quote that nobody closed made one row of several."""
        people = [column.sql for column in self.columns if isinstance(column.spec.unit, Person)]
        texts = [column.sql for column in self.columns if isinstance(column.spec.unit, TextUnit)]
        suspects = [*people, *(part for part in self.key if part in texts)]
        if not suspects:
            return
        where, found = self.ingest.multiline(suspects, rows.first, MOST_NOTES)
        if not found:
            return
        total = self.ingest.aside.take_whole(where, Fault.RAGGED_ROW, days)
        listed = []
        for row, newlines in found:
            line = rows.line(row)
            message = notes.RAGGED_LINES(line=line, last=line + newlines)
            listed.append(about.note(Fault.RAGGED_ROW, about.place(line), message))
        self.notes += capped(listed, total)

    def report_wrong_cells(self, about: Origin, rows: FileRows) -> None:
        """Cells that could not be read, fault by fault."""
        found: dict[Fault, list[DataNote]] = {}
        totals: dict[Fault, int] = {}
        for wrong in self.ingest.wrong_cells(rows.first, MOST_NOTES):
            message = cell_message(wrong.fault, self.columns[wrong.column], wrong.cell)
            place = about.place(rows.line(wrong.row), wrong.column)
            found.setdefault(wrong.fault, []).append(about.note(wrong.fault, place, message))
            totals[wrong.fault] = wrong.total
        for fault, listed in found.items():
            self.notes += capped(listed, totals[fault])

    def report_odd_times(self, total: int, about: Origin, rows: FileRows) -> None:
        """Local times that do not exist or occur twice: they are used, and noted."""
        odd = self.ingest.odd_times(rows.first, MOST_NOTES)
        message = notes.ODD_TIME(zone=self.source.zone)
        listed = [about.note(Fault.ASSUMED, about.place(rows.line(row)), message, set_aside=False) for row in odd]
        self.notes += capped(listed, total)

    def take_later(self, end: date, total: int, about: Origin, rows: FileRows, days: FileDays) -> None:
        """Rows of events later than what their file can hold."""
        assert self.at is not None
        at = next(index for index, column in enumerate(self.columns) if column.sql == self.at)
        last = (end - timedelta(days=1)).isoformat()
        listed = [
            about.note(Fault.FUTURE_ROW, about.place(rows.line(row), at), notes.FUTURE_ROW(when=when, last=last))
            for row, when in self.ingest.later(self.at, rows.first, end, MOST_NOTES)
        ]
        self.notes += capped(listed, total)
        self.ingest.aside.take(at_or_after(self.at, end), Fault.FUTURE_ROW, days)

    def drop_repeated(self, about: Origin, rows: FileRows) -> None:
        """Rows whose key stands in an earlier row of the file."""
        repeated = self.ingest.drop_repeated(self.key, rows.first, MOST_NOTES)
        column = next(index for index, column in enumerate(self.columns) if column.sql == self.key[0])
        listed = [
            about.note(
                Fault.DUPLICATE_KEY,
                about.place(rows.line(found.row), column),
                notes.DUPLICATE_KEY(key=found.key, line=rows.line(found.first)),
                set_aside=False,
            )
            for found in repeated
        ]
        self.notes += capped(listed, repeated[0].total if repeated else 0)


def _counting(header: Header, bulk: Bulk, count: int) -> Counting | None:
    """How to tell the lines of the records that the engine read by itself; None where that is not certain."""
    if bulk.lines - header.line == count:
        return OneLineEach(header.line + 1)
    if header.line > 1:
        return None
    sheet, after = header.sheet, header.line
    return ReadAgain(lambda: (line for line, cells in sheet.records(after) if any(cells)))
