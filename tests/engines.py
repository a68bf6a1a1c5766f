"""The engines of the tests, and a PostgreSQL server of their own: started when first asked for, reached by a socket in a folder
that is gone afterwards.

Its texts are in the order of a dictionary where the server can do that, so that a query that does not say which order it
means is noticed.
"""

from __future__ import annotations

import atexit
import gc
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from planlang.data.engines.duckdb import DuckDB
from planlang.data.loaded.snapshot import Engine
from planlang.workspace.engines import chosen_engine

PROGRAMS = "/usr/lib/postgresql"
"""Where Debian's package puts them, by version."""


SESSIONS = 64
"""How many sessions may stay open before those that nobody holds any more are looked for."""
_opened = count(1)


def postgresql() -> Engine:
    """A session on the server; the test is skipped where there can be none."""
    where = address()
    from planlang.data.engines.postgresql import PostgreSQL

    return PostgreSQL(where)


ENGINES: Mapping[str, Callable[[], Engine]] = {"duckdb": DuckDB, "postgresql": postgresql}
"""By name how a new one is made."""


def rows(found: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What an engine answers, row by row."""
    return list(zip(*(array.tolist() for array in found.values()), strict=True))


def named_engine() -> Engine | None:
    """A new engine where `--engine` names one; None for DuckDB."""
    engine = chosen_engine()
    if engine is not None and next(_opened) % SESSIONS == 0:
        gc.collect()
    return engine


def address() -> str:
    """Where the server is; the test is skipped where there can be none."""
    found, reason = _started()
    if found is None:
        pytest.skip(f"no PostgreSQL: {reason}")
    return found


@cache
def _started() -> tuple[str | None, str]:
    """The address of the server, or why there is none."""
    if sys.platform == "win32":
        return None, "it is started with a socket in a folder"
    if importlib.util.find_spec("psycopg") is None:
        return None, "psycopg is not installed (the extra `postgres`)"
    initdb = shutil.which("initdb") or next(map(str, sorted(Path(PROGRAMS).glob("*/bin/initdb"), reverse=True)), None)
    if initdb is None:
        return None, "initdb is not here (Debian: apt-get install postgresql)"
    user = None
    folder = Path(tempfile.mkdtemp(prefix="planlang-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if os.geteuid() == 0:  # it refuses to run as root
        user = _somebody()
        shutil.chown(folder, user)
    data = folder / "data"
    programs = Path(initdb).parent
    made = [initdb, "-D", data, "-U", "planlang", "--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C"]
    in_words = ["--locale-provider=icu", "--icu-locale=und-u-ka-shifted", "--locale=C.UTF-8"]
    said = ""
    for more in (in_words, []):
        shutil.rmtree(data, ignore_errors=True)
        ended = subprocess.run(
            [*made, *more], user=user, cwd=folder, capture_output=True, text=True, check=False, timeout=120
        )
        said = ended.stderr
        if ended.returncode == 0:
            break
    else:
        return None, said.strip().splitlines()[-1]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=16MB"
    start = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]
    ended = subprocess.run(start, user=user, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    if ended.returncode != 0:
        return None, (ended.stderr.strip().splitlines() or ["pg_ctl failed"])[-1]
    stop = [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
    atexit.register(subprocess.run, stop, user=user, cwd=folder, capture_output=True, check=False)
    return f"postgresql://planlang@/postgres?host={folder}", ""


def _somebody() -> str:
    """A user who is not root."""
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
