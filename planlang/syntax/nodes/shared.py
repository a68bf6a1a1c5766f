"""What declarations of several kinds share: heads, owners, severities, recipients."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.literals import Date, DateRange, Duration, Label, Name, Path, Text


@frozen
class Head:
    """What stands before the body of a declaration.

    Attributes:
        name: the declared name.
        alias: its name in the other language (`team north | 北区`), or None.
        title: what people call it, or None.
        doc: the text of the `##` lines right above, without the marks, or None.
        private: whether the name is known in its own file only.
    """

    name: Name
    alias: Name | None
    title: Text | None
    doc: str | None
    private: bool = False


@frozen
class Owner:
    """`owner director`, `owner 王敏`, `owner north.manager`."""

    who: Path
    span: Span


@frozen
class Serves:
    """`serves revenue, premium_line`."""

    goals: tuple[Path, ...]
    span: Span


@frozen
class SeverityClause:
    """`severity warning`."""

    level: Name
    span: Span


@frozen
class Notify:
    """`notify rep.lead, "Anna Lee" via east`."""

    who: tuple[Path, ...]
    via: tuple[Path, ...]
    span: Span


@frozen
class Escalate:
    """`escalate to rep.manager after 1 week`."""

    who: Path
    after: Duration
    span: Span


class Often(Enum):
    """How often, by the key of its word."""

    WORKDAY = "every_workday"
    DAY = "every_day"
    WEEK = "every_week"
    MONTH = "every_month"
    QUARTER = "every_quarter"
    HALF_YEAR = "every_half_year"
    YEAR = "every_year"


@frozen
class ChargedTo:
    """`charged to total.training`: the accounts that what stands here is spent from."""

    accounts: tuple[Path, ...]
    span: Span


@frozen
class Cadence:
    """`every week`."""

    often: Often
    span: Span


@frozen
class NoteClause:
    """`note culture "Say no before you are asked twice"`: words for people, in any block and behind a metric."""

    label: Name | None
    text: Text
    span: Span


@frozen
class Warn:
    """`warn 3d before`: a reminder before a limit runs out."""

    lead: Duration
    span: Span


@frozen
class ReturnTo:
    """`return to pool`, which is proposed."""

    stage: Name
    span: Span


@frozen
class Propose:
    """`propose training, return to pool`: tasks by name, or a move of the record."""

    what: tuple[Path | ReturnTo, ...]
    span: Span


@frozen
class By:
    """`by 2026-03-01`: to be done by the end of that date."""

    date: Date
    span: Span


@frozen
class HoldsDuring:
    """`during 2026`, `during 2026-06-01 .. 2026-08-31`: for which days it is assumed, or judged."""

    during: Label | DateRange
    span: Span
