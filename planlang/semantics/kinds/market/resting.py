"""What rests on which assumptions: by its own words, or because something that it names does.

In: declarations of figures, goals, rules of figures, budgets and risks. Out: by kind and qualified name (`goal:revenue`) the
assumptions behind it, in the order in which they are met.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import fields, has

from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

RESTING = (Kind.METRIC, Kind.GOAL, Kind.ALERT, Kind.ADJUST, Kind.BUDGET, Kind.ASSUMPTION)
"""What can rest on an assumption, and be named by what does."""
ALSO = (Kind.RISK,)
"""What can rest on an assumption, and is named in no expression."""


def assumed(bench: Bench) -> dict[str, tuple[str, ...]]:
    """What rests on assumptions, with these; nothing where the plan has none."""
    if next(iter(bench.program.symbols(Kind.ASSUMPTION)), None) is None:
        return {}
    symbols = [symbol for kind in RESTING + ALSO for symbol in bench.program.symbols(kind)]
    named = dict(zip(symbols, bench.each(_named, symbols), strict=True))
    found: dict[str, tuple[str, ...]] = {}
    for symbol in symbols:
        behind = [other.name for other in _behind(symbol, named) if other.kind is Kind.ASSUMPTION]
        if behind:
            found[f"{symbol.kind.value}:{symbol.name}"] = tuple(behind)
    return found


def _behind(symbol: Symbol, named: dict[Symbol, tuple[Symbol, ...]]) -> Iterator[Symbol]:
    """All that a declaration leads to, each once, itself left out."""
    seen = {symbol}
    waiting = list(reversed(named[symbol]))
    while waiting:
        other = waiting.pop()
        if other not in seen:
            seen.add(other)
            yield other
            waiting += reversed(named.get(other, ()))


def _named(bench: Bench, symbol: Symbol) -> tuple[Symbol, ...]:
    """The declarations that one names in its expressions."""
    found: dict[Symbol, None] = {}
    _gather(symbol.node, symbol.scope, found)
    return tuple(found)


def _gather(node: object, scope: Scope, found: dict[Symbol, None]) -> None:
    """Goes through all that stands in a declaration."""
    if isinstance(node, tuple):
        for item in node:
            _gather(item, scope, found)
    elif isinstance(node, nodes.Reference):
        other = scope.find(node.path.text, RESTING)
        if other is not None:
            found.setdefault(other)
    elif not isinstance(node, nodes.TaskDecl):
        kind: type = type(node)
        if has(kind) and kind.__module__.startswith(nodes.__name__):
            for part in fields(kind):
                if part.name not in ("span", "head"):
                    _gather(getattr(node, part.name), scope, found)
