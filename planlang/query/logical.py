"""What to ask of the data, apart from any SQL dialect: base facts and how to fold them.

In: aggregates of checked expressions. Out: a logical plan that `lower` turns into trees of core SQL. Two kinds of
question: a *scan* adds up facts by bin of days and membership once and for all, so that any stretch of days made of
bins is a difference of two sums; a *recount* goes back to the rows for every stretch and entity asked for, as distinct
values, medians and extremes must.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import assert_never

from attrs import evolve

from planlang.frozen import frozen
from planlang.semantics.expr import (
    Aggregate,
    AsItStands,
    ClassOf,
    Column,
    Combination,
    Constant,
    CreditTo,
    DaysSince,
    FallsIn,
    Fold,
    InPhase,
    Looked,
    Moment,
    OnEntry,
    RowAll,
    RowAmong,
    RowAny,
    RowArithmetic,
    RowComparison,
    RowEmpty,
    RowExpression,
    RowNot,
    RowOtherwise,
    TextLength,
)
from planlang.values.units import StageOf


@frozen
class Rows:
    """Rows of a source: on which date each counts, and whose it is.

    `processes` are those whose stages are asked for, for records as they stand; `unsure` means the records that may be in
    a stage, or may have entered it, instead of those that are known to be (`query.catalog.unsure_table`); `by_phase` among
    them only those of which not even that is known whether they are open, won, lost or there at all.
    """

    source: str
    moment: Moment
    credit: CreditTo | None
    processes: tuple[str, ...] = ()
    unsure: bool = False
    by_phase: bool = False


class Sum(Enum):
    """What is added up in a column of a scan."""

    ROWS = "rows"
    KNOWN = "rows whose value is known"
    VALUE = "values"


@frozen
class Tally:
    """A column of a scan: what is added up over the rows for which `where` is true.

    `stage` limits it to entries into that stage, for rows that count on entry.
    """

    what: Sum
    value: RowExpression | None
    where: RowExpression | None
    stage: str | None = None


@frozen
class Scan:
    """Several tallies over the same rows, in one go; no two are the same."""

    rows: Rows
    tallies: tuple[Tally, ...]


@frozen
class Recount:
    """An aggregate over stretches of days, from the rows."""

    rows: Rows
    fold: Fold
    value: RowExpression | None
    where: RowExpression | None


def rows_of(aggregate: Aggregate) -> Rows:
    """The rows that an aggregate folds."""
    asked: dict[str, None] = {}
    if isinstance(aggregate.moment, AsItStands):
        for expression in (aggregate.where, aggregate.value):
            for column in _columns(expression):
                if isinstance(column.unit, StageOf):
                    asked.setdefault(column.unit.process)
    return Rows(aggregate.source, aggregate.moment, aggregate.credit, tuple(asked))


def recount_of(aggregate: Aggregate) -> Recount:
    """The question that recomputes an aggregate."""
    return Recount(rows_of(aggregate), aggregate.fold, aggregate.value, aggregate.where)


def tallies_of(aggregate: Aggregate) -> tuple[Tally, ...]:
    """The columns that an additive aggregate is made of: its rows, its rows with a value, its sum, as far as needed."""
    stage = aggregate.moment.stage if isinstance(aggregate.moment, OnEntry) else None
    rows = Tally(Sum.ROWS, None, aggregate.where, stage)
    known = Tally(Sum.KNOWN, aggregate.value, aggregate.where, stage)
    match aggregate.fold:
        case Fold.COUNT:
            return (rows,)
        case Fold.SUM:
            return (rows, known, evolve(known, what=Sum.VALUE))
        case Fold.AVERAGE:
            return (known, evolve(known, what=Sum.VALUE))
        case Fold.DISTINCT | Fold.MINIMUM | Fold.MAXIMUM | Fold.MEDIAN:
            raise AssertionError("only counts, sums and averages add up")
        case unreachable:
            assert_never(unreachable)


def adds_up(fold: Fold) -> bool:
    """Whether the fold of two sets of rows follows from the fold of each."""
    return fold in (Fold.COUNT, Fold.SUM, Fold.AVERAGE)


def columns_in(expression: RowExpression | None) -> tuple[str, ...]:
    """The columns that an expression names, each once, in order."""
    return tuple(dict.fromkeys(column.name for column in _columns(expression)))


def _columns(expression: RowExpression | None) -> Iterator[Column]:
    """The columns in an expression, in order."""
    for part in parts(expression) if expression is not None else ():
        match part:
            case Column():
                yield part
            case DaysSince(column=Column() as column) | FallsIn(column=Column() as column):
                yield column
            case InPhase(column=Column() as column) | TextLength(column=Column() as column):
                yield column
            case _:
                pass


def seen_from(formula: RowExpression, reference: Column | Looked) -> RowExpression:
    """A formula of the record that a reference names, as it reads beside the reference: `big` of customers is
    `customer.big` there.
    """

    def moved(column: Column | Looked) -> Looked:
        origin = reference if isinstance(column, Column) else moved(column.reference)
        today = isinstance(column, Looked) and column.today
        return Looked(origin, column.name, column.unit, today, column.span)

    def seen(part: RowExpression) -> RowExpression:
        match part:
            case Column() | Looked():
                return moved(part)
            case ClassOf(reference=told):
                return evolve(part, reference=reference if told is None else moved(told))
            case Constant():
                return part
            case DaysSince(column=column) | TextLength(column=column) | FallsIn(column=column) | InPhase(column=column):
                return evolve(part, column=moved(column))
            case Combination(columns=columns):
                return evolve(part, columns=tuple(map(moved, columns)))
            case RowArithmetic(left=left, right=right) | RowComparison(left=left, right=right):
                return evolve(part, left=seen(left), right=seen(right))
            case RowAmong(subject=subject) | RowEmpty(subject=subject):
                return evolve(part, subject=seen(subject))
            case RowAll(operands=operands) | RowAny(operands=operands):
                return evolve(part, operands=tuple(map(seen, operands)))
            case RowNot(operand=operand):
                return RowNot(seen(operand), part.span)
            case RowOtherwise(subject=subject, fallback=fallback):
                return evolve(part, subject=seen(subject), fallback=seen(fallback))
            case unreachable:
                assert_never(unreachable)

    return seen(formula)


def parts(expression: RowExpression) -> tuple[RowExpression, ...]:
    """The expression and everything in it, from the left."""
    found: list[RowExpression] = []
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        found.append(part)
        waiting.extend(reversed(_operands(part)))
    return tuple(found)


def _operands(expression: RowExpression) -> tuple[RowExpression, ...]:
    """The direct operands."""
    match expression:
        case Looked(reference=reference):
            return (reference,)
        case ClassOf(reference=reference):
            return () if reference is None else (reference,)
        case DaysSince(column=Looked() as column) | FallsIn(column=Looked() as column):
            return (column,)
        case InPhase(column=Looked() as column) | TextLength(column=Looked() as column):
            return (column,)
        case Combination(columns=columns):
            return columns
        case Column() | Constant() | DaysSince() | TextLength() | FallsIn() | InPhase():
            return ()
        case RowArithmetic(left=left, right=right) | RowComparison(left=left, right=right):
            return (left, right)
        case RowAmong(subject=subject) | RowEmpty(subject=subject):
            return (subject,)
        case RowAll(operands=operands) | RowAny(operands=operands):
            return operands
        case RowNot(operand=operand):
            return (operand,)
        case RowOtherwise(subject=subject, fallback=fallback):
            return (subject, fallback)
        case unreachable:
            assert_never(unreachable)
