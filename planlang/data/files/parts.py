"""Which days are known of a source whose files hold parts: those of which the files of all parts are there.

In: the days that each file accounts for, and their names. Out: the days that are known, and what is missing of which part. A
part is expected from the day on which the second of its files begins that stands beside one of another part: a file that
comes once is no part that comes every week. It depends on no later file, so that the past stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from planlang.data.files.coverage import EVER, Days, merged
from planlang.data.files.series import MOST_PARTS, Line, is_apart, lines_of

_SHEET = re.compile(r" \[[^\]]*\]$")


@frozen
class FileOfDays:
    """A file with the days it accounts for; whether they are known by it, which they are not by a file without a usable row."""

    name: str
    covers: Days
    is_usable: bool


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


def _parts(files: Sequence[FileOfDays]) -> Iterator[tuple[date, Line, Sequence[Line]]]:
    """The parts that are expected, each with the first day on which it is."""
    lines = lines_of([_SHEET.sub("", file.name) for file in files])
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
