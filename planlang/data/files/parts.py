"""Which days are known of a source whose files hold parts: those of which the files of all parts are there.

In: the days that each file accounts for, their names and how many rows they share. Out: the days that are known, and what is
missing of which part. A part is expected from the day on which the second of its files begins that stands beside one of another
part: a file that comes once is no part that comes every week. It depends on no later file, so that the past stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from planlang.data.files.coverage import EVER, Days, merged
from planlang.data.files.series import MOST_PARTS, Line, is_apart, lines_of
from planlang.frozen import frozen

_SHEET = re.compile(r" \[[^\]]*\]$")


@frozen
class FileOfDays:
    """A file with the days it accounts for.

    Attributes:
        is_usable: whether they are known by it, which they are not by a file without a usable row.
        rows: how many it holds.
        shared: how many of them do not count, as they stand in another file.
    """

    name: str
    covers: Days
    is_usable: bool
    rows: int = 0
    shared: int = 0


@frozen
class Lack:
    """Days of which the file of a part is missing; `like` is the name of another file of that part."""

    days: Days
    like: str


def known_days(files: Sequence[FileOfDays]) -> tuple[tuple[Days, ...], tuple[Lack, ...]]:
    """The days that are known, merged and ascending, and what is missing of them by part."""
    known = merged(file.covers for file in files if file.is_usable)
    lacks: list[Lack] = []
    for since, line, lines in _parts(files):
        mine = [
            file.covers
            for file, other in zip(files, lines, strict=True)
            if file.is_usable and not is_apart(line, other)
        ]
        there = merged([*mine, (EVER, since)])
        like = next(file.name for file, other in zip(files, lines, strict=True) if other == line)
        lacks += [Lack(days, like) for days in without(known, there)]
    return without(known, merged(lack.days for lack in lacks)), tuple(lacks)


def lines_by_rows(files: Sequence[FileOfDays]) -> list[Line]:
    """For each file the series that hold its own, by their names and by their rows, and its own.

    A series whose name says that it holds another one is a part beside it where the first two files of that one for whose days it
    has a file as well share less than half of their rows with it: `north` and `north-east`.
    """
    lines = lines_of([_SHEET.sub("", file.name) for file in files])
    held: dict[Line, list[FileOfDays]] = {}
    for file, line in zip(files, lines, strict=True):
        held.setdefault(line, []).append(file)
    if len(held) > MOST_PARTS:
        return lines
    seen: dict[Line, Line] = {}
    for line in sorted(held, key=len):
        wholes = (line[:depth] for depth in range(len(line) - 1, 0, -1))
        whole = next((whole for whole in wholes if not _is_refuted(held[whole], held[line])), ())
        seen[line] = (*seen.get(whole, ()), line[-1])
    return [seen[line] for line in lines]


def _is_refuted(whole: Sequence[FileOfDays], part: Sequence[FileOfDays]) -> bool:
    """Whether the rows say that one series does not hold the other."""
    rows = shared = spans = 0
    for start, end in sorted({file.covers for file in part if file.rows}):
        around = [file for file in whole if file.rows and file.covers[0] <= start and end <= file.covers[1]]
        if around and spans < 2:
            within = [file for file in part if file.covers == (start, end)]
            rows += sum(file.rows for file in within)
            shared += sum(file.shared for file in (*within, *around))
            spans += 1
    return spans == 2 and 2 * shared < rows


def _parts(files: Sequence[FileOfDays]) -> Iterator[tuple[date, Line, Sequence[Line]]]:
    """The parts that are expected, each with the first day on which it is."""
    lines = lines_by_rows(files)
    series = sorted(set(lines))
    if not 1 < len(series) <= MOST_PARTS:
        return
    for line in series:
        if any(other != line and other[: len(line)] == line for other in series):
            continue
        apart = [file.covers for file, other in zip(files, lines, strict=True) if is_apart(line, other)]
        beside = sorted(
            {
                file.covers
                for file, own in zip(files, lines, strict=True)
                if own == line and any(file.covers[0] < end and start < file.covers[1] for start, end in apart)
            }
        )
        if len(beside) > 1:
            yield beside[1][0], line, lines


def without(days: Sequence[Days], gone: Sequence[Days]) -> tuple[Days, ...]:
    """Merged days without others.

    >>> from datetime import date
    >>> one, two, three, four = (date(2026, 1, day) for day in (1, 2, 3, 4))
    >>> without([(one, four)], [(two, three)]) == ((one, two), (three, four))
    True
    """
    left: list[Days] = []
    for first, last in days:
        start = first
        for since, until in gone:
            if since < last and until > start:
                if since > start:
                    left.append((start, since))
                start = max(start, until)
        if start < last:
            left.append((start, last))
    return tuple(left)
