"""Money: budgets and their accounts, what may be spent, by when, and how it is told what was; and what work costs."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import Party
from planlang.source import Span
from planlang.values.periods import Grain


class Accrual(Enum):
    """When a cost comes up."""

    EVENLY = "evenly"
    AT_START = "at start"
    AT_END = "at end"


@frozen
class Charge:
    """A cost of a task.

    Attributes:
        amount: in the plan's currency; that of a person's day of work where it is `per_day`.
        account: qualified name of the account, or the budget, that it is spent from; None where nothing says so.
        resource: qualified name of the resource whose days it is told for; None for those of everybody at work.
    """

    amount: Decimal
    per_day: bool
    accrual: Accrual
    account: str | None
    span: Span
    resource: str | None = None


@frozen
class Account:
    """A budget as a whole, or an account in it.

    Attributes:
        budget: qualified name of the budget; of that itself its own.
        parent: qualified name of what it stands in, the budget or another account; None for a budget.
        amount: in the plan's currency.
        time_grain, time_shares: how it is split over the plan, as a goal is; not split where there are none.
        spent: what was spent of it and of all accounts in it; None where the budget does not say.
        ordered: what is ordered and not yet spent, the same way; None where the budget does not say.
    """

    ident: Ident
    budget: str
    parent: str | None
    amount: Decimal
    time_grain: Grain | None
    time_shares: tuple[Decimal, ...]
    spent: FigureExpression | None
    ordered: FigureExpression | None
    owner: Party | None

    @property
    def counted(self) -> tuple[FigureExpression, ...]:
        """What is counted of rows for it."""
        return tuple(one for one in (self.spent, self.ordered) if one is not None)


@frozen
class Budget:
    """What is said of a budget as a whole; its amount and its accounts stand among the accounts.

    Attributes:
        calendar: name of the calendar whose working days count.
        column: of the rows that are spent, the name of the account; None where it is not split or does not say.
        strays: how many rows name an account that there is not; None where no row names one.
        by_run_rate: spending is told to go on as it did, whatever tasks cost.
    """

    ident: Ident
    calendar: str
    serves: tuple[str, ...]
    column: str | None
    strays: FigureExpression | None
    by_run_rate: bool
