"""How a plan is kept alive: reviews, what they decided, risks, and who hears of what."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.alerts import ForEach, Until
from planlang.syntax.nodes.data import Recurrence
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Date, Duration, Name, Number, Path, Percent, Text
from planlang.syntax.nodes.market import Category, DatedOn, Reviewed
from planlang.syntax.nodes.money import WarnWhen
from planlang.syntax.nodes.organisation import ClockRange
from planlang.syntax.nodes.plan import CalendarClause
from planlang.syntax.nodes.shared import Cadence, Escalate, Head, NoteClause, Notify, Owner, SeverityClause
from planlang.syntax.nodes.tasks import IfOffWork, TaskDecl


@frozen
class ReviewEvery:
    """`every monday 09:00`, in a review."""

    every: Recurrence
    span: Span


@frozen
class MeetingLength:
    """`takes 90min`."""

    length: Duration
    span: Span


@frozen
class AllOf:
    """`all alerts`, among topics.

    Attributes:
        key: the keyword, `all_alerts`.
    """

    key: str
    span: Span


@frozen
class CoversTopics:
    """`covers revenue, b2b, all alerts`, in a review."""

    topics: tuple[Path | AllOf, ...]
    span: Span


@frozen
class AttendedBy:
    """`attended by sales, director`."""

    who: tuple[Path, ...]
    span: Span


@frozen
class Produces:
    """`produces "minutes", "revision"`."""

    what: tuple[Text, ...]
    span: Span


@frozen
class Decided:
    """`decided "Every lost A customer is visited"`, in a meeting that was held."""

    text: Text
    span: Span


@frozen
class Held:
    """`held 2026-05-18 张丽 { decided "…"; task … }`: a meeting that took place, with whom where it is for each.

    Attributes:
        tasks: what is to be done, in written order.
    """

    date: Date
    person: Name | None
    clauses: tuple[Decided | NoteClause, ...]
    tasks: tuple[TaskDecl, ...]
    span: Span


ReviewClause = ReviewEvery | IfOffWork | MeetingLength | CoversTopics | AttendedBy | Produces | Held | NoteClause


@frozen
class ReviewDecl:
    """`review weekly "Sales weekly" { ... }`, `review one_on_one for each rep { ... }`."""

    head: Head
    for_each: ForEach | None
    clauses: tuple[ReviewClause, ...]
    span: Span

    @property
    def children(self) -> tuple[TaskDecl, ...]:
        """What is to be done of all meetings that were held, in written order."""
        return tuple(task for clause in self.clauses if isinstance(clause, Held) for task in clause.tasks)


@frozen
class Likelihood:
    """`likelihood 30%, 60% while warned`, `likelihood high`."""

    usual: Percent | Name
    warned: Percent | Name | None
    span: Span


@frozen
class Impact:
    """`impact 500万元 on revenue`."""

    amount: Expression
    goal: Path | None
    span: Span


@frozen
class RespondWith:
    """`respond with bundle, training`."""

    tasks: tuple[Path, ...]
    span: Span


@frozen
class Occurred:
    """`occurred 2026-04-20, loss 300万元`."""

    date: Date
    loss: Expression | None
    span: Span


@frozen
class Closed:
    """`closed 2026-09-30`: it can no longer happen."""

    date: Date
    span: Span


RiskClause = (
    Likelihood
    | Impact
    | WarnWhen
    | Until
    | SeverityClause
    | Notify
    | Escalate
    | Owner
    | RespondWith
    | Category
    | DatedOn
    | Reviewed
    | Occurred
    | Closed
    | NoteClause
)


@frozen
class RiskDecl:
    """`risk churn "Customers leave" { ... }`; the tasks in it are responses on stand-by."""

    head: Head
    clauses: tuple[RiskClause, ...]
    children: tuple[TaskDecl, ...]
    span: Span


@frozen
class ByWay:
    """`via slack`."""

    way: Name
    span: Span


@frozen
class Address:
    """`env SLACK_EAST`: the variable of the environment that holds where it goes."""

    variable: Name
    span: Span


@frozen
class WrittenAddress:
    """`env "https://…"`: an address that ought to stand in the environment; what it says is kept nowhere."""

    span: Span


@frozen
class Sends:
    """`sends few, weekly to east.manager`."""

    topics: tuple[Path, ...]
    to: tuple[Path, ...]
    span: Span


@frozen
class Digest:
    """`digest every workday 09:00, except critical`."""

    every: Recurrence
    exempt: Name | None
    span: Span


@frozen
class Quiet:
    """`quiet 20:00 .. 08:30, except critical`."""

    hours: ClockRange
    exempt: Name | None
    span: Span


@frozen
class AtMostDaily:
    """`every day at most 10`."""

    cadence: Cadence
    most: Number
    span: Span


ChannelClause = ByWay | Address | WrittenAddress | Sends | Digest | Quiet | AtMostDaily | CalendarClause | NoteClause


@frozen
class ChannelDecl:
    """`channel east "East" { via slack; ... }`."""

    head: Head
    clauses: tuple[ChannelClause, ...]
    span: Span
