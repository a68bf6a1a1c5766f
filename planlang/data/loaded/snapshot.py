"""The data of one load: typed tables in an engine, which files they came from, and what was wrong with those.

In: a model's sources and the files they match. Out: `Snapshot`. Nothing is aggregated here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.formats import ColumnFormat, FileFormat
from planlang.data.loaded.rowcount import RowCount
from planlang.data.loaded.rowlines import FileRows, locate
from planlang.diagnostics.text import Language, Message
from planlang.frozen import field, frozen
from planlang.values.units import Unit

Cell = int | Decimal | str | bool | date | datetime | None
Columns = Mapping[str, tuple[Unit, Sequence[Cell] | NDArray[np.generic]]]
"""What is uploaded, by name: its unit, its cells; None, masked and NaT are unknown."""
Answer = Mapping[str, NDArray[np.generic]]
"""What a query gives: by name a masked array."""


class EngineError(Exception):
    """An engine could not answer a query: a sum is out of its range, or it ran out of memory."""


class UnusableEngineError(Exception):
    """An engine that is not in this process cannot be used; why, in its own words: it is not there, refuses, went away, or
    cannot hold a text of the data.
    """

    def __init__(self, reason: Message | str) -> None:
        super().__init__(reason.render(Language.EN) if isinstance(reason, Message) else reason)
        self.reason = reason


class Engine(Protocol):
    """Whatever runs core SQL: four calls. Tables are this engine's own, and seen by nobody else."""

    dialect: str
    """the sqlglot dialect to write SQL in"""

    def run(self, sql: str) -> Answer:
        """Run one SELECT; each output column as a numpy array, unknown cells masked (`numpy.ma`).

        Nothing is rounded: whole numbers of 64 bits come as int64; DECIMAL and longer whole numbers as objects, which is
        slow, so large results should be cast to BIGINT in the SELECT; DATE as `datetime64[D]`, TIMESTAMP as
        `datetime64[us]`, VARCHAR as objects.
        """

    def upload(self, name: str, columns: Columns) -> None:
        """Make (or replace) a table of that name from columns of equal length; None, masked and NaT are unknown.

        SQL types: counts and days BIGINT; plain numbers, ratios and money DECIMAL(24, 6); dates DATE; instants TIMESTAMP;
        truths BOOLEAN; all others VARCHAR. Texts are compared by code point.
        """

    def keep(self, name: str, sql: str) -> None:
        """Make (or replace) a table of that name from what one SELECT gives, its columns of the types that they have there: rows
        that only further queries ask for need not leave the engine.
        """

    def load(self, name: str, types: Mapping[str, str], file: Path) -> None:
        """Make (or replace) a table of that name from a file; the columns by their SQL types, in their order.

        The file is UTF-8, one line a row, commas between cells: a VARCHAR in quotes, those in it doubled; numbers in
        digits, dates and instants as ISO 8601 with a blank, truths as `true` and `false`; nothing at all for unknown.
        """


@frozen
class Place:
    """A place in a data file: path relative to the data folder, line from 1 (row of the sheet for xlsx), column from 1
    (field number; None for the whole row), header of that column.
    """

    file: str
    line: int
    column: int | None
    header: str | None


class Fault(Enum):
    """What is wrong in a data file; the value is its name in every output."""

    MISSING_COLUMN = "missing-column"
    UNKNOWN_STAGE = "unknown-stage"
    BAD_DATE = "bad-date"
    BAD_NUMBER = "bad-number"
    BAD_TRUTH = "bad-truth"
    EMPTY_CELL = "empty-cell"
    DUPLICATE_KEY = "duplicate-key"
    UNKNOWN_PERSON = "unknown-person"
    WRONG_ENCODING = "wrong-encoding"
    EMPTY_FILE = "empty-file"
    BROKEN_FILE = "broken-file"
    RAGGED_ROW = "ragged-row"
    NOT_LOADED = "not-loaded"
    LATE = "late-export"
    FUTURE_ROW = "future-row"
    NO_RECORD = "no-record"
    DISPUTED = "disputed-stage"
    ASSUMED = "assumed"
    OVERLAP = "overlap"
    CORRECTED = "corrected-file"
    TOTAL_ROW = "total-row"
    NO_ROW = "no-row"
    OTHER_SHEET = "other-sheet"
    NOBODY_TOLD = "nobody-told"
    UNCLEAR_FORMAT = "unclear-format"
    OTHER_FORMAT = "other-format"
    LOST_DIGITS = "lost-digits"
    NEAR_MISS = "near-miss"
    QUOTA = "unplaced-target"
    EARLY_ANSWER = "answered-before-sent"
    SHARES = "shares-not-whole"


