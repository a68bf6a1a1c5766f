"""The words for what is wrong in data files.

In: what the loading found, as values. Out: `DataNote`s. At most `MOST_NOTES` of one fault are listed for one file; the
last of them counts the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from planlang.data.columns import Wanted
from planlang.data.dateorder import YEAR_LAST
from planlang.data.headers import Header
from planlang.data.snapshot import DataNote, Fault, Place
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Message, Text
from planlang.values.units import MoneyIn

MOST_NOTES = 20

MORE = Text("data.more", "{message} (and {count} more like it in this file)")

NO_HEADER = Text("data.no-header", "the file has no header")
MISSING = Text("data.missing-column", 'there is no column "{header}"')
MISSING_NEAR = Text("data.missing-column.near", 'there is no column "{header}"; is it "{near}"?')
MISSING_OPTIONAL = Text("data.missing-column.optional", 'there is no column "{header}"; its cells count as empty')
HEADER_TWICE = Text("data.header-twice", 'the header "{header}" stands over columns {columns}; the first is read')
EMPTY_CELL = Text("data.empty-cell", 'the cell of "{column}" is empty')
UNKNOWN_STAGE = Text("data.unknown-stage", '"{cell}" is no stage of the process {process}')
UNKNOWN_STAGE_NEAR = Text("data.unknown-stage.near", '"{cell}" is no stage of the process {process}; is it "{near}"?')
BAD_DATE = Text("data.bad-date", '"{cell}" is not a date')
AMBIGUOUS_DATE = Text(
    "data.bad-date.ambiguous", '"{cell}" does not tell whether the day or the month comes first; write 2026-05-18'
)
BAD_NUMBER = Text("data.bad-number", '"{cell}" is not a number')
BAD_AMOUNT = Text("data.bad-number.money", '"{cell}" is not an amount in {currency}')
BAD_TRUTH = Text("data.bad-truth", '"{cell}" is neither yes nor no')
DUPLICATE_KEY = Text("data.duplicate-key", '"{key}" has a row in line {line} already')
RAGGED_ROW = Text("data.ragged-row", "the row has {found} cells, the header {expected}")
RAGGED_LINES = Text(
    "data.ragged-row.lines", "lines {line} to {last} were read as one row because of a quote; is one missing?"
)
STRAY_QUOTE = Text("data.ragged-row.quote", "a quote is out of place: the cells of this row cannot be told apart")
TOTAL_ROW = Text("data.total-row", 'the row of totals ("{says}") is left out')
FUTURE_ROW = Text("data.future-row", "the row is of {when}, but the file goes up to {last} only")
ODD_TIME = Text(
    "data.odd-time", "the clock was changed at this time in {zone}: it was skipped or occurs twice; the first is taken"
)
UNKNOWN_PERSON = Text("data.unknown-person", '"{person}" is not on the roster')
UNKNOWN_PERSON_NEAR = Text("data.unknown-person.near", '"{person}" is not on the roster; is it "{near}"?')


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


def cell_message(fault: Fault, column: Wanted, cell: str) -> Message:
    """What is wrong with a cell."""
    match fault:
        case Fault.EMPTY_CELL:
            return EMPTY_CELL(column=column.spec.name)
        case Fault.UNKNOWN_STAGE:
            process = getattr(column.spec.unit, "process", "")
            near = nearest(cell, dict.fromkeys([*column.stages.values(), *column.stages]), limit=1)
            if near:
                return UNKNOWN_STAGE_NEAR(cell=cell, process=process, near=near[0])
            return UNKNOWN_STAGE(cell=cell, process=process)
        case Fault.BAD_DATE:
            return AMBIGUOUS_DATE(cell=cell) if _is_ambiguous(cell) else BAD_DATE(cell=cell)
        case Fault.BAD_NUMBER:
            if isinstance(column.spec.unit, MoneyIn):
                return BAD_AMOUNT(cell=cell, currency=column.spec.unit.currency)
            return BAD_NUMBER(cell=cell)
        case _:
            return BAD_TRUTH(cell=cell)


def _is_ambiguous(cell: str) -> bool:
    """Whether a date has its year last and both other numbers may be the month."""
    match = YEAR_LAST.match(cell)
    return match is not None and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 12
