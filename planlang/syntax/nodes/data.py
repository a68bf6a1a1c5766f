"""Sources of data and the metrics over them."""

from __future__ import annotations

from datetime import time
from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.expressions import Expression, Reference
from planlang.syntax.nodes.literals import Date, DateRange, Duration, Name, Number, Path, Text
from planlang.syntax.nodes.plan import TimezoneClause, TypeName
from planlang.syntax.nodes.shared import Cadence, Head, NoteClause


@frozen
class Read:
    """`read "data/deals-*.csv", "data/deals-*.xlsx"`."""

    patterns: tuple[Text, ...]
    span: Span


@frozen
class OneRowPer:
    """`one row per customer_id as customer | 客户`; `called` and `alias`: what a row is called elsewhere."""

    columns: tuple[Name, ...]
    called: Name | None
    alias: Name | None
    span: Span


@frozen
class Valid:
    """`valid from start to end`: the days on which a row holds; without an end, up to the next row of the same key."""

    start: Name
    end: Name | None
    span: Span


@frozen
class EventAt:
    """`event at visited_on`: each row is something that happened then."""

    column: Name
    span: Span


@frozen
class HistoryOf:
    """`history of deals`: each row is a change of a record of another source."""

    source: Path
    span: Span


@frozen
class SnapshotOn:
    """`snapshot on export_date`; `snapshot on file date` or `snapshot on day before file date` when `column` is None."""

    column: Name | None
    span: Span
    day_before: bool = False


@frozen
class EnteredOn:
    """`entered won on close_date`: the column that dates the entry into a stage."""

    stage: Name
    column: Name
    span: Span


@frozen
class Exams:
    """`exams course where passed`: rows are results of exams, named by a column; which of them are passed."""

    column: Name
    passed: Expression
    span: Span


@frozen
class EveryWeekday:
    """`every monday 09:00`; without a time, the start of the day."""

    weekday: Name
    at: time | None
    span: Span


@frozen
class EveryTwoWeeks:
    """`every two weeks from 2026-01-07 15:00`: which week and which weekday the date says."""

    first: Date
    at: time | None
    span: Span


@frozen
class EveryDay:
    """`every workday 09:00`; another cadence than of days does not say on which day."""

    cadence: Cadence
    at: time | None
    span: Span


@frozen
class EveryNth:
    """`every month on 5`, `every quarter on workday 10 09:00`; a day of None is the last."""

    cadence: Cadence
    day: int | None
    working: bool
    at: time | None
    span: Span


Recurrence = EveryWeekday | EveryTwoWeeks | EveryDay | EveryNth


@frozen
class Due:
    """`due every monday 08:00`: when the last period's export has to be there."""

    every: Recurrence
    span: Span


@frozen
class Grace:
    """`grace 3d`: how long a closed period stays provisional."""

    length: Duration
    span: Span


@frozen
class Sheets:
    """`sheets "1月", "2月"`: the sheets of a workbook that are read; none named by `sheets *`: all that fit."""

    names: tuple[Text, ...]
    span: Span


@frozen
class Covers:
    """`covers 2017-01-01 .. 2017-12-31`: the days that undated files account for."""

    dates: DateRange
    span: Span


@frozen
class Encoding:
    """`encoding "windows-1252"`: of the text files of a source."""

    name: Text | Name
    span: Span


@frozen
class NumberFormat:
    """`numbers "1.234,56"`, `numbers 1.234,56`: how numbers are written, by a sample."""

    sample: Text
    span: Span


@frozen
class DateFormat:
    """`dates d/m/y`, `dates "dd.mm.yyyy"`: the order of day, month and year."""

    pattern: Text
    span: Span


@frozen
class EmptyWords:
    """`empty "N/A", "unknown"`: further texts that stand for an empty cell."""

    words: tuple[Text, ...]
    span: Span


@frozen
class UnitClause:
    """`unit 万元`, `unit "k€"`: what the numbers of a column are counted in."""

    unit: Text
    span: Span


@frozen
class Percentages:
    """`percent`: the numbers of a column are percentages, with or without a sign."""

    span: Span


ColumnClause = NumberFormat | DateFormat | EmptyWords | UnitClause | Percentages


@frozen
class ColumnDecl:
    """`amount | 金额: money[CNY] optional from "商机金额" unit 万元` or `big: bool = amount > 50万元`."""

    name: Name
    alias: Name | None
    type: TypeName
    optional: bool
    headers: tuple[Text, ...]
    clauses: tuple[ColumnClause, ...]
    formula: Expression | None
    span: Span


SourceClause = (
    Read
    | NoteClause
    | OneRowPer
    | Valid
    | EventAt
    | HistoryOf
    | SnapshotOn
    | EnteredOn
    | Exams
    | Due
    | Grace
    | Covers
    | TimezoneClause
    | Encoding
    | NumberFormat
    | DateFormat
    | EmptyWords
    | ColumnDecl
    | Sheets
)


@frozen
class SourceDecl:
    """`source deals "Deals" { ... }`."""

    head: Head
    clauses: tuple[SourceClause, ...]
    span: Span


class CreditRule(Enum):
    """Whose a figure is when a record changes hands."""

    AT_EVENT = "at event"
    AT_CLOSE = "at close"
    AT_PERIOD_END = "at period end"
    AS_TODAY = "as today"


@frozen
class Credit:
    """`credit owner at close`."""

    column: Name
    rule: CreditRule
    span: Span


@frozen
class MinSample:
    """`min sample 8`, `min sample enough` with a parameter of the module."""

    size: Number | Reference
    span: Span


MetricClause = Credit | MinSample | NoteClause


@frozen
class MetricDecl:
    """`metric visits | 拜访量 "Visits" = count(activities) credit owner at event`."""

    head: Head
    value: Expression
    clauses: tuple[MetricClause, ...]
    span: Span
