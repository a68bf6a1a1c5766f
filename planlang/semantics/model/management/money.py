"""Budgets and their accounts: what may be spent, by when, and how it is told what was."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from planlang.semantics.expr import FigureExpression
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import Party
from planlang.values.periods import Grain


@frozen
class Account:
    """A budget as a whole, or an account in it.

    Attributes:
        budget: qualified name of the budget; of that itself its own.
        parent: qualified name of what it stands in, the budget or another account; None for a budget.
        amount: in the plan's currency.
        time_grain, time_shares: how it is split over the plan, as a goal is; not split where there are none.
        spent: what was spent of it and of all accounts in it; None where the budget does not say.
    """

    ident: Ident
    budget: str
    parent: str | None
    amount: Decimal
    time_grain: Grain | None
    time_shares: tuple[Decimal, ...]
    spent: FigureExpression | None
    owner: Party | None


@frozen
class Budget:
    """What is said of a budget as a whole; its amount and its accounts stand among the accounts.

    Attributes:
        calendar: name of the calendar whose working days count.
        column: of the rows that are spent, the name of the account; None where it is not split or does not say.
        strays: how many rows name an account that there is not; None where no row names one.
    """

    ident: Ident
    calendar: str
    serves: tuple[str, ...]
    column: str | None
    strays: FigureExpression | None
