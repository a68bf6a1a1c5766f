"""What a row expression may refer to, and what can be told of it without compiling it.

In: a declared source and where its columns stand in a query. Out: `Scope` and the units of expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import assert_never

from planlang.frozen import field, frozen
from planlang.query.catalog import bounds_of
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.logical import parts, seen_from
from planlang.semantics.expr import (
    Arithmetic,
    ClassOf,
    Column,
    Combination,
    Constant,
    DaysSince,
    FallsIn,
    InPhase,
    Looked,
    RowAll,
    RowAmong,
    RowAny,
    RowArithmetic,
    RowComparison,
    RowEmpty,
    RowExpression,
    RowNot,
    RowOtherwise,
    Sought,
    TextLength,
)
from planlang.semantics.model import ByCondition, DataSource, Model, Process
from planlang.values.periods import Grain, Grid, period_of
from planlang.values.units import (
    Count,
    DateUnit,
    Days,
    InstantUnit,
    MoneyIn,
    PercentagePoints,
    Plain,
    Ratio,
    RecordOf,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
)

LARGEST_TREE = 2_000
"""Columns that an expression may name, with its computed columns written out."""


class FormulaTooLargeError(ValueError):
    """Computed columns that stand in each other would make a query of unbounded size."""


@frozen(eq=False)
class Scope:
    """What a row expression may refer to.

    Attributes:
        source: the declared source of the row.
        columns: declared column -> tree, for the columns that are read.
        last_day: the last day of the period (or of what is seen of it), as a tree.
        around: the first day of the week, month … that holds the last day, and the first day after it, as trees.
        processes: by qualified name.
        look_up: the tree of a column of a record that is named, or its formula as it reads here.
    """

    source: DataSource
    columns: Mapping[str, Node]
    last_day: Node
    around: Callable[[Grain], tuple[Node, Node]]
    processes: Mapping[str, Process]
    look_up: Callable[[Looked | ClassOf, Scope], Node | RowExpression] | None = None
    _size: list[int] = field(factory=lambda: [0])

    def found(self, part: Sought) -> Node | RowExpression:
        """The tree of a column that is read, or the formula of one that is computed.

        Raises:
            FormulaTooLargeError: computed columns stand in each other too often.
        """
        self._size[0] += 1
        if self._size[0] > LARGEST_TREE:
            raise FormulaTooLargeError(f'"{self.source.ident.name}" computes its columns from each other too deeply')
        if not isinstance(part, Column):
            assert self.look_up is not None, "nothing is looked up here"
            return self.look_up(part, self)
        formula = self.source.column(part.name).formula
        return self.columns[part.name].copy() if formula is None else formula


def around(day: date, grid: Grid) -> Callable[[Grain], tuple[Node, Node]]:
    """The bounds of the period that holds a day, for `Scope.around`."""

    def bounds(grain: Grain) -> tuple[Node, Node]:
        period = period_of(day, grain, grid)
        return tree.day(period.start), tree.day(period.end)

    return bounds


def around_range(grain: Grain) -> tuple[Node, Node]:
    """The bounds of the period that holds the last day of a range `r`, for `Scope.around`."""
    since, until = bounds_of(grain)
    return tree.column(since, "r"), tree.column(until, "r")


def everything_in(source: DataSource, model: Model, *expressions: RowExpression | None) -> Iterator[RowExpression]:
    """Expressions and all in them, the computed columns and the conditions of classes that they name included, each of those
    once.

    Raises:
        FormulaTooLargeError: computed columns stand in each other too often.
    """
    waiting = [expression for expression in expressions if expression is not None]
    seen: set[Sought] = set()
    while waiting:
        for part in parts(waiting.pop()):
            yield part
            if isinstance(part, Column | Looked | ClassOf) and part not in seen:
                seen.add(part)
                waiting += rests_on(part, source, model)
        if len(seen) > LARGEST_TREE:
            raise FormulaTooLargeError(f'"{source.ident.name}" computes its columns from each other too deeply')


def rests_on(part: Sought, source: DataSource, model: Model) -> list[RowExpression]:
    """What a computed column is computed by, or a class that follows the record is told by, as it reads in the source where
    it is named.
    """
    if isinstance(part, ClassOf):
        return [condition for _, condition in conditions_of(part, model) if condition is not None]
    formula = formula_of(part, source, model)
    return [] if formula is None else [formula]


def conditions_of(part: ClassOf, model: Model) -> list[tuple[str, RowExpression | None]]:
    """The classes of a segment that follows the record day by day, each with its condition as it reads where it is named
    (None: all that are left); none of one whose classes are kept over periods.
    """
    segment = model.segments[part.segment]
    found: list[tuple[str, RowExpression | None]] = []
    for one in segment.classes if segment.grain is None else ():
        assert isinstance(one.rule, ByCondition), "shares are kept over periods"
        rows = one.rule.rows
        found.append((one.name, rows if rows is None or part.reference is None else seen_from(rows, part.reference)))
    return found


def formula_of(part: Column | Looked, source: DataSource, model: Model) -> RowExpression | None:
    """What a column is computed by, as it reads in the source where it is named; None for one that is read."""
    if isinstance(part, Column):
        return source.column(part.name).formula
    formula = model.sources[looked_into(part.reference)].column(part.name).formula
    return None if formula is None else seen_from(formula, part.reference)


def looked_into(reference: Column | Looked) -> str:
    """The source that a reference leads to."""
    assert isinstance(reference.unit, RecordOf), "only a reference leads to a record"
    return reference.unit.source


def is_number(unit: Unit) -> bool:
    """Whether values of the unit are numbers."""
    return isinstance(unit, Count | Plain | Ratio | PercentagePoints | MoneyIn | Days | WorkingDays)


def is_date(unit: Unit) -> bool:
    """Whether values of the unit are dates or points in time."""
    return isinstance(unit, DateUnit | InstantUnit)


def unit_of(expression: RowExpression) -> Unit:
    """The unit of a value."""
    match expression:
        case (
            Column(unit=unit)
            | Looked(unit=unit)
            | ClassOf(unit=unit)
            | Constant(unit=unit)
            | RowArithmetic(unit=unit)
            | RowOtherwise(unit=unit)
        ):
            return unit
        case DaysSince():
            return Days()
        case TextLength():
            return Plain()
        case Combination():
            return TextUnit()
        case RowComparison() | RowAmong() | RowEmpty() | RowAll() | RowAny() | RowNot() | FallsIn() | InPhase():
            return Truth()
        case unreachable:
            assert_never(unreachable)


def can_be_unknown(expression: RowExpression, source: DataSource) -> bool:
    """Whether some row of a loaded source may have no value."""
    return _can_be_unknown(expression, source, {})


def _can_be_unknown(expression: RowExpression, source: DataSource, columns: dict[str, bool]) -> bool:
    """The same; `columns` are the answers for computed columns so far."""
    match expression:
        case Column(name=name):
            spec = source.column(name)
            if spec.formula is None:
                return spec.optional
            if name not in columns:
                columns[name] = _can_be_unknown(spec.formula, source, columns)
            return columns[name]
        case Constant(value=value):
            return value is None
        case RowArithmetic(operator=operator, left=left, right=right):
            divides = operator is Arithmetic.DIVIDE and not (isinstance(right, Constant) and right.value)
            return divides or _can_be_unknown(left, source, columns) or _can_be_unknown(right, source, columns)
        case RowOtherwise(fallback=fallback):
            return _can_be_unknown(fallback, source, columns)
        case DaysSince(column=column) | TextLength(column=column):
            return _can_be_unknown(column, source, columns)
        case Combination(columns=parts):
            return any(_can_be_unknown(part, source, columns) for part in parts)
        case RowEmpty():
            return False
        case _:
            return True
