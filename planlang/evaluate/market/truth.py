"""Whether a class holds of a record: true, false or unknown, put together from parts; and by share of a whole.

In: truths, or the figures of all records. Out: truths.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import assert_never

from planlang.semantics.expr import Comparison

Truth = bool | None
Answers = Mapping[str, Truth]


def all_of(parts: Sequence[Truth]) -> Truth:
    """Kleene and."""
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def not_(part: Truth) -> Truth:
    """Kleene not."""
    return None if part is None else not part


def compared(operator: Comparison, left: Fraction | None, right: Fraction | None) -> Truth:
    """A comparison of two figures."""
    if left is None or right is None:
        return None
    match operator:
        case Comparison.LESS:
            return left < right
        case Comparison.AT_MOST:
            return left <= right
        case Comparison.MORE:
            return left > right
        case Comparison.AT_LEAST:
            return left >= right
        case Comparison.EQUAL:
            return left == right
        case Comparison.UNEQUAL:
            return left != right
        case unreachable:
            assert_never(unreachable)


def in_share(values: Mapping[str, Fraction | None], share: Fraction, *, reaching: bool) -> Answers:
    """Of which entities a class by share holds: reaching, if those strictly larger have less than the share; within, if all
    that are at least as large have no more. Unknown for one without a figure; false for one that is not positive.
    """
    positive = sorted(value for value in values.values() if value is not None and value > 0)
    above = [*accumulate(reversed(positive), initial=Fraction(0))][::-1]  # from each place on
    total = above[0]

    def holds(value: Fraction | None) -> Truth:
        if value is None:
            return None
        if value <= 0:
            return False
        if reaching:
            return above[bisect_right(positive, value)] < share * total
        return above[bisect_left(positive, value)] <= share * total

    return {entity: holds(value) for entity, value in values.items()}
