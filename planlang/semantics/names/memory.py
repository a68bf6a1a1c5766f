"""What checking one declaration found, kept for the next check as long as nothing it used is another.

In: the bench of a check that is done again after an edit. Out: for a declaration that is the same, whose tables say the same
about all it asked them, what it gave, found and noted the last time. Where the files declare other names
than they did, what asked for one of these is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from operator import attrgetter, is_
from typing import Any, Generic, Protocol, TypeVar, cast

from planlang.frozen import define, field
from planlang.semantics.names.findings import Findings, Noted
from planlang.syntax import nodes

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
B = TypeVar("B")
S = TypeVar("S", bound="Symbol")
T = TypeVar("T")

ABSENT: Any = object()
NODE = attrgetter("node")


class Symbol(Protocol):
    """A declaration as known everywhere; another may stand in its place after an edit."""

    node: nodes.Declaration

    @property
    def standing(self) -> tuple[object, ...]:
        """What others decide of it: its rank, its qualified name, what it stands in."""

    def __hash__(self) -> int:
        """By identity."""


class Scope(Protocol):
    """What one file can name."""

    def may_hide(self, name: str) -> bool:
        """Whether an unknown name may well be declared where nobody could read it."""

    def __hash__(self) -> int:
        """By identity."""


@define(eq=False)
class _Entry:
    """What one piece of work gave, and all it rests on.

    Attributes:
        node: the declaration.
        standing: what others had decided of it.
        result: what it gave back.
        noted: its findings.
        read: what it read in tables: the value, or ABSENT.
        asked: what it asked tables about: whether it is there.
        seen: the declarations of others that it looked at.
        hidden: names that it asked for, which may be declared where nobody could read.
        words: the words of all names that it asked for.
        written: what it put into tables.
        whole: whether it went through a whole table; it is done again each time.
    """

    node: nodes.Declaration
    standing: tuple[object, ...]
    result: Any = None
    noted: Noted = field(factory=Noted)
    read: dict[tuple[int, Hashable], tuple[Table[Any, Any], Any, Any]] = field(factory=dict)
    asked: dict[tuple[int, Hashable], tuple[Table[Any, Any], Any, bool]] = field(factory=dict)
    seen: dict[Symbol, nodes.Declaration] = field(factory=dict)
    hidden: dict[tuple[Scope, str], bool] = field(factory=dict)
    words: set[str] = field(factory=set)
    written: dict[tuple[int, Hashable], tuple[Table[Any, Any], Any, Any]] = field(factory=dict)
    whole: bool = False

    def holds(self, node: nodes.Declaration) -> bool:
        """Whether it would come out the same now."""
        return self.node is node and self.rests_on_the_same

    @property
    def rests_on_the_same(self) -> bool:
        """Whether all that it used is what it was."""
        if self.whole:
            return False
        for table, key, value in self.read.values():
            if dict.get(table, key, ABSENT) is not value:
                return False
        for table, key, there in self.asked.values():
            if dict.__contains__(table, key) is not there:
                return False
        for symbol, seen in self.seen.items():
            if symbol.node is not seen:
                return False
        return not self.hidden or all(scope.may_hide(name) is told for (scope, name), told in self.hidden.items())

    def again(self, findings: Findings) -> Any:
        """Notes and writes what it noted and wrote; what it gave."""
        for table, key, value in self.written.values():
            dict.__setitem__(table, key, value)
        findings.note(self.noted)
        return self.result


RUN = 32
"""Declarations whose work is passed at once. Many are asked in one, few are done again for one that is another."""


@define(eq=False)
class _Run:
    """What pieces of work about declarations that follow each other gave.

    Attributes:
        symbols: the declarations.
        entries: of each.
        together: what all of them rest on and wrote that are not each other's; None until it is asked for.
    """

    symbols: tuple[Symbol, ...]
    entries: list[_Entry]
    together: _Entry | None = None

    def holds(self, symbols: tuple[Symbol, ...]) -> bool:
        """Whether it would come out the same for these."""
        if self.symbols != symbols or not all(map(is_, map(NODE, symbols), map(NODE, self.entries))):
            return False
        if self.together is None:
            self.together = _together(self.entries)
        return self.together.rests_on_the_same


def _together(entries: Sequence[_Entry]) -> _Entry:
    """Pieces of work, one after the other, as one."""
    found = _Entry(entries[0].node, ())
    for entry in entries:
        for cell, read in entry.read.items():
            if cell not in found.written:
                found.read.setdefault(cell, read)
        for cell, asked in entry.asked.items():
            if cell not in found.written:
                found.asked.setdefault(cell, asked)
        found.seen |= entry.seen
        found.hidden |= entry.hidden
        found.written |= entry.written
        found.whole |= entry.whole
    found.result = [entry.result for entry in entries]
    found.noted = Noted(
        tuple(chain.from_iterable(entry.noted.found for entry in entries)),
        tuple(chain.from_iterable(entry.noted.unknown for entry in entries)),
        tuple(chain.from_iterable(entry.noted.uses for entry in entries)),
    )
    return found


@define(eq=False)
class Memory:
    """The work of the last check."""

    _entries: dict[tuple[Callable[..., Any], Symbol], _Entry] = field(factory=dict)
    _runs: dict[tuple[Callable[..., Any], Symbol], _Run] = field(factory=dict)
    _open: _Entry | None = None

    def forget(self) -> None:
        """Keeps nothing."""
        self._entries.clear()
        self._runs.clear()

    def sift(self, symbols: Iterable[Symbol], words: AbstractSet[str]) -> None:
        """Keeps what is about these declarations, where they stand as they did, and rests on none of these words."""
        alive = set(symbols)
        self._runs.clear()
        self._entries = {
            (what, symbol): entry
            for (what, symbol), entry in self._entries.items()
            if symbol in alive and entry.standing == symbol.standing and not entry.words & words
        }

    def once(self, work: Callable[[B, S], T], bench: B, symbol: S, findings: Findings) -> T:
        """The result of a piece of work about a declaration, done only where it may come out otherwise than before."""
        assert self._open is None
        known = self._entries.get((work, symbol))
        if known is not None and known.holds(symbol.node):
            return cast(T, known.again(findings))
        entry = self._open = _Entry(symbol.node, symbol.standing)
        before = findings.count
        try:
            result = entry.result = work(bench, symbol)
        finally:
            self._open = None
        entry.noted = findings.since(before)
        self._entries[work, symbol] = entry
        return result

    def each(self, work: Callable[[B, S], T], bench: B, symbols: Sequence[S], findings: Findings) -> list[T]:
        """The same for declarations that follow each other; many that are the same are passed at once."""
        results: list[T] = []
        for at in range(0, len(symbols), RUN):
            run = tuple(symbols[at : at + RUN])
            known = self._runs.get((work, run[0]))
            if known is not None and known.holds(run) and known.together is not None:
                results += known.together.again(findings)
                continue
            results += [self.once(work, bench, symbol, findings) for symbol in run]
            self._runs[work, run[0]] = _Run(run, [self._entries[work, symbol] for symbol in run])
        return results

    # what the tables, the symbols and the scopes tell

    def read(self, table: Table[Any, Any], key: Hashable, value: Any) -> None:
        """A value was read, or missed."""
        if self._open is not None and (id(table), key) not in self._open.written:
            self._open.read.setdefault((id(table), key), (table, key, value))

    def asked(self, table: Table[Any, Any], key: Hashable, there: bool) -> None:
        """A table was asked whether it has something."""
        if self._open is not None and (id(table), key) not in self._open.written:
            self._open.asked.setdefault((id(table), key), (table, key, there))

    def wrote(self, table: Table[Any, Any], key: Hashable, value: Any) -> None:
        """A value was put into a table."""
        if self._open is not None:
            self._open.written[(id(table), key)] = (table, key, value)

    def went_through(self) -> None:
        """Somebody went through a whole table."""
        if self._open is not None:
            self._open.whole = True

    def saw(self, symbol: Symbol) -> None:
        """A declaration was looked at."""
        if self._open is not None:
            self._open.seen.setdefault(symbol, symbol.node)

    def named(self, name: str) -> None:
        """Somebody asked what a name means."""
        if self._open is not None:
            self._open.words.update(name.split("."))

    def missed(self, scope: Scope, name: str, hidden: bool) -> None:
        """A name was asked for that may be declared where nobody could read."""
        if self._open is not None:
            self._open.hidden.setdefault((scope, name), hidden)


class Table(dict[K, V], Generic[K, V]):
    """A table of the bench that tells a memory who reads it. A value equal to the one of the last check is that one."""

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._before: dict[K, V] = {}

    def renew(self) -> None:
        """Empties it for the next check."""
        self._before = dict(super().items())
        super().clear()

    def __setitem__(self, key: K, value: V) -> None:
        before = self._before.get(key, ABSENT)
        if before is not ABSENT and before == value:
            value = before
        super().__setitem__(key, value)
        self._memory.wrote(self, key, value)

    def __getitem__(self, key: K) -> V:
        value = super().__getitem__(key)
        self._memory.read(self, key, value)
        return value

    def get(self, key: K, default: Any = None) -> Any:
        """The value of a key."""
        value = super().get(key, ABSENT)
        self._memory.read(self, key, value)
        return default if value is ABSENT else value

    def setdefault(self, key: K, default: Any = None) -> Any:
        """The value of a key, which is set where there is none."""
        value = self.get(key, ABSENT)
        if value is ABSENT:
            self[key] = default
            return super().__getitem__(key)
        return value

    def __contains__(self, key: object) -> bool:
        there = super().__contains__(key)
        self._memory.asked(self, key, there)
        return there

    def __iter__(self) -> Iterator[K]:
        self._memory.went_through()
        return super().__iter__()

    def __len__(self) -> int:
        self._memory.went_through()
        return super().__len__()

    def values(self) -> Any:
        """All values."""
        self._memory.went_through()
        return super().values()

    def items(self) -> Any:
        """All keys with their values."""
        self._memory.went_through()
        return super().items()
