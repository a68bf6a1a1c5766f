"""Columns that are computed from themselves, be it by way of other sources.

In: the columns of all sources, as written and by type. Out: for each source those whose formulas go round in a circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each
from planlang.semantics.expressions.walk import references
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.values.units import RecordOf

CIRCLE = Text("circular-definition.column", "`{name}` is computed from itself: {circle}")

Place = tuple[str, str]
"""A source and a column of it."""


def circular_columns(bench: Bench, symbols: list[Symbol]) -> Mapping[str, frozenset[str]]:
    """By source the columns that are computed from themselves; reported, each circle once."""
    declared = {(symbol.name, name): column for symbol in symbols for name, column in _computed(symbol).items()}
    needs = {
        (source, name): [place for path in references(column.formula) for place in _named(bench, source, path)]
        for (source, name), column in declared.items()
        if column.formula is not None
    }
    circular: set[Place] = set()
    done: set[Place] = set()
    for start in needs:
        trail = [start] if start not in done else []
        on_trail = set(trail)
        pending = [iter(needs[place]) for place in trail]
        while pending:
            other = next(pending[-1], None)
            if other is None:
                pending.pop()
                on_trail.discard(trail[-1])
                done.add(trail.pop())
            elif other in on_trail:
                circle = trail[trail.index(other) :]
                if not circular.intersection(circle):
                    alone = len({source for source, _ in circle}) == 1
                    called = [name if alone else f"{source}.{name}" for source, name in (*circle, circle[0])]
                    words = " → ".join(f"`{name}`" for name in called)
                    bench.findings.error(declared[circle[0]].name.span, CIRCLE(name=circle[0][1], circle=words))
                circular.update(circle)
            elif other in needs and other not in done:
                trail.append(other)
                on_trail.add(other)
                pending.append(iter(needs[other]))
    return {symbol.name: frozenset(name for source, name in circular if source == symbol.name) for symbol in symbols}


def _computed(symbol: Symbol) -> dict[str, nodes.ColumnDecl]:
    """The columns of a source with a formula, the first of each name."""
    assert isinstance(symbol.node, nodes.SourceDecl)
    first: dict[str, nodes.ColumnDecl] = {}
    for column in each(symbol.node.clauses, nodes.ColumnDecl):
        first.setdefault(column.name.text, column)
    return {name: column for name, column in first.items() if column.formula is not None}


def _named(bench: Bench, source: str, path: nodes.Path) -> Iterator[Place]:
    """The columns that a name in a formula leads through: `customer.grade` asks for two."""
    words = [part.text for part in path.parts]
    while words:
        columns, word = bench.columns.get(source, {}), words.pop(0)
        word = bench.aliases.get(source, {}).get(word, word)
        if word not in columns:
            continue  # the source itself may stand in front
        yield source, word
        unit = columns[word]
        if not isinstance(unit, RecordOf):
            return
        source = unit.source
