"""The violations of an evaluation as a list of which each is made when it is asked for: most are only counted.

In: violations by rule, or ways to make them. Out: `Violations`, which tells how many there are of which kind without
making any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TypeVar, overload

from planlang.data.loaded.snapshot import Place
from planlang.evaluate.results.evaluation import Kind, Verdict, Violation
from planlang.frozen import frozen

T = TypeVar("T")
Rank = tuple[int, int, int, int, str]


@frozen(eq=False)
class Example:
    """A violation of which there are many; in its message, the value called `own` is that of this one."""

    violation: Violation
    own: str


class Like(NamedTuple):
    """A violation that is like another but for this.

    Attributes:
        words: what its message has for the value that is its own.
        passed_on: as in the example somebody, or nobody.
        place: where the row stands that shows it; None where the example has no row either.
    """

    example: Example
    id: str
    entity: str
    owner: str | None
    words: str
    to: tuple[str, ...]
    responsible: tuple[str, ...]
    passed_on: tuple[str, ...]
    place: Place | None


AT_ONCE = 256
"""How many are made together where all are asked for one after the other."""


@frozen
class Sort:
    """What is counted of a violation."""

    kind: Kind
    rule: str
    severity: str
    verdict: Verdict


@frozen(eq=False)
class Group:
    """Violations of one rule and severity.

    Attributes:
        entities: of each, in order.
        verdicts: how many there are of each.
        make: those of some numbers.
        told: the same, by examples where many are alike.
    """

    kind: Kind
    rule: str
    severity: str
    entities: Sequence[str]
    verdicts: Mapping[Verdict, int]
    make: Callable[[Sequence[int]], Sequence[Violation]]
    told: Callable[[Sequence[int]], Sequence[Violation | Like]]


class Violations(Sequence[Violation]):
    """All violations of some groups, in an order: each by its group and its number there."""

    def __init__(self, groups: Mapping[int, Group], order: Sequence[tuple[int, int]]) -> None:
        self._groups = groups
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> Violation: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Violation, ...]: ...

    def __getitem__(self, index: int | slice) -> Violation | tuple[Violation, ...]:
        if isinstance(index, slice):
            return tuple(self._made(self._order[index]))
        return self._made([self._order[index]])[0]

    def __iter__(self) -> Iterator[Violation]:
        for start in range(0, len(self._order), AT_ONCE):
            yield from self._made(self._order[start : start + AT_ONCE])

    def told(self) -> Iterator[Violation | Like]:
        """All of them, by examples where many are alike."""
        for start in range(0, len(self._order), AT_ONCE):
            yield from _in_turn(self._order[start : start + AT_ONCE], lambda at: self._groups[at].told)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _made(self, places: Sequence[tuple[int, int]]) -> list[Violation]:
        """Those at some places."""
        return _in_turn(places, lambda at: self._groups[at].make)

    def entities(self) -> Iterator[str]:
        """Whom or what each is about."""
        return (self._groups[group].entities[number] for group, number in self._order)

    def where(self, wanted: Callable[[Kind, str], bool]) -> Violations:
        """Those of some kinds and rules."""
        kept = {at: group for at, group in self._groups.items() if wanted(group.kind, group.rule)}
        if len(kept) == len(self._groups):
            return self
        return Violations(kept, [place for place in self._order if place[0] in kept])

    def counts(self) -> Counter[Sort]:
        """How many there are of each sort."""
        told: Counter[Sort] = Counter()
        for group in self._groups.values():
            for verdict, count in group.verdicts.items():
                told[Sort(group.kind, group.rule, group.severity, verdict)] += count
        return told

    def ordered(self, rank: Callable[[Group], Callable[[str], Rank]]) -> Violations:
        """The same by rank, a rank telling of a group and an entity; equal ones as they are."""
        ranks = {at: [*map(rank(group), group.entities)] for at, group in self._groups.items()}
        return Violations(self._groups, sorted(self._order, key=lambda place: ranks[place[0]][place[1]]))


def _in_turn(
    places: Sequence[tuple[int, int]], made: Callable[[int], Callable[[Sequence[int]], Sequence[T]]]
) -> list[T]:
    """Those at some places, those of a group made together."""
    by_group: dict[int, list[int]] = {}
    for group, number in places:
        by_group.setdefault(group, []).append(number)
    found = {group: iter(made(group)(numbers)) for group, numbers in by_group.items()}
    return [next(found[group]) for group, _ in places]


def grouped(groups: Sequence[Group]) -> Violations:
    """The violations of groups, one group after the other."""
    order = [(at, number) for at, group in enumerate(groups) for number in range(len(group.entities))]
    return Violations(dict(enumerate(groups)), order)


def made_groups(violations: Sequence[Violation]) -> tuple[Group, ...]:
    """Violations that are there already, as groups."""
    runs = groupby(violations, key=lambda one: (one.kind, one.rule, one.severity))
    return tuple(_made_group(tuple(run)) for _, run in runs)


def _made_group(run: Sequence[Violation]) -> Group:
    """Violations of one rule and severity that are there."""
    first = run[0]
    entities, verdicts = [one.entity for one in run], Counter(one.verdict for one in run)

    def make(numbers: Sequence[int]) -> Sequence[Violation]:
        return [run[number] for number in numbers]

    return Group(first.kind, first.rule, first.severity, entities, verdicts, make, make)


def listed(violations: Sequence[Violation]) -> Violations:
    """Any violations, so that they can be counted by sort."""
    return violations if isinstance(violations, Violations) else grouped(made_groups(violations))
