"""What a lint rule is, and what it is shown.

In: nothing. Out: the shape of the objects in the drawer `rules/`. A rule says what is unwise, never what is wrong: a plan
with such findings works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from attrs import fields

from planlang.diagnostics.diagnostic import Diagnostic, Fix, Related, Severity
from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen
from planlang.kept import Kept
from planlang.lint.options import USUAL, Option, Options
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model import Ident, Model
from planlang.source import Span
from planlang.syntax.nodes import Module

Thing = TypeVar("Thing")


PARTS = frozenset(part.name for part in fields(Model))
"""The parts of a model."""


class Watched(Model):
    """A model that notes which of its parts are asked for."""

    __slots__ = ("asked",)
    asked: set[str]

    def __init__(self, model: Model, asked: set[str]) -> None:
        for part in PARTS:
            object.__setattr__(self, part, getattr(model, part))
        object.__setattr__(self, "asked", asked)

    def __getattribute__(self, name: str) -> Any:
        if name in PARTS:
            object.__getattribute__(self, "asked").add(name)
        return object.__getattribute__(self, name)


class Subject:
    """A checked plan and its files.

    Attributes:
        asked: the parts of the model that were asked for, `modules` and `figures` where these were.
        options: what settings say of rules, by the name of the rule and of the option.
    """

    def __init__(self, model: Model, modules: tuple[Module, ...], options: Options) -> None:
        self.asked: set[str] = set()
        self.model = Watched(model, self.asked)
        self.options = options
        self._modules = modules
        self._figures = tuple(_figures(model))

    @property
    def modules(self) -> tuple[Module, ...]:
        """The files, the main one first."""
        self.asked.add("modules")
        return self._modules

    @property
    def figures(self) -> tuple[FigureExpression, ...]:
        """Every figure and condition outside of metrics, in order of declaration."""
        self.asked.add("figures")
        return self._figures

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


def _figures(model: Model) -> Iterator[FigureExpression]:
    found: list[FigureExpression | None] = [goal.measure for goal in model.goals.values()]
    for alert in model.watched:
        found += alert.figures
    found += [task.starts_when for task in model.tasks.values()]
    found += [milestone.reached_when for milestone in model.milestones.values()]
    return (figure for figure in found if figure is not None)


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


def alone(find: Callable[[Thing], Iterable[Diagnostic]]) -> Callable[[Thing], tuple[Diagnostic, ...]]:
    """What a rule finds in a thing by itself, whatever else the plan says: looked for once."""

    def found(thing: Thing) -> tuple[Diagnostic, ...]:
        return tuple(find(thing))

    return Kept(found)


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
