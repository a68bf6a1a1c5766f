"""Budgets as plain values.

In: the budgets of an evaluation. Out: what `evaluation.schema.json` describes.
"""

from __future__ import annotations

from planlang.evaluate.results.money import AccountValue, BudgetValue
from planlang.plan.plan import Plan
from planlang.report.plain.plain import Object, figure, place, unit


def budget(value: BudgetValue, plan: Plan) -> Object:
    """A budget with its accounts."""
    return {
        "budget": value.budget,
        "title": plan.model.budgets[value.budget].ident.title,
        "accounts": [_account(account, plan) for account in value.accounts],
        "strays": None
        if value.strays is None
        else {
            "rows": value.strays.rows,
            "named": [{"account": word, "place": place(where)} for word, where in value.strays.named],
        },
    }


def _account(value: AccountValue, plan: Plan) -> Object:
    """An account, or the budget itself."""
    account = plan.model.accounts[value.account]
    return {
        "account": value.account,
        "title": account.ident.title,
        "parent": account.parent,
        "to": None if value.to is None else value.to.isoformat(),
        "unit": unit(value.unit),
        "amount": figure(value.amount),
        "used": figure(value.used),
        "committed": figure(value.committed),
        "planned": figure(value.planned),
        "accrued": figure(value.accrued),
        "remaining": figure(value.remaining),
        "free": figure(value.free),
        "burn": figure(value.burn),
        "pace": figure(value.pace),
        "ahead": figure(value.ahead),
        "forecast": figure(value.forecast),
        "overrun": figure(value.overrun),
        "by_plan": value.by_plan,
        "exhausted": None if value.exhausted is None else value.exhausted.isoformat(),
    }
