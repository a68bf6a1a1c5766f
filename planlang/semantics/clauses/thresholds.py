"""What can be told about conditions without data: whether one threshold implies, or excludes, another.

In: two checked conditions. Out: a verdict, `UNKNOWN` where they are not about the same figure. Sound, not complete.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from attrs import evolve

from planlang.frozen import frozen
from planlang.semantics.expr import (
    Comparison,
    FigureAll,
    FigureAny,
    FigureComparison,
    FigureConstant,
    FigureExpression,
)
from planlang.semantics.expressions.walk import shape


class Verdict(Enum):
    """Whether something can be shown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@frozen
class Threshold:
    """A figure on one side of a limit: `figure < limit`."""

    figure: object
    operator: Comparison
    limit: Decimal


MIRRORED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.UNEQUAL: Comparison.UNEQUAL,
}
NEGATED = {
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.MORE: Comparison.AT_MOST,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.EQUAL: Comparison.UNEQUAL,
    Comparison.UNEQUAL: Comparison.EQUAL,
}
UPPER = (Comparison.LESS, Comparison.AT_MOST)
LOWER = (Comparison.MORE, Comparison.AT_LEAST)


def threshold(condition: FigureExpression) -> Threshold | None:
    """The condition as a figure against a fixed limit, or None where it is anything else."""
    match condition:
        case FigureComparison(operator=operator, left=left, right=FigureConstant(value=limit)) if not isinstance(
            left, FigureConstant
        ):
            return Threshold(shape(left), operator, limit)
        case FigureComparison(operator=operator, left=FigureConstant(value=limit), right=right) if not isinstance(
            right, FigureConstant
        ):
            return Threshold(shape(right), MIRRORED[operator], limit)
        case _:
            return None


def implies(one: FigureExpression, other: FigureExpression) -> Verdict:
    """Whether `other` holds wherever `one` does."""
    if shape(one) == shape(other):
        return Verdict.YES
    if isinstance(other, FigureAny) and any(implies(one, part) is Verdict.YES for part in other.operands):
        return Verdict.YES
    if isinstance(one, FigureAll) and any(implies(part, other) is Verdict.YES for part in one.operands):
        return Verdict.YES
    first, second = threshold(one), threshold(other)
    if first is None or second is None or first.figure != second.figure:
        return Verdict.UNKNOWN
    return Verdict.YES if _within(first, second) else Verdict.NO


def reaches_into(end: FigureExpression, start: FigureExpression) -> bool:
    """Whether `end` can be shown to hold wherever `start` does not, and beyond that."""
    first, second = threshold(start), threshold(end)
    if first is None or second is None or first.figure != second.figure:
        return False
    outside = evolve(first, operator=NEGATED[first.operator])
    return _within(outside, second) and not _within(second, outside)


def _within(one: Threshold, other: Threshold) -> bool:
    """Whether every value that meets one threshold meets the other."""
    if one.operator is Comparison.EQUAL:
        return meets(one.limit, other)
    if other.operator is Comparison.UNEQUAL:
        return not meets(other.limit, one)
    for side, strict in ((UPPER, Comparison.LESS), (LOWER, Comparison.MORE)):
        if one.operator in side and other.operator in side:
            if one.limit == other.limit:
                return one.operator is strict or other.operator is not strict
            return (one.limit < other.limit) == (side is UPPER)
    return False


def meets(value: Decimal, limit: Threshold) -> bool:
    """Whether a value is on the right side of a limit."""
    match limit.operator:
        case Comparison.LESS:
            return value < limit.limit
        case Comparison.AT_MOST:
            return value <= limit.limit
        case Comparison.MORE:
            return value > limit.limit
        case Comparison.AT_LEAST:
            return value >= limit.limit
        case Comparison.EQUAL:
            return value == limit.limit
        case Comparison.UNEQUAL:
            return value != limit.limit
