"""Tables and lines for a terminal: columns aligned by display width, colour only where asked for.

In: cells. Out: lines of text. Every text is made safe to print first, so that nothing from a data file can steer the
terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from attrs import frozen

from planlang.diagnostics.text import Language, Message, Text
from planlang.diagnostics.width import display_width, fit, printable

MORE = Text("report.more", "… and {count} more (--all)")
HEAD = Text("report.section", "{title} ({count})")

GAP = 2
RESET = "\x1b[0m"


class Paint(Enum):
    """How a text stands out, as a terminal's code."""

    PLAIN = ""
    BOLD = "\x1b[1m"
    DIM = "\x1b[2m"
    BAD = "\x1b[1;31m"
    RISK = "\x1b[33m"
    GOOD = "\x1b[32m"
    NOTE = "\x1b[36m"


@frozen
class Cell:
    """A text of a table, and how it stands out."""

    text: str
    paint: Paint = Paint.PLAIN


@frozen
class Column:
    """A column of a table.

    Attributes:
        head: its heading.
        right: aligned right.
        elastic: may be cut where the line is too narrow, down to `least` cells, to a third of it if that is not enough.
        rank: 0 always stays; columns of the highest rank are left out first where the line is too narrow.
    """

    head: str = ""
    right: bool = False
    elastic: bool = False
    least: int = 12
    rank: int = 0


def painted(text: str, paint: Paint, colour: bool) -> str:
    """The text, safe to print, in colour where that is asked for."""
    shown = printable(text)
    return f"{paint.value}{shown}{RESET}" if colour and paint.value and shown else shown


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell | str]],
    width: int,
    *,
    colour: bool,
    indent: int = 0,
    whole: bool = False,
) -> list[str]:
    """Lines of at most `width` cells (more where even the narrowest form does not fit); a heading where there is one.

    What does not fit into an elastic column is cut, or goes on below where the `whole` of it is wanted.
    """
    blocks = table_blocks(columns, rows, width, colour=colour, indent=indent, whole=whole)
    return [line for block in blocks for line in block]


def table_blocks(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell | str]],
    width: int,
    *,
    colour: bool,
    indent: int = 0,
    whole: bool = False,
) -> list[list[str]]:
    """The same, as the lines of each row; those of the heading first, where there is one."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    shown = [
        [Cell(printable(cell.text), cell.paint) for cell in row]
        for row in ([[Cell(column.head, Paint.DIM) for column in columns]] if any(c.head for c in columns) else [])
        + cells
    ]
    widths = [max((display_width(row[i].text) for row in shown), default=0) for i in range(len(columns))]
    kept = _kept(columns, widths, width - indent)
    for scale in (1, 3):
        over = sum(widths[i] + GAP for i in kept) - GAP - (width - indent)
        _narrow(widths, {i: columns[i].least // scale for i in kept if columns[i].elastic}, over)
    places = [(columns[i], widths[i]) for i in kept]
    cells_kept = [[row[i] for i in kept] for row in shown]
    broken = [_broken(row, places) if whole else [row] for row in cells_kept]
    return [[" " * indent + _line(part, places, colour) for part in row] for row in broken]


def _broken(cells: Sequence[Cell], columns: Sequence[tuple[Column, int]]) -> list[list[Cell]]:
    """A row as several lines, where a cell is too long for its column."""
    parts = [
        [part for line in wrapped(cell.text, width) for part in _pieces(line, width)]
        if display_width(cell.text) > width
        else [cell.text]
        for cell, (_, width) in zip(cells, columns, strict=True)
    ]
    return [
        [Cell(part[line] if line < len(part) else "", cell.paint) for part, cell in zip(parts, cells, strict=True)]
        for line in range(max(map(len, parts), default=0))
    ]


def _pieces(text: str, width: int) -> list[str]:
    """A word that is longer than its column in pieces that are not.

    >>> _pieces("deals-2026.csv", 8)
    ['deals-20', '26.csv']
    """
    pieces = [""]
    for char in text:
        if pieces[-1] and display_width(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _narrow(widths: list[int], least: Mapping[int, int], over: int) -> None:
    """Take `over` cells from the elastic columns, always from the widest, as long as one is wider than its least."""
    while over > 0:
        wide = [i for i in least if widths[i] > least[i]]
        if not wide:
            return
        widest = max(wide, key=lambda i: widths[i])
        floor = max([least[widest], *(widths[i] for i in wide if widths[i] < widths[widest])])
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


def _line(cells: Sequence[Cell], columns: Sequence[tuple[Column, int]], colour: bool) -> str:
    """One line; the last cell is not filled up with blanks."""
    parts: list[str] = []
    for index, (cell, (column, width)) in enumerate(zip(cells, columns, strict=True)):
        text = fit(cell.text, width)
        blanks = " " * (width - display_width(text))
        ink = f"{cell.paint.value}{text}{RESET}" if colour and cell.paint.value and text else text
        last = index == len(cells) - 1
        parts.append(blanks + ink if column.right else ink if last else ink + blanks)
    return (" " * GAP).join(parts).rstrip()


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """The text in lines of at most `width` cells, broken at blanks or after double-width characters."""
    lines: list[str] = []
    line, used = "", 0
    for word in _words(printable(text)):
        taken = display_width(word)
        if line and used + taken > width - indent:
            lines.append(line.rstrip())
            line, used = "", 0
            word = word.lstrip()
            taken = display_width(word)
        line, used = line + word, used + taken
    if line.strip():
        lines.append(line.rstrip())
    return [" " * indent + line for line in lines]


CLOSING = "，。；：、）】》」！？”%"
OPENING = "“（【《「"


def _words(text: str) -> list[str]:
    """Pieces that a line may be broken between; punctuation stays with what it closes, or opens."""
    pieces: list[str] = []
    for char in text:
        wide = display_width(char) == 2
        last = pieces[-1][-1] if pieces else ""
        if not pieces or (
            char not in CLOSING
            and last not in OPENING
            and (char == " " or wide or char in OPENING or display_width(last) == 2)
        ):
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def headed(title: Text, count: int | Message, language: Language, colour: bool) -> str:
    """The heading of a section with how many things it lists."""
    return painted(HEAD(title=title(), count=count).render(language), Paint.BOLD, colour)


def more(count: int, language: Language, colour: bool) -> list[str]:
    """How many are not shown, and how to see them."""
    return [painted(MORE(count=count).render(language), Paint.DIM, colour)] if count else []
