"""Silence counted in calendar days: a national holiday makes everybody break the rule."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding
from planlang.semantics.model import ClockKind, ClockLimit, DayKind, DayLimit, IdleRule, TimeLimit
from planlang.source import Span
from planlang.values.official_days import WEEK_LONG
from planlang.values.units import MINUTES_A_DAY

MESSAGE = Text("idle-days-over-holiday", "a long holiday alone uses up `{written}` without activity")
HELP = Text("idle-days-over-holiday.help", "count working days: `{working}`")
SUMMARY = Text("idle-days-over-holiday.summary", "silence counted in calendar days")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every limit on silence of a day up to as many weeks as settings say in calendar days or hours, where the plan's calendar has official
    holidays of a week or so; told where its value is written.
    """
    plan = subject.model.plan
    if WEEK_LONG.isdisjoint(subject.model.calendars[plan.calendar].countries):
        return
    for process in subject.model.processes.values():
        for rule in process.rules:
            span = rule.ident.limit_at
            if isinstance(rule, IdleRule) and span is not None:
                yield from _check(rule.limit, span, subject.number(RULE.name, "weeks"))


def _check(limit: TimeLimit, span: Span, weeks: int) -> Iterator[Diagnostic]:
    days = _days(limit)
    if days is None or days > weeks * 7:
        return
    count = _working_days(days)
    working = f"{count}wd" if span.text.isascii() else f"{count}个工作日"
    yield finding(
        RULE.severity,
        span,
        MESSAGE(written=span.text),
        HELP(working=working),
        fixes=(Fix(HELP(working=working), (Edit(span, working),), safe=False),),
    )


def _working_days(days: int) -> int:
    """As many working days; five of a week where it is longer.

    >>> [_working_days(days) for days in (1, 2, 5, 6, 7, 14, 28)]
    [1, 2, 5, 5, 5, 10, 20]
    """
    return days if days <= 5 else max(5, round(days * 5 / 7))


def _days(limit: TimeLimit) -> int | None:
    """The calendar days of a limit, begun ones included; None where it counts working time or less than a day."""
    match limit:
        case DayLimit(count=count, kind=DayKind.CALENDAR):
            return count
        case ClockLimit(minutes=minutes, kind=ClockKind.PASSING):
            return -(-minutes // MINUTES_A_DAY) if minutes >= MINUTES_A_DAY else None
        case DayLimit() | ClockLimit():
            return None


RULE = Rule("idle-days-over-holiday", SUMMARY, "figures", Severity.WARNING, check)
