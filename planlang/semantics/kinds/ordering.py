"""Definitions in an order in which each comes after all it rests on.

In: definitions, and what each mentions. Out: them in order; a definition that rests on itself is reported with the whole
circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol

CIRCLE = Text("circular-definition", "`{name}` is defined by itself: {circle}")
CIRCLE_EDGE = Text("circular-definition.edge", "`{name}` rests on `{other}`")


def in_order(
    bench: Bench, definitions: Sequence[Symbol], rests_on: Callable[[Bench, Symbol], list[Symbol]]
) -> list[Symbol]:
    """Definitions so that each comes after those it rests on; those on a circle are left out and reported.

    Time and memory are linear in the number of definitions and references.
    """
    done: dict[Symbol, bool] = {}
    ordered: list[Symbol] = []
    rests = dict(zip(definitions, bench.each(rests_on, definitions), strict=True))
    for start in definitions:
        if start in done:
            continue
        if not rests[start]:
            done[start] = True
            ordered.append(start)
            continue
        done[start] = False
        trail: list[tuple[Symbol, Iterator[Symbol]]] = [(start, iter(rests[start]))]
        circular: set[Symbol] = set()
        while trail:
            symbol, rest = trail[-1]
            other = next(rest, None)
            if other is None:
                trail.pop()
                done[symbol] = True
                if symbol not in circular:
                    ordered.append(symbol)
            elif other not in done:
                done[other] = False
                trail.append((other, iter(rests[other])))
            elif not done[other]:
                members = [member for member, _ in trail]
                circle = members[members.index(other) :]
                if not circular.intersection(circle):
                    _report(bench, circle)
                circular.update(circle)
    return ordered


def _report(bench: Bench, circle: list[Symbol]) -> None:
    """Report definitions that rest on each other, with every edge."""
    around = [*circle[1:], circle[0]]
    first = min(circle, key=lambda symbol: symbol.order)
    names = " → ".join(f"`{symbol.name}`" for symbol in (*circle, circle[0]))
    bench.findings.error(
        first.head.name.span,
        CIRCLE(name=first.name, circle=names),
        related=tuple(
            Related(symbol.head.name.span, CIRCLE_EDGE(name=symbol.name, other=other.name))
            for symbol, other in zip(circle, around, strict=True)
        ),
    )
