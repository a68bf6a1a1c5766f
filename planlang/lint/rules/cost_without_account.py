"""Costs that are spent from no account, in a plan that has budgets."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("cost-without-account", "nothing says what the cost of `{name}` is spent from")
HELP = Text("cost-without-account.help", "add `charged to BUDGET.ACCOUNT`")
SUMMARY = Text("cost-without-account.summary", "a cost of a task that is charged to no account")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every cost without an account, where there are budgets."""
    if not subject.model.budgets:
        return
    for name, task in subject.model.tasks.items():
        for charge in task.costs:
            if charge.account is None and charge.amount and own(task.ident):
                yield finding(RULE.severity, charge.span, MESSAGE(name=name), HELP())


RULE = Rule("cost-without-account", SUMMARY, "unsaid", Severity.WARNING, check)
