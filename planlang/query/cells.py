"""The values of a row as trees of core SQL: numbers, dates, texts.

In: a checked expression about one row, and where its columns stand. Out: a tree in which unknown is NULL. Numbers stay
exact: a quotient is kept as a pair, dates are subtracted by day numbers. Only where a quotient itself is folded it is
rounded, to nine decimal places, halves away from zero.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from sqlglot import exp

from planlang.frozen import frozen
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.scope import Scope, is_date, unit_of
from planlang.semantics.expr import (
    Arithmetic,
    ClassOf,
    Column,
    Constant,
    DaysSince,
    Looked,
    RowArithmetic,
    RowExpression,
    RowOtherwise,
    TextLength,
)
from planlang.values.texts import normal
from planlang.values.units import InstantUnit

CELL_SCALE = 6
"""Decimal places of a number in a loaded table."""
QUOTIENT_SCALE = 9
"""Decimal places to which a quotient is rounded where it is folded."""
LARGEST_SCALE = 12
"""Decimal places that are kept of a folded value."""


@frozen
class Number:
    """A number as a pair of trees; `denominator` is None for 1, `scale` the decimal places of the numerator."""

    numerator: Node
    denominator: Node | None
    scale: int
    under: int = 0
    """decimal places of the denominator"""


def folded(pair: Number) -> tuple[Node, int]:
    """A number as one tree, a quotient rounded."""
    if pair.denominator is not None:
        return _rounded_quotient(pair), QUOTIENT_SCALE
    if pair.scale > LARGEST_SCALE:
        return tree.cast(pair.numerator, (38, LARGEST_SCALE)), LARGEST_SCALE
    return pair.numerator, pair.scale


def number(expression: RowExpression, scope: Scope) -> Number:
    """A number, exactly."""
    match expression:
        case Column() | Looked() | ClassOf():
            found = scope.found(expression)
            return Number(found, None, CELL_SCALE) if isinstance(found, exp.Expression) else number(found, scope)
        case Constant(value=None):
            return Number(tree.cast(tree.nothing(), (24, CELL_SCALE)), None, CELL_SCALE)
        case Constant(value=Decimal() as constant):
            exponent = constant.normalize().as_tuple().exponent
            assert isinstance(exponent, int), "a literal is a finite number"
            return Number(tree.number(constant.normalize()), None, max(0, -exponent))
        case DaysSince(column=column):
            since = day_number(column, scope)
            return Number(exp.Sub(this=tree.day_number(scope.last_day), expression=since), None, 0)
        case TextLength(column=column):
            return Number(exp.Length(this=plain(column, scope)), None, 0)
        case RowArithmetic(operator=Arithmetic.SUBTRACT, left=left, right=right) if is_date(unit_of(left)):
            until = tree.grouped(day_number(left, scope))
            return Number(exp.Sub(this=until, expression=tree.grouped(day_number(right, scope))), None, 0)
        case RowArithmetic(operator=Arithmetic.DIVIDE, left=left, right=Constant(value=Decimal() as divisor)) if (
            factor := _reciprocal(divisor)
        ):
            return _combined(Arithmetic.MULTIPLY, number(left, scope), factor)
        case RowArithmetic(operator=operator, left=left, right=right):
            return _combined(operator, number(left, scope), number(right, scope))
        case RowOtherwise(subject=subject, fallback=fallback):
            return _otherwise(number(subject, scope), number(fallback, scope))
        case _:
            raise AssertionError(f"not a number: {type(expression).__name__}")


def _reciprocal(divisor: Decimal) -> Number | None:
    """One over a constant, where that is a decimal of few places (100, 8, not 3)."""
    share = 1 / Fraction(divisor) if divisor else Fraction(1, 3)
    for places in range(QUOTIENT_SCALE + 1):
        if 10**places % share.denominator == 0:
            return Number(tree.number(Decimal(share.numerator) / share.denominator), None, places)
    return None


def _combined(operator: Arithmetic, left: Number, right: Number) -> Number:
    """The sum, difference, product or quotient of two numbers."""
    a, b = left.numerator, right.numerator
    match operator:
        case Arithmetic.MULTIPLY:
            under = product(left.denominator, right.denominator)
            return Number(tree.times(a, b), under, left.scale + right.scale, left.under + right.under)
        case Arithmetic.DIVIDE:
            top = product(a, right.denominator)
            bottom = product(left.denominator, b)
            assert top is not None
            return Number(top, bottom, left.scale + right.under, left.under + right.scale)
        case Arithmetic.ADD | Arithmetic.SUBTRACT:
            top_left, top_right = product(a, right.denominator), product(b, left.denominator)
            assert top_left is not None
            assert top_right is not None
            made = exp.Add if operator is Arithmetic.ADD else exp.Sub
            return Number(
                made(this=tree.grouped(top_left), expression=tree.grouped(top_right)),
                product(left.denominator, right.denominator),
                max(left.scale + right.under, right.scale + left.under),
                left.under + right.under,
            )
        case unreachable:
            assert_never(unreachable)


def product(left: Node | None, right: Node | None) -> Node | None:
    """A product in which None is 1."""
    if left is None or right is None:
        found = right if left is None else left
        return None if found is None else found.copy()
    return tree.times(left.copy(), right.copy())


def _otherwise(subject: Number, fallback: Number) -> Number:
    """The first number, or the second where the first is unknown."""
    scale, under = max(subject.scale, fallback.scale), max(subject.under, fallback.under)
    if subject.denominator is None and fallback.denominator is None:
        return Number(tree.coalesce(subject.numerator, fallback.numerator), None, scale)
    known = tree.both(tree.is_known(subject.numerator), not_zero(subject))
    one = tree.number(1)
    return Number(
        tree.choose((known, subject.numerator.copy()), otherwise=fallback.numerator.copy()),
        tree.choose((known.copy(), subject.denominator or one.copy()), otherwise=fallback.denominator or one.copy()),
        scale,
        under,
    )


def not_zero(pair: Number) -> Node:
    """The denominator is known and not zero."""
    if pair.denominator is None:
        return tree.truth(True)
    zero = exp.NEQ(this=tree.grouped(pair.denominator.copy()), expression=tree.number(0))
    return tree.both(tree.is_known(pair.denominator.copy()), zero)


def _rounded_quotient(pair: Number) -> Node:
    """A quotient to nine decimal places, halves away from zero, unknown for a denominator of zero; in whole numbers."""
    assert pair.denominator is not None
    top = _whole(pair.numerator, pair.scale)
    bottom = _whole(pair.denominator, pair.under)
    shift = pair.under + QUOTIENT_SCALE - pair.scale
    if shift >= 0:
        top = tree.times(top, tree.number(10**shift))
    else:
        bottom = tree.times(bottom, tree.number(10**-shift))
    twice = exp.Nullif(this=exp.Abs(this=tree.times(bottom.copy(), tree.number(2))), expression=tree.number(0))
    raised = exp.Add(this=exp.Abs(this=tree.times(top.copy(), tree.number(2))), expression=exp.Abs(this=bottom.copy()))
    size = exp.IntDiv(this=exp.Paren(this=raised), expression=twice)
    zero = tree.number(0)
    same_sign = tree.equal(tree.less(top.copy(), zero), tree.less(bottom.copy(), zero.copy()))
    signed = tree.choose((same_sign, size), otherwise=exp.Neg(this=exp.Paren(this=size.copy())))
    return tree.times(tree.cast(signed, (29, 0)), tree.number(Decimal(1).scaleb(-QUOTIENT_SCALE)))


def _whole(node: Node, scale: int) -> Node:
    """A number with that many decimal places as a whole number of its smallest units."""
    return tree.cast(tree.times(node.copy(), tree.number(10**scale)) if scale else node.copy(), "INT128")


# ---------------------------------------------------------------- dates and other values


def day(expression: RowExpression, scope: Scope) -> Node:
    """A date; the date of a point in time."""
    node = plain(expression, scope)
    return tree.cast(node, "DATE") if isinstance(unit_of(expression), InstantUnit) else node


def day_number(expression: RowExpression, scope: Scope) -> Node:
    """The number of a date, 1 for 0001-01-01."""
    match expression:
        case RowArithmetic(operator=operator, left=left, right=right):
            made = exp.Add if operator is Arithmetic.ADD else exp.Sub
            return made(
                this=tree.grouped(_day_or_days(left, scope)), expression=tree.grouped(_day_or_days(right, scope))
            )
        case RowOtherwise(subject=subject, fallback=fallback):
            return tree.coalesce(day_number(subject, scope), day_number(fallback, scope))
        case Column() | Looked() | ClassOf():
            found = scope.found(expression)
            if not isinstance(found, exp.Expression):
                return day_number(found, scope)
            is_instant = isinstance(expression.unit, InstantUnit)
            return tree.day_number(tree.cast(found, "DATE") if is_instant else found)
        case _:
            return tree.day_number(day(expression, scope))


def _day_or_days(expression: RowExpression, scope: Scope) -> Node:
    """The number of a date, or a number of days to add to one."""
    return day_number(expression, scope) if is_date(unit_of(expression)) else folded(number(expression, scope))[0]


def plain(expression: RowExpression, scope: Scope) -> Node:
    """A value that is neither number nor truth: a text, person, stage, date or point in time."""
    match expression:
        case Column() | Looked() | ClassOf():
            found = scope.found(expression)
            return found if isinstance(found, exp.Expression) else plain(found, scope)
        case Constant(value=constant):
            return literal(constant)
        case RowOtherwise(subject=subject, fallback=fallback):
            return tree.coalesce(plain(subject, scope), plain(fallback, scope))
        case _:
            raise AssertionError(f"neither text nor date: {type(expression).__name__}")


def literal(constant: object) -> Node:
    """A constant."""
    match constant:
        case None:
            return tree.nothing()
        case bool():
            return tree.truth(constant)
        case str():
            return tree.text(normal(constant))
        case Decimal():
            return tree.number(constant)
        case datetime():
            return tree.instant(constant)
        case date():
            return tree.day(constant)
        case _:
            raise AssertionError(f"no literal: {constant!r}")
