"""Makes the data of this example: what a firm of this size exports from its order desk, its CRM and its service desk.

Everybody and everything in it is invented. Out: the files under `data/`, the same bytes on every computer and every
Python: of the random library only `Random.random()` is used, and figures are integers. What a reader is meant to see
in the week 2026-W20 stands in `story.py`; chance only fills in the rest.

    python examples/graded_team/make_data.py
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import story

T = TypeVar("T")
DAY = timedelta(days=1)


class Dice:
    """Chance that is the same everywhere: whole numbers and choices made from `random()` alone."""

    def __init__(self, seed: int) -> None:
        """Dice of their own for one subject, so that a change of another subject does not move them."""
        self._random = Random(seed).random

    def between(self, low: int, high: int) -> int:
        """A whole number in `[low, high]`."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.between(0, len(items) - 1)]


def workdays(first: date, last: date) -> list[date]:
    """The working days from one day to another."""
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5 and day not in story.OFF]


# ---------------------------------------------------------------- customers


@dataclass
class Customer:
    """A customer: whose it is from when on, how large it is, from when on nobody looks after it."""

    key: str
    name: str
    industry: str
    contact: str
    region: str
    size: int
    keepers: list[tuple[date, str]]
    neglected_from: date | None = None

    def keeper(self, day: date) -> str:
        """Whose it is on a day; nobody's: in the pool."""
        return ([who for since, who in self.keepers if since <= day] or [""])[-1]


def make_customers() -> list[Customer]:
    """Every customer: those of each representative, those of nobody."""
    dice = Dice(20260101)
    names = [f"{place} {word}" for place in story.PLACES for word in story.WORDS]
    made: list[Customer] = []

    def add(region: str, size: int, keepers: list[tuple[date, str]], neglected: date | None = None) -> None:
        name = names.pop(dice.between(0, len(names) - 1))
        contact = f"{dice.pick('ABCDEHJKLMPRST')}. {dice.pick(('Aalto', 'Brand', 'Costa', 'Duval', 'Evers', 'Fink'))}"
        key = f"C{101 + len(made)}"
        made.append(Customer(key, name, dice.pick(story.INDUSTRIES), contact, region, size, list(keepers), neglected))

    for _, who, region, _, _ in story.ROSTER:
        sizes = [size for size, count in enumerate(story.KEEPS[who]) for _ in range(count)]
        for number, size in enumerate(sizes):
            keepers = [(story.FIRST, who)]
            if who == "Erik Sand":
                keepers += [(day, to) for index, to, day in story.HANDED_OVER if index == number]
            add(region, size, keepers, story.NEGLECTED.get((who, number)))
    for number in range(story.IN_POOL):
        add((story.NORTH, story.SOUTH)[number % 2], 2, [])
    return made


# ---------------------------------------------------------------- orders


