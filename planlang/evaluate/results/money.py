"""Budgets as they stand: what is used, how that compares with the time gone, where it leads; and what of resources is wanted.

In: nothing (data classes). Out: parts of an `Evaluation`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from planlang.data.loaded.snapshot import Place
from planlang.frozen import frozen
from planlang.schedule.schedule import Overload
from planlang.values.figure import Figure
from planlang.values.units import MoneyIn


@frozen
class AccountValue:
    """A budget or an account of it, on the last day of which all is known that is spent of it.

    Attributes:
        to: that day; None where nothing is loaded. All that follows from what is used is told of its end.
        amount: all that may be spent.
        used: what is spent.
        committed: what is ordered and not yet spent: what the tasks that have begun cost beyond what is used.
        planned: what the other tasks cost.
        accrued: what has come up of the costs of tasks, as they are scheduled.
        remaining: the amount less what is used and committed; below zero where it is overdrawn.
        free: that less what is planned.
        burn: used over amount.
        pace: the share that was to be spent by that day.
        ahead: burn less pace.
        forecast: what will have been spent at the end, as tasks are scheduled, else as fast as so far.
        overrun: by how much that is more than there is.
        exhausted: the day at whose end all is spent, as it goes on, or was; None where it lasts.
        by_plan: whether the forecast goes by tasks, at least in part.
    """

    account: str
    budget: str
    to: date | None
    unit: MoneyIn
    amount: Figure
    used: Figure
    committed: Figure
    planned: Figure
    accrued: Figure
    remaining: Figure
    free: Figure
    burn: Figure
    pace: Figure
    ahead: Figure
    forecast: Figure
    overrun: Figure
    exhausted: date | None
    by_plan: bool


@frozen
class Strays:
    """Rows that name no account of a budget.

    Attributes:
        rows: how many there are.
        named: (what they name, where the first of these stands), of the first of them; empty for an empty cell.
    """

    rows: int
    named: tuple[tuple[str, Place], ...]


@frozen
class BudgetValue:
    """A budget with its accounts, itself first, then as declared."""

    budget: str
    accounts: tuple[AccountValue, ...]
    strays: Strays | None = None

    @property
    def whole(self) -> AccountValue:
        """The budget itself."""
        return self.accounts[0]


@frozen
class ResourceTask:
    """What a task in force takes of a resource.

    Attributes:
        days: of all the time of the resource that it takes.
        worked: how many of these lie before the cut.
        cost: None where the resource does not say what it costs.
    """

    task: str
    days: Fraction
    worked: Fraction
    cost: Decimal | None


@frozen
class ResourceValue:
    """A resource on the day of the cut.

    Attributes:
        people: those whose names are known; nobody for a thing.
        share: how much there is of a usual day of each of them; all of it of a thing.
        overloads: when several tasks want it at once, from the cut on.
    """

    resource: str
    people: tuple[str, ...]
    share: Fraction
    tasks: tuple[ResourceTask, ...]
    overloads: tuple[Overload, ...]

    @property
    def days(self) -> Fraction:
        """What all tasks take."""
        return sum((one.days for one in self.tasks), Fraction(0))

    @property
    def worked(self) -> Fraction:
        """What of that lies before the cut."""
        return sum((one.worked for one in self.tasks), Fraction(0))

    @property
    def cost(self) -> Decimal | None:
        """What all its days cost; None where nobody says."""
        told = [one.cost for one in self.tasks if one.cost is not None]
        return sum(told, Decimal(0)) if told else None

    @property
    def too_many(self) -> Fraction:
        """By how many days it is wanted beyond those that there are."""
        return sum((one.days for one in self.overloads), Fraction(0))
