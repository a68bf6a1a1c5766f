"""What an evaluation tells beside its findings: who meets next, what could not be judged, what is looked up later.

In: nothing (data classes). Out: parts of an `Evaluation`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
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


@frozen(eq=False)
class Later(Generic[T]):
    """What is looked up when it is asked for: of most findings it is never told."""

    look_up: Callable[[], T]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and self.look_up() == other.look_up()

    def __hash__(self) -> int:
        return hash(self.look_up())
