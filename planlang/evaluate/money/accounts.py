"""Budgets and accounts against what is spent of them (docs/reference/budgets.md).

In: a plan, its figures, and its schedule, which is made when the cost of a task is asked for. Out: the measures of an account at the start of a day, and all of them on the last day that is
covered. Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import assert_never

from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.figures.asked import aggregates_in
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.figures.windows import Stretch
from planlang.evaluate.money.charged import Charged
from planlang.evaluate.money.curves import curves
from planlang.evaluate.results.money import AccountValue, BudgetValue, Strays
from planlang.plan.plan import Plan
from planlang.query.logical import rows_of
from planlang.schedule.schedule import Schedule
from planlang.semantics.expr import BudgetMeasure, FigureExpression, OfBudget
from planlang.values.calendars import Calendar
from planlang.values.figure import Figure, Known, Unknown, Why, mapped, summed
from planlang.values.periods import DAY
from planlang.values.units import MoneyIn

LEAST_DAYS = 20
"""Working days of spending from which it is told where that leads."""
STRAYS_LISTED = 20
"""Rows looked at for what they name instead of an account."""


class Accounts:
    """The budgets of a plan; `figures` answers what is spent."""

    def __init__(self, plan: Plan, figures: Figures, schedule: Callable[[], Schedule]) -> None:
        self.plan = plan
        self.figures = figures
        self.charged = Charged(plan, schedule)
        self._curves = curves(plan)
        self._end = plan.end + DAY
        self._inside: dict[str, list[str]] = {}
        for name, account in plan.model.accounts.items():
            if account.parent is not None:
                self._inside.setdefault(account.parent, []).append(name)
        self._known: dict[tuple[str, date], Figure] = {}

    # ---------------------------------------------------------------- questions

    def answer(self, asked: OfBudget, stretch: Stretch) -> Figure:
        """What an expression asks of an account: what comes up on some days, all else as it stands at the end of a period."""
        cut = self.figures.catalog.cut_days
        if asked.measure is BudgetMeasure.ACCRUED:
            start, end = (min(day, cut) for day in (stretch.start, stretch.end))
            return Known(self._accrued(asked.account, end) - self._accrued(asked.account, start))
        return self.measure(asked.account, asked.measure, min(stretch.period.end, cut))

    def measure(self, account: str, measure: BudgetMeasure, day: date) -> Figure:
        """A measure of an account at the start of a day, what comes up counted from the start of the plan."""
        amount = self._amount(account)
        match measure:
            case BudgetMeasure.PACE:
                return Known(self._curves[account].by(day) / amount) if amount else Unknown(Why.NO_DENOMINATOR)
            case BudgetMeasure.USED:
                return self._used(account, day)
            case BudgetMeasure.ACCRUED:
                return Known(self._accrued(account, day))
            case BudgetMeasure.COMMITTED:
                return self._committed(account, day)
            case BudgetMeasure.PLANNED:
                return Known(self._planned(account, day))
            case BudgetMeasure.REMAINING:
                return mapped(self._gone(account, day), lambda gone: Known(amount - gone))
            case BudgetMeasure.FREE:
                left = amount - self._planned(account, day)
                return mapped(self._gone(account, day), lambda gone: Known(left - gone))
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
        key = account, day
        if key not in self._known:
            self._known[key] = self._summed(self.plan.model.accounts[account].spent, day)
        return self._known[key]

    def _summed(self, rows: FigureExpression | None, day: date) -> Figure:
        """What some rows sum up to from the start of the plan to the start of a day."""
        start, end = self.plan.start, min(day, self._end)
        if rows is None:
            return Unknown(Why.NO_VALUES)
        if end <= start:
            return Unknown(Why.NOT_BEGUN)
        return named(self.figures.over(rows, WHOLE, start, end), rows, start, end, self.figures)

    def _own(self, account: str, day: date) -> Figure:
        """What is spent of an account itself, without the accounts in it."""
        inside = (mapped(self._used(one, day), lambda used: Known(-used)) for one in self._inside.get(account, ()))
        return summed([self._used(account, day), *inside])

    def _within(self, account: str) -> Iterator[str]:
        """An account and all that are in it."""
        yield account
        for one in self._inside.get(account, ()):
            yield from self._within(one)

    # ---------------------------------------------------------------- what tasks cost

    def _accrued(self, account: str, day: date) -> Fraction:
        return sum((self.charged.by(one, day) for one in self._within(account)), Fraction(0))

    def _planned(self, account: str, day: date) -> Fraction:
        return sum((self.charged.planned(one, day) for one in self._within(account)), Fraction(0))

    def _committed(self, account: str, day: date) -> Figure:
        """What is ordered, where rows tell; else what the tasks that have begun cost beyond what is used, account by account."""
        said = self.plan.model.accounts[account]
        if said.ordered is not None:
            return self._summed(said.ordered, day)
        parts = {one: self.charged.begun(one, day) for one in self._within(account)}
        if said.spent is None:
            return Known(sum(parts.values(), Fraction(0)))
        return summed(mapped(self._own(one, day), _beyond(begun)) for one, begun in parts.items() if begun)

    def _gone(self, account: str, day: date) -> Figure:
        """What is used or committed."""
        said = self.plan.model.accounts[account]
        if said.spent is None:
            return self._committed(account, day)
        used = self._used(account, day)
        begun = self.charged.begun(account, day)
        if begun and said.ordered is None and not self._inside.get(account):
            return mapped(used, lambda value: Known(max(value, begun)))  # the more is used, the less is committed
        return summed([used, self._committed(account, day)])

    # ---------------------------------------------------------------- where it leads

    def _is_planned(self, account: str) -> bool:
        """Whether what will be spent of an account itself is told by the tasks that are charged to it."""
        budget = self.plan.model.budgets[self.plan.model.accounts[account].budget]
        return bool(self.charged.of(account)) and not budget.by_run_rate

    def by_plan(self, account: str) -> bool:
        """Whether something in an account is."""
        return any(self._is_planned(one) for one in self._within(account))

    def _forecast(self, account: str, day: date, until: date = date.max) -> Figure:
        """What will be spent before a later day, or in all: as tasks are scheduled, else as fast as so far; unknown after too
        few days of that.
        """
        if not self.by_plan(account):
            return self._at_this_rate(self._used(account, day), account, day, until)
        return summed(self._part(one, day, until) for one in self._within(account))

    def _part(self, account: str, day: date, until: date) -> Figure:
        """The same of an account itself, without the accounts in it."""
        used = self._own(account, day)
        told = self.plan.model.accounts[account].spent is not None
        if self._is_planned(account):
            now = self.charged.by(account, day)
            after = self.charged.by(account, until) - now
            return mapped(used, lambda value: Known(max(value, now) + after)) if told else Known(now + after)
        if not told:
            return Known(Fraction(0))
        if self._inside.get(account) and used == Known(Fraction(0)):
            return used  # nothing is spent but of the accounts in it
        return self._at_this_rate(used, account, day, until)

    def _at_this_rate(self, used: Figure, account: str, day: date, until: date) -> Figure:
        """What is used before a later day where it goes on as it did; unknown after too few days."""
        calendar = self._calendar(account)
        gone = calendar.days_worth(self.plan.start, min(day, self._end)) if day > self.plan.start else 0
        if gone < LEAST_DAYS and (isinstance(used, Known) or used.between is not None):
            return Unknown(Why.SMALL_SAMPLE)
        days = calendar.days_worth(self.plan.start, min(until, self._end))
        return mapped(used, lambda value: Known(value * days / gone) if gone else Unknown(Why.SMALL_SAMPLE))

    def _value(self, account: str) -> AccountValue:
        """An account on the last day that is covered."""
        after = self.covered_to(account)
        day = after or min(self.figures.catalog.cut_days, self._end)
        amount = self._amount(account)

        def asked(measure: BudgetMeasure) -> Figure:
            return self.measure(account, measure, day)

        burn, pace, forecast = asked(BudgetMeasure.BURN), asked(BudgetMeasure.PACE), asked(BudgetMeasure.FORECAST)
        return AccountValue(
            account,
            self.plan.model.accounts[account].budget,
            None if after is None else after - DAY,
            MoneyIn(self.plan.model.plan.currency),
            Known(amount),
            asked(BudgetMeasure.USED),
            asked(BudgetMeasure.COMMITTED),
            asked(BudgetMeasure.PLANNED),
            asked(BudgetMeasure.ACCRUED),
            asked(BudgetMeasure.REMAINING),
            asked(BudgetMeasure.FREE),
            burn,
            pace,
            mapped(burn, lambda share: Known(share - pace.value) if isinstance(pace, Known) else pace),
            forecast,
            asked(BudgetMeasure.OVERRUN),
            self._exhausted(account, day, forecast),
            self.by_plan(account),
        )

    def _exhausted(self, account: str, day: date, forecast: Figure) -> date | None:
        """The first day at whose end all is spent: as the rows tell, else the day as it goes on."""
        amount, spent = self._amount(account), self.plan.model.accounts[account].spent
        used = self._used(account, day)
        if spent is not None and isinstance(used, Known) and used.value >= amount:
            days = [self.plan.start + DAY * count for count in range(1, (day - self.plan.start).days + 1)]
            course = self.figures.course(spent, self.plan.start, days)
            reached = (end for end, found in course if isinstance(found, Known) and found.value >= amount)
            return next((end - DAY for end in reached), None)
        if not isinstance(forecast, Known) or forecast.value < amount:
            return None
        low, high = day, max(self._end, self.charged.end or self._end)
        while low < high:  # the first day at whose end so much is spent
            middle = low + (high - low) // 2
            spent_by_then = self._forecast(account, day, middle + DAY)
            if isinstance(spent_by_then, Known) and spent_by_then.value >= amount:
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


def _beyond(cost: Fraction) -> Callable[[Fraction], Figure]:
    """By how much a cost is more than what is used."""
    return lambda used: Known(max(cost - used, Fraction(0)))
