"""DuckDB, inside this process: the engine that data files are read with."""

from __future__ import annotations

from planlang.data.engines.duckdb.aside import Aside, FileDays, Unread, flag
from planlang.data.engines.duckdb.cleaning import fault_of
from planlang.data.engines.duckdb.engine import DuckDB
from planlang.data.engines.duckdb.evidence import Evidence, Filled
from planlang.data.engines.duckdb.faults import Wrong, WrongCells
from planlang.data.engines.duckdb.ingest import Ingest
from planlang.data.engines.duckdb.layout import Layout
from planlang.data.engines.duckdb.overlaps import Doubt, Overlaps, Repeats
from planlang.data.engines.duckdb.totals import totals

__all__ = [
    "Aside",
    "Doubt",
    "DuckDB",
    "Evidence",
    "FileDays",
    "Filled",
    "Ingest",
    "Layout",
    "Overlaps",
    "Repeats",
    "Unread",
    "Wrong",
    "WrongCells",
    "fault_of",
    "flag",
    "totals",
]
