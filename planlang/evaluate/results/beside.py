"""What an evaluation tells beside its findings: who meets next, who gets which message, what could not be judged, what is looked up later.

In: nothing (data classes). Out: parts of an `Evaluation`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Generic, TypeVar

from planlang.frozen import frozen

T = TypeVar("T")


@frozen
class Unjudged:
    """A rule or an alert that could not be judged for want of data, and for how many; None: for anything at all."""

    rule: str
    count: int | None


@frozen
class Action:
    """What is to be done since a meeting: shown in each that follows, until it was shown once as done.

    Attributes:
        task: its qualified name.
        decided: the day of the meeting that wanted it.
        finished: when it was done, None while it is open.
        open_at: at how many meetings since, this one included, it was not done.
        overdue: whether it is open past its due day.
    """

    task: str
    decided: date
    due: date | None
    finished: date | None
    open_at: int
    overdue: bool


@frozen
class Meeting:
    """The next meeting of a review.

    Attributes:
        entity: with whom it is, where the review is for each; `plan:` for one meeting of all.
        at: the local time of the plan.
        attendants: the people who come.
        regular: the day that the rhythm says.
        since: when the last one was held, as far as it is noted.
        decided: what was decided then, in words.
        actions: what is to be done since earlier ones, the oldest first.
    """

    review: str
    entity: str
    at: datetime
    attendants: tuple[str, ...]
    regular: date
    since: date | None = None
    decided: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


class Form(Enum):
    """What a message is made of."""

    SINGLE = "single"
    DIGEST = "digest"
    SUMMARY = "summary"
    """what would have been more messages than somebody gets a day"""


class Topic(Enum):
    """What kind of thing somebody is told of."""

    ALERT = "alert"
    RULE = "rule"
    TASK = "task"
    REMINDER = "reminder"
    PROPOSAL = "proposal"
    MEETING = "meeting"


@frozen
class Told:
    """One thing that somebody is told of.

    Attributes:
        finding: what tells it from others: the id of a violation, or what names a reminder or a meeting.
        severity: None for what is no violation.
        known: the local time from which on it can be told.
    """

    about: Topic
    finding: str
    rule: str
    entity: str
    title: str
    severity: str | None
    known: datetime


@frozen
class Notice:
    """A message that a channel would send.

    Attributes:
        at: the local time of the plan; None where the channel never sends again.
        told: at least one, the worst first, then in the order in which they became known.
    """

    channel: str
    to: str
    at: datetime | None
    form: Form
    told: tuple[Told, ...]


@frozen
class Unsent:
    """How many new things of a rule somebody ought to hear of and does by no channel."""

    rule: str
    title: str
    to: str
    count: int


@frozen
class Notices:
    """Who gets what by the channels of a plan: what became known in the week before the cut, and what is still held back then.

    Attributes:
        messages: by time, those that are never sent last.
        unsent: in declared order of rules.
    """

    messages: tuple[Notice, ...] = ()
    unsent: tuple[Unsent, ...] = ()


@frozen(eq=False)
class Later(Generic[T]):
    """What is looked up when it is asked for: of most findings it is never told."""

    look_up: Callable[[], T]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and self.look_up() == other.look_up()

    def __hash__(self) -> int:
        return hash(self.look_up())
