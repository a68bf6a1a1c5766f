"""When the costs of tasks come up.

In: a plan and its schedule. Out: for each cost of a task in force its amount, and how much of that has come up before a day:
evenly over the time that is worked on it, or all at its start or its end. Money is exact: what has come up is rounded, so
that what comes up in the periods of a task adds up to its cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule, TaskState
from planlang.schedule.work import Work
from planlang.semantics.model import Accrual, Charge, Task
from planlang.values.money import minor_digits
from planlang.values.rounding import half_away

BEGUN = (TaskState.RUNNING, TaskState.FINISHED)


@frozen(eq=False)
class Accrued:
    """A cost of a task.

    Attributes:
        amount: all of it.
        digits: of the smallest unit of the currency.
    """

    task: str
    charge: Charge
    amount: Decimal
    state: TaskState
    work: Work
    digits: int

    def by(self, day: date) -> Decimal:
        """What of it has come up before a day."""
        match self.charge.accrual:
            case Accrual.AT_START:
                return self.amount if day > self.work.first else Decimal(0)
            case Accrual.AT_END:
                return self.amount if day > self.work.last else Decimal(0)
            case _:
                share = self.work.share(day)
                return self.amount if share == 1 else half_away(Fraction(self.amount) * share, self.digits)

    def begun_before(self, day: date) -> bool:
        """Whether the task has begun before a day."""
        return self.state in BEGUN and self.work.first < day


def accrued(plan: Plan, schedule: Schedule) -> Iterator[Accrued]:
    """The costs of the tasks in force, in order of declaration."""
    for name in schedule.work:
        yield from accrued_of(plan.model.tasks[name], plan, schedule)


def accrued_of(task: Task, plan: Plan, schedule: Schedule) -> Iterator[Accrued]:
    """The costs of one task, as they are written; none of one that is not in force."""
    name, digits = task.ident.name, minor_digits(plan.model.plan.currency)
    work = schedule.work.get(name)
    if work is None:
        return
    for charge in task.costs:
        amount = charge.amount
        if charge.per_day:
            days = work.days if charge.resource is None else work.days_of(charge.resource)
            amount = half_away(Fraction(amount) * days, digits)
        yield Accrued(name, charge, amount, schedule.slots[name].state, work, digits)
