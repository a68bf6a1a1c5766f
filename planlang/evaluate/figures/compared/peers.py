"""Ranks and shares: the figure of an entity among those of its like (tests/spec/peers.md).

In: the figures of a level and, for shares, of the levels above; who is in which team and role when. Out: exact cells. Like
a person are those whose last role of the days is the same, within a team those who were last in it; like a team are the
teams as deep, within a team those right below it. Who has no figure, or no working day, has no place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

import numpy as np
from attrs import field

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact, Truths
from planlang.evaluate.cells.matrix import KNOWN, Cells, Codes, cells, code, first_reason
from planlang.evaluate.entities.spine import Level, Segment, Spine
from planlang.evaluate.figures.windows import Columns
from planlang.frozen import frozen
from planlang.semantics.expr import AmongPeers, Comparison, Group, PeerMeasure
from planlang.values.figure import Why

NOWHERE = -1
NOBODY = (NOWHERE, NOWHERE)
CellsOf = Callable[[Level], Cells]
Place = tuple[int, int]
"""Of what kind an entity is and in which team: role and team of a person, depth and team above of a team."""


@frozen(eq=False)
class Field:
    """Those who are compared over one stretch within one group: figures of whom, ascending."""

    rows: tuple[int, ...]
    values: tuple[Fraction, ...]
    above: tuple[Fraction, ...] = field(init=False)
    """The sums of what is positive from each place on, and 0 at the end."""

    @above.default
    def _summed(self) -> tuple[Fraction, ...]:
        positive = (max(value, Fraction(0)) for value in reversed(self.values))
        return tuple(accumulate(positive, initial=Fraction(0)))[::-1]

    def rank(self, value: Fraction, *, lowest: bool) -> int:
        """1 for the best; equal ones share a place, and those after them have the one that is left: 1 2 2 4."""
        better = bisect_left(self.values, value) if lowest else len(self.values) - bisect_right(self.values, value)
        return better + 1

    def cumulative(self, value: Fraction) -> Fraction | None:
        """The share of all that have as much or more; all for one without a positive figure, None where nobody has any."""
        if self.above[0] <= 0:
            return None
        return self.above[bisect_left(self.values, value)] / self.above[0] if value > 0 else Fraction(1)


ALONE = Field((), ())


@frozen(eq=False)
class Peers:
    """Who is like whom on a level, over stretches."""

    spine: Spine
    level: Level
    columns: Columns

    def places(self) -> list[list[Place]]:
        """The kind and the team of every row over every stretch; `NOBODY` for one that was not there."""
        count = len(self.columns)
        match self.level:
            case Level.PERSONS:
                return [self._of_person(own, team) for own, team in self.memberships()]
            case Level.TEAMS:
                roster = self.spine.roster
                index = {team: number for number, team in enumerate(roster.teams)}
                above = [[index[one] for one in roster.lineage(team)[1:]] for team in roster.teams]
                found = [(len(line), line[0] if line else NOWHERE) for line in above]
                return [[place] * count for place in (*found, NOBODY)]
            case Level.PLAN:
                return [[(0, NOWHERE)] * count]

    def memberships(self) -> list[tuple[Sequence[Segment], int | None]]:
        """The memberships that count for each row of people; of somebody in one team alone that team as well."""
        spine = self.spine
        own: dict[int, list[Segment]] = {}
        for segment in spine.segments:
            own.setdefault(segment.person, []).append(segment)
        teams = {team: number for number, team in enumerate(spine.roster.teams)}
        found: list[tuple[Sequence[Segment], int | None]] = [
            (own.get(person, []), None) for person in range(len(spine.roster.persons))
        ]
        found += [([s for s in own[person] if role in s.roles], None) for person, role in spine.roles]
        for person, team, role in spine.placed:
            within = [segment for segment in own[person] if spine.is_at(segment, team, role)]
            found.append((within, teams[team]))
        return found

    def _of_person(self, own: Sequence[Segment], team: int | None) -> list[Place]:
        """The role and the team of the last day of each stretch on which somebody was there."""
        roles = self._roles
        starts = [segment.since.toordinal() for segment in own]
        places: list[Place] = []
        for start, end in zip(self.columns.starts.tolist(), self.columns.ends.tolist(), strict=True):
            last = own[bisect_left(starts, end) - 1] if starts and starts[0] < end else None
            if last is None or last.until.toordinal() <= start:
                places.append(NOBODY)
            else:
                places.append((roles[last.role], last.team if team is None else team))
        return places

    @property
    def _roles(self) -> Mapping[str, int]:
        return {role: n for n, role in enumerate(dict.fromkeys(segment.role for segment in self.spine.segments))}

    def stand_in(self) -> list[int | None]:
        """For each row the person whom it stands for beside a row that counts; None for those that count."""
        spine = self.spine
        if self.level is not Level.PERSONS:
            return [None] * spine.rows(self.level)
        several = {person for person, _ in spine.roles}
        persons = [person if person in several else None for person in range(len(spine.roster.persons))]
        return [*persons, *([None] * len(spine.roles)), *(person for person, _, _ in spine.placed)]

    def person_of(self, row: int) -> int:
        """The person of a row of people."""
        persons = len(self.spine.roster.persons)
        return row if row < persons else self.spine.doubled[row - persons]


def among_peers(asked: AmongPeers, peers: Peers, cells_of: CellsOf, judged: Truths) -> Cells:
    """A rank or a share for every row of a level and every stretch.

    Args:
        asked: what is wanted.
        peers: who is like whom.
        cells_of: the figures of a level over the same stretches.
        judged: who has a working day in them.
    """
    own = cells_of(peers.level)
    if asked.measure is PeerMeasure.SHARE:
        return _shares(own, wholes(asked.group, peers, cells_of))
    places, stand_in = peers.places(), peers.stand_in()
    fields = fields_of(asked.group, peers, own, judged)
    top = np.zeros(own.why.shape, dtype=object)
    below = np.ones(own.why.shape, dtype=object)
    why = own.why.copy()
    for row, line in enumerate(places):
        for column, place in enumerate(line):
            if why[row, column] != KNOWN:
                continue
            if place == NOBODY or not judged[row, column]:
                why[row, column] = code(Why.NOT_ACTIVE)
                continue
            found = fields.get((column, group_of(place, asked.group)), ALONE)
            value = own.exact.at((row, column))
            if stand_in[row] is not None:
                found = _with(found, stand_in[row], value, peers)
            answer: Fraction | int | None = (
                found.rank(value, lowest=asked.lowest) if asked.measure is PeerMeasure.RANK else found.cumulative(value)
            )
            if answer is None:
                why[row, column] = code(Why.NO_DENOMINATOR)
            else:
                number = Fraction(answer)
                top[row, column], below[row, column] = number.numerator, number.denominator
    return cells(Exact(exact.fitting(top), exact.fitting(below)), why)


def group_of(place: Place, group: Group) -> Place:
    """What those have in common who are compared."""
    return place if group is Group.TEAM else (place[0], NOWHERE)


def fields_of(group: Group, peers: Peers, own: Cells, judged: Truths) -> dict[tuple[int, Place], Field]:
    """Those who are compared, by stretch and group; somebody with several roles stands in each of them."""
    places, stand_in = peers.places(), peers.stand_in()
    found: dict[tuple[int, Place], list[tuple[Fraction, int]]] = {}
    for row, line in enumerate(places):
        if stand_in[row] is not None:
            continue
        for column, place in enumerate(line):
            if place != NOBODY and own.why[row, column] == KNOWN and judged[row, column]:
                found.setdefault((column, group_of(place, group)), []).append((own.exact.at((row, column)), row))
    return {
        key: Field(tuple(row for _, row in ordered), tuple(value for value, _ in ordered))
        for key, ordered in ((key, sorted(members)) for key, members in found.items())
    }


def _with(among: Field, person: int | None, value: Fraction, peers: Peers) -> Field:
    """Those who are compared, with all that somebody did in the place of what he did in the role."""
    kept = [(v, row) for v, row in zip(among.values, among.rows, strict=True) if peers.person_of(row) != person]
    at = bisect_left(kept, (value, NOWHERE))
    kept.insert(at, (value, NOWHERE))
    return Field(tuple(row for _, row in kept), tuple(v for v, _ in kept))


def _shares(own: Cells, whole: Cells) -> Cells:
    """Each figure over that which it is a part of; unknown where that is, or is not positive."""
    quotient, _ = exact.divided(own.exact, whole.exact)
    none = exact.compared(Comparison.AT_MOST, whole.exact, exact.constant(Fraction(0)))
    why = first_reason(own.why, whole.why, np.where(none, code(Why.NO_DENOMINATOR), KNOWN).astype(np.int8))
    return cells(quotient, why)


def wholes(group: Group, peers: Peers, cells_of: CellsOf) -> Cells:
    """The figure that each is a part of: of the team, of the team above, or of the plan."""
    plan = cells_of(Level.PLAN)
    if peers.level is Level.PLAN:
        return plan
    teams = cells_of(Level.TEAMS) if group is not Group.PLAN else None
    places = peers.places()
    shape = (len(places), len(peers.columns))
    top, below = np.zeros(shape, dtype=object), np.ones(shape, dtype=object)
    why: Codes = np.full(shape, KNOWN, dtype=np.int8)
    for row, line in enumerate(places):
        for column, (kind, team) in enumerate(line):
            away = peers.level is Level.PERSONS and kind == NOWHERE
            source, at = (teams, team) if teams is not None and team != NOWHERE else (plan, 0)
            why[row, column] = code(Why.NOT_ACTIVE) if away else source.why[at, column]
            number = source.exact.at((at, column))
            top[row, column], below[row, column] = number.numerator, number.denominator
    return cells(Exact(exact.fitting(top), exact.fitting(below)), why)
