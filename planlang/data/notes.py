"""The words for what is wrong in data files.

In: what the loading found, as values. Out: `DataNote`s. At most `MOST_NOTES` of one fault are listed for one file; the
last of them counts the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve

from planlang.data.columns.columns import Wanted
from planlang.data.columns.currencies import currency_messages
from planlang.data.columns.headers import Header
from planlang.data.engines.duckdb import Wrong, WrongCells, fault_of
from planlang.data.loaded.snapshot import DataNote, Fault, Place
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen
from planlang.semantics.model import StagePhase
from planlang.values.texts import alike
from planlang.values.units import Count, DateUnit, InstantUnit, MoneyIn, StageOf, Truth

MOST_NOTES = 20
OUTCOMES = {
    StagePhase.LOST: (
        "丢单", "输单", "失单", "流失", "战败", "未成交", "已输", "lost", "closed lost", "closed-lost", "verloren", "perdu",
        "perdue", "perdido", "perdida", "perso", "persa", "przegrane", "utracone", "förlorad", "failed", "abandoned",
    ),
    StagePhase.WON: (
        "赢单", "成交", "签约", "已签", "成单", "赢得", "won", "closed won", "closed-won", "gewonnen", "gagné", "gagnée",
        "ganado", "ganada", "vinto", "vinta", "wygrane", "vunnen", "signed",
    ),
}  # fmt: skip
"""Words for the outcome of a record, lost before won: 未成交 ends like 成交."""
# `00:12:30`, `1h 30m`, `18:25 min`, `2d`
_LENGTH = re.compile(
    r"(?i)\d{1,4}:\d\d(:\d\d)?( *min)?|(\d+([.,]\d+)? *(w|d|h|hrs?|hours?|m|mins?|minutes?|s|secs?|小时|分钟|分|秒) *)+"
)
# `1,000.00 Cr`, `500,00 S`
_BOOKED = re.compile(r"(?i)[^a-z]*[0-9] *(cr|dr|c|d|s|h)\.?")

MORE = Text("data.more", "{message} (and {count} more like it in this file)")

NO_HEADER = Text("data.no-header", "the file has no header")
MISSING = Text("data.missing-column", 'there is no column "{header}"')
MISSING_NEAR = Text("data.missing-column.near", 'there is no column "{header}"; is it "{near}"?')
MISSING_OPTIONAL = Text("data.missing-column.optional", 'there is no column "{header}"; its cells count as empty')
HEADER_TWICE = Text("data.header-twice", 'the header "{header}" stands over columns {columns}; the first is read')
MORE_CELLS = Text("data.more-cells", "{message} ({count} cells, such as {examples})")
MORE_FILES = Text("data.more-files", "{message} (and in {count} more files)")
CELLS_IN_FILES = Text("data.cells-in-files", "{message} ({count} cells in {files} files, such as {examples})")
EMPTY_CELL = Text("data.empty-cell", "the cell of {column} is empty")
EMPTY_CELLS = Text("data.empty-cells", "{count} cells of {column} are empty")
EMPTY_IN_FILES = Text("data.empty-cells.files", "{count} cells of {column} in {files} files are empty")
NOT_READ = Text("data.cell", "{column}: {message}")
LOST_DIGITS = Text(
    "data.lost-digits",
    '{column}: a spreadsheet has cut digits off {count} keys such as "{cell}", so different records may look like one;'
    " export this column as text",
)
LENGTH = Text(
    "data.bad-number.length", '"{cell}" is a length of time; write `unit minutes` or `unit hours` behind the column'
)
UNCERTAIN_LENGTH = Text(
    "data.bad-number.uncertain-length",
    '"{cell}" does not say how many minutes it is; export the column as hours, minutes and seconds, such as 1:30:00',
)
BOOKED = Text(
    "data.bad-number.booked",
    '"{cell}": the letters may be credit, debit or crore; export amounts with a sign (crore: `unit crore` behind the column)',
)
UNKNOWN_STAGE = Text("data.unknown-stage", '"{cell}" is no stage of the process {process}')
UNKNOWN_STAGE_NEAR = Text("data.unknown-stage.near", '"{cell}" is no stage of the process {process}; is it "{near}"?')
BAD_DATE = Text("data.bad-date", '"{cell}" is not a date')
BAD_NUMBER = Text("data.bad-number", '"{cell}" is not a number')
BAD_COUNT = Text("data.bad-number.count", '"{cell}" is not a whole number')
BAD_AMOUNT = Text("data.bad-number.money", '"{cell}" is not an amount in {currency}')
BAD_TRUTH = Text("data.bad-truth", '"{cell}" is neither yes nor no')
DUPLICATE_KEY = Text("data.duplicate-key", '"{key}" has a row in line {line} already')
RAGGED_ROW = Text("data.ragged-row", "the row has {found} cells, the header {expected}")
RAGGED_LINES = Text(
    "data.ragged-row.lines", "lines {line} to {last} were read as one row because of a quote; is one missing?"
)
STRAY_QUOTE = Text("data.ragged-row.quote", "a quote is out of place: the cells of this row cannot be told apart")
TOTAL_ROW = Text("data.total-row", 'the row of totals ("{says}") is left out')
HEADER_AGAIN = Text("data.repeated-header", "the header stands in {count:line|lines} below it once more: left out")
REMARK = Text("data.remark", '{count:remark|remarks} below or between the rows left out, such as "{says}"')
FUTURE_ROW = Text("data.future-row", "the row is of {when}, but the file goes up to {last} only")
DATED_ELSEWHERE = Text(
    "data.dated-elsewhere",
    "the row has a date for `{stage}` but stands in `{stands}`, and no row of the file stands in `{stage}`: it counts as"
    " open; does another column, such as a status, say how it ended?",
)
SHARES = Text(
    "data.shares-not-whole",
    "the shares (`{column}`) of “{record}” are {sum} together, not 100%, so that it is nobody's; {count:such record|such records}",
)
STANDS_BY_DATES = Text(
    "data.stands-by-dates",
    "rows do not say their stage (`{column}`): each stands in the furthest one of which it has the date",
)
STAGE_SINCE_LATE = Text(
    "data.stage-since-late",
    "the row says it has been in its stage since {when}, but it is of {other}: the date is not used",
)
STAGE_SINCE_EARLY = Text(
    "data.stage-since-early",
    "the row says it has been in its stage since {when}, but it was in another one on {other}: the date is not used",
)
EARLY_ROW = Text(
    "data.early-row",
    "the row is of {when}, before the plan begins and before the file does ({first}): is the year right?",
)
ODD_TIME = Text(
    "data.odd-time", "the clock was changed at this time in {zone}: it was skipped or occurs twice; the first is taken"
)
UNKNOWN_PERSON = Text("data.unknown-person", '"{person}" is not on the roster')
UNKNOWN_PERSON_NEAR = Text(
    "data.unknown-person.near",
    '"{person}" is not on the roster; is it "{near}"? Until that is clear these rows leave the figures open',
)
SEVERAL_PEOPLE = Text(
    "data.several-people",
    '"{person}" names {count} people of the roster in one cell ({names}): these rows leave the figures of each open',
)
NOT_COMPARED = Text(
    "data.names-not-compared",
    "after {most} unknown names, {count:more name was|more names were} not compared with the roster for misspellings:"
    " counted as not on the roster",
)
READ_AS = Text(
    "data.read-as", "{pairs}: the name before the bracket is on the roster, {rows:row counts|rows count} as theirs"
)


@frozen
class Origin:
    """The file that notes are about: its source, its name, and for each wanted column number and header of its field."""

    source: str
    file: str
    fields: Sequence[tuple[int | None, str]]

    def place(self, line: int, column: int | None = None) -> Place:
        """A line of the file, and where given the cell of the wanted column with that index."""
        number, header = (None, None) if column is None else self.fields[column]
        return Place(self.file, line, number, header)

    def note(
        self, fault: Fault, place: Place | None, message: Message, *, rows: int = 1, set_aside: bool = True
    ) -> DataNote:
        """A note about this file."""
        return DataNote(fault, self.source, place, message, rows, set_aside)


def origin(source: str, file: str, header: Header) -> Origin:
    """The file as people see it: fields counted from 1."""
    first = header.sheet.first_field
    return Origin(
        source,
        file,
        [(None if field.index is None else field.index + first, field.header) for field in header.fields],
    )


def capped(notes: Sequence[DataNote], total: int) -> list[DataNote]:
    """Notes of one fault in one file, the last one counting those of `total` that are not listed."""
    listed, unlisted = list(notes[:MOST_NOTES]), notes[MOST_NOTES:]
    rest = total - len(listed)
    if listed and rest > 0:
        last = listed[-1]
        rows = last.rows + (sum(note.rows for note in unlisted) or rest)
        listed[-1] = evolve(last, message=MORE(message=last.message, count=rest), rows=rows)
    return listed


def header_notes(found: Header, about: Origin) -> list[DataNote]:
    """What is wrong with a header: columns that are not there, headers that stand there twice."""
    notes = []
    for field in found.fields:
        if field.index is not None:
            continue
        near = found.near.get(field.column.spec.name, ())
        place = Place(about.file, found.row, None, field.header)
        if not field.column.required:
            message = MISSING_OPTIONAL(header=field.header)
        elif near:
            message = MISSING_NEAR(header=field.header, near='", "'.join(near))
        else:
            message = MISSING(header=field.header)
        notes.append(about.note(Fault.MISSING_COLUMN, place, message, rows=0, set_aside=field.column.required))
    for header, indices in found.twice:
        numbers = [index + found.sheet.first_field for index in indices]
        place = Place(about.file, found.row, numbers[0], header)
        message = HEADER_TWICE(header=header, columns=", ".join(map(str, numbers)))
        notes.append(about.note(Fault.ASSUMED, place, message, rows=0, set_aside=False))
    return notes


def currency_notes(found: Header, about: Origin) -> list[DataNote]:
    """Amounts that are in another currency by a column that nobody reads: they are used, and noted."""
    return [
        about.note(Fault.ASSUMED, about.place(found.row, number), message, rows=0, set_aside=False)
        for number, message in currency_messages(found)
    ]


def more(note: DataNote, count: int) -> DataNote:
    """A note about one row that stands for several of its file."""
    if count == 1:
        return note
    return evolve(note, message=MORE(message=note.message, count=count - 1), rows=count)


def gathered(found: Sequence[DataNote]) -> list[DataNote]:
    """Notes of a source, those that say the same of several files as one."""
    groups: dict[object, list[DataNote]] = {}
    for note in found:
        groups.setdefault((note.fault, note.message, note.set_aside), []).append(note)
    kept = []
    for first, *rest in groups.values():
        files = {note.place.file for note in rest if note.place} - {first.place.file if first.place else ""}
        if files and rest:
            message = MORE_FILES(message=first.message, count=len(files))
            first = evolve(first, message=message, rows=first.rows + sum(note.rows for note in rest))
            kept.append(first)
        else:
            kept += [first, *rest]
    return kept


def cells_note(cells: WrongCells, column: Wanted, label: str, place: Place) -> tuple[Fault, Place, Message]:
    """What is wrong with some cells of a column: the words for the first, how many, and up to three of them."""
    if cells.why is Wrong.EMPTY:
        return Fault.EMPTY_CELL, place, _empty_message(cells, label)
    reasons = [cell_message(column, cell) for cell in cells.cells]
    is_one = isinstance(column.spec.unit, StageOf) or len({reason.text for reason in reasons}) == 1
    reason = reasons[0] if is_one else plain_message(column, cells.cells[0])
    message = NOT_READ(column=label, message=reason)
    if cells.rows > 1:
        examples = ", ".join(f'"{cell}"' for cell in cells.cells)
        counts = {"message": message, "count": cells.rows, "examples": examples}
        message = MORE_CELLS(**counts) if cells.files == 1 else CELLS_IN_FILES(files=cells.files, **counts)
    return fault_of(column.spec.unit), place, message


def _empty_message(cells: WrongCells, label: str) -> Message:
    """That cells are empty which must not be."""
    if cells.rows == 1:
        return EMPTY_CELL(column=label)
    if cells.files == 1:
        return EMPTY_CELLS(column=label, count=cells.rows)
    return EMPTY_IN_FILES(column=label, count=cells.rows, files=cells.files)


def cell_message(column: Wanted, cell: str) -> Message:
    """Why a filled cell cannot be read."""
    match column.spec.unit:
        case StageOf(process=process) if near := near_stage(cell, column):
            return UNKNOWN_STAGE_NEAR(cell=cell, process=process, near=near)
        case StageOf() | DateUnit() | InstantUnit() | Truth():
            return plain_message(column, cell)
        case MoneyIn():
            return BOOKED(cell=cell) if _BOOKED.fullmatch(cell) else plain_message(column, cell)
        case _ if _LENGTH.fullmatch(cell):
            is_declared = column.spec.format.minutes is not None
            return UNCERTAIN_LENGTH(cell=cell) if is_declared else LENGTH(cell=cell)
        case _:
            return plain_message(column, cell)


def plain_message(column: Wanted, cell: str) -> Message:
    """That a filled cell cannot be read, whatever it may have meant."""
    match column.spec.unit:
        case StageOf(process=process):
            return UNKNOWN_STAGE(cell=cell, process=process)
        case DateUnit() | InstantUnit():
            return BAD_DATE(cell=cell)
        case Truth():
            return BAD_TRUTH(cell=cell)
        case MoneyIn(currency=currency):
            return BAD_AMOUNT(cell=cell, currency=currency)
        case Count():
            return BAD_COUNT(cell=cell)
        case _:
            return BAD_NUMBER(cell=cell)


def near_stage(cell: str, column: Wanted) -> str | None:
    """The stage that a cell may mean: of the same outcome, where the cell names one, and near in letters where it is long
    enough for that.
    """
    phase = outcome_of(cell)
    same = [name for name, known in column.phases.items() if known is phase]
    if phase is not None:
        return same[0] if len(same) == 1 else None
    shortest = 3 if any("\u3400" <= letter <= "\u9fff" for letter in cell) else 4
    if len(cell) < shortest:
        return None
    said = {words: name for words, name in column.stages.items() if len(words) >= shortest}
    near = nearest(cell.lower(), dict.fromkeys([*column.stages.values(), *said]), limit=1)
    if not near or outcome_of(near[0]) is not None:
        return None
    return near[0]


def outcome_of(word: str) -> StagePhase | None:
    """Whether a word says won or lost in one of many languages; None where it says neither."""
    text = alike(word)
    for phase, words in OUTCOMES.items():
        if any(known in text if known[0] > "\u3400" else text.endswith(known) for known in words):
            return phase
    return None
