"""Budgets as they stand: what is used, how that compares with the time gone, where it leads.

In: nothing (data classes). Out: parts of an `Evaluation`.
"""

from __future__ import annotations

from datetime import date

from planlang.data.loaded.snapshot import Place
from planlang.frozen import frozen
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
