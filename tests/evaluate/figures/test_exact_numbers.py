"""Arrays of fractions calculate like fractions, whatever their size."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact
from planlang.semantics.expr import Comparison

WHOLES = st.integers(-9, 9) | st.integers(-(2**61), 2**61) | st.integers(-(2**80), 2**80)
BELOW = st.sampled_from([1, 2, 3, 7, 100, 10**6, 2**40, 2**61, 2**70])


def packed(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64 if all(abs(v) < exact.ROOM for v in values) else object)


@st.composite
def numbers(draw: st.DrawFn, size: int = 4) -> Exact:
    """A row of fractions, with one denominator for all or one each."""
    top = packed(draw(st.lists(WHOLES, min_size=size, max_size=size)))[None]
    if draw(st.booleans()):
        return Exact(top, packed([draw(BELOW)])[None])
    return Exact(top, packed(draw(st.lists(BELOW, min_size=size, max_size=size)))[None])


def fractions(number: Exact) -> list[Fraction]:
    return [number.at((0, index)) for index in range(number.numerator.shape[1])]


@given(numbers(), numbers())
def test_sums_products_and_quotients_are_exact(a, b) -> None:
    pairs = list(zip(fractions(a), fractions(b), strict=True))
    assert fractions(exact.plus(a, b)) == [x + y for x, y in pairs]
    assert fractions(exact.minus(a, b)) == [x - y for x, y in pairs]
    assert fractions(exact.times(a, b)) == [x * y for x, y in pairs]
    quotient, zero = exact.divided(a, b)
    broad = np.broadcast_to(zero, (1, 4))[0].tolist()
    assert broad == [y == 0 for _, y in pairs]
    assert fractions(quotient) == [x / y if y else Fraction(0) for x, y in pairs]


@given(numbers(), numbers(), st.sampled_from(Comparison))
def test_comparisons_are_exact(a, b, operator) -> None:
    checks = {
        "<": lambda x, y: x < y,
        "<=": lambda x, y: x <= y,
        ">": lambda x, y: x > y,
        ">=": lambda x, y: x >= y,
        "is": lambda x, y: x == y,
        "is not": lambda x, y: x != y,
    }
    expected = [checks[operator.value](x, y) for x, y in zip(fractions(a), fractions(b), strict=True)]
    assert exact.compared(operator, a, b)[0].tolist() == expected
    assert exact.compared(operator, a, a)[0].tolist() == [checks[operator.value](x, x) for x in fractions(a)]


@given(numbers(), numbers(), st.lists(st.booleans(), min_size=4, max_size=4))
def test_a_choice_keeps_the_numbers(a, b, chosen) -> None:
    found = a.where(np.array([chosen]), b)
    expected = [x if c else y for c, x, y in zip(chosen, fractions(a), fractions(b), strict=True)]
    assert fractions(found) == expected


@given(numbers(), numbers())
def test_machine_integers_never_hold_more_than_they_can(a, b) -> None:
    quotient, _ = exact.divided(a, b)
    for number in (exact.plus(a, b), exact.minus(a, b), exact.times(a, b), quotient):
        for array in (number.numerator, number.denominator):
            assert array.dtype == object or exact.peak(array) < 2 * exact.ROOM
            assert (np.asarray(number.denominator) > 0).all()
