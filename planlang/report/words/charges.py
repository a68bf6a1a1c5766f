"""What is said of the costs of one task: how much, when it comes up, from which account.

In: a task as declared and its schedule. Out: lines of text.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.plan.plan import Plan
from planlang.report.words.dates import number
from planlang.report.words.names import account_name, clean
from planlang.schedule.accruals import Accrued, accrued_of
from planlang.schedule.schedule import Schedule
from planlang.semantics.model import Accrual, Charge, Task
from planlang.values.figure import Known
from planlang.values.units import MoneyIn

COST = Text("report.task.cost", "cost: {amount}{when}{account}")
PER_DAY = Text("report.task.cost-per-day", "cost: {rate} a day{when}{account}")
FOR_DAYS = Text("report.task.cost-for-days", "cost: {rate} a day, {amount} for {days} days of work{when}{account}")
WHEN = {
    Accrual.EVENLY: None,
    Accrual.AT_START: Text("report.task.cost-at-start", ", when it starts"),
    Accrual.AT_END: Text("report.task.cost-at-end", ", when it is done"),
}
OF = Text("report.task.cost-of", "{resource}, {line}")
ACCOUNT = Text("report.task.cost-account", ", from {account}")


def cost_lines(task: Task, plan: Plan, schedule: Schedule, language: Language) -> Iterator[str]:
    """A line for each cost."""
    found = list(accrued_of(task, plan, schedule))
    for i, charge in enumerate(task.costs):
        line = _line(charge, found[i] if found else None, plan, language)
        if charge.resource is not None:
            resource = clean(plan.model.resources[charge.resource].ident.title)
            line = OF(resource=resource, line=line).render(language)
        yield line


def _line(charge: Charge, accrued: Accrued | None, plan: Plan, language: Language) -> str:
    """A cost; of one for each day also what that comes to, where the task has dates."""

    def money(value: Decimal) -> str:
        return show(Known(Fraction(value)), MoneyIn(plan.model.plan.currency), language)

    text = WHEN[charge.accrual]
    when = "" if text is None else text().render(language)
    account = ""
    if charge.account is not None:
        account = ACCOUNT(account=clean(account_name(charge.account, plan.model, language))).render(language)
    about = {"when": when, "account": account}
    if not charge.per_day:
        return COST(amount=money(charge.amount), **about).render(language)
    if accrued is None:
        return PER_DAY(rate=money(charge.amount), **about).render(language)
    days = accrued.work.days if charge.resource is None else accrued.work.days_of(charge.resource)
    about |= {"amount": money(accrued.amount), "days": number(days)}
    return FOR_DAYS(rate=money(charge.amount), **about).render(language)
