"""Silence counted in calendar days: a national holiday makes everybody break the rule."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding
from planlang.syntax import nodes

MESSAGE = Text("idle-days-over-holiday", "`{written}` of silence go by in a long holiday")
HELP = Text("idle-days-over-holiday.help", "count working days: `{working}`")
SUMMARY = Text("idle-days-over-holiday.summary", "silence counted in calendar days")

WEEKS_AT_MOST = 4
"""Longer silences outlast every holiday."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every limit on silence of up to four weeks in calendar days, where the plan's calendar has official holidays."""
    plan = subject.model.plan
    if not subject.model.calendars[plan.calendar].countries:
        return
    for module in subject.modules:
        for node in module.declarations:
            if not isinstance(node, nodes.ProcessDecl):
                continue
            for clause in node.clauses:
                if isinstance(clause, nodes.IdleAtMost):
                    yield from _check(clause.limit)


def _check(limit: nodes.Duration) -> Iterator[Diagnostic]:
    factor = {nodes.TimeUnit.DAY: 1, nodes.TimeUnit.WEEK: 7}.get(limit.unit)
    if factor is None or not 1 <= limit.amount * factor <= WEEKS_AT_MOST * 7:
        return
    days = int(limit.amount * factor)
    count = max(1, round(days * 5 / 7))
    working = f"{count}wd" if limit.span.text.isascii() else f"{count}个工作日"
    yield finding(
        RULE.severity,
        limit.span,
        MESSAGE(written=limit.span.text),
        HELP(working=working),
        fixes=(Fix(HELP(working=working), (Edit(limit.span, working),), safe=False),),
    )


RULE = Rule("idle-days-over-holiday", SUMMARY, Severity.WARNING, check)
