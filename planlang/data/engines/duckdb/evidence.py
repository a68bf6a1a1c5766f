"""What all cells of a column show about how they are written.

In: the table of the first step: values where a cell can mean only one thing, the text of all other cells. Out: counts by
file of what proves a format. What follows from them is decided in data/deciding/deciding.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import duckdb

from planlang.data.columns.columns import Wanted
from planlang.data.engines.duckdb.cleaning import MARKS, is_text, number_form, settled
from planlang.data.engines.duckdb.sqltext import literal, literals
from planlang.data.loaded.formats import Reading
from planlang.frozen import frozen
from planlang.values.notation import NumberStyle
from planlang.values.units import Count, is_number


@frozen
class Written:
    """Some cells of a file that are written alike: how many, and one of them."""

    file: int
    shape: str
    count: int
    example: str


@frozen
class DatedCells:
    """Dates of a file with the year last, or of three short numbers, that are written alike.

    Attributes:
        first, second: whether that number is above 12.
        mark: what stands between the numbers.
        short: whether the year has two digits.
        first_year, last_year: whether the first, the last number may be a short year of the plan.
    """

    file: int
    first: bool
    second: bool
    mark: str
    short: bool
    first_year: bool
    last_year: bool
    count: int
    example: str


@frozen
class Fitting:
    """How many dates of a file lie in its own days, were the day first, were the month first; of how many."""

    file: int
    count: int
    day_first: int
    month_first: int


@frozen
class Filled:
    """Of one column in one file: rows, cells with a value at once, cells left; examples of the latter, of both."""

    rows: int
    plain: int
    left: int
    examples: tuple[str, ...]


class Evidence:
    """Questions about one table of the first step."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        columns: Sequence[Wanted],
        zones: tuple[str, str],
    ) -> None:
        """Ask about a table, by its quoted name."""
        self._connection = connection
        self._table = table
        self._columns = columns
        self._zones = zones

    @cached_property
    def left(self) -> Mapping[int, int]:
        """How many cells of each column are left, by its index."""
        asked = [index for index, column in enumerate(self._columns) if has_rest(column)]
        if not asked:
            return {}
        [row] = self._all(f"SELECT {', '.join(f'count(t_{index})' for index in asked)} FROM {self._table}")
        return dict(zip(asked, row, strict=True))

    def filled(self) -> Mapping[tuple[int, int], Filled]:
        """(file, column) -> what is in it."""
        if not self._columns:
            return {}
        asked = []
        for index, column in enumerate(self._columns):
            # texts are what they are: no example is needed to judge how they were read
            value = f"CAST(min({column.sql}) AS VARCHAR), CAST(max({column.sql}) AS VARCHAR)"
            value = value if has_rest(column) else f"CAST(any_value({column.sql}) AS VARCHAR), NULL"
            rest = f"count(t_{index}), min(t_{index}), max(t_{index})" if has_rest(column) else "0, NULL, NULL"
            asked.append(f"count({column.sql}), {value}, {rest}")
        found: dict[tuple[int, int], Filled] = {}
        for file, rows, *cells in self._all(
            f"SELECT file, count(*), {', '.join(asked)} FROM {self._table} GROUP BY file"
        ):
            for index in range(len(self._columns)):
                plain, least, most, left, first, last = cells[6 * index : 6 * index + 6]
                if is_number(self._columns[index].spec.unit):
                    least, most = (text and text.rstrip("0").rstrip(".") for text in (least, most))
                examples = dict.fromkeys(text for text in (first, last, least, most) if text is not None)
                found[file, index] = Filled(rows, plain, left, tuple(examples)[:3])
        return found

    def numbers(self, index: int, *, some_left: bool) -> list[Written]:
        """The shapes of the numbers that have a point or a comma: `9.999,99`; `#` stands for one that the first step read,
        `!` behind three last digits that are not all zero, for counts. `some_left`: there are others.
        """
        column = self._columns[index]
        read = self._all(
            f"SELECT file, '#', count(*), CAST(min({column.sql}) AS VARCHAR) FROM {self._table}"
            f" WHERE d_{index} GROUP BY file ORDER BY file"
        )
        if not some_left:
            return [Written(*row) for row in read]
        forms = [number_form(column, style) for style in NumberStyle]
        text = f"unwrapped(half_width(t_{index}))"
        tail = "CASE WHEN right(d, 3) <> '000' THEN '!' ELSE '' END" if isinstance(column.spec.unit, Count) else "''"
        is_number = " OR ".join(f"regexp_matches(h, {form})" for form in forms)
        found = self._all(
            f"SELECT file, number_shape(d) || {tail} AS shape, count(*), min(t) FROM"
            f" (SELECT file, t, digits_of(h) AS d FROM (SELECT file, t_{index} AS t, {text} AS h FROM {self._table}"
            f" WHERE t_{index} IS NOT NULL) WHERE {is_number}) WHERE contains(d, '.') OR contains(d, ',')"
            " GROUP BY file, shape ORDER BY file, shape"
        )
        return [Written(*row) for row in (*found, *read)]

    def dates(self, index: int, years: tuple[int, int]) -> list[DatedCells]:
        """The dates that do not begin with a year of four digits, by what their numbers show; `years` are the plan's."""
        form = r"^(\d{1,2})( ?[-/.] ?)(\d{1,2}) ?[-/.] ?(\d{4}|\d\d)(?:\D.*)?$"
        numbers = ", ".join(
            f"TRY_CAST(regexp_extract(h, {literal(form)}, {group}) AS INTEGER) AS n{group}" for group in (1, 3, 4)
        )
        first, last = (year % 100 for year in years)
        listed = ", ".join(str(year % 100) for year in range(years[0], years[1] + 1)) if first <= last else "-1"
        found = self._all(
            f"SELECT file, n1 > 12, n3 > 12, trim(regexp_extract(h, {literal(form)}, 2)),"
            f" length(regexp_extract(h, {literal(form)}, 4)) = 2 AS short, n1 IN ({listed}), short AND n4 IN ({listed}),"
            f" count(*), min(t) FROM (SELECT *, {numbers} FROM (SELECT file, t_{index} AS t,"
            f" half_width(t_{index}) AS h FROM {self._table} WHERE t_{index} IS NOT NULL)"
            f" WHERE regexp_matches(h, {literal(form)})) GROUP BY ALL ORDER BY ALL"
        )
        return [DatedCells(*row) for row in found]

    def fitting(self, index: int, days: Mapping[int, tuple[date, date]]) -> list[Fitting]:
        """How many dates with the year last lie in the days `[from, to)` of their file, by file."""
        if not days:
            return []
        listed = ", ".join(f"({file}, DATE '{start}', DATE '{end}')" for file, (start, end) in sorted(days.items()))
        found = self._all(
            "SELECT file, count(*), count(*) FILTER (a >= first AND a < last),"
            " count(*) FILTER (b >= first AND b < last) FROM"
            f" (SELECT file, day_first(half_width(t_{index})) AS a, month_first(half_width(t_{index})) AS b"
            f" FROM {self._table} WHERE t_{index} IS NOT NULL)"
            f" JOIN (VALUES {listed}) AS days (number, first, last) ON file = number"
            " WHERE a IS NOT NULL OR b IS NOT NULL GROUP BY file ORDER BY file"
        )
        return [Fitting(*row) for row in found]

    def are_marks(self, index: int) -> bool:
        """Whether the filled cells of a column of truths are marks such as `x`, and nothing else."""
        column = self._columns[index].sql
        [(plain, left, marks)] = self._all(
            f"SELECT count(*) FILTER ({column} IS NOT NULL), count(t_{index}),"
            f" count(*) FILTER (lower(t_{index}) IN {literals(MARKS)}) FROM {self._table}"
        )
        return bool(plain == 0 and left == marks > 0)

    def shares(self, index: int, reading: Reading) -> tuple[int, int, str]:
        """Of shares without a percent sign: how many are above one, how many are neither that nor zero, an example of the
        former (else of the latter).
        """
        left = f"t_{index}"
        made = settled(self._columns[index], index, reading, self._zones)
        rows = f"SELECT * FROM {self._table}"
        for level in made.levels[:-1]:
            rows = f"SELECT *, {', '.join(f'{expression} AS {left}{suffix}' for suffix, expression in level)} FROM ({rows})"
        value = f"COALESCE({self._columns[index].sql}, CASE WHEN NOT {left}_s THEN {left}_n END)"
        [(above, below, large, small)] = self._all(
            f"SELECT count(*) FILTER (abs(v) > 1), count(*) FILTER (v <> 0 AND abs(v) <= 1),"
            " CAST(max(v) FILTER (abs(v) > 1) AS VARCHAR), CAST(max(v) AS VARCHAR)"
            f" FROM (SELECT {value} AS v FROM ({rows}))"
        )
        return above, below, str(large or small or "")

    def lost_digits(self, index: int) -> list[Written]:
        """Keys that a spreadsheet has cut short: `4.68769E+17`, by file."""
        column = self._columns[index].sql
        found = self._all(
            f"SELECT file, '', count(*), min({column}) FROM {self._table}"
            rf" WHERE {column} LIKE '%+%' AND regexp_full_match({column}, '\d([.,]\d+)?[eE]\+\d+')"
            " GROUP BY file ORDER BY file"
        )
        return [Written(*row) for row in found]

    def _all(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()


def has_rest(column: Wanted) -> bool:
    """Whether cells of a column may be left by the first step."""
    return not is_text(column.spec.unit)
