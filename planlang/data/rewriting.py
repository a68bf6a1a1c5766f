"""Files as the engine cannot read them, written again so that it can: workbooks, and text files with faults.

In: a sheet and its header. Out: a text file with the wanted cells of each sound row, the line on which each stands, and
the ragged rows. What a row is, Python's reader decides here; the engine's own reader is only used where both agree.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from planlang.data import notes
from planlang.data.columns.columns import Wanted
from planlang.data.columns.headers import Header
from planlang.data.loaded.rowcount import LeftOut
from planlang.data.loaded.rowlines import Lines
from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.data.notes import MOST_NOTES, Origin, capped
from planlang.data.tables.reading import Native, Torn, UnreadableError, is_blank
from planlang.data.tables.remarks import NoRows, Passed, without_remarks
from planlang.diagnostics.text import Message
from planlang.frozen import frozen
from planlang.values.texts import BLANKS
from planlang.values.units import DateUnit, InstantUnit, is_number

# `46160`, `46160.375`: days since the end of 1899, within 1954 and 2119
SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?")
EPOCH = date(1899, 12, 30)


@frozen
class Ragged:
    """A row whose cells do not fit the header, or its quotes not each other (`torn`): first and last line, number of
    cells.
    """

    line: int
    last: int
    cells: int
    torn: bool


@frozen
class Rewritten:
    """What was written: the line of each row; the lines of the ragged rows, the first of them and how many to be told;
    what was passed over because it is no row.
    """

    lines: Lines
    ragged_lines: Lines
    ragged: Sequence[Ragged]
    ragged_count: int
    passed: Passed


class Writer:
    """A text file that the engine will read, filled with the rows of one file after the other."""

    def __init__(self, target: Path, columns: Sequence[Wanted]) -> None:
        """Begin an empty file; `columns` are written in that order."""
        self.path = target
        self.count = 0
        self._file = target.open("w", encoding="utf-8", newline="")
        self._write = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
        self._dates = [isinstance(column.spec.unit, DateUnit | InstantUnit) for column in columns]
        self._numbers = [is_number(column.spec.unit) for column in columns]

    def add(self, header: Header, number: int, first: int, taken: date | None) -> Rewritten:
        """Write the wanted cells of all sound rows of a file: number of the row from `first`, number of the file, day of
        the export, cells.

        Rows without any cell are passed over. A row may have further cells than the header only if they are empty, and
        fewer only where the header itself ends with empty ones. In a workbook a row ends where the sheet does, and whole
        numbers among dates are Excel's numbers of days.

        Raises:
            UnreadableError: the file cannot be read to its end; nothing of it is kept.
        """
        start = self._file.tell()
        try:
            rewritten = self._add(header, number, first, "" if taken is None else taken.isoformat())
        except UnreadableError:
            self._file.seek(start)
            self._file.truncate()
            raise
        self.count += len(rewritten.lines)
        return rewritten

    def _add(self, header: Header, number: int, first: int, taken: str) -> Rewritten:
        places = [field.index for field in header.fields]
        there = [place for place in places if place is not None]
        is_text = header.sheet.is_text
        shortest = max(max(there, default=0) + 1, header.named) if is_text else 0
        lines, ragged_lines = array("q"), array("q")
        ragged: list[Ragged] = []
        write, row, count = self._write, first, 0
        passed = Passed()
        for line, cells in without_remarks(header.sheet.records(header.line), no_rows(header), passed):
            size = len(cells)
            if isinstance(cells, Torn):
                ragged_lines.append(line)
                count += cells.lines > 0
                if cells.lines and len(ragged) < MOST_NOTES:
                    ragged.append(Ragged(line, line + cells.lines - 1, size, torn=True))
                continue
            if not (size == header.width and cells[0].strip(BLANKS)):
                if is_blank(cells):
                    passed.add(LeftOut.BLANK, line, "")
                    continue
                if is_text and (size < shortest or (size > header.width and not is_blank(cells[header.width :]))):
                    ragged_lines.append(line)
                    count += 1
                    if len(ragged) < MOST_NOTES:
                        ragged.append(Ragged(line, line + sum(cell.count("\n") for cell in cells), size, torn=False))
                    continue
            found = [cells[place] if place is not None and place < size else "" for place in places]
            if not is_text:
                found = [
                    _date(cell) if is_date else _number(cell) if counts else cell
                    for cell, is_date, counts in zip(found, self._dates, self._numbers, strict=True)
                ]
            lines.append(line)
            write((row, number, taken, *found))
            row += 1
        return Rewritten(np.array(lines, dtype=np.int64), np.array(ragged_lines, dtype=np.int64), ragged, count, passed)

    def close(self) -> None:
        """Nothing more is written."""
        self._file.close()


def no_rows(header: Header) -> NoRows:
    """What lines below a header are no rows."""
    there = [field for field in header.fields if field.index is not None]
    titles = [(field.index, field.header) for field in there if field.index is not None]
    return NoRows(titles, [field.index for field in there if field.column.required and field.index is not None])


def passed_notes(rewritten: Rewritten, about: Origin) -> list[DataNote]:
    """What was passed over: one note for the headers that stand there again, one for the remarks."""
    found = []
    for reason, text in ((LeftOut.HEADER, notes.HEADER_AGAIN), (LeftOut.REMARK, notes.REMARK)):
        if reason in rewritten.passed.first:
            line, says = rewritten.passed.first[reason]
            message = text(says=says, count=rewritten.passed.counts[reason])
            place = about.place(line)
            found.append(
                about.note(Fault.NO_ROW, place, message, rows=rewritten.passed.counts[reason], set_aside=False)
            )
    return found


def _number(cell: str) -> str:
    """A number that is no text without its point, which would mean something else in another style: `50125e-3`."""
    if not isinstance(cell, Native) or "." not in cell or "e" in cell:
        return cell
    whole, fraction = cell.split(".")
    return f"{whole}{fraction}e-{len(fraction)}"


def _date(cell: str) -> str:
    """Excel's number of a day as a date; anything else as it is."""
    match = SERIAL.fullmatch(cell)
    if match is None:
        return cell
    seconds = round(float(match[2] or 0) * 86_400)
    day = (EPOCH + timedelta(days=int(match[1]))).isoformat()
    return f"{day} {seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}" if 0 < seconds < 86_400 else day


def ragged_notes(rewritten: Rewritten, header: Header, about: Origin) -> list[DataNote]:
    """Rows whose cells do not fit the header."""
    listed = [
        about.note(Fault.RAGGED_ROW, about.place(row.line), _ragged_message(row, header), rows=row.last - row.line + 1)
        for row in rewritten.ragged
    ]
    return capped(listed, rewritten.ragged_count)


def _ragged_message(row: Ragged, header: Header) -> Message:
    """What is wrong with a row."""
    if row.line < row.last:
        return notes.RAGGED_LINES(line=row.line, last=row.last)
    return notes.STRAY_QUOTE() if row.torn else notes.RAGGED_ROW(found=row.cells, expected=header.width)
