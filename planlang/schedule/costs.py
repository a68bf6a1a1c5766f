"""What the work costs: the costs of tasks, summed by what they stand in and by what they serve.

In: a plan and its schedule. Out: `Costs`: one line a task with a cost of its own or below it, the whole, and the budgets. A
budget is a goal on money that is to be kept under (`at most`), for the work that serves it. Money is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import field, frozen

from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule, TaskState
from planlang.semantics.model import Direction, Goal, Task
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
        whole: of all tasks.
        budgets: in declared order.
    """

    tasks: dict[str, Cost] = field(factory=dict)
    whole: Cost = Cost()
    budgets: tuple[Budget, ...] = ()


def costs(plan: Plan, schedule: Schedule) -> Costs:
    """The costs of all tasks of a plan that are in force."""
    tasks = plan.model.tasks
    own = {
        name: _cost(task, task.cost, schedule)
        for name, task in tasks.items()
        if task.cost is not None and name not in schedule.waiting and name not in schedule.undecided
    }
    whole: dict[str, Cost] = {}
    for name, cost in own.items():
        for above in _lineage(name, plan):
            whole[above] = whole.get(above, Cost()) + cost
    return Costs(
        {name: whole[name] for name in tasks if name in whole},
        sum(own.values(), Cost()),
        tuple(_budgets(plan, own)),
    )


def _cost(task: Task, amount: Decimal, schedule: Schedule) -> Cost:
    """The cost of one task where it stands; one without dates is not begun."""
    slot = schedule.slots.get(task.ident.name)
    match slot.state if slot is not None else TaskState.PLANNED:
        case TaskState.FINISHED:
            return Cost(finished=amount)
        case TaskState.RUNNING:
            return Cost(running=amount)
        case _:
            return Cost(planned=amount)


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


def _serves(task: str, goal: Goal, plan: Plan) -> bool:
    """Whether a task, or what it stands in, serves a goal."""
    return any(goal.ident.name in plan.model.tasks[above].serves for above in _lineage(task, plan))
