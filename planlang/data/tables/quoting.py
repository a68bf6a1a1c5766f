"""Whether the quotes of a text file are where they belong, and how many rows it has if they are.

In: the bytes of a UTF-8 file, its delimiter and the width of its header. Out: `Quoted`, or None where only a reading row
by row can tell the rows apart. The engine's own reader is let at a file with quotes only if it finds as many rows.
"""

from __future__ import annotations

import codecs
import mmap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planlang.frozen import frozen

CHUNK = 1 << 22
QUOTE, NEWLINE, RETURN = b'"\n\r'
NARROWEST = 3
"""From how many columns on a row inside a cell can be told from text with a delimiter."""

Places = NDArray[np.int64]


@frozen
class Quoted:
    """Rows that start below the header, those without any character (`blank`) among them or not."""

    rows: int
    blank: int


def well_quoted(path: Path, delimiter: str, after: int, width: int) -> Quoted | None:
    """The rows below line `after`; None where a quote stands inside a cell, or a quoted cell seems to hold further rows."""
    if path.stat().st_size == 0:
        return Quoted(0, 0)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return _well_quoted(view, delimiter, after, width)


def _well_quoted(view: mmap.mmap, delimiter: str, after: int, width: int) -> Quoted | None:
    start = len(codecs.BOM_UTF8) if view[:3] == codecs.BOM_UTF8 else 0
    ends: list[Places] = []
    inside: list[Places] = []
    is_open = 0
    for first in range(start, len(view), CHUNK):
        found = _chunk(view, start, first, is_open, ord(delimiter))
        if found is None:
            return None
        is_open, ended, held = found
        ends.append(ended)
        inside.append(held)
    if is_open:
        return None
    ended = np.concatenate(ends) if ends else np.empty(0, np.int64)
    held = np.concatenate(inside) if inside else np.empty(0, np.int64)
    if len(held) and any(holds_rows(text, delimiter, width) for text in _texts(view, start, ended, held)):
        return None
    lines = np.union1d(ended, held) if len(held) else ended
    head_end = int(lines[after - 1]) + 1 if after and len(lines) >= after else start if not after else len(view)
    below = ended[ended >= head_end]
    starts = np.concatenate(([head_end], below + 1))[: len(below)]
    blank = int(np.count_nonzero(below == starts))
    two = below[below == starts + 1]
    blank += sum(view[int(place) - 1] == RETURN for place in two)
    tail = int(below[-1]) + 1 if len(below) else head_end
    return Quoted(len(below) - blank + (tail < len(view)), blank)


def _chunk(view: mmap.mmap, start: int, first: int, is_open: int, delimiter: int) -> tuple[int, Places, Places] | None:
    """Of one stretch of the file: whether a quote is open behind it, the newlines that end a row, those inside quotes;
    None where a quote stands inside a cell.
    """
    last = min(first + CHUNK, len(view))
    cells = np.frombuffer(view[first:last], np.uint8)
    newlines = np.flatnonzero(cells == NEWLINE)
    quotes = np.flatnonzero(cells == QUOTE)
    if not len(quotes):
        none = np.empty(0, np.int64)
        return (is_open, none, newlines + first) if is_open else (is_open, newlines + first, none)
    opening, closing = quotes[is_open::2], quotes[1 - is_open :: 2]
    # The byte beside each quote; at both ends of the file a newline may be thought of.
    around = np.full(len(cells) + 2, NEWLINE, np.uint8)
    around[1:-1] = cells
    if first > start:
        around[0] = view[first - 1]
    if last < len(view):
        around[-1] = view[last]
    fits = np.zeros(256, np.bool_)
    fits[[QUOTE, NEWLINE, RETURN, delimiter]] = True
    if not (fits[around[opening]].all() and fits[around[closing + 2]].all()):
        return None
    is_inside = (np.searchsorted(quotes, newlines) + is_open) % 2 == 1
    return (is_open + len(quotes)) % 2, newlines[~is_inside] + first, newlines[is_inside] + first


def _texts(view: mmap.mmap, start: int, ended: Places, held: Places) -> Iterator[str]:
    """The rows that take several lines, as they stand in the file."""
    rank = np.unique(np.searchsorted(ended, held))
    for number in rank.tolist():
        first = int(ended[number - 1]) + 1 if number else start
        last = int(ended[number]) if number < len(ended) else len(view)
        yield view[first:last].decode("utf-8", errors="replace")


def holds_rows(text: str, delimiter: str, width: int) -> bool:
    r"""Whether a row of several lines is more likely several rows: each of its lines has as many cells as the header.

    >>> holds_rows('1,"Visit,5\n2,Visit",5', ",", 3), holds_rows('1,"first,\nsecond",5', ",", 3)
    (True, False)
    """
    return width >= NARROWEST and all(line.count(delimiter) == width - 1 for line in text.split("\n"))
