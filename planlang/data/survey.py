"""A first look at some cells of a file, before all of them are read.

In: a sheet and its header. Out: what to expect of its dates and numbers: the order of day and month, and whether they
are written plainly, so that the quick way of reading will do. A wrong guess costs time, never a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from planlang.data.dateorder import DateOrder, date_order, has_year_last
from planlang.data.headers import Header
from planlang.data.reading import BLANKS, Record, Sheet, UnreadableError
from planlang.values.units import Count, DateUnit, InstantUnit, Person, StageOf, TextUnit, Truth, Unit

# `2026-05-18`, `2026/5/8`
_DATE = re.compile(r"20\d\d(-\d\d-\d\d|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})")
# `2026-05-18 09:30:00`, `2026-05-18T09:30:00`, `2026/5/8 9:30`
_INSTANT = re.compile(r"20\d\d(-\d\d-\d\d[ T]\d\d:\d\d:\d\d|/\d{1,2}/\d{1,2}( \d{1,2}:\d\d(:\d\d)?)?)")
# `-1054.00`
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@frozen
class Survey:
    """What some cells tell.

    Attributes:
        year_last: declared date columns whose cells have the year last, and the order of day and month there, None where
            these cells do not tell.
        is_plain: whether all dates and numbers looked at are in plain form.
    """

    year_last: Mapping[str, DateOrder | None]
    is_plain: bool


def survey(header: Header, *, whole: bool) -> Survey:
    """Look at the first rows of a file; with `whole`, and where dates have the year last, at rows from all over it."""
    rows = [(line, cells) for line, cells in header.sheet.head if line > header.line]
    if whole:
        rows += _samples(header.sheet)
    everywhere = rows if whole else None
    year_last: dict[str, DateOrder | None] = {}
    is_plain = True
    for field in header.fields:
        plain = _plain_form(field.column.spec.unit)
        if field.index is None or plain is None:
            continue
        cells = [cell for cell in _cells(rows, field.index) if cell]
        cells = [cell for cell in cells if cell != field.header]
        is_plain = is_plain and all(plain.fullmatch(cell) for cell in cells)
        if plain is not _NUMBER and (has_year_last(cells) or not cells):
            everywhere = everywhere or list(_samples(header.sheet))
            cells = list(_cells(everywhere, field.index))
            if has_year_last(cells):
                year_last[field.column.spec.name] = date_order(cells)
    return Survey(year_last, is_plain and not year_last)


def _plain_form(unit: Unit) -> re.Pattern[str] | None:
    """The plain form of the cells of a column; None where there is only one."""
    match unit:
        case DateUnit():
            return _DATE
        case InstantUnit():
            return _INSTANT
        case TextUnit() | Person() | StageOf() | Truth() | Count():
            return None
        case _:
            return _NUMBER


def _cells(records: Iterable[Record], index: int) -> Iterator[str]:
    """The cells of one field."""
    return (cells[index].strip(BLANKS) for _, cells in records if len(cells) > index)


def _samples(sheet: Sheet) -> Iterator[Record]:
    """Rows from the whole length of a sheet, as far as it can be read; the header may be among them."""
    try:
        yield from sheet.samples()
    except UnreadableError:
        return
