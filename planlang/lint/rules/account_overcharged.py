"""Accounts whose tasks cost more than there is in them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.lint.tasks import on_standby
from planlang.semantics.expressions.mismatch import money_text
from planlang.semantics.model import Charge

MESSAGE = Text("account-overcharged", "the tasks charged to `{name}` cost {cost}, {over} more than there is in it")
HELP = Text("account-overcharged.help", "give it more, or charge some of them to another account")
CHARGED = Text("account-overcharged.charged", "charged here")
SUMMARY = Text("account-overcharged.summary", "an account charged with more than there is in it")

RELATED_AT_MOST = 3


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every account whose tasks in force cost more than its amount; what is told per day is not known before its dates."""
    model, charges = subject.model, dict[str, list[Charge]]()
    for task in model.tasks.values():
        if on_standby(task.ident.name, model.tasks) is None:
            for charge in task.costs:
                name = charge.account
                while name is not None:
                    charges.setdefault(name, []).append(charge)
                    name = model.accounts[name].parent if name in model.accounts else None
    for name, account in model.accounts.items():
        found = [charge for charge in charges.get(name, ()) if not charge.per_day]
        cost = sum((charge.amount for charge in found), Decimal(0))
        if cost > account.amount and own(account.ident):
            unit = model.plan.currency
            yield finding(
                RULE.severity,
                account.ident.span,
                MESSAGE(name=name, cost=money_text(cost, unit), over=money_text(cost - account.amount, unit)),
                HELP(),
                tuple(Related(charge.span, CHARGED()) for charge in found[:RELATED_AT_MOST]),
            )


RULE = Rule("account-overcharged", SUMMARY, "contradictions", Severity.WARNING, check)
