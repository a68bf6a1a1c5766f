"""DuckDB, inside this process: the engine that data files are read with."""

from __future__ import annotations

from planlang.data.engines.duckdb.aside import Aside, FileDays, flag
from planlang.data.engines.duckdb.engine import DuckDB
from planlang.data.engines.duckdb.ingest import Ingest, Layout, Summary, at_or_after
from planlang.data.engines.duckdb.overlaps import Overlaps, Repeats
from planlang.data.engines.duckdb.totals import totals

__all__ = [
    "Aside",
    "DuckDB",
    "FileDays",
    "Ingest",
    "Layout",
    "Overlaps",
    "Repeats",
    "Summary",
    "at_or_after",
    "flag",
    "totals",
]
