"""What the columns of a source's files were taken for, and why.

In: nothing (data classes). Out: the nouns of the evidence that a load keeps, file by file and column by column. How it is
gathered is the loading's work; nothing here decides anything.
"""

from __future__ import annotations

from attrs import frozen

from planlang.diagnostics.text import Message


@frozen
class ColumnFormat:
    """How the cells of one column of one file were read.

    Attributes:
        source: qualified name of the source.
        file: path relative to the data folder.
        column: name of the column in the plan.
        header: what stands above it in the file, None where the file lacks it.
        taken_for: the format in which its cells were read.
        why: what decided that: a declaration, the cells, the file's name, the header.
        cells: filled cells.
        empty: cells that are empty, words for nothing included.
        disagree: filled cells that could not be read so.
        examples: up to three cells, those that disagree first.
    """

    source: str
    file: str
    column: str
    header: str | None
    taken_for: Message
    why: Message
    cells: int
    empty: int
    disagree: int
    examples: tuple[str, ...]


@frozen
class FileFormat:
    """How the bytes of one file were read: `encoding` as Python calls it, and what decided it."""

    source: str
    file: str
    encoding: str
    why: Message
