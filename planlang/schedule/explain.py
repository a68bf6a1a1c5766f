"""Why something is dated as it is, and what cannot be kept, as sentences.

In: a schedule and its plan. Out: messages, in the order in which a person would tell them. Nothing is worked out anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from planlang.diagnostics.text import Message, Text
from planlang.plan.plan import Node, Plan
from planlang.schedule.people import leaves_of, needed
from planlang.schedule.schedule import Breach, Conflict, Driver, Schedule, Slot, TaskState
from planlang.semantics.model import (
    DayKind,
    Goal,
    InDays,
    InPersonDays,
    Lag,
    Leave,
    LinkKind,
    Milestone,
    MonthKind,
    SetBy,
    Task,
)
from planlang.values.hours import Half

DAY = timedelta(days=1)
ARROW = " → "

STARTS = Text("schedule.starts", "{task} starts {day}")
FALLS = Text("schedule.falls", "{task} is on {day}")
ENDS = Text("schedule.ends", "{task} ends {day}")
BECAUSE = Text("schedule.because", "{what} because {reason}")
AND = Text("schedule.and", "{first} and {second}")

ADDS = Text("schedule.adds", "the link adds {lag}")
TAKES_OFF = Text("schedule.takes-off", "the link allows {lag} before that")
WORKING_DAYS = Text("schedule.working-days", "{count}wd")
CALENDAR_DAYS = Text("schedule.calendar-days", "{count}d")
MONTHS = Text("schedule.months", "{count}mo")
LAGS = {DayKind.WORKING: WORKING_DAYS, DayKind.CALENDAR: CALENDAR_DAYS, MonthKind.CALENDAR: MONTHS}
INSIDE = Text("schedule.inside", "{reason}, which {summary} waits for")
ON_LEAVE_DAY = Text("schedule.on-leave-day", "{person} is on leave on {start}")
ON_LEAVE = Text("schedule.on-leave", "{person} is on leave from {start} to {end}")
ON_LEAVE_PART = Text("schedule.on-leave-part", "{away} ({part})")
PARTS = {
    Half.MORNING: Text("schedule.part.morning", "morning"),
    Half.AFTERNOON: Text("schedule.part.afternoon", "afternoon"),
}
OWN_DAYS = Text("schedule.own-days", "days of their own: {names}")

REASONS = {
    Driver.PLAN_START: Text("schedule.because.plan-start", "the plan starts {day}"),
    Driver.NOT_BEFORE: Text("schedule.because.not-before", "it may not start before {day}"),
    Driver.STARTS_ON: Text("schedule.because.starts-on", "its start is fixed to {day}"),
    Driver.ENDS_ON: Text("schedule.because.ends-on", "its end is fixed to {day}"),
    Driver.AS_OF: Text("schedule.because.as-of", "it has not been done by {day}"),
    Driver.PARENT: Text("schedule.because.parent", "{other} may not start before {day}"),
    Driver.LATE: Text("schedule.because.late", "it is to be as late as possible and must end by {day}"),
    Driver.CONDITION: Text("schedule.because.condition", "its condition held on {day}"),
}
JOINED = Text("schedule.because.joined", "the post of {person} in {team} begins on {day}")
DUE_THEN = Text("schedule.because.rhythm", "its rhythm sets {day}")
STARTED = Text("schedule.started", "{task} started {day} and is expected to end {finish}")
FINISHED = Text("schedule.finished", "{task} was done from {day} to {finish}")
REACHED = Text("schedule.reached", "{task} was reached on {day}")
SPANS = Text("schedule.spans", "{task} lasts from {day}, with {first}, to {finish}, with {last}")

WAITING = Text("schedule.waiting", "its condition has not held yet: these are the earliest dates")
ASSUMED = Text("schedule.assumed", "how far it has come is not noted: what remains is assumed from its length")
CRITICAL = Text("schedule.critical", "it is critical: each day that it is late moves the end of the plan, {day}")
SPARE = Text("schedule.spare", "it can be {count} late before the end of the plan or a deadline moves")
IN_TIME = Text("schedule.in-time", "its deadline is {by}: {count} to spare")
TOO_LATE = Text("schedule.too-late", "its deadline is {by}: it is {count} late")
PUSHES = Text("schedule.pushes", "if it is late, it pushes {names}")

CONFLICTS = {
    Breach.DEADLINE: Text("schedule.conflict.deadline", "{task} ends {actual}, {days} after its deadline {limit}"),
    Breach.NOT_AFTER: Text("schedule.conflict.not-after", "{task} ends {actual}, {days} after {limit}"),
    Breach.STARTS_ON: Text("schedule.conflict.starts-on", "{task} starts {actual}, not on {limit}"),
    Breach.ENDS_ON: Text("schedule.conflict.ends-on", "{task} ends {actual}, not on {limit}"),
    Breach.LINK: Text("schedule.conflict.link", "{task} is dated {actual}, but {other} allows {limit} at the earliest"),
    Breach.LATE_START: Text("schedule.conflict.late-start", "{task} should have started {limit} and has not yet"),
    Breach.OVERDUE: Text("schedule.conflict.overdue", "{task} should have ended {limit}; now {actual} is expected"),
    Breach.PERIOD: Text("schedule.conflict.period", "{task} ends {actual}, {days} after the plan, {limit}"),
}
CHAIN = Text("schedule.conflict.chain", "{what} ({chain})")


def explain_slot(schedule: Schedule, plan: Plan, name: str) -> tuple[Message, ...]:
    """Why a task or milestone is dated as it is, what it has to spare and what it pushes.

    Raises:
        KeyError: no task or milestone has that name.
    """
    slot, node = schedule.slots[name], plan.nodes[name]
    return (_dated(schedule, plan, slot, node), *_more(schedule, plan, slot, node))


def explain_conflict(plan: Plan, conflict: Conflict) -> Message:
    """A conflict as one sentence, with the chain of tasks that causes it."""
    first = _title(plan, conflict.chain[0])
    what = CONFLICTS[conflict.kind](
        task=_title(plan, conflict.task),
        actual=conflict.actual,
        limit=conflict.limit,
        days=WORKING_DAYS(count=conflict.days),
        other=first,
    )
    if len(conflict.chain) < 2 or conflict.kind is Breach.LINK:
        return what
    return CHAIN(what=what, chain=ARROW.join(_title(plan, name) for name in conflict.chain))


def _dated(schedule: Schedule, plan: Plan, slot: Slot, node: Node) -> Message:
    """The sentence on the dates themselves."""
    task = node.ident.title
    if slot.summary:
        parts = [schedule.slots[part] for part in plan.children[slot.name] if part in schedule.slots]
        first, last = min(parts, key=lambda part: part.starts_at), max(parts, key=lambda part: part.ends_at)
        names = {"first": _title(plan, first.name), "last": _title(plan, last.name)}
        return SPANS(task=task, day=slot.start, finish=slot.finish, **names)
    cause = slot.cause
    if cause.driver is Driver.ACTUAL:
        if slot.milestone:
            return REACHED(task=task, day=slot.finish)
        told = FINISHED if slot.state is TaskState.FINISHED else STARTED
        return told(task=task, day=slot.start, finish=slot.finish)
    by_finish = cause.link is not None and cause.link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)
    if slot.milestone:
        what = FALLS(task=task, day=slot.finish)
    elif by_finish or cause.driver in (Driver.ENDS_ON, Driver.LATE):
        what = ENDS(task=task, day=slot.finish)
    else:
        what = STARTS(task=task, day=slot.start)
    reasons = [_reason(schedule, plan, slot, node), *_leave(plan, slot, node)]
    reason = reasons[0]
    for further in reasons[1:]:
        reason = AND(first=reason, second=further)
    return BECAUSE(what=what, reason=reason)


def _reason(schedule: Schedule, plan: Plan, slot: Slot, node: Node) -> Message:
    """What fixed the start."""
    cause = slot.cause
    link = cause.link
    if link is None:
        if cause.driver is Driver.NOT_BEFORE and isinstance(node, Task) and node.limits.set_by is not None:
            return _set_by(node.limits.set_by, node, plan)
        day = schedule.as_of - DAY if cause.driver is Driver.AS_OF and schedule.as_of is not None else cause.day
        other = None if cause.other is None else _title(plan, cause.other)
        return REASONS[cause.driver](day=day, other=other)
    from_start = link.kind in (LinkKind.START_START, LinkKind.START_FINISH)
    told = STARTS if from_start and not isinstance(plan.nodes[link.on], Goal) else ENDS
    reason = told(task=_title(plan, link.on), day=cause.day)
    if not isinstance(node, Goal) and link not in node.links:
        owner = _owner_of(plan, node, link.on)
        if owner is not None:
            reason = INSIDE(reason=reason, summary=_title(plan, owner))
    if link.lag is not None and link.lag.days:
        adds = ADDS if link.lag.days > 0 else TAKES_OFF
        reason = AND(first=reason, second=adds(lag=_lag(link.lag)))
    return reason


def _set_by(what: SetBy, task: Task, plan: Plan) -> Message:
    """What sets the day before which a task may not start, where that is not written of it."""
    day = task.limits.not_before
    match what:
        case SetBy.RHYTHM:
            return DUE_THEN(day=day)
        case SetBy.JOINED:
            person = (task.of or "").partition(":")[2]
            teams = (
                team.ident.title
                for team in plan.model.teams.values()
                if any(post.person == person and post.start == day for post in team.members)
            )
            return JOINED(person=person, team=next(teams), day=day)
        case unreachable:
            assert_never(unreachable)


def _owner_of(plan: Plan, node: Task | Milestone, on: str) -> str | None:
    """The nearest summary around a node that has a link to `on`."""
    above = node.parent
    while above is not None and above in plan.nodes:
        summary = plan.nodes[above]
        assert isinstance(summary, Task)
        if any(link.on == on for link in summary.links):
            return above
        above = summary.parent
    return None


def _leave(plan: Plan, slot: Slot, node: Node) -> Iterator[Message]:
    """The leave that keeps those who do it from beginning."""
    if not isinstance(node, Task) or slot.cause.day is None:
        return
    for leave in _leaves(plan, node):
        if slot.cause.day <= leave.end and leave.start < slot.start:
            yield _away(leave)


def _away(leave: Leave) -> Message:
    """Who is on leave, and when."""
    if leave.part is not None:
        part = PARTS[leave.part]() if isinstance(leave.part, Half) else ", ".join(map(_between, leave.part))
        return ON_LEAVE_PART(away=_away(evolve(leave, part=None)), part=part)
    if leave.start == leave.end:
        return ON_LEAVE_DAY(person=leave.person, start=leave.start)
    return ON_LEAVE(person=leave.person, start=leave.start, end=leave.end)


def _between(hours: tuple[int, int]) -> str:
    """From one time of day to another: `14:00 .. 16:00`."""
    return " .. ".join(f"{minute // 60:02}:{minute % 60:02}" for minute in hours)


def _leaves(plan: Plan, task: Task) -> list[Leave]:
    """The leave of those who work on a task, by date."""
    return leaves_of(needed(task, plan.model), plan.model)


def _more(schedule: Schedule, plan: Plan, slot: Slot, node: Node) -> Iterator[Message]:
    """What else there is to say: doubts, leave while it lasts, time to spare, what it pushes."""
    if slot.state is TaskState.WAITING:
        yield WAITING()
    if slot.progress_unknown and not slot.summary:
        yield ASSUMED()
    if isinstance(node, Task) and not slot.summary and slot.state is not TaskState.FINISHED:
        own = [person for person in needed(node, plan.model) if person in plan.own]
        if own and isinstance(node.length, InDays | InPersonDays) and node.length.kind is not DayKind.CALENDAR:
            yield OWN_DAYS(names=", ".join(own))
        for leave in _leaves(plan, node):
            if slot.start <= leave.end and leave.start <= slot.finish:
                yield _away(leave)
    if slot.critical:
        yield CRITICAL(day=schedule.finish)
    elif slot.total_float_days > 0:
        told = CALENDAR_DAYS if slot.unit is DayKind.CALENDAR else WORKING_DAYS
        yield SPARE(count=told(count=_number(slot.total_float_days)))
    if slot.deadline is not None and slot.slack_days is not None:
        told = TOO_LATE if slot.slack_days < 0 else IN_TIME
        yield told(by=slot.deadline, count=WORKING_DAYS(count=abs(slot.slack_days)))
    if slot.delays:
        yield PUSHES(names=_listed(plan, slot.delays))


def _listed(plan: Plan, names: Sequence[str]) -> str:
    """Names in a row."""
    return ARROW.join(_title(plan, name) for name in names)


def _lag(lag: Lag) -> Message:
    """The length of a lag, without its sign."""
    return LAGS[lag.kind](count=_number(Fraction(abs(lag.days))))


def _number(value: Fraction) -> str:
    """A small number with one decimal at the most, cut off: `3`, `2.5`."""
    tenths = value.numerator * 10 // value.denominator
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def _title(plan: Plan, name: str) -> str:
    """What people call a node."""
    return plan.nodes[name].ident.title
