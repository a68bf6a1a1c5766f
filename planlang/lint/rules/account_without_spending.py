"""Accounts of which nothing will ever be spent, as far as the plan says."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.lint.tasks import charged_accounts
from planlang.semantics.model import Model

MESSAGE = Text("account-without-spending", "no task is charged to `{name}`, and nothing says what else is spent of it")
HELP = Text(
    "account-without-spending.help",
    "add `actual sum(SOURCE.AMOUNT) by COLUMN` to the budget, or `charged to` to a task",
)
SUMMARY = Text("account-without-spending.summary", "an account without tasks and without actual spending")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every account of a budget that goes by tasks alone to which, with all in and around it, none is charged."""
    model = subject.model
    charged = charged_accounts(model)
    above = {name for account in charged for name in _around(account, model)}
    budgets = {model.accounts[name].budget for name in charged}
    for name, account in model.accounts.items():
        told = account.budget not in budgets or account.spent is not None or account.ordered is not None
        if not told and name not in above and not charged & set(_around(name, model)) and own(account.ident):
            yield finding(RULE.severity, account.ident.span, MESSAGE(name=name), HELP())


def _around(name: str, model: Model) -> Iterator[str]:
    """An account and what it stands in."""
    here: str | None = name
    while here is not None:
        yield here
        here = model.accounts[here].parent


RULE = Rule("account-without-spending", SUMMARY, "unsaid", Severity.WARNING, check)
