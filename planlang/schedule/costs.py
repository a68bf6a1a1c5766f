"""What the work costs: the costs of tasks, summed by what they stand in and by what they serve.

In: a plan and its schedule. Out: `Costs`: one line a task with a cost of its own or below it, the whole, and the budgets. A
budget is a goal on money that is to be kept under (`at most`), for the work that serves it. Money is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planlang.frozen import field, frozen
from planlang.plan.plan import Plan
from planlang.schedule.accruals import Accrued, accrued
from planlang.schedule.schedule import Schedule, TaskState
from planlang.semantics.model import Direction, Goal
from planlang.values.units import MoneyIn

ZERO = Decimal(0)


@frozen
class Cost:
    """An amount by how far the work stands: finished, under way (the whole cost of what has begun), not begun."""

    finished: Decimal = ZERO
    running: Decimal = ZERO
    planned: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.finished + self.running + self.planned

    @property
    def committed(self) -> Decimal:
        """What has been spent or cannot be taken back: finished and under way."""
        return self.finished + self.running

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.finished + other.finished, self.running + other.running, self.planned + other.planned)


@frozen
class Budget:
    """A goal that work which serves it may not cost more than."""

    goal: str
    allowed: Decimal
    cost: Cost


@frozen
class Costs:
    """The costs of a plan.

    Attributes:
        tasks: by name, in declared order: of a summary, its own and all below it; tasks without any are left out.
        own: the same, without what is below.
        whole: of all tasks.
        budgets: in declared order.
        goals: of all tasks that serve a goal, or one that serves it; by name, in declared order; others are left out. A task
            counts in whole for each goal that it serves, and once in `whole`.
    """

    tasks: dict[str, Cost] = field(factory=dict)
    own: dict[str, Cost] = field(factory=dict)
    whole: Cost = Cost()
    budgets: tuple[Budget, ...] = ()
    goals: dict[str, Cost] = field(factory=dict)


def costs(plan: Plan, schedule: Schedule) -> Costs:
    """The costs of all tasks of a plan that are in force."""
    tasks = plan.model.tasks
    own: dict[str, Cost] = {}
    for one in accrued(plan, schedule):
        own[one.task] = own.get(one.task, Cost()) + _cost(one)
    whole: dict[str, Cost] = {}
    for name, cost in own.items():
        for above in _lineage(name, plan):
            whole[above] = whole.get(above, Cost()) + cost
    return Costs(
        {name: whole[name] for name in tasks if name in whole},
        own,
        sum(own.values(), Cost()),
        tuple(_budgets(plan, own)),
        _goals(plan, own),
    )


def _cost(one: Accrued) -> Cost:
    """A cost of a task where that stands."""
    match one.state:
        case TaskState.FINISHED:
            return Cost(finished=one.amount)
        case TaskState.RUNNING:
            return Cost(running=one.amount)
        case _:
            return Cost(planned=one.amount)


def _lineage(name: str, plan: Plan) -> Iterator[str]:
    """A task and what it stands in, nearest first."""
    seen: set[str] = set()
    here: str | None = name
    while here is not None and here in plan.model.tasks and here not in seen:
        yield here
        seen.add(here)
        here = plan.model.tasks[here].parent


def _budgets(plan: Plan, own: dict[str, Cost]) -> Iterator[Budget]:
    """Goals on money to be kept under, with the cost of the tasks that serve them, as said there or above."""
    for name, goal in plan.model.goals.items():
        serving = [cost for task, cost in own.items() if _serves(task, goal, plan)]
        if serving and goal.direction is Direction.AT_MOST and isinstance(goal.unit, MoneyIn):
            yield Budget(name, goal.target, sum(serving, Cost()))


def _goals(plan: Plan, own: dict[str, Cost]) -> dict[str, Cost]:
    """What the work costs that serves each goal."""
    found: dict[str, Cost] = {}
    for task, cost in own.items():
        for goal in _served(task, plan):
            found[goal] = found.get(goal, Cost()) + cost
    return {name: found[name] for name in plan.model.goals if name in found}


def _served(task: str, plan: Plan) -> set[str]:
    """The goals that a task, or what it stands in, serves, and those that these serve."""
    goals = plan.model.goals
    served: set[str] = set()
    waiting = [goal for above in _lineage(task, plan) for goal in plan.model.tasks[above].serves]
    while waiting:
        goal = waiting.pop()
        if goal in goals and goal not in served:
            served.add(goal)
            waiting += goals[goal].serves
    return served


def _serves(task: str, goal: Goal, plan: Plan) -> bool:
    """Whether a task, or what it stands in, serves a goal."""
    return any(goal.ident.name in plan.model.tasks[above].serves for above in _lineage(task, plan))
