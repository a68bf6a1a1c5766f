"""How far figures could still move, and why that adds up from several sides."""

from __future__ import annotations

from planlang.evaluate.cells.exact import Integers, Truths, total
from planlang.frozen import frozen

SCALE = 6
"""Decimal places of amounts."""


@frozen(eq=False)
class Doubt:
    """How far figures could move, by row and stretch: by how many records down and up, by how much money down and up, and
    whether the money is not told; `touched` where any row could count at all.
    """

    touched: Truths
    fewer: Integers
    more: Integers
    less: Integers
    greater: Integers
    blind: Truths


def together(one: Doubt | None, other: Doubt | None) -> Doubt | None:
    """What two doubts leave open."""
    if one is None or other is None:
        return other if one is None else one
    return Doubt(
        one.touched | other.touched,
        total(one.fewer, other.fewer),
        total(one.more, other.more),
        total(one.less, other.less),
        total(one.greater, other.greater),
        one.blind | other.blind,
    )
