"""Budgets of which nobody will ever know what is spent."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.lint.tasks import charged_accounts

MESSAGE = Text("budget-never-judged", "nothing says what is spent of `{name}`")
HELP = Text("budget-never-judged.help", "add `actual sum(SOURCE.AMOUNT) by COLUMN`, or charge tasks to it")
SUMMARY = Text("budget-never-judged.summary", "a budget without actual spending")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every budget that does not say what is spent of it, and from which no task is paid."""
    accounts, charged = subject.model.accounts, charged_accounts(subject.model)
    told = {accounts[name].budget for name in charged}
    for name, budget in subject.model.budgets.items():
        if accounts[name].spent is None and name not in told and own(budget.ident):
            yield finding(RULE.severity, budget.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("budget-never-judged", SUMMARY, "unsaid", Severity.WARNING, check)
