"""On which line of which file a row of a table stands.

In: for each file of a source, the numbers of its first and last row and how its lines are counted. Out: file and line
of rows. A file whose records all take one line is counted by arithmetic; others are read again when first asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from planlang.frozen import frozen

Lines = NDArray[np.int64]


@frozen
class OneLineEach:
    """The n-th record (from 0) stands on line `first + n`."""

    first: int


@frozen(eq=False)
class Listed:
    """The line of each record."""

    lines: Lines


@frozen(eq=False)
class ReadAgain:
    """The lines of the records are found by reading the file once more."""

    lines_again: Callable[[], Iterator[int]]

    @cached_property
    def lines(self) -> Lines:
        """The line of each record."""
        return np.fromiter(self.lines_again(), dtype=np.int64)


Counting = OneLineEach | Listed | ReadAgain


@frozen(eq=False)
class FileRows:
    """The rows `[first, first + count)` of a table came from one file.

    Attributes:
        file: path relative to the data folder.
    """

    file: str
    first: int
    count: int
    counting: Counting

    def line(self, row: int) -> int:
        """The line on which a row of this file starts."""
        index = row - self.first
        match self.counting:
            case OneLineEach(first=first):
                return first + index
            case Listed(lines=lines):
                return int(lines[index])
            case ReadAgain(lines=lines):
                return int(lines[min(index, len(lines) - 1)]) if len(lines) else 1
            case unreachable:
                assert_never(unreachable)


def locate(files: Sequence[FileRows], rows: Iterable[int]) -> Iterator[tuple[FileRows, int]]:
    """The file and line of each row.

    Raises:
        KeyError: there is no such row.
    """
    firsts = [file.first for file in files]
    for row in rows:
        file = files[bisect_right(firsts, row) - 1] if files else None
        if file is None or not file.first <= row < file.first + file.count:
            raise KeyError(row)
        yield file, file.line(row)
