"""Makes the data of this example: a roster and 26 weekly exports, as a CRM in China would write them.

Everybody and everything in it is invented. Out: the files under `data/`, the same bytes on every computer and every
Python: of the random library only `Random.random()` is used, and figures are integers. What a reader is meant to see
in the week 2026-W20 stands in `story.py`; chance only fills in the rest.

    python examples/premium_line/make_data.py
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import story

T = TypeVar("T")
DAY = timedelta(days=1)
WORKDAYS = [
    day
    for day in (story.HISTORY_FROM + timedelta(days=i) for i in range(330))
    if day in story.MAKE_UP or (day.weekday() < 5 and not any(first <= day <= last for first, last in story.OFF))
]
RANK = {day: rank for rank, day in enumerate(WORKDAYS)}


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


# ---------------------------------------------------------------- people


def active(person: str, day: date) -> bool:
    """Whether a person is on the roster on that day."""
    return any(start <= day <= (end or day) for _, who, _, _, start, end in story.ROSTER if who == person)


def colleagues(team: str, day: date) -> list[str]:
    """Who sells in a team on that day, in order of the roster."""
    return [who for _, who, where, _, start, end in story.ROSTER if where == team and start <= day <= (end or day)]


def days_at_work(person: str, monday: date) -> list[date]:
    """The days of a week on which a person works."""
    week = [monday + timedelta(days=i) for i in range(7)]
    away = [leave for who, leave in story.LEAVES if who == person]
    return [day for day in week if day in RANK and active(person, day) and day not in away]


# ---------------------------------------------------------------- deals


@dataclass
class Deal:
    """A deal and its way through the stages: `(day, stage entered)`, days ascending, all different."""

    number: int
    team: str
    line: str
    amount: int
    first_owner: str
    moves: list[tuple[date, str]]
    customer: str
    decider: str
    neglected_from: date | None = None
    key: str = field(init=False)

    def __post_init__(self) -> None:
        """Name it as the CRM does: year of creation and a running number."""
        self.key = f"SJ{self.created:%y}-{self.number:04}"

    @property
    def created(self) -> date:
        """The day on which it entered its first stage."""
        return self.moves[0][0]

    def stage(self, day: date) -> str:
        """Its stage at the end of a day on or after its creation."""
        return [stage for moved, stage in self.moves if moved <= day][-1]

    def closed(self, day: date) -> date | None:
        """When it was won or lost, as known at the end of a day."""
        moved, stage = [move for move in self.moves if move[0] <= day][-1]
        return moved if stage in (story.WON, story.LOST) else None

    def owner(self, day: date) -> str:
        """Whose it is on a day: a colleague takes over from those who leave the team."""
        owner = self.first_owner
        return owner if owner in colleagues(self.team, max(day, self.created)) else story.SUCCESSOR[owner]

    def value(self, day: date) -> int:
        """Its amount as known at the end of a day: an estimate until the contract is signed."""
        return self.amount if self.stage(day) == story.WON else self.amount * 21 // 20 // 1000 * 1000 + 1000


def stays(dice: Dice, big: bool) -> list[int]:
    """Working days in each stage, within the limits of the process."""
    return [
        dice.between(1, 4),
        dice.between(2, 8),
        dice.between(4, 13),
        dice.between(3, 16 if big else 9),
        dice.between(3, 7),
    ]


def way(dice: Dice, end: date, last: int, final: str, big: bool) -> list[tuple[date, str]]:
    """The moves of a deal that closes on the working day `end` from the stage of index `last`."""
    moves = [(end, final)]
    lengths = stays(dice, big)
    for index in range(last, -1, -1):
        start = WORKDAYS[RANK[moves[0][0]] - lengths[index]]
        if index == 4 and (moves[0][0] - start).days > 13:
            start = WORKDAYS[RANK[moves[0][0]] - 2]
        moves.insert(0, (start, story.STAGES[index]))
    return moves


def parts(dice: Dice, total: int, count: int) -> list[int]:
    """A sum in yuan as `count` uneven contracts in whole hundreds."""
    if count == 0:
        return []
    weights = [dice.between(50, 160) for _ in range(count)]
    amounts = [total * weight // sum(weights) // 100 * 100 for weight in weights]
    amounts[0] += total - sum(amounts)
    return amounts


@dataclass(frozen=True)
class Draft:
    """A deal before it has a number, an owner and a customer."""

    moves: list[tuple[date, str]]
    team: str
    line: str
    amount: int


def make_drafts(dice: Dice) -> Iterator[Draft]:
    """The deals that close in each stretch of the story: sums as told, and those lost beside them."""
    for first, last, signed in story.SIGNED:
        days = [day for day in WORKDAYS if first <= day <= last]
        for (team, line), total in signed.items():
            average, losses = story.AVERAGE[line], story.LOST_PER_100_WON[line][first]
            won = max(1, round(total / average)) if total else 0
            for amount in parts(dice, total * story.WAN, won):
                moves = way(dice, dice.pick(days), 4, story.WON, amount >= story.BIG)
                yield Draft(moves, team, line, amount)
            for _ in range((won * losses + 50) // 100):
                amount = average * story.WAN * dice.between(50, 170) // 100 // 1000 * 1000
                moves = way(dice, dice.pick(days), dice.pick((0, 1, 2, 3, 3, 4, 4)), story.LOST, amount >= story.BIG)
                yield Draft(moves, team, line, amount)


def make_deals() -> list[Deal]:
    """Every deal of the story: by chance in order of creation, then the scripted ones."""
    dice = Dice(20260105)
    deals: list[Deal] = []
    for draft in sorted(make_drafts(dice), key=lambda draft: (draft.moves[0][0], draft.line, draft.amount)):
        owner = dice.pick(colleagues(draft.team, draft.moves[0][0]))
        known = (customer(dice), decider(dice))
        deals.append(Deal(len(deals) + 1, draft.team, draft.line, draft.amount, owner, draft.moves, *known))
    for owner, line, amount, moves, neglected, decided in story.SCRIPTED:
        team = next(where for _, person, where, *_ in story.ROSTER if person == owner)
        known = (customer(dice), decider(dice) if decided else "")
        deals.append(Deal(len(deals) + 1, team, line, amount * story.WAN, owner, list(moves), *known, neglected))
    return deals


def customer(dice: Dice) -> str:
    """An invented company."""
    return dice.pick(story.PLACES) + dice.pick(story.WORDS) + dice.pick(story.TRADES)


def decider(dice: Dice) -> str:
    """An invented contact: a family name and a position."""
    return dice.pick(story.FAMILIES) + dice.pick(("总", "经理", "主任", "部长"))


# ---------------------------------------------------------------- activities


@dataclass(frozen=True)
class Activity:
    """A visit, call or demonstration."""

    day: date
    owner: str
    kind: str
    customer: str
    deal: str
    minutes: str


def make_activities(deals: list[Deal]) -> list[Activity]:
    """What everybody did, in order of days: the deal that has waited longest comes first, unless it is neglected."""
    dice = Dice(20260112)
    done: list[Activity] = []
    last_touch: dict[str, date] = {}
    for deal in deals:  # before the plan began: enough for no deal to look forgotten
        day = deal.created + 3 * DAY
        while day < story.FIRST_WEEK and deal.stage(day) in story.STAGES:
            done.append(Activity(day, deal.owner(day), story.CALL, deal.customer, deal.key, "15"))
            last_touch[deal.key] = day
            day += 7 * DAY
    people = list(dict.fromkeys(who for _, who, *_ in story.ROSTER))
    for week in range(1, story.WEEKS + 1):
        monday = story.FIRST_WEEK + timedelta(days=7 * (week - 1))
        running = [deal for deal in deals if deal.created < monday + 7 * DAY and deal.moves[-1][0] > monday]
        for person in people:
            days = days_at_work(person, monday)
            for day, kind in agenda(dice, person, week, days):
                waiting = [
                    deal
                    for deal in running
                    if deal.created <= day
                    and deal.stage(day) in story.STAGES
                    and deal.owner(day) == person
                    and (deal.neglected_from is None or day < deal.neglected_from)
                ]
                minutes = "" if dice.between(1, 20) == 1 else str(5 * dice.between(1 if kind == story.CALL else 4, 18))
                if not waiting:
                    done.append(Activity(day, person, kind, customer(dice), "", minutes))
                    continue
                deal = min(waiting, key=lambda deal: (last_touch.get(deal.key, deal.created), deal.number))
                last_touch[deal.key] = day
                done.append(Activity(day, person, kind, deal.customer, deal.key, minutes))
    return sorted(done, key=lambda activity: activity.day)


def agenda(dice: Dice, person: str, week: int, days: list[date]) -> list[tuple[date, str]]:
    """What a person does in a week, by day; fewer working days, fewer visits."""
    if not days:
        return []
    visits = story.FEW_VISITS.get((person, week), -(-dice.between(12, 15) * len(days) // 5))
    calls = dice.between(5, 8) * len(days) // 5
    demos = dice.between(0, 2) if person in story.DEMONSTRATORS else 0
    kinds = [story.VISIT] * visits + [story.CALL] * calls + [story.DEMO] * demos
    return sorted((days[index * len(days) // len(kinds)], kind) for index, kind in enumerate(shuffled(dice, kinds)))


def shuffled(dice: Dice, items: list[str]) -> list[str]:
    """The items in another order (Fisher and Yates)."""
    for index in range(len(items) - 1, 0, -1):
        other = dice.between(0, index)
        items[index], items[other] = items[other], items[index]
    return items


# ---------------------------------------------------------------- files


def table(header: Sequence[str], rows: Iterable[Sequence[str]], encoding: str) -> bytes:
    """A CSV file as spreadsheets in China write it: CRLF, and GB18030 or UTF-8 with a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def shown(day: date | None) -> str:
    """A date as the CRM writes it: `2026/5/12`."""
    return f"{day.year}/{day.month}/{day.day}" if day else ""


