"""Budgets once more, in plain Python: what a plan and its rows say, worked out account by account and day by day."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from attrs import define, field

START, END = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
QUARTERS = [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 6, 30)),
            (date(2026, 7, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 12, 31))]  # fmt: skip


@define
class Purse:
    """A budget or account as it is written."""

    name: str
    amount: int
    quarters: list[int] | None = None
    inside: list[Purse] = field(factory=list)
    above: Purse | None = None

    @property
    def path(self) -> str:
        return self.name if self.above is None else f"{self.above.path}.{self.name}"

    def all(self) -> list[Purse]:
        return [self, *(purse for one in self.inside for purse in one.all())]


def made(chance: random.Random, name: str = "b", amount: int | None = None, depth: int = 0) -> Purse:
    """A budget with accounts that make it up."""
    purse = Purse(name, amount if amount is not None else chance.randrange(50, 5000))
    if chance.random() < 0.5:
        cuts = sorted(chance.randrange(101) for _ in range(3))
        purse.quarters = [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 100 - cuts[2]]
    if depth < 3 and chance.random() < (0.9, 0.5, 0.3)[depth]:
        left = purse.amount
        count = chance.randrange(1, 4)
        for number in range(count):
            part = left if number == count - 1 else chance.randrange(left + 1)
            left -= part
            below = made(chance, f"{name}{'123'[number]}", part, depth + 1)
            below.above = purse
            purse.inside.append(below)
    return purse


def written(purse: Purse) -> str:
    """The lines of an account, without its last brace."""
    lines = (
        [f"split by quarter {', '.join(f'{share}%' for share in purse.quarters)}"]
        if purse.quarters and purse.amount
        else []
    )
    lines += [f"account {one.name} = {one.amount} CNY {{ {written(one)} }}" for one in purse.inside]
    return "; ".join(lines)


def work_days(first: date, last: date) -> int:
    """Mondays to Fridays, both ends included."""
    return sum((first + DAY * n).weekday() < 5 for n in range((last - first).days + 1))


def spread(amount: int, quarters: list[int] | None, until: date) -> Fraction:
    """What is due by the end of a day: quarters in whole cents by largest remainder, within one by working days."""
    if quarters is None:
        return Fraction(amount * work_days(START, until), work_days(START, END))
    cents = [amount * share for share in quarters]  # amount * 100 cents * share / 100
    total = Fraction(0)
    for (first, last), cent in zip(QUARTERS, cents, strict=True):
        if until >= last:
            total += Fraction(cent, 100)
        elif until >= first:
            total += Fraction(cent, 100) * Fraction(work_days(first, until), work_days(first, last))
    return total


def due(purse: Purse, until: date) -> Fraction:
    """By the account's own split, else by those of its accounts where one of them has one, else by the one above it."""
    if purse.quarters:
        return spread(purse.amount, purse.quarters, until)
    if any(one.quarters and one.amount for one in purse.all()):
        return sum((due(one, until) for one in purse.inside), Fraction(0))
    above = purse.above
    while above is not None and not above.quarters:
        above = above.above
    return spread(purse.amount, above.quarters if above else None, until)


def used(purse: Purse, rows: list[tuple[date, str, int]], until: date) -> int:
    """What rows up to a day spend of an account; of a budget all of them."""
    names = {one.name for one in purse.all()}
    return sum(amount for day, name, amount in rows if day <= until and (purse.above is None or name in names))


def forecast(spent: int, until: date) -> Fraction | None:
    """At the end, as fast as so far; nothing is told of fewer than 20 working days."""
    gone = work_days(START, until)
    return None if gone < 20 else Fraction(spent * work_days(START, END), gone)


def exhausted(purse: Purse, rows: list[tuple[date, str, int]], until: date) -> date | None:
    """The first day at whose end all is spent, day by day."""
    day = START
    while day <= until:
        if used(purse, rows, day) >= purse.amount and used(purse, rows, until) >= purse.amount:
            return day
        day += DAY
    gone, spent = work_days(START, until), used(purse, rows, until)
    if gone < 20:
        return None
    while day <= END:
        if Fraction(spent * work_days(START, day), gone) >= purse.amount:
            return day
        day += DAY
    return None