@frozen
class DataNote:
    """One thing wrong or noteworthy in the data.

    Attributes:
        fault: what kind.
        source: qualified name of the source, or of the rule that it is about.
        place: where, or None when it is about the source as a whole.
        message: a sentence.
        rows: how many rows it concerns; further ones of the same fault and file are counted here, not listed.
        set_aside: whether those rows are left out of the evaluation.
    """

    fault: Fault
    source: str
    place: Place | None
    message: Message
    rows: int
    set_aside: bool


@frozen
class Load:
    """One line of the load manifest: a file that was read for a source.

    Attributes:
        file: path relative to the data folder, posix.
        digest: hex SHA-256 of the bytes.
        covers: days `[from, to)` that the file accounts for; `from` is `date.min` where it has no beginning.
        snapshot: date of the export for snapshots, or None.
        arrived: the day on which it was there, as far as its name tells: the day after the period it is named for, or
            the very day it is named for; None when undated.
        rows: what became of its rows.
    """

    source: str
    file: str
    digest: str
    encoding: str
    covers: tuple[date, date]
    snapshot: date | None
    arrived: date | None
    rows: RowCount


@frozen
class LoadedTable:
    """A source as a table of the engine.

    SQL columns: `c_<n>` for the n-th declared column (see `columns`), of these SQL types: text, person, stage VARCHAR
    (stages by declared name); count, plain, ratio, money DECIMAL(24, 6); date DATE; instant TIMESTAMP in the plan's
    zone; truth BOOLEAN; and `row_id` BIGINT, unique and ascending in order of files and lines, and for snapshots
    `taken` DATE.
    """

    source: str
    table: str
    columns: Mapping[str, str]
    """declared name -> SQL column"""
    rows: int
    aside: str | None = None
    """table of the rows set aside, None where there are none: `row_id`, unique with those of the main table, `taken` and
    `c_<n>` as there, as far as they could be read (NULL else), `u_<n>` BOOLEAN: that cell could not be read, `first_day`
    and `last_day` DATE: the days that the row's file covers, NULL where they have no bound, `reason` VARCHAR: the value
    of its first `Fault`"""
    blank: tuple[date, ...] = ()
    """days of dated exports without a row: no record was there"""
    by_dates: frozenset[str] = frozenset()
    """declared names of stage columns that no file has a word in: the stage of each row is the furthest one that it dates"""


@frozen(eq=False)
class Snapshot:
    """Everything that was loaded.

    Attributes:
        tables: by source, those of which at least one file could be read.
        loads: in order of sources and load.
        coverage: source -> day ranges `[from, to)` that are loaded, merged, ascending; empty where nothing is. A dated
            export counts up to the end of the week in which it was taken; on which days the state of records is known,
            `Load.snapshot` and the column `taken` tell.
        notes: in order of sources, files, lines.
        file_rows: by source, which rows came from which file.
        formats: how the columns of each file were read and why, in order of sources, files and columns.
        files: how the bytes of each file were read.
        corrected: files that were not read, as another one corrects them; all of their rows are left out.
        resembling: by source and person column, texts that are on no roster -> who of the roster may be meant.
        lacking: source -> day ranges of which the file of a part is missing, while those of others are there.
    """

    engine: Engine
    tables: Mapping[str, LoadedTable]
    loads: tuple[Load, ...]
    coverage: Mapping[str, tuple[tuple[date, date], ...]]
    notes: tuple[DataNote, ...]
    file_rows: Mapping[str, Sequence[FileRows]] = field(factory=dict)
    formats: tuple[ColumnFormat, ...] = ()
    files: tuple[FileFormat, ...] = ()
    corrected: tuple[Load, ...] = ()
    resembling: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = field(factory=dict)
    lacking: Mapping[str, tuple[tuple[date, date], ...]] = field(factory=dict)

    def places(self, source: str, row_ids: Sequence[int]) -> tuple[Place, ...]:
        """File and line of rows, by their `row_id`; the line on which a row starts where it has several.

        The first question about a file whose cells hold newlines reads that file once more.

        Raises:
            KeyError: there is no such row.
        """
        return tuple(Place(file.file, line, None, None) for file, line in locate(self.file_rows[source], row_ids))
