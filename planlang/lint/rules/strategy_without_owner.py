"""Strategies that nobody is responsible for."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("strategy-without-owner", "nobody is responsible for the strategy `{name}`")
HELP = Text("strategy-without-owner.help", "add `owner NAME`")
SUMMARY = Text("strategy-without-owner.summary", "a strategy that nobody is responsible for")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every strategy without an owner."""
    for name, strategy in subject.model.strategies.items():
        if strategy.owner is None and own(strategy.ident):
            yield finding(RULE.severity, strategy.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("strategy-without-owner", SUMMARY, "owners", Severity.WARNING, check)
