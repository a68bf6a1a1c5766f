"""What a shell offers while a command line is typed: names of the plan that stands on it, its weeks, sections of reports.

In: what click has read of the line so far. Out: items, with titles where the shell shows them. Nothing is offered where the plan cannot be
read: a shell that complains while one types is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from planlang.semantics.model import Ident, Model

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
EXPLAINED = (
    "goals",
    "metrics",
    "alerts",
    "tasks",
    "milestones",
    "processes",
    "scorecards",
    "incentives",
    "promotions",
    "budgets",
    "accounts",
    "risks",
    "strategies",
    "assumptions",
    "adjustments",
)
"""What `planlang explain` tells of, as the model calls it."""
MOST = 200


def plan_names(*groups: str) -> Complete:
    """Names of declarations of these groups of the model, in both languages."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        model = _model(ctx)
        if model is None:
            return []
        found: list[tuple[str, str]] = []
        for group in groups:
            declared: Mapping[str, object] = getattr(model, group)
            found += [pair for name, one in declared.items() for pair in _spellings(name, getattr(one, "ident"))]  # noqa: B009
        return _items(found, incomplete)

    return complete


def people(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The people and teams that the plan names."""
    model = _model(ctx)
    if model is None:
        return []
    found = [pair for name, team in model.teams.items() for pair in _spellings(name, team.ident)]
    found += [(one.person, team.ident.title) for team in model.teams.values() for one in team.members]
    return _items(found, incomplete)


def weeks(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The weeks of the plan."""
    model = _model(ctx)
    if model is None:
        return []
    from planlang.values.periods import DAY, Grain, Grid, periods_meeting

    grid = Grid(model.plan.week_start, model.plan.fiscal)
    periods = periods_meeting(model.plan.start, model.plan.end + DAY, Grain.WEEK, grid)
    return _items(((one.label, f"{one.start:%m-%d} .. {one.last_day:%m-%d}") for one in periods), incomplete)


def sections(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The sections of the weekly report."""
    try:
        from planlang.report.documents.headings import names_of_sections
    except ModuleNotFoundError:
        return []
    return _items(((name, "") for name in names_of_sections()), incomplete)


def _spellings(name: str, ident: Ident) -> Iterator[tuple[str, str]]:
    yield name, ident.title
    if ident.alias is not None:
        yield ident.alias, ident.title


def _items(found: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    """What begins like what is typed, without regard to case; shells take a word apart at blanks."""
    began = incomplete.lower()
    told = {name: title for name, title in found if name.lower().startswith(began) and " " not in name}
    return [CompletionItem(name, help=title or None) for name, title in list(told.items())[:MOST]]


def _model(ctx: click.Context) -> Model | None:
    """The plan that stands on the line."""
    from planlang.workspace.errors import PlanlangError
    from planlang.workspace.workspace import open_plan, plan_in

    plan = ctx.params.get("plan")
    if not isinstance(plan, Path):  # click reads nothing of a line that ends with an option without its value
        plan = next((path for word in ctx.args if (path := Path(word)).exists()), None)
    if plan is None:
        return None
    try:
        return open_plan(plan_in(plan) if plan.is_dir() else plan, ctx.params.get("workspace")).model
    except (PlanlangError, OSError):
        return None
