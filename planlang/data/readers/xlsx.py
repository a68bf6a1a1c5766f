"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): the visible sheets, each as a table of text cells.

In: a file. Out: `Opened` with one sheet for each sheet of the workbook. Cells become the text that a careful person
would type: dates as `2026-05-18`, whole numbers without a point. Bounded: size, size unpacked, rows.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from planlang.data.loaded.snapshot import Fault
from planlang.data.tables.reading import HEAD_ROWS, NO_HINT, Hint, Native, Opened, Record, UnreadableError, is_blank
from planlang.data.tables.thinning import DAMAGED, thinned
from planlang.diagnostics.text import Message, Text
from planlang.frozen import field, frozen

MAX_BYTES = 256 * 1024**2
MAX_ROWS = 2_000_000
SAMPLE_ROWS = 1600
ZIP = b"PK"
"""First bytes of all but .xls and encrypted workbooks."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of the part that holds an encrypted workbook of Excel."""
MANIFEST = "META-INF/manifest.xml"
"""The part of an .ods file that tells which others are encrypted."""
MOST_OF_MANIFEST = 1 << 20
MOST_DIGITS = 1e15
"""From here on a workbook does not hold all digits of a number."""

Cell = int | float | str | bool | date | datetime | time | timedelta

BY_ITSELF = Text("format.encoding-workbook", "a workbook says so itself")
EMPTY = Text("data.empty-workbook", "the workbook is empty")
LARGE = Text("data.large-workbook", "the workbook has {size} MB; at most {limit} are read; export it as CSV")
MANY_ROWS = Text("data.many-rows", "the sheet has more than {limit} rows; export it as CSV")
LOCKED = Text("data.locked-workbook", "the workbook is protected by a password; save it without one")
BROKEN = Text("data.broken-workbook", "the workbook is damaged, perhaps cut short; export it again")


@frozen(eq=False, slots=False)
class XlsxSheet:
    """One sheet of a workbook."""

    sheet: CalamineSheet
    name: str
    bulk: None = None
    is_text: bool = False

    @property
    def first_field(self) -> int:
        """The column of the sheet, from 1, in which its rows start."""
        return (self.sheet.start or (0, 0))[1] + 1

    @property
    def height(self) -> int:
        """How many rows it has."""
        return int(self.sheet.total_height) + 1

    @cached_property
    def head(self) -> Sequence[Record]:
        """The first rows that are not blank."""
        rows = ((line, cells) for line, cells in self.records(0) if not is_blank(cells))
        return tuple(islice(rows, HEAD_ROWS))

    def records(self, after: int) -> Iterator[Record]:
        """Every row below row `after` of the sheet, blank ones too.

        Raises:
            UnreadableError: there are too many.
        """
        if self.sheet.total_height > MAX_ROWS:
            raise UnreadableError(Fault.BROKEN_FILE, MANY_ROWS(limit=MAX_ROWS), MAX_ROWS)
        for line, cells in enumerate(self.sheet.iter_rows(), 1):
            if line > after:
                yield line, [cell if isinstance(cell, str) else Native(text_of(cell)) for cell in cells]

    def samples(self) -> Iterator[Record]:
        """Some rows from the whole length of the sheet."""
        step = max(1, self.sheet.height // SAMPLE_ROWS)
        return islice(self.records(0), 0, None, step)


@frozen
class XlsxReader:
    """Opens Excel workbooks."""

    suffixes: tuple[str, ...] = field(default=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"))

    def open(self, path: Path, scratch: Path, hint: Hint = NO_HINT, *, careful: bool = True) -> Opened:
        """One sheet for each sheet of the workbook that is not hidden and holds anything.

        Raises:
            UnreadableError: the workbook is empty, damaged, protected or too large.
        """
        size = path.stat().st_size
        if size == 0:
            raise UnreadableError(Fault.EMPTY_FILE, EMPTY())
        if size > MAX_BYTES:
            raise UnreadableError(Fault.BROKEN_FILE, LARGE(size=size >> 20, limit=MAX_BYTES >> 20))
        with path.open("rb") as file:
            is_archive = file.read(len(ZIP)) == ZIP
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        try:
            usable = thinned(path, scratch) if is_archive else path
        except DAMAGED:
            raise UnreadableError(Fault.BROKEN_FILE, _fault_of(path)) from None
        sheets = _sheets(usable, path)
        if not sheets:
            raise UnreadableError(Fault.EMPTY_FILE, EMPTY())
        suffix = path.suffix.lower()
        return Opened(digest, suffix[1:] if suffix in self.suffixes else "xlsx", BY_ITSELF(), sheets)


READER = XlsxReader()


def text_of(cell: Cell) -> str:
    """A typed cell as text.

    >>> text_of(588.0), text_of(datetime(2026, 5, 18)), text_of(0.1), text_of(timedelta(hours=25, minutes=30))
    ('588', '2026-05-18', '0.1', '25:30:00')
    """
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < MOST_DIGITS else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return _clock(cell)
        case _:
            return str(cell)


def _clock(length: timedelta) -> str:
    """A length of time as a spreadsheet shows it: hours may be more than a day has."""
    seconds = round(abs(length).total_seconds())
    sign = "-" if length < timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _fault_of(path: Path) -> Message:
    """Why a workbook cannot be opened: a program that encrypts one says so in a part that is not encrypted."""
    content = path.read_bytes()
    is_locked = ENCRYPTED in content
    if content.startswith(ZIP):
        try:
            with zipfile.ZipFile(path) as archive, archive.open(MANIFEST) as part:
                is_locked = b"encryption-data" in part.read(MOST_OF_MANIFEST)
        except (*DAMAGED, KeyError):
            is_locked = False
    return LOCKED() if is_locked else BROKEN()


def _sheets(path: Path, original: Path) -> tuple[XlsxSheet, ...]:
    """The visible sheets that hold anything."""
    try:
        # By what it holds, whatever its name says.
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        return tuple(
            XlsxSheet(sheet, entry.name)
            for entry in workbook.sheets_metadata
            if entry.typ == SheetTypeEnum.WorkSheet and entry.visible == SheetVisibleEnum.Visible
            if (sheet := workbook.get_sheet_by_name(entry.name)).height
        )
    except PasswordError:
        raise UnreadableError(Fault.BROKEN_FILE, LOCKED()) from None
    except BaseException as error:
        # A damaged workbook may also make the library's native code panic, which is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UnreadableError(Fault.BROKEN_FILE, _fault_of(original)) from None
        raise
