"""Cells of a workbook whose formula has no value: an error, or one that nobody has worked out.

In: the XML of a sheet, piece by piece. Out: the same with these cells as text (`#REF!`, `=SUM(A1:A9)`), because the library
that reads workbooks would give them as empty, and an empty cell says that there is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

LONGEST = 1 << 17
"""More bytes than a cell with its formula has."""

_END = b"</c>"
# `<c r="B2" t="e">`
_ERROR = re.compile(rb'(<c\b[^<>]*?\s)t="e"(?=[^<>]*>)')
# `<c r="B2" s="3"><f>SUM(B3:B9)</f><v></v></c>`; with `t="str"` the value is an empty text
_FORMULA = re.compile(rb'<c\b((?:(?!\st=)[^<>])*?(?:\st="n")?)><f\b[^<>]*>([^<>]+)</f>(?:<v\s*/>|<v>\s*</v>)?</c>')


def look_for_uncalculated() -> Callable[[bytes], bool]:
    """Tells of each further piece of a sheet whether such a cell ends in it."""
    rest = b""

    def look(piece: bytes) -> bool:
        nonlocal rest
        text = rest + piece
        rest = _unfinished(text)
        return _ERROR.search(text) is not None or (b"<f" in text and _FORMULA.search(text) is not None)

    return look


def spelled_out(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The XML of a sheet with such cells as text."""
    rest = b""
    for piece in pieces:
        text = rest + piece
        rest = _unfinished(text)
        yield _spelled(text[: len(text) - len(rest)])
    yield _spelled(rest)


def _unfinished(text: bytes) -> bytes:
    """What follows the last cell that has ended, as far as it can belong to the next one."""
    found = text.rfind(_END)
    end = max(found + len(_END) if found >= 0 else 0, len(text) - LONGEST)
    return text[end:]


def _spelled(text: bytes) -> bytes:
    text = _ERROR.sub(rb'\1t="str"', text)
    return _FORMULA.sub(lambda cell: b'<c%s t="str"><v>=%s</v></c>' % (_without_type(cell[1]), cell[2]), text)


def _without_type(attributes: bytes) -> bytes:
    return attributes.replace(b' t="n"', b"")
