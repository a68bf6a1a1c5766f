"""What a lint rule is, and what it is shown.

In: nothing. Out: the shape of the objects in the drawer `rules/`. A rule says what is unwise, never what is wrong: a plan
with such findings works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from planlang.diagnostics.diagnostic import Diagnostic, Fix, Related, Severity
from planlang.diagnostics.text import Message, Text
from planlang.frozen import field, frozen
from planlang.lint.options import USUAL, Option, Options
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model import Ident, Model
from planlang.source import Span
from planlang.syntax.nodes import Module


@frozen(eq=False)
class Subject:
    """A checked plan and its files.

    Attributes:
        modules: the main file first.
        options: what settings say of rules, by the name of the rule and of the option.
    """

    model: Model
    modules: tuple[Module, ...]
    options: Options = field(factory=dict)

    @cached_property
    def figures(self) -> tuple[FigureExpression, ...]:
        """Every figure and condition outside of metrics, in order of declaration."""
        model = self.model
        found: list[FigureExpression | None] = [goal.measure for goal in model.goals.values()]
        for alert in model.watched:
            found += [*alert.figures]
        found += [task.starts_when for task in model.tasks.values()]
        found += [milestone.reached_when for milestone in model.milestones.values()]
        return tuple(figure for figure in found if figure is not None)

    def number(self, rule: str, option: str) -> int:
        """An option of a rule that is a whole number."""
        found = self._option(rule, option)
        assert isinstance(found, int)
        return found

    def words(self, rule: str, option: str) -> tuple[str, ...]:
        """An option of a rule that is a list of texts."""
        found = self._option(rule, option)
        assert isinstance(found, tuple)
        return found

    def _option(self, rule: str, option: str) -> Option:
        return self.options.get(rule, {}).get(option, USUAL[rule][option])


Check = Callable[[Subject], Iterator[Diagnostic]]


@frozen
class Rule:
    """A lint rule.

    Attributes:
        name: kebab-case, completes "ignore ...", and is the name of its file with dashes for underscores.
        summary: what it finds, in a few words.
        category: one of `CATEGORIES`.
        severity: a warning, or a note where there may be good reasons.
        check: finds them; order does not matter.
    """

    name: str
    summary: Text
    category: str
    severity: Severity
    check: Check


def is_library(span: Span) -> bool:
    """Whether a place lies in the standard library, which a plan's author does not change."""
    return span.source.in_library


def own(ident: Ident) -> bool:
    """Whether a declaration stands in a file of the plan's author."""
    return not is_library(ident.span)


def finding(
    severity: Severity,
    span: Span,
    message: Message,
    help: Message | None = None,
    related: tuple[Related, ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """A diagnostic named by the key of its message, up to the first dot."""
    return Diagnostic(message.text.key.split(".", 1)[0], severity, span, message, None, help, related, fixes)
