"""Reviews: recurring meetings on figures of the plan."""

from __future__ import annotations

from datetime import date
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.model.alerts import EntityKind
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.recurrences import OffWork, Recurrence
from planlang.semantics.model.who import Party
from planlang.source import Span


class Everything(Enum):
    """All of a kind, as a topic; the values are what it is called in English."""

    GOALS = "all goals"
    ALERTS = "all alerts"
    PROCESSES = "all processes"
    OVERDUE_TASKS = "all overdue tasks"
    RISKS = "all risks"
    STRATEGIES = "all strategies"
    BUDGETS = "all budgets"
    ASSUMPTIONS = "all assumptions"
    ADJUSTMENTS = "all adjustments"


@frozen
class Held:
    """A meeting that took place.

    Attributes:
        person: with whom, where the review is for each.
        decided: what was decided, in words.
        tasks: qualified names of what is to be done.
    """

    date: date
    person: str | None
    decided: tuple[str, ...]
    tasks: tuple[str, ...]
    span: Span


@frozen
class Review:
    """A recurring meeting on figures of the plan.

    Attributes:
        covers: names of what is on the agenda, and all of which kinds.
        kind: whether there is one meeting, or one with each person or team.
        role: whose holders each meets; None for everybody, or where it is not about people.
        where: names of the teams or people it is restricted to, as `rep:张丽`, `team:north`; None: all.
        off: where a meeting goes that falls on a day off.
        minutes: how long it takes, or None.
        produces: what is to come out of it, in words.
        held: the meetings that took place, as written.
    """

    ident: Ident
    every: Recurrence
    covers: tuple[str | Everything, ...]
    attended_by: tuple[Party, ...]
    kind: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    off: OffWork
    minutes: int | None
    produces: tuple[str, ...]
    held: tuple[Held, ...]
