"""The worked example computed a second time, slowly, from the definitions: csv, datetime and fractions alone.

In: the CSV files of the example and the last day looked at. Out: figures as dictionaries with the keys of the JSON
report. The calendar, limits, shares and titles are typed in by hand from the plan and the definitions; no code of the
program is used.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parents[2] / "examples" / "premium_line" / "data"
START, END = date(2026, 1, 1), date(2026, 12, 31)
WAIVED = date(2026, 5, 19)
"""When the tender was let stay in negotiation."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)
FAR = date(2100, 1, 1)


def stretch(first: str, last: str) -> set[date]:
    """Days of 2026 from one to the other, both included."""
    begin, end = (date.fromisoformat(f"2026-{text}") for text in (first, last))
    return {begin + DAY * number for number in range((end - begin).days + 1)}


OFF = (
    stretch("01-01", "01-03")
    | stretch("02-15", "02-23")
    | stretch("04-04", "04-06")
    | stretch("05-01", "05-05")
    | stretch("06-19", "06-21")
    | stretch("07-27", "07-27")
    | stretch("09-25", "09-27")
    | stretch("10-01", "10-07")
)
MADE_UP = {date.fromisoformat(f"2026-{text}") for text in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")}
NEW_YEAR_2025 = {date(2025, 10, day) for day in range(1, 9)}
MADE_UP_2025 = {date(2025, 9, 28), date(2025, 10, 11)}
LEAVE = {("张丽", day) for day in stretch("05-06", "05-08")}

LEADERS = {"陈立": START, "赵岚": START, "孙悦": START, "王敏": START, "李强": START, "马骏": date(2026, 3, 1)}
LEADERS |= {"林涛": START, "黄静": START}

LINE = ("潜在客户识别", "初步接触", "需求分析", "方案制定", "谈判签约")
WON, LOST = "赢单", "输单"
PLACE = {stage: place for place, stage in enumerate((*LINE, WON))}
TEAMS = ("高端", "北区", "南区")
QUARTERS = ((1, 1), (4, 1), (7, 1), (10, 1))
BIG = 500_000


def works(day: date) -> bool:
    """Whether it is a working day."""
    if day in MADE_UP or day in MADE_UP_2025:
        return True
    return day.weekday() < 5 and day not in OFF and day not in NEW_YEAR_2025


def working_days(start: date, end: date) -> int:
    """Working days of `[start, end)`."""
    return sum(works(start + DAY * number) for number in range((end - start).days))


def working_day_after(day: date, count: int) -> date:
    """The count-th working day after a day."""
    while count:
        day += DAY
        count -= works(day)
    return day


def rows(pattern: str) -> Iterator[tuple[date, dict[str, str]]]:
    """The rows of all files of a pattern with the last day of the file's week."""
    for path in sorted(DATA.glob(pattern)):
        content = path.read_bytes()
        text = content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030")
        _, year, week = path.stem.rsplit("-", 2) if path.stem.count("-") else ("", "", "")
        last = date.fromisocalendar(int(year), int(week[1:]), 7) if week.startswith("W") else date(2025, 12, 31)
        for row in csv.DictReader(io.StringIO(text, newline="")):
            yield last, row


def read_day(cell: str) -> date | None:
    """`2026/5/12`; None where there is no such day."""
    try:
        return date(*(int(part) for part in cell.split("/")))
    except ValueError:
        return None


class Move(NamedTuple):
    """A deal comes into a stage."""

    day: date
    stage: str
    owner: str


class Deal(NamedTuple):
    """A row of the export of deals."""

    line: str
    amount: int
    stage: str
    owner: str
    decision_maker: str
    created: date


class Oracle:
    """What is known at the end of a week; `cut` is the Monday after it."""

    def __init__(self, week: int) -> None:
        self.week = week
        self.monday = date.fromisocalendar(2026, week, 1)
        self.cut = self.monday + WEEK

    @cached_property
    def roster(self) -> dict[str, list[tuple[date, date, str]]]:
        """Representative -> stretches `[start, end)` in a team."""
        found: dict[str, list[tuple[date, date, str]]] = {}
        for _, row in rows("roster.csv"):
            start, end = read_day(row["入岗日期"]), read_day(row["离岗日期"])
            assert start
            found.setdefault(row["姓名"], []).append((start, end + DAY if end else FAR, row["团队"]))
        return found

    def team(self, person: str, day: date) -> str | None:
        """The team of a representative on a day."""
        return next((team for start, end, team in self.roster.get(person, ()) if start <= day < end), None)

    def active_days(self, person: str, monday: date) -> int | None:
        """Working days of a week on which somebody was there; None where they were in no team at all."""
        since = LEADERS.get(person, FAR)
        days = [day for day in (monday + DAY * number for number in range(7)) if self.team(person, day) or day >= since]
        return sum(works(day) and (person, day) not in LEAVE for day in days) if days else None

    # ------------------------------------------------------------ what happened

    @cached_property
    def activities(self) -> list[tuple[date, str, str, str, str]]:
        """Day, owner, kind, deal, minutes; rows without an owner or with an impossible day are set aside."""
        return [
            (day, row["负责人"], row["跟进类型"], row["商机编号"], row["时长"])
            for _, row in rows("activities-*.csv")
            if (day := read_day(row["跟进日期"])) and day < self.cut and row["负责人"]
        ]

    @cached_property
    def moves(self) -> dict[str, list[Move]]:
        """Deal -> its moves in order."""
        found: dict[str, list[Move]] = {}
        for _, row in rows("stage-changes-*.csv"):
            day = read_day(row["变更日期"])
            if day and day < self.cut:
                found.setdefault(row["商机编号"], []).append(Move(day, row["变更后阶段"], row["负责人"]))
        return {deal: sorted(moves, key=lambda move: move.day) for deal, moves in found.items()}

    @cached_property
    def exports(self) -> dict[date, dict[str, Deal]]:
        """Day of the export -> the deals in it; of two rows about one deal the first counts, bad ones are set aside."""
        found: dict[date, dict[str, Deal]] = {}
        for last, row in rows("deals-*.csv"):
            created = read_day(row["创建日期"])
            stage, amount = row["销售阶段"], row["商机金额"].replace(",", "").removesuffix(".00")
            if last < self.cut and created and amount and (stage in PLACE or stage == LOST):
                deal = Deal(row["产品线"], int(amount), stage, row["负责人"], row["决策人"], created)
                found.setdefault(last, {}).setdefault(row["商机编号"], deal)
        return found

    @property
    def deals(self) -> dict[str, Deal]:
        """The deals as the last export has them."""
        return self.exports[self.cut - DAY]

    def closings(self, stage: str, line: str | None = None) -> list[tuple[date, str, int]]:
        """Day, owner and amount of the deals that came into a final stage and are still there."""
        return [
            (moves[-1].day, moves[-1].owner, self.deals[deal].amount)
            for deal, moves in self.moves.items()
            if moves[-1].stage == stage and deal in self.deals and line in (None, self.deals[deal].line)
        ]

    # ------------------------------------------------------------ figures

    def spread(self, facts: list[tuple[date, str, int]], start: date, end: date) -> Counter[str]:
        """Amounts of `[start, end)` by entity: the plan, the team on the day, the representative on the roster."""
        found: Counter[str] = Counter()
        for day, person, amount in facts:
            if start <= day < end:
                found["plan:"] += amount
                if team := self.team(person, day):
                    found["team:销售部"] += amount
                    found[f"team:{team}"] += amount
                    found[f"rep:{person}"] += amount
        return found

    @cached_property
    def facts(self) -> dict[str, list[tuple[date, str, int]]]:
        """Metric -> what it adds up."""
        visits = [one for one in self.activities if one[2] == "拜访"]
        effective = [one for one in visits if not one[4] or int(one[4]) >= 10]
        won, lost = self.closings(WON), self.closings(LOST)
        return {
            "visits": [(day, owner, 1) for day, owner, *_ in visits],
            "effective_visits": [(day, owner, 1) for day, owner, *_ in effective],
            "calls": [(day, owner, 1) for day, owner, kind, *_ in self.activities if kind == "电话"],
            "demos": [(day, owner, 1) for day, owner, kind, *_ in self.activities if kind == "演示"],
            "signed": won,
            "wins": [(day, owner, 1) for day, owner, _ in won],
            "losses": [(day, owner, 1) for day, owner, _ in lost],
            "big_wins": [(day, owner, 1) for day, owner, amount in won if amount >= BIG],
            "高端签约额": self.closings(WON, "高端"),
            "高端赢单数": [(day, owner, 1) for day, owner, _ in self.closings(WON, "高端")],
            "高端输单数": [(day, owner, 1) for day, owner, _ in self.closings(LOST, "高端")],
            "decided_amount": won + lost,
            "new_deals": [(deal.created, self.first_owner(key), 1) for key, deal in self.deals.items()],
            "new_amount": [(deal.created, self.first_owner(key), deal.amount) for key, deal in self.deals.items()],
        }

    def first_owner(self, deal: str) -> str:
        """Who owned a deal when it was created."""
        return self.moves[deal][0].owner

    def open_deals(self, taken: date) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Number, amount and number of large ones of the open deals of an export, for their owner and their team on
        that day.
        """
        still = [(taken, deal.owner, deal.amount) for deal in self.exports[taken].values() if deal.stage in LINE]
        count = [(day, owner, 1) for day, owner, _ in still]
        big = [(day, owner, 1) for day, owner, amount in still if amount >= BIG]
        return tuple(self.spread(facts, taken, self.cut) for facts in (count, still, big))

    # ------------------------------------------------------------ goals

    def goal(self, total: int, shares: tuple[int, ...], start: date, end: date) -> tuple[Fraction, Fraction]:
        """Target of `[start, end)`, and of it what is due by the cut; shares of the quarters in per cent."""
        whole = due = Fraction(0)
        for (month, first), share in zip(QUARTERS, shares, strict=True):
            begin = date(2026, month, first)
            after = date(2026, month + 3, 1) if month < 10 else date(2027, 1, 1)
            if start <= begin and after <= end:
                part = Fraction(total * share, 100)
                passed = working_days(begin, max(begin, min(after, self.cut)))
                whole += part
                due += part * passed / working_days(begin, after)
        return whole, due

    def required_rate(self, gap: Fraction, end: date) -> Fraction | None:
        """What is missing for each working day left of `[.., end)`; nothing where nothing is missing."""
        if not gap:
            return gap
        left = working_days(self.cut, max(end, self.cut))
        return gap / left if left else None

    # ------------------------------------------------------------ processes

    @cached_property
    def touched(self) -> dict[str, set[date]]:
        """Deal -> days of activity."""
        found: dict[str, set[date]] = {}
        for day, _, _, deal, _ in self.activities:
            found.setdefault(deal, set()).add(day)
        return found

    def rules(self) -> tuple[dict[str, Counter[str]], set[tuple[str, str]]]:
        """Verdicts by rule, and which deals break which rule: still, or for the first time in the week."""
        counts: dict[str, Counter[str]] = {}
        standing: set[tuple[str, str]] = set()

        def judge(rule: str, deal: str, verdict: str, stands: bool) -> None:
            if verdict == "violated" and deal == "SJ26-0845" and rule.startswith("stay.谈判签约") and self.cut > WAIVED:
                verdict = "waived"  # it came to its end while the waiver held
            counts.setdefault(rule, Counter())[verdict] += 1
            if verdict == "violated" and stands:
                standing.add((rule, deal))

        for deal, moves in self.moves.items():
            before: Move | None = None
            for move, after in zip(moves, [*moves[1:], None], strict=True):
                self.judge_move(deal, before, move, after, judge)
                self.judge_stay(deal, move, after, judge)
                if move.stage == LINE[4]:
                    self.judge_decision_maker(deal, move, moves[-1].stage == LOST, judge)
                before = move
            for start, end in self.open_stretches(moves, None):
                self.judge_gaps("idle", deal, start, end, 10, judge)
            for start, end in self.open_stretches(moves, LINE[4]):
                self.judge_gaps("idle.谈判签约", deal, start, end, 5, judge)
        return counts, standing

    def judge_move(self, deal: str, before: Move | None, move: Move, after: Move | None, judge) -> None:
        """Skipping, going back and reopening."""
        here = PLACE.get(move.stage, -1)
        origin = -1 if before is None else PLACE.get(before.stage, 99)
        new = move.day >= self.monday
        if here > origin and origin < PLACE[WON]:
            judge("skip", deal, "violated" if here > origin + 1 else "satisfied", new)
        if 0 <= origin < PLACE[WON] and 0 <= here < PLACE[WON]:
            backward = here < origin and move.stage not in ("需求分析", "方案制定")
            judge("back", deal, "violated" if backward else "satisfied", new)
        if move.stage in (WON, LOST):
            kept = after is None or after.stage == "需求分析"
            judge("reopen", deal, "satisfied" if kept else "violated", after is not None and after.day >= self.monday)

    def judge_stay(self, deal: str, move: Move, after: Move | None, judge) -> None:
        """The time a visit to a stage may take; for deals set aside from the last export the amount is not known."""
        if move.stage not in LINE:
            return
        amount = self.deals[deal].amount if deal in self.deals else None
        working = {"潜在客户识别": 5, "初步接触": 10, "需求分析": 15}
        limits = [(f"stay.{move.stage}", working.get(move.stage, 0), None)]
        if move.stage in ("方案制定", "谈判签约"):
            small, big = (10, 20) if move.stage == "方案制定" else (14, 30)
            limits = [(f"stay.{move.stage}", small, False), (f"stay.{move.stage}.2", big, True)]
        for rule, limit, for_big in limits:
            if for_big is not None and amount is not None and (amount >= BIG) is not for_big:
                continue
            in_days = move.stage == "谈判签约"
            due = move.day + DAY * limit if in_days else working_day_after(move.day, limit)
            late = after.day > due if after else self.cut > due
            verdict = "violated" if late else "satisfied" if after else "pending"
            if for_big is not None and amount is None and verdict != "satisfied":
                verdict = "unknown"
            judge(rule, deal, verdict, after is None or due + DAY >= self.monday)

    def judge_decision_maker(self, deal: str, move: Move, is_lost: bool, judge) -> None:
        """Whether the decision maker is named in the first export after the move and in the last one before it; a row
        without an amount is in no export.
        """
        named = {taken: bool(found[deal].decision_maker) for taken, found in self.exports.items() if deal in found}
        after = next((named[taken] for taken in sorted(named) if taken >= move.day), None)
        before = next((named[taken] for taken in sorted(named, reverse=True) if taken < move.day), None)
        verdict = "violated" if after is False else "satisfied" if after and before else "unknown"
        if after and not before and min(self.exports) < move.day:
            verdict = "possibly violated"
        mended = named[max(named)] if named else False
        judge(f"enter.{LINE[4]}", deal, verdict, (not mended and not is_lost) or move.day >= self.monday)

    def open_stretches(self, moves: list[Move], stage: str | None) -> Iterator[tuple[date, date | None]]:
        """From when to when a deal was in open stages (in one of them); None where it still is."""
        start: date | None = None
        for move in moves:
            inside = move.stage == stage if stage else move.stage in LINE
            if inside and start is None:
                start = move.day
            elif not inside and start is not None:
                yield start, move.day
                start = None
        if start is not None:
            yield start, None

    def judge_gaps(self, rule: str, deal: str, start: date, end: date | None, limit: int, judge) -> None:
        """Every gap between the start, the activities and the end of a stretch, cut where the owner changes."""
        inside = {day for day in self.touched.get(deal, ()) if start < day < (end or self.cut)}
        changes = self.changes_of_owner(deal)
        for begin, stop in zip((points := sorted({start} | inside)), [*points[1:], end], strict=True):
            mine = [(low, high) for low, high in changes if begin < high < (stop or self.cut)]
            borders = [(max(low, begin), high) for low, high in mine]
            last = (stop or self.cut, stop or self.cut)
            unsure = not mine and any(
                low < (stop or self.cut) and high > begin for low, high in changes if high - low > DAY
            )
            for since, until in zip([(begin, begin), *borders], [*borders, last], strict=True):
                goes_on = stop is None and until is last
                surely = until[0] > working_day_after(since[1], limit)
                maybe = until[1] > working_day_after(since[0], limit)
                verdict = "pending" if goes_on and not maybe else "satisfied"
                if maybe:
                    verdict = "violated" if surely and not unsure else "possibly violated"
                due = working_day_after(since[1], limit)
                begun = due + DAY if since[0] == since[1] else min(due + DAY, until[1])
                judge(rule, deal, verdict, goes_on or begun >= self.monday)

    def changes_of_owner(self, deal: str) -> list[tuple[date, date]]:
        """Between which days the owner changed: exports and moves show who it is."""
        shown = [(taken, 0, deals[deal].owner) for taken, deals in self.exports.items() if deal in deals]
        shown += [(move.day, 1, move.owner) for move in self.moves.get(deal, ())]
        told = sorted(shown, key=lambda one: one[:2])
        return [(before[0], after[0]) for before, after in pairwise(told) if before[2] != after[2]]
