"""The figure of somebody's team: of several teams by the working days in each (tests/spec/peers.md).

In: the figures of the teams over stretches, who was in which of them when, and who worked on which days. Out: exact cells. Of a
team it is the figure of the one above, at the top that of the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve

from planlang.evaluate.cells.matrix import Cells
from planlang.evaluate.entities.presence import Presence
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.entities.spine import Level, Segment
from planlang.evaluate.figures.compared.peers import NOBODY, NOWHERE, CellsOf, Peers, among_peers, wholes
from planlang.evaluate.figures.derived.answered import as_cells
from planlang.evaluate.results.evaluation import Evidence
from planlang.semantics.expr import AmongPeers, Group, PeerMeasure
from planlang.values.figure import Figure, Known, Unknown, Why, mapped, summed

Parts = Sequence[tuple[int, int]]
"""Teams by rank, each with the working days in it."""


def of_others(asked: AmongPeers, peers: Peers, presence: Presence, cells_of: CellsOf) -> Cells:
    """The place, the share, or the figure of the team, for every row of a level and every stretch."""
    if asked.measure is PeerMeasure.OF_TEAM:
        return of_teams(peers, presence, cells_of)
    worked = presence.worked(peers.level, peers.columns.starts, peers.columns.ends)
    return among_peers(asked, peers, cells_of, np.asarray(worked > 0, dtype=np.bool_))


def of_teams(peers: Peers, presence: Presence, cells_of: CellsOf) -> Cells:
    """The figure of the team for every row of a level and every stretch."""
    if peers.level is not Level.PERSONS:
        return wholes(Group.TEAM, peers, cells_of)
    teams = cells_of(Level.TEAMS)
    found = [[_weighed(days, teams, column) for column, days in enumerate(line)] for line in parts_of(peers, presence)]
    return as_cells(found, len(peers.columns))


def whose(peers: Peers, presence: Presence) -> list[Sequence[str]]:
    """Whose the figure of the team is, for every row of a level over the first stretch: teams, or the whole plan."""
    teams = peers.spine.roster.teams
    if peers.level is Level.PERSONS:
        return [[f"team:{teams[at]}" for at, _ in line[0]] for line in parts_of(peers, presence)]
    return [
        [] if places[0] == NOBODY else [WHOLE if places[0][1] == NOWHERE else f"team:{teams[places[0][1]]}"]
        for places in peers.places()
    ]


def together(words: Evidence, of: Sequence[Evidence], limit: int) -> Evidence:
    """What a figure of teams rests on: the rows of each, with what is written of the figure itself."""
    if not of:
        return words
    aside, none, several = (sum(counts) for counts in zip(*(one.unfound for one in of), strict=True))
    return evolve(
        of[0],
        formula=words.formula,
        where=words.where,
        rows=tuple(row for one in of for row in one.rows)[:limit],
        count=sum(one.count for one in of),
        undecided=sum(one.undecided for one in of),
        skipped=sum(one.skipped for one in of),
        unfound=(aside, none, several),
        notes=tuple(dict.fromkeys(note for one in of for note in one.notes)),
        parts=None,
    )


def parts_of(peers: Peers, presence: Presence) -> list[list[Parts]]:
    """The teams of every row of people over every stretch, in order of time; where no day is worked in any, the last one alone."""
    return [_parts(row, own, team, peers, presence) for row, (own, team) in enumerate(peers.memberships())]


def _parts(row: int, own: Sequence[Segment], team: int | None, peers: Peers, presence: Presence) -> list[Parts]:
    starts, ends = peers.columns.starts, peers.columns.ends
    days: list[dict[int, int]] = [{} for _ in starts]
    for segment in own:
        since = np.maximum(starts, segment.since.toordinal())
        until = np.minimum(ends, segment.until.toordinal())
        there = (since < until).tolist()
        if not any(there):
            continue
        worked = presence.worked_by(row, since, np.maximum(since, until))
        for column, is_there in enumerate(there):
            if is_there:
                at = segment.team if team is None else team
                days[column][at] = days[column].pop(at, 0) + worked[column]
    found: list[Parts] = []
    for one in days:
        some = [(at, count) for at, count in one.items() if count]
        found.append(some or [(at, 1) for at in list(one)[-1:]])
    return found


def _weighed(parts: Parts, teams: Cells, column: int) -> Figure:
    """The mean of the figures of teams by days; unknown where one of them is."""
    whole = sum(count for _, count in parts)
    if not whole:
        return Unknown(Why.NOT_ACTIVE)

    def weighed(at: int, count: int) -> Figure:
        return mapped(teams.figure(at, column), lambda value: Known(value * Fraction(count, whole)))

    if len(parts) == 1:
        return teams.figure(parts[0][0], column)
    return summed(weighed(at, count) for at, count in parts)
