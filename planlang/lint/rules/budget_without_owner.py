"""Budgets that nobody is responsible for."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("budget-without-owner", "nobody is responsible for the budget `{name}`")
HELP = Text("budget-without-owner.help", "add `owner NAME`")
SUMMARY = Text("budget-without-owner.summary", "a budget that nobody is responsible for")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every budget without an owner of the whole."""
    accounts = subject.model.accounts
    for name, budget in subject.model.budgets.items():
        if accounts[name].owner is None and own(budget.ident):
            yield finding(RULE.severity, budget.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("budget-without-owner", SUMMARY, "owners", Severity.WARNING, check)
