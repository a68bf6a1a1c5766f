"""Tasks and milestones: the work with dates."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.alerts import ForEach
from planlang.syntax.nodes.data import Recurrence
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Date, Duration, Name, Path, Percent
from planlang.syntax.nodes.plan import CalendarClause
from planlang.syntax.nodes.shared import By, ChargedTo, Head, NoteClause, Owner, Serves


@frozen
class Takes:
    """`takes 10wd, best 8wd, worst 15wd`."""

    likely: Duration
    best: Duration | None
    worst: Duration | None
    span: Span


@frozen
class Effort:
    """`effort 12 person-days`, or `effort 20h`: one of the two."""

    person_days: Decimal | None
    hours: Duration | None
    span: Span


@frozen
class SomeOf:
    """`2 of north.rep`: any two of them."""

    count: int
    of: Path
    span: Span


@frozen
class Assign:
    """`assign 王敏, 周涛`, `assign 2 of north`."""

    who: tuple[Path | SomeOf, ...]
    span: Span


class LinkKind(Enum):
    """How two tasks hang together: from which end of the first to which end of the second."""

    FINISH_START = "after"
    START_START = "starts with"
    FINISH_FINISH = "ends with"
    START_FINISH = "ends on start of"


@frozen
class Dependency:
    """`research + 2wd`: the other task and the lag (negative is a lead)."""

    on: Path
    lag: Duration | None
    span: Span


@frozen
class Link:
    """`after research + 2wd, pricing`."""

    kind: LinkKind
    dependencies: tuple[Dependency, ...]
    span: Span


class DateBound(Enum):
    """A fixed relation of a task to a date."""

    NOT_BEFORE = "not before"
    NOT_AFTER = "not after"
    STARTS_ON = "starts on"
    ENDS_ON = "ends on"


@frozen
class Bound:
    """`not before 2026-02-01`."""

    kind: DateBound
    date: Date
    span: Span


@frozen
class AsLateAsPossible:
    """`as late as possible`."""

    span: Span


@frozen
class Priority:
    """`priority 2`; 1 is the most urgent."""

    value: int
    span: Span


@frozen
class Started:
    """`started 2026-01-12`, `started 2026-01-12 only for north`: of some of those who do a task each for himself."""

    date: Date
    span: Span
    only_for: tuple[Name, ...] = ()


@frozen
class Finished:
    """`finished 2026-02-08`."""

    date: Date
    span: Span
    only_for: tuple[Name, ...] = ()


@frozen
class Done:
    """`done 40%`."""

    share: Percent
    span: Span
    only_for: tuple[Name, ...] = ()


@frozen
class Remaining:
    """`remaining 3wd`."""

    length: Duration
    span: Span
    only_for: tuple[Name, ...] = ()


@frozen
class StartsWhen:
    """`starts when count(deals where stage is won) >= 3`."""

    condition: Expression
    span: Span


class Accrual(Enum):
    """When the cost of a task comes up, by its word."""

    EVENLY = "evenly"
    AT_START = "at start"
    AT_END = "at end"


@frozen
class Cost:
    """`cost 5万元`, `cost 800 CNY per day at end charged to total.training`.

    Attributes:
        per_day: the amount is that of a day of work.
        accrual: None where it is not said.
        account: that it is spent from, where it says so itself.
    """

    amount: Expression
    per_day: bool
    accrual: Accrual | None
    account: Path | None
    span: Span


@frozen
class TaskEvery:
    """`every quarter on workday 10`: a task that comes again."""

    every: Recurrence
    span: Span


@frozen
class IfOffWork:
    """`if off work before`: where a task or a meeting goes that falls on a day off."""

    way: Name
    span: Span


@frozen
class StandBy:
    """`standby`: without dates until somebody accepts it or begins."""

    span: Span


@frozen
class ReachedWhen:
    """`reached when count(deals where stage is won) >= 10`, in a milestone."""

    condition: Expression
    span: Span


TaskClause = (
    Takes
    | NoteClause
    | Effort
    | Assign
    | Owner
    | Link
    | Bound
    | By
    | AsLateAsPossible
    | Priority
    | Started
    | Finished
    | Done
    | Remaining
    | StartsWhen
    | Serves
    | Cost
    | ChargedTo
    | StandBy
    | TaskEvery
    | IfOffWork
    | CalendarClause
)


@frozen
class TaskDecl:
    """`task pricing "Pricing" { ... }`, `task training for each team { ... }`; tasks and milestones may stand inside."""

    head: Head
    clauses: tuple[TaskClause, ...]
    children: tuple[TaskDecl | MilestoneDecl, ...]
    span: Span
    for_each: ForEach | None = None


MilestoneClause = Owner | Link | Bound | By | Finished | ReachedWhen | Serves | NoteClause


@frozen
class MilestoneDecl:
    """`milestone launch "On sale" { after pricing; by 2026-04-01 }`."""

    head: Head
    clauses: tuple[MilestoneClause, ...]
    span: Span
