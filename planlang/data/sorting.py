"""The rows of a source that cannot be used or do not count: set aside or left out, and told.

In: a table in which all files of a source are, and what each column was taken for. Out: the rows that count, notes about
all others, the list of what was loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve

from planlang.data import notes
from planlang.data.columns.columns import Wanted
from planlang.data.deciding.agreement import Decision, FileFacts
from planlang.data.deciding.columnwords import label_of
from planlang.data.engines.duckdb import Evidence, Ingest, Unread, Wrong, totals
from planlang.data.files.coverage import Arrival, AsKnown, Days
from planlang.data.files.daily import DailyFile, due_calendar, held_days
from planlang.data.loaded.formats import FileFormat
from planlang.data.loaded.rowcount import FileTally, LeftOut, RowCount, counted
from planlang.data.loaded.rowlines import FileRows, OneLineEach
from planlang.data.loaded.snapshot import DataNote, Fault, Load
from planlang.data.notes import Origin, capped, cells_note, more
from planlang.data.repeats import leave_out_mended, leave_out_repeats
from planlang.data.shared_records import LEAST, MOST, shared_columns
from planlang.diagnostics.display import percent
from planlang.frozen import frozen
from planlang.semantics.model import DailyAt, DataSource, Events, History, Model, StagePhase, Table
from planlang.values.units import Person, RecordOf, TextUnit


@frozen
class Piece:
    """A file of which the cells were read as text; its number among those of the source, from 0.

    Attributes:
        ragged: how many rows did not fit the header; they have the last numbers of its rows.
        passed: how many lines are no rows; they have no number.
        units: what lines next to the header say that the columns are counted in, empty where none does.
    """

    number: int
    arrival: Arrival
    digest: str
    bytes: FileFormat
    about: Origin
    rows: FileRows
    ragged: int
    passed: Mapping[LeftOut, int]
    units: Sequence[str]

    @property
    def last(self) -> int:
        """The number of its last row of which there are cells; one less than the first where there is none."""
        return self.rows.first + self.rows.count - 1 - self.ragged


def origins_of(pieces: Sequence[Piece]) -> Mapping[str, Origin]:
    """What notes about the files need, by the names of files and of their sheets."""
    found: dict[str, Origin] = {}
    for piece in pieces:
        found[piece.rows.file] = piece.about
        found.setdefault(piece.arrival.file.name, piece.about)
    return found


Again = Callable[[Piece], Iterable[tuple[int, object]]]
"""The rows of a file read once more: the line of each, and all of its cells."""


class Sorting:
    """The rows of a table while they are sorted."""

    def __init__(
        self,
        source: DataSource,
        model: Model,
        columns: Sequence[Wanted],
        when: AsKnown,
        ingest: Ingest,
        pieces: Sequence[Piece],
        again: Again,
    ) -> None:
        """Begin with all rows of all files."""
        self.again = again
        self.source = source
        self.model = model
        self.columns = columns
        self.when = when
        self.ingest = ingest
        self.pieces = pieces
        self.loads: list[Load] = []
        self.notes: list[DataNote] = []
        self.by_dates: set[str] = set()
        sql = {column.spec.name: column.sql for column in columns}
        shape = source.shape
        self.key = [] if isinstance(shape, History) else [sql[name] for name in shape.key if name in sql]
        self.at = sql.get(shape.at) if isinstance(shape, Events | History) else None
        dated = shape.snapshot if isinstance(shape, Table) else None
        self.taken = sql.get(dated.column) if dated is not None and dated.column is not None else None
        self.is_dated = dated is not None

    def set_aside(self, facts: Mapping[int, FileFacts], decisions: Sequence[Decision]) -> None:
        """Report what is wrong and set those rows aside; list what was loaded."""
        self.leave_out_totals()
        self.take_multiline()
        dated_by = self.at or self.taken
        covers = self.days_held()
        if dated_by is not None:
            self.ingest.hide(dated_by, self.when.cut)
        summary = self.ingest.faults.summary(self.at)
        self.report_wrong_cells(facts, decisions, any_wrong=summary.wrong)
        ragged = [
            Unread(piece.number, last - piece.ragged + 1, last, piece.arrival.snapshot)
            for piece in self.pieces
            if piece.ragged
            for last in [piece.rows.first + piece.rows.count - 1]
        ]
        if self.at is not None and (summary.wrong or ragged):
            self.ingest.aside.reach_back(self.at)
        if summary.wrong:
            self.ingest.aside.take_wrong()
        if summary.odd:
            self.report_odd_times()
        if summary.later:
            self.take_later()
        if isinstance(self.source.shape, Events):
            self.report_earlier()
        if self.key:
            self.drop_repeated()
        if isinstance(self.source.shape, Table):
            self.stand_by_dates(self.source.shape)
            self.take_shares()
            self.report_dated_elsewhere(self.source.shape)
        self.ingest.aside.add_unread(Fault.RAGGED_ROW, ragged)
        taken = self.ingest.last_taken() if self.taken is not None else {}
        self.loads += [
            Load(
                source=self.source.ident.name,
                file=piece.rows.file,
                digest=piece.digest,
                encoding=piece.bytes.encoding,
                covers=covers[piece.number],
                snapshot=piece.arrival.snapshot if self.taken is None else taken.get(piece.number),
                arrived=piece.arrival.arrived,
                rows=RowCount(0, 0, {}, {}),
            )
            for piece in self.pieces
        ]

    def days_held(self) -> Sequence[Days]:
        """The days that each file accounts for; of happenings that are due every day its rows tell, those after the cut too."""
        if self.at is None or not isinstance(self.source.due, DailyAt):
            return [piece.arrival.covers for piece in self.pieces]
        last: dict[str, date] = {}
        found = self.ingest.last_day(self.at)
        for piece in self.pieces:
            name, day = piece.arrival.file.name, found.get(piece.number)
            if day is not None:
                last[name] = max(day, last.get(name, day))
        files = [
            DailyFile(file.name, covers, file.days is not None and file.days.is_day, last.get(file.name))
            for file, covers in ((piece.arrival.file, piece.arrival.covers) for piece in self.pieces)
        ]
        return held_days(files, due_calendar(self.source, self.model))

    def counted_loads(self) -> tuple[Load, ...]:
        """The files that were read, with what became of their rows in the end."""
        ingest = self.ingest
        tallies = [FileTally(piece.rows, piece.passed) for piece in self.pieces]
        rows = counted(tallies, ingest.kept(), ingest.aside.reasons(), ingest.left_out)
        return tuple(evolve(load, rows=count) for load, count in zip(self.loads, rows, strict=True))

    def leave_out_repeats(self) -> None:
        """Leave out what several files hold, but once."""
        if len(self.loads) < 2:
            return
        files = [piece.arrival.file.name for piece in self.pieces]
        firsts = [piece.rows.first for piece in self.pieces]
        if self.at is None:
            self.ingest.keep_last(self.key)
            key = [*self.key, "taken"] if self.is_dated else self.key
            leave_out_mended(self.ingest, files, firsts, key)
            return
        counts = [piece.rows.count for piece in self.pieces]
        covers = [load.covers for load in self.loads]
        self.notes += leave_out_repeats(
            self.ingest, files, firsts, counts, covers, origins_of(self.pieces), self.key, self.at, self.whole
        )

    def whole(self, rows: Collection[int]) -> Mapping[int, object]:
        """Rows as they stand in their files, with the columns that the plan does not read."""
        found: dict[int, object] = {}
        for piece in self.pieces:
            first = piece.rows.first
            lines = {piece.rows.line(row): row for row in rows if first <= row < first + piece.rows.count}
            if lines:
                found |= {lines[line]: cells for line, cells in self.again(piece) if line in lines}
        return found

    def leave_out_totals(self) -> None:
        """Leave out rows of totals, and say so."""
        alike: dict[tuple[int, ...], list[int]] = {}
        for piece in self.pieces:
            there = [(number, index) for index, (number, _) in enumerate(piece.about.fields) if number is not None]
            alike.setdefault(tuple(index for _, index in sorted(there)), []).append(piece.number)
        for order, files in alike.items():
            among = files if len(alike) > 1 else None
            lasts = [piece.last for piece in self.pieces if piece.number in files and piece.last >= piece.rows.first]
            wrong = self.ingest.may_be_wrong
            found = totals(
                self.ingest.connection, self.ingest.name, self.columns, order, among, lasts, may_be_wrong=wrong
            )
            if not found:
                continue
            self.ingest.leave_out(f"row_id IN ({', '.join(str(row) for _, row, _ in found)})", LeftOut.TOTAL)
            for number in dict.fromkeys(number for number, _, _ in found):
                piece = self.pieces[number]
                listed = [
                    piece.about.note(
                        Fault.TOTAL_ROW,
                        piece.about.place(piece.rows.line(row)),
                        notes.TOTAL_ROW(says=says.strip()),
                        set_aside=False,
                    )
                    for file, row, says in found
                    if file == number
                ]
                self.notes += capped(listed, len(listed))

    def take_multiline(self) -> None:
        """Set rows aside whose key or person has a newline: a quote that nobody closed made one row of several."""
        people = [column.sql for column in self.columns if isinstance(column.spec.unit, Person)]
        texts = [column.sql for column in self.columns if isinstance(column.spec.unit, TextUnit | RecordOf)]
        suspects = [*people, *(part for part in self.key if part in texts)]
        files = [piece.number for piece in self.pieces if not isinstance(piece.rows.counting, OneLineEach)]
        if not suspects or not files:
            return
        where, found = self.ingest.faults.multiline(suspects, files)
        if not found:
            return
        self.ingest.aside.take_whole(where, Fault.RAGGED_ROW)
        for number, row, newlines, count in found:
            piece = self.pieces[number]
            line = piece.rows.line(row)
            message = notes.RAGGED_LINES(line=line, last=line + newlines)
            self.notes.append(more(piece.about.note(Fault.RAGGED_ROW, piece.about.place(line), message), count))

    def report_wrong_cells(
        self, facts: Mapping[int, FileFacts], decisions: Sequence[Decision], *, any_wrong: bool
    ) -> None:
        """Cells that could not be read, if there are any: one note for what is wrong with a column."""
        pending = {(problem.column, problem.file): problem for made in decisions for problem in made.problems}
        for cells in self.ingest.faults.wrong_cells() if any_wrong else ():
            column, piece = self.columns[cells.column], self.piece_of(cells.first)
            place = piece.about.place(piece.rows.line(cells.first), cells.column)
            key = (cells.column, piece.number if cells.why is Wrong.OUTSIDER else None)
            if cells.why in (Wrong.OUTSIDER, Wrong.DOUBTFUL) and key in pending:
                problem = pending.pop(key)
                note = piece.about.note(problem.fault, place, problem.message, rows=cells.rows)
            else:
                label = label_of(column, [fact.headers[cells.column] for fact in facts.values()])
                note = piece.about.note(*cells_note(cells, column, label, place), rows=cells.rows)
            self.notes.append(note)
        for problem in pending.values():
            about = self.pieces[problem.file or 0].about
            place = about.place(1, problem.column)
            self.notes.append(about.note(problem.fault, place, problem.message, rows=0, set_aside=False))

    def report_lost_digits(self, facts: Mapping[int, FileFacts], evidence: Evidence) -> None:
        """Keys that a spreadsheet has cut short: they may be those of several records."""
        for index, column in enumerate(self.columns):
            if not isinstance(column.spec.unit, TextUnit | RecordOf) or column.spec.name not in self.keys():
                continue
            for cells in evidence.lost_digits(index):
                about = self.pieces[cells.file].about
                label = label_of(column, [fact.headers[index] for fact in facts.values()])
                message = notes.LOST_DIGITS(column=label, cell=cells.example, count=cells.count)
                place = about.place(1, index)
                self.notes.append(about.note(Fault.LOST_DIGITS, place, message, rows=cells.count, set_aside=False))

    def keys(self) -> frozenset[str]:
        """The columns that name a record of this source or of one whose history it is."""
        shape = self.source.shape
        of = self.model.sources.get(shape.of) if isinstance(shape, History) else None
        named = of.shape if of is not None else shape
        return frozenset(named.key) if isinstance(named, Table | Events) else frozenset()

    def piece_of(self, row: int) -> Piece:
        """The file that a row came from."""
        return next(piece for piece in reversed(self.pieces) if piece.rows.first <= row)

    def report_odd_times(self) -> None:
        """Local times that do not exist or occur twice: they are used, and noted."""
        message = notes.ODD_TIME(zone=self.source.zone)
        for number, row, count in self.ingest.faults.odd_times():
            piece = self.pieces[number]
            place = piece.about.place(piece.rows.line(row))
            self.notes.append(more(piece.about.note(Fault.ASSUMED, place, message, set_aside=False), count))

    def take_later(self) -> None:
        """Rows of events later than what their file can hold."""
        assert self.at is not None
        at = next(index for index, column in enumerate(self.columns) if column.sql == self.at)
        for number, row, when, count in self.ingest.faults.later(self.at):
            piece = self.pieces[number]
            last = (piece.arrival.covers[1] - timedelta(days=1)).isoformat()
            place = piece.about.place(piece.rows.line(row), at)
            message = notes.FUTURE_ROW(when=when, last=last)
            self.notes.append(more(piece.about.note(Fault.FUTURE_ROW, place, message), count))
        self.ingest.aside.take(f"{self.at} >= end_day", Fault.FUTURE_ROW)

    def report_earlier(self) -> None:
        """Rows of events from before their file and the plan begin, often of a wrong year: they are used, and noted."""
        at = next((index for index, column in enumerate(self.columns) if column.sql == self.at), None)
        if self.at is None or at is None:
            return
        for number, row, when, count in self.ingest.faults.earlier(self.at, self.model.plan.start):
            piece = self.pieces[number]
            place = piece.about.place(piece.rows.line(row), at)
            message = notes.EARLY_ROW(when=when, first=piece.arrival.covers[0].isoformat())
            self.notes.append(more(piece.about.note(Fault.ASSUMED, place, message, set_aside=False), count))

    def stand_by_dates(self, shape: Table) -> None:
        """Records that say no stage stand in the furthest one that they date; how many those are is noted."""
        sql = {column.spec.name: column.sql for column in self.columns}
        order = {phase: at for at, phase in enumerate(StagePhase)}
        for held in self.columns:
            dates = [(sql[on], stage) for stage, on in shape.entered if stage in held.phases and on in sql]
            if held.required or not dates:
                continue
            places = [*held.phases]
            dates.sort(key=lambda one: (order[held.phases[one[1]]], places.index(one[1])), reverse=True)
            count, had = self.ingest.stand(held.sql, dates, self.when.cut)
            if count:
                message = notes.STANDS_BY_DATES(column=held.spec.name)
                self.notes.append(
                    DataNote(Fault.ASSUMED, self.source.ident.name, None, message, count, set_aside=False)
                )
            if not had:
                self.by_dates.add(held.spec.name)

    def take_shares(self) -> None:
        """Records that several have by shares which are not 100% together."""
        sql = {column.spec.name: (at, column.sql) for at, column in enumerate(self.columns)}
        for record, share in shared_columns(self.source):
            (_, of), (at, column) = sql[record], sql[share]
            where, found = self.ingest.faults.not_whole(of, column, LEAST, MOST, dated=self.is_dated)
            for number, row, name, whole, count, rows in found:
                piece = self.pieces[number]
                place = piece.about.place(piece.rows.line(row), at)
                message = notes.SHARES(column=share, record=name, sum=percent(Fraction(whole)), count=count)
                self.notes.append(piece.about.note(Fault.SHARES, place, message, rows=rows))
            if found:
                self.ingest.aside.take(where, Fault.SHARES)

    def report_dated_elsewhere(self, shape: Table) -> None:
        """Records with the date of a win or a loss where none stands in that stage: they count as open, and are noted."""
        dates = [dated for _, dated in shape.entered]
        for stage, dated in shape.entered:
            at = next((index for index, column in enumerate(self.columns) if column.spec.name == dated), None)
            held = next((column for column in self.columns if stage in column.phases), None)
            if at is None or held is None or held.phases[stage] is StagePhase.OPEN or dates.count(dated) > 1:
                continue
            still = [name for name, phase in held.phases.items() if phase is StagePhase.OPEN]
            found = self.ingest.faults.dated_elsewhere(
                self.columns[at].sql, self.when.cut.date(), held.sql, stage, still
            )
            for number, row, stands, count in found:
                piece = self.pieces[number]
                place = piece.about.place(piece.rows.line(row), at)
                message = notes.DATED_ELSEWHERE(stage=stage, stands=stands)
                self.notes.append(more(piece.about.note(Fault.ASSUMED, place, message, set_aside=False), count))

    def report_misdated(self) -> None:
        """Dates of the present stage that cannot be: they are not used, and noted."""
        shape = self.source.shape
        by_name = {column.spec.name: (at, column) for at, column in enumerate(self.columns)}
        for stage, since in shape.since if isinstance(shape, Table) else ():
            if stage not in by_name or since not in by_name:
                continue
            (at, dated), (_, held) = by_name[since], by_name[stage]
            entries = {
                name: by_name[on][1].sql
                for name, on in (shape.entered if isinstance(shape, Table) else ())
                if on in by_name and held.phases.get(name) is StagePhase.OPEN
            }
            last = f"DATE '{self.when.cut.date() - timedelta(days=1)}'"
            day = "taken" if self.is_dated else last
            for number, late, row, when, other, count in self.ingest.faults.stays_misdated(
                self.key, dated.sql, held.sql, day, entries
            ):
                piece = self.pieces[number]
                place = piece.about.place(piece.rows.line(row), at)
                message = (notes.STAGE_SINCE_LATE if late else notes.STAGE_SINCE_EARLY)(when=when, other=other)
                self.notes.append(more(piece.about.note(Fault.ASSUMED, place, message, set_aside=False), count))

    def drop_repeated(self) -> None:
        """Rows whose key stands in an earlier row of the file."""
        column = next(index for index, column in enumerate(self.columns) if column.sql == self.key[0])
        found = self.ingest.drop_repeated(self.key)
        for repeated, number, count in found:
            piece = self.pieces[number]
            place = piece.about.place(piece.rows.line(repeated.row), column)
            message = notes.DUPLICATE_KEY(key=repeated.key, line=piece.rows.line(repeated.first))
            self.notes.append(more(piece.about.note(Fault.DUPLICATE_KEY, place, message, set_aside=False), count))
