"""Calendars, roles and teams: who works, and when."""

from __future__ import annotations

from datetime import time

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Date, DateRange, Name, Path, Percent, Text
from planlang.syntax.nodes.plan import CalendarClause
from planlang.syntax.nodes.shared import Head, NoteClause
from planlang.values.hours import Half


@frozen
class ClockRange:
    """`09:00 .. 12:00`, half-open."""

    start: time
    end: time
    span: Span


@frozen
class WeekdayRange:
    """`tuesday`, `thursday .. saturday`; the last is the first where there is one only."""

    first: Name
    last: Name
    span: Span


@frozen
class WorkWeek:
    """`work week monday .. friday 09:00 .. 12:00, 13:30 .. 18:00`; no hours means the default day of 8 hours."""

    days: tuple[WeekdayRange, ...]
    hours: tuple[ClockRange, ...]
    span: Span


@frozen
class Holidays:
    """`holidays china`: the official days off and make-up workdays of a country."""

    countries: tuple[Name, ...]
    span: Span


@frozen
class DayPart:
    """`morning`, `afternoon` or `09:00 .. 11:00`: hours, where no half is said."""

    half: Half | None
    hours: tuple[ClockRange, ...]
    span: Span


@frozen
class DayOff:
    """`off 2026-02-15 .. 2026-02-23 "Spring festival"`, `off 2026-12-24 afternoon`."""

    dates: DateRange
    part: DayPart | None
    reason: Text | None
    span: Span


@frozen
class WorkDay:
    """`work 2026-02-28 "make-up day"`."""

    dates: DateRange
    part: DayPart | None
    reason: Text | None
    span: Span


CalendarItem = WorkWeek | Holidays | DayOff | WorkDay | NoteClause


@frozen
class CalendarDecl:
    """`calendar china "..." { ... }`."""

    head: Head
    clauses: tuple[CalendarItem, ...]
    span: Span


@frozen
class Duty:
    """`duty "Strategy of the region", "Share out targets"`, in a role."""

    texts: tuple[Text, ...]
    span: Span


@frozen
class MayApprove:
    """`may approve discount at most 10%`, in a role."""

    what: Name
    limit: Expression
    span: Span


@frozen
class Ramp:
    """`ramp 0%, 30%, 60%`, in a role: the share of a full target in each of the first months."""

    shares: tuple[Percent, ...]
    span: Span


RoleClause = Duty | MayApprove | Ramp | NoteClause


@frozen
class RoleDecl:
    """`role rep | 代表 "Sales representative" under lead { duty "…"; may approve discount at most 5% }`."""

    head: Head
    under: Name | None
    clauses: tuple[RoleClause, ...]
    span: Span


@frozen
class Member:
    """`张丽 from 2026-03-15 to 2026-06-30`; both dates included, each may be missing."""

    person: Name
    start: Date | None
    end: Date | None
    span: Span


@frozen
class Members:
    """`rep 张丽, "Anna Lee"`: a role and the people who hold it in this team."""

    role: Name
    members: tuple[Member, ...]
    span: Span


@frozen
class PeopleFrom:
    """`people from roster`."""

    source: Path
    span: Span


@frozen
class OnLeave:
    """`on leave 张丽 2026-05-06 .. 2026-05-10 "..."`, `on leave 张丽 2026-05-06 morning`."""

    person: Name
    dates: DateRange
    part: DayPart | None
    reason: Text | None
    span: Span


@frozen
class OwnWeek:
    """`work week 张丽 monday .. wednesday 09:00 .. 13:00`: the days and hours of one person."""

    person: Name
    days: tuple[WeekdayRange, ...]
    hours: tuple[ClockRange, ...]
    span: Span


@frozen
class OwnCalendar:
    """`calendar 张丽 shop`: the calendar of one person."""

    person: Name
    calendar: Path
    span: Span


TeamClause = Members | PeopleFrom | OnLeave | OwnWeek | OwnCalendar | CalendarClause | NoteClause


@frozen
class TeamDecl:
    """`team north | 北区 "North" under sales { ... }`."""

    head: Head
    under: Name | None
    clauses: tuple[TeamClause, ...]
    span: Span
