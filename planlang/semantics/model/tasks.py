"""Tasks and milestones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.expr import FigureExpression
from planlang.semantics.expr.lengths import DayKind, Hours, Lag, WorkKind
from planlang.semantics.model.alerts import EntityKind
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.management.money import Charge
from planlang.semantics.model.recurrences import OffWork, Recurrence
from planlang.semantics.model.who import Party
from planlang.source import Span


class LinkKind(Enum):
    """From which end of the first to which end of the second."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


@frozen
class TaskLink:
    """This task hangs on another task, milestone or goal (qualified name); a goal counts by its end."""

    on: str
    kind: LinkKind
    lag: Lag | None
    span: Span
    part: str | None = None
    """of a task that each does for himself: the team, person or value whose part is meant"""
    own: bool = False
    """that of a task that each does for himself which belongs to the same team or person"""

    @property
    def holds_finish(self) -> bool:
        """Whether it holds the finish of the task that has it, not the start."""
        return self.kind is LinkKind.FINISH_FINISH or self.kind is LinkKind.START_FINISH


@frozen
class InDays:
    """A length; `best` and `worst` make it a three-point estimate, (o + 4m + p) / 6."""

    likely: Decimal
    best: Decimal | None
    worst: Decimal | None
    kind: WorkKind


@frozen
class InPersonDays:
    """An amount of work shared by those assigned, in person-days or, where the kind says so, in hours."""

    amount: Decimal
    kind: WorkKind = DayKind.WORKING


@frozen
class InMonths:
    """A length in calendar months, from the day on which the task begins."""

    count: int


Length = InDays | InMonths | InPersonDays


@frozen
class Progress:
    """What is known of the work done. `done` is 0.4 for 40%."""

    started: date | None = None
    finished: date | None = None
    done: Decimal | None = None
    remaining: Lag | Hours | None = None


class SetBy(Enum):
    """What sets the day before which a task may not start, where that is not written of the task."""

    JOINED = "joined"
    """the post of whoever does it begins then"""
    RHYTHM = "rhythm"
    """it is one time of what comes again"""


@frozen
class DateLimits:
    """Fixed relations to dates; all dates are included days. `set_by`: what `not_before` comes from, None where it is written."""

    not_before: date | None = None
    not_after: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    by: date | None = None
    by_span: Span | None = None
    set_by: SetBy | None = None


@frozen
class Repeats:
    """When a task comes again.

    Attributes:
        off: where it goes when it falls on a day off.
        finished: the days on which it was done, as written.
    """

    every: Recurrence
    off: OffWork
    finished: tuple[date, ...]


@frozen
class SomeOf:
    """Any so many of a team, or of those who hold a role in it: who they are is not fixed."""

    count: int
    of: Party
    span: Span


@frozen
class PartProgress:
    """What is known of the work of one of those who do a task each for himself.

    Attributes:
        key: as in `TaskEach.where`; a value of a column as it is.
        finished: of a task that comes again, the days on which it was done.
        span: where it is named first.
    """

    key: str
    progress: Progress
    finished: tuple[date, ...]
    span: Span


@frozen
class TaskEach:
    """Who does a task each for himself.

    Attributes:
        entity: people or teams, or values of a column; for people, `role` names the role whose holders are meant (None: everybody).
        where: these people or teams alone (`rep:张丽`, `team:north`), None: all; of a column its values.
        told: what is known of some of them alone.
    """

    entity: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    told: tuple[PartProgress, ...] = ()


@frozen
class Task:
    """A piece of work; one with children is a summary and takes its dates from them.

    Attributes:
        parent: qualified name of the task it stands in, or None.
        length: None for a summary, or when it has fixed start and end.
        starts_when: a figure condition over the data, or None.
        standby: it has no dates until it is accepted or has begun.
        repeats: it is done again and again; None for what is done once.
        resources: qualified names of those that are assigned to it; their people are among `assigned`.
        strategy: qualified name of the one that it, or a task around it, stands in.
        some: how many of which teams do it, beside those who are assigned by name.
        each: who does it each for himself; None for what is done once for all.
        of: of a part of such a task whose it is: `team:north`, `rep:张丽`, or a value.
        freed: the day on which a revision gave up what it waited for: it is held against nobody that it did not begin before; None
            where that is not so.
        decided: the day of the meeting that wants it done; it is known from the next day on. None for other tasks.
    """

    ident: Ident
    parent: str | None
    length: Length | None
    links: tuple[TaskLink, ...]
    limits: DateLimits
    late: bool
    """as late as possible"""
    priority: int | None
    progress: Progress
    owner: Party | None
    assigned: tuple[Party, ...]
    serves: tuple[str, ...]
    calendar: str | None
    costs: tuple[Charge, ...]
    starts_when: FigureExpression | None
    standby: bool = False
    decided: date | None = None
    repeats: Repeats | None = None
    strategy: str | None = None
    resources: tuple[str, ...] = ()
    some: tuple[SomeOf, ...] = ()
    each: TaskEach | None = None
    of: str | None = None
    freed: date | None = None


@frozen
class Milestone:
    """A point in time without length; `freed` as of a task."""

    ident: Ident
    parent: str | None
    links: tuple[TaskLink, ...]
    limits: DateLimits
    finished: date | None
    owner: Party | None
    serves: tuple[str, ...]
    reached_when: FigureExpression | None
    freed: date | None = None
