"""Whether records meet conditions of rules, as the engine is asked.

In: answers by row. Out: what to join for the answer about each record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from planlang.evaluate.stages.stage_rows import NEWEST, STATE
from planlang.evaluate.stages.visits import Visits
from planlang.query.processes.records import Via
from planlang.semantics.expr import Aggregate, Column, RowExpression

MET, MISSING, UNSURE = 1, 0, -1
"""What a condition amounts to."""


class Conditions(Protocol):
    """Tables of answers whether rows meet a condition: `row_id`, `answer` (1, 0, unknown). None: the source is not loaded."""

    def now(self, source: str, condition: RowExpression) -> str | None:
        """The rows of a source by which its records stand now, or in its latest export."""

    def in_exports(self, source: str, condition: RowExpression) -> str | None:
        """Every row of a source of dated exports, on the day of its export."""

    def in_rows(self, source: str, condition: RowExpression) -> str | None:
        """Every row of a source."""

    def happened(self, asked: Aggregate, key: Sequence[str], index: int, via: Via | None) -> str | None:
        """What has happened to the records of a process: `record`, `day`, `amount` (`query.happenings`)."""

    def on_days(self, source: str, condition: RowExpression, days: str) -> str | None:
        """Some rows of a source, each on a day: by a table of `row_id` and `day`, which the answers have, too."""

    def cells(self, source: str, columns: Sequence[Column]) -> str | None:
        """What stands in some columns of these rows (`query.answers.lower_cells`)."""


def shown_in_exports(visits: Visits, answers: str) -> str:
    """What is answered of each `record` on the `day` of each export with it, by its last row there."""
    last = f"ROW_NUMBER() OVER (PARTITION BY record, day ORDER BY row_id DESC) AS age FROM {visits.table(STATE)} AS s"
    rows = f"(SELECT s.*, {last}) AS r"
    return f"(SELECT r.record, r.day, a.answer FROM {rows} JOIN {answers} AS a ON a.row_id = r.row_id WHERE age = 1)"


def joined_now(
    condition: RowExpression | None, visits: Visits, conditions: Conditions, record: str, alias: str
) -> tuple[str, str]:
    """What to join for whether a condition holds now for a record, under an alias; and the answer: `MET`, `MISSING` or `UNSURE`.

    Args:
        condition: None holds for all.
        visits: of the records' process.
        conditions: answers.
        record: the column of its number.
        alias: of the answer.
    """
    if condition is None:
        return "", f"{MET}"
    answers = conditions.now(visits.process.source, condition) if visits.has_source else None
    if answers is None:
        return "", f"{UNSURE}"
    newest = f"(SELECT n.record, a.answer FROM {visits.table(NEWEST)} AS n JOIN {answers} AS a ON a.row_id = n.row_id)"
    return f"\nLEFT JOIN {newest} AS {alias} ON {alias}.record = {record}", f"COALESCE({alias}.answer, {UNSURE})"