def roster() -> bytes:
    """The roster: one row per person and stretch of time in a team."""
    rows = [[number, who, team, role, shown(start), shown(end)] for number, who, team, role, start, end in story.ROSTER]
    return table(("工号", "姓名", "团队", "岗位", "入岗日期", "离岗日期"), rows, "utf-8-sig")


def expenses() -> dict[str, bytes]:
    """What was spent, a file a month."""
    found: dict[str, bytes] = {}
    for month in sorted({day.month for day, *_ in story.EXPENSES}):
        rows = [
            [shown(day), account, f"{amount:,}.00", purpose]
            for day, account, amount, purpose in story.EXPENSES
            if day.month == month
        ]
        found[f"expenses-2026-{month:02}.csv"] = table(story.HEADERS["expenses"], rows, "utf-8-sig")
    return found


def deal_rows(deals: list[Deal], until: date) -> list[list[str]]:
    """The state of all deals at the end of a day."""
    return [
        [
            deal.key,
            deal.customer,
            deal.line,
            f"{deal.value(until):,}.00",
            deal.stage(until),
            deal.owner(until),
            deal.decider if until >= deal.created + 7 * DAY else "",
            shown(deal.created),
            shown(deal.closed(until)),
        ]
        for deal in deals
        if deal.created <= until
    ]


