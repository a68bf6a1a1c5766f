"""A report between what was found and ink: sections, tables, lists and notes as values.

In: texts in one language, each with the value that it tells. Out: a `Document` that painters print. Nothing here knows how
wide a line is, what a colour is called, or how a format sets its tables.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import field

from planlang.data.loaded.snapshot import Place
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.alert_states import AlertNews
from planlang.evaluate.results.evaluation import GoalStatus
from planlang.evaluate.results.readings import Reading
from planlang.frozen import frozen
from planlang.values.severities import Level

HEAD = Text("report.section", "{title} ({count})")
NOTES = Text("report.notes", "Notes")
"""The heading of what concerns all that stands before it."""
MORE = Text("report.more", "… and {count} more (--all)")


class Tone(Enum):
    """How a text stands out; never the only sign of what it says."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    BAD = "bad"
    RISK = "risk"
    GOOD = "good"
    NOTE = "note"


@frozen
class Subject:
    """What `planlang explain` says more about: a name of the plan or the id of a violation, and about whom."""

    name: str
    entity: str | None = None


Value = Reading | Subject | Place | date | GoalStatus | Level | AlertNews


@frozen
class Cell:
    """A text of a table.

    Attributes:
        text: what people read.
        value: what it says, where that is more than a text.
        depth: how many stand above it in an outline.
    """

    text: str
    tone: Tone = Tone.PLAIN
    value: Value | None = None
    depth: int = 0


@frozen
class Column:
    """A column of a table.

    Attributes:
        head: its heading.
        right: aligned right.
        elastic: may be cut where there is little room, down to `least` characters, to a third of it if that is not enough.
        least: how many characters (a Chinese one for two) it takes to be of use.
        rank: 0 always stays; columns of the highest rank are left out first where there is little room.
    """

    head: str = ""
    right: bool = False
    elastic: bool = False
    least: int = 12
    rank: int = 0


def _cells(cells: tuple[Cell | str, ...]) -> tuple[Cell, ...]:
    """Plain texts as cells."""
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


@frozen
class Row:
    """The cells of a row, as many as there are columns; a note belongs to all of it."""

    cells: tuple[Cell, ...] = field(converter=_cells)
    note: str = ""


@frozen
class Table:
    """Rows under columns.

    Attributes:
        quiet: it can be read without its headings.
        whole: nothing of a cell may be left out.
        goes_on: nor may a column: what there is no room for goes on in a further table that begins with the first column.
        depth: how deep it stands under its heading.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    quiet: bool = False
    whole: bool = False
    goes_on: bool = False
    depth: int = 0


@frozen
class Facts:
    """Names with what they are, one below the other."""

    facts: tuple[tuple[str, Cell], ...]


@frozen
class Paragraph:
    """A sentence or several."""

    text: str
    tone: Tone = Tone.PLAIN
    depth: int = 0


@frozen
class Entry:
    """An entry of a list, with a sign before it where it has one, and what stands below it."""

    text: str
    tone: Tone = Tone.PLAIN
    sign: Cell | None = None
    below: tuple[Paragraph, ...] = ()


@frozen
class Listing:
    """A list."""

    entries: tuple[Entry, ...]
    depth: int = 0


@frozen
class Strip:
    """One letter a period, which periods these are, and what the letters mean."""

    letters: str
    span: str
    legend: str


@frozen
class Section:
    """A heading and what stands under it.

    Attributes:
        heading: empty where it goes on from the section before. The heading of a table whose first column has none is
            that of the column as well.
        quiet: its blocks say what it is about, so that they can be read without the heading.
    """

    heading: str
    blocks: tuple[Block, ...]
    quiet: bool = False


Block = Paragraph | Facts | Table | Listing | Strip | Section


@frozen
class Document:
    """A head with the title, where there is one, and sections."""

    head: Section | None
    sections: tuple[Section, ...]


def headed(title: Text, count: int | Message, language: Language) -> str:
    """The heading of a section with how many things it lists."""
    return HEAD(title=title(), count=count).render(language)


def more(count: int, language: Language) -> tuple[Paragraph, ...]:
    """How many are not shown, and how to see them."""
    return (Paragraph(MORE(count=count).render(language), Tone.MUTED),) if count else ()
