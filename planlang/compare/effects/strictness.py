"""Whether a condition holds more often, a number asks for more: the arithmetic of edits.

In: what stood there and what stands there. Out: 1 for more or more often, -1 for less, 0 for the same, None where nobody can tell
without data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import attrs

from planlang.compare.differences import Effect
from planlang.semantics.expr import FigureExpression
from planlang.semantics.expr.figures import FigureAll, FigureAny, FigureComparison, FigureConstant, FigureNot
from planlang.semantics.expr.lengths import ClockKind, ClockLimit, DayKind, DayLimit, TimeLimit
from planlang.semantics.expr.operators import Comparison
from planlang.source import Span

Sign = int | None

ABOVE = (Comparison.MORE, Comparison.AT_LEAST)
BELOW = (Comparison.LESS, Comparison.AT_MOST)
WIDER = {(Comparison.LESS, Comparison.AT_MOST), (Comparison.MORE, Comparison.AT_LEAST)}
"""Pairs of signs of which the second holds wherever the first does, and at the limit itself."""


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same, wherever they are written."""
    kind: Any = type(one)
    if kind is not type(other):
        return False
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if attrs.has(kind):
        return all(same(getattr(one, name), getattr(other, name)) for name in _told(kind))
    return bool(one == other)


@cache
def _told(kind: Any) -> tuple[str, ...]:
    """The attributes of a class, less those that tell where something stands or in which order."""
    return () if kind is Span else tuple(each.name for each in attrs.fields(kind) if each.eq and each.name != "order")


def sign(before: Any, after: Any) -> Sign:
    """Which of two numbers is more; None where one of them is missing."""
    if before is None or after is None:
        return 0 if before is after else None
    return int(after > before) - int(after < before)


def all_of(signs: Iterable[Sign]) -> Sign:
    """One sign for several parts that pull together; None where they pull apart."""
    found = set(signs) - {0}
    if not found:
        return 0
    return found.pop() if len(found) == 1 else None


def negative(found: Sign) -> Sign:
    """The other way round."""
    return None if found is None else -found


def holds(before: FigureExpression, after: FigureExpression) -> Sign:
    """Whether a condition holds more often than before."""
    if same(before, after):
        return 0
    match before, after:
        case FigureComparison(), FigureComparison():
            return _compared(before, after)
        case FigureNot(one, _), FigureNot(other, _):
            return negative(holds(one, other))
        case FigureAll(some, _), FigureAll(others, _):
            return _parts(some, others, more=-1)
        case FigureAny(some, _), FigureAny(others, _):
            return _parts(some, others, more=1)
        case FigureAll(some, _), _ if any(same(one, after) for one in some):
            return 1
        case _, FigureAll(others, _) if any(same(before, one) for one in others):
            return -1
        case FigureAny(some, _), _ if any(same(one, after) for one in some):
            return -1
        case _, FigureAny(others, _) if any(same(before, one) for one in others):
            return 1
    return None


def _parts(before: tuple[FigureExpression, ...], after: tuple[FigureExpression, ...], *, more: int) -> Sign:
    """Of parts joined by `and` (with more of which it holds less often, `more` is -1) or by `or`."""
    left = [one for one in before if not any(same(one, other) for other in after)]
    new = [one for one in after if not any(same(one, other) for other in before)]
    if len(left) == len(new):
        return all_of(holds(*pair) for pair in zip(left, new, strict=True))
    if not left:
        return more
    return -more if not new else None


def _compared(before: FigureComparison, after: FigureComparison) -> Sign:
    """Of two comparisons of the same figure with a limit; also where limit and figure stand the other way round."""
    if same(before.left, after.left):
        turned, first, second = False, before.right, after.right
    elif same(before.right, after.right):
        turned, first, second = True, before.left, after.left
    else:
        return None
    if not isinstance(first, FigureConstant) or not isinstance(second, FigureConstant):
        if not same(first, second):
            return None
        moved: Sign = 0
    elif first.unit != second.unit:
        return None
    else:
        moved = sign(first.value, second.value)
    operators = (before.operator, after.operator)
    widened = (
        1 if operators in WIDER else -1 if operators[::-1] in WIDER else 0 if operators[0] is operators[1] else None
    )
    if all(operator in BELOW for operator in operators):
        side = 1
    elif all(operator in ABOVE for operator in operators):
        side = -1
    else:
        return None
    return all_of((widened, None if moved is None else moved * side * (-1 if turned else 1)))


def longer(before: TimeLimit, after: TimeLimit) -> Sign:
    """Whether a limit gives more time; None for limits that count in different ways."""
    if isinstance(before, DayLimit) and isinstance(after, DayLimit):
        if before.kind is after.kind:
            return sign(before.count, after.count)
        calendar, working = (before, after) if before.kind is DayKind.CALENDAR else (after, before)
        # so many working days are never less than as many calendar days
        if working.count >= calendar.count:
            return 1 if after is working else -1
        return None
    if isinstance(before, ClockLimit) and isinstance(after, ClockLimit) and before.kind is after.kind:
        return sign(before.minutes, after.minutes)
    passing = [_passing(before), _passing(after)]
    return None if None in passing else sign(*passing)


def _passing(limit: TimeLimit) -> Fraction | None:
    """Minutes that pass, for a limit of which these can be told."""
    if isinstance(limit, ClockLimit):
        return Fraction(limit.minutes) if limit.kind is ClockKind.PASSING else None
    return Fraction(limit.count * 24 * 60) if limit.kind is DayKind.CALENDAR else None


def asks(more: Sign) -> Effect:
    """The effect of what asks for more (1) or less (-1)."""
    return Effect.CHANGED if not more else Effect.TIGHTENED if more > 0 else Effect.LOOSENED


def wider(before: Any, after: Any) -> Sign:
    """Whether something is for more people or teams: `where` names them, and `among` has to hold of them."""
    if same(before.among, after.among):
        one, other = before.where, after.where
        if one is None or other is None:
            return sign(one is None, other is None)
        return contains(other, one)
    if not same(before.where, after.where):
        return None
    if before.among is None or after.among is None:
        return sign(before.among is None, after.among is None)
    return holds(before.among, after.among)


def contains(one: Iterable[Any], other: Iterable[Any]) -> Sign:
    """Whether there is more in the first of two sets; None where each has something that the other has not."""
    first, second = set(one), set(other)
    if first == second:
        return 0
    return 1 if first > second else -1 if second > first else None
