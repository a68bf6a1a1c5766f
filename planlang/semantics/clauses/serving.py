"""What serves which goals: goals, tasks, milestones.

In: a `serves` clause. Out: names of goals.
"""

from __future__ import annotations

from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Scope
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind


def serves_goals(bench: Bench, scope: Scope, clause: nodes.Serves | None) -> tuple[str, ...]:
    """The qualified names of the goals that something serves."""
    found = [resolve(scope, path, (Kind.GOAL,), bench.findings) for path in clause.goals] if clause else []
    return tuple(dict.fromkeys(goal.name for goal in found if goal is not None))
