"""Answers about the rows of one record, given by hand, as rules of processes ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count

from planlang.data.loaded.snapshot import Snapshot
from planlang.query.catalog import records_table
from planlang.query.processes.records import Via
from planlang.semantics.expr import Aggregate, Column, RowExpression
from planlang.values.units import Count

Truths = Mapping[date, bool | None]
_numbers = count()


class Answers:
    """Whether a condition holds of D1: now, in exports, by row of a history."""

    def __init__(
        self, now: bool | None = None, exports: Truths | None = None, rows: Sequence[bool | None] = ()
    ) -> None:
        self.given, self.exported, self.rows = now, exports or {}, rows
        self.loaded: Snapshot | None = None

    def on(self, loaded: Snapshot) -> Answers:
        """The same about rows that are loaded."""
        self.loaded = loaded
        return self

    def of(self, condition: RowExpression) -> tuple[bool | None, Truths]:
        """What holds now, and in exports."""
        return self.given, self.exported

    def now(self, source: str, condition: RowExpression) -> str | None:
        held, _ = self.of(condition)
        return self.kept({row: held for row, _ in self.rows_of(source)})

    def in_exports(self, source: str, condition: RowExpression) -> str | None:
        _, exports = self.of(condition)
        return self.kept({row: exports[taken] for row, taken in self.rows_of(source) if taken in exports})

    def in_rows(self, source: str, condition: RowExpression) -> str | None:
        return self.kept(dict(enumerate(self.rows)))

    def happened(self, asked: Aggregate, key: Sequence[str], index: int, via: Via | None) -> str | None:
        assert self.loaded is not None
        table = self.loaded.tables[asked.source]
        record, at = table.columns[key[0]], table.columns["day"]
        name = f"happened_by_hand_{next(_numbers)}"
        self.loaded.engine.keep(
            name,
            f"SELECT k.rank AS record, CAST(t.{at} AS DATE) - DATE '1970-01-01' AS day, 1 AS amount"
            f" FROM {table.table} AS t JOIN {records_table(index)} AS k ON k.record = t.{record}",
        )
        return name

    def cells(self, source: str, columns: Sequence[Column]) -> str | None:
        return None

    def rows_of(self, source: str) -> list[tuple[int, date | None]]:
        """Number and export of the rows of D1."""
        assert self.loaded is not None
        table = self.loaded.tables[source]
        key = table.columns["deal_id"]
        found = self.loaded.engine.run(f"SELECT * FROM {table.table} WHERE {key} = 'D1'")
        rows = found["row_id"].tolist()
        return list(zip(rows, found["taken"].tolist() if "taken" in found else [None] * len(rows), strict=True))

    def kept(self, answers: Mapping[int, bool | None]) -> str:
        """A table of answers."""
        assert self.loaded is not None
        name = f"given_{next(_numbers)}"
        held = [None if answer is None else int(answer) for answer in answers.values()]
        self.loaded.engine.upload(name, {"row_id": (Count(), list(answers)), "answer": (Count(), held)})
        return name
