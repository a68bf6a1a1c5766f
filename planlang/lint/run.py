"""Runs all lint rules over a checked plan.

In: a model and its files. Out: diagnostics in order of place; which of them comments keep from being told is the matter of
`suppressions`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from planlang.diagnostics.diagnostic import Diagnostic, in_order
from planlang.lint import rules
from planlang.lint.categories import category_before_lint
from planlang.lint.last import LastLint
from planlang.lint.options import Options
from planlang.lint.rule import Rule, Subject, is_library
from planlang.lint.suppressions import NO_REASON, UNUSED
from planlang.semantics.model import Model
from planlang.syntax.nodes import Module


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the drawer, by name."""
    found = [
        import_module(f"{rules.__name__}.{entry.name}").RULE
        for entry in sorted(iter_modules(rules.__path__), key=lambda entry: entry.name)
    ]
    return tuple(found)


def lint(
    model: Model, modules: tuple[Module, ...], options: Options | None = None, last: LastLint | None = None
) -> tuple[Diagnostic, ...]:
    """What is unwise in a plan, comments left aside.

    Args:
        model: of a plan without errors; one with errors is linted as far as it goes.
        modules: its files, the main one first.
        options: what settings say of rules.
        last: of a plan that is edited, what is left of the last time.

    Findings in the standard library are left out: its text is not the author's.
    """
    subject, last = Subject(model, modules, options or {}), last or LastLint()
    last.begin(subject)
    found = (diagnostic for rule in all_rules() for diagnostic in last.found(rule, subject))
    return in_order(diagnostic for diagnostic in found if not is_library(diagnostic.span))


def category_of(name: str) -> str:
    """The group of a check."""
    return _categories().get(name) or category_before_lint(name)


@cache
def _categories() -> dict[str, str]:
    """The groups of what lint finds."""
    return {rule.name: rule.category for rule in all_rules()} | {UNUSED.key: "unused", NO_REASON.key: "unsaid"}
