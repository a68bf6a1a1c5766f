"""The engine that the figures are worked out in, where the user names one.

In: the environment variable PLANLANG_ENGINE. Out: an engine whose failures are told in the reader's language, or None for
the one inside this process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from planlang.data.loaded.snapshot import Answer, Columns, Engine, UnusableEngineError
from planlang.diagnostics.text import Text
from planlang.workspace.errors import UnreachableEngineError, UnusableOptionError

VARIABLE = "PLANLANG_ENGINE"
NO_ENGINE = Text(
    "engine.none", "{variable} has to begin with one of {known}; without it the figures are worked out in this process"
)
UNREACHABLE = Text("engine.unreachable", "the database that {variable} names cannot be used: {reason}")
NO_DRIVER = Text(
    "engine.no-driver",
    '{package} is not installed, which {variable} needs; install planlang with it: pip install "planlang[postgres]"',
)


def chosen_engine() -> Engine | None:
    """The engine of this run; None for the default.

    Raises:
        UnusableOptionError: there is no such engine.
        UnreachableEngineError: it cannot be used.
    """
    address = os.environ.get(VARIABLE, "")
    if not address:
        return None
    scheme = address.partition("://")[0]
    if scheme not in OPENERS or scheme == address:
        known = ", ".join(f"{name}://" for name in OPENERS)
        raise UnusableOptionError(NO_ENGINE(variable=VARIABLE, known=known))
    with _told():
        return Told(OPENERS[scheme](address))


def _postgresql(address: str) -> Engine:
    """A PostgreSQL server.

    Raises:
        UnreachableEngineError: there is no driver.
    """
    from planlang.data.engines.postgresql import PostgreSQL

    try:
        return PostgreSQL(address)
    except ImportError as error:
        raise UnreachableEngineError(NO_DRIVER(package="psycopg", variable=VARIABLE)) from error


OPENERS: Mapping[str, Callable[[str], Engine]] = {"postgresql": _postgresql, "postgres": _postgresql}
"""By the first word of an address how it is opened."""


class Told:
    """An engine that tells what keeps it from working in words for people."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.dialect = engine.dialect

    def run(self, sql: str) -> Answer:
        """See `Engine.run`."""
        with _told():
            return self._engine.run(sql)

    def keep(self, name: str, sql: str) -> None:
        """See `Engine.keep`."""
        with _told():
            self._engine.keep(name, sql)

    def upload(self, name: str, columns: Columns) -> None:
        """See `Engine.upload`."""
        with _told():
            self._engine.upload(name, columns)

    def load(self, name: str, types: Mapping[str, str], file: Path) -> None:
        """See `Engine.load`."""
        with _told():
            self._engine.load(name, types, file)


@contextmanager
def _told() -> Iterator[None]:
    """Says what keeps an engine from working.

    Raises:
        UnreachableEngineError: it cannot be used.
    """
    try:
        yield
    except UnusableEngineError as error:
        raise UnreachableEngineError(UNREACHABLE(variable=VARIABLE, reason=error.reason)) from error
