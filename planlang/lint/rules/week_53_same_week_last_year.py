"""Comparisons with the same week last year in a plan that has a week 53, which most years lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.kept import Kept
from planlang.lint.rule import Rule, Subject, finding
from planlang.semantics.expr import Before, ChangeAgainst, FigureExpression, FigureWindow, OverWindow, SameLastYear
from planlang.semantics.expressions.walk import every
from planlang.source import Span
from planlang.values.earlier.before import Shift
from planlang.values.earlier.last_year import MissingWeek
from planlang.values.periods import Grain, week_of

MESSAGE = Text("week-53-same-week-last-year", "{week} has no same week last year, so this is unknown in that week")
HELP = Text("week-53-same-week-last-year.help", "nothing has to be done; know that this week is not judged")
SUMMARY = Text("week-53-same-week-last-year.summary", "a comparison that fails in week 53")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every such comparison in the weekly rules and in the metrics of a plan with a week 53."""
    week = _week_53(subject)
    if week is None:
        return
    weekly = [alert for alert in subject.model.watched if alert.grain is Grain.WEEK]
    expressions: list[FigureExpression] = [metric.value for metric in subject.model.metrics.values()]
    expressions += [condition for alert in weekly for condition in alert.conditions]
    for expression in expressions:
        for span in _compared(expression):
            yield finding(RULE.severity, span, MESSAGE(week=week), HELP())


@Kept
def _compared(expression: FigureExpression) -> tuple[Span, ...]:
    """Where an expression compares with the week of the same number."""
    compared = (part for part in every(expression) if isinstance(part, OverWindow | ChangeAgainst))
    return tuple(part.span for part in compared if _by_number(part.window))


def _by_number(window: FigureWindow) -> bool:
    """Whether a window means the week of the same number."""
    if isinstance(window, Before):
        return window.by in (Shift.YEAR_OF_WEEKS, Shift.FESTIVAL_YEAR)
    return window == SameLastYear(MissingWeek.ABSENT)


def _week_53(subject: Subject) -> str | None:
    """The label of the first week 53 of the plan whose year before has none."""
    plan = subject.model.plan
    for year in range(plan.start.year, plan.end.year + 2):
        week = week_of(plan.start.replace(year=year, month=1, day=1) - timedelta(days=1), plan.week_start)
        if week.label[5:8] == "W53" and plan.start <= week.last_day and week.start <= plan.end:
            return week.label
    return None


RULE = Rule("week-53-same-week-last-year", SUMMARY, "figures", Severity.NOTE, check)
