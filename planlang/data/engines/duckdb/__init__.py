"""DuckDB, inside this process: the engine that data files are read with."""

from __future__ import annotations

from planlang.data.engines.duckdb.engine import DuckDB
from planlang.data.engines.duckdb.ingest import Ingest, Layout, Summary

__all__ = ["DuckDB", "Ingest", "Layout", "Summary"]
