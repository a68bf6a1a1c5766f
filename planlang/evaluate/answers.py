"""Whether single rows meet the conditions of process rules, and what stands in them.

In: the catalog and the engine of one evaluation. Out: tables of answers by row, asked once and kept there.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import count

from planlang.data.loaded.snapshot import Engine
from planlang.query.answers import lower_answers, lower_answers_on_days, lower_cells
from planlang.query.catalog import Catalog
from planlang.query.core.sql import sql_text
from planlang.query.processes.happenings import lower_happenings
from planlang.query.processes.records import Via
from planlang.semantics.expr import Aggregate, Column, RowExpression

_NUMBERS = count()


class _Asked(Enum):
    """Which rows are asked about."""

    NEWEST = "the newest of each record"
    EXPORTS = "all, on the day of their export"
    ALL = "all"


class RowAnswers:
    """Answers questions of `conditions.Conditions` from loaded tables."""

    def __init__(self, catalog: Catalog, engine: Engine) -> None:
        self.catalog = catalog
        self.engine = engine
        self._known: dict[tuple[str, RowExpression, _Asked], str] = {}

    def now(self, source: str, condition: RowExpression) -> str | None:
        """The rows of a source by which its records stand now, or in its latest export."""
        return self._asked(source, condition, _Asked.NEWEST)

    def in_exports(self, source: str, condition: RowExpression) -> str | None:
        """Every row of a source of dated exports, on the day of its export."""
        return self._asked(source, condition, _Asked.EXPORTS)

    def in_rows(self, source: str, condition: RowExpression) -> str | None:
        """Every row of a source."""
        return self._asked(source, condition, _Asked.ALL)

    def on_days(self, source: str, condition: RowExpression, days: str) -> str | None:
        """Some rows of a source, each on a day."""
        if source not in self.catalog.tables:
            return None
        return self._kept(sql_text(lower_answers_on_days(source, condition, self.catalog, days), self.engine.dialect))

    def cells(self, source: str, columns: Sequence[Column]) -> str | None:
        """What stands in some columns of the newest row of each record."""
        if source not in self.catalog.tables:
            return None
        return self._kept(sql_text(lower_cells(source, columns, self.catalog), self.engine.dialect))

    def happened(self, asked: Aggregate, key: Sequence[str], index: int, via: Via | None) -> str | None:
        """What has happened to the records of a process (`query.happenings.lower_happenings`)."""
        if asked.source not in self.catalog.tables or (via is not None and via.source not in self.catalog.tables):
            return None
        return self._kept(lower_happenings(asked, key, index, self.catalog, self.engine.dialect, via))

    def _asked(self, source: str, condition: RowExpression, which: _Asked) -> str | None:
        """The table of the rows and their answers."""
        if source not in self.catalog.tables:
            return None
        key = (source, condition, which)
        if key not in self._known:
            every, exported = which is not _Asked.NEWEST, which is _Asked.EXPORTS
            query = lower_answers(source, condition, self.catalog, every_row=every, exported=exported)
            self._known[key] = self._kept(sql_text(query, self.engine.dialect))
        return self._known[key]

    def _kept(self, sql: str) -> str:
        """The name of a table of answers; no other has it, as several plans may be held against the same data."""
        kept = f"answers_{next(_NUMBERS)}"
        self.engine.keep(kept, sql)
        return kept
