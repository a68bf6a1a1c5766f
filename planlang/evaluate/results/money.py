"""Budgets as they stand: what is used, how that compares with the time gone, where it leads.

In: nothing (data classes). Out: parts of an `Evaluation`.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from planlang.data.loaded.snapshot import Place
from planlang.values.figure import Figure
from planlang.values.units import MoneyIn


@frozen
class AccountValue:
    """A budget or an account of it, on the last day of which all is known that is spent of it.

    Attributes:
        to: that day; None where nothing is loaded. All that follows from what is used is told of its end.
        amount: all that may be spent.
        used: what is spent.
        remaining: the amount less that; below zero where it is overdrawn.
        burn: used over amount.
        pace: the share that was to be spent by that day.
        ahead: burn less pace.
        forecast: what will have been spent at the end, as fast as so far.
        overrun: by how much that is more than there is.
        exhausted: the working day at whose end all is spent, as fast as so far, or was; None where it lasts.
    """

    account: str
    budget: str
    to: date | None
    unit: MoneyIn
    amount: Figure
    used: Figure
    remaining: Figure
    burn: Figure
    pace: Figure
    ahead: Figure
    forecast: Figure
    overrun: Figure
    exhausted: date | None


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
