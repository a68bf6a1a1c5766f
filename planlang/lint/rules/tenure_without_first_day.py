"""Somebody's `tenure` where it is not written since when he has been there."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.kept import Kept
from planlang.lint.rule import Rule, Subject, finding
from planlang.semantics.expr import FigureExpression, Tenure
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import Membership
from planlang.source import Span

MESSAGE = Text(
    "tenure-without-first-day",
    "the tenure of `{person}` and {more} more is not known: no first day is written",
)
ALONE = Text("tenure-without-first-day.alone", "the tenure of `{person}` is not known: no first day is written")
HELP = Text(
    "tenure-without-first-day.help",
    "write `{role} {person} from 2024-03-01`; until then it is only known to be no less than the plan is old",
)
HERE = Text("tenure-without-first-day.here", "a member without a first day")
SUMMARY = Text("tenure-without-first-day.summary", "a tenure of people whose first day is not written")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The first place that asks for a tenure, with those of whom it is not known."""
    expressions = (*(metric.value for metric in subject.model.metrics.values()), *subject.figures)
    asked = next((span for span in map(_asked, expressions) if span is not None), None)
    if asked is None:
        return
    open_: dict[str, Membership] = {}
    for team in subject.model.teams.values():
        for member in team.members:
            if member.start is None:
                open_.setdefault(member.person, member)
    if not open_:
        return
    first, *more = open_.values()
    message = MESSAGE(person=first.person, more=len(more)) if more else ALONE(person=first.person)
    yield finding(
        RULE.severity,
        asked,
        message,
        HELP(role=first.role or "rep", person=first.person),
        (Related(first.span, HERE()),),
    )


@Kept
def _asked(expression: FigureExpression) -> Span | None:
    """Where an expression asks for a tenure first."""
    return next((part.span for part in every(expression) if isinstance(part, Tenure)), None)


RULE = Rule("tenure-without-first-day", SUMMARY, "figures", Severity.WARNING, check)
