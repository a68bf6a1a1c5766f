"""Which sheets of a workbook a source reads.

In: the tables of an opened file, the columns wanted, the sheets that the source names. Out: the header of each table to
read, and what is to be told of the others. A text file has one table, however it may be divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from planlang.data.columns.columns import Wanted
from planlang.data.columns.headers import Header, find_header, folded, names_of
from planlang.data.loaded.snapshot import Fault
from planlang.data.tables.reading import Opened, UnreadableError
from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen

OTHERS_FIT = Text(
    "data.other-sheets",
    'only the sheet "{read}" ({rows:row|rows}) is read; {others} would fit too: write `sheets *`, or `sheets "{read}", …`',
)
SHEET_ROWS = Text("data.other-sheets.rows", '"{name}" ({rows:row|rows})')
LISTED = Text("data.other-sheets.listed", "{first}, {rest}")
NO_SHEET = Text("data.no-sheet", 'there is no sheet "{name}"; there are: {there}')
NOT_FITTING = Text("data.sheet-without", 'the sheet "{name}" is not read: it has no column "{header}"')
MOST = 8
"""How many sheets are told."""


@frozen
class Chosen:
    """The tables to read, each with the name of its sheet where several of a file are read; and what is to be told."""

    tables: Sequence[tuple[Header, str | None]]
    told: Sequence[Message]


def chosen(opened: Opened, columns: Sequence[Wanted], asked: Sequence[str]) -> Chosen:
    """The tables of a file that a source reads; `asked` are the names of sheets in which `*` stands for anything.

    Raises:
        UnreadableError: a sheet that is asked for is not there.
    """
    named = [sheet for sheet in opened.sheets if sheet.name is not None]
    best = find_header(opened.sheets, columns)
    if best is None or not named:
        return Chosen([] if best is None else [(best, None)], ())
    headers = [(sheet.name or "", header) for sheet in named if (header := find_header([sheet], columns)) is not None]
    fitting = [(name, header) for name, header in headers if not header.missing]
    if not asked:
        others = [(name, header) for name, header in fitting if header.sheet is not best.sheet]
        return Chosen([(best, None)], [_others_fit(best, others)] if others and not best.missing else [])
    absent = [name for name in asked if not any(_is_asked(sheet.name or "", [name]) for sheet in named)]
    if absent and "*" not in absent:
        there = ", ".join(f'"{sheet.name}"' for sheet in named[:MOST])
        raise UnreadableError(Fault.BROKEN_FILE, NO_SHEET(name=absent[0], there=there))
    taken = [(name, header) for name, header in fitting if _is_asked(name, asked)]
    if not taken:
        return Chosen([(best, None)], ())
    told = [
        NOT_FITTING(name=name, header=names_of(header.missing[0])[0])
        for name, header in headers
        if header.missing and _is_asked(name, asked)
    ]
    return Chosen([(header, name if len(taken) > 1 else None) for name, header in taken], tuple(told[:MOST]))


def _is_asked(name: str, asked: Sequence[str]) -> bool:
    """Whether a sheet is one of those asked for."""
    return any(fnmatchcase(folded(name), folded(pattern).replace("[", "[[]")) for pattern in asked)


def _others_fit(best: Header, others: Sequence[tuple[str, Header]]) -> Message:
    """That further sheets have the same columns."""
    told = [SHEET_ROWS(name=name, rows=_rows(header)) for name, header in others[:MOST]]
    listed = told[-1]
    for one in reversed(told[:-1]):
        listed = LISTED(first=one, rest=listed)
    return OTHERS_FIT(read=best.sheet.name or "", rows=_rows(best), others=listed)


def _rows(header: Header) -> int:
    """How many rows there are below a header."""
    return max(0, header.sheet.height - header.line)
