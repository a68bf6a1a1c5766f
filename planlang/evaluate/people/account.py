"""What is open between somebody and the plan after a period: debts that are carried on, and what settled periods would be now.

In: what he has for a period, what is taken back in it, what was paid for it. Out: the balance that the next period begins with.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.frozen import frozen
from planlang.values.figure import Figure, Known, Unknown, mapped, summed

ZERO = Known(Fraction(0))


@frozen
class Balance:
    """What the next period begins with.

    Attributes:
        amount: less than nothing where it is owed.
        unsure: whether a settled period could not be worked out again, so that nothing of it is open.
    """

    amount: Figure = ZERO
    unsure: bool = False


def carried_on(before: Balance, earned: Figure, taken_back: Figure, paid: Fraction | None) -> Balance:
    """The balance after a period; `paid` is None where it is not settled: then it is still to be paid, and only debts go on."""
    due = summed([before.amount, earned, taken_back])
    if paid is not None:
        if isinstance(due, Unknown):
            return Balance(ZERO, unsure=True)
        return Balance(Known(due.value - paid))
    if isinstance(due, Known) or due.between is not None:
        return Balance(mapped(due, lambda amount: Known(min(Fraction(0), amount))))
    clear = isinstance(before.amount, Known) and before.amount.value >= 0
    return Balance(ZERO if clear and taken_back == ZERO else Unknown(due.why))
