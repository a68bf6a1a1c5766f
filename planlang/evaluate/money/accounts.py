"""Budgets and accounts against what is spent of them (docs/reference/budgets.md).

In: a plan and its figures. Out: the measures of an account at the start of a day, and all of them on the last day that is
covered. Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import assert_never

from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.figures.asked import aggregates_in
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.money.curves import curves
from planlang.evaluate.results.money import AccountValue, BudgetValue, Strays
from planlang.plan.plan import Plan
from planlang.query.logical import rows_of
from planlang.semantics.expr import BudgetMeasure, FigureExpression, OfBudget
from planlang.values.calendars import Calendar
from planlang.values.figure import Figure, Known, Unknown, Why, mapped
from planlang.values.periods import DAY, Period
from planlang.values.units import MoneyIn

LEAST_DAYS = 20
"""Working days of spending from which it is told where that leads."""
STRAYS_LISTED = 20
"""Rows looked at for what they name instead of an account."""


class Accounts:
    """The budgets of a plan; `figures` answers what is spent."""

    def __init__(self, plan: Plan, figures: Figures) -> None:
        self.plan = plan
        self.figures = figures
        self._curves = curves(plan)
        self._end = plan.end + DAY

    # ---------------------------------------------------------------- questions

    def answer(self, asked: OfBudget, period: Period) -> Figure:
        """What an expression asks of an account, as it stands at the end of a period."""
        return self.measure(asked.account, asked.measure, min(period.end, self.figures.catalog.cut_days))

    def measure(self, account: str, measure: BudgetMeasure, day: date) -> Figure:
        """A measure of an account at the start of a day, what is used counted from the start of the plan."""
        amount = self._amount(account)
        match measure:
            case BudgetMeasure.PACE:
                return Known(self._curves[account].by(day) / amount) if amount else Unknown(Why.NO_DENOMINATOR)
            case BudgetMeasure.USED:
                return self._used(account, day)
            case BudgetMeasure.REMAINING:
                return mapped(self._used(account, day), lambda used: Known(amount - used))
            case BudgetMeasure.BURN:
                return mapped(self._used(account, day), lambda used: _share(used, amount))
            case BudgetMeasure.FORECAST:
                return self._forecast(account, day)
            case BudgetMeasure.OVERRUN:
                return mapped(self._forecast(account, day), lambda all_: Known(max(all_ - amount, Fraction(0))))
            case unreachable:
                assert_never(unreachable)

    def values(self) -> Iterator[BudgetValue]:
        """Every budget with its accounts on the last day that is covered, in declared order."""
        accounts = self.plan.model.accounts
        for name, budget in self.plan.model.budgets.items():
            within = [key for key, account in accounts.items() if account.budget == name]
            strays = None if budget.strays is None else self._strays(name, budget.strays, budget.column or "")
            yield BudgetValue(name, tuple(self._value(key) for key in within), strays)

    def covered_to(self, account: str) -> date | None:
        """The day after the last of which all that is spent of an account is known; None where there is none."""
        spent = self.plan.model.accounts[account].spent
        if spent is None:
            return None
        catalog, coverage = self.figures.catalog, self.figures.snapshot.coverage
        aggregates = aggregates_in([spent], self.plan.model)
        sources = {source for one in aggregates for source in catalog.covered_by(rows_of(one))}
        ends = [
            max(
                (min(end, catalog.cut_days) for start, end in coverage.get(s, ()) if start < catalog.cut_days),
                default=None,
            )
            for s in sources
        ]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends) or not known:
            return None
        last = min(*known, self._end)
        return last if last > self.plan.start else None

    # ---------------------------------------------------------------- measures

    def _amount(self, account: str) -> Fraction:
        return Fraction(self.plan.model.accounts[account].amount)

    def _calendar(self, account: str) -> Calendar:
        budget = self.plan.model.accounts[account].budget
        return self.plan.calendars[self.plan.model.budgets[budget].calendar]

    def _used(self, account: str, day: date) -> Figure:
        """What is spent from the start of the plan to the start of a day."""
        spent, start, end = self.plan.model.accounts[account].spent, self.plan.start, min(day, self._end)
        if spent is None:
            return Unknown(Why.NO_VALUES)
        if end <= start:
            return Unknown(Why.NOT_BEGUN)
        return named(self.figures.over(spent, WHOLE, start, end), spent, start, end, self.figures)

    def _forecast(self, account: str, day: date) -> Figure:
        """What will be spent in all where it goes on as it did; unknown after too few days."""
        calendar = self._calendar(account)
        gone = calendar.days_worth(self.plan.start, min(day, self._end)) if day > self.plan.start else 0
        used = self._used(account, day)
        if isinstance(used, Known) and gone < LEAST_DAYS:
            return Unknown(Why.SMALL_SAMPLE)
        all_days = calendar.days_worth(self.plan.start, self._end)
        return mapped(used, lambda value: Known(value * all_days / gone) if gone else Unknown(Why.SMALL_SAMPLE))

    def _value(self, account: str) -> AccountValue:
        """An account on the last day that is covered."""
        after = self.covered_to(account)
        day = after or min(self.figures.catalog.cut_days, self._end)
        amount = self._amount(account)
        burn, pace = (self.measure(account, asked, day) for asked in (BudgetMeasure.BURN, BudgetMeasure.PACE))
        used, forecast = self._used(account, day), self._forecast(account, day)
        ahead = mapped(burn, lambda share: Known(share - pace.value) if isinstance(pace, Known) else pace)
        return AccountValue(
            account,
            self.plan.model.accounts[account].budget,
            None if after is None else after - DAY,
            MoneyIn(self.plan.model.plan.currency),
            Known(amount),
            used,
            self.measure(account, BudgetMeasure.REMAINING, day),
            burn,
            pace,
            ahead,
            forecast,
            mapped(forecast, lambda all_: Known(max(all_ - amount, Fraction(0)))),
            self._exhausted(account, day, used, forecast),
        )

    def _exhausted(self, account: str, day: date, used: Figure, forecast: Figure) -> date | None:
        """The first day at whose end all is spent: as the rows tell, else the working day as it goes on."""
        amount, spent = self._amount(account), self.plan.model.accounts[account].spent
        if not isinstance(used, Known) or spent is None:
            return None
        if used.value >= amount:
            days = [self.plan.start + DAY * count for count in range(1, (day - self.plan.start).days + 1)]
            course = self.figures.course(spent, self.plan.start, days)
            reached = (end for end, found in course if isinstance(found, Known) and found.value >= amount)
            return next((end - DAY for end in reached), None)
        if not isinstance(forecast, Known) or forecast.value < amount:
            return None
        calendar = self._calendar(account)
        gone = calendar.days_worth(self.plan.start, day)
        low, high = day, self._end
        while low < high:  # the first day at whose end so many days have gone
            middle = low + (high - low) // 2
            if used.value * calendar.days_worth(self.plan.start, middle + DAY) >= amount * gone:
                high = middle
            else:
                low = middle + DAY
        return low

    # ---------------------------------------------------------------- rows of no account

    def _strays(self, budget: str, counted: FigureExpression, column: str) -> Strays | None:
        """Rows that name no account, up to the last day that is covered; None where there are none, or none are known."""
        start, end = self.plan.start, self.covered_to(budget)
        if end is None:
            return None
        found = self.figures.over(counted, WHOLE, start, end)
        value = found.value if isinstance(found, Known) else found.so_far
        if not value:
            return None
        evidence = self.figures.evidence(counted, WHOLE, start, end, STRAYS_LISTED)
        first = {dict(row.cells).get(column, ""): row.place for row in reversed(evidence.rows)}
        return Strays(int(value), tuple(reversed(first.items())))


def _share(part: Fraction, whole: Fraction) -> Figure:
    return Known(part / whole) if whole else Unknown(Why.NO_DENOMINATOR)
