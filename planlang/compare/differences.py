"""What differs between two versions of a plan, as values.

In: nothing. Out: the classes of a comparison. Effects are those of the later version, seen from the earlier one.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span


class Effect(Enum):
    """What an edit does to what is asked of people."""

    LOOSENED = "loosened"
    """less is asked: a lower target, a longer limit, a rule less"""
    TIGHTENED = "tightened"
    """more is asked"""
    CHANGED = "changed"
    """neither, or it cannot be told without data"""


class Fate(Enum):
    """What became of a declaration."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    EDITED = "edited"
    AFFECTED = "affected"
    """nothing of it is written otherwise, and yet it says something else: through what it rests on"""


@frozen
class Statement:
    """A clause as it is written, on one line and without comments."""

    text: str
    span: Span


@frozen
class ClauseChange:
    """A clause that is another, new (no `before`) or gone (no `after`)."""

    before: Statement | None
    after: Statement | None
    effect: Effect


@frozen
class Difference:
    """A declaration that differs.

    Attributes:
        kind: the word of the language for it: `goal`; `plan` for the head of the plan.
        name: as declared, in another one with its path: `launch.venue`; the later one where it was renamed.
        title: what people call it.
        before, after: where its name stands; None where it is not there.
        effects: of all its parts.
        was: its earlier name, where it was renamed.
        through: the declarations it rests on that differ, where it is affected by them.
    """

    kind: str
    name: str
    title: str
    fate: Fate
    effects: frozenset[Effect]
    before: Span | None
    after: Span | None
    clauses: tuple[ClauseChange, ...] = ()
    was: str | None = None
    through: tuple[str, ...] = ()

    @property
    def effect(self) -> Effect:
        """The one for all of it: looser where any part is, as a stricter one does not make up for that; else stricter where any is."""
        return next((one for one in (Effect.LOOSENED, Effect.TIGHTENED) if one in self.effects), Effect.CHANGED)


@frozen
class Shift:
    """A task or milestone with other dates, as written in the plan and without what is known of its progress in data.

    Attributes:
        starts, finishes: before and after, both included days.
    """

    name: str
    title: str
    starts: tuple[date, date]
    finishes: tuple[date, date]


@frozen
class Onsets:
    """How often an alert came on, by entity and period; None where that version does not have it.

    Attributes:
        before, after: onsets that the one or the other version tells of.
        gone, more: those that only the earlier one or only the later one tells of.
    """

    name: str
    title: str
    before: int | None
    after: int | None
    gone: int
    more: int


@frozen
class Counted:
    """What the edit does on data: the first and the last day of the time that was looked at, and the alerts that differ."""

    start: date
    end: date
    before: int
    after: int
    alerts: tuple[Onsets, ...]


@frozen
class Comparison:
    """All that differs between two versions of a plan, in the order of the later one.

    Attributes:
        counted: None where no data were looked at.
    """

    before: str
    after: str
    differences: tuple[Difference, ...]
    shifts: tuple[Shift, ...]
    counted: Counted | None = None

    def has(self, effect: Effect) -> bool:
        """Whether something has this effect."""
        return any(effect in one.effects for one in self.differences)
