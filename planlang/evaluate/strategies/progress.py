"""How far the work of a strategy is, and how far it would be if everything had gone as it is written.

In: a plan and its schedule on the day of the cut. Out: a share of the work, by what tasks count for; both unknown where nothing counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve

from planlang.frozen import frozen
from planlang.plan.plan import Node, Plan
from planlang.schedule.accruals import BEGUN, accrued_of
from planlang.schedule.people import workers
from planlang.schedule.schedule import Schedule, Slot, TaskState
from planlang.schedule.schedule_plan import make_schedule
from planlang.schedule.work import Work
from planlang.semantics.model import InPersonDays, Milestone, Progress, Task, TaskWeight
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import DAY

NO_PROGRESS = Progress()


@frozen
class Done:
    """How far some tasks are.

    Attributes:
        progress, expected: shares of the work.
        guessed: whether the progress of one that is under way is not told: the time since it began counts.
    """

    progress: Figure
    expected: Figure
    guessed: bool


def done_of(
    tasks: Sequence[str], weight: TaskWeight, plan: Plan, schedule: Schedule, written: Schedule, cut: date
) -> Done:
    """How far some tasks in force are on the morning of a day.

    Args:
        tasks: that nothing else stands in.
        weight: what they count for.
        plan: that they stand in.
        schedule: as it stands.
        written: as it would be if everything had gone as written.
        cut: that day.
    """
    whole = done = expected = Fraction(0)
    guessed = False
    for name in tasks:
        work = written.work.get(name)
        counts = Fraction(0) if work is None else _weight(plan.model.tasks[name], weight, plan, schedule, work)
        if work is None or not counts:
            continue
        share, is_guess = _share_done(name, schedule, cut)
        whole, done, expected = whole + counts, done + counts * share, expected + counts * work.share(cut)
        guessed = guessed or is_guess
    if not whole:
        return Done(Unknown(Why.NO_VALUES), Unknown(Why.NO_VALUES), guessed=False)
    return Done(Known(done / whole), Known(expected / whole), guessed)


def as_written(plan: Plan, schedule: Schedule) -> Schedule:
    """The dates of what is in force as they would be if everything had gone as it is written: nothing of what happened counts.

    But a task that has begun, and of which nothing says when it should have, begins when it did.
    """
    nodes = {
        name: _untouched(node, plan, schedule.slots[name]) if name in schedule.slots else node
        for name, node in plan.nodes.items()
    }
    tasks: Mapping[str, Task] = {name: node for name, node in nodes.items() if isinstance(node, Task)}
    stones = {name: node for name, node in nodes.items() if isinstance(node, Milestone)}
    return make_schedule(evolve(plan, model=evolve(plan.model, tasks=tasks, milestones=stones), nodes=nodes))


def _untouched(node: Node, plan: Plan, slot: Slot) -> Node:
    """A task or milestone without what has become of it."""
    match node:
        case Task():
            limits = node.limits
            if slot.state in BEGUN and not slot.summary and not _is_dated(node, plan):
                limits = evolve(limits, not_before=slot.start)
            return evolve(node, progress=NO_PROGRESS, standby=False, limits=limits)
        case Milestone():
            return evolve(node, finished=None)
        case _:
            return node


def _is_dated(task: Task, plan: Plan) -> bool:
    """Whether something says when a task begins: a date, what it or a task around it waits for, or when it has to end."""
    here: Node | None = task
    while isinstance(here, Task):
        limits = here.limits
        days = (limits.not_before, limits.starts_on, limits.ends_on)
        if here.links or here.late or here.starts_when is not None or any(day is not None for day in days):
            return True
        here = plan.nodes.get(here.parent or "")
    return False


def _share_done(name: str, schedule: Schedule, cut: date) -> tuple[Fraction, bool]:
    """The share of a task that is done, and whether that is a guess."""
    slot = schedule.slots[name]
    match slot.state:
        case TaskState.FINISHED:
            return Fraction(1), False
        case TaskState.RUNNING:
            if slot.done is not None and not slot.progress_unknown:
                return slot.done, False
            return schedule.work[name].share(cut), True
        case _:
            return Fraction(0), False


def _weight(task: Task, weight: TaskWeight, plan: Plan, schedule: Schedule, work: Work) -> Fraction:
    """What a task counts for; of its length the working days, of its effort the days of all people."""
    match weight:
        case TaskWeight.EQUAL:
            return Fraction(1)
        case TaskWeight.COST:
            return sum((Fraction(one.amount) for one in accrued_of(task, plan, schedule)), Fraction(0))
        case TaskWeight.LENGTH:
            shared = max(len(workers(task, plan.model)), 1) if isinstance(task.length, InPersonDays) else work.people
            return _days(work, plan) / shared
        case TaskWeight.EFFORT:
            return _days(work, plan)


def _days(work: Work, plan: Plan) -> Fraction:
    """The working days of all people at work on a task."""
    if work.time is None:
        return Fraction(plan.calendar.days_worth(work.first, work.last + DAY)) * work.people
    return work.days
