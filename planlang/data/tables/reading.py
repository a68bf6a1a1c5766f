"""What a reader makes of a file: tables of text cells, one of which a source recognises by its header.

In: nothing (data classes). Out: the nouns that the readers and bind.py share. What a cell means is decided by the
engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Protocol

from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.text import Message
from planlang.frozen import frozen
from planlang.values.texts import BLANKS


@frozen
class Hint:
    """What a plan says about its files: a declared encoding, words that are likely to stand in them."""

    encoding: str | None = None
    words: Sequence[str] = ()


NO_HINT = Hint()
"""Nothing is known."""
HEAD_ROWS = 10
"""Within how many rows that are not blank the header has to be."""

Record = tuple[int, Sequence[str]]
"""The line on which a record starts, and its cells."""


class Torn(list[str]):
    """The cells of a line whose quotes do not fit, as far as they can be guessed; `lines` is how many lines it became one
    row with, 0 for each of those but the first.
    """

    def __init__(self, cells: Iterable[str] = (), lines: int = 1) -> None:
        super().__init__(cells)
        self.lines = lines


class Native(str):
    """The text of a cell that was a number, a date or a truth of its own, not text: it is in nobody's style."""

    __slots__ = ()


class UnreadableError(Exception):
    """A file, or the rest of it, cannot be read; `line` is where, if that is known."""

    def __init__(self, fault: Fault, message: Message, line: int | None = None) -> None:
        super().__init__(message.render())
        self.fault = fault
        self.message = message
        self.line = line


class Padding(Enum):
    """With what the cells of a table may begin or end; spaces are those of any width."""

    NONE = "none"
    SPACES = "spaces"
    ANY = "any"


@frozen
class Bulk:
    """A table that the engine can read by itself, as UTF-8 text with fields that may be quoted by `"`.

    Attributes:
        size: bytes of the file.
        lines: physical lines of the file.
        quotes: whether there is any quote.
        padding: with what cells may begin or end.
        rare: whether there may be letters that are compared in another form (`values/texts.py`).
    """

    path: Path
    delimiter: str
    size: int
    lines: int
    quotes: bool
    padding: Padding
    rare: bool


class Sheet(Protocol):
    """One table of cells; of a text file, its reading with one delimiter."""

    @property
    def name(self) -> str | None:
        """What a sheet of a workbook is called; None for a text file."""

    @property
    def height(self) -> int:
        """How many rows it has, as far as that is known without reading them."""

    @property
    def head(self) -> Sequence[Record]:
        """The first rows that are not blank, at most `HEAD_ROWS`."""

    @property
    def first_field(self) -> int:
        """The number that people give to the first cell of a row, from 1."""

    @property
    def is_text(self) -> bool:
        """Whether all cells were text, and rows end where their line does."""

    @property
    def bulk(self) -> Bulk | None:
        """How the engine can read it, or None."""

    def records(self, after: int) -> Iterator[Record]:
        """Every row that starts below line `after`, blank ones too.

        Raises:
            UnreadableError: the file cannot be read any further.
        """

    def samples(self) -> Iterator[Record]:
        """Some rows from the whole length of the table, in order."""


@frozen
class Opened:
    """A file that could be opened.

    Attributes:
        digest: hex SHA-256 of its bytes, as `sha256sum` prints it.
        encoding: as Python calls it, `xlsx` for a workbook.
        why: what decided that.
        sheets: the tables that it may be read as, likeliest first.
    """

    digest: str
    encoding: str
    why: Message
    sheets: tuple[Sheet, ...]


class Reader(Protocol):
    """Opens one kind of file."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of names, in lower case, with the dot."""

    def open(self, path: Path, scratch: Path, hint: Hint = NO_HINT, *, careful: bool) -> Opened:
        """Open a file; temporary files go into the folder `scratch` under names not in use.

        `hint` is what the plan says of encodings. Unless `careful`, a text file whose beginning is UTF-8 passes for UTF-8: the engine stumbles where it is not.

        Raises:
            UnreadableError: it is empty, broken, or in no known encoding.
        """


def is_blank(cells: Sequence[str]) -> bool:
    """Whether no cell of a row says anything."""
    return not isinstance(cells, Torn) and not any(cell.strip(BLANKS) for cell in cells)
