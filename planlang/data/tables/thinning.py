"""Workbooks without the blank cells that would make a sheet larger than any memory.

In: the file of a workbook. Out: the same file, or one beside it without the cells that say nothing; or a refusal.
"""

from __future__ import annotations

import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO
from xml.parsers import expat

from planlang.data.loaded.snapshot import Fault
from planlang.data.tables.extents import Extent, column_number, measure_of, refuse_entities
from planlang.data.tables.reading import UnreadableError
from planlang.data.tables.uncalculated import look_for_uncalculated, spelled_out
from planlang.diagnostics.text import Text
from planlang.values.texts import BLANKS

CHUNK = 1 << 18
MAX_UNPACKED = 1024**3

BOMB = Text("data.unpacked-workbook", "the workbook unpacks to more than {limit} MB; export it as CSV")
FAR_CELL = Text(
    "data.far-cell", "a cell of the workbook, {cell}, lies far from all others: delete it, or export the sheet as CSV"
)

_STRINGS = "xl/sharedstrings.xml"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, OverflowError)
"""What a damaged archive may raise."""


def thinned(path: Path, scratch: Path) -> Path:
    """A workbook that can be laid out in memory: the file itself, or a copy without blank cells, in which formulas without
    a value are texts.

    Raises:
        UnreadableError: it unpacks to too much, or cells that say something lie too far apart.
        DAMAGED: it is no whole archive.
    """
    left = MAX_UNPACKED
    sparse: set[str] = set()
    uncalculated: set[str] = set()
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for entry in archive.infolist():
            pieces = unpacked(file, entry, left)
            name = entry.filename.lower()
            measure = measure_of(name)
            is_sheet = _SHEET.fullmatch(name) is not None
            looked = look_for_uncalculated() if is_sheet else None
            for piece in pieces:
                left -= len(piece)
                measure.feed(piece)
                if looked is not None and looked(piece):
                    uncalculated.add(entry.filename)
                    looked = None
            if left < 0:
                raise UnreadableError(Fault.BROKEN_FILE, BOMB(limit=MAX_UNPACKED >> 20))
            if measure.extent.is_sparse and name.endswith(".xml"):
                sparse.add(entry.filename)
            else:
                measure.extent.check()
        if not sparse and not uncalculated:
            return path
        target = Path(tempfile.mkdtemp(dir=scratch)) / f"thin{path.suffix.lower()}"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as thin:
            strings = next((name for name in archive.namelist() if name.lower() == _STRINGS), None)
            blank = _blank_strings(archive, strings) if strings else frozenset[int]()
            for name in dict.fromkeys(archive.namelist()):
                with archive.open(name) as source, thin.open(name, "w") as copy:
                    if name in sparse:
                        _thin(source, copy, blank)
                    elif name in uncalculated:
                        copy.writelines(spelled_out(iter(partial(source.read, CHUNK), b"")))
                    else:
                        shutil.copyfileobj(source, copy, CHUNK)
    return target


def unpacked(file: BinaryIO, entry: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """What an entry of an archive unpacks to, piece by piece, up to a little more than `limit` bytes; what the directory
    of the archive says of sizes may be a lie.
    """
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30:
        raise ValueError("the archive is cut short")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    file.seek(name_length + extra_length, 1)
    if entry.compress_type == zipfile.ZIP_STORED:
        left = entry.compress_size
        while left > 0 and limit >= 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            limit -= len(piece)
            yield piece
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError("compressed in a way that workbooks are not")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    pending = file.read(CHUNK)
    while pending and not unpacker.eof and limit >= 0:
        piece = unpacker.decompress(pending, CHUNK)
        limit -= len(piece)
        yield piece
        pending = unpacker.unconsumed_tail or file.read(CHUNK)


def _blank_strings(archive: zipfile.ZipFile, name: str) -> frozenset[int]:
    """Which of the texts that cells share are blank."""
    blank: set[int] = set()
    index, depth, is_blank = -1, 0, True

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal index, depth, is_blank
        if tag == "si":
            index, is_blank = index + 1, True
        depth += tag == "t"

    def end(tag: str) -> None:
        nonlocal depth
        depth -= tag == "t"
        if tag == "si" and is_blank:
            blank.add(index)

    def data(found: str) -> None:
        nonlocal is_blank
        is_blank = is_blank and not (depth and found.strip(BLANKS))

    with archive.open(name) as source:
        _parse(source, start, end, data)
    return frozenset(blank)


def _thin(source: IO[bytes], target: IO[bytes], blank: frozenset[int]) -> None:
    """Write a sheet anew, without the cells that say nothing.

    Raises:
        UnreadableError: the others lie too far apart.
    """
    from xml.sax.saxutils import escape, quoteattr  # brings what reads the web with it: only where it is used

    found: list[tuple[int, int, str]] = []
    said: dict[str, str] = {}
    row = column = depth = 0
    text = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal said, text, depth, row, column
        if tag == "row":
            row, column = int(attributes.get("r", row + 1)), 0
        elif tag == "c":
            said, text = attributes, ""
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            column = column_number(place[1].encode()) if place else column + 1
            row = int(place[2]) if place else row
        depth += tag in ("v", "t")

    def end(tag: str) -> None:
        nonlocal depth
        depth -= tag in ("v", "t")
        kind = said.get("t", "n")
        kind = "str" if kind == "e" else kind
        is_shared = kind == "s" and text.isdecimal() and int(text) in blank
        if tag != "c" or not text.strip(BLANKS) or is_shared:
            return
        body = (
            f'<is><t xml:space="preserve">{escape(text)}</t></is>' if kind == "inlineStr" else f"<v>{escape(text)}</v>"
        )
        style = f" s={quoteattr(said['s'])}" if "s" in said else ""
        found.append((row, column, f'<c r="{_letters(column)}{row}"{style} t={quoteattr(kind)}>{body}</c>'))

    def data(piece: str) -> None:
        nonlocal text
        if depth:
            text += piece

    _parse(source, start, end, data)
    found.sort(key=lambda cell: cell[:2])
    extent = Extent(
        len(found), max((cell[0] for cell in found), default=0), max((cell[1] for cell in found), default=0)
    )
    if extent.is_sparse:
        far_row, far_column, _ = max(found, key=lambda cell: (cell[0] * cell[1], cell[0]))
        raise UnreadableError(Fault.BROKEN_FILE, FAR_CELL(cell=f"{_letters(far_column)}{far_row}"), far_row)
    extent.check()
    target.write(f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>'.encode())
    current = 0
    for number, _, body in found:
        if number != current:
            target.write(f'{"</row>" if current else ""}<row r="{number}">'.encode())
            current = number
        target.write(body.encode())
    target.write(f"{'</row>' if current else ''}</sheetData></worksheet>".encode())


def _letters(number: int) -> str:
    """The name of a column: `AB` of 28."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


Start = Callable[[str, dict[str, str]], None]


def _parse(source: IO[bytes], start: Start, end: Callable[[str], None], data: Callable[[str], None]) -> None:
    """Read XML, tags by their local names.

    Raises:
        ValueError: it is none, or defines entities, as no workbook does.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, said: start(tag.rpartition(":")[2], said)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = data
    refuse_entities(parser)
    try:
        parser.ParseFile(source)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
