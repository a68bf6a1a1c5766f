"""Costs of tasks once more, in plain Python: when each comes up, what is committed and planned of an account, where it leads."""

from __future__ import annotations

import random
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from attrs import define

from tests.evaluate.money.money_oracle import DAY, END, START, Purse, forecast, used, work_days

CENT = Decimal("0.01")


@define
class Work:
    """A task with a cost, as it is written and as it comes to lie.

    Attributes:
        first, last: its first and last day.
    """

    name: str
    amount: Decimal
    per_day: bool
    when: str
    account: Purse
    clauses: str
    first: date
    last: date
    begun: bool

    @property
    def written(self) -> str:
        day = " per day" if self.per_day else ""
        return f"task {self.name} {{ cost {self.amount} CNY{day} {self.when} charged to {self.account.path}; {self.clauses} }}"

    @property
    def cost(self) -> Decimal:
        return self.amount * work_days(self.first, self.last) if self.per_day else self.amount

    def come_up(self, until: date) -> Decimal:
        """By the end of a day."""
        if self.when == "at start":
            return self.cost if until >= self.first else Decimal(0)
        if self.when == "at end":
            return self.cost if until >= self.last else Decimal(0)
        if until < self.first:
            return Decimal(0)
        gone, all_ = work_days(self.first, min(until, self.last)), work_days(self.first, self.last)
        return (self.cost * gone / all_).quantize(CENT, ROUND_HALF_UP)


def after(day: date, count: int) -> date:
    """The last of so many working days from a day on."""
    while True:
        count -= day.weekday() < 5
        if count <= 0 and day.weekday() < 5:
            return day
        day += DAY


def made(chance: random.Random, name: str, purses: list[Purse], as_of: date) -> Work:
    """A task that is done, under way, or to come."""
    length = chance.randrange(1, 25)
    amount = Decimal(chance.randrange(0, 200_000)) / 100
    how = chance.choice(["", "evenly", "at start", "at end"]), chance.random() < 0.3
    kind = chance.choice(["finished", "running", "planned"])
    start = after(START + DAY * chance.randrange(max((as_of - START).days - 2, 1)), 1)
    if kind == "planned" or start > as_of:
        asked = as_of + DAY * chance.randrange(-20, 60)
        start = after(max(asked, as_of + DAY, START), 1)
        clauses = f"not before {max(asked, START)}; takes {length}wd"
        return Work(name, amount, how[1], how[0], chance.choice(purses), clauses, start, after(start, length), False)
    if kind == "running":
        clauses, last = f"started {start}; takes {length}wd; remaining {length}wd", after(as_of + DAY, length)
    else:
        last = min(after(start, length), after(as_of - DAY * 3, 1), key=lambda day: (day < start, day))
        last = last if start <= last <= as_of else start
        clauses = f"started {start}; finished {last}; takes {length}wd"
    return Work(name, amount, how[1], how[0], chance.choice(purses), clauses, start, last, True)


def charged(purse: Purse, works: list[Work]) -> list[Work]:
    """What is charged to an account itself."""
    return [work for work in works if work.account is purse]


def own(purse: Purse, rows: list[tuple[date, str, int]], until: date) -> int:
    """What is spent of it itself."""
    return used(purse, rows, until) - sum(used(one, rows, until) for one in purse.inside)


def committed(purse: Purse, works: list[Work], rows: list[tuple[date, str, int]], until: date) -> Decimal:
    total = Decimal(0)
    for one in purse.all():
        begun = sum((work.cost for work in charged(one, works) if work.begun and work.first <= until), Decimal(0))
        total += max(begun - own(one, rows, until), Decimal(0)) if begun else Decimal(0)
    return total


def planned(purse: Purse, works: list[Work], until: date) -> Decimal:
    return sum(
        (work.cost for one in purse.all() for work in charged(one, works) if not (work.begun and work.first <= until)),
        Decimal(0),
    )


def come_up(purse: Purse, works: list[Work], until: date) -> Decimal:
    return sum((work.come_up(until) for one in purse.all() for work in charged(one, works)), Decimal(0))


def led(purse: Purse, works: list[Work]) -> bool:
    return any(charged(one, works) for one in purse.all())


def spent_by(
    purse: Purse, works: list[Work], rows: list[tuple[date, str, int]], until: date, then: date
) -> Fraction | None:
    """What will be spent by the end of a later day, known what is until now."""
    gone, days = work_days(START, until), work_days(START, min(then, END))
    if not led(purse, works):
        whole = used(purse, rows, until)
        return None if gone < 20 else Fraction(whole * days, gone)
    total = Fraction(0)
    for one in purse.all():
        spent, mine = own(one, rows, until), charged(one, works)
        if mine:
            now, later = (sum((work.come_up(day) for work in mine), Decimal(0)) for day in (until, then))
            total += max(Fraction(spent), Fraction(now)) + Fraction(later - now)
        elif one.inside and not spent:
            continue
        elif gone < 20:
            return None
        else:
            total += Fraction(spent * days, gone)
    return total


def in_all(purse: Purse, works: list[Work], rows: list[tuple[date, str, int]], until: date) -> Fraction | None:
    """What will have been spent."""
    return forecast(used(purse, rows, until), until) if not led(purse, works) else spent_by(
        purse, works, rows, until, date(2030, 1, 1)
    )  # fmt: skip


def exhausted(purse: Purse, works: list[Work], rows: list[tuple[date, str, int]], until: date) -> date | None:
    """The first day at whose end all is spent."""
    if used(purse, rows, until) >= purse.amount:
        day = START
        while used(purse, rows, day) < purse.amount:
            day += DAY
        return day
    whole = in_all(purse, works, rows, until)
    if whole is None or whole < purse.amount:
        return None
    day = until + DAY
    while True:
        by_then = spent_by(purse, works, rows, until, day)
        if by_then is not None and by_then >= purse.amount:
            return day
        day += DAY
