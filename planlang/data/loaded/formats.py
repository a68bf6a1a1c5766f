"""What the columns of a source's files were taken for, and why.

In: nothing (data classes). Out: the nouns of the evidence that a load keeps, file by file and column by column. How it is
gathered is the loading's work; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from planlang.diagnostics.text import Message
from planlang.frozen import field, frozen
from planlang.values.notation import DateOrder, NumberStyle


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


@frozen
class Reading:
    """How the cells of one column are read in all files of its source.

    Attributes:
        numbers: the style of its numbers; None: only what is the same in every style.
        dates: the order of day, month and year; None: only what is the same in every order.
        powers: file -> the power of ten that its numbers are counted in, by its header or a declaration.
        minutes: for numbers that are lengths of time, how many minutes one is.
        blocked: shares that are above one without a proof of what they are counted in.
        marks: cells are marks such as `x`, and a blank is no.
        outsiders: files whose own cells prove another format: nothing of this column is read in them.
    """

    numbers: NumberStyle | None = None
    dates: DateOrder | None = None
    powers: Mapping[int, int] = field(factory=dict)
    minutes: Fraction | None = None
    blocked: bool = False
    marks: bool = False
    outsiders: frozenset[int] = frozenset()
