"""The violations of an evaluation as a list of which each is made when it is asked for: most are only counted.

In: violations by rule, or ways to make them. Out: `Violations`, which tells how many there are of which kind without
making any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import overload

from attrs import frozen

from planlang.evaluate.results.evaluation import Kind, Verdict, Violation

Rank = tuple[int, int, int, int, str]
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
    """

    kind: Kind
    rule: str
    severity: str
    entities: Sequence[str]
    verdicts: Mapping[Verdict, int]
    make: Callable[[Sequence[int]], Sequence[Violation]]


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

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _made(self, places: Sequence[tuple[int, int]]) -> list[Violation]:
        """Those at some places, those of a group together."""
        by_group: dict[int, list[int]] = {}
        for group, number in places:
            by_group.setdefault(group, []).append(number)
        found = {group: iter(self._groups[group].make(numbers)) for group, numbers in by_group.items()}
        return [next(found[group]) for group, _ in places]

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
    return Group(first.kind, first.rule, first.severity, entities, verdicts, lambda at: [run[number] for number in at])


def listed(violations: Sequence[Violation]) -> Violations:
    """Any violations, so that they can be counted by sort."""
    return violations if isinstance(violations, Violations) else grouped(made_groups(violations))
