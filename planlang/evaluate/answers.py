"""Whether single rows meet the conditions of process rules.

In: the catalog and the engine of one evaluation. Out: answers by record or row, asked once and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from planlang.data.loaded.snapshot import Engine
from planlang.query.answers import ANSWER, RECORD, ROW, lower_answers
from planlang.query.catalog import Catalog
from planlang.query.core.sql import sql_text
from planlang.semantics.expr import RowExpression

Answers = tuple[tuple[str, int, bool | None], ...]
"""(record, row, answer), ascending by row."""


class RowAnswers:
    """Answers questions of `requirements.Conditions` from loaded tables; a source that is not loaded has no rows."""

    def __init__(self, catalog: Catalog, engine: Engine) -> None:
        self.catalog = catalog
        self.engine = engine
        self._known: dict[tuple[str, RowExpression, date | None, bool], Answers] = {}

    def holds(self, source: str, condition: RowExpression) -> Mapping[str, bool | None]:
        """For every record of a source as it stands now, or in its latest export."""
        return {record: answer for record, _, answer in self._asked(source, condition, None, False)}

    def held_at(self, source: str, condition: RowExpression, taken: date) -> Mapping[str, bool | None]:
        """For every record in one export."""
        return {record: answer for record, _, answer in self._asked(source, condition, taken, False)}

    def held_in(self, source: str, condition: RowExpression) -> Mapping[int, bool | None]:
        """For every row of a source, by `row_id`."""
        return {row: answer for _, row, answer in self._asked(source, condition, None, True)}

    def _asked(self, source: str, condition: RowExpression, taken: date | None, every_row: bool) -> Answers:
        """The rows and their answers."""
        key = (source, condition, taken, every_row)
        if key not in self._known:
            self._known[key] = self._read(source, condition, taken, every_row)
        return self._known[key]

    def _read(self, source: str, condition: RowExpression, taken: date | None, every_row: bool) -> Answers:
        """One query."""
        if source not in self.catalog.tables:
            return ()
        query = lower_answers(source, condition, self.catalog, taken=taken, every_row=every_row)
        found = self.engine.run(sql_text(query, self.engine.dialect))
        unknown = np.ma.getmaskarray(found[ANSWER]).tolist()
        answers = np.ma.getdata(found[ANSWER]).tolist()
        rows = np.ma.getdata(found[ROW]).tolist()
        records = np.ma.getdata(found[RECORD]).tolist()
        return tuple(
            (str(record), int(row), None if blank else bool(answer))
            for record, row, answer, blank in zip(records, rows, answers, unknown, strict=True)
        )
