"""Builders of calendars, roles and teams."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole
from planlang.values.hours import Half


def calendar(parts: list[Any]) -> nodes.CalendarDecl:
    kind, head, *clauses, _ = parts
    return nodes.CalendarDecl(head.after(kind), tuple(clauses), whole(parts))


def work_week(parts: list[Any]) -> nodes.WorkWeek:
    _, days, hours = parts
    return nodes.WorkWeek(days, hours or (), whole(parts))


def weekdays(parts: list[Any]) -> tuple[nodes.WeekdayRange, ...]:
    return tuple(parts)


def weekday_range(parts: list[Any]) -> nodes.WeekdayRange:
    first, last = parts
    return nodes.WeekdayRange(first, last or first, whole(parts))


def clock_ranges(parts: list[Any]) -> tuple[nodes.ClockRange, ...]:
    return tuple(parts)


def clock_range(parts: list[Any]) -> nodes.ClockRange:
    opening, closing = parts
    return nodes.ClockRange(opening.value, closing.value, whole(parts))


def holidays(parts: list[Any]) -> nodes.Holidays:
    return nodes.Holidays(parts[1], whole(parts))


def day_off(parts: list[Any]) -> nodes.DayOff:
    _, dates, part, reason = parts
    return nodes.DayOff(dates, part, reason, whole(parts))


def work_day(parts: list[Any]) -> nodes.WorkDay:
    _, dates, part, reason = parts
    return nodes.WorkDay(dates, part, reason, whole(parts))


def day_part(parts: list[Any]) -> nodes.DayPart:
    (part,) = parts
    if isinstance(part, tuple):
        return nodes.DayPart(None, part, whole(list(part)))
    return nodes.DayPart(Half.MORNING if part.type == "MORNING" else Half.AFTERNOON, (), whole(parts))


def role(parts: list[Any]) -> nodes.RoleDecl:
    kind, head, _, under, clauses, _ = parts
    return nodes.RoleDecl(head.after(kind), under, clauses or (), whole(parts))


def role_clauses(parts: list[Any]) -> tuple[nodes.RoleClause, ...]:
    return tuple(parts)


def duty(parts: list[Any]) -> nodes.Duty:
    return nodes.Duty(parts[1], whole(parts))


def ramp(parts: list[Any]) -> nodes.Ramp:
    return nodes.Ramp(tuple(parts[1:]), whole(parts))


def may_approve(parts: list[Any]) -> nodes.MayApprove:
    _, what, _, limit = parts
    return nodes.MayApprove(what, limit, whole(parts))


def team(parts: list[Any]) -> nodes.TeamDecl:
    kind, head, _, under, clauses, _ = parts
    return nodes.TeamDecl(head.after(kind), under, clauses or (), whole(parts))


def team_clauses(parts: list[Any]) -> tuple[nodes.TeamClause, ...]:
    return tuple(parts)


def members(parts: list[Any]) -> nodes.Members:
    role_, *people = parts
    return nodes.Members(role_, tuple(people), whole(parts))


def member(parts: list[Any]) -> nodes.Member:
    person, _, start, _, end = parts
    return nodes.Member(person, start, end, whole(parts))


def people_from(parts: list[Any]) -> nodes.PeopleFrom:
    return nodes.PeopleFrom(parts[2], whole(parts))


def on_leave(parts: list[Any]) -> nodes.OnLeave:
    _, person, dates, part, reason = parts
    return nodes.OnLeave(person, dates, part, reason, whole(parts))


def own_week(parts: list[Any]) -> nodes.OwnWeek:
    _, person, days, hours = parts
    return nodes.OwnWeek(person, days, hours or (), whole(parts))


def own_calendar(parts: list[Any]) -> nodes.OwnCalendar:
    _, person, path = parts
    return nodes.OwnCalendar(person, path, whole(parts))
