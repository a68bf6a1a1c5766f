"""What the costs of tasks come to for each account by itself, without the accounts in it.

In: a plan and its schedule, which is made when it is first asked for. Out: amounts of the tasks that have begun, of the others,
and what has come up of all of them before a day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property

from planlang.plan.plan import Plan
from planlang.schedule.accruals import Accrued, accrued
from planlang.schedule.schedule import Schedule
from planlang.values.periods import DAY


class Charged:
    """The costs of a plan's tasks by account."""

    def __init__(self, plan: Plan, schedule: Callable[[], Schedule]) -> None:
        self._plan = plan
        self._schedule = schedule
        self._any = any(charge.account for task in plan.model.tasks.values() for charge in task.costs)

    def of(self, account: str) -> Sequence[Accrued]:
        """The costs that an account itself is charged with, in order of declaration."""
        return self._by_account.get(account, ())

    def begun(self, account: str, day: date) -> Fraction:
        """What the tasks cost that began before a day, all of it."""
        return sum((Fraction(one.amount) for one in self.of(account) if one.begun_before(day)), Fraction(0))

    def planned(self, account: str, day: date) -> Fraction:
        """What the tasks cost that did not."""
        return sum((Fraction(one.amount) for one in self.of(account) if not one.begun_before(day)), Fraction(0))

    def by(self, account: str, day: date) -> Fraction:
        """What has come up before a day, as the tasks are scheduled."""
        return sum((Fraction(one.by(day)) for one in self.of(account)), Fraction(0))

    @cached_property
    def end(self) -> date | None:
        """The day before which all costs have come up; None where there are none."""
        return max((one.work.last + DAY for found in self._by_account.values() for one in found), default=None)

    @cached_property
    def _by_account(self) -> Mapping[str, Sequence[Accrued]]:
        found: dict[str, list[Accrued]] = {}
        if self._any:  # else nobody needs the dates
            for one in accrued(self._plan, self._schedule()):
                if one.charge.account is not None:
                    found.setdefault(one.charge.account, []).append(one)
        return found
