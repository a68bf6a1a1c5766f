"""What an edit of a revision does: whether the plan with it asks for more or for less than without it, or than with it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planlang.compare.effects.move import Move
from planlang.semantics.model import Model
from planlang.semantics.model.management.changes import Changed, Revision, by_force

Moves = Callable[[tuple[Any, ...], tuple[Any, ...]], Iterator[Move]]


def revision_moves(
    before: Revision | None, after: Revision | None, models: tuple[Model, Model], moves: Moves
) -> Iterator[Move]:
    """What is asked for otherwise by what it changes; None where that version does not have it.

    `moves` tells of declarations of the plan before and after.
    """
    plans = (
        _until(models[0], before) if before is not None else _until(models[1], after, without=True),
        _until(models[1], after) if after is not None else _until(models[0], before, without=True),
    )
    about = [what for one in (before, after) if one is not None for what in (*one.changed, *one.dropped, *one.accepted)]
    for what in {(what.kind, what.name): what for what in about}.values():
        yield from moves(*(_declared(plan, what) for plan in plans))


def _until(model: Model, revision: Revision | None, *, without: bool = False) -> Model:
    """The plan once a revision is in force, or just before."""
    assert revision is not None, "one of the versions has it"
    names = [one.ident.name for one in by_force(model.revisions)]
    count = names.index(revision.ident.name) + (not without)
    return model if model.variants is None else model.variants.model(tuple(names[:count]))


def _declared(plan: Model, what: Changed) -> tuple[Any, ...]:
    found = plan.declared(what)
    return () if found is None else found if isinstance(found, tuple) else (found,)
