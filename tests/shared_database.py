"""One DuckDB for many tests: opening one costs more than the figures of a small plan.

Each engine gets a database of its own in it, attached in memory and gone with it. Doors stay open and threads stay as they
are, since both count for all: tests about these open databases of their own, as does everything outside tests.
"""

from __future__ import annotations

import weakref
from itertools import count
from typing import Any

import duckdb

_connect = duckdb.connect
_numbers = count(1)
_SETTINGS = ("SET enable_external_access", "SET lock_configuration", "SET threads")
APART = ("tests/data/", "tests/cli/", "tests/fuzz/", "tests/mcp/", "tests/lsp/", "tests/real/")
"""Where every engine has a DuckDB of its own."""


class Attached:
    """A connection to a database of its own in a DuckDB that others share."""

    def __init__(self, shared: duckdb.DuckDBPyConnection) -> None:
        """Attach it."""
        name = f"world_{next(_numbers)}"
        self._cursor = shared.cursor()
        self._cursor.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
        weakref.finalize(self, _detach, shared, self._cursor, name)

    def execute(self, query: str, *more: Any) -> duckdb.DuckDBPyConnection:
        """Run a statement, but for settings."""
        return self._cursor if query.startswith(_SETTINGS) else self._cursor.execute(query, *more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def _detach(shared: duckdb.DuckDBPyConnection, cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    cursor.close()
    shared.execute(f"DETACH {name}")


_shared: dict[str, duckdb.DuckDBPyConnection] = {}


def connect(database: str, config: dict[str, Any]) -> Any:
    """What `duckdb.connect` gives, but for a database of one thread a part of the shared one."""
    if config["threads"] != 1:
        return _connect(database, config=config)
    key = str({name: value for name, value in config.items() if name != "temp_directory"})
    if key not in _shared:
        _shared[key] = _connect(database, config=config)
    return Attached(_shared[key])


def share(*, is_on: bool) -> None:
    """Let engines made from now on share one DuckDB, or not."""
    duckdb.connect = connect if is_on else _connect
