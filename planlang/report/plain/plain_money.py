"""Budgets and resources as plain values.

In: the budgets of an evaluation. Out: what `evaluation.schema.json` describes.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.money import AccountValue, BudgetValue, ResourceValue
from planlang.plan.plan import Plan
from planlang.report.plain.plain import Object, exact, figure, place, unit


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


def resources(whole: Evaluation) -> Object:
    """Every resource; nothing where the plan has none."""
    found = [_resource(one, whole.plan) for one in whole.resources]
    return {"resources": found} if found else {}


def _resource(value: ResourceValue, plan: Plan) -> Object:
    """A resource, and what tasks take of it."""
    return {
        "resource": value.resource,
        "title": plan.model.resources[value.resource].ident.title,
        "people": list(value.people),
        "share": exact(value.share),
        "days": exact(value.days),
        "worked": exact(value.worked),
        "cost": _amount(value.cost),
        "too_many": exact(value.too_many),
        "tasks": [
            {"task": one.task, "days": exact(one.days), "worked": exact(one.worked), "cost": _amount(one.cost)}
            for one in value.tasks
        ],
    }


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else exact(Fraction(value))
