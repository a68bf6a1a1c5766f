"""Sections and their blocks for a terminal: which lines a heading, a list or a strip takes.

In: sections of a document. Out: lines of at most `width` cells where that can be, colour only where asked for.
"""

from __future__ import annotations

from typing import assert_never

from attrs import evolve

from planlang.diagnostics.text import Language
from planlang.diagnostics.width import printable
from planlang.report.document import (
    Block,
    Cell,
    Column,
    Entry,
    Facts,
    Listing,
    Paragraph,
    Row,
    Section,
    Strip,
    Table,
    Tone,
)
from planlang.report.terminal.ink import inked
from planlang.report.terminal.tables import STEP, table_lines
from planlang.report.terminal.wrapping import wrapped


def section_lines(section: Section, width: int, language: Language, colour: bool) -> list[str]:
    """A section; what stands in it follows without blank lines. A heading that a table has room for goes into it."""
    first = section.blocks[0] if section.blocks else None
    if isinstance(first, Table) and _has_a_corner(first):
        corner = evolve(first.columns[0], head=section.heading)
        table = evolve(first, columns=(corner, *first.columns[1:]))
        return [line for block in (table, *section.blocks[1:]) for line in _block(block, width, language, colour)]
    heading = "" if section.quiet else section.heading
    lines = [inked(line, Tone.STRONG, colour) for line in wrapped(heading, width)]
    return lines + [line for block in section.blocks for line in _block(block, width, language, colour)]


def _has_a_corner(table: Table) -> bool:
    """Whether a table has headings, but none over its first column."""
    return not table.quiet and not table.columns[0].head and any(column.head for column in table.columns)


def _block(block: Block, width: int, language: Language, colour: bool) -> list[str]:
    """The lines of a block."""
    match block:
        case Paragraph(text=text, tone=tone, depth=depth):
            return [inked(line, tone, colour) for line in wrapped(text, width, STEP * depth)]
        case Facts():
            return _facts(block, width, language, colour)
        case Table():
            return table_lines(block, width, language, colour=colour)
        case Listing(entries=entries, depth=depth):
            return [line for entry in entries for line in _entry(entry, width, colour, STEP * depth)]
        case Strip():
            return _strip(block, colour)
        case Section():
            return section_lines(block, width, language, colour)
        case _:
            assert_never(block)


def _facts(facts: Facts, width: int, language: Language, colour: bool) -> list[str]:
    """Name and value, one a line, values aligned."""
    rows = tuple(Row((Cell(name, Tone.MUTED), cell)) for name, cell in facts.facts)
    table = Table((Column(), Column(elastic=True, least=20)), rows, depth=1)
    return table_lines(table, width, language, colour=colour)


def _entry(entry: Entry, width: int, colour: bool, indent: int) -> list[str]:
    """An entry; where it has a sign, further lines of it stand below the first word and not below the sign."""
    narrower = width - indent - STEP
    lines = wrapped(entry.text, narrower if entry.sign else width - indent)
    said = [inked(line, entry.tone, colour) for line in lines or [""]]
    if entry.sign is not None:
        signs = [inked(printable(entry.sign.text), entry.sign.tone, colour) + " ", *[" " * STEP] * (len(said) - 1)]
        said = [sign + line for sign, line in zip(signs, said, strict=True)]
    for one in entry.below:
        deep = STEP * (1 + one.depth)
        said += [" " * deep + inked(line, one.tone, colour) for line in wrapped(one.text, width - indent - deep)]
    return [" " * indent + line for line in said]


def _strip(strip: Strip, colour: bool) -> list[str]:
    """The letters with the periods they are for, then what they mean; neither is broken."""
    return [
        " " * STEP + printable(f"{strip.letters}  {strip.span}"),
        " " * STEP + inked(printable(strip.legend), Tone.MUTED, colour),
    ]
