"""The parse table as plain data: symbols, rules and, for each state, what comes of each symbol.

In: the bytes of a saved table. Out: rows and reductions, each decoded when the automaton first comes to it; what a plan
does not use costs nothing. Only numbers, strings and tuples are read, and only where they are those that were written.
"""

from __future__ import annotations

import marshal
import zlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Mapping
from hashlib import sha256
from sys import intern
from typing import Any, NamedTuple

Build = Callable[[list[Any]], Any]
Reduction = tuple[int, str, Build]
"""How many values become one, what that is called in the table, and what builds it."""
Move = int | Reduction
"""What a symbol does in a state: it leads to another one, or something ends before it."""
Row = dict[str, Move]
Cells = tuple[int, ...]
"""A row as it is saved: symbol and move by turns; a move is a state, or a rule from -1 downwards."""

Head = tuple[str, ...]
"""Terminals that follow each other."""

START = 0
FORMAT = 2
"""Of marshal: without references between objects, the same table gives the same bytes."""
_LINE = 87


class Rule(NamedTuple):
    """A rule of the grammar.

    Attributes:
        origin: what its parts become.
        symbols: its parts.
        builder: the builder of its node; empty where its values are those of the rule it stands in.
        single: whether one value alone stands for itself.
        picks: which parts are values: one by its number, a list of them from -1 downwards, None where one is left out.
    """

    origin: str
    symbols: tuple[str, ...]
    builder: str
    single: bool
    picks: tuple[int | None, ...]


class Table:
    """What the automaton runs on.

    Attributes:
        rules: the rules of the grammar.
        shortest: the shortest that each name of the grammar can stand for.
    """

    def __init__(
        self, rules: tuple[Rule, ...], shortest: Mapping[str, Head], names: tuple[str, ...], rows: tuple[Cells, ...]
    ) -> None:
        self.rules = rules
        self.shortest = shortest
        self._names = names
        self._cells = rows

    def rows(self, builders: Mapping[str, Build]) -> Rows:
        """The row of each state."""
        return Rows(self._names, self._cells, Reductions(self.rules, builders))

    def saved(self) -> bytes:
        """Its content, in lines of text: versions of it that met in a merge are seen by the digest."""
        number = {name: index for index, name in enumerate(self._names)}.__getitem__
        rules = tuple((number(rule.origin), tuple(map(number, rule.symbols)), *rule[2:]) for rule in self.rules)
        shortest = tuple((number(name), tuple(map(number, head))) for name, head in self.shortest.items())
        names = tuple(map(intern, self._names))
        packed = zlib.compress(marshal.dumps((names, rules, shortest, self._cells), FORMAT), 9)
        lines = b"".join(b2a_base64(packed[start : start + _LINE]) for start in range(0, len(packed), _LINE))
        return _digest(lines) + lines


def restored(content: bytes) -> Table | None:
    """A saved table; None where it is damaged."""
    digest, end, lines = content.partition(b"\n")
    if digest + end != _digest(lines):
        return None
    names, rules, shortest, rows = marshal.loads(zlib.decompress(a2b_base64(lines)))
    name = names.__getitem__
    return Table(
        tuple(Rule(name(origin), tuple(map(name, symbols)), *rest) for origin, symbols, *rest in rules),
        {name(origin): tuple(map(name, head)) for origin, head in shortest},
        names,
        rows,
    )


def length(head: Head) -> tuple[int, Head]:
    """By what the shortest of heads is found."""
    return len(head), head


def _digest(lines: bytes) -> bytes:
    return sha256(lines).hexdigest().encode() + b"\n"


class Reductions(dict[int, Reduction]):
    """The reduction of each rule, by its number."""

    def __init__(self, rules: tuple[Rule, ...], builders: Mapping[str, Build]) -> None:
        self._rules = rules
        self._builders = builders

    def __missing__(self, number: int) -> Reduction:
        rule = self._rules[number]
        made = self[number] = len(rule.symbols), rule.origin, _build(rule, self._builders.get(rule.builder, _values))
        return made


class Rows(dict[int, Row]):
    """The row of each state, by its number."""

    def __init__(self, names: tuple[str, ...], cells: tuple[Cells, ...], reductions: Reductions) -> None:
        self._names = names
        self._cells = cells
        self._reductions = reductions

    def __missing__(self, state: int) -> Row:
        cells, names, reductions = self._cells[state], self._names, self._reductions
        row: Row = {
            names[symbol]: move if move >= 0 else reductions[~move]
            for symbol, move in zip(cells[::2], cells[1::2], strict=True)
        }
        self[state] = row
        return row


def _values(values: list[Any]) -> list[Any]:
    return values


def _build(rule: Rule, builder: Build) -> Build:
    """From the parts of a rule to what it becomes."""
    picks = rule.picks
    chosen: Build
    if picks == tuple(range(len(rule.symbols))):
        chosen = _values
    elif all(pick is None or pick >= 0 for pick in picks):

        def chosen(parts: list[Any]) -> list[Any]:
            return [None if pick is None else parts[pick] for pick in picks]
    else:

        def chosen(parts: list[Any]) -> list[Any]:
            values: list[Any] = []
            for pick in picks:
                if pick is None:
                    values.append(None)
                elif pick >= 0:
                    values.append(parts[pick])
                elif values:
                    values += parts[~pick]
                else:
                    # The list so far is nobody else's: a list of n parts takes n steps.
                    values = parts[~pick]
            return values

    if rule.single and len(picks) == 1 and (picks[0] is None or picks[0] >= 0):
        return lambda parts: chosen(parts)[0]
    if rule.single:

        def single(parts: list[Any]) -> Any:
            values = chosen(parts)
            return values[0] if len(values) == 1 else builder(values)

        return single
    return builder if chosen is _values else lambda parts: builder(chosen(parts))
