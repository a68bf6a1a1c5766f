"""Ranks, shares and figures of teams against a slow reading of their definition, for people who change teams and roles and are away."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from planlang.semantics import expr
from planlang.semantics.model import Events
from planlang.values import units
from planlang.values.figure import Known
from planlang.values.periods import DAY, Period, next_period, parse_label
from tests.evaluate.figures.figure_worlds import Given, World, aggregate, as_of, column

FIRST = parse_label("2026-W10")
WEEKS = (FIRST, next_period(FIRST))
DAYS = 14
TEAMS = (("all", None), ("north", "all"), ("south", "all"))
PLACES = [(team, role) for team in ("north", "south") for role in ("rep", "lead")]
VISITS = aggregate(expr.Fold.COUNT, "visits")
COLUMNS = (column("at", units.DateUnit()), column("owner", units.Person()))
ASKED = [
    expr.AmongPeers(measure, VISITS, group, lowest, units.Plain(), VISITS.span)
    for measure in expr.PeerMeasure
    for group in expr.Group
    for lowest in ((False, True) if measure is expr.PeerMeasure.RANK else (False,))
]


@frozen
class Stay:
    """Days `[since, until)`, counted from the first one looked at, in a team and a role."""

    since: int
    until: int
    team: str
    role: str


@st.composite
def stays(draw: st.DrawFn) -> tuple[Stay, ...]:
    """One or two stays that do not overlap."""
    marks = draw(st.lists(st.integers(0, DAYS), min_size=2, max_size=4, unique=True).map(sorted))
    found = []
    for since, until in zip(marks[::2], marks[1::2], strict=False):
        team, role = draw(st.sampled_from(PLACES))
        found.append(Stay(since, until, team, role))
    return tuple(found)


@st.composite
def people(draw: st.DrawFn) -> dict[str, tuple[tuple[Stay, ...], tuple[int, ...], tuple[int, int] | None]]:
    """Stays, days of visits and leave of some people."""
    found = {}
    for name in "abcdef"[: draw(st.integers(1, 6))]:
        visits = tuple(draw(st.lists(st.integers(0, DAYS - 1), max_size=6)))
        leave = draw(st.none() | st.tuples(st.integers(0, DAYS - 1), st.integers(0, 6)))
        found[name] = (draw(stays()), visits, leave)
    return found


def day(number: int) -> date:
    return FIRST.start + timedelta(days=number)


def inside(stay: Stay, week: Period) -> list[date]:
    """The days of a stay that lie in a week."""
    return [day(n) for n in range(stay.since, stay.until) if day(n) in week]


@frozen
class Slow:
    """Everything by its definition, for one week."""

    people: dict[str, tuple[tuple[Stay, ...], tuple[int, ...], tuple[int, int] | None]]
    week: Period

    def last(self, name: str, role: str | None = None) -> Stay | None:
        """The stay of the last day of the week on which somebody was there."""
        own = [s for s in self.people[name][0] if inside(s, self.week) and (role is None or s.role == role)]
        return own[-1] if own else None

    def visits(self, name: str, role: str | None = None, team: str | None = None) -> int:
        """What somebody did in the week, in a role, in a team."""
        stays_, visits, _ = self.people[name]
        kept = [s for s in stays_ if role in (None, s.role) and team in (None, s.team)]
        return sum(day(n) in inside(s, self.week) for n in visits for s in kept)

    def works(self, name: str, role: str | None = None) -> bool:
        """Whether there was a working day on which somebody was there."""
        stays_, _, leave = self.people[name]
        off = {day(leave[0] + n) for n in range(leave[1] + 1)} if leave is not None else set()
        days = [d for s in stays_ if role in (None, s.role) for d in inside(s, self.week)]
        return any(d.weekday() < 5 and d not in off for d in days)

    def among(self, name: str, group: expr.Group) -> list[int] | None:
        """The figures that somebody's stands among; None for somebody without a place."""
        own = self.last(name)
        if own is None or not self.works(name):
            return None
        found = [self.visits(name)]
        for other in self.people:
            held = self.last(other, own.role)
            if other == name or held is None or not self.works(other, own.role):
                continue
            if group is not expr.Group.TEAM or held.team == own.team:
                found.append(self.visits(other, own.role))
        return found

    def worked(self, name: str, team: str) -> int:
        """The working days of somebody in a team."""
        stays_, _, leave = self.people[name]
        off = {day(leave[0] + n) for n in range(leave[1] + 1)} if leave is not None else set()
        days = [d for s in stays_ if s.team == team for d in inside(s, self.week)]
        return sum(d.weekday() < 5 and d not in off for d in days)

    def of_team(self, last: str, name: str) -> Fraction:
        """What was done in the team of somebody, of several by his working days; where there is none in the last one."""
        days = {team: self.worked(name, team) for team in ("north", "south")}
        days = days if any(days.values()) else {last: 1}
        done = {team: sum(self.visits(other, team=team) for other in self.people) for team in days}
        return sum((Fraction(done[team] * count, sum(days.values())) for team, count in days.items()), Fraction(0))

    def asked(self, part: expr.AmongPeers, name: str) -> Fraction | None:
        """The answer for somebody."""
        own = self.last(name)
        if part.measure is expr.PeerMeasure.OF_TEAM:
            return None if own is None else self.of_team(own.team, name)
        if part.measure is expr.PeerMeasure.SHARE:
            if own is None:
                return None
            team = None if part.group is expr.Group.PLAN else own.team
            credited = sum(self.visits(other, team=team) for other in self.people)
            nobody = 0
            if team is None:
                nobody = sum(
                    day(n) in self.week and not any(day(n) in inside(s, self.week) for s in stays_)
                    for stays_, visits, _ in self.people.values()
                    for n in visits
                )
            return Fraction(self.visits(name), credited + nobody) if credited + nobody else None
        figures = self.among(name, part.group)
        if figures is None:
            return None
        mine = figures[0]
        if part.measure is expr.PeerMeasure.RANK:
            return Fraction(1 + sum(f < mine if part.lowest else f > mine for f in figures))
        if sum(figures) == 0:
            return None
        return Fraction(sum(f for f in figures if f >= mine), sum(figures)) if mine else Fraction(1)


@given(people())
def test_places_shares_and_figures_of_teams_are_those_of_their_definition(
    given_: dict[str, tuple[tuple[Stay, ...], tuple[int, ...], tuple[int, int] | None]],
) -> None:
    rows = [(day(n), name) for name, (_, visits, _) in given_.items() for n in visits]
    world = World(
        teams=TEAMS,
        members=tuple(
            (name, s.team, s.role, day(s.since), day(s.until) - DAY)
            for name, (own, _, _) in given_.items()
            for s in own
        ),
        leaves=tuple(
            (name, day(leave[0]), day(leave[0] + leave[1]))
            for name, (_, _, leave) in given_.items()
            if leave is not None
        ),
        sources=(Given("visits", Events("at"), COLUMNS, rows, ((FIRST.start, WEEKS[-1].end),)),),
    )
    figures = world.figures(as_of(WEEKS[-1].last_day))
    keys = [f"rep:{name}" for name in given_]
    for part in ASKED:
        matrix = figures.metric(evolve(part), keys, WEEKS)
        for column_, week in enumerate(WEEKS):
            slow = Slow(given_, week)
            for row, name in enumerate(given_):
                figure = matrix.figure(row, column_)
                found = figure.value if isinstance(figure, Known) else None
                assert found == slow.asked(part, name), (part.measure, part.group, name, week.label)
