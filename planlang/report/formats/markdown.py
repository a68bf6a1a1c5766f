"""Markdown for pages, wikis and chats: headings, tables and lists, as GitHub's flavour and CommonMark with tables read them.

In: a document. Out: its text. What comes from plans and data is escaped, so that it is read as it stands and never as a mark,
a link, HTML or the end of a cell. Addresses, people and numbers that a host would link to or notify, escaped or not, are
broken by a joiner that nobody sees. Tones are left out but for strong ones: none is the only sign of what it says; so is
how deep a block stands, which a space before it would make code of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import assert_never

from planlang.diagnostics.width import printable
from planlang.report.document import (
    Block,
    Cell,
    Document,
    Entry,
    Facts,
    Listing,
    Paragraph,
    Section,
    Strip,
    Table,
    Tone,
)

__all__ = ["to_markdown"]

BELOW = "› "
"""Before what stands under others in an outline, once for each."""
MARKS = re.compile(r"[\\`*_\[\]{}<>&|~$#^]|:(?=//)|(?<=www)\.|=(?==)", re.IGNORECASE)
"""What may begin a mark, a link, HTML or a formula, wherever it stands: `a*b*`, `https://…`, `www.`, `$x$`."""
REFERENCES = re.compile(r"@|#(?=[0-9])|\bgh-(?=[0-9])", re.IGNORECASE)
"""After what hosts find addresses, people and numbered threads in texts: `ann@corp.com`, `@team`, `#12`, `GH-12`."""
JOINER = "\u2060"
"""A character without width that divides no words."""
NOTED = 1
"""The column under which the note of a row stands."""
BEGINNINGS = re.compile(r"\A([-+=:]|[0-9]+(?=[.)]))")
"""What makes a list, a heading or a line across at the beginning of a line: `- `, `1. `, `===`."""


def to_markdown(document: Document) -> str:
    """The sections under headings of the second degree, the title of the first."""
    blocks = list(_section(document.head, 1)) if document.head is not None else []
    blocks += (block for section in document.sections for block in _section(section, 2))
    gaps = ("\n" if _are_one_list(*pair) else "\n\n" for pair in pairwise(blocks))
    return "".join(block + gap for block, gap in zip(blocks, (*gaps, "\n"), strict=True))


def _are_one_list(first: str, second: str) -> bool:
    """Whether two blocks are lists, which a blank line would set further apart but not divide."""
    return first.startswith("- ") and second.startswith("- ")


def _section(section: Section, degree: int) -> Iterator[str]:
    """The heading of a section and its blocks."""
    if heading := _text(section.heading):
        yield f"{'#' * degree} {heading}"
    for block in section.blocks:
        yield from _block(block, degree)


def _block(block: Block, degree: int) -> Iterator[str]:
    """A block, nothing where it is empty."""
    match block:
        case Paragraph(text=text, tone=tone):
            if line := _line(text, tone):
                yield line
        case Facts(facts=facts):
            yield "\n".join(_fact(name, cell) for name, cell in facts)
        case Table():
            if block.rows or not block.quiet:
                yield "\n".join(_table(block))
        case Listing(entries=entries):
            yield "\n".join(line for entry in entries for line in _entry(entry))
        case Strip(letters=letters, span=span, legend=legend):
            if strip := f"`{letters}` {_text(span)}".rstrip() if letters else _line(span):
                yield strip
            if line := _line(legend):
                yield line
        case Section():
            yield from _section(block, degree + 1)
        case _:
            assert_never(block)


def _table(table: Table) -> Iterator[str]:
    """Headings, alignments, rows; the note of a row in the second column, or the only one, of a row of its own."""
    last = len(table.columns) - 1
    yield _row([_text(column.head) for column in table.columns])
    yield _row(["---:" if column.right else "---" for column in table.columns])
    for row in table.rows:
        yield _row([_cell(cell) for cell in row.cells])
        if row.note:
            yield _row([_text(row.note) if index == NOTED or last == 0 else "" for index in range(last + 1)])


def _row(cells: list[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    """A cell with its place in an outline."""
    return BELOW * cell.depth + (_strong(cell.text) if cell.tone is Tone.STRONG else _text(cell.text))


def _fact(name: str, cell: Cell) -> str:
    """A name with what it is."""
    strong = _strong(name)
    return (f"- {strong} {_text(cell.text)}" if strong else f"- {_line(cell.text)}").rstrip()


def _entry(entry: Entry) -> Iterator[str]:
    """An entry of a list with those below it."""
    sign = _line(entry.sign.text) if entry.sign is not None else ""
    yield f"- {sign}{' ' if sign else ''}{_line(entry.text, entry.tone)}".rstrip()
    for one in entry.below:
        yield f"{'  ' * (1 + one.depth)}- {_line(one.text, one.tone)}".rstrip()


def _line(text: str, tone: Tone = Tone.PLAIN) -> str:
    """A text that a line begins with."""
    return _strong(text) if tone is Tone.STRONG else BEGINNINGS.sub(_escaped_beginning, _text(text))


def _escaped_beginning(found: re.Match[str]) -> str:
    r"""A mark of a list as a text: `\-`, `1\.`."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _strong(text: str) -> str:
    """A text that stands out."""
    return f"**{words}**" if (words := _text(text)) else ""


def _text(text: str) -> str:
    r"""A text on one line, in which nothing is a mark, and nothing one that a host links to or notifies.

    >>> print(_text("*a* | <b> [c](https://d.e)"))
    \*a\* \| \<b\> \[c\](https\://d.e)
    """
    return REFERENCES.sub(rf"\g<0>{JOINER}", MARKS.sub(r"\\\g<0>", printable(text).strip()))
