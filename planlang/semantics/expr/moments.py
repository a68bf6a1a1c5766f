"""Which rows count, when, and for whom."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.expr.rows import Sought


@frozen
class Dated:
    """A row counts on the date in this column (an event source's own column, or `at created`)."""

    column: str


@frozen
class OnEntry:
    """A record counts on the date it enters a stage: its first entry; for a final stage its latest, and not at all
    once it has left that stage again (tests/spec/credit.md).
    """

    process: str
    stage: str


@frozen
class AsItStands:
    """A record counts if the filter holds for it as it stood at the last instant of the period."""


Moment = Dated | OnEntry | AsItStands


class Fold(Enum):
    """How the rows that count become one value."""

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    AVERAGE = "avg"
    MINIMUM = "min"
    MAXIMUM = "max"
    MEDIAN = "median"


class CreditTime(Enum):
    """The instant whose owner gets the credit."""

    EVENT = "at event"
    CLOSE = "at close"
    PERIOD_END = "at period end"
    TODAY = "as today"
    ROW = "as the row says"
    """the value in the very row that counts, whatever it stands for: for figures by a column, never written in a plan"""


@frozen
class CreditTo:
    """The person column that says whose a row is, and the owner at which instant counts.

    `value`: what says which part a row belongs to, for figures by a column (`CreditTime.ROW`); else None.
    """

    column: str
    time: CreditTime
    value: Sought | None = None
