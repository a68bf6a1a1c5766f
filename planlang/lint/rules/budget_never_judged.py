"""Budgets of which nobody will ever know what is spent."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("budget-never-judged", "nothing says what is spent of `{name}`")
HELP = Text("budget-never-judged.help", "add `actual sum(SOURCE.AMOUNT) by COLUMN`")
SUMMARY = Text("budget-never-judged.summary", "a budget without actual spending")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every budget that does not say what is spent of it."""
    accounts = subject.model.accounts
    for name, budget in subject.model.budgets.items():
        if accounts[name].spent is None and own(budget.ident):
            yield finding(RULE.severity, budget.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("budget-never-judged", SUMMARY, Severity.WARNING, check)
