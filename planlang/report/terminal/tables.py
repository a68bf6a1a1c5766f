"""Tables for a terminal: columns aligned by display width, narrowed, left out or continued where a line is too short.

In: a table of a document. Out: lines of text. Every text is made safe to print first, so that nothing from a data file can
steer the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from planlang.diagnostics.text import Language, Text
from planlang.diagnostics.width import display_width, fit, printable
from planlang.report.document import Cell, Column, Row, Table, Tone
from planlang.report.terminal.ink import inked
from planlang.report.terminal.wrapping import broken, wrapped
from planlang.report.words.names import COMMA

GAP = 2
STEP = 2
"""Cells by which a line stands further right for each depth."""
LEAST = 16
"""Cells that a name keeps where columns go on in a further table."""

LEFT_OUT = Text("report.left-out", "… no room for the columns: {columns} (--format markdown has them)")

Shown = tuple[str, Tone]
"""A text, safe to print, and its tone."""


def table_lines(table: Table, width: int, language: Language, *, colour: bool) -> list[str]:
    """Lines of at most `width` cells (more where even the narrowest form does not fit); a heading where one is needed.

    What does not fit into an elastic column is cut, or goes on below where the whole of it is wanted. Columns that there
    is no room for are named below the table.
    """
    if not table.goes_on:
        return _set(table, width, language, colour)
    parts = [_set(part, width, language, colour) for part in _parts(table, width)]
    return [line for index, part in enumerate(parts) for line in ([""] if index else []) + part]


def _set(table: Table, width: int, language: Language, colour: bool) -> list[str]:
    """The lines of one table."""
    columns, indent = table.columns, STEP * table.depth
    heads = not table.quiet and any(column.head for column in columns)
    shown = [[(printable(column.head), Tone.MUTED) for column in columns]] if heads else []
    shown += [[_shown(cell) for cell in row.cells] for row in table.rows]
    notes = ([""] if heads else []) + [row.note for row in table.rows]
    widths = [max((display_width(row[i][0]) for row in shown), default=0) for i in range(len(columns))]
    full, kept = tuple(widths), _kept(columns, widths, width - indent)
    for scale in (1, 3):
        over = sum(widths[i] + GAP for i in kept) - GAP - (width - indent)
        _narrow(widths, {i: columns[i].least // scale for i in kept if columns[i].elastic}, over)
    places = [(columns[i], widths[i]) for i in kept]
    lines: list[str] = []
    for cells, note in zip(shown, notes, strict=True):
        row = [cells[i] for i in kept]
        lines += [
            " " * indent + _line(part, places, colour) for part in (_broken(row, places) if table.whole else [row])
        ]
        lines += wrapped(note, width, indent + widths[0] + GAP) if note else []
    missing = [printable(column.head) for i, column in enumerate(columns) if full[i] and i not in kept]
    if missing:
        said = LEFT_OUT(columns=COMMA().render(language).join(missing)).render(language)
        first, *further = wrapped(said, width - STEP, indent)
        lines += [inked(line, Tone.MUTED, colour) for line in (first, *(" " * STEP + line for line in further))]
    return lines


def _shown(cell: Cell) -> Shown:
    """A cell as it is printed."""
    return " " * (STEP * cell.depth) + printable(cell.text), cell.tone


def _parts(table: Table, width: int) -> Iterator[Table]:
    """As many columns at a time as there is room for beside the first, at least one."""
    first, *others = range(len(table.columns))
    taken = [_taken(table, index) for index in (first, *others)]
    room = max(width - min(taken[first], max(LEAST, width // 3)), LEAST)
    chunk: list[int] = []
    used = 0
    for index in others:
        if chunk and used + GAP + taken[index] > room:
            yield _only(table, [first, *chunk])
            chunk, used = [], 0
        chunk.append(index)
        used += GAP + taken[index]
    if chunk:
        yield _only(table, [first, *chunk])


def _taken(table: Table, index: int) -> int:
    """The cells that a column takes where nothing is cut."""
    texts = (table.columns[index].head, *(_shown(row.cells[index])[0] for row in table.rows))
    return max(display_width(printable(text)) for text in texts)


def _only(table: Table, kept: Sequence[int]) -> Table:
    """A table with some of its columns."""
    rows = tuple(Row(tuple(row.cells[index] for index in kept), row.note) for row in table.rows)
    return evolve(table, columns=tuple(table.columns[index] for index in kept), rows=rows)


def _broken(cells: Sequence[Shown], columns: Sequence[tuple[Column, int]]) -> list[list[Shown]]:
    """A row as several lines, where a cell is too long for its column."""
    parts = [
        broken(text, width) if display_width(text) > width else [text]
        for (text, _), (_, width) in zip(cells, columns, strict=True)
    ]
    return [
        [(part[line] if line < len(part) else "", tone) for part, (_, tone) in zip(parts, cells, strict=True)]
        for line in range(max(map(len, parts), default=0))
    ]


def _narrow(widths: list[int], least: Mapping[int, int], over: int) -> None:
    """Take `over` cells from the elastic columns, always from the widest, as long as one is wider than its least."""
    while over > 0:
        wide = [i for i in least if widths[i] > least[i]]
        if not wide:
            return
        widest = max(wide, key=lambda i: widths[i])
        floor = max([least[widest], *(min(widths[i], widths[widest] - 1) for i in wide if i != widest)])
        step = min(over, widths[widest] - floor)
        widths[widest], over = widths[widest] - step, over - step


def _kept(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """The columns that fit when the elastic ones are as narrow as can be; highest ranks go first."""
    kept = [i for i, taken in enumerate(widths) if taken or not columns[i].rank]
    while True:
        least = sum((min(widths[i], columns[i].least) if columns[i].elastic else widths[i]) + GAP for i in kept) - GAP
        droppable = [i for i in kept if columns[i].rank]
        if least <= width or not droppable:
            return kept
        kept.remove(max(droppable, key=lambda i: (columns[i].rank, i)))


def _line(cells: Sequence[Shown], columns: Sequence[tuple[Column, int]], colour: bool) -> str:
    """One line; the last cell is not filled up with blanks."""
    parts: list[str] = []
    for index, ((text, tone), (column, width)) in enumerate(zip(cells, columns, strict=True)):
        text = fit(text, width)
        blanks = " " * (width - display_width(text))
        ink = inked(text, tone, colour)
        last = index == len(cells) - 1
        parts.append(blanks + ink if column.right else ink if last else ink + blanks)
    return (" " * GAP).join(parts).rstrip()
