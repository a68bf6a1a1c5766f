"""What became of the rows of a file: used, set aside, or left out, each counted, none lost.

In: the rows that each file gave to a table, how many of them it has in the end, which were set aside and left out.
Out: `RowCount` for each file. Nothing is derived from the other counts: that they add up is a law that tests can break.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.rowlines import FileRows
from planlang.frozen import frozen

RowIds = NDArray[np.int64]


class LeftOut(Enum):
    """Why a row that can be read does not count; the value is its name in every output."""

    BLANK = "blank-row"
    HEADER = "repeated-header"
    REMARK = "remark"
    TOTAL = "total-row"
    AFTER_CUT = "after-cut"
    REPEATED_KEY = "repeated-key"
    SUPERSEDED = "superseded"
    REPEATED_ROW = "repeated-row"
    CORRECTED = "corrected-file"


@frozen
class RowCount:
    """The rows of a file: `in_file` = used + set aside + left out.

    Attributes:
        in_file: rows below the header, as many as a spreadsheet shows.
        set_aside: by name of the fault, the first of each row.
        left_out: by name of the reason.
    """

    in_file: int
    used: int
    set_aside: Mapping[str, int]
    left_out: Mapping[str, int]

    @property
    def aside(self) -> int:
        """How many rows were set aside."""
        return sum(self.set_aside.values())

    @property
    def told(self) -> int:
        """How many rows there are for the reader: without lines that are none, and those from after the cut."""
        none = (LeftOut.BLANK, LeftOut.HEADER, LeftOut.REMARK, LeftOut.AFTER_CUT)
        return self.in_file - sum(self.out_of(reason) for reason in none)

    @property
    def is_usable(self) -> bool:
        """Whether the file says anything about its days: it has no row to be read, or one that could be."""
        repeats = (LeftOut.REPEATED_KEY, LeftOut.SUPERSEDED, LeftOut.REPEATED_ROW, LeftOut.AFTER_CUT)
        return self.used > 0 or not self.aside or any(self.out_of(reason) for reason in repeats)

    def out_of(self, reason: LeftOut) -> int:
        """How many rows were left out for a reason."""
        return self.left_out.get(reason.value, 0)


@frozen
class FileTally:
    """A file while it is counted: the rows of the table that came from it, and rows that never were in the table."""

    rows: FileRows
    passed: Mapping[LeftOut, int]


def counted(
    files: Sequence[FileTally],
    kept: Mapping[int, int],
    aside: Iterable[tuple[str, RowIds]],
    left_out: Iterable[tuple[LeftOut, RowIds]],
) -> list[RowCount]:
    """The counts of each file, the files being in order of their rows; `kept` is by the place of the file."""
    firsts = np.array([file.rows.first for file in files], dtype=np.int64)

    def by_file(ids: RowIds) -> NDArray[np.intp]:
        return np.bincount(np.searchsorted(firsts, ids, side="right") - 1, minlength=len(files))

    faults = _by_reason(((reason, by_file(ids)) for reason, ids in aside), len(files))
    reasons = _by_reason(((reason.value, by_file(ids)) for reason, ids in left_out), len(files))
    for file, told in zip(files, reasons, strict=True):
        for reason, count in file.passed.items():
            if count:
                told[reason.value] = told.get(reason.value, 0) + count
    return [
        RowCount(
            file.rows.count + sum(file.passed.values()),
            kept.get(index, 0),
            faults[index],
            dict(sorted(reasons[index].items())),
        )
        for index, file in enumerate(files)
    ]


def _by_reason(found: Iterable[tuple[str, NDArray[np.intp]]], files: int) -> list[dict[str, int]]:
    """For each file its counts by reason, those of zero left away."""
    told: list[dict[str, int]] = [{} for _ in range(files)]
    for reason, counts in found:
        for index in np.flatnonzero(counts).tolist():
            told[index][reason] = told[index].get(reason, 0) + int(counts[index])
    return told
