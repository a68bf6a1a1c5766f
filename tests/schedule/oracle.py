"""A schedule worked out anew, and how far each task may slip, by counting minutes in tables.

Shares no code with planlang/schedule. Every minute of a few months is written down with the number of people that work in
it; all else is looking things up. Slow, for small plans only, without an as-of date.

A float is found by trying: a task is moved, what hangs on it follows (on it alone, whatever else holds it), and nothing
may then end after the end of the plan, a deadline or a fixed date. What hangs on the start of a summary hangs on the part
that begins first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.semantics.model import (
    DayKind,
    Goal,
    HourKind,
    InMonths,
    InPersonDays,
    Lag,
    LinkKind,
    Milestone,
    MonthKind,
    Task,
    ToPerson,
)
from planlang.values.calendars import Calendar
from planlang.values.hours import DayPart, Half

FIRST = date(2025, 6, 1)
DAYS = 700
A_DAY = 1440
FAR = 160 * A_DAY
STARTS = (LinkKind.START_START, LinkKind.START_FINISH)
FINISHES = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)


def at(day: date) -> int:
    return (day - FIRST).days * A_DAY


def minute(moment: datetime) -> int:
    return at(moment.date()) + moment.hour * 60 + moment.minute


@frozen(eq=False, slots=False)
class Table:
    """How much work is done before each minute."""

    before: NDArray[np.int64]

    @cached_property
    def most(self) -> int:
        """How many work at once at the most."""
        return int(np.diff(self.before).max())

    def opening(self, time: int) -> int:
        """The minute at which the day of a time begins; 0 where nothing is done on it."""
        midnight = time // A_DAY * A_DAY
        here = self.before[midnight : midnight + A_DAY + 1]
        worked = np.flatnonzero(np.diff(here))
        return int(worked[0]) if len(worked) else 0

    def day_begin(self, work: int) -> int:
        """The work before the day on which the work after some work is done."""
        return self.after(self.starts(work) // A_DAY * A_DAY)

    def after(self, time: int) -> int:
        return int(self.before[min(max(time, 0), len(self.before) - 1)])

    def starts(self, work: int) -> int:
        return int(np.searchsorted(self.before, work, "right")) - 1

    def ends(self, work: int) -> int:
        return int(np.searchsorted(self.before, work, "left"))


@lru_cache(maxsize=64)
def hours_of(calendar: Calendar) -> NDArray[np.int64]:
    """One for every minute that is worked."""
    worked = np.zeros(DAYS * A_DAY, dtype=np.int64)
    for i in range(DAYS):
        if calendar.is_working(FIRST + timedelta(days=i)):
            for opens, closes in calendar.hours_on(FIRST + timedelta(days=i)):
                worked[i * A_DAY + opens : i * A_DAY + closes] = 1
    return worked


def over(day: int, months: int) -> int:
    """The midnight at which so many months from a day are over."""
    begun = FIRST + timedelta(days=day // A_DAY)
    month = begun.year * 12 + begun.month - 1 + months
    last = date(month // 12, month % 12 + 1, 1)
    try:
        return at(last.replace(day=begun.day))
    except ValueError:  # there is no such day: the month is over
        return at(date((month + 1) // 12, (month + 1) % 12 + 1, 1))


def away(day: NDArray[np.int64], part: DayPart | None) -> tuple[int, int]:
    """From when to when a leave keeps somebody from the work of a day."""
    worked = np.flatnonzero(day)
    if part is None or not len(worked):
        return 0, A_DAY
    breaks = np.diff(worked)
    noon = int(worked[breaks.argmax()]) + 1 if len(breaks) and breaks.max() > 1 else (worked[0] + worked[-1] + 1) // 2
    assert isinstance(part, Half)
    return (0, noon) if part is Half.MORNING else (noon, A_DAY)


def table(worked: NDArray[np.int64]) -> Table:
    return Table(np.concatenate(([0], np.cumsum(worked))))


@frozen(eq=False)
class Leaf:
    """A task without parts, or a milestone; or, with `closes`, what holds the finish of a summary."""

    name: str
    node: Task | Milestone
    usual: Table
    own: Table | None  # None: whole days, or no length
    length: int
    whole: bool
    closes: bool = False
    months: int = 0

    @property
    def is_point(self) -> bool:
        return self.own is None and not self.whole

    def after(self, time: int) -> int:
        if self.whole:
            return -(-time // A_DAY) * A_DAY
        return time if self.own is None else self.own.after(time)

    def starts(self, work: int) -> int:
        return work if self.own is None else self.own.starts(work)

    def ends(self, work: int) -> int:
        return work if self.own is None else self.own.ends(work)

    def finish(self, start: int) -> int:
        """Where the leaf ends that begins somewhere, both as work."""
        return over(start, self.months) if self.months else start + self.length

    def ending(self, finish: int) -> int:
        """The first beginning with which it does not end before some work."""
        if not self.months:
            return finish - self.length
        start = finish - (31 * self.months + 3) * A_DAY
        while over(start, self.months) < finish:
            start += A_DAY
        return start


@frozen(eq=False)
class Placed:
    """Where a leaf stands, in its own work; a point that begins a day belongs to that day."""

    start: int
    finish: int
    begins: bool
    opens: int = 0


@frozen(eq=False)
class Oracle:
    """The schedule of a plan.

    Attributes:
        turned: names of milestones that came to begin what they had ended, or the other way round, while something was moved;
            or a working day, where they had begun a day at midnight.
    """

    plan: Plan
    turned: set[str] = field(factory=set)

    # ------------------------------------------------------------ who works when

    def calendar(self, node: Task | Milestone) -> Calendar:
        above: Task | Milestone | None = node
        while above is not None:
            if isinstance(above, Task) and above.calendar is not None:
                return self.plan.calendars[above.calendar]
            above = self.plan.model.tasks[above.parent] if above.parent else None
        return self.plan.calendar

    @cached_property
    def plan_table(self) -> Table:
        return table(hours_of(self.plan.calendar))

    @cached_property
    def leaves(self) -> dict[str, Leaf]:
        """By name, in order; the end of a summary goes by the name of the summary."""
        found: dict[str, Leaf] = {}
        for name in self.plan.order:
            node = self.plan.nodes[name]
            if isinstance(node, Goal):
                continue
            if name not in self.plan.children:
                found[name] = self.leaf(name, node)
            elif any(link.kind in FINISHES for link in self.links(name)):
                found[name] = Leaf(name, node, table(hours_of(self.calendar(node))), None, 0, False, closes=True)
        return found

    def leaf(self, name: str, node: Task | Milestone) -> Leaf:
        if isinstance(node, Milestone):
            return Leaf(name, node, self.plan_table, None, 0, False)
        calendar = self.calendar(node)
        worked = hours_of(calendar)
        usual, length, limits = self.usual(node), node.length, node.limits
        if length is None:
            if limits.starts_on is None or limits.ends_on is None:
                return Leaf(name, node, usual, None, 0, False)
            return Leaf(name, node, usual, None, ((limits.ends_on - limits.starts_on).days + 1) * A_DAY, True)
        if isinstance(length, InMonths):
            return Leaf(name, node, table(worked), None, 0, True, months=length.count)
        if isinstance(length, InPersonDays):
            minutes = 60 if length.kind is HourKind.WORKING else calendar.minutes_per_day
            return Leaf(name, node, usual, table(self.present(node)), int(length.amount * minutes), False)
        mean = Fraction(length.likely)
        if length.best is not None and length.worst is not None:
            mean = (Fraction(length.best) + 4 * mean + Fraction(length.worst)) / 6
        if length.kind is DayKind.CALENDAR:
            return Leaf(name, node, table(worked), None, int(mean + Fraction(1, 2)) * A_DAY, True)
        minutes = 60 if length.kind is HourKind.WORKING else calendar.minutes_per_day
        return Leaf(name, node, usual, table(self.present(node)), int(mean * minutes + Fraction(1, 2)), False)

    def people(self, task: Task) -> list[str]:
        parties = task.assigned or ((task.owner,) if task.owner else ())
        return list(dict.fromkeys(party.name for party in parties if isinstance(party, ToPerson)))

    def names_calendar(self, task: Task) -> bool:
        above: Task | None = task
        while above is not None and above.calendar is None:
            above = self.plan.model.tasks[above.parent] if above.parent else None
        return above is not None

    def hours(self, task: Task, person: str) -> NDArray[np.int64]:
        """The minutes in which somebody would work on a task, nobody being on leave."""
        of_task = hours_of(self.calendar(task))
        own = [own.calendar for team in self.plan.model.teams.values() for own in team.own if own.person == person]
        if not own:
            return of_task
        of_person = hours_of(self.plan.calendars[own[-1]])
        return of_person * of_task if self.names_calendar(task) else of_person

    def usual(self, task: Task) -> Table:
        """The working time in whose days a task is told."""
        everybody = np.array([self.hours(task, person) for person in self.people(task)])
        if not len(everybody):
            return table(hours_of(self.calendar(task)))
        return table(everybody.max(axis=0) if isinstance(task.length, InPersonDays) else everybody.min(axis=0))

    def present(self, task: Task) -> NDArray[np.int64]:
        """How many people bring a task forward, by minute."""
        there = []
        for person in self.people(task) or [""]:
            usual = self.hours(task, person)
            own = usual.copy()
            for team in self.plan.model.teams.values():
                for leave in team.leaves:
                    if leave.person == person:
                        for day in range((leave.start - FIRST).days, (leave.end - FIRST).days + 1):
                            first, last = away(usual[day * A_DAY : (day + 1) * A_DAY], leave.part)
                            own[day * A_DAY + first : day * A_DAY + last] = 0
            there.append(own)
        each = np.array(there)
        return each.sum(axis=0) if isinstance(task.length, InPersonDays) else each.min(axis=0)

    # ------------------------------------------------------------ links

    def links(self, name: str) -> Iterator[object]:
        for edge in self.plan.edges:
            if edge.after == name:
                yield edge.link

    def inside(self, name: str) -> list[str]:
        """The leaves of a node, first declared first, its end last."""
        if name not in self.plan.children:
            return [name]
        found = [leaf for part in self.plan.children[name] for leaf in self.inside(part)]
        return [*found, name] if name in self.leaves else found

    def first(self, name: str, placed: dict[str, Placed]) -> str:
        """The leaf that begins first of those of a node."""
        parts = self.plan.children.get(name)
        if parts is None:
            return name
        firsts = [self.first(part, placed) for part in parts]
        return min(firsts, key=lambda leaf: self.leaves[leaf].starts(placed[leaf].start))

    def moved(self, time: int, lag: Lag | None, *, start: bool) -> int:
        if lag is None or not lag.days:
            return time
        if lag.kind is DayKind.CALENDAR:
            return time + int(lag.days * A_DAY)
        if lag.kind is MonthKind.CALENDAR:
            midnight, minute = time // A_DAY * A_DAY, time % A_DAY
            there = over(midnight, int(lag.days))
            if (FIRST + timedelta(days=there // A_DAY)).day == (FIRST + timedelta(days=midnight // A_DAY)).day:
                return there + minute
            return there - A_DAY + minute if start else there
        work = self.plan_table.after(time) + int(lag.days * self.plan.calendar.minutes_per_day)
        return self.plan_table.starts(work) if start else self.plan_table.ends(work)

    def pulls(
        self, leaf: Leaf, placed: dict[str, Placed], firsts: dict[str, str]
    ) -> Iterator[tuple[int, bool, int, bool]]:
        """What links ask of a leaf given where others stand: time, whether of its finish, when that day begins, and
        whether it is the start of something. Others that stand nowhere ask nothing.
        """
        name: str | None = leaf.name
        while name is not None:
            for link in self.links(name):
                of_finish = link.kind in FINISHES
                if (of_finish and name != leaf.name) or (name == leaf.name and leaf.closes and not of_finish):
                    continue
                if name in self.plan.children and of_finish and not leaf.closes:
                    continue
                pull = self.pull(link, placed, firsts)
                if pull is not None:
                    yield pull[0], of_finish, pull[1], pull[2]
            node = self.plan.nodes[name]
            assert not isinstance(node, Goal)
            name = None if leaf.closes else node.parent

    def pull(self, link: object, placed: dict[str, Placed], firsts: dict[str, str]) -> tuple[int, int, bool] | None:
        other = self.plan.nodes[link.on]
        if isinstance(other, Goal):
            if "" not in placed:  # only where all is dated
                return None
            return self.moved(at(other.end + timedelta(days=1)), link.lag, start=False), 0, False
        start = link.kind in STARTS
        if start:
            source = firsts[link.on]
            if source not in placed:
                return None
            where, time = placed[source], self.leaves[source].starts(placed[source].start)
        else:
            known = [name for name in self.inside(link.on) if name in placed]
            if not known:
                return None
            source = max(known, key=lambda name: self.leaves[name].ends(placed[name].finish))
            where, time = placed[source], self.leaves[source].ends(placed[source].finish)
        leaf = self.leaves[source]
        if leaf.is_point and source == link.on:
            start = where.begins
        moved = self.moved(time, link.lag, start=start)
        opens = where.opens if leaf.is_point else 0 if leaf.own is None else leaf.own.opening(time)
        if link.lag is not None and link.lag.days and link.lag.kind is DayKind.WORKING:
            opens = self.plan_table.opening(moved)
        return moved, opens, start

    def held(self, leaf: Leaf, pulls: Sequence[tuple[int, bool, int, bool]]) -> Placed | None:
        """Where a leaf stands at the earliest that is asked of it."""
        if not pulls:
            return None
        if leaf.is_point:
            time, _, opens, begins = max(pulls, key=lambda pull: (pull[0], pull[3]))
            if leaf.closes:
                time, begins = leaf.usual.ends(leaf.usual.after(time)), False
            early = begins and 0 < time % A_DAY <= opens
            return Placed(time, time, begins, time % A_DAY if early else 0)
        best = None
        for time, of_finish, opens, begins in pulls:
            if leaf.whole and begins and time % A_DAY <= opens:
                time -= time % A_DAY
            start = leaf.ending(leaf.after(time)) if of_finish else leaf.after(time)
            best = start if best is None else max(best, start)
        return self.worked(leaf, best)

    def worked(self, leaf: Leaf, start: int) -> Placed:
        """A leaf that begins with that work."""
        if leaf.own is None:
            return Placed(start, leaf.finish(start), False)
        return Placed(start, leaf.after(leaf.ends(start + leaf.length)), False)

    # ------------------------------------------------------------ dates

    def earliest(self) -> dict[str, Placed]:
        """Where everything stands as early as can be."""
        placed: dict[str, Placed] = {"": Placed(0, 0, False)}
        firsts: dict[str, str] = {}
        for name in self.plan.order:
            if name in self.leaves:
                leaf = self.leaves[name]
                pulls = list(self.pulls(leaf, placed, firsts))
                if not leaf.closes:
                    pulls += self.beside(leaf)
                found = self.held(leaf, pulls)
                assert found is not None
                placed[name] = found
            if not isinstance(self.plan.nodes[name], Goal):
                firsts[name] = self.first(name, placed)
        return placed

    def beside(self, leaf: Leaf) -> Iterator[tuple[int, bool, int, bool]]:
        """What dates ask of a leaf."""
        limits = leaf.node.limits
        if limits.starts_on is None and limits.ends_on is None:
            yield at(self.plan.start), False, 0, True
        if limits.ends_on is not None and limits.starts_on is None:
            yield at(limits.ends_on) + A_DAY, True, 0, False
        node: Task | Milestone | None = leaf.node
        while node is not None:
            for day in (node.limits.not_before, node.limits.starts_on):
                if day is not None:
                    yield at(day), False, 0, True
            node = self.plan.model.tasks[node.parent] if node.parent else None

    def times(self, placed: dict[str, Placed]) -> dict[str, tuple[int, int]]:
        """First and last minute of all, summaries too."""
        found = {}
        for name in self.plan.order:
            if isinstance(self.plan.nodes[name], Goal):
                continue
            parts = [part for part in self.inside(name) if not self.leaves[part].closes]
            start = min(self.leaves[part].starts(placed[part].start) for part in parts)
            finish = max(self.leaves[part].ends(placed[part].finish) for part in self.inside(name))
            found[name] = (start, finish)
        return found

    # ------------------------------------------------------------ floats

    def given(self, schedule: Schedule) -> dict[str, Placed]:
        """Where everything stands where what is to be late stands where a schedule has it."""
        placed = self.earliest()
        for name, leaf in self.leaves.items():
            if leaf.closes:
                found = self.held(leaf, list(self.pulls(leaf, placed, self.firsts(placed))))
                assert found is not None
                placed[name] = found
            elif self.is_late(leaf.node) and not leaf.is_point:
                slot = schedule.slots[name]
                start, finish = minute(slot.starts_at), minute(slot.ends_at)
                placed[name] = Placed(leaf.after(start), leaf.after(finish), False)
        del placed[""]
        return placed

    def firsts(self, placed: dict[str, Placed]) -> dict[str, str]:
        """The leaf of every node that begins first."""
        return {
            name: self.first(name, placed) for name in self.plan.order if name in self.plan.children or name in placed
        }

    def is_late(self, node: Task | Milestone) -> bool:
        """Whether it is to be as late as possible, by itself or by a summary around it."""
        if isinstance(node, Task) and node.late:
            return True
        return node.parent is not None and self.is_late(self.plan.model.tasks[node.parent])

    def pinned(self, leaf: Leaf, placed: dict[str, Placed]) -> int | None:
        """Where a leaf that is to be late has to finish because it ends on the start of something."""
        found: int | None = None
        name: str | None = leaf.name
        while name is not None:
            node = self.plan.nodes[name]
            assert isinstance(node, Task)
            if not self.is_late(node):
                break
            firsts, asked = self.firsts(placed), []
            for link in self.links(name):
                if link.kind is LinkKind.START_FINISH:
                    time, opens, begins = self.pull(link, {**placed, "": Placed(0, 0, False)}, firsts)
                    if leaf.whole and begins and time % A_DAY <= opens:
                        time -= time % A_DAY
                    asked.append(leaf.after(time))
            if asked:
                found = max(asked) if found is None else min(found, max(asked))
            name = node.parent
        return found

    def end(self, placed: dict[str, Placed]) -> int:
        return max(finish for _, finish in self.times(placed).values())

    def reached(self, name: str, by: int, placed: dict[str, Placed], firsts: dict[str, str]) -> dict[str, Placed]:
        """Where all that hangs on a leaf stands, on it alone, when it is moved by some work."""
        leaf, was = self.leaves[name], placed[name]
        if leaf.is_point:
            moved = {name: Placed(was.start + by, was.finish + by, was.begins, was.opens if not by else 0)}
        elif leaf.months:
            moved = {name: Placed(was.start + by, leaf.finish(was.start + by), False)}
        else:
            moved = {name: Placed(was.start + by, was.finish + by, False)}
        for later in self.plan.order[self.plan.order.index(name) + 1 :]:
            if later in self.leaves and later != name:
                found = self.held(self.leaves[later], list(self.pulls(self.leaves[later], moved, firsts)))
                if found is not None:
                    moved[later] = found
                    was = placed.get(later, found)
                    by_date = was.begins and not was.start % A_DAY and found.opens
                    if found.begins is not was.begins or by_date:
                        self.turned.add(later)
        return moved

    def limit(self, leaf: Leaf, end: int) -> int:
        """The last finish of a leaf, in its own work, that keeps the end of the plan and every limit."""
        time = end
        node: Task | Milestone | None = leaf.node
        while node is not None:
            for day in (node.limits.by, node.limits.not_after, node.limits.ends_on):
                if day is not None:
                    time = min(time, at(day) + A_DAY)
            node = self.plan.model.tasks[node.parent] if node.parent else None
        return time

    def keeps(self, moved: dict[str, Placed], end: int) -> bool:
        """Whether what has been moved ends in time."""
        for name, where in moved.items():
            leaf = self.leaves[name]
            time = self.limit(leaf, end)
            if leaf.is_point:
                last = time - (where.begins and time % A_DAY == 0 and time != end)
                kept = leaf.usual.after(where.finish) <= leaf.usual.after(last) if leaf.closes else where.finish <= last
            else:
                kept = where.finish <= leaf.after(time)
            if not kept:
                return False
            if leaf.node.limits.starts_on is not None and not leaf.closes:
                fixed = leaf.starts(leaf.after(at(leaf.node.limits.starts_on)))
                if leaf.starts(where.start) > fixed:
                    return False
        return True

    def total(self, name: str, placed: dict[str, Placed], firsts: dict[str, str], end: int) -> Fraction:
        """How far the finish of a leaf can slip."""
        return self.most(name, placed, lambda by: self.keeps(self.reached(name, by, placed, firsts), end))

    def free(self, name: str, placed: dict[str, Placed], firsts: dict[str, str], end: int) -> Fraction:
        """The same without a move of anything else."""

        def stays(by: int) -> bool:
            moved = self.reached(name, by, placed, firsts)
            if not self.keeps({name: moved[name]}, end):
                return False
            for other, where in moved.items():
                leaf = self.leaves[other]
                if other == name:
                    continue
                if leaf.closes:
                    was = max(self.leaves[n].ends(placed[n].finish) for n in self.inside(other) if n in placed)
                    if leaf.usual.after(where.finish) > leaf.usual.after(was):
                        return False
                elif where.start > placed[other].start:
                    return False
            return True

        return self.most(name, placed, stays)

    def most(self, name: str, placed: dict[str, Placed], fits: Callable[[int], bool]) -> Fraction:
        """The most that a leaf can be moved, in the days in which its float is told."""
        leaf, was = self.leaves[name], placed[name]
        far = FAR
        low, high = (-far // A_DAY, far // A_DAY) if leaf.whole else (-far, far)
        step = A_DAY if leaf.whole else 1
        while low < high:
            middle = -(-(low + high) // 2)
            if fits(middle * step):
                low = middle
            else:
                high = middle - 1
        if leaf.whole or not low:
            return Fraction(low)
        minutes = self.calendar(leaf.node).minutes_per_day if not leaf.is_point else self.plan.calendar.minutes_per_day
        if leaf.is_point:
            early = leaf.usual.after(was.finish)
            last = leaf.usual.after(was.finish + low)
            if was.begins and leaf.usual.starts(last) > was.finish + low:
                last -= 1
            if was.begins and all(leaf.usual.day_begin(work) == work for work in (early, last + 1)):
                last = leaf.usual.day_begin(last)
            spare = last - early
            return Fraction(max(spare, 0) if low >= 0 else -minutes if spare >= 0 else spare, minutes)
        last = was.finish + low
        assert leaf.own is not None
        marks = (was.start, was.finish, last + 1)
        if leaf.own.most == 1 and all(leaf.own.day_begin(work) == work for work in marks):
            last = leaf.own.day_begin(last)
        spare = leaf.usual.after(leaf.ends(last)) - leaf.usual.after(leaf.ends(was.finish))
        return Fraction(spare if spare or last >= was.finish else -minutes, minutes)
