"""Operators between figures: comparisons, and / or, arithmetic.

In: a binary node and a way to type its operands. Out: the checked expression with its unit.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal

from planlang.frozen import define, field
from planlang.semantics.expr import (
    Arithmetic,
    Comparison,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    FigureOtherwise,
    FigureUnknown,
    Passed,
)
from planlang.semantics.expressions.mismatch import Operand, mismatch
from planlang.semantics.expressions.operations import EQUALITIES, added_percent, combined, no_order, operands
from planlang.semantics.expressions.units import NUMERIC, common
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.uses import note_word
from planlang.semantics.names.vocabulary import EMPTY, FILLED
from planlang.syntax import nodes
from planlang.values.units import Count, Truth, Unit


def figure_unit(expression: FigureExpression) -> Unit:
    """The unit of a checked figure; conditions are truths."""
    match expression:
        case Passed() | FigureComparison() | FigureAll() | FigureAny() | FigureNot() | FigureUnknown():
            return Truth()
        case _:
            return expression.unit


@define(eq=False)
class FigureOperators(ABC):
    """What an operator makes of its operands; how operands are typed is up to the class below.

    `windowed` says whether a window around the operator already names the period.

    Attributes:
        peers: words for all that figures are compared with, where these are no people: `by customer`.
    """

    bench: Bench
    scope: Scope
    peers: frozenset[str] = field(factory=frozenset, kw_only=True)

    @abstractmethod
    def condition_in(self, node: nodes.Expression, *, windowed: bool) -> FigureExpression | None:
        """An operand that has to be a condition."""

    @abstractmethod
    def value_in(self, node: nodes.Expression, *, windowed: bool) -> FigureExpression | None:
        """An operand that has to be a figure."""

    def junction(self, node: nodes.Binary, *, windowed: bool) -> FigureExpression | None:
        """`a and b and c`, or with `or`."""
        parts = [self.condition_in(part, windowed=windowed) for part in operands(node)]
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        both = node.operator is nodes.Operator.AND
        return FigureAll(known, node.span) if both else FigureAny(known, node.span)

    def comparison(self, node: nodes.Binary, operator: Comparison, *, windowed: bool) -> FigureExpression | None:
        """`a < b`, `a is empty`."""
        if operator in EQUALITIES and isinstance(node.right, nodes.Reference):
            word = node.right.path.text
            if (word in EMPTY or word in FILLED) and not self.scope.lookup(word):
                note_word(node.right.span, self.bench.findings)
                subject = self.value_in(node.left, windowed=windowed)
                negated = (operator is Comparison.UNEQUAL) != (word in FILLED)
                return FigureUnknown(subject, negated, node.span) if subject is not None else None
        left, right = self.value_in(node.left, windowed=windowed), self.value_in(node.right, windowed=windowed)
        if left is None or right is None:
            return None
        one, other = figure_unit(left), figure_unit(right)
        if common(one, other) is None:
            mismatch(self.bench, Operand(node.left, one), Operand(node.right, other))
            return None
        return FigureComparison(operator, left, right, node.span)

    def arithmetic(self, node: nodes.Binary, operator: Arithmetic, *, windowed: bool) -> FigureExpression | None:
        """`a + b` and the like."""
        left, right = self.value_in(node.left, windowed=windowed), self.value_in(node.right, windowed=windowed)
        if left is None or right is None:
            return None
        one, other = figure_unit(left), figure_unit(right)
        if added_percent(self.bench, node, one):
            return None
        unit = combined(operator, node, one, other)
        if unit is None:
            mismatch(self.bench, Operand(node.left, one), Operand(node.right, other), operator)
            return None
        return FigureArithmetic(operator, left, right, unit, node.span)

    def otherwise(self, node: nodes.Binary, *, windowed: bool) -> FigureExpression | None:
        """`a ?? b`."""
        subject = self.value_in(node.left, windowed=windowed)
        fallback = self.value_in(node.right, windowed=windowed)
        if subject is None or fallback is None:
            return None
        one, other = figure_unit(subject), figure_unit(fallback)
        unit = common(one, other)
        if unit is None:
            mismatch(self.bench, Operand(node.left, one), Operand(node.right, other))
            return None
        return FigureOtherwise(subject, fallback, one if isinstance(one, Count) else unit, node.span)

    def negative(self, node: nodes.Expression, operand: nodes.Expression, *, windowed: bool) -> FigureExpression | None:
        """`-a`."""
        inner = self.value_in(operand, windowed=windowed)
        if inner is None:
            return None
        if isinstance(inner, FigureConstant):
            return FigureConstant(-inner.value, inner.unit, node.span)
        unit = figure_unit(inner)
        if not isinstance(unit, NUMERIC):
            no_order(self.bench, operand.span, unit)
            return None
        return FigureArithmetic(
            Arithmetic.SUBTRACT, FigureConstant(Decimal(0), unit, node.span), inner, unit, node.span
        )

    def among(self, node: nodes.Among, *, windowed: bool) -> FigureExpression | None:
        """`x in (1, 2)` is `x is 1 or x is 2`."""
        subject = self.value_in(node.subject, windowed=windowed)
        items = [self.value_in(item, windowed=windowed) for item in node.items]
        known = [item for item in items if item is not None]
        if subject is None or len(known) < len(items):
            return None
        comparisons: list[FigureExpression] = []
        for written, item in zip(node.items, known, strict=True):
            if common(figure_unit(subject), figure_unit(item)) is None:
                mismatch(self.bench, Operand(node.subject, figure_unit(subject)), Operand(written, figure_unit(item)))
                return None
            comparisons.append(FigureComparison(Comparison.EQUAL, subject, item, node.span))
        found = FigureAny(tuple(comparisons), node.span)
        return FigureNot(found, node.span) if node.negated else found
