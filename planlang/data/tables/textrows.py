"""What a row of a text file is, decided line by line: the measure that the engine's own reader is held against.

In: an open text, its delimiter. Out: its rows with the line on which each starts. A line whose quotes do not fit is a row
of its own, `Torn`; the line below it starts afresh, so that no quote swallows a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice

from planlang.data.loaded.snapshot import Fault
from planlang.data.tables.quoting import holds_rows
from planlang.data.tables.reading import Record, Torn, UnreadableError
from planlang.diagnostics.text import Text

PATIENCE = 8
"""How many times the length of a text may be read again on account of its quotes."""
LEAST = 1 << 26
"""How many characters may be read again in any text."""

TOO_TORN = Text("data.too-torn", "too many quotes are out of place from this row on; export the file again")


def rows_of(file: io.TextIOBase, delimiter: str, after: int, size: int, *, is_cut: bool = False) -> Iterator[Record]:
    """The rows of a text that start below line `after`.

    Args:
        file: the text, from its beginning; it can be read again.
        delimiter: what stands between cells.
        after: a line, from 1.
        size: about how much text there is.
        is_cut: the text goes on elsewhere: a quote that does not close here may do so there.

    Raises:
        UnreadableError: too many quotes do not fit.
    """
    reader = csv.reader(file, delimiter=delimiter, skipinitialspace=True, strict=True)
    line = 1
    try:
        for cells in reader:
            following = reader.line_num + 1
            if line <= after:
                pass
            elif following > line + 1 and _is_swallowed(cells, delimiter):
                yield from _pieces(line, cells, delimiter)
            else:
                yield line, cells
            line = following
    except csv.Error as error:
        if is_cut and "end of data" in str(error):
            return
        file.seek(0)
        yield from _mended(islice(file, line - 1, None), delimiter, line, after, size)


class _Lines:
    """Lines that can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else next(self.lines)
        self.taken.append(line)
        return line


def _mended(lines: Iterator[str], delimiter: str, line: int, after: int, size: int) -> Iterator[Record]:
    """The rows from a line on whose quotes do not fit."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True, strict=True)
    patience = PATIENCE * size + LEAST
    while True:
        source.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            first, rest = source.taken[0], source.taken[1:]
            patience -= sum(map(len, rest))
            if patience < 0:
                raise UnreadableError(Fault.BROKEN_FILE, TOO_TORN(), line) from None
            source.returned.extendleft(reversed(rest))
            if line > after:
                yield line, _alone(first, delimiter)
            line += 1
            continue
        if line <= after:
            pass
        elif len(source.taken) > 1 and _is_swallowed(cells, delimiter):
            yield from _pieces(line, cells, delimiter)
        else:
            yield line, cells
        line += len(source.taken)


def _alone(line: str, delimiter: str) -> list[str]:
    """The cells of a line by itself: blanks behind a closing quote may be thought away, else it is torn."""
    closed = re.sub(rf'"[ \t]+(?=[{re.escape(delimiter)}\r\n]|$)', '"', line)
    try:
        return next(csv.reader([closed], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        pass
    try:
        return Torn(next(csv.reader([line], delimiter=delimiter, skipinitialspace=True)))
    except csv.Error:
        return Torn()


def _is_swallowed(cells: list[str], delimiter: str) -> bool:
    """Whether a row of several lines is more likely several rows."""
    return holds_rows(delimiter.join(cells), delimiter, len(cells))


def _pieces(line: int, cells: list[str], delimiter: str) -> Iterator[Record]:
    """Each line of such a row as a row, the first with the number of the last."""
    pieces = delimiter.join(cells).split("\n")
    for number, piece in enumerate(pieces):
        yield line + number, Torn(piece.split(delimiter), lines=0 if number else len(pieces))
