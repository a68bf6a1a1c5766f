"""Whether single rows meet the conditions of process rules.

In: the catalog and the engine of one evaluation. Out: answers by record or row, asked once and kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Engine
from planlang.query.answers import ANSWER, RECORD, ROW, cell, lower_answers, lower_cells
from planlang.query.catalog import Catalog
from planlang.query.core.sql import sql_text
from planlang.semantics.expr import Column, RowExpression
from planlang.semantics.expressions.units import NUMERIC
from planlang.values.units import DateUnit, InstantUnit, Unit

Cell = Decimal | date | str | None
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

    def cells(self, source: str, columns: Sequence[Column]) -> Mapping[str, tuple[Cell, ...]]:
        """What stands in some columns of the newest row of each record: numbers, dates, texts; None where empty."""
        if source not in self.catalog.tables:
            return {}
        query = lower_cells(source, columns, self.catalog)
        found = self.engine.run(sql_text(query, self.engine.dialect))
        texts = [_texts(found[cell(index)]) for index in range(len(columns))]
        read = [
            [None if text is None else _read(text, column.unit) for text in column_texts]
            for column, column_texts in zip(columns, texts, strict=True)
        ]
        records = _texts(found[RECORD])
        return dict(zip(map(str, records), zip(*read, strict=True), strict=True))

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


def _texts(cells: NDArray[np.generic]) -> list[str | None]:
    """Cells as text, None where there is none."""
    values, none = np.ma.getdata(cells).tolist(), np.ma.getmaskarray(cells).tolist()
    return [None if blank else str(value) for value, blank in zip(values, none, strict=True)]


def _read(text: str, unit: Unit) -> Cell:
    """What a cell says."""
    if isinstance(unit, NUMERIC):
        return Decimal(text)
    return date.fromordinal(int(text)) if isinstance(unit, DateUnit | InstantUnit) else text
