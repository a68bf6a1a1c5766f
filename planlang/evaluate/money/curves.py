"""By when how much of a budget is to be spent: its own split over time, else that of its accounts, else of what it stands in.

In: the accounts of a plan, calendars, the grid of periods. Out: a curve for each account: amounts of periods by largest
remainder, between them by working days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Protocol

from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.semantics.model import Account
from planlang.values.calendars import Calendar
from planlang.values.money import minor_digits
from planlang.values.periods import DAY, periods_meeting
from planlang.values.rounding import half_away, split


class Curve(Protocol):
    """How much is to be spent by when."""

    def by(self, day: date) -> Fraction:
        """What is to be spent before a day. Exact."""


@frozen(eq=False)
class Stretches:
    """Amounts for stretches of days `[start, end)` that follow each other, each spread over its working days."""

    calendar: Calendar
    stretches: Sequence[tuple[date, date]]
    amounts: Sequence[Fraction]

    def by(self, day: date) -> Fraction:
        """What is to be spent before a day."""
        total = Fraction(0)
        for (start, end), amount in zip(self.stretches, self.amounts, strict=True):
            if day >= end:
                total += amount
            elif day > start:
                days = self.calendar.days_worth(start, end)
                total += amount * Fraction(self.calendar.days_worth(start, day), days) if days else 0
        return total


@frozen(eq=False)
class Together:
    """The curves of several accounts as one."""

    curves: Sequence[Curve]

    def by(self, day: date) -> Fraction:
        """What is to be spent before a day."""
        return sum((curve.by(day) for curve in self.curves), Fraction(0))


def curves(plan: Plan) -> Mapping[str, Curve]:
    """The curve of every account of a plan."""
    accounts = plan.model.accounts
    inside: dict[str, list[str]] = {}
    split_below: set[str] = set()
    for name, account in reversed(tuple(accounts.items())):
        if account.parent is not None:
            inside.setdefault(account.parent, []).insert(0, name)
            if account.time_shares or name in split_below:
                split_below.add(account.parent)
    found: dict[str, Curve] = {}

    def make(name: str, above: Account | None) -> Curve:
        account = accounts[name]
        said = account if account.time_shares else above
        parts = [make(child, said) for child in inside.get(name, ())]
        if not account.time_shares and name in split_below:
            found[name] = Together(parts)
        else:
            found[name] = _spread(account, said, plan)
        return found[name]

    for name, account in accounts.items():
        if account.parent is None:
            make(name, None)
    return found


def _spread(account: Account, said: Account | None, plan: Plan) -> Stretches:
    """An account over the periods that it, or what it stands in, is split by; over the whole plan where none is."""
    calendar = plan.calendars[plan.model.budgets[account.budget].calendar]
    end = plan.end + DAY
    amount = Fraction(account.amount)
    if said is None or said.time_grain is None:
        return Stretches(calendar, ((plan.start, end),), (amount,))
    periods = periods_meeting(plan.start, end, said.time_grain, plan.grid)
    stretches = tuple((max(period.start, plan.start), min(period.end, end)) for period in periods)
    step = Fraction(1, 10 ** minor_digits(plan.model.plan.currency))
    while (amount / step).denominator != 1 and step > Fraction(1, 10**12):
        step /= 10
    dealt = split(int(half_away(amount / step)), [Fraction(share) for share in said.time_shares])
    return Stretches(calendar, stretches, tuple(part * step for part in dealt))
