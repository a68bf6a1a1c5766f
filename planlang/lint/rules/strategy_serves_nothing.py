"""Strategies that are for no goal."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("strategy-serves-nothing", "the strategy `{name}` serves no goal: nobody can tell what it is for")
HELP = Text("strategy-serves-nothing.help", "add `serves GOAL`")
SUMMARY = Text("strategy-serves-nothing.summary", "a strategy that serves no goal")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every strategy without `serves`."""
    for name, strategy in subject.model.strategies.items():
        if not strategy.serves and own(strategy.ident):
            yield finding(RULE.severity, strategy.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("strategy-serves-nothing", SUMMARY, "unsaid", Severity.WARNING, check)
