"""Goals that serve goals: a chain has to end.

In: all goals. Out: a finding for each circle of goals that serve each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.model import Goal
from planlang.semantics.names.bench import Bench

CIRCLE = Text("goal-circle", "these goals serve each other in a circle: {names}")
CIRCLE_HELP = Text("goal-circle.help", "the goal at the top of a chain serves none: take one of the `serves` out")
EDGE = Text("goal-circle.edge", "`{name}` serves `{other}`")


def check_circles(bench: Bench, goals: Mapping[str, Goal]) -> None:
    """Report each circle once, at the goal of it that is declared first."""
    done: set[str] = set()
    for start in goals:
        if start in done:
            continue
        trail, places = [start], {start: 0}
        rests: list[Iterator[str]] = [iter(goals[start].serves)]
        while trail:
            other = next(rests[-1], None)
            if other is None:
                done.add(trail[-1])
                del places[trail.pop()]
                rests.pop()
            elif other in places:
                _report(bench, goals, trail[places[other] :])
            elif other in goals and other not in done:
                places[other] = len(trail)
                trail.append(other)
                rests.append(iter(goals[other].serves))


def _report(bench: Bench, goals: Mapping[str, Goal], circle: list[str]) -> None:
    first = min(range(len(circle)), key=lambda at: goals[circle[at]].ident.order)
    names = [*circle[first:], *circle[:first]]
    around = [*names[1:], names[0]]
    related = (
        Related(goals[name].ident.span, EDGE(name=name, other=other))
        for name, other in zip(names[1:], around[1:], strict=True)
    )
    bench.findings.error(
        goals[names[0]].ident.span,
        CIRCLE(names=" → ".join(f"`{name}`" for name in (*names, names[0]))),
        help=CIRCLE_HELP(),
        related=tuple(related),
    )
