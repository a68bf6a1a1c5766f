"""How much of a full target somebody new is given: by month since the first day, as his role says.

In: when somebody is in which role, and his first day. Out: the days with the share of a full target for each; nothing for somebody in
whose roles nobody begins with less, or whose first day is not written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from planlang.values.periods import DAY, add_months

Eased = tuple[date, date, Fraction]
"""Days `[start, end)`, and the share of a full target on each."""


def eased(
    days: Sequence[tuple[date, date, str]], joined: date, ramps: Mapping[str, Sequence[Decimal]]
) -> tuple[Eased, ...] | None:
    """The days of somebody, `(since, until, role)`, ascending; a month ends where the next
    begins: on the day with the number of the first one, or on the last of a shorter month.
    """
    if joined == date.min or not any(ramps.get(role) for _, _, role in days):
        return None
    found: list[Eased] = []
    for since, until, role in days:
        start = since
        for number, share in enumerate(ramps.get(role, ()), 1):
            end = min(_later(joined, number), until)
            if start < end:
                found.append((start, end, Fraction(share)))
                start = end
        if start < until:
            found.append((start, until, Fraction(1)))
    return tuple(found)


def _later(day: date, months: int) -> date:
    """The same day so many months later, at most the last one of its month."""
    first = add_months(day.replace(day=1), months)
    return min(first + (day.day - 1) * DAY, add_months(first, 1) - DAY)
