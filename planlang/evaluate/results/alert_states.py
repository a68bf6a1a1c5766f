"""How alerts stand at the close of a period, and what is new about them."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from planlang.diagnostics.text import Message
from planlang.evaluate.results.readings import Reading
from planlang.frozen import frozen
from planlang.semantics.expr import Comparison
from planlang.values.periods import Period


class AlertPhase(Enum):
    """The life cycle of an alert identity."""

    INACTIVE = "inactive"
    PENDING = "pending"
    FIRING = "firing"
    RESOLVED = "resolved"
    ENDED = "ended"


@frozen(cache_hash=True)
class Bound:
    """A limit of an alert in one period.

    Attributes:
        operator: how the figure compares with it.
        limit: as people read it: for counts the whole number that decides.
        scaled: how it came from the one that is written; None where it is the one that is written.
    """

    operator: Comparison
    limit: Reading
    scaled: Scaled | None


@frozen(cache_hash=True)
class Scaled:
    """What a `written` limit for `nominal` working days is for the days `worked`, exactly."""

    written: Reading
    nominal: Fraction | int
    worked: Fraction | int
    exact: Reading


@frozen(eq=False)
class Compared:
    """What a condition compares in a period.

    Attributes:
        value: the figure; None where it compares nothing, and of a period that is not judged.
        bound: the limit it is held against.
        until: of an alert that is on, the limit of the same figure that ends it.
    """

    value: Reading | None = None
    bound: Bound | None = None
    until: Bound | None = None

    @property
    def limit(self) -> Reading | None:
        """The limit as people read it."""
        return None if self.bound is None else self.bound.limit


NOTHING = Compared()
"""Of a condition that compares nothing, and of a period that is not judged."""


@frozen
class AlertState:
    """One identity (rule, entity) at the close of one period.

    Attributes:
        streak: bad periods in a row; age: closed periods since it fired, for escalation.
        fired: label of the period in which the present episode began to fire, or None.
        no_data: the condition was unknown in this period.
        skipped: the period was not judged (holiday week, leave).
        bound: the limit of the rung shown; None for a condition that compares nothing.
        until: the limit that ends it, once the alert is on; None where there is none.
    """

    alert: str
    entity: str
    period: Period
    phase: AlertPhase
    severity: str
    streak: int
    age: int
    fired: str | None
    value: Reading | None
    limit: Reading | None
    no_data: bool
    skipped: bool
    bound: Bound | None = None
    until: Bound | None = None


class AlertNews(Enum):
    """What changed at the close of the period under review."""

    NEW = "new"
    STILL_ON = "still on"
    RAISED = "raised"
    LOWERED = "lowered"
    RELEASED = "released"
    """no longer held back by the alert that inhibited it: notified now, with its real age"""
    RESOLVED = "resolved"
    ENDED = "ended"


@frozen
class AlertEvent:
    """An alert worth a line in this week's report; `violation` is the id of its violation while it fires."""

    news: AlertNews
    state: AlertState
    message: Message
    violation: str
    to: tuple[str, ...]
