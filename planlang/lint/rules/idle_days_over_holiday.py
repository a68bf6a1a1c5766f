"""Silence counted in calendar days: a national holiday makes everybody break the rule."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding
from planlang.semantics.model import ClockLimit, DayKind, DayLimit, IdleRule, TimeLimit
from planlang.source import Span

MESSAGE = Text("idle-days-over-holiday", "`{written}` of silence go by in a long holiday")
HELP = Text("idle-days-over-holiday.help", "count working days: `{working}`")
SUMMARY = Text("idle-days-over-holiday.summary", "silence counted in calendar days")

WEEKS_AT_MOST = 4
"""Longer silences outlast every holiday."""
MINUTES_A_DAY = 24 * 60


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every limit on silence of up to four weeks in calendar days or hours, where the plan's calendar has official
    holidays; told where its value is written.
    """
    plan = subject.model.plan
    if not subject.model.calendars[plan.calendar].countries:
        return
    for process in subject.model.processes.values():
        for rule in process.rules:
            span = rule.ident.limit_at
            if isinstance(rule, IdleRule) and span is not None:
                yield from _check(rule.limit, span)


def _check(limit: TimeLimit, span: Span) -> Iterator[Diagnostic]:
    days = _days(limit)
    if days is None or days > WEEKS_AT_MOST * 7:
        return
    count = max(1, round(days * 5 / 7))
    working = f"{count}wd" if span.text.isascii() else f"{count}个工作日"
    yield finding(
        RULE.severity,
        span,
        MESSAGE(written=span.text),
        HELP(working=working),
        fixes=(Fix(HELP(working=working), (Edit(span, working),), safe=False),),
    )


def _days(limit: TimeLimit) -> int | None:
    """The calendar days of a limit, begun ones included; None where it counts working days."""
    match limit:
        case DayLimit(count=count, kind=DayKind.CALENDAR):
            return count
        case ClockLimit(minutes=minutes):
            return -(-minutes // MINUTES_A_DAY)
        case DayLimit():
            return None


RULE = Rule("idle-days-over-holiday", SUMMARY, Severity.WARNING, check)
