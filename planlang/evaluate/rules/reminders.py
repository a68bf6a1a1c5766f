"""Reminders before a limit runs out, and whom a breach that lasts is passed on to (docs/reference/processes.md).

In: instances of rules, how long before (after) they are reminded of (passed on). Out: days and instants, recipients.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from planlang.evaluate.rules.findings import RuleInstance, deadlines
from planlang.evaluate.rules.judged import Judged
from planlang.frozen import frozen
from planlang.semantics.model import ClockKind, ClockLimit, DayKind, DayLimit, EscalationStep, Party, TimeLimit
from planlang.values.calendars import Calendar
from planlang.values.hours import length
from planlang.values.periods import DAY, Period
from planlang.values.zoned import to_zone

UTC = "UTC"
INSTANT = timedelta(microseconds=1)
MIDNIGHT = time()
FARTHEST = timedelta(days=3_660)
"""Further no working time is looked for."""


@frozen
class Reminder:
    """From when on something is reminded of: a day, and the local time where hours count."""

    day: date
    at: datetime | None


@frozen
class Due:
    """What runs out, and from when on it is reminded of; None where it is not, or not yet."""

    instance: RuleInstance
    reminder: Reminder | None


def coming_due(judged: Judged, week: Period, until: date, calendar: Calendar, zone: str) -> tuple[Due, ...]:
    """What runs out before `until`, and what is reminded of by now though it runs out later.

    Args:
        judged: what one rule found.
        week: under review.
        until: the first day that is not looked at.
        calendar: of the plan.
        zone: of the plan.
    """
    lead, cut = judged.rule.ident.handling.warn, judged.visits.cut_at
    if lead is None:
        return tuple(Due(instance, None) for instance in deadlines(judged.near(until), week, until))
    found: list[Due] = []
    last = max(until, _horizon(lead, cut, calendar))
    for instance in deadlines(judged.near(last), week, last):
        reminder = reminded_from(instance, lead, calendar, zone)
        begun = reminder is not None and (reminder.at or datetime.combine(reminder.day, datetime.min.time())) < cut
        if begun or (instance.due is not None and instance.due < until):
            found.append(Due(instance, reminder if begun else None))
    return tuple(found)


def _horizon(lead: TimeLimit, cut: datetime, calendar: Calendar) -> date:
    """The first day for which a limit that runs out then is not reminded of yet."""
    today = (cut - INSTANT).date()
    if isinstance(lead, ClockLimit) and lead.kind is ClockKind.WORKING:
        left, day = lead.minutes, today
        while left > 0 and day - today < FARTHEST:
            day += DAY
            left -= length(calendar.hours_on(day))
        return day + 2 * DAY
    if isinstance(lead, ClockLimit):
        return today + timedelta(minutes=lead.minutes) + 2 * DAY
    if lead.kind is DayKind.WORKING:
        return calendar.add_working_days(today, lead.count + 1)
    return today + DAY * (lead.count + 1)


def reminded_from(instance: RuleInstance, lead: TimeLimit, calendar: Calendar, zone: str) -> Reminder | None:
    """From when on a limit is reminded of, not before its time begins; in working days from the last working day that has
    so many of them between it and the end. None where its end is not known.
    """
    if instance.due is None:
        return None
    if isinstance(lead, ClockLimit):
        return None if instance.due_at is None else _by_clock(instance, instance.due_at, lead, calendar, zone)
    if lead.kind is DayKind.WORKING:
        day = calendar.add_working_days(instance.due + DAY, -lead.count - 1)
    else:
        day = instance.due - DAY * lead.count
    return Reminder(day if instance.anchor is None else max(day, instance.anchor), None)


def _by_clock(instance: RuleInstance, due: datetime, lead: ClockLimit, calendar: Calendar, zone: str) -> Reminder:
    """The same by the clock: hours that pass, also where the clock is changed; or hours of working time."""
    if lead.kind is ClockKind.WORKING:
        at = worked_before(due, timedelta(minutes=lead.minutes), calendar)
    else:
        there, _ = to_zone(due, zone, UTC)
        at, _ = to_zone(there - timedelta(minutes=lead.minutes), UTC, zone)
    at = at if instance.anchor_at is None else max(at, instance.anchor_at)
    return Reminder(at.date(), at)


def worked_before(due: datetime, work: timedelta, calendar: Calendar) -> datetime:
    """The latest time that has so much working time between it and the end of a limit."""
    day, until = due.date(), due
    while due.date() - day < FARTHEST:
        for start, end in reversed(calendar.hours_on(day)):
            begins, ends = (datetime.combine(day, MIDNIGHT) + timedelta(minutes=minute) for minute in (start, end))
            ends = min(ends, until)
            if ends - begins >= work:
                return ends - work
            work -= max(ends - begins, timedelta())
        day -= DAY
        until = datetime.combine(day + DAY, MIDNIGHT)
    return due - FARTHEST


def passed_on(
    instance: RuleInstance, steps: Sequence[EscalationStep], today: date, calendar: Calendar
) -> tuple[Party, ...]:
    """Whom a breach has been passed on to by its age: in closed weeks, or in days past the day it was due."""
    return tuple(
        step.who
        for step in steps
        if (instance.weeks > step.after_weeks if step.late is None else _is_late(instance, step.late, today, calendar))
    )


def _is_late(instance: RuleInstance, late: DayLimit, today: date, calendar: Calendar) -> bool:
    """Whether so many days have passed since something was due, up to today or to when it was over."""
    due = instance.due or instance.since
    last = today if instance.over is None else min(today, instance.over)
    if due is None or last <= due:
        return False
    passed = calendar.working_days(due + DAY, last + DAY) if late.kind is DayKind.WORKING else (last - due).days
    return passed >= late.count
