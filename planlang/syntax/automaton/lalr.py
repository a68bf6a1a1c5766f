"""The table of a grammar, as Lark makes it.

In: the text of a grammar. Out: its table, in the order of names, so that the same grammar gives the same table.
Loaded only where the saved table does not do.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import chain

from lark import Lark
from lark.common import LexerConf
from lark.grammar import Rule as LarkRule
from lark.grammar import Terminal
from lark.lexer import Lexer, Token

from planlang.syntax.automaton.table import START, Head, Rule, Table, length


class NoLexer(Lexer):
    """Stands where Lark wants a lexer; tokens come from lexer.py."""

    def __init__(self, lexer_conf: LexerConf) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
        """No tokens."""
        return iter(())


def analysed(text: str) -> Table:
    """The table of a grammar.

    Raises:
        GrammarError: something in it conflicts.
    """
    made = Lark(text, parser="lalr", lexer=NoLexer, strict=True)
    rules = sorted(made.rules, key=lambda rule: (rule.origin.name, [symbol.name for symbol in rule.expansion]))
    number = {rule: index for index, rule in enumerate(rules)}
    lalr = made.parser.parser._parse_table
    order = [lalr.start_states["start"]]
    place = {order[START]: START}
    for state in order:
        for _, (action, to) in sorted(lalr.states[state].items(), key=lambda item: item[0]):
            if action.name == "Shift" and to not in place:
                place[to] = len(order)
                order.append(to)
    rows = [
        {str(name): place[to] if action.name == "Shift" else ~number[to] for name, (action, to) in row.items()}
        for row in map(lalr.states.__getitem__, order)
    ]
    plain = tuple(map(_rule, rules))
    names = sorted({*chain(*rows), *(rule.origin for rule in plain), *chain(*(rule.symbols for rule in plain))})
    index = {name: at for at, name in enumerate(names)}
    cells = (chain(*((index[name], row[name]) for name in sorted(row))) for row in rows)
    return Table(plain, _shortest(plain), tuple(names), tuple(map(tuple, cells)))


def _rule(rule: LarkRule) -> Rule:
    """A rule, with which of its parts are values: marks are none, and what has a name with `_` is a list of them."""
    options = rule.options
    picks: list[int | None] = []
    parts = enumerate(rule.expansion)
    for left_out in options.empty_indices or [False] * len(rule.expansion):
        if left_out:
            picks.append(None)
            continue
        at, part = next(parts)
        if isinstance(part, Terminal):
            if not part.filter_out:
                picks.append(at)
        else:
            picks.append(~at if part.name.startswith("_") else at)
    name = str(rule.origin.name)
    builder = str(rule.alias or ("" if name.startswith("_") else name))
    symbols = tuple(str(part.name) for part in rule.expansion)
    return Rule(name, symbols, builder, bool(options.expand1 and not rule.alias), tuple(picks))


def _shortest(rules: tuple[Rule, ...]) -> dict[str, Head]:
    """The shortest that each name of the grammar can stand for.

    Rules are taken up by what they can stand for, the shortest first: what a name is first found to be, it remains.
    """
    found: dict[str, Head] = {}
    origins = {rule.origin for rule in rules}
    users: dict[str, list[int]] = {}
    unknown = []
    ready: list[tuple[int, Head, str]] = []

    def take_up(rule: Rule) -> None:
        whole = tuple(terminal for symbol in rule.symbols for terminal in found.get(symbol, (symbol,)))
        heappush(ready, (*length(whole), rule.origin))

    for number, rule in enumerate(rules):
        inner = [symbol for symbol in rule.symbols if symbol in origins]
        for symbol in inner:
            users.setdefault(symbol, []).append(number)
        unknown.append(len(inner))
        if not inner:
            take_up(rule)
    while ready:
        _, whole, name = heappop(ready)
        if name not in found:
            found[name] = whole
            for number in users.get(name, ()):
                unknown[number] -= 1
                if not unknown[number]:
                    take_up(rules[number])
    return found
