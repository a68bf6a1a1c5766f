"""What follows from a mistake of writing, and is no news beside it.

In: what the checks of meaning found, and the files with their mistakes. Out: the same without what only says that
something is missing which stands there and could not be read, and without what is about words that could not be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planlang.diagnostics.diagnostic import Diagnostic
from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax import nodes

MISSING = frozenset(
    {
        "adjustment-without-condition",
        "alert-without-condition",
        "assumption-without-date",
        "assumption-without-days",
        "change-of-nothing",
        "change-without-approval",
        "change-without-reason",
        "clause-without-effect",
        "effort-without-people",
        "line-without-weight",
        "goal-without-base",
        "goal-without-measure",
        "goal-without-target",
        "plan-without-currency",
        "plan-without-period",
        "process-without-stage-column",
        "process-without-stages",
        "progress-contradicts-itself",
        "review-without-time",
        "scorecard-without-lines",
        "scorecard-without-rhythm",
        "source-shape",
        "source-without-columns",
        "source-without-files",
        "split-count",
        "split-does-not-add-up",
        "task-without-length",
        "test-lacks",
        "test-table",
        "test-without-expectation",
        "waiver-of-nothing",
        "waiver-without-day",
        "waiver-without-end",
        "weights-do-not-add-up",
        "todo-without-condition",
        "todo-without-time",
    }
)
"""Checks that ask for a clause, which may be the one that could not be read."""

OF_THE_GROUND = frozenset({"outside-the-period", "plan-without-currency", "split-count", "unknown-period"})
"""Checks that rest on the period and the currency of the plan, which may not have been read."""

OF_THE_PARTS = frozenset(
    {"no-process", "process-without-stage-column", "which-column", "missing-column", "missing-stage"}
)
"""Checks that miss a column or a stage of a declaration that could not be read whole; with those about unknown names."""

OWNERS = ("source", "process", "module")
"""What the message about an unknown column, stage or parameter calls the declaration that should have it."""


def without_following(found: tuple[Diagnostic, ...], modules: Iterable[nodes.Module]) -> tuple[Diagnostic, ...]:
    """The findings of meaning that are news beside the mistakes of writing of these files."""
    files = tuple(modules)
    mistakes = [span for module in files for span in module.mistakes]
    if not mistakes:
        return found
    broken = list(_broken(files))
    return tuple(one for one in found if not _follows(one, mistakes, broken))


def once_a_template(found: Iterable[Diagnostic], modules: Iterable[nodes.Module]) -> Iterator[Diagnostic]:
    """The findings, of what is said of a place in a template only the first: it is the same wherever that is applied."""
    inside = [node.span for module in modules for node in module.declarations if isinstance(node, nodes.DefineDecl)]
    told: set[tuple[str, str, int, int]] = set()
    for one in found:
        if any(_within(one.span, span) for span in inside):
            place = (one.name, one.span.source.path, one.span.start, one.span.end)
            if place in told:
                continue
            told.add(place)
        yield one


@frozen
class _Broken:
    """A declaration that could not be read whole."""

    name: str
    span: Span
    plan: bool


def _broken(modules: Iterable[nodes.Module]) -> Iterator[_Broken]:
    for module in modules:
        places = {broken.name.span for broken in module.broken if broken.name is not None}
        pending: list[nodes.Declaration] = list(module.declarations) if places else []
        while pending:
            node = pending.pop()
            pending += nodes.inside(node)
            if isinstance(node, nodes.DefineDecl):
                pending += node.declarations
            if not isinstance(node, (nodes.Use, nodes.LanguageDecl, nodes.ApplyDecl)) and node.head.name.span in places:
                yield _Broken(node.head.name.text, node.span, isinstance(node, nodes.PlanDecl))


def _follows(one: Diagnostic, mistakes: list[Span], broken: list[_Broken]) -> bool:
    """Whether a finding only repeats a mistake."""
    if any(_meet(one.span, span) for span in mistakes):
        return True
    if one.name in MISSING and any(_within(one.span, declaration.span) for declaration in broken):
        return True
    if one.name in OF_THE_GROUND and any(declaration.plan for declaration in broken):
        return True
    values = dict(one.message.values)
    owner = next((str(values[word]) for word in OWNERS if word in values), None)
    if owner is None or not (one.name.startswith("unknown-") or one.name in OF_THE_PARTS):
        return False
    return any(declaration.name == owner for declaration in broken)


def _meet(one: Span, other: Span) -> bool:
    """Whether two stretches of a text share a character."""
    return one.source is other.source and one.start < other.end and other.start < one.end


def _within(one: Span, other: Span) -> bool:
    return one.source is other.source and other.start <= one.start and one.end <= other.end
