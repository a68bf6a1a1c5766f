"""How many people hold a role: the mean over the calendar days of a stretch, for every row of a level.

In: the memberships of a spine and, where teams take people from a source, the days it is loaded for. Out: exact cells.
A team's figure is the sum over its people, and the plan's the sum over its teams: everybody is in one team in one role
on a day. Leave does not matter, a person on leave still has the post.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planlang.diagnostics.text import Message, Text
from planlang.evaluate.cells.exact import Exact, Integers
from planlang.evaluate.cells.matrix import Cells, cells
from planlang.evaluate.entities.spine import Level, Ordinals, Spine
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.windows import Columns
from planlang.semantics.expr import Headcount
from planlang.semantics.model import Model

HOLDER = Text("figures.holder", "{person}: {days} of {all} days")
HOLDERS_MORE = Text("figures.holders-more", "and {count} more people")


def rosters(model: Model) -> tuple[str, ...]:
    """The sources that members come from, each once."""
    return tuple(dict.fromkeys(team.roster for team in model.teams.values() if team.roster is not None))


def headcount(counted: Headcount, level: Level, columns: Columns, facts: Facts) -> Cells:
    """The figure over each stretch, as far as it lies before the cut.

    Unknown where a source of members is not loaded for a day on which the entity is there: it could move anybody.
    """
    why, _ = facts.covered(rosters(facts.catalog.model), level, columns)
    starts, ends = columns.starts, np.minimum(columns.ends, facts.cut)
    held = _held_days(facts.spine, counted.role, starts, ends)
    nobody = np.zeros((1, len(columns)), dtype=np.int64)
    days = facts.spine.gathered(np.vstack([held, nobody]), level)
    return cells(Exact(days, np.maximum(ends - starts, 1)[np.newaxis]), why)


def holders(
    counted: Headcount, level: Level, row: int, columns: Columns, facts: Facts, limit: int
) -> Iterator[Message]:
    """Who is counted for a row of a level over the first stretch, and for how many of its days; in the roster's order."""
    spine = facts.spine
    starts, ends = columns.starts, np.minimum(columns.ends, facts.cut)
    held = _held_days(spine, counted.role, starts, ends)[:, 0]
    if level is not Level.PLAN:
        segments, rows = spine.members(level)
        within = np.zeros(len(held), dtype=np.bool_)
        within[segments[rows == row]] = True
        held = np.where(within, held, 0)
    days = np.bincount(spine.person_of, weights=held, minlength=len(spine.roster.persons)).astype(np.int64)
    found = np.flatnonzero(days)
    for person in found[:limit].tolist():
        yield HOLDER(person=spine.roster.persons[person], days=int(days[person]), all=int(ends[0] - starts[0]))
    if len(found) > limit:
        yield HOLDERS_MORE(count=len(found) - limit)


def _held_days(spine: Spine, role: str, starts: Ordinals, ends: Ordinals) -> Integers:
    """For each membership the days of each stretch on which it is one in the role."""
    since, until = (bound[:, np.newaxis] for bound in spine.bounds)
    days = np.maximum(np.minimum(until, ends) - np.maximum(since, starts), 0)
    in_role = np.array([role in segment.roles for segment in spine.segments], dtype=np.bool_)
    return np.where(in_role[:, np.newaxis], days, 0)
