"""A DuckDB database in memory, as the engine of one snapshot.

In: SELECTs and columns. Out: arrays. Nothing is installed or loaded from outside; once `close_doors` was called no file
can be reached and no setting changed. Loading files is ingest.py's work.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from planlang.data.engines.duckdb.sqltext import literal
from planlang.data.loaded.snapshot import Answer, Cell, Columns, EngineError
from planlang.data.loaded.tabletypes import TEXT, identifier, masked, uploaded_type
from planlang.values.units import DateUnit, TextUnit, Unit

MOST_THREADS = 4
LONGEST_ROW = 1024**3
"""How many bytes a row of a table may have that comes from a file."""
_OPTIONS = "DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
_DIALECT = "delim = ',', quote = '\"', escape = '\"', nullstr = ''"
"""How `Engine.load` says that a table is written, in the words of writing and of reading."""


class DuckDB:
    """An engine of its own memory; what does not fit `memory` is moved to a temporary folder, and removed with it."""

    dialect = "duckdb"

    def __init__(self, memory: str = "2GB", threads: int | None = None) -> None:
        """Open an empty database; `threads` is by default one, and after `widen` the number of processors, at most 4."""
        spill = os.path.join(tempfile.gettempdir(), f"planlang-{os.getpid()}-{id(self)}")
        self.connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads or 1,
                "memory_limit": memory,
                "temp_directory": spill,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "python_enable_replacements": False,
            },
        )
        self._macros: set[str] = set()
        self._may_widen = threads is None
        weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)

    def define(self, macros: Sequence[str]) -> None:
        """Run the statements that define macros, each once in the life of this database."""
        new = [macro for macro in macros if macro not in self._macros]
        if new:
            self.connection.execute("; ".join(new))
            self._macros.update(new)

    def widen(self) -> None:
        """Work with several threads from now on: over few rows they cost more than they save. Doors have to be open."""
        if self._may_widen:
            self.connection.execute(f"SET threads = {min(MOST_THREADS, os.cpu_count() or 1)}")
            self._may_widen = False

    def close_doors(self) -> None:
        """No file can be reached from now on, and no setting changed."""
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def run(self, sql: str) -> Answer:
        """Run one SELECT; each output column as a masked array. See `Engine.run`.

        Raises:
            EngineError: a figure is out of range, or the memory does not suffice.
        """
        cursor = self._executed(sql)
        kinds = {str(name): str(kind) for name, kind, *_ in cursor.description}
        if any(kind.startswith(("DECIMAL", "HUGEINT", "UHUGEINT", "UBIGINT")) for kind in kinds.values()):
            rows = cursor.fetchall()
            columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
            return {
                name: masked(values, _DTYPES.get(kind, "object"))
                for (name, kind), values in zip(kinds.items(), columns, strict=True)
            }
        return {name: _masked(column, kinds[name]) for name, column in cursor.fetchnumpy().items()}

    def keep(self, name: str, sql: str) -> None:
        """Make (or replace) a table of that name from what a SELECT gives. See `Engine.keep`.

        Raises:
            EngineError: a figure is out of range, or the memory does not suffice.
        """
        self._executed(f"CREATE OR REPLACE TABLE {identifier(name)} AS {sql}")

    def _executed(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run a statement.

        Raises:
            EngineError: a figure is out of range, or the memory does not suffice.
        """
        try:
            return self.connection.execute(sql)
        except (duckdb.OutOfRangeException, duckdb.ConversionException, duckdb.OutOfMemoryException) as error:
            raise EngineError(str(error).splitlines()[0]) from error

    def upload(self, name: str, columns: Columns) -> None:
        """Make (or replace) a table of that name. See `Engine.upload`."""
        arrays = {column: plain(values, unit) for column, (unit, values) in columns.items()}
        casts = ", ".join(
            f"CAST({identifier(column)} AS {uploaded_type(unit)}) AS {identifier(column)}"
            for column, (unit, _) in columns.items()
        )
        self.connection.register("uploaded", arrays)
        try:
            self.connection.execute(f"CREATE OR REPLACE TABLE {identifier(name)} AS SELECT {casts} FROM uploaded")
        finally:
            self.connection.unregister("uploaded")

    def load(self, name: str, types: Mapping[str, str], file: Path) -> None:
        """Make (or replace) a table of that name from a file; doors have to be open. See `Engine.load`."""
        columns = ", ".join(f"{literal(column)}: {literal(kind)}" for column, kind in types.items())
        self.connection.execute(
            f"CREATE OR REPLACE TABLE {identifier(name)} AS SELECT * FROM read_csv({literal(str(file))}, {_DIALECT},"
            f" auto_detect = false, header = false, allow_quoted_nulls = false, columns = {{{columns}}},"
            f" compression = 'none', hive_partitioning = false, new_line = '\\n', max_line_size = {LONGEST_ROW})"
        )

    def write(self, name: str, types: Mapping[str, str], file: Path) -> None:
        """Write columns of a table, in order of `row_id`, as `Engine.load` reads them; doors have to be open."""
        texts = ", ".join(identifier(column) for column, kind in types.items() if kind == TEXT)
        self.connection.execute(
            f"COPY (SELECT {', '.join(map(identifier, types))} FROM {identifier(name)} ORDER BY row_id)"
            f" TO {literal(str(file))} (FORMAT csv, HEADER false, {_OPTIONS}{f', FORCE_QUOTE ({texts})' if texts else ''})"
        )


def plain(values: Sequence[Cell] | NDArray[np.generic], unit: Unit) -> NDArray[Any]:
    """Values as an array that DuckDB reads without rounding."""
    if not isinstance(values, np.ndarray):
        days = isinstance(unit, DateUnit)
        cells = [_as_text(value) if isinstance(value, Decimal | date) or days else value for value in values]
        array = np.empty(len(cells), dtype=object)
        array[:] = cells
        return array
    if values.dtype.kind == "M":
        unknown = np.isnat(np.ma.getdata(values)) | np.ma.getmaskarray(values)
        return np.ma.masked_array(np.ma.getdata(values).astype("datetime64[us]"), unknown)
    if values.dtype.kind == "O" and isinstance(unit, TextUnit) and not isinstance(values, np.ma.MaskedArray):
        return values  # texts need no exact spelling, and there may be many
    if values.dtype.kind in "OU":
        return plain([None if value is np.ma.masked else value for value in values.tolist()], unit)
    return values


def _as_text(value: Cell) -> str | None:
    """A value that DuckDB casts from its text, exactly."""
    if value is None:
        return None
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


_DTYPES: Mapping[str, str] = {
    "TINYINT": "int64",
    "SMALLINT": "int64",
    "INTEGER": "int64",
    "BIGINT": "int64",
    "DOUBLE": "float64",
    "BOOLEAN": "bool",
    "DATE": "datetime64[D]",
    "TIMESTAMP": "datetime64[us]",
}
"""The type of an array by the SQL type of its column; objects for all others."""


def _masked(column: NDArray[Any], kind: str) -> NDArray[np.generic]:
    """A fetched column as a masked array, dates as days."""
    data = np.ma.getdata(column)
    if kind == "DATE":
        data = data.astype("datetime64[D]")
    return np.ma.masked_array(data, np.ma.getmaskarray(column))
