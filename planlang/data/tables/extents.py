"""How far the cells of the sheets of a workbook reach, known before any of them is laid out in memory.

In: the parts of a workbook's archive, piece by piece. Out: `Extent`s. A sheet is laid out as a rectangle, so that one cell
far away would cost gigabytes.
"""

from __future__ import annotations

import re
from typing import Protocol
from xml.parsers import expat

from planlang.data.loaded.snapshot import Fault
from planlang.data.tables.reading import UnreadableError
from planlang.diagnostics.text import Text
from planlang.frozen import frozen

MAX_CELLS = 1 << 26
"""How many cells a sheet may take up, empty ones between others included."""
FREE_CELLS = 1 << 22
"""How many cells it may take up however few of them are there."""
LOOSEST = 8
"""By how much it may exceed the cells that are there."""

MANY_CELLS = Text(
    "data.many-cells", "a sheet of the workbook is too large ({rows} × {columns} cells); export it as CSV"
)

_SHEET = re.compile(r"xl/worksheets/[^/]+\.(?:xml|bin)")
_COLUMN = re.compile(rb"""\sr=["']([A-Z]{1,3})\d""")
_ROW = re.compile(rb"""\sr=["'][A-Z]{0,3}(\d{1,7})["']""")


@frozen
class Extent:
    """How many cells a sheet has, and the last row and column that one is in."""

    cells: int
    row: int
    column: int

    @property
    def is_sparse(self) -> bool:
        """Whether it takes up far more than what is in it."""
        return self.row * self.column > max(FREE_CELLS, LOOSEST * self.cells)

    def check(self) -> None:
        """Refuse what no memory holds.

        Raises:
            UnreadableError: it does not.
        """
        if self.row * self.column > MAX_CELLS:
            message = MANY_CELLS(rows=f"{self.row:,}", columns=f"{self.column:,}")
            raise UnreadableError(Fault.BROKEN_FILE, message)


class Measure(Protocol):
    """Takes the extent of a part of a workbook as it comes."""

    @property
    def extent(self) -> Extent:
        """What was seen so far."""

    def feed(self, piece: bytes) -> None:
        """Look at a further piece."""


class _Nothing:
    """Takes no extent: the part is no sheet."""

    extent = Extent(0, 0, 0)

    def feed(self, piece: bytes) -> None:
        """Look at a further piece."""


class _OfXml:
    """Takes the extent of a sheet from its XML."""

    def __init__(self) -> None:
        self.rest = b""
        self.cells = self.row = 0
        self.columns: set[bytes] = set()

    def feed(self, piece: bytes) -> None:
        """Look at a further piece; what may go on in the next one is kept for that."""
        text = self.rest + piece
        whole = text.rfind(b">") + 1
        text, self.rest = text[:whole], text[whole:]
        rows = _ROW.findall(text)
        self.cells += len(rows)
        self.row = max(self.row, max(map(int, set(rows)), default=0))
        self.columns.update(_COLUMN.findall(text))

    @property
    def extent(self) -> Extent:
        """What was seen so far; cells that do not say where they are stand in few columns."""
        return Extent(self.cells, self.row, max(map(column_number, self.columns), default=0))


class _OfRecords:
    """Takes the extent of a sheet from the records of an .xlsb file: a type and a length, seven bits a byte, and data."""

    ROW = 0
    CELLS = frozenset([*range(1, 12), 62])

    def __init__(self) -> None:
        self.rest = b""
        self.extent = Extent(0, 0, 0)
        self.skip = 0

    def feed(self, piece: bytes) -> None:
        """Look at a further piece; what may go on in the next one is kept for that."""
        text, at = self.rest + piece, 0
        cells, row, column = self.extent.cells, self.extent.row, self.extent.column
        while True:
            if self.skip:
                step = min(self.skip, len(text) - at)
                at, self.skip = at + step, self.skip - step
            if self.skip or len(text) - at < 10:
                break
            kind, start = _seven_bits(text, at, 2)
            length, start = _seven_bits(text, start, 4)
            if kind == self.ROW or kind in self.CELLS:
                number = int.from_bytes(text[start : start + 4], "little") + 1
                cells += kind != self.ROW
                row, column = (max(row, number), column) if kind == self.ROW else (row, max(column, number))
            at, self.skip = start, length
        self.rest = text[at:]
        self.extent = Extent(cells, row, column)


def _seven_bits(text: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes, and where it ends."""
    number = 0
    for index in range(most):
        byte = text[at + index]
        number |= (byte & 127) << 7 * index
        if byte < 128:
            break
    return number, at + index + 1


class _OfDocument:
    """Takes the extent of the sheets of an .ods file from its XML, in which rows and cells may be said to be repeated."""

    def __init__(self) -> None:
        self.extent = Extent(0, 0, 0)
        self.row = self.column = self.filled = self.last = self.repeat = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        refuse_entities(self.parser)

    def feed(self, piece: bytes) -> None:
        """Look at a further piece."""
        try:
            self.parser.Parse(piece, False)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def start(self, tag: str, said: dict[str, str]) -> None:
        """A table, a row or a cell begins."""
        match tag.rpartition(":")[2]:
            case "table":
                self.row = 0
            case "table-row":
                self.repeat = _times(said, "number-rows-repeated")
                self.column = self.filled = self.last = 0
            case "table-cell" | "covered-table-cell":
                times = _times(said, "number-columns-repeated")
                self.column += times
                if any(name.endswith("value-type") for name in said):
                    self.filled, self.last = self.filled + times, self.column

    def end(self, tag: str) -> None:
        """A row ends."""
        if tag.rpartition(":")[2] == "table-row":
            self.row += self.repeat
            if self.filled:
                known = self.extent
                cells = known.cells + self.filled * self.repeat
                self.extent = Extent(cells, max(known.row, self.row), max(known.column, self.last))


def _times(said: dict[str, str], name: str) -> int:
    """How often a row or a cell is there."""
    return next((int(value) for key, value in said.items() if key.endswith(name) and value.isdecimal()), 1)


def measure_of(name: str) -> Measure:
    """What takes the extent of a part of a workbook."""
    if name == "content.xml":
        return _OfDocument()
    if _SHEET.fullmatch(name):
        return _OfXml() if name.endswith(".xml") else _OfRecords()
    return _Nothing()


def column_number(letters: bytes) -> int:
    """The number of a column: 28 of `AB`."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def refuse_entities(parser: expat.XMLParserType) -> None:
    """Let no text of a document stand for more text."""

    def refuse(*_: object) -> None:
        raise ValueError("a workbook defines no entities")

    parser.EntityDeclHandler = refuse
