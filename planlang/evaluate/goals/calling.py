"""For which days a row of a table of targets is: periods as people write them.

In: a cell. Out: the days `[start, end)`, or None where it is no period.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from planlang.semantics.model import Goal, Quotas
from planlang.values.periods import DAY, Grain, Grid, OtherMonthError, Period, parse_label

Stretch = tuple[date, date]

# `2026Q1`, `Q1 2026`, `2026年第1季度`, `2026年3月`, `2026/03`, `2026-3`, `2026H1`, `2026年上半年`, `2026-W05`, `2026年第5周`
_FORMS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"(?P<y>\d{4})\D{0,3}q(?P<n>[1-4])"), "{y}-Q{n}"),
    (re.compile(r"q(?P<n>[1-4])\W{0,2}(?P<y>\d{4})"), "{y}-Q{n}"),
    (re.compile(r"(?P<y>\d{4})年?第?(?P<n>[1-4])季度?"), "{y}-Q{n}"),
    (re.compile(r"(?P<y>\d{4})\D{0,3}h(?P<n>[12])"), "{y}-H{n}"),
    (re.compile(r"h(?P<n>[12])\W{0,2}(?P<y>\d{4})"), "{y}-H{n}"),
    (re.compile(r"(?P<y>\d{4})\D{0,3}w(?P<n>\d{1,2})"), "{y}-W{n:0>2}"),
    (re.compile(r"(?P<y>\d{4})年?第?(?P<n>\d{1,2})周"), "{y}-W{n:0>2}"),
    (re.compile(r"(?P<y>\d{4})(?:年|/|\.|-)(?P<n>\d{1,2})月?"), "{y}-{n:0>2}"),
    (re.compile(r"(?P<y>\d{4})年?"), "{y}"),
)
# `Q1`, `第1季度`, `3月`, `上半年`: of the year of the goal
_SHORT_OF = {
    Grain.QUARTER: (re.compile(r"(?:q|第)?(?P<n>[1-4])(?:季度?)?"), "Q{n}"),
    Grain.MONTH: (re.compile(r"(?P<n>\d{1,2})月?"), "{n:0>2}"),
    Grain.HALF: (re.compile(r"h?(?P<n>[12])"), "H{n}"),
    Grain.WEEK: (re.compile(r"w?第?(?P<n>\d{1,2})周?"), "W{n:0>2}"),
}
_HALVES = {"上半年": "H1", "下半年": "H2"}
_DIGITS = str.maketrans("一二三四", "1234")


def period_called(cell: object, table: Quotas, goal: Goal, leaves: Sequence[Stretch], grid: Grid) -> Stretch | None:
    """The days that a cell stands for; a day stands for the leaf period that it lies in."""
    if isinstance(cell, date):
        return next(((since, until) for since, until in leaves if since <= cell < until), (cell, cell + DAY))
    if cell is None:
        return None
    if isinstance(cell, int | float | Decimal):
        cell = format(Decimal(str(cell)).normalize(), "f")
    text = "".join(unicodedata.normalize("NFKC", str(cell)).split()).casefold()
    text = re.sub(r"(?<=第)[一二三四]|[一二三四](?=季)", lambda found: found[0].translate(_DIGITS), text)
    for word, half in _HALVES.items():
        text = text.replace(word, half.casefold())
    found = _period(text, table, goal, grid)
    return None if found is None else (found.start, found.end)


def _period(text: str, table: Quotas, goal: Goal, grid: Grid) -> Period | None:
    for pattern, label in _FORMS:
        match = pattern.fullmatch(text)
        if match is not None:
            return _called(label.format(**match.groupdict()), grid)
    if goal.start.year != goal.end.year or table.called not in _SHORT_OF:
        return None
    pattern, label = _SHORT_OF[table.called]
    match = pattern.fullmatch(text)
    return None if match is None else _called(f"{goal.start.year}-{label.format(**match.groupdict())}", grid)


def _called(label: str, grid: Grid) -> Period | None:
    try:
        return parse_label(label, grid)
    except OtherMonthError as error:
        return parse_label(error.instead, grid)
    except ValueError:
        return None
