"""A declaration with the clauses of a change in the place of its own.

In: a declaration and what a change says. Out: the declaration as it reads then. A clause stands in the place of those of its class
(of a link or a date also of its word, of a split of its dimension); clauses that would contradict it go.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from attrs import evolve

from planlang.semantics.kinds.change.limits import with_limits
from planlang.syntax import nodes

INSTEAD: dict[type, type] = {
    nodes.Growth: nodes.TargetClause,
    nodes.TargetFrom: nodes.TargetClause,
    nodes.StartsFrom: nodes.HoldsDuring,
    nodes.Effort: nodes.Takes,
    nodes.Remaining: nodes.Done,
}
"""Clauses that say the same in another way."""
MANY = (nodes.NoteClause, nodes.Escalate)
"""Clauses that are added to those that are there."""


def merged(node: nodes.Declaration, change: nodes.Change, ranks: Sequence[int | None] = ()) -> nodes.Declaration:
    """The declaration after a change; of a process by the ranks of the clauses that it speaks of."""
    if isinstance(node, nodes.ProcessDecl):
        return with_limits(node, change, ranks)
    said: Any = node
    own = tuple(clause for clause in change.clauses if not isinstance(clause, nodes.Change))
    places = {_place(clause) for clause in own}
    kept = tuple(clause for clause in said.clauses if isinstance(clause, MANY) or _place(clause) not in places)
    found: nodes.Declaration = evolve(said, clauses=(*kept, *own))
    if change.value is None:
        return found
    if isinstance(found, nodes.BudgetDecl | nodes.AccountDecl):
        return evolve(found, amount=change.value)
    assert isinstance(found, nodes.AssumptionDecl)
    return evolve(found, value=change.value)


def accepted(node: nodes.Declaration) -> nodes.Declaration:
    """A task that is no longer on stand-by."""
    assert isinstance(node, nodes.TaskDecl)
    return evolve(node, clauses=tuple(one for one in node.clauses if not isinstance(one, nodes.StandBy)))


def _place(clause: object) -> Hashable:
    """What two clauses have in common of which one takes the place of the other."""
    match clause:
        case nodes.Link(kind=kind) | nodes.Bound(kind=kind):
            return type(clause), kind
        case nodes.Started() | nodes.Finished() | nodes.Done() | nodes.Remaining():
            return INSTEAD.get(type(clause), type(clause)), frozenset(name.text for name in clause.only_for)
        case nodes.SplitByParts(dimension=dimension):
            return type(clause), dimension.name.text
        case nodes.RaiseTo(level=level):
            return type(clause), level.text
        case _:
            return INSTEAD.get(type(clause), type(clause))
