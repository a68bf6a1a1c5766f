"""Alerts: conditions over periods, and whom to tell."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Date, Duration, Name, Path, Text
from planlang.syntax.nodes.shared import Escalate, Head, HoldsDuring, NoteClause, Notify, SeverityClause


@frozen
class ForEach:
    """`for each rep where rep.team is north`."""

    entity: Name
    where: Expression | None
    span: Span


@frozen
class When:
    """`when visits this week < 10 for 3 weeks`; `periods` is 1 where `for` is not written."""

    condition: Expression
    periods: Duration | None
    span: Span


@frozen
class RaiseTo:
    """`raise to critical when visits this week < 5 for 2 weeks until visits this week >= 8`: a higher rung of the same alert;
    `until` is that of the whole alert where none is written.
    """

    level: Name
    condition: Expression
    periods: Duration | None
    until: Expression | None
    span: Span


@frozen
class Until:
    """`until visits this week >= 12`."""

    condition: Expression
    span: Span


@frozen
class Say:
    """`say "{rep}: {visits} visits"`."""

    text: Text
    span: Span


@frozen
class Keep:
    """`keep 2 weeks`: clear periods after the first before the alert resolves."""

    periods: Duration
    span: Span


class GapPolicy(Enum):
    """What a period without data does to the count of bad periods."""

    HOLD = "hold"
    RESET = "reset"


@frozen
class Gaps:
    """`gaps hold` or `gaps reset`."""

    policy: GapPolicy
    span: Span


@frozen
class Scaled:
    """`scaled`: upper limits are scaled by working days as lower ones are."""

    span: Span


@frozen
class Unscaled:
    """`unscaled`: limits are not scaled by working days."""

    span: Span


@frozen
class Inhibits:
    """`inhibits thin_coverage`."""

    alerts: tuple[Path, ...]
    span: Span


@frozen
class StartsFrom:
    """`from 2026-03-01`: no periods before this date."""

    date: Date
    span: Span


AlertClause = (
    When
    | NoteClause
    | RaiseTo
    | Until
    | SeverityClause
    | Notify
    | Escalate
    | Say
    | Keep
    | Gaps
    | Scaled
    | Unscaled
    | Inhibits
    | StartsFrom
    | HoldsDuring
)


@frozen
class AlertDecl:
    """`alert thin_activity "..." for each rep { ... }`; without `for each`, about the whole plan."""

    head: Head
    for_each: ForEach | None
    clauses: tuple[AlertClause, ...]
    span: Span
