"""Dates for every task and milestone, and why.

In: `Plan`, the as-of date and what the data say of conditions. Out: `Schedule`. Dates are in the plan's zone; start and
finish dates are the days of the first and the last worked minute, both included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from fractions import Fraction

from planlang.frozen import field, frozen
from planlang.schedule.work import Work
from planlang.semantics.model import DayKind, TaskLink
from planlang.source import Span


class Driver(Enum):
    """What fixed a date."""

    PLAN_START = "plan start"
    LINK = "link"
    NOT_BEFORE = "not before"
    STARTS_ON = "starts on"
    ENDS_ON = "ends on"
    AS_OF = "as of"
    ACTUAL = "actual"
    PARENT = "parent"
    LATE = "as late as possible"
    CONDITION = "condition"


@frozen
class Cause:
    """Why something starts (or a milestone falls) when it does: the binding driver.

    Attributes:
        other: the other node of a link, or the summary whose limit it is.
        day: the day of the other's start or finish, of the limit, of the fact.
        link: the binding link; it may be that of a summary around.
    """

    driver: Driver
    other: str | None = None
    day: date | None = None
    link: TaskLink | None = None


class TaskState(Enum):
    """Where a task stands on the as-of date."""

    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"
    WAITING = "waiting"
    """its `starts when` or `reached when` is not yet true: dates are the earliest possible"""


@frozen
class Slot:
    """The dates of one task, summary or milestone.

    Attributes:
        start, finish: first and last worked minute's day, both included; equal for a milestone.
        starts_at, ends_at: exact local times, half-open.
        late_start, late_finish: the latest that keep the computed end of the plan and every deadline; the actual ones
            of what has happened.
        total_float_days, free_float_days: how far its finish can slip before the end of the plan, a deadline or a limit is
            missed, and before anything else moves; negative where a deadline is missed.
        critical: no total float against the plan's computed finish.
        done: share of the work done (0 .. 1), None where nothing is known.
        deadline: the soonest of the days by which it is to end, must end, or is fixed to end.
        slack_days: working days from finish to the deadline; negative is late; None without one.
        delays: what a late finish pushes: names of the tasks and milestones driven by it, directly or through others,
            nearest first; the first twenty.
        progress_unknown: running without percent or remaining: the rest is assumed.
        unit: in which days length and float are told: calendar days for a task of calendar days, else working days of its
            calendar; of a summary those of the part with the least float.
        days: from its first day to its last, in these; working days of a summary; 0 for a milestone.
    """

    name: str
    start: date
    finish: date
    starts_at: datetime
    ends_at: datetime
    late_start: date
    late_finish: date
    total_float_days: Fraction
    free_float_days: Fraction
    critical: bool
    milestone: bool
    summary: bool
    state: TaskState
    done: Fraction | None
    deadline: date | None
    slack_days: int | None
    cause: Cause
    delays: tuple[str, ...]
    progress_unknown: bool = False
    unit: DayKind = DayKind.WORKING
    days: int = 0


class Breach(Enum):
    """What a schedule cannot keep."""

    DEADLINE = "deadline"
    NOT_AFTER = "not-after"
    STARTS_ON = "starts-on"
    ENDS_ON = "ends-on"
    LINK = "link"
    LATE_START = "late-start"
    OVERDUE = "overdue"
    PERIOD = "period"
    """the last to be done ends after the plan"""


@frozen
class Conflict:
    """A constraint that the dates break: by how many working days, and the chain of tasks that causes it.

    Attributes:
        limit, actual: the day that was to be kept, and the day that is expected (or has been).
        chain: first cause first, the task itself last; of a very long one the first and the nearest.
    """

    kind: Breach
    task: str
    limit: date
    actual: date
    days: int
    chain: tuple[str, ...]
    span: Span


@frozen
class Overload:
    """A person, or a thing, that several tasks want at the same time.

    Attributes:
        person: the name, or the title of the thing.
        start, finish: first and last day on which they do, both included.
        days: how many of his working days they want beyond those that there are.
        tasks: their names, in order of declaration.
        resource: qualified name of a thing; None for a person.
        team: qualified name of a team of which more are wanted than there are; `person` is then what those are called.
    """

    person: str
    start: date
    finish: date
    days: Fraction
    tasks: tuple[str, ...]
    resource: str | None = None
    team: str | None = None


@frozen
class Schedule:
    """Every slot by qualified name, in the plan's declaration order.

    Attributes:
        as_of: the cut's day: what is not done starts no earlier; None for the plain plan.
        finish: the last finish of all.
        critical_path: names along the longest chain, first to last.
        assumed_after: dates past this day rest on an assumed calendar, or None.
        overloads: who is wanted in several places at once; the dates do not take it into account.
        work: how the work on each task that costs something, or stands in a strategy, lies in time.
        waiting: tasks and milestones that are not in force, so without dates: on stand-by, or in a task that is.
        undecided: those that a meeting after the cut wants done; nobody knows of them yet.
    """

    slots: Mapping[str, Slot]
    conflicts: tuple[Conflict, ...]
    as_of: date | None
    finish: date
    critical_path: tuple[str, ...]
    assumed_after: date | None
    overloads: tuple[Overload, ...] = ()
    waiting: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    work: Mapping[str, Work] = field(factory=dict, eq=False, repr=False)
