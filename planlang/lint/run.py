"""Runs all lint rules over a checked plan.

In: a model and its files. Out: diagnostics in order of place, less those allowed by a comment; comments that allow
nothing are reported as well.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from planlang.diagnostics.diagnostic import Diagnostic, Severity, in_order
from planlang.diagnostics.text import Text
from planlang.lint import rules
from planlang.lint.rule import Rule, Subject, finding, is_library
from planlang.lint.suppressions import suppressions
from planlang.semantics.model import Model
from planlang.syntax.nodes import Module

UNUSED = Text("unused-allow", "nothing here needs `{name}` to be allowed")
UNUSED_HELP = Text("unused-allow.help", "remove the comment")
NO_RULE = Text("unused-allow.unknown", "there is no lint rule called `{name}`")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the drawer, by name."""
    found = [
        import_module(f"{rules.__name__}.{entry.name}").RULE
        for entry in sorted(iter_modules(rules.__path__), key=lambda entry: entry.name)
    ]
    return tuple(found)


def lint(model: Model, modules: tuple[Module, ...]) -> tuple[Diagnostic, ...]:
    """What is unwise in a plan.

    Args:
        model: of a plan without errors; one with errors is linted as far as it goes.
        modules: its files, the main one first.

    Findings in the standard library are left out: its text is not the author's.
    """
    subject = Subject(model, modules)
    found = [diagnostic for rule in all_rules() for diagnostic in rule.check(subject)]
    found = [diagnostic for diagnostic in found if not is_library(diagnostic.span)]
    return in_order(_less_allowed(found, modules))


def _less_allowed(found: list[Diagnostic], modules: tuple[Module, ...]) -> list[Diagnostic]:
    """The findings that no comment allows, and the comments that allow none."""
    allowed = list(suppressions(module.source for module in modules))
    wanted = {(entry.span.source.path, entry.line, entry.rule) for entry in allowed}
    if not wanted:
        return found
    kept: list[Diagnostic] = []
    used: set[tuple[str, int, str]] = set()
    for diagnostic in found:
        key = (diagnostic.span.source.path, diagnostic.span.line, diagnostic.name)
        if key in wanted:
            used.add(key)
        else:
            kept.append(diagnostic)
    known = {rule.name for rule in all_rules()}
    for entry in allowed:
        if (entry.span.source.path, entry.line, entry.rule) in used:
            continue
        message = UNUSED(name=entry.rule) if entry.rule in known else NO_RULE(name=entry.rule)
        kept.append(finding(Severity.WARNING, entry.span, message, UNUSED_HELP()))
    return kept