def parts(dice: Dice, total: int, weights: Sequence[int]) -> list[int]:
    """A sum of euros by uneven weights, in whole tens; the first takes what is left."""
    uneven = [weight * dice.between(70, 140) for weight in weights]
    amounts = [total * weight // sum(uneven) // 10 * 10 for weight in uneven]
    amounts[0] += total - sum(amounts)
    return amounts


def make_orders(customers: list[Customer]) -> list[list[str]]:
    """Every order, in order of days: the sums of the story, shared out among the customers of a region."""
    dice = Dice(20260102)
    made: list[tuple[date, str, str, str, int]] = []
    for first, last, *sums in story.ORDERED:
        days = workdays(first, last)
        for region, total in zip((story.NORTH, story.SOUTH), sums, strict=True):
            buyers = [
                one
                for one in customers
                if one.region == region and one.keepers and (one.neglected_from is None or one.neglected_from > last)
            ]
            slots = [one for one in buyers for _ in range(story.ORDERS_A_QUARTER[one.size])]
            weights = [story.WEIGHTS[one.size] * 10 // story.ORDERS_A_QUARTER[one.size] for one in slots]
            for one, amount in zip(slots, parts(dice, total * 1000, weights), strict=True):
                day = dice.pick(days)
                made.append((day, one.key, one.keeper(day), dice.pick(story.LINES), amount))
    return [
        [f"A{number:05}", day.isoformat(), key, who, line, f"{amount:,}.00", ""]
        for number, (day, key, who, line, amount) in enumerate(sorted(made), 1)
    ]


def give_back(orders: list[list[str]]) -> None:
    """One order of Anna Berg of February comes back in May."""
    (first, *_) = (row for row in orders if row[1].startswith("2026-02") and row[3] == "Anna Berg")
    first[6] = "2026-05-07"


# ---------------------------------------------------------------- visits


def make_visits(customers: list[Customer]) -> list[list[str]]:
    """Who was where, in order of days: who has waited longest comes first, unless he is neglected."""
    dice = Dice(20260103)
    last_seen: dict[str, date] = {}
    made: list[tuple[date, str, str, str]] = []
    monday = date(2025, 9, 29)
    while monday <= story.LAST:
        for _, who, _, start, end in story.ROSTER:
            days = [
                day
                for day in workdays(max(monday, date(2025, 10, 1)), min(monday + 6 * DAY, story.LAST))
                if start <= day <= (end or day) and (who, day) not in story.LEAVE
            ]
            year, week, _ = monday.isocalendar()
            count = story.FEW_VISITS.get(
                (who, week) if year == 2026 else ("", 0), -(-dice.between(6, 9) * len(days) // 5)
            )
            for number in range(count if days else 0):
                day = days[number * len(days) // count]
                mine = [
                    one
                    for one in customers
                    if one.keeper(day) == who and (one.neglected_from is None or day < one.neglected_from)
                ]
                if not mine:
                    mine = [one for one in customers if one.keeper(day) == "Lena Holm"]
                one = min(mine, key=lambda one: (last_seen.get(one.key, story.FIRST) + 3 * one.size * DAY, one.key))
                last_seen[one.key] = day
                made.append((day, who, one.key, "" if dice.between(1, 25) == 1 else str(5 * dice.between(4, 18))))
        monday += 7 * DAY
    return [[day.isoformat(), who, key, minutes] for day, who, key, minutes in sorted(made)]


# ---------------------------------------------------------------- complaints


@dataclass(frozen=True)
class Ticket:
    """A complaint and when it came into each state; goodwill is known when it is solved."""

    key: str
    customer: str
    agent: str
    gravity: str
    goodwill: str
    approver: str
    steps: tuple[tuple[datetime, str], ...]

    def row(self, until: datetime) -> list[str]:
        """What the service desk exports at an instant."""
        state = [state for at, state in self.steps if at <= until][-1]
        paid = (self.goodwill or "0.00", self.approver) if state == "Solved" else ("", "")
        return [self.key, self.customer, self.agent, self.gravity, *paid, state]


def make_tickets(customers: list[Customer]) -> list[Ticket]:
    """Complaints by chance, answered and solved in time, and the scripted ones, in order of their opening."""
    dice = Dice(20260104)
    kept = [one.key for one in customers if one.keepers]
    drafts: list[tuple[list[datetime], str, str, str]] = []
    days = workdays(date(2026, 1, 5), story.LAST - 7 * DAY)
    for _ in range(76):
        index = dice.between(0, len(days) - 1)
        opened = datetime.combine(days[index], datetime.min.time()) + timedelta(hours=9, minutes=dice.between(0, 90))
        answered = opened + timedelta(minutes=dice.between(15, 120))
        following = workdays(days[index] + DAY, days[index] + 8 * DAY)[0]
        solved = datetime.combine(following, datetime.min.time()) + timedelta(hours=10, minutes=dice.between(0, 380))
        goodwill = f"{10 * dice.between(5, 24)}.00" if dice.between(1, 5) == 1 else ""
        drafts.append(([opened, answered, solved], dice.pick(("", "minor", "minor")), goodwill, ""))
    for *instants, gravity, goodwill, approver in story.SCRIPTED:
        drafts.append(([datetime.fromisoformat(at) for at in instants if at], gravity, goodwill, approver))
    return [
        Ticket(
            f"T-{number:04}",
            dice.pick(kept),
            dice.pick(story.AGENTS),
            gravity,
            goodwill,
            approver,
            tuple(zip(instants, ("Opened", "Answered", "Solved"), strict=False)),
        )
        for number, (instants, gravity, goodwill, approver) in enumerate(sorted(drafts), 1)
    ]


# ---------------------------------------------------------------- files


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file as office programs write it: UTF-8, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def quarter(day: str) -> str:
    """`2026-05-17` as `2026-Q2`."""
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def by_period(name: str, rows: list[list[str]], column: int, month: bool) -> dict[str, list[list[str]]]:
    """The rows of a subject by file, a file for each quarter or month."""
    found: dict[str, list[list[str]]] = {}
    for row in rows:
        label = row[column][:7] if month else quarter(row[column])
        found.setdefault(f"{name}-{label}", []).append(row)
    return found


def make_survey(customers: list[Customer]) -> list[list[str]]:
    """Every answer to the survey, in order of days: as many with each score as the story tells."""
    dice = Dice(20260106)
    kept = [one.key for one in customers if one.keepers]
    made: list[list[str]] = []
    for first, last, count, shares in story.SURVEY:
        days = workdays(first, last)
        for number in range(count):
            place = number * 100 // count
            score = next((5 - index for index in range(4) if place < sum(shares[: index + 1])), 1)
            made.append([dice.pick(days).isoformat(), dice.pick(kept), str(score)])
    return sorted(made)


def customer_rows(customers: list[Customer], day: date) -> list[list[str]]:
    """The list of customers on a day."""
    return [
        [one.key, one.name, one.industry, one.contact, one.keeper(day), "In care" if one.keeper(day) else "Pool"]
        for one in customers
    ]


def files() -> dict[str, bytes]:
    """Every data file by name."""
    customers = make_customers()
    orders = make_orders(customers)
    give_back(orders)
    tickets = make_tickets(customers)
    log = sorted((at, one.key, state) for one in tickets for at, state in one.steps)
    made = {
        **by_period("orders", orders, 1, month=False),
        **by_period("visits", make_visits(customers), 0, month=True),
        **by_period("survey", make_survey(customers), 0, month=False),
        **by_period("bills", [[f"{day}", what, f"{sum_:,}.00", why] for day, what, sum_, why in story.BILLS], 0, True),
        **by_period("ticket-log", [[key, f"{at:%Y-%m-%d %H:%M}", state] for at, key, state in log], 1, month=True),
        "quotas": [
            [region, who, when, "" if amount is None else f"{amount:,},000.00" if amount else "0.00"]
            for _, who, region, _, _ in story.ROSTER
            for when, amount in zip(story.QUARTERS, story.QUOTAS[who], strict=True)
        ],
        "roster": [
            [number, who, team, "Representative", f"{start}", f"{end or ''}"]
            for number, who, team, start, end in story.ROSTER
        ],
        "hand-overs": [
            [one.key, f"{since}", who] for one in customers for since, who in one.keepers if since > story.FIRST
        ],
    }
    for day in story.EXPORTS:
        made[f"customers-{day}"] = customer_rows(customers, day)
    sunday = date(2026, 1, 4)
    while sunday <= story.LAST:
        until = datetime.combine(sunday, datetime.max.time())
        year, week, _ = sunday.isocalendar()
        made[f"tickets-{year}-W{week:02}"] = [one.row(until) for one in tickets if one.steps[0][0] <= until]
        sunday += 7 * DAY
    for name, rows in made.items():
        story.spoil(name, rows)
    heads = sorted(story.HEADERS, key=len, reverse=True)
    return {
        f"{name}.csv": table(story.HEADERS[next(head for head in heads if name.startswith(head))], rows)
        for name, rows in made.items()
    }


def main() -> None:
    """Write the files into `data/`, beside this script."""
    folder = Path(__file__).resolve().parent / "data"
    folder.mkdir(exist_ok=True)
    made = files()
    for name, content in made.items():
        (folder / name).write_bytes(content)
    print(f"{len(made)} files, {sum(map(len, made.values())):,} bytes in {folder.name}/")


if __name__ == "__main__":
    main()
