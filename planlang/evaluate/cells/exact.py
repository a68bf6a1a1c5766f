"""Exact numbers in bulk: arrays of fractions, in machine integers as long as those surely hold them.

In: integer arrays. Out: `Exact`, numerators over positive denominators. Before every product the largest magnitudes are
looked at; where 64 bits might not hold it, Python's integers take over, so that no figure is ever rounded.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planlang.frozen import frozen
from planlang.semantics.expr import Comparison

Integers = NDArray[Any]
"""64-bit integers, or Python integers (dtype object) where those might not do."""
Truths = NDArray[np.bool_]

ROOM = 2**62
"""Magnitudes below this are safe to add once more."""


@frozen(eq=False)
class Exact:
    """Fractions, element by element; the denominator is positive and may be one number for all.

    Both arrays hold 64-bit integers, or Python integers (dtype object) where those would not do.
    """

    numerator: Integers
    denominator: Integers

    def at(self, index: tuple[int, ...]) -> Fraction:
        """One of them."""
        shared = tuple(place if size > 1 else 0 for place, size in zip(index, self.denominator.shape, strict=True))
        return Fraction(int(self.numerator[index]), int(self.denominator[shared]))

    def where(self, condition: Truths, other: Exact) -> Exact:
        """These where the condition holds, the others elsewhere."""
        a, b = over_one_denominator(self, other)
        if a.denominator is b.denominator:
            return Exact(np.where(condition, a.numerator, b.numerator), a.denominator)
        top = np.where(condition, a.numerator, b.numerator)
        return Exact(top, np.where(condition, a.denominator, b.denominator))


ONE = np.ones((1, 1), dtype=np.int64)


def whole(numerator: Integers) -> Exact:
    """Whole numbers."""
    return Exact(numerator, ONE)


def constant(value: Fraction) -> Exact:
    """One number for all."""
    return Exact(_integers(value.numerator), _integers(value.denominator))


def _integers(value: int) -> Integers:
    """One integer as an array that broadcasts."""
    return np.array([[value]], dtype=np.int64 if abs(value) < ROOM else object)


def peak(array: Integers) -> int:
    """The largest magnitude in an array; 0 for an empty one."""
    if array.size == 0:
        return 0
    return max(int(array.max()), -int(array.min()))


def roomy(array: Integers) -> Integers:
    """The same numbers as Python integers."""
    return array.astype(object)


def product(a: Integers, b: Integers) -> Integers:
    """Element-wise product."""
    if a.dtype != object and b.dtype != object and peak(a) * peak(b) >= ROOM:
        a = roomy(a)
    return a * b


def total(a: Integers, b: Integers) -> Integers:
    """Element-wise sum."""
    if a.dtype != object and b.dtype != object and peak(a) + peak(b) >= ROOM:
        a = roomy(a)
    return a + b


def addable(array: Integers, count: int) -> Integers:
    """The same numbers, so that any `count` of them can be added up."""
    return roomy(array) if array.dtype != object and peak(array) * max(count, 1) >= ROOM else array


def over_one_denominator(a: Exact, b: Exact) -> tuple[Exact, Exact]:
    """Both with the same denominator where that costs nothing, else as they are."""
    if a.denominator is b.denominator:
        return a, b
    if a.denominator.size == 1 and b.denominator.size == 1:
        below = a.denominator
        if int(below.flat[0]) == int(b.denominator.flat[0]):
            return a, Exact(b.numerator, below)
        if b.denominator.flat[0] == 1:
            return a, Exact(product(b.numerator, below), below)
        if below.flat[0] == 1:
            return Exact(product(a.numerator, b.denominator), b.denominator), b
    return a, b


def plus(a: Exact, b: Exact) -> Exact:
    """A + b."""
    a, b = over_one_denominator(a, b)
    if a.denominator is b.denominator:
        return Exact(total(a.numerator, b.numerator), a.denominator)
    top = total(product(a.numerator, b.denominator), product(b.numerator, a.denominator))
    return reduced(Exact(top, product(a.denominator, b.denominator)))


def minus(a: Exact, b: Exact) -> Exact:
    """A - b."""
    return plus(a, Exact(-b.numerator, b.denominator))


def times(a: Exact, b: Exact) -> Exact:
    """A * b."""
    return reduced(Exact(product(a.numerator, b.numerator), product(a.denominator, b.denominator)))


def divided(a: Exact, b: Exact) -> tuple[Exact, Truths]:
    """A / b, and where b is zero (the quotient is 0 there)."""
    zero = np.asarray(b.numerator == 0, dtype=np.bool_)
    sign = np.where(b.numerator < 0, -1, 1)
    below = np.where(zero, 1, product(b.numerator, sign))
    a, over = over_one_denominator(a, Exact(below, b.denominator))
    top = product(np.where(zero, 0, a.numerator), sign)
    if a.denominator is over.denominator:
        return reduced(Exact(top, over.numerator)), zero
    return reduced(Exact(product(top, over.denominator), product(over.numerator, a.denominator))), zero


def reduced(number: Exact) -> Exact:
    """In lowest terms where the numbers have outgrown 64 bits, and back in 64 bits where they then fit."""
    top, below = number.numerator, number.denominator
    if top.dtype != object and below.dtype != object:
        return number
    shape = np.broadcast_shapes(top.shape, below.shape)
    top, below = np.broadcast_to(top, shape).astype(object), np.broadcast_to(below, shape).astype(object)
    common = np.gcd(top, below)
    return Exact(fitting(top // common), fitting(below // common))


def fitting(array: Integers) -> Integers:
    """In 64 bits where all numbers fit."""
    return array.astype(np.int64) if array.dtype == object and peak(array) < ROOM else array


def compared(operator: Comparison, a: Exact, b: Exact) -> Truths:
    """The comparison, by cross-multiplication."""
    a, b = over_one_denominator(a, b)
    left, right = a.numerator, b.numerator
    if a.denominator is not b.denominator:
        left, right = product(left, b.denominator), product(right, a.denominator)
    match operator:
        case Comparison.LESS:
            found = left < right
        case Comparison.AT_MOST:
            found = left <= right
        case Comparison.MORE:
            found = left > right
        case Comparison.AT_LEAST:
            found = left >= right
        case Comparison.EQUAL:
            found = left == right
        case Comparison.UNEQUAL:
            found = left != right
    return np.asarray(found, dtype=np.bool_)
