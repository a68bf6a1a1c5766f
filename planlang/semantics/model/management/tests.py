"""Tests of a plan: what is in the files, and what is expected of a rule or a figure."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.model.ident import Ident
from planlang.source import Span
from planlang.values.periods import Period
from planlang.values.units import Unit


class Tested(Enum):
    """What a test is about."""

    ALERT = "alert"
    PROCESS = "process"
    GOAL = "goal"
    METRIC = "metric"


@frozen
class TestedRow:
    """A row of a source.

    Attributes:
        period: that of the file it is in.
        cells: by column, as they stand in the file; empty for no value.
    """

    source: str
    period: Period
    cells: tuple[tuple[str, str], ...]
    span: Span


@frozen
class Expected:
    """What is expected of somebody or something at the close of a period.

    Attributes:
        entity: `rep:张丽`, `team:north`, `plan:`; of a process the key of a record.
        rule: of a process the one rule that is meant; None: all of them.
        word: a phase, a severity, a status or a verdict; empty where a value is expected.
        measure: of a goal, what is to have the value.
        value: None where a word is expected.
        span: of the cell.
    """

    entity: str
    rule: str | None
    period: Period
    word: str
    measure: str
    value: Decimal | None
    unit: Unit | None
    span: Span


@frozen
class PlanTest:
    """A test.

    Attributes:
        of, subject: what it is about, by qualified name.
        periods: the columns of its tables, ascending.
        sources: those that have a file in each of them, but where it says otherwise.
        missing: of which source there is no file in which period.
    """

    ident: Ident
    of: Tested
    subject: str
    periods: tuple[Period, ...]
    sources: tuple[str, ...]
    missing: frozenset[tuple[str, Period]]
    rows: tuple[TestedRow, ...]
    expected: tuple[Expected, ...]
