"""Which statements open a block, and what may begin a statement where.

In: the grammar and the kinds of declarations. Out: heads of blocks as terminals, and the blocks in which a word begins a
statement. Nothing of it is written down a second time: a kind or a clause that the grammar has is known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from planlang.syntax.automaton.grammar import table
from planlang.syntax.automaton.machine import Machine, Stack
from planlang.syntax.automaton.table import Head, length
from planlang.syntax.lexical.keywords import vocabulary

FILE = "FILE"
DECLARING = frozenset({FILE, "DEFINE"})
"""Blocks of declarations: the file, and a template."""
SHARES = "SHARES"
"""The block of a split, and those inside it."""
DECLARATIONS = frozenset({"_declaration", "_member", "_template_item", "private"})
"""The rules of what a file and a template declare."""
RULE = "RULE"
"""The block of a rule of a process, whichever rule it is."""
_BLOCK_OF_A_RULE = "rule_block"
_OPENING = "_LBRACE"


@cache
def declarations() -> tuple[str, ...]:
    """The terminals of all kinds of declarations, in the order of the table."""
    return tuple(keyword.terminal for keyword in vocabulary().section("kinds"))


@cache
def heads() -> dict[str, Head]:
    """The shortest head of each statement that opens a block, by its first word: `process NAME on NAME {`."""
    words = {keyword.terminal for keyword in vocabulary().keywords}
    found: dict[str, Head] = {}
    shortest = table().shortest
    for rule in table().rules:
        symbols = [_OPENING if symbol == _BLOCK_OF_A_RULE else symbol for symbol in rule.symbols]
        if _OPENING in symbols and symbols[0] in words:
            before = symbols[: symbols.index(_OPENING) + 1]
            head = tuple(terminal for symbol in before for terminal in shortest.get(symbol, (symbol,)))
            known = found.get(head[0])
            found[head[0]] = head if known is None else min(known, head, key=length)
    return found


@cache
def home_blocks() -> dict[str, tuple[str, ...]]:
    """The blocks that a word may begin a statement in, by terminal; `FILE` for declarations."""
    machine = Machine()
    homes: dict[str, list[str]] = {}
    for block, stack in _blocks(machine):
        for terminal in machine.expected(stack):
            blocks = homes.setdefault(terminal, [])
            if block not in blocks:
                blocks.append(block)
    return {terminal: tuple(blocks) for terminal, blocks in homes.items()}


def _blocks(machine: Machine) -> Iterator[tuple[str, Stack]]:
    """The file and every block with statements that begin with words, each with the stack at its beginning."""
    yield FILE, machine.stack
    inner = [word for word in heads() if word not in declarations() and block_of(word) != SHARES]
    for kind in declarations():
        stack = _entered(machine, machine.stack, kind)
        if stack is None:
            continue
        yield kind, stack
        yield from _blocks_in(machine, stack, inner)


def _blocks_in(machine: Machine, stack: Stack, inner: list[str]) -> Iterator[tuple[str, Stack]]:
    """The blocks inside a block, and those inside these: a to-do in a stage."""
    for word in inner:
        within = _entered(machine, stack, word)
        if within is not None:
            yield block_of(word), within
            yield from _blocks_in(machine, within, [other for other in inner if other != word])


def _entered(machine: Machine, stack: Stack, word: str) -> Stack | None:
    """The stack in the block of a statement; None where it cannot stand or has no block."""
    further: Stack | None = stack
    for terminal in heads().get(word, ("",)):
        further = further and machine.after(further, terminal)
    return further


def block_of(word: str, second: str = "GOAL") -> str:
    """What the block of a statement is called, by the terminal of its first word; shares have names and texts there.

    The block of a change is that of what is changed, by the second word.
    """
    if word == "CHANGE":
        return second
    if word in ("SPLIT_BY", "SPLIT_EACH_BY", "NAME", "STRING"):
        return SHARES
    return RULE if word in _rules() else word


@cache
def _rules() -> frozenset[str]:
    """The words with which rules of processes begin."""
    return frozenset(rule.symbols[0] for rule in table().rules if _BLOCK_OF_A_RULE in rule.symbols)


@cache
def titled() -> frozenset[str]:
    """Kinds of declarations with a name and a title."""
    machine = Machine()
    found = set()
    for kind in declarations():
        stack = machine.after(machine.stack, kind)
        named = stack and machine.after(stack, "NAME")
        if named and machine.after(named, "STRING") is not None:
            found.add(kind)
    return frozenset(found)


@cache
def begin_statements() -> frozenset[str]:
    """Kinds of declarations whose word also begins a statement in a block: of `task` inside another, of `calendar china`."""
    return frozenset(kind for kind in declarations() if any(_users()[rule] - DECLARATIONS for rule in _rules_of(kind)))


@cache
def inside_others() -> frozenset[str]:
    """Kinds of declarations that also stand inside others."""
    places = [(kind, _users()[rule]) for kind in declarations() for rule in _rules_of(kind)]
    return frozenset(kind for kind, users in places if users & DECLARATIONS and users - DECLARATIONS)


def _rules_of(kind: str) -> set[str]:
    """The rules that begin with the word of a kind."""
    return _beginning()[kind]


@cache
def _beginning() -> defaultdict[str, set[str]]:
    """The rules that begin with each symbol."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rule in table().rules:
        if rule.symbols:
            found[rule.symbols[0]].add(rule.origin)
    return found


@cache
def _users() -> defaultdict[str, set[str]]:
    """The rules in which each rule is used."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rule in table().rules:
        for symbol in rule.symbols:
            found[symbol].add(rule.origin)
    return found
