"""Figures put together cell by cell: quotients, sums, growth, means; unknown where what they need is.

In: `Cells` of equal shape. Out: `Cells`. Which figures these are is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

import numpy as np

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.matrix import (
    KNOWN,
    OPEN_CODES,
    Cells,
    Codes,
    Reach,
    cells,
    code,
    first_reason,
)
from planlang.semantics.expr import Arithmetic, Comparison
from planlang.values.figure import Why


def ratio(top: Cells, below: Cells, sample: int, when_zero: Why) -> Cells:
    """A ratio; unknown for a denominator of zero or under the smallest sample."""
    quotient, zero = exact.divided(top.exact, below.exact)
    small = exact.compared(Comparison.LESS, below.exact, exact.constant(Fraction(sample)))
    guarded = np.where(small, code(Why.SMALL_SAMPLE), KNOWN)
    guarded = np.where(zero, code(when_zero), guarded).astype(np.int8)
    guarded = np.where(below.known, guarded, KNOWN).astype(np.int8)
    return cells(quotient, decided_first(first_reason(top.why, below.why), guarded))


def arithmetic(operator: Arithmetic, left: Cells, right: Cells, when_zero: Why = Why.NO_DENOMINATOR) -> Cells:
    """Two figures; unknown where one is, or for a division by zero."""
    why = first_reason(left.why, right.why)
    match operator:
        case Arithmetic.ADD:
            return cells(exact.plus(left.exact, right.exact), why)
        case Arithmetic.SUBTRACT:
            return cells(exact.minus(left.exact, right.exact), why)
        case Arithmetic.MULTIPLY:
            return cells(exact.times(left.exact, right.exact), why)
        case Arithmetic.DIVIDE:
            quotient, zero = exact.divided(left.exact, right.exact)
            none = np.where(zero & right.known, code(when_zero), KNOWN).astype(np.int8)
            return cells(quotient, decided_first(why, none))
        case unreachable:
            assert_never(unreachable)


def decided_first(missing: Codes, undefined: Codes) -> Codes:
    """Why a quotient is unknown: for want of a part, but a goal that is reached needs no part."""
    reached = undefined == code(Why.GOAL_REACHED)
    return np.where(reached, undefined, first_reason(missing, undefined)).astype(np.int8)


def otherwise(first: Cells, second: Cells) -> Cells:
    """The second where the first is unknown; a first that is left open between two ends stays so."""
    kept = first.known | np.isin(first.why, OPEN_CODES)
    reach = None
    if first.reach is not None or second.reach is not None:
        one, other = (
            part.reach or Reach(part.exact, part.exact, np.zeros(part.why.shape, dtype=np.bool_))
            for part in (first, second)
        )
        told = np.asarray(np.where(kept, one.told, other.told), dtype=np.bool_)
        reach = Reach(one.low.where(kept, other.low), one.high.where(kept, other.high), told)
    return Cells(
        first.exact.where(kept, second.exact),
        np.where(kept, first.why, second.why).astype(np.int8),
        np.asarray(np.where(kept, first.partial, second.partial), dtype=np.bool_),
        reach,
    )


def growth(now: Cells, base: Cells) -> Cells:
    """(x - b) / b; unknown for a base that is not positive."""
    quotient, _ = exact.divided(exact.minus(now.exact, base.exact), base.exact)
    low = exact.compared(Comparison.AT_MOST, base.exact, exact.constant(Fraction(0)))
    none = np.where(low, code(Why.NO_BASE), KNOWN).astype(np.int8)
    return cells(quotient, first_reason(now.why, base.why, none))


def mean(parts: Sequence[Cells]) -> Cells:
    """The mean of the known ones; unknown where fewer than half of them (rounded up) are known, and where rows
    set aside could still change one (tests/spec/windows.md).
    """
    nothing = exact.constant(Fraction(0))
    total = parts[0].exact.where(parts[0].known, nothing)
    count = parts[0].known.astype(np.int64)
    for part in parts[1:]:
        total = exact.plus(total, part.exact.where(part.known, nothing))
        count = count + part.known
    mean, _ = exact.divided(total, exact.whole(np.maximum(count, 1)))
    why = first_reason(*(part.why for part in parts))
    why = np.where(2 * count < len(parts), why, KNOWN)
    for part in parts:
        why = np.where(np.isin(part.why, OPEN_CODES), part.why, why)
    return cells(mean, why.astype(np.int8))
