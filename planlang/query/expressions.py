"""Row expressions as trees of core SQL: conditions, and values to fold.

In: a checked expression about one row, and where its columns stand. Out: a tree in which unknown is NULL, so that the
logic of SQL is the one of the language (Kleene).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from sqlglot import exp

from planlang.query.cells import Number, day, day_number, folded, literal, not_zero, number, plain, product
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.scope import Scope, is_date, is_number, unit_of
from planlang.semantics.expr import (
    ClassOf,
    Column,
    Combination,
    Comparison,
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
    TextLength,
)
from planlang.semantics.model import Process
from planlang.values.units import InstantUnit, StageOf, Truth


def value(expression: RowExpression, scope: Scope) -> tuple[Node, int]:
    """A value to fold, and its decimal places; dates as day numbers, everything but numbers with 0 places."""
    if isinstance(expression, Combination):
        return _together([value(column, scope)[0] for column in expression.columns]), 0
    unit = unit_of(expression)
    if unit == Truth():
        return condition(expression, scope), 0
    if is_number(unit):
        return folded(number(expression, scope))
    if is_date(unit):
        return day_number(expression, scope), 0
    return plain(expression, scope), 0


def _together(nodes: list[Node]) -> Node:
    """Values as one text that no other values have: each behind its length; unknown where one is."""
    joined: Node | None = None
    for node in nodes:
        said = tree.cast(node, "TEXT")
        length = tree.cast(exp.Length(this=said.copy()), "TEXT")
        piece = exp.DPipe(this=exp.DPipe(this=length, expression=tree.text(":")), expression=said)
        joined = piece if joined is None else exp.DPipe(this=joined, expression=piece)
    assert joined is not None
    return joined


def as_text(expression: RowExpression, scope: Scope) -> Node:
    """A text, person or stage as it is; a truth as `true` or `false`."""
    if unit_of(expression) != Truth():
        return plain(expression, scope)
    truth = condition(expression, scope)
    return tree.choose((truth, tree.text("true")), (exp.Not(this=exp.Paren(this=truth.copy())), tree.text("false")))


def condition(expression: RowExpression, scope: Scope) -> Node:
    """A truth: TRUE, FALSE, or NULL where an unknown value decides (Kleene logic, which is that of SQL)."""
    match expression:
        case RowComparison(operator=operator, left=left, right=right):
            return _compared(operator, left, right, scope)
        case RowAmong(subject=subject, items=items, negated=negated):
            found = _among(subject, items, scope)
            return exp.Not(this=exp.Paren(this=found)) if negated else found
        case RowEmpty(subject=subject, negated=negated):
            return _empty(subject, negated, scope)
        case RowAll(operands=operands):
            return tree.both(*(condition(operand, scope) for operand in operands))
        case RowAny(operands=operands):
            return tree.either(*(condition(operand, scope) for operand in operands))
        case RowNot(operand=operand):
            return exp.Not(this=exp.Paren(this=condition(operand, scope)))
        case RowOtherwise(subject=subject, fallback=fallback):
            return tree.coalesce(condition(subject, scope), condition(fallback, scope))
        case FallsIn(column=column, grain=grain):
            since, until = scope.around(grain)
            dated = day(column, scope)
            return tree.both(tree.at_most(since, dated), tree.less(dated.copy(), until))
        case InPhase(column=column, process=process, phase=phase):
            stages = [s.name for s in scope.processes[process].stages if s.phase.value == phase.value]
            return tree.one_of(plain(column, scope), [tree.text(stage) for stage in stages])
        case Constant():
            return plain(expression, scope)
        case Column() | Looked() | ClassOf():
            stands = scope.found(expression)
            return stands if isinstance(stands, exp.Expression) else condition(stands, scope)
        case RowArithmetic() | DaysSince() | TextLength() | Combination():
            raise AssertionError("a number is no condition")
        case unreachable:
            assert_never(unreachable)


def _compared(operator: Comparison, left: RowExpression, right: RowExpression, scope: Scope) -> Node:
    """A comparison of two values of one kind."""
    units = unit_of(left), unit_of(right)
    if is_number(units[0]) or is_number(units[1]):
        return _compared_numbers(operator, number(left, scope), number(right, scope))
    if is_date(units[0]) or is_date(units[1]):
        return _compared_dates(operator, left, right, scope)
    process = next((unit.process for unit in units if isinstance(unit, StageOf)), None)
    if process is not None and operator not in (Comparison.EQUAL, Comparison.UNEQUAL):
        line = scope.processes[process]
        return _compare(operator, _position(left, line, scope), _position(right, line, scope))
    if Truth() in units:
        return _compare(operator, condition(left, scope), condition(right, scope))
    return _compare(operator, plain(left, scope), plain(right, scope))


def _compared_numbers(operator: Comparison, left: Number, right: Number) -> Node:
    """Two numbers compared by cross-multiplication; unknown where a denominator is zero."""
    under = product(left.denominator, right.denominator)
    if under is None:
        return _compare(operator, left.numerator, right.numerator)
    a, b = product(left.numerator, right.denominator), product(right.numerator, left.denominator)
    assert a is not None
    assert b is not None
    zero = tree.number(0)
    return tree.choose(
        (exp.GT(this=tree.grouped(under), expression=zero), _compare(operator, a, b)),
        (exp.LT(this=tree.grouped(under.copy()), expression=zero.copy()), _compare(operator, b.copy(), a.copy())),
    )


def _compared_dates(operator: Comparison, left: RowExpression, right: RowExpression, scope: Scope) -> Node:
    """Two dates; points in time are compared as such only with each other."""
    sides = (left, right)
    if any(isinstance(side, RowArithmetic) for side in sides):
        return _compare(operator, day_number(left, scope), day_number(right, scope))
    if all(isinstance(unit_of(side), InstantUnit) for side in sides):
        return _compare(operator, plain(left, scope), plain(right, scope))
    return _compare(operator, day(left, scope), day(right, scope))


_NODES: Mapping[Comparison, Callable[..., Node]] = {
    Comparison.LESS: exp.LT,
    Comparison.AT_MOST: exp.LTE,
    Comparison.MORE: exp.GT,
    Comparison.AT_LEAST: exp.GTE,
    Comparison.EQUAL: exp.EQ,
    Comparison.UNEQUAL: exp.NEQ,
}


def _compare(operator: Comparison, left: Node, right: Node) -> Node:
    """The comparison of two trees."""
    return _NODES[operator](this=tree.grouped(left), expression=tree.grouped(right))


def _position(expression: RowExpression, process: Process, scope: Scope) -> Node:
    """The rank of a stage on the main line; unknown for win and loss stages."""
    if isinstance(expression, Constant) and isinstance(expression.value, str):
        position = process.stage(expression.value).position
        return tree.nothing() if position is None else tree.number(position)
    stage = plain(expression, scope)
    ranks = [(s.name, s.position) for s in process.stages if s.position is not None]
    return tree.choose(*((tree.equal(stage.copy(), tree.text(name)), tree.number(rank)) for name, rank in ranks))


def _among(subject: RowExpression, items: tuple[Constant, ...], scope: Scope) -> Node:
    """Whether a value is one of several constants."""
    unit = unit_of(subject)
    if is_number(unit) or unit == Truth():
        return tree.either(*(_compared(Comparison.EQUAL, subject, item, scope) for item in items))
    node = day(subject, scope) if is_date(unit) else plain(subject, scope)
    return tree.one_of(node, [literal(item.value) for item in items])


def _empty(subject: RowExpression, negated: bool, scope: Scope) -> Node:
    """Whether a value is unknown."""
    unit = unit_of(subject)
    if not is_number(unit):
        node = condition(subject, scope) if unit == Truth() else value(subject, scope)[0]
        return tree.is_known(node) if negated else tree.is_null(node)
    pair = number(subject, scope)
    known = tree.both(tree.is_known(pair.numerator.copy()), not_zero(pair))
    return known if negated else exp.Not(this=exp.Paren(this=known))
