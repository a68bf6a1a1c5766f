"""Which days a data file is for, as far as its name says.

In: a path relative to the data folder. Out: `NamedDays`, or None for a name without a date. What such a file accounts
for depends on the shape of its source and is decided in coverage.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath

from planlang.frozen import frozen
from planlang.values.periods import DAY, Grid, parse_label

# `2026-W20`, `2026W20`, `2026_w20`, `2026年第20周`
_WEEK = re.compile(r"(?<!\d)(\d{4})(?:[-_.]?[Ww](\d{1,2})(?!\d)|年第?(\d{1,2})周)")
# `2026-05-18`, `2026_05_18`, `2026.5.18`, `2026年5月18日`
_DAY = re.compile(r"(?<!\d)(\d{4})[-_.年](\d{1,2})[-_.月](\d{1,2})日?(?!\d)")
# `20260518`, also before a time of day: `20260518083000`
_COMPACT_DAY = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?(?!\d)")
# `2026-05`, `2026_05`, `2026年5月`, `202605`
_MONTH = re.compile(r"(?<!\d)(\d{4})(?:[-_.](\d{2})|年(\d{1,2})月|(\d{2}))(?!\d)")
# `2026-P05`, `FY2026P05`: a month of a retail year
_NUMBERED_MONTH = re.compile(r"(?<!\d)(\d{4})[-_.]?[Pp](\d{2})(?!\d)")
# `2026-Q2`, `2026q2`
_QUARTER = re.compile(r"(?<!\d)(\d{4})[-_.]?[Qq]([1-4])(?!\d)")
_YEARS = range(1990, 2100)


@frozen
class NamedDays:
    """The days `[start, end)` in a file's name; `is_day` when it names one day: the day of the export."""

    start: date
    end: date
    is_day: bool


def named_days(name: str, grid: Grid) -> NamedDays | None:
    """The days that the name of a file says it is for; where it has none, those of the nearest folder that has.

    A week goes before days, days before months and quarters. Several of one kind are a range, all included. `2026-05` is
    May in every plan, `2026-P05` the fifth month of a retail year.

    >>> named_days("deals_20260518.csv", Grid())
    NamedDays(start=datetime.date(2026, 5, 18), end=datetime.date(2026, 5, 19), is_day=True)
    >>> named_days("2026-W20/visits.xlsx", Grid()).start
    datetime.date(2026, 5, 11)
    """
    path = PurePosixPath(name)
    for part in (path.stem, *reversed(path.parts[:-1])):
        found = _in_part(part, grid)
        if found is not None:
            return found
    return None


def undated(name: str) -> str:
    """A path without its ending and without the dates in it.

    >>> undated("2026/calls-north-2026-W20.csv")
    '2026/calls-north- '
    """
    text = str(PurePosixPath(name).with_suffix(""))
    for pattern in (_WEEK, _DAY, _COMPACT_DAY, _MONTH, _NUMBERED_MONTH, _QUARTER):
        text = pattern.sub(" ", text)
    return text


def _in_part(part: str, grid: Grid) -> NamedDays | None:
    """The days in one part of a path."""
    weeks = _periods((f"{match[1]}-W{int(match[2] or match[3]):02}" for match in _WEEK.finditer(part)), grid)
    if weeks is not None:
        return weeks
    days = sorted({*_days(_DAY, part), *_days(_COMPACT_DAY, part)})
    if days:
        return NamedDays(days[0], days[-1] + DAY, is_day=len(days) == 1)
    months = (f"{match[1]}-{int(match[2] or match[3] or match[4]):02}" for match in _MONTH.finditer(part))
    return (
        _periods(months, grid.of_dates)
        or _periods((f"{match[1]}-P{match[2]}" for match in _NUMBERED_MONTH.finditer(part)), grid)
        or _periods((f"{match[1]}-Q{match[2]}" for match in _QUARTER.finditer(part)), grid)
    )


def _days(pattern: re.Pattern[str], part: str) -> Iterator[date]:
    """Every day that a pattern finds and the calendar has."""
    for match in pattern.finditer(part):
        year, month, day = (int(digits) for digits in match.groups()[:3])
        if year in _YEARS:
            try:
                yield date(year, month, day)
            except ValueError:
                continue


def _periods(labels: Iterable[str], grid: Grid) -> NamedDays | None:
    """The days from the first to the last of the periods with these labels; None where there are none."""
    found = [days for label in labels for days in _period(label, grid)]
    return NamedDays(min(start for start, _ in found), max(end for _, end in found), is_day=False) if found else None


def _period(label: str, grid: Grid) -> Iterator[tuple[date, date]]:
    """The days of a period label; nothing where there is no such period."""
    try:
        period = parse_label(label, grid)
    except ValueError:
        return
    if int(label[:4]) in _YEARS:
        yield period.start, period.end
