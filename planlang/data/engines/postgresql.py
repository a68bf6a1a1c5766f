"""A PostgreSQL server as the engine of one snapshot.

In: SELECTs, columns, files of typed rows. Out: arrays. Everything is in temporary tables of one session, which the server
drops with it; queries run in transactions that can only read, and find no tables but these.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Answer, Cell, Columns, EngineError, UnusableEngineError
from planlang.data.loaded.tabletypes import TEXT, identifier, masked, uploaded_type
from planlang.diagnostics.text import Text

if TYPE_CHECKING:
    import psycopg

CHUNK = 1024**2
"""How many bytes, and how many rows of an upload, are sent at once."""
WAIT = 10
"""How many seconds a server may take to answer a first time."""
SETTINGS = (
    "SET client_encoding = 'UTF8'",
    "SET client_min_messages = warning",
    "SET standard_conforming_strings = on",
    "SET datestyle = 'ISO, YMD'",
    "SET timezone = 'UTC'",
    "SET search_path = pg_temp",
    "SET default_transaction_read_only = on",
)
UNFIT = Text(
    "postgresql.encoding", 'the database is in {encoding}; it has to be one that was made with ENCODING "UTF8"'
)
NO_ADDRESS = Text(
    "postgresql.address", "that is no address of a server; write it as postgresql://user@host:5432/database"
)


class PostgreSQL:
    """The temporary tables of one session on a server."""

    dialect = "postgres"

    def __init__(self, address: str) -> None:
        """Open a session.

        Args:
            address: `postgresql://user@host:port/database`, as libpq reads it; what it lacks, as a password, libpq looks
                for where it always does (PGPASSWORD, ~/.pgpass).

        Raises:
            ImportError: there is no driver.
            UnusableEngineError: the server cannot be reached, or refuses.
        """
        import psycopg  # an extra, which only who names a server has

        with _answers(_secrets(address)):
            self._connection = psycopg.connect(
                address, autocommit=True, connect_timeout=WAIT, application_name="planlang"
            )
            weakref.finalize(self, self._connection.close)
            encoding = self._connection.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                raise UnusableEngineError(UNFIT(encoding=str(encoding)))
            for statement in SETTINGS:
                self._connection.execute(statement.encode())

    def run(self, sql: str) -> Answer:
        """Run one SELECT; each output column as a masked array. See `Engine.run`.

        Raises:
            EngineError: a figure is out of range, or the memory does not suffice.
            UnusableEngineError: the server went away.
        """
        with _answers(), self._connection.cursor() as cursor:
            cursor.execute(sql.encode())
            described = cursor.description or ()
            rows = cursor.fetchall()
        columns: Iterable[Sequence[object]] = zip(*rows, strict=True) if rows else [()] * len(described)
        return {
            column.name: masked(values, _DTYPES.get(column.type_code, "object"))
            for column, values in zip(described, columns, strict=True)
        }

    def keep(self, name: str, sql: str) -> None:
        """Make (or replace) a table of that name from what a SELECT gives. See `Engine.keep`.

        Raises:
            EngineError: a figure is out of range, or the memory does not suffice.
            UnusableEngineError: the server went away.
        """
        with self._new(name):
            self._connection.execute(f"CREATE TEMPORARY TABLE {identifier(name)} AS {sql}".encode())

    def upload(self, name: str, columns: Columns) -> None:
        """Make (or replace) a table of that name. See `Engine.upload`.

        Raises:
            UnusableEngineError: the server went away.
        """
        types = {column: uploaded_type(unit) for column, (unit, _) in columns.items()}
        cells = [list(_cells(values)) for _, values in columns.values()]
        lines = (",".join(row) + "\n" for row in zip(*cells, strict=True))
        self._fill(name, types, _chunks(lines))

    def load(self, name: str, types: Mapping[str, str], file: Path) -> None:
        """Make (or replace) a table of that name from a file. See `Engine.load`.

        Raises:
            UnusableEngineError: the server went away.
        """
        with file.open("rb") as opened:
            self._fill(name, types, iter(lambda: opened.read(CHUNK), b""))

    def _fill(self, name: str, types: Mapping[str, str], chunks: Iterable[bytes]) -> None:
        """A table of these columns, with the rows of a file in parts; texts are compared by code point."""
        table = f"pg_temp.{identifier(name)}"
        kinds = {column: f'{kind} COLLATE "C"' if kind == TEXT else kind for column, kind in types.items()}
        listed = ", ".join(f"{identifier(column)} {kind}" for column, kind in kinds.items())
        with self._new(name):
            self._connection.execute(f"CREATE TEMPORARY TABLE {identifier(name)} ({listed})".encode())
            with (
                self._connection.cursor() as cursor,
                cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv, ENCODING 'UTF8')".encode()) as copy,
            ):
                for chunk in chunks:
                    copy.write(chunk)

    @contextmanager
    def _new(self, name: str) -> Iterator[None]:
        """Within it a table of that name is made, in the place of one that is there."""
        table = f"pg_temp.{identifier(name)}"
        with _answers(), self._connection.transaction():
            self._connection.execute(b"SET TRANSACTION READ WRITE")
            self._connection.execute(f"DROP TABLE IF EXISTS {table}".encode())
            yield
            self._connection.execute(f"ANALYZE {table}".encode())


_DTYPES: Mapping[int, str] = {
    16: "bool",
    20: "int64",
    21: "int64",
    23: "int64",
    701: "float64",
    1082: "datetime64[D]",
    1114: "datetime64[us]",
}
"""The type of an array by the number that PostgreSQL has for the type of its column; objects for all others."""


_PARAMETERS = re.compile(r"[?&](?:ssl)?password=([^&]*)")
"""A password among the parameters of an address."""


@contextmanager
def _answers(secrets: Sequence[str] = ()) -> Iterator[None]:
    """Tells of what goes wrong with a server; of `secrets` nothing is said.

    Raises:
        EngineError: a figure is out of range, or the memory does not suffice.
        UnusableEngineError: anything else that is no fault of a query, as a server that can only be read.
    """
    import psycopg

    try:
        yield
    except (psycopg.errors.CharacterNotInRepertoire, psycopg.errors.InsufficientPrivilege) as error:
        raise UnusableEngineError(_first_line(error)) from error
    except (psycopg.errors.DataError, psycopg.errors.InsufficientResources) as error:
        raise EngineError(_first_line(error)) from error
    except (psycopg.OperationalError, psycopg.NotSupportedError, psycopg.InternalError) as error:
        said = _first_line(error)
        for secret in secrets:
            said = said.replace(secret, "***")
        raise UnusableEngineError(said) from None


def _secrets(address: str) -> list[str]:
    """What may be a password in an address, as it is written and as it is meant, the longest first; also where it holds a
    mark that should have been written otherwise.

    Raises:
        UnusableEngineError: that is no address.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parameters = conninfo_to_dict(address)
    except ProgrammingError:
        raise UnusableEngineError(NO_ADDRESS()) from None
    name_and_password = address.partition("://")[2].rpartition("@")[0]
    parts = name_and_password.partition(":")[2].split("@")
    parts += _PARAMETERS.findall(address)
    parts += (str(parameters.get(name) or "") for name in ("password", "sslpassword"))
    return sorted({part for part in parts if part}, key=len, reverse=True)


def _first_line(error: psycopg.Error) -> str:
    """What a server says, without its hints."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _cells(values: Sequence[Cell] | NDArray[np.generic]) -> Iterator[str]:
    """Values as cells of a file as `Engine.load` says."""
    for value in _plain(values):
        match value:
            case None:
                yield ""
            case bool():
                yield "true" if value else "false"
            case str():
                yield '"' + value.replace('"', '""') + '"'
            case datetime():
                yield value.isoformat(" ")
            case _:
                yield str(value)


def _plain(values: Sequence[Cell] | NDArray[np.generic]) -> Sequence[object]:
    """Values as Python has them; None is unknown."""
    if not isinstance(values, np.ndarray):
        return values
    exact = values if values.dtype.kind != "M" or values.dtype == "datetime64[D]" else values.astype("datetime64[us]")
    found: list[object] = exact.tolist()
    return found


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines in parts of some size."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= CHUNK:
            yield "".join(held).encode()
            held.clear()
            size = 0
    if held:
        yield "".join(held).encode()
