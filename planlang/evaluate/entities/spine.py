"""The spine: who can have a figure, on which days.

In: a roster. Out: `Spine`, the rows of each level (people, teams, the plan) and the memberships that lead to them. No facts
are known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import assert_never

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from planlang.evaluate.cells.exact import Integers, Truths, addable
from planlang.evaluate.entities.roster import UNASSIGNED, WHOLE, Roster
from planlang.frozen import frozen
from planlang.semantics.model import EntityKind
from planlang.values.periods import DAY

Ordinals = NDArray[np.int64]


class Level(Enum):
    """A level of the organisation; each has rows of its own."""

    PERSONS = "persons"
    TEAMS = "teams"
    PLAN = "plan"


LEVEL_OF = {EntityKind.PERSON: Level.PERSONS, EntityKind.TEAM: Level.TEAMS, EntityKind.PLAN: Level.PLAN}


def level_of(entity: str) -> Level:
    """The level of an entity by its key."""
    return {"rep": Level.PERSONS, "team": Level.TEAMS, "plan": Level.PLAN}[entity.partition(":")[0]]


@frozen
class At:
    """Where a person is looked at alone: in a role, in a team or below it; None: in any."""

    role: str | None = None
    team: str | None = None


ANYWHERE = At()


@frozen
class Segment:
    """Days `[since, until)` on which a person is in one team, and in no other that counts; in one role, or in several at once.

    Attributes:
        role: of several the one taken up last.
    """

    person: int
    team: int
    role: str
    roles: frozenset[str]
    since: date
    until: date


@frozen(eq=False)
class Spine:
    """Rows and memberships.

    Rows of people: everybody in the order of the roster, then, for those who have held several roles, each of their
    roles as a row of its own, then people in one of their teams as far as that is asked for. Rows of teams: the order of the
    roster, then `(unassigned)`.

    Attributes:
        asked: (person, team, role): people who are looked at in a team, or below it, alone, and of these days those in a role
            where one is said.
    """

    roster: Roster
    asked: tuple[tuple[str, str, str | None], ...] = ()

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Every membership that counts, by person and date; those of one person do not overlap."""
        teams = {team: index for index, team in enumerate(self.roster.teams)}
        found: list[Segment] = []
        for index, person in enumerate(self.roster.persons):
            posts = self.roster.posts_of[person]
            marks = sorted({post.start for post in posts} | {post.end + DAY for post in posts})
            for since, until in pairwise(marks):
                post = next((post for post in posts if post.holds(since)), None)
                if post is None:
                    continue
                roles = frozenset(one.role for one in posts if one.team == post.team and one.holds(since))
                here = Segment(index, teams[post.team], post.role, roles, since, until)
                last = found[-1] if found else None
                if last is not None and evolve(here, since=last.since, until=since) == last:
                    found[-1] = evolve(last, until=until)
                else:
                    found.append(here)
        return tuple(found)

    def is_gapless(self, until: date) -> bool:
        """Whether everybody is in a team on every day before that day."""
        reached = dict.fromkeys(range(len(self.roster.persons)), date.min)
        for segment in self.segments:
            if segment.since == reached[segment.person]:
                reached[segment.person] = segment.until
        return all(last >= until for last in reached.values())

    @cached_property
    def roles(self) -> tuple[tuple[int, str], ...]:
        """(person, role) of the rows after the people: roles of those who have held several."""
        found: list[tuple[int, str]] = []
        for index, person in enumerate(self.roster.persons):
            held = dict.fromkeys(post.role for post in self.roster.posts_of[person])
            if len(held) > 1:
                found.extend((index, role) for role in held)
        return tuple(found)

    @cached_property
    def placed(self) -> tuple[tuple[int, str, str | None], ...]:
        """(person, team, role) of the rows after the roles: people who were not in that team, and role, alone."""
        index = {person: number for number, person in enumerate(self.roster.persons)}
        found = []
        for person, team, role in dict.fromkeys(self.asked):
            own = self._segments_of.get(person, [])
            if own and not all(self.is_at(segment, team, role) for segment in own):
                found.append((index[person], team, role))
        return tuple(found)

    @cached_property
    def doubled(self) -> tuple[int, ...]:
        """The person of each row after the people themselves."""
        return (*(person for person, _ in self.roles), *(person for person, _, _ in self.placed))

    def is_at(self, segment: Segment, team: str | None, role: str | None) -> bool:
        """Whether a segment is in a team or below it, and in a role, as far as these are said."""
        is_there = team is None or self.is_under(segment, frozenset({f"team:{team}"}))
        return is_there and (role is None or role in segment.roles)

    def stretches(self, person: str, team: str | None, role: str | None = None) -> tuple[tuple[date, date], ...]:
        """The days `[since, until)` on which a person is in a team or below it, or in any, and in a role, or in any; ascending."""
        return tuple(
            (segment.since, segment.until)
            for segment in self._segments_of.get(person, [])
            if self.is_at(segment, team, role)
        )

    def in_roles(self, person: str, team: str | None, role: str | None = None) -> tuple[tuple[date, date, str], ...]:
        """The same with the role in which he is there."""
        return tuple(
            (segment.since, segment.until, role or segment.role)
            for segment in self._segments_of.get(person, [])
            if self.is_at(segment, team, role)
        )

    def rows(self, level: Level) -> int:
        """How many rows a level has."""
        match level:
            case Level.PERSONS:
                return len(self.roster.persons) + len(self.roles) + len(self.placed)
            case Level.TEAMS:
                return len(self.roster.teams) + 1
            case Level.PLAN:
                return 1
            case unreachable:
                assert_never(unreachable)

    def entities(self, level: Level) -> tuple[str, ...]:
        """The entity of each row of a level; a person stands again for each row of a role."""
        match level:
            case Level.PERSONS:
                persons = self.roster.persons
                again = (persons[person] for person in self.doubled)
                return tuple(f"rep:{person}" for person in (*persons, *again))
            case Level.TEAMS:
                return (*(f"team:{team}" for team in self.roster.teams), UNASSIGNED)
            case Level.PLAN:
                return (WHOLE,)
            case unreachable:
                assert_never(unreachable)

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        """The row of an entity within its level."""
        rows = {f"rep:{person}": index for index, person in enumerate(self.roster.persons)}
        rows |= {f"team:{team}": index for index, team in enumerate(self.roster.teams)}
        return rows | {UNASSIGNED: len(self.roster.teams), WHOLE: 0}

    @cached_property
    def _row_of_role(self) -> Mapping[tuple[int, str], int]:
        """The row of a person in a role, for those who have held several."""
        return {key: len(self.roster.persons) + index for index, key in enumerate(self.roles)}

    @cached_property
    def _row_of_placed(self) -> Mapping[tuple[int, str, str | None], int]:
        """The row of a person in a team, and a role where one is said."""
        before = len(self.roster.persons) + len(self.roles)
        return {key: before + index for index, key in enumerate(self.placed)}

    def row(self, entity: str, at: At = ANYWHERE) -> int | None:
        """The row of an entity, of a person on the days in a role, or in a team (one that is `asked` for, with this role); None
        for one that is on no roster, or never there.
        """
        role, team = at.role, at.team
        row = self._row_of.get(entity)
        if row is not None and team is not None and entity.startswith("rep:"):
            own = self._segments_of.get(entity.removeprefix("rep:"), [])
            always = all(self.is_at(segment, team, role) for segment in own)
            return row if always else self._row_of_placed.get((row, team, role))
        if row is None or role is None or not entity.startswith("rep:"):
            return row
        return self._row_of_role.get((row, role), row)

    def members(self, level: Level) -> tuple[Ordinals, Ordinals]:
        """(segment, row) for each membership and each row that it adds to, by row. Rows without members are left out,
        `(unassigned)` and the plan among them.
        """
        return self._members[level]

    @cached_property
    def _members(self) -> Mapping[Level, tuple[Ordinals, Ordinals]]:
        return {level: _pairs(self._memberships(level)) for level in Level}

    def _memberships(self, level: Level) -> Sequence[tuple[int, int]]:
        """(row, segment)."""
        found: list[tuple[int, int]] = []
        rank = {team: index for index, team in enumerate(self.roster.teams)}
        for index, segment in enumerate(self.segments):
            match level:
                case Level.PERSONS:
                    found.append((segment.person, index))
                    rows = (self._row_of_role.get((segment.person, role)) for role in segment.roles)
                    found.extend((own, index) for own in rows if own is not None)
                    for (person, team, role), row in self._row_of_placed.items():
                        if person == segment.person and self.is_at(segment, team, role):
                            found.append((row, index))
                case Level.TEAMS:
                    lineage = self.roster.lineage(self.roster.teams[segment.team])
                    found.extend((rank[team], index) for team in lineage)
                case Level.PLAN:
                    pass
                case unreachable:
                    assert_never(unreachable)
        return sorted(found)

    def ends_within(
        self, key: str, role: str | None, within: frozenset[str], starts: Ordinals, ends: Ordinals
    ) -> Truths:
        """Whether a person is one of `within`, or on the last active day of each stretch in a team of those or below it.

        `role`: only days in that role count.
        """
        if key in within:
            return np.ones(len(starts), dtype=np.bool_)
        own = [s for s in self._segments_of.get(key.removeprefix("rep:"), ()) if role is None or role in s.roles]
        if not own:
            return np.zeros(len(starts), dtype=np.bool_)
        since = np.array([segment.since.toordinal() for segment in own], dtype=np.int64)
        until = np.array([segment.until.toordinal() for segment in own], dtype=np.int64)
        inside = np.array([self.is_under(segment, within) for segment in own], dtype=np.bool_)
        last = np.searchsorted(since, ends, side="left") - 1
        found: Truths = (last >= 0) & (until[last] > starts) & inside[last]
        return found

    def is_under(self, segment: Segment, teams: frozenset[str]) -> bool:
        """Whether the team of a segment is one of these (`team:north`), or below one."""
        return any(f"team:{above}" in teams for above in self.roster.lineage(self.roster.teams[segment.team]))

    @cached_property
    def _segments_of(self) -> Mapping[str, list[Segment]]:
        """Person -> segments by date."""
        found: dict[str, list[Segment]] = {}
        for segment in self.segments:
            found.setdefault(self.roster.persons[segment.person], []).append(segment)
        return found

    @cached_property
    def person_of(self) -> Ordinals:
        """The person of each segment."""
        return np.array([segment.person for segment in self.segments], dtype=np.int64)

    @cached_property
    def bounds(self) -> tuple[Ordinals, Ordinals]:
        """First day and day after the last of each segment, as ordinals."""
        since = np.array([segment.since.toordinal() for segment in self.segments], dtype=np.int64)
        return since, np.array([segment.until.toordinal() for segment in self.segments], dtype=np.int64)

    def gathered(self, by_segment: Integers, level: Level) -> Integers:
        """Figures by segment (its last row: nobody's) added up to the rows of a level."""
        by_segment = addable(by_segment, len(by_segment))
        rest = by_segment[-1:]
        if level is Level.PLAN:
            return np.asarray(by_segment.sum(axis=0, keepdims=True))
        found = np.zeros((self.rows(level), by_segment.shape[1]), dtype=by_segment.dtype)
        segments, rows = self.members(level)
        if len(rows):
            starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
            found[rows[starts]] = np.add.reduceat(by_segment[segments], starts, axis=0)
        if level is Level.TEAMS:
            found[-1:] = rest
        return found


def _pairs(memberships: Sequence[tuple[int, int]]) -> tuple[Ordinals, Ordinals]:
    """Segments and rows as arrays."""
    array = np.array(memberships, dtype=np.int64).reshape(-1, 2)
    return array[:, 1], array[:, 0]
