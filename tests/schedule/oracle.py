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
from planlang.semantics.model import DayKind, Goal, InPersonDays, Lag, LinkKind, Milestone, Task, ToPerson
from planlang.values.calendars import Calendar

FIRST = date(2025, 6, 1)
DAYS = 700
A_DAY = 1440
FAR = 40 * A_DAY
STARTS = (LinkKind.START_START, LinkKind.START_FINISH)
FINISHES = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)


def at(day: date) -> int:
    return (day - FIRST).days * A_DAY


def minute(moment: datetime) -> int:
    return at(moment.date()) + moment.hour * 60 + moment.minute


@frozen(eq=False)
class Table:
    """How much work is done before each minute."""

    before: NDArray[np.int64]

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
            for opens, closes in calendar.spec.hours or ((540, 1020),):
                worked[i * A_DAY + opens : i * A_DAY + closes] = 1
    return worked


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
        turned: names of milestones that came to begin what they had ended, or the other way round, while something was moved.
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
        usual, length, limits = table(worked), node.length, node.limits
        if length is None:
            if limits.starts_on is None or limits.ends_on is None:
                return Leaf(name, node, usual, None, 0, False)
            return Leaf(name, node, usual, None, ((limits.ends_on - limits.starts_on).days + 1) * A_DAY, True)
        present = np.repeat(self.present(node), A_DAY)
        if isinstance(length, InPersonDays):
            return Leaf(
                name, node, usual, table(worked * present), int(length.amount * calendar.minutes_per_day), False
            )
        mean = Fraction(length.likely)
        if length.best is not None and length.worst is not None:
            mean = (Fraction(length.best) + 4 * mean + Fraction(length.worst)) / 6
        if length.kind is DayKind.CALENDAR:
            return Leaf(name, node, usual, None, int(mean + Fraction(1, 2)) * A_DAY, True)
        return Leaf(
            name, node, usual, table(worked * present), int(mean * calendar.minutes_per_day + Fraction(1, 2)), False
        )

    def present(self, task: Task) -> NDArray[np.int64]:
        """How many people bring a task forward, by day."""
        parties = task.assigned or ((task.owner,) if task.owner else ())
        people = list(dict.fromkeys(party.name for party in parties if isinstance(party, ToPerson)))
        there = np.ones((max(len(people), 1), DAYS), dtype=np.int64)
        for team in self.plan.model.teams.values():
            for leave in team.leaves:
                if leave.person in people:
                    first = (leave.start - FIRST).days
                    there[people.index(leave.person), first : (leave.end - FIRST).days + 1] = 0
        return there.sum(axis=0) if isinstance(task.length, InPersonDays) else there.min(axis=0)

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
        opens = where.opens if leaf.is_point else 0 if leaf.whole else self.opening(self.calendar(leaf.node))
        if link.lag is not None and link.lag.days and link.lag.kind is DayKind.WORKING:
            opens = self.opening(self.plan.calendar)
        return self.moved(time, link.lag, start=start), opens, start

    def opening(self, calendar: Calendar) -> int:
        return (calendar.spec.hours or ((540, 1020),))[0][0]

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
            start = leaf.after(time) - (leaf.length if of_finish else 0)
            best = start if best is None else max(best, start)
        return self.worked(leaf, best)

    def worked(self, leaf: Leaf, start: int) -> Placed:
        """A leaf that begins with that work."""
        if leaf.own is None:
            return Placed(start, start + leaf.length, False)
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
        elif leaf.own is None:
            moved = {name: Placed(was.start + by, was.finish + by, False)}
        else:
            moved = {name: Placed(was.start + by, was.finish + by, False)}
        for later in self.plan.order[self.plan.order.index(name) + 1 :]:
            if later in self.leaves and later != name:
                found = self.held(self.leaves[later], list(self.pulls(self.leaves[later], moved, firsts)))
                if found is not None:
                    moved[later] = found
                    if found.begins is not placed.get(later, found).begins:
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
        far = FAR if leaf.own is not None else 4 * FAR
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
            if was.begins and early % minutes == 0 and (last + 1) % minutes == 0:
                last -= minutes - 1
            spare = last - early
            return Fraction(-minutes if low < 0 <= spare else spare, minutes)
        last = was.finish + low
        grid = was.start % minutes == 0 and leaf.length % minutes == 0
        single = leaf.own is not None and int(np.diff(leaf.own.before).max()) == 1
        if grid and (last + 1) % minutes == 0 and single:
            last -= minutes - 1
        spare = leaf.usual.after(leaf.ends(last)) - leaf.usual.after(leaf.ends(was.finish))
        return Fraction(spare if spare or last >= was.finish else -minutes, minutes)
