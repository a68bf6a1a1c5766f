"""Whether a schedule respects its plan, found out minute by minute.

Shares no code with planlang/schedule: days are walked one by one, links are looked at where they stand, summaries are
opened up. Slow, for small plans only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from attrs import frozen

from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule, Slot, TaskState
from planlang.semantics.model import (
    DayKind,
    Goal,
    InDays,
    InPersonDays,
    Lag,
    LinkKind,
    Milestone,
    Task,
    TaskLink,
    ToPerson,
)
from planlang.values.calendars import Calendar

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BEGUN = (TaskState.RUNNING, TaskState.FINISHED)


def at(day: date, minute: int = 0) -> datetime:
    return datetime.combine(day, time()) + minute * MINUTE


@frozen
class Placed:
    """A task with dates, real or tried."""

    task: Task | Milestone
    start: datetime
    end: datetime


@frozen
class Checker:
    plan: Plan
    schedule: Schedule

    # ------------------------------------------------------------ who works when

    def calendar(self, task: Task | Milestone) -> Calendar:
        node: Task | Milestone | None = task
        while node is not None:
            if isinstance(node, Task) and node.calendar is not None:
                return self.plan.calendars[node.calendar]
            node = self.plan.model.tasks[node.parent] if node.parent else None
        return self.plan.calendar

    def present(self, task: Task, day: date) -> int:
        """How many people bring the task forward on a day that its calendar works."""
        parties = task.assigned or ((task.owner,) if task.owner else ())
        people = list(dict.fromkeys(party.name for party in parties if isinstance(party, ToPerson)))
        leaves = [leave for team in self.plan.model.teams.values() for leave in team.leaves]
        away = [p for p in people if any(lv.person == p and lv.start <= day <= lv.end for lv in leaves)]
        if isinstance(task.length, InPersonDays):
            return (len(people) or 1) - len(away)
        return 0 if away else 1

    def hours(self, calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
        if calendar.is_working(day):
            for start, end in calendar.spec.hours or ((540, 1020),):
                yield at(day, start), at(day, end)

    def count(self, task: Task | Milestone, start: datetime, end: datetime) -> int:
        """Minutes of work (of each person) in `[start, end)`; all minutes for what takes whole days or no time."""
        if isinstance(task, Milestone) or self.in_days(task) or not self.length(task):
            return max(0, (end - start) // MINUTE)
        return sum(self.present(task, day) * minutes for day, minutes in self.worked(self.calendar(task), start, end))

    def worked(self, calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[date, int]]:
        day = start.date()
        while day <= end.date():
            for opens, closes in self.hours(calendar, day):
                yield day, max(0, (min(closes, end) - max(opens, start)) // MINUTE)
            day += DAY

    def in_days(self, task: Task) -> bool:
        limits = task.limits
        if task.length is None:
            return limits.starts_on is not None and limits.ends_on is not None
        return isinstance(task.length, InDays) and task.length.kind is DayKind.CALENDAR

    def length(self, task: Task) -> int:
        """Minutes, of each person."""
        minutes = self.calendar(task).minutes_per_day
        match task.length:
            case None:
                limits = task.limits
                if limits.starts_on is None or limits.ends_on is None:
                    return 0
                return ((limits.ends_on - limits.starts_on).days + 1) * 1440
            case InPersonDays(amount):
                return int(amount * minutes)
            case InDays(likely, best, worst, kind):
                mean = Fraction(likely)
                if best is not None and worst is not None:
                    mean = (Fraction(best) + 4 * Fraction(likely) + Fraction(worst)) / 6
                exact = mean * (1440 if kind is DayKind.CALENDAR else minutes)
                return int(exact + Fraction(1, 2))

    # ------------------------------------------------------------ links

    def leaves(self, name: str) -> Iterator[Task | Milestone]:
        below = self.plan.children.get(name)
        if below is None:
            node = self.plan.nodes[name]
            assert not isinstance(node, Goal)
            yield node
        else:
            for child in below:
                yield from self.leaves(child)

    def moved(self, moment: datetime, lag: Lag | None, *, start: bool) -> datetime:
        """A moment with a lag: on the plan's calendar minute by minute, or on the clock."""
        if lag is None or not lag.days:
            return moment
        if lag.kind is DayKind.CALENDAR:
            return moment + timedelta(days=float(lag.days))
        left = int(abs(lag.days) * self.plan.calendar.minutes_per_day)
        moment = self.walk(moment, left) if lag.days > 0 else self.walk_back(moment, left)
        return self.next_worked(moment) if start else self.last_worked(moment)

    def walk(self, moment: datetime, left: int) -> datetime:
        day = moment.date()
        while True:
            for opens, closes in self.hours(self.plan.calendar, day):
                begin = max(opens, moment)
                here = (closes - begin) // MINUTE
                if here >= left > 0:
                    return begin + left * MINUTE
                left -= max(here, 0)
            day += DAY

    def walk_back(self, moment: datetime, left: int) -> datetime:
        day = moment.date()
        while True:
            for opens, closes in reversed(list(self.hours(self.plan.calendar, day))):
                end = min(closes, moment)
                here = (end - opens) // MINUTE
                if here >= left > 0:
                    return end - left * MINUTE
                left -= max(here, 0)
            day -= DAY

    def next_worked(self, moment: datetime) -> datetime:
        """The moment itself where work follows it, else when work goes on."""
        day = moment.date()
        while True:
            for opens, closes in self.hours(self.plan.calendar, day):
                if closes > moment:
                    return max(opens, moment)
            day += DAY

    def last_worked(self, moment: datetime) -> datetime:
        """The moment itself where work precedes it, else when work last stopped."""
        day = moment.date()
        while True:
            for opens, closes in reversed(list(self.hours(self.plan.calendar, day))):
                if opens < moment:
                    return min(closes, moment)
            day -= DAY

    def anchor(self, name: str, kind: LinkKind) -> tuple[datetime, bool, int]:
        """The end of a source that a link hangs on, whether that is a start, and when its day begins."""
        node = self.plan.nodes[name]
        if isinstance(node, Goal):
            return at(node.end + DAY), False, 0
        of_start = kind in (LinkKind.START_START, LinkKind.START_FINISH)
        leaves = [(self.schedule.slots[leaf.ident.name], leaf) for leaf in self.leaves(name)]
        slot, leaf = (
            min(leaves, key=lambda pair: pair[0].starts_at)
            if of_start
            else max(leaves, key=lambda pair: pair[0].ends_at)
        )
        moment = slot.starts_at if of_start else self.schedule.slots[name].ends_at
        is_point = isinstance(leaf, Milestone) or not self.length(leaf)
        if is_point and name == slot.name:
            of_start = self.is_start(slot)
        opens = 0 if is_point or self.in_days(leaf) else (self.calendar(leaf).spec.hours or ((540, 1020),))[0][0]
        if is_point and self.is_start(slot):
            opens = moment.hour * 60 + moment.minute
        return moment, of_start, opens

    def is_start(self, slot: Slot) -> bool:
        """Whether a point in time was dated by the start of something (or of a day), not by the end of work."""
        moment = slot.starts_at
        openings = {0, *((c.spec.hours or ((540, 1020),))[0][0] for c in self.plan.calendars.values())}
        return slot.start == moment.date() and moment.hour * 60 + moment.minute in openings

    def needed(self, placed: Placed) -> Iterator[tuple[datetime, bool, str]]:
        """What holds a task back: a moment, whether it holds its finish, and a few words."""
        task, plan = placed.task, self.plan
        whole = isinstance(task, Task) and self.in_days(task)
        if task.limits.starts_on is None and task.limits.ends_on is None:
            yield at(plan.start), False, "plan start"
        node: Task | Milestone | None = task
        while node is not None:
            for day in (node.limits.not_before, node.limits.starts_on):
                if day is not None:
                    yield at(day), False, f"from {day}"
            if node.limits.ends_on is not None and node is task and node.limits.starts_on is None:
                yield at(node.limits.ends_on + DAY), True, f"ends on {node.limits.ends_on}"
            for link in node.links:
                if link.on not in plan.nodes or not any(
                    edge.link is link for edge in plan.edges if edge.after == node.ident.name
                ):
                    continue
                of_finish = link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)
                if of_finish and node is not task:  # it holds the finish of the summary only
                    continue
                moment, of_start, opens = self.anchor(link.on, link.kind)
                moment = self.moved(moment, link.lag, start=of_start)
                if whole and of_start:
                    if link.lag is not None and link.lag.kind is DayKind.WORKING:
                        opens = (plan.calendar.spec.hours or ((540, 1020),))[0][0]
                    if moment.hour * 60 + moment.minute <= opens:
                        moment = at(moment.date())
                yield moment, of_finish, f"{link.kind.value} {link.on}"
            node = plan.model.tasks[node.parent] if node.parent else None
        if self.schedule.as_of is not None:
            yield at(self.schedule.as_of), False, "as of"

    # ------------------------------------------------------------ verdicts

    def broken(self, placed: Placed) -> list[str]:
        """Everything that a task's dates do not respect."""
        found = []
        for moment, of_finish, words in self.needed(placed):
            own = placed.end if of_finish else placed.start
            if own < moment and self.count(placed.task, own, moment):
                found.append(f"{placed.task.ident.name}: {words}")
        return found

    def holds_end(self, link: TaskLink, name: str) -> bool:
        """Whether a link of a summary holds its finish, and is no part of a circle."""
        kept = any(edge.link is link for edge in self.plan.edges if edge.after == name)
        return kept and link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)

    def fits(self, placed: Placed) -> list[str]:
        """Whether a task has its length, in working time, without idle ends."""
        task, start, end = placed.task, placed.start, placed.end
        if isinstance(task, Milestone) or not self.length(task):
            return [] if start == end else [f"{task.ident.name} has a length"]
        if self.in_days(task):
            whole = start.time() == end.time() == time()
            exact = (end - start) // MINUTE == self.length(task)
            return [] if whole and exact else [f"{task.ident.name} does not take its whole days"]
        found = []
        if not self.count(task, start, start + MINUTE):
            found.append(f"{task.ident.name} starts in idle time")
        if not self.count(task, end - MINUTE, end):
            found.append(f"{task.ident.name} ends in idle time")
        done = self.count(task, start, end)
        if not done >= self.length(task) > self.count(task, start, end - MINUTE):
            found.append(f"{task.ident.name} works {done} of {self.length(task)} minutes")
        return found

    def earlier(self, placed: Placed) -> Placed:
        """The same task begun one minute of its work (one day, for whole days) before."""
        task, start = placed.task, placed.start
        if isinstance(task, Milestone) or not self.length(task):
            return Placed(task, start - MINUTE, start - MINUTE)
        if self.in_days(task):
            return Placed(task, start - DAY, placed.end - DAY)
        start, end = (self.minute_before(task, moment) for moment in (start, placed.end - MINUTE))
        end += MINUTE
        return Placed(task, start, end)

    def minute_before(self, task: Task, moment: datetime) -> datetime:
        """The last minute of a task's work that begins before a moment."""
        day = moment.date()
        while True:
            if self.present(task, day):
                for opens, closes in reversed(list(self.hours(self.calendar(task), day))):
                    if opens < moment:
                        return min(closes, moment) - MINUTE
            day -= DAY

    def verdict(self) -> list[str]:
        """Everything wrong with the schedule."""
        found: list[str] = []
        for name, slot in self.schedule.slots.items():
            if slot.summary:
                parts = [self.schedule.slots[leaf.ident.name] for leaf in self.leaves(name)]
                summary = self.plan.model.tasks[name]
                held = [link for link in summary.links if self.holds_end(link, name)]
                ends = max(p.ends_at for p in parts)
                if slot.starts_at != min(p.starts_at for p in parts) or slot.ends_at < ends:
                    found.append(f"{name} does not span its parts")
                if slot.ends_at != ends and not held:
                    found.append(f"{name} ends after its parts")
                for link in held:
                    moment, of_start, _ = self.anchor(link.on, link.kind)
                    moment = self.moved(moment, link.lag, start=of_start)
                    if any(minutes for _, minutes in self.worked(self.calendar(summary), slot.ends_at, moment)):
                        found.append(f"{name} ends before {link.on} lets it")
                continue
            node = self.plan.nodes[name]
            assert not isinstance(node, Goal)
            placed = Placed(node, slot.starts_at, slot.ends_at)
            if slot.state in BEGUN:
                continue
            found += self.broken(placed) + self.fits(placed)
            shared = isinstance(node, Task) and isinstance(node.length, InPersonDays)
            pushed = slot.milestone and self.schedule.as_of is not None  # to a working day after the cut
            if not shared and not pushed and not self.is_late(node) and not self.broken(self.earlier(placed)):
                found.append(f"{name} could start earlier")
        return found

    def is_late(self, node: Task | Milestone) -> bool:
        """Whether something is to be as late as possible, by itself or by a summary around it."""
        if isinstance(node, Task) and node.late:
            return True
        return node.parent is not None and self.is_late(self.plan.model.tasks[node.parent])
