"""Rounding half away from zero, and splits that add up.

In: exact values. Out: decimals of a fixed number of places, and shares in whole units. Rounding happens in splits,
payouts and display only; comparisons use exact values.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

MOST_DIGITS = 6


def half_away(value: Fraction | Decimal | int, digits: int = 0) -> Decimal:
    """The value with exactly `digits` decimal places, halves away from zero.

    >>> half_away(Decimal("2.345"), 2), half_away(Decimal("-2.345"), 2), half_away(Fraction(1, 8), 2)
    (Decimal('2.35'), Decimal('-2.35'), Decimal('0.13'))
    """
    scaled = Fraction(value) * 10**digits
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return Decimal((int(scaled < 0 and whole > 0), tuple(int(digit) for digit in str(whole)), -digits))


def split(whole: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """`whole` units shared out by weight: floors, then one more to the largest fractions, ties in written order.

    The parts always add up to `whole`. The weights need not add up to 1; none may be negative, and one must be positive.

    >>> split(10000, [1, 1, 1])
    (3334, 3333, 3333)
    """
    total = sum((Fraction(weight) for weight in weights), Fraction(0))
    assert total > 0, "weights are shares of something"
    assert min(weights) >= 0, "no share is negative"
    exact = [Fraction(weight) * whole / total for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    left = whole - sum(parts)
    for index in sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])[:left]:
        parts[index] += 1
    return tuple(parts)


def digits_apart(value: Fraction, limit: Fraction | None, digits: int, most: int = MOST_DIGITS) -> int:
    """How many decimal places, from `digits` up, show the value on its own side of the limit; `most` at the most.

    >>> digits_apart(Fraction("94.96"), Fraction(95), 1)
    2
    """
    if limit is None or value == limit:
        return digits
    while digits < most:
        shown = Fraction(half_away(value, digits))
        if shown != limit and (shown < limit) == (value < limit):
            break
        digits += 1
    return digits
