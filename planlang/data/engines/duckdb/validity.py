"""Days on which a list with days of validity says nothing, or more than one thing, of a record that a fact names.

In: the table of the facts, that of the list, and their SQL columns. Out: keys of the list of which no row, or of which
several, are valid on the day of a fact. Which row is valid when is told as in query/lookups.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from planlang.data.columns.columns import Wanted
from planlang.data.engines.duckdb.aside import flag
from planlang.data.engines.duckdb.ingest import Ingest
from planlang.data.loaded.tabletypes import identifier
from planlang.frozen import frozen

EVER, NEVER = "DATE '0001-01-01'", "DATE '9999-12-31'"
SHOWN = 2
"""Rows of the list that are told where several are valid."""


@frozen
class Unsettled:
    """Facts that no row, or several rows, of a list are valid for: how many, and of the first of them its row, the key and the
    day (ISO) it asks for, how many rows of the list are valid and the first of these.
    """

    facts: int
    first: int
    key: str
    day: str
    valid: int
    rows: Sequence[int]


@frozen(eq=False)
class ListOfDays:
    """A list with days of validity: its table, the column of its keys, those of the first and the last day."""

    ingest: Ingest
    key: Wanted
    start: Wanted
    end: Wanted | None

    @property
    def spans(self) -> str:
        """A query of `k`, `row_id`, `doubt` (1: the row was set aside), `since`, `until` (half-open)."""
        table, aside = identifier(self.ingest.name), identifier(self.ingest.aside.name)
        start = self.start.sql
        end = "CAST(NULL AS DATE)" if self.end is None else f"CAST({self.end.sql} AS DATE)"
        unread = " OR ".join(flag(column) for column in (self.start, self.end) if column is not None)
        sightings = " UNION ALL ".join(
            f"SELECT row_id, {self.key.sql} AS k, CAST({start} AS DATE) AS since, {end} AS last, {doubt} AS doubt,"
            f" {open_} AS open, COALESCE(CAST({start} AS VARCHAR), CAST(row_id AS VARCHAR)) AS whole"
            f" FROM {found} WHERE {self.key.sql} IS NOT NULL"
            for found, doubt, open_ in ((table, 0, "FALSE"), (aside, 1, f"({unread})"))
        )
        newest = (
            f"SELECT * FROM ({sightings}) QUALIFY row_number() OVER (PARTITION BY k, whole ORDER BY row_id DESC) = 1"
        )
        following = "lead(since) OVER (PARTITION BY k ORDER BY since, row_id)"
        return (
            f"SELECT k, row_id, doubt, CASE WHEN open THEN {EVER} ELSE since END AS since,"
            f" CASE WHEN open THEN {NEVER} ELSE COALESCE(CAST(last + 1 AS DATE), {following}, {NEVER}) END AS until"
            f" FROM ({newest})"
        )


def unsettled(facts: Ingest, column: str, at: str, found: ListOfDays) -> Iterator[Unsettled]:
    """Facts whose cell in a SQL column names a record of which no row of the list is valid on the day in `at`, and those of
    which several are; not where a row set aside may be the one.
    """
    asked = (
        f"SELECT {column} AS k, CAST({at} AS DATE) AS day, count(*) AS facts, min(row_id) AS first"
        f" FROM {identifier(facts.name)} WHERE {column} IS NOT NULL AND {at} IS NOT NULL GROUP BY ALL"
    )
    told = (
        "SELECT a.k, a.day, any_value(a.facts) AS facts, any_value(a.first) AS first,"
        " count(s.row_id) FILTER (s.doubt = 0) AS valid, count(s.row_id) FILTER (s.doubt = 1) AS doubts,"
        " list(s.row_id ORDER BY s.row_id) FILTER (s.doubt = 0) AS listed"
        " FROM asked AS a LEFT JOIN spans AS s ON s.k = a.k AND s.since <= a.day AND a.day < s.until"
        " WHERE a.k IN (SELECT k FROM spans) GROUP BY a.k, a.day"
    )
    connection: duckdb.DuckDBPyConnection = facts.connection
    for which in ("valid = 0 AND doubts = 0", "valid > 1"):
        ((count, *first),) = connection.execute(
            f"WITH spans AS MATERIALIZED ({found.spans}), asked AS ({asked}), told AS ({told})"
            " SELECT sum(facts), min(first), arg_min(k, first), CAST(arg_min(day, first) AS VARCHAR),"
            f" arg_min(valid, first), arg_min(listed[:{SHOWN}], first) FROM told WHERE {which}"
        ).fetchall()
        if count:
            row, key, day, valid, rows = first
            yield Unsettled(int(count), row, key, day, valid, rows or ())