def files() -> dict[str, bytes]:
    """Every data file by name."""
    deals = make_deals()
    moves = sorted((day, deal.number, deal.key, stage, deal.owner(day)) for deal in deals for day, stage in deal.moves)
    activities = make_activities(deals)
    numbered = [(f"GJ{number:05}", activity) for number, activity in enumerate(activities, 1)]
    made = {"roster.csv": roster(), **expenses()}
    spans = [("2025-10-01-2025-12-28", story.HISTORY_FROM, story.FIRST_WEEK - DAY)]
    for week in range(1, story.WEEKS + 1):
        monday = story.FIRST_WEEK + timedelta(days=7 * (week - 1))
        spans.append((f"2026-W{week:02}", monday, monday + 6 * DAY))
    for label, first, last in spans:
        rows = {
            "activities": [
                [key, shown(done.day), done.owner, done.kind, done.customer, done.deal, done.minutes]
                for key, done in numbered
                if first <= done.day <= last
            ],
            "stage-changes": [
                [key, shown(day), stage, who] for day, _, key, stage, who in moves if first <= day <= last
            ],
        }
        if last >= story.FIRST_WEEK:
            rows["deals"] = deal_rows(deals, last)
        for name, content in rows.items():
            story.spoil(f"{name}-{label}", content)
            encoding = "utf-8-sig" if f"{name}-{label}" in story.UTF8 else "gb18030"
            made[f"{name}-{label}.csv"] = table(story.HEADERS[name], content, encoding)
    return made


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
