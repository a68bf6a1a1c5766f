"""Broken rules that differ in little but their record: most of what is said of one is said of all of its kind.

In: what is broken of one rule, and ways to make violations of it. Out: `Like`s, each with an example of its kind; whatever is
the only one of its kind is made as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Place
from planlang.evaluate.results.evaluation import Kind, Violation
from planlang.evaluate.results.violation import Route, violation_id
from planlang.evaluate.results.violations import Example, Like
from planlang.evaluate.rules.findings import COLUMNS, Findings, RuleInstance, breaches
from planlang.evaluate.rules.rule_violations import RECORD, Recipients, recipients, record_words
from planlang.evaluate.stages.record_names import record_entity
from planlang.frozen import field, frozen
from planlang.semantics.model import Party, Process
from planlang.values.calendars import Calendar
from planlang.values.periods import Period

OWN = ("number", "keys", "owners", "row")
"""Columns in which those of a kind differ."""


@frozen(eq=False)
class _Kind:
    """What those of a kind have in common; an example of those that are passed on to somebody, and one of the others."""

    activation: str
    recipients: Recipients
    examples: dict[bool, Example] = field(factory=dict)


@frozen(eq=False)
class Kinds:
    """What is broken of one rule, by kind.

    Attributes:
        found: all of it.
        made: violations of instances.
        placed: where rows of a source stand.
        route: the people that parties mean for an entity.
        answering: who answers for a record, by its owner and key.
        today: the last day of which something is known.
    """

    found: Findings
    process: Process
    week: Period
    made: Callable[[Sequence[RuleInstance]], Sequence[Violation]]
    placed: Callable[[str, Sequence[int]], Sequence[Place]]
    route: Route
    answering: Callable[[str | None, str], str | None]
    today: date
    calendar: Calendar
    _kinds: dict[int, _Kind] = field(factory=dict)
    _numbers: list[tuple[list[int], list[int]]] = field(factory=list)
    _routed: dict[tuple[tuple[Party, ...], str], tuple[str, ...]] = field(factory=dict)

    def told(self, numbers: Sequence[int]) -> list[Violation | Like]:
        """Those of some numbers, in order."""
        kinds, counts = self._sorted()
        alone = [number for number in numbers if counts[kinds[number]] == 1]
        alike = [number for number in numbers if counts[kinds[number]] > 1]
        self._tell(
            [*{kinds[number]: number for number in reversed(alike) if kinds[number] not in self._kinds}.values()]
        )
        single, places = iter(self._made(alone)), iter(self._places(alike))
        return [
            next(single) if counts[kinds[number]] == 1 else self._like(number, kinds[number], next(places))
            for number in numbers
        ]

    def _sorted(self) -> tuple[list[int], list[int]]:
        """The kind of each, and how many there are of each kind."""
        if not self._numbers:
            kinds, counts = kinds_of(self.found)
            self._numbers.append((kinds.tolist(), counts.tolist()))
        return self._numbers[0]

    def _made(self, numbers: Sequence[int]) -> Sequence[Violation]:
        """Those of some numbers as they are."""
        return self.made(breaches(self.found, numbers, self.week)) if numbers else ()

    def _tell(self, numbers: Sequence[int]) -> None:
        """The kinds of some, each of another."""
        kinds, _ = self._sorted()
        instances = breaches(self.found, numbers, self.week) if numbers else ()
        for number, instance, violation in zip(numbers, instances, self.made(instances), strict=True):
            parties = recipients(instance, self.process, self.today, self.calendar)
            example = Example(violation, RECORD)
            self._kinds[kinds[number]] = _Kind(instance.activation, parties, {bool(violation.passed_on): example})

    def _like(self, number: int, at: int, place: Place | None) -> Like:
        """One of a kind."""
        kind, owner, key = self._kinds[at], self.found.owners[number], self.found.keys[number]
        to, responsible, passed_on = (self._people(parties, owner, key) for parties in kind.recipients)
        example = kind.examples.get(bool(passed_on))
        if example is None:
            example = kind.examples[bool(passed_on)] = Example(self._made([number])[0], RECORD)
        entity = record_entity(key)
        return Like(
            example,
            violation_id(Kind.RULE, self.found.rule.ident.name, entity, kind.activation),
            entity,
            owner,
            record_words(key),
            to,
            responsible,
            passed_on,
            place,
        )

    def _people(self, parties: tuple[Party, ...], owner: str | None, record: str) -> tuple[str, ...]:
        """Whom parties mean for a record; the same for all for which the same answer."""
        entity = self.answering(owner, record) if parties else None
        if entity is None:
            return ()
        key = parties, entity
        if key not in self._routed:
            self._routed[key] = self.route(parties, entity, self.week)
        return self._routed[key]

    def _places(self, numbers: Sequence[int]) -> list[Place | None]:
        """Where the rows stand that show them."""
        rows, listed = self.found.row[numbers].tolist(), self.found.listed[numbers].tolist()
        sources = [self.found.source_of(is_listed) for is_listed in listed]
        found: list[Place | None] = [None] * len(rows)
        for source in dict.fromkeys(sources):
            mine = [at for at, row in enumerate(rows) if row >= 0 and sources[at] == source]
            for at, place in zip(mine, self.placed(source, [rows[at] for at in mine]), strict=True):
                found[at] = place
        return found


def kinds_of(found: Findings) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each instance the number of its kind, and for each kind how many there are."""
    columns = [getattr(found, name) for name in COLUMNS if name not in OWN]
    columns += [found.row >= 0, *([] if found.allowed is None else [found.allowed])]
    columns += [] if found.unmet is None else [*found.unmet.T]
    if found.words is not None:  # each by itself
        columns.append(np.where(found.words == np.array(None), 0, np.arange(1, len(found.words) + 1)))
    numbers = np.stack([column.astype(np.int64) for column in columns], axis=1)
    _, kinds, counts = np.unique(numbers, axis=0, return_inverse=True, return_counts=True)
    return kinds.reshape(-1), counts
