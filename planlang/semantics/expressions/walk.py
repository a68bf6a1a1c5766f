"""Walks over expressions, checked or as written, without recursion.

In: one expression. Out: its parts. Used wherever something is asked of an expression as a whole: which metrics it rests
on, whether it has windows, whether two of them are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from attrs import evolve, fields, has

from planlang.kept import Kept
from planlang.semantics.expr import (
    Aggregate,
    AmongPeers,
    Assumed,
    BreachesOf,
    ChangeAgainst,
    CohortConversion,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    FigureOtherwise,
    FigureUnknown,
    Headcount,
    MetricRef,
    OfBudget,
    OfCustomers,
    OfGoal,
    OverWindow,
    Passed,
    PerWorkingDay,
    RatioOf,
    ResponseRate,
    ShareOfLargest,
    StayOf,
    Tenure,
)
from planlang.source import Span
from planlang.syntax import nodes


def parts(expression: FigureExpression) -> tuple[FigureExpression, ...]:
    """The figures that an expression is directly made of, left to right."""
    match expression:
        case (
            Aggregate()
            | Headcount()
            | Tenure()
            | BreachesOf()
            | CohortConversion()
            | StayOf()
            | MetricRef()
            | FigureConstant()
            | OfGoal()
            | OfBudget()
            | Assumed()
        ):
            return ()
        case Passed(counted=counted):
            return counted
        case OfCustomers(rows=rows):
            return (rows,)
        case ResponseRate(sent=sent, answered=answered, missed=missed):
            return (sent, answered, missed)
        case RatioOf(numerator=left, denominator=right):
            return (left, right)
        case FigureArithmetic(left=left, right=right) | FigureComparison(left=left, right=right):
            return (left, right)
        case (
            OverWindow(subject=subject)
            | ChangeAgainst(subject=subject)
            | PerWorkingDay(subject=subject)
            | AmongPeers(subject=subject)
            | ShareOfLargest(subject=subject)
            | FigureUnknown(subject=subject)
        ):
            return (subject,)
        case FigureAll(operands=operands) | FigureAny(operands=operands):
            return operands
        case FigureNot(operand=operand):
            return (operand,)
        case FigureOtherwise(subject=subject, fallback=fallback):
            return (subject, fallback)


def changed(expression: FigureExpression, change: Callable[[FigureExpression], FigureExpression]) -> FigureExpression:
    """The expression with every figure in it that has no parts changed; expressions are as deep as people nest them."""

    def inner(part: FigureExpression) -> FigureExpression:
        return changed(part, change)

    match expression:
        case (
            Aggregate()
            | Headcount()
            | Tenure()
            | BreachesOf()
            | CohortConversion()
            | StayOf()
            | MetricRef()
            | FigureConstant()
            | OfGoal()
            | OfBudget()
            | Assumed()
        ):
            return change(expression)
        case Passed(counted=counted):
            moved = (inner(part) for part in counted)
            return evolve(expression, counted=tuple(part for part in moved if isinstance(part, Aggregate)))
        case OfCustomers(rows=rows):
            counted_rows = inner(rows)
            return evolve(expression, rows=counted_rows) if isinstance(counted_rows, Aggregate) else expression
        case ResponseRate():
            sent, answered, missed = (inner(part) for part in parts(expression))
            assert isinstance(sent, Aggregate)
            assert isinstance(answered, Aggregate)
            assert isinstance(missed, Aggregate)
            return evolve(expression, sent=sent, answered=answered, missed=missed)
        case RatioOf(numerator=left, denominator=right):
            return evolve(expression, numerator=inner(left), denominator=inner(right))
        case FigureArithmetic(left=left, right=right) | FigureComparison(left=left, right=right):
            return evolve(expression, left=inner(left), right=inner(right))
        case (
            OverWindow(subject=subject)
            | ChangeAgainst(subject=subject)
            | PerWorkingDay(subject=subject)
            | AmongPeers(subject=subject)
            | ShareOfLargest(subject=subject)
            | FigureUnknown(subject=subject)
        ):
            return evolve(expression, subject=inner(subject))
        case FigureAll(operands=operands) | FigureAny(operands=operands):
            return evolve(expression, operands=tuple(inner(operand) for operand in operands))
        case FigureNot(operand=operand):
            return evolve(expression, operand=inner(operand))
        case FigureOtherwise(subject=subject, fallback=fallback):
            return evolve(expression, subject=inner(subject), fallback=inner(fallback))


def every(expression: FigureExpression) -> Sequence[FigureExpression]:
    """The expression and everything in it, in written order."""
    return expression, *_inside(expression)


@Kept
def _inside(expression: FigureExpression) -> Sequence[FigureExpression]:
    """Everything in an expression."""
    found: list[FigureExpression] = []
    pending = [*reversed(parts(expression))]
    while pending:
        current = pending.pop()
        found.append(current)
        pending += reversed(parts(current))
    return tuple(found)


def metrics_in(expression: FigureExpression) -> Iterator[str]:
    """The names of the metrics that an expression mentions itself, in order, each as often as it stands there."""
    for part in every(expression):
        if isinstance(part, MetricRef):
            yield part.metric


def shape(expression: object) -> object:
    """What an expression says, apart from where it says it: equal shapes mean the same."""
    kind: type = type(expression)
    if _said(kind) is not None:
        return _shape(expression)
    if isinstance(expression, tuple):
        return tuple(shape(item) for item in expression)
    return expression


@Kept
def _shape(expression: object) -> object:
    kind: type = type(expression)
    values = (getattr(expression, name) for name in _said(kind) or ())
    return (kind.__name__, *(shape(value) for value in values if not isinstance(value, Span)))


@cache
def _said(kind: type) -> tuple[str, ...] | None:
    """The fields of a class of nodes that say something; None of any other class."""
    return tuple(field.name for field in fields(kind) if field.name != "span") if has(kind) else None


def written_parts(node: nodes.Expression) -> tuple[nodes.Expression, ...]:
    """The expressions that one as written is directly made of, left to right."""
    match node:
        case nodes.Call(arguments=arguments):
            return arguments
        case nodes.Selection(subject=subject, where=where):
            return (subject,) if where is None else (subject, where)
        case (
            nodes.Windowed(subject=subject)
            | nodes.AsToday(subject=subject)
            | nodes.PerWorkingDay(subject=subject)
            | nodes.Lagged(subject=subject)
            | nodes.ByGroup(subject=subject)
            | nodes.Enters(subject=subject)
        ):
            return (subject,)
        case nodes.Binary(left=left, right=right):
            return (left, right)
        case nodes.Not(operand=operand) | nodes.Negative(operand=operand):
            return (operand,)
        case nodes.Among(subject=subject, items=items):
            return (subject, *items)
        case _:
            return ()


def every_written(
    node: nodes.Expression, into: Callable[[nodes.Expression], bool] = lambda node: True
) -> Iterator[nodes.Expression]:
    """An expression as written and everything in it, in order, but nothing inside a part that `into` refuses."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        if into(current):
            pending += reversed(written_parts(current))


def references(
    node: nodes.Expression, into: Callable[[nodes.Expression], bool] = lambda node: True
) -> Iterator[nodes.Path]:
    """Every name used as a value, in order, but none inside a part that `into` refuses."""
    for part in every_written(node, into):
        if isinstance(part, nodes.Reference):
            yield part.path
