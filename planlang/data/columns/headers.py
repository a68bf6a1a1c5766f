"""Where the header of a file is, and which field of it is which column.

In: the sheets of an opened file and the columns wanted. Out: the sheet that fits best, its header row and the field of
each column; or what is missing. Titles above the header are passed over but for the unit that they say the figures have,
and so is a line of units right below it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from attrs import evolve

from planlang.data.columns.columns import Wanted
from planlang.data.tables.reading import Record, Sheet
from planlang.diagnostics.suggest import nearest
from planlang.frozen import frozen
from planlang.values.notation import power_of, unit_said
from planlang.values.texts import BLANKS
from planlang.values.units import Count, MoneyIn, PercentagePoints, Plain, Ratio


@frozen
class Field:
    """Where a column stands in a file: index from 0 of the field, None where an optional column is not there; and the unit
    that a line next to the header says it has, empty where none does.
    """

    column: Wanted
    index: int | None
    header: str
    unit: str = ""


@frozen
class Header:
    """The header row of a file.

    Attributes:
        line: the last line of the header; rows of data start below it.
        row: the first line of the header.
        width: number of fields.
        named: number of fields up to the last one with a header.
        fields: one for each wanted column, in their order.
        twice: (header, fields from 0) of headers that a wanted column matches more than once; the first is taken.
        near: column name -> headers that look like the one that is missing.
    """

    sheet: Sheet
    line: int
    row: int
    width: int
    named: int
    fields: tuple[Field, ...]
    twice: tuple[tuple[str, tuple[int, ...]], ...]
    near: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> tuple[Wanted, ...]:
        """Required columns that the file lacks."""
        return tuple(field.column for field in self.fields if field.index is None and field.column.required)


def find_header(sheets: Sequence[Sheet], wanted: Sequence[Wanted]) -> Header | None:
    """The header row: the row near the top of a sheet that names most of the wanted columns, required ones counting
    first, the earliest of equals. None for a file without rows.

    Headers are the same when they differ only in case, blanks, or full-width forms: `金额（元）` is `金额(元)`.
    """
    best: tuple[tuple[int, int], Sheet, int, Sequence[str]] | None = None
    for sheet in sheets:
        for line, cells in sheet.head:
            there = {folded(cell) for cell in cells}
            matched = [column for column in wanted if any(folded(header) in there for header in names_of(column))]
            score = (sum(column.required for column in matched), len(matched))
            if best is None or score > best[0]:
                best = (score, sheet, line, cells)
    if best is None:
        return None
    _, sheet, line, cells = best
    return _header(sheet, line, cells, wanted)


def _header(sheet: Sheet, line: int, cells: Sequence[str], wanted: Sequence[Wanted]) -> Header:
    """The fields of the wanted columns in a header row."""
    places: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        places.setdefault(folded(cell), []).append(index)
    fields: list[Field] = []
    twice: list[tuple[str, tuple[int, ...]]] = []
    near: dict[str, tuple[str, ...]] = {}
    for column in wanted:
        name = next((header for header in names_of(column) if folded(header) in places), None)
        if name is None:
            fields.append(Field(column, None, names_of(column)[0]))
            known = {key: cells[found[0]].strip(BLANKS) for key, found in places.items() if key}
            alike = nearest(folded(names_of(column)[0]), known)
            near[column.spec.name] = tuple(known[key] for key in alike)
            continue
        found = places[folded(name)]
        fields.append(Field(column, found[0], cells[found[0]].strip(BLANKS)))
        if len(found) > 1:
            twice.append((fields[-1].header, tuple(found)))
    below = _units_below(sheet, line, fields)
    last, lowest = (line, cells) if below is None else below
    above = next((unit for at, texts in sheet.head if at < line for text in texts if (unit := unit_said(text))), "")
    fields = [_with_unit(field, () if below is None else lowest, above) for field in fields]
    height = sum(cell.count("\n") for cell in lowest)
    named = max((index + 1 for index, cell in enumerate(cells) if folded(cell)), default=0)
    return Header(sheet, last + height, line, len(cells), named, tuple(fields), tuple(twice), near)


def _units_below(sheet: Sheet, line: int, fields: Sequence[Field]) -> Record | None:
    """The line right below a header, where it holds units and cannot be a row: a cell is empty that every row fills, no cell
    of a wanted column has a digit, and one of a figure is a unit.
    """
    after = next((record for record in sheet.head if record[0] > line), None)
    if after is None:
        return None
    cells = [
        (field.column, after[1][field.index].strip(BLANKS))
        for field in fields
        if field.index is not None and field.index < len(after[1])
    ]
    may_be_row = not any(column.required and not cell for column, cell in cells)
    if may_be_row or any(letter.isdigit() for _, cell in cells for letter in cell):
        return None
    figures = (MoneyIn, Plain, Count, Ratio, PercentagePoints)
    has_unit = any(
        isinstance(column.spec.unit, figures) and cell and power_of(_bare(cell)) is not None for column, cell in cells
    )
    return after if has_unit else None


def _with_unit(field: Field, below: Sequence[str], above: str) -> Field:
    """A field with the unit that stands below its header, else the one that a line above says all money has."""
    if field.index is None:
        return field
    own = _bare(below[field.index]) if field.index < len(below) else ""
    if own and power_of(own, of_money=isinstance(field.column.spec.unit, MoneyIn)) is not None:
        return evolve(field, unit=own)
    return evolve(field, unit=above) if isinstance(field.column.spec.unit, MoneyIn) else field


def _bare(cell: str) -> str:
    """A unit without its brackets."""
    return unicodedata.normalize("NFKC", cell).strip(BLANKS).strip("()[]【】").strip()


def names_of(column: Wanted) -> tuple[str, ...]:
    """The headers that a column may have."""
    return column.spec.headers or (column.spec.name,)


@lru_cache(maxsize=4096)
def folded(header: str) -> str:
    """A header without what does not tell headers apart."""
    return "".join(unicodedata.normalize("NFKC", header).casefold().split()).strip("\ufeff")
