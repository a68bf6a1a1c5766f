"""Loading one source: all its files into one table.

In: a source and the files that may be looked at. Out: what stands in the table and where it came from, what each column
was taken for, and every fault of the files. First every file is read as text, then it is decided what each column is, by
its cells in all files, then the cells are read by that. Whatever is wrong is set aside and reported; nothing here raises on
account of a file's contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from planlang.data import notes
from planlang.data.columns.columns import Wanted, likely_words, wanted_columns
from planlang.data.columns.headers import Header, find_header, folded
from planlang.data.columns.sheets import chosen
from planlang.data.deciding.agreement import Decision, FileFacts
from planlang.data.deciding.columnwords import column_format
from planlang.data.deciding.deciding import decide
from planlang.data.engines.duckdb import DuckDB, FileDays, Filled, Ingest, Layout
from planlang.data.files.coverage import EVER, Arrival, AsKnown
from planlang.data.loaded.formats import ColumnFormat, FileFormat
from planlang.data.loaded.rowcount import LeftOut
from planlang.data.loaded.rowlines import Counting, FileRows, Listed, OneLineEach, ReadAgain
from planlang.data.loaded.snapshot import DataNote, Fault, Load, Place
from planlang.data.notes import Origin, currency_notes, gathered, header_notes, origin
from planlang.data.opening import open_file
from planlang.data.rewriting import Writer, passed_notes, ragged_notes
from planlang.data.sorting import Piece, Sorting, origins_of
from planlang.data.tables.quoting import well_quoted
from planlang.data.tables.reading import Bulk, Hint, Opened, UnreadableError
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.model import DataSource, Events, History, Model, Table
from planlang.values.texts import BLANKS, normal

SMALL = 256 * 1024
"""Up to how many bytes a file is read with all the others of its source in one go."""

DENIED = Text("data.denied", "the file cannot be opened: {reason}")


@frozen
class LoadedSource:
    """A source after loading; `origins` has for each file what notes about it need, `by_dates` the stage columns in which no file has
    a word.
    """

    source: DataSource
    ingest: Ingest
    columns: tuple[Wanted, ...]
    loads: tuple[Load, ...]
    file_rows: tuple[FileRows, ...]
    origins: Mapping[str, Origin]
    notes: tuple[DataNote, ...]
    formats: tuple[ColumnFormat, ...]
    files: tuple[FileFormat, ...]
    by_dates: frozenset[str] = frozenset()


def load_source(
    source: DataSource,
    files: Sequence[Arrival],
    model: Model,
    when: AsKnown,
    engine: DuckDB,
    scratch: Path,
    *,
    formats: bool,
) -> LoadedSource:
    """Load the files of a source, in their order, into a table `s_<n>`, n being the rank of the source in the model.

    How each column of each file was read is only told if `formats`.
    """
    loading = _Loading(source, model, when, engine, scratch, formats=formats)
    loads = loading.load_all(files)
    return LoadedSource(
        source,
        loading.ingest,
        loading.columns,
        loads,
        tuple(piece.rows for piece in loading.pieces),
        origins_of(loading.pieces),
        tuple(gathered(loading.notes)),
        loading.formats,
        tuple(piece.bytes for piece in loading.pieces),
        loading.by_dates,
    )


class _Loading:
    """A table while its files are loaded: row numbers go on from file to file."""

    def __init__(
        self, source: DataSource, model: Model, when: AsKnown, engine: DuckDB, scratch: Path, *, formats: bool
    ) -> None:
        self.source = source
        self.with_formats = formats
        self.model = model
        self.columns = wanted_columns(source, model)
        self.when = when
        self.scratch = scratch
        self.hint = Hint(source.encoding, likely_words(model, self.columns))
        self.pieces: list[Piece] = []
        self.notes: list[DataNote] = []
        self.formats: tuple[ColumnFormat, ...] = ()
        self.by_dates: frozenset[str] = frozenset()
        self.next_row = 1
        self.writer: Writer | None = None
        self.sql = {column.spec.name: column.sql for column in self.columns}
        shape = source.shape
        self.at = self.sql.get(shape.at) if isinstance(shape, Events | History) else None
        dated = shape.snapshot if isinstance(shape, Table) else None
        self.taken = self.sql.get(dated.column) if dated is not None and dated.column is not None else None
        self.is_dated = dated is not None
        table = f"s_{list(model.sources).index(source.ident.name)}"
        zones = (source.zone, model.plan.zone)
        self.ingest = Ingest(engine, table, self.columns, zones, taken=self.taken, is_dated=self.is_dated)

    def load_all(self, files: Sequence[Arrival]) -> tuple[Load, ...]:
        """Load files in their order; what was loaded."""
        for arrival in files:
            name, path = arrival.file.name, arrival.file.path
            about = Origin(self.source.ident.name, name, ())
            try:
                if arrival.file.instead is not None:
                    raise UnreadableError(Fault.BROKEN_FILE, arrival.file.instead)
                self.read(arrival, path)
            except UnreadableError as error:
                self.ingest.forget(self.next_row)
                place = Place(name, error.line or 1, None, None)
                self.notes.append(about.note(error.fault, place, error.message, rows=0))
            except OSError as error:
                message = DENIED(reason=error.strerror or str(error))
                self.notes.append(about.note(Fault.BROKEN_FILE, Place(name, 1, None, None), message, rows=0))
        self.flush()
        return self.settle()

    # ------------------------------------------------------------ every file as text

    def read(self, arrival: Arrival, path: Path) -> None:
        """Read a file as text: a small one with all the others.

        Raises:
            UnreadableError: it cannot be read to its end.
            OSError: it cannot be opened.
        """
        is_small = path.stat().st_size <= SMALL
        opened = self.opened(path, careful=is_small)
        tables = chosen(opened, self.columns, self.source.sheets)
        about = Origin(self.source.ident.name, arrival.file.name, ())
        for message in tables.told:
            self.notes.append(about.note(Fault.OTHER_SHEET, about.place(1), message, rows=0, set_aside=False))
        for header, sheet in tables.tables:
            name = arrival.file.name if sheet is None else f"{arrival.file.name} [{sheet}]"
            self.read_table(arrival, path, name, opened, header, is_small=is_small)
        if not tables.tables:
            raise UnreadableError(Fault.EMPTY_FILE, notes.NO_HEADER())

    def read_table(
        self, arrival: Arrival, path: Path, name: str, opened: Opened, header: Header, *, is_small: bool
    ) -> None:
        """Read a file, or one sheet of it, under a name.

        Raises:
            UnreadableError: it cannot be read to its end.
            OSError: it cannot be opened.
        """
        number, first, taken = len(self.pieces), self.next_row, arrival.snapshot
        found = None if header.missing or is_small else self.read_in_bulk(header, number, first, taken)
        if found is None and header.sheet.is_text and not is_small:
            quick = opened
            opened = self.opened(path, careful=True)
            header = self.header_of(opened)
            if opened.encoding != quick.encoding and not header.missing:
                found = self.read_in_bulk(header, number, first, taken)
        about = origin(self.source.ident.name, name, header)
        if header.missing:
            self.notes += header_notes(header, about)
            return
        ragged: Sequence[DataNote] = ()
        lost: Sequence[DataNote] = ()
        unread = 0
        if found is None:
            rewritten = self.writing().add(header, number, first, taken)
            unread = len(rewritten.ragged_lines)
            ragged = ragged_notes(rewritten, header, about)
            lines = np.concatenate((rewritten.lines, rewritten.ragged_lines))
            lost = passed_notes(rewritten, about)
            found = len(lines), Listed(lines), rewritten.passed.counts
        count, counting, passed = found
        self.notes += [*header_notes(header, about), *currency_notes(header, about), *ragged, *lost]
        rows = FileRows(name, first, count, counting)
        form = FileFormat(self.source.ident.name, name, opened.encoding, opened.why)
        units = [field.unit for field in header.fields]
        self.pieces.append(Piece(number, arrival, opened.digest, form, about, rows, unread, passed, units))
        self.next_row += rows.count

    def again(self, piece: Piece) -> Iterator[tuple[int, object]]:
        """The rows of a file read once more: the line of each, and what its cells are by their headers, as a number."""
        file = piece.arrival.file
        try:
            opened = self.opened(file.path, careful=True)
            for header, sheet in chosen(opened, self.columns, self.source.sheets).tables:
                if piece.rows.file == (file.name if sheet is None else f"{file.name} [{sheet}]"):
                    [names] = [cells for line, cells in header.sheet.head if line == header.row]
                    for line, cells in header.sheet.records(header.line):
                        filled = (pair for pair in zip(names, cells, strict=False) if pair[1].strip(BLANKS))
                        yield (
                            line,
                            hash(tuple(sorted((folded(name), normal(cell).strip(BLANKS)) for name, cell in filled))),
                        )
        except (UnreadableError, OSError):
            return

    def opened(self, path: Path, *, careful: bool) -> Opened:
        """A file, opened."""
        return open_file(path, self.scratch, self.hint, careful=careful)

    def header_of(self, opened: Opened) -> Header:
        """The header of a file.

        Raises:
            UnreadableError: it has none.
        """
        header = find_header(opened.sheets, self.columns)
        if header is None:
            raise UnreadableError(Fault.EMPTY_FILE, notes.NO_HEADER())
        return header

    def read_in_bulk(
        self, header: Header, number: int, first: int, taken: date | None
    ) -> tuple[int, Counting, Mapping[LeftOut, int]] | None:
        """Let the engine read a file by itself: how many rows, on which lines, and how many lines are none; None where it
        cannot.
        """
        bulk = header.sheet.bulk
        if bulk is None or header.width < 2 or header.line != header.row:
            return None
        quoted = well_quoted(bulk.path, bulk.delimiter, header.line, header.width) if bulk.quotes else None
        if bulk.quotes and quoted is None:
            return None
        self.flush()
        places = [field.index for field in header.fields]
        titles = [None if field.index is None else field.header for field in header.fields]
        layout = Layout(bulk, header.line, header.width, places, titles)
        count = self.ingest.add(layout, number, first, taken)
        if count is None:
            return None
        blank = bulk.lines - header.line - count if quoted is None else quoted.blank
        counting = _counting(header, bulk, count)
        if counting is None or (quoted is not None and quoted.rows != count):
            self.ingest.forget(first)
            return None
        return count, counting, {LeftOut.BLANK: blank}

    def writing(self) -> Writer:
        """The file that is being written for the engine."""
        if self.writer is None:
            self.writer = Writer(self.scratch / f"rows-{self.ingest.name}-{self.next_row}.csv", self.columns)
        return self.writer

    def flush(self) -> None:
        """Let the engine read what was written for it."""
        if self.writer is not None:
            self.writer.close()
            self.ingest.add_written(self.writer.path, self.writer.count)
            self.writer.path.unlink()
            self.writer = None

    # ------------------------------------------------------------ what the cells are

    def settle(self) -> tuple[Load, ...]:
        """Decide what each column is, read its cells by that, and set aside what is wrong; what was loaded."""
        facts = {piece.number: self.facts(piece) for piece in self.pieces}
        at = next((index for index, column in enumerate(self.columns) if column.sql == self.at), None)
        evidence = self.ingest.evidence()
        years = (self.model.plan.start.year - 1, self.model.plan.end.year)
        decisions = decide(self.source.ident.name, self.columns, facts, evidence, at, years)
        filled = evidence.filled() if self.with_formats else {}
        sorting = Sorting(self.source, self.model, self.columns, self.when, self.ingest, self.pieces, self.again)
        sorting.report_lost_digits(facts, evidence)
        self.ingest.settle([decision.reading for decision in decisions], evidence.left)
        bounded = [FileDays(piece.number, piece.arrival.covers, self.end_of(piece.arrival)) for piece in self.pieces]
        self.ingest.aside.know(bounded)
        if self.with_formats:
            self.formats = self.told_formats(facts, decisions, filled)
        sorting.set_aside(facts, decisions)
        sorting.leave_out_repeats()
        sorting.report_misdated()
        self.notes += sorting.notes
        self.by_dates = frozenset(sorting.by_dates)
        return sorting.counted_loads()

    def told_formats(
        self,
        facts: Mapping[int, FileFacts],
        decisions: Sequence[Decision],
        filled: Mapping[tuple[int, int], Filled],
    ) -> tuple[ColumnFormat, ...]:
        """How the columns of the files were read, file by file; no row has been set aside yet."""
        disagreeing = self.ingest.faults.disagreeing()
        return tuple(
            column_format(
                column,
                decisions[index],
                self.source.ident.name,
                (piece.number, piece.rows.file),
                (facts[piece.number].headers[index], piece.units[index]),
                filled.get((piece.number, index)),
                disagreeing.get((piece.number, index)),
            )
            for piece in self.pieces
            for index, column in enumerate(self.columns)
        )

    def facts(self, piece: Piece) -> FileFacts:
        """What is known of a file before its cells are."""
        arrival = piece.arrival
        covers = arrival.covers if self.at is not None and arrival.bounded and arrival.covers[0] != EVER else None
        headers = [header if number is not None else None for number, header in piece.about.fields]
        return FileFacts(piece.rows.file, headers, covers, piece.units)

    def end_of(self, arrival: Arrival) -> date | None:
        """The first day of which a file of events can hold nothing."""
        return arrival.covers[1] if self.at is not None and arrival.bounded else None


def _counting(header: Header, bulk: Bulk, count: int) -> Counting | None:
    """How to tell the lines of the records that the engine read by itself; None where that is not certain."""
    if bulk.lines - header.line == count:
        return OneLineEach(header.line + 1)
    if header.line > 1:
        return None
    sheet, after = header.sheet, header.line
    return ReadAgain(lambda: (line for line, cells in sheet.records(after) if any(cells)))
