"""Who is in which team from when to when, and who holds which role.

In: the teams of a model and, where they name one, the rows of a roster source. Out: `Roster`: dated memberships, the
tree of teams, and the way from a party named in a plan to the people meant. Figures are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from planlang.frozen import field, frozen
from planlang.plan.plan import Plan
from planlang.semantics.model import (
    EntityKind,
    Model,
    Party,
    Team,
    ToEntity,
    ToLabel,
    ToPerson,
    ToRole,
    ToTeam,
)
from planlang.values.calendars import Calendar
from planlang.values.hours import DayPart
from planlang.values.periods import DAY, Period

WHOLE = "plan:"
"""The plan as an entity."""
UNASSIGNED = "team:(unassigned)"
"""Where rows go whose person is in no team on the day that counts."""


LAST_DAY = date.max - DAY
"""The last day of a membership without an end."""


UNOWNED = "unowned"
"""What a record without an owner is as an entity, with who had it last behind it: who led him has to see to it."""


@frozen
class Post:
    """A person in a team in a role, on the days from `start` to `end`, both included."""

    person: str
    team: str
    role: str
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether the person has the post on a day."""
        return self.start <= day <= self.end


@frozen
class Entities:
    """Entities of one kind, in the order of reports.

    Attributes:
        role: for people, the role in which they are looked at: only days in that role count; None: all days.
        within: for people, only periods on whose last active day they are one of these or in one of these teams, or
            below it; None: all periods.
    """

    kind: EntityKind
    keys: tuple[str, ...]
    role: str | None = None
    within: frozenset[str] | None = None

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)


@frozen(eq=False)
class OwnHours:
    """Whose days are not all alike.

    Attributes:
        a_day: by how much a working day counts: 1 where all are whole, else its minutes, so that a part of a day counts by its
            own.
        calendars: of people who do not work by the plan's.
        parts: person -> days of which a part is off, both included.
    """

    a_day: int = 1
    calendars: Mapping[str, Calendar] = field(factory=dict)
    parts: Mapping[str, tuple[tuple[date, date, DayPart], ...]] = field(factory=dict)


@frozen(eq=False)
class Roster:
    """The people and teams of a plan.

    Attributes:
        posts: every membership, in the order of teams, then as written, then as listed in a roster source.
        leaves: person -> days off, both included.
        hours: whose days are not all alike.
    """

    model: Model
    posts: tuple[Post, ...]
    leaves: Mapping[str, tuple[tuple[date, date], ...]]
    hours: OwnHours = OwnHours()

    def in_days(self, units: int) -> Fraction | int:
        """Counted days (see `OwnHours.a_day`) as days."""
        days = Fraction(units, self.hours.a_day)
        return days.numerator if days.denominator == 1 else days

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """Every team, each before those under it, siblings as declared."""
        found: list[str] = []
        declared = list(self.model.teams.items())
        waiting = [name for name, team in reversed(declared) if team.under is None]
        while waiting:
            name = waiting.pop()
            found.append(name)
            waiting.extend(child for child, team in reversed(declared) if team.under == name)
        return tuple(found)

    @cached_property
    def persons(self) -> tuple[str, ...]:
        """Everybody, by the first team of each in the order of teams, then by code point."""
        rank = {team: index for index, team in enumerate(self.teams)}
        first: dict[str, int] = {}
        for post in self.posts:
            first[post.person] = min(first.get(post.person, len(rank)), rank[post.team])
        return tuple(sorted(first, key=lambda person: (first[person], person)))

    @cached_property
    def posts_of(self) -> Mapping[str, tuple[Post, ...]]:
        """Person -> posts, the one that counts on a day before those it overrules: latest start first."""
        found: dict[str, list[Post]] = {person: [] for person in self.persons}
        for post in self.posts:
            found[post.person].append(post)
        return {
            person: tuple(sorted(posts, key=lambda post: post.start, reverse=True)) for person, posts in found.items()
        }

    def joined(self, person: str) -> date:
        """The first day on which somebody is in any team; the first of all days where it is not written."""
        return min(post.start for post in self.posts_of[person])

    @cached_property
    def _in_team(self) -> Mapping[str, tuple[Post, ...]]:
        """Team -> its own posts."""
        found: dict[str, list[Post]] = {team: [] for team in self.teams}
        for post in self.posts:
            found[post.team].append(post)
        return {team: tuple(posts) for team, posts in found.items()}

    # ------------------------------------------------------------ entities

    def entities(self, kind: EntityKind, role: str | None = None, within: Sequence[str] | None = None) -> Entities:
        """Everyone, every team, or the plan.

        Args:
            kind: of entities.
            role: people limited to those who ever hold it.
            within: limited to these keys; a team stands for all who are ever in it, or below it, in the periods that
                end for them in it.
        """
        match kind:
            case EntityKind.PERSON:
                held = {post.person for post in self.posts if role is None or post.role == role}
                keys = [f"rep:{person}" for person in self.persons if person in held]
            case EntityKind.TEAM:
                keys = [f"team:{team}" for team in self.teams]
            case EntityKind.PLAN:
                return Entities(kind, (WHOLE,))
            case EntityKind.RECORD | EntityKind.VALUE:
                return Entities(kind, ())  # these stand as people on a roster of their own
            case unreachable:
                assert_never(unreachable)
        kept = tuple(key for key in keys if within is None or not self._named(key, role).isdisjoint(within))
        if kind is not EntityKind.PERSON:
            return Entities(kind, kept)
        return Entities(kind, kept, role, None if within is None else frozenset(within))

    def _named(self, entity: str, role: str | None) -> set[str]:
        """The keys that mean an entity: its own, and for a person those of all teams it ever stands under."""
        posts = self.posts_of.get(entity.removeprefix("rep:"), ()) if entity.startswith("rep:") else ()
        teams = {post.team for post in posts if role is None or post.role == role}
        return {entity} | {f"team:{above}" for team in teams for above in self.lineage(team)}

    def post_on(self, person: str, day: date) -> Post | None:
        """The post of a person that counts on a day: of several the one taken up last."""
        return next((post for post in self.posts_of.get(person, ()) if post.holds(day)), None)

    def lineage(self, team: str) -> tuple[str, ...]:
        """A team and the teams above it, nearest first."""
        return self.model.lineage(team)

    def above(self, entity: str, day: date) -> tuple[str, ...]:
        """The entities that an entity stands under on a day, nearest first; the plan is the last."""
        kind, _, name = entity.partition(":")
        if kind == "rep":
            post = self.post_on(name, day)
            return (*(f"team:{team}" for team in self.lineage(post.team)), WHOLE) if post else (WHOLE,)
        if kind == "team" and name in self.model.teams:
            return (*(f"team:{team}" for team in self.lineage(name)[1:]), WHOLE)
        return () if entity == WHOLE else (WHOLE,)

    def last_active_day(self, entity: str, period: Period) -> date:
        """The last day of a period on which the entity is active; the period's last day where there is none."""
        if entity.startswith("rep:"):
            posts = self.posts_of.get(entity.removeprefix("rep:"), ())
            ends = [min(post.end, period.last_day) for post in posts if post.start < period.end]
            return max((end for end in ends if end >= period.start), default=period.last_day)
        return period.last_day

    # ------------------------------------------------------------ who is meant

    def who(self, role: str, team: str, day: date) -> tuple[str, ...]:
        """Who holds a role in a team on a day, or in the nearest team above that has somebody in it."""
        for here in self.lineage(team):
            found = [post.person for post in self._in_team[here] if post.role == role and post.holds(day)]
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    def head(self, team: str, day: date) -> tuple[str, ...]:
        """Who is highest in a team on a day; in the nearest team above where it has nobody."""
        for here in self.lineage(team):
            present = [post for post in self._in_team[here] if post.holds(day)]
            if present:
                highest = min(self.model.height(post.role) for post in present)
                return tuple(dict.fromkeys(post.person for post in present if self.model.height(post.role) == highest))
        return ()

    @cached_property
    def _routes(self) -> dict[tuple[Party, str, Period], tuple[str, ...]]:
        """Answers of `route` so far."""
        return {}

    def route(self, party: Party, entity: str, period: Period) -> tuple[str, ...]:
        """The people (or labels) that a party stands for, about an entity in a period.

        By membership on the entity's last active day of the period. Nobody where nobody holds the role.
        """
        key = (party, entity, period)
        if key not in self._routes:
            self._routes[key] = self._route(party, entity, self.last_active_day(entity, period))
        return self._routes[key]

    def _route(self, party: Party, entity: str, day: date) -> tuple[str, ...]:
        """The same on a day."""
        match party:
            case ToPerson(name=name):
                return (name,)
            case ToLabel(label=label):
                return (label,)
            case ToTeam(team=team):
                return self.head(team, day)
            case ToEntity():
                return self._itself(entity, day)
            case ToRole(role=role, team=team, anywhere=anywhere):
                teams = [team] if team is not None else self._teams_of(entity, day)
                for here in teams:
                    found = self.who(role, here, day)
                    if found:
                        return found
                if entity.startswith(UNOWNED):
                    return self._itself("", day)
                return self._elsewhere(role, teams, day) if anywhere else ()
            case unreachable:
                assert_never(unreachable)

    def _itself(self, entity: str, day: date) -> tuple[str, ...]:
        """The person, or the head of the team; of the plan, the heads of the teams at the top."""
        kind, _, name = entity.partition(":")
        if kind == "rep":
            return (name,)
        if kind == UNOWNED:
            return self._above(name, day)
        if name in self.model.teams:
            return self.head(name, day)
        roots = [team for team in self.teams if self.model.teams[team].under is None]
        return tuple(dict.fromkeys(person for team in roots for person in self.head(team, day)))

    def _teams_of(self, entity: str, day: date) -> list[str]:
        """The team an entity is, or is in."""
        kind, _, name = entity.partition(":")
        if kind in ("rep", UNOWNED):
            post = self.post_on(name, day) if kind == "rep" else self._last_post(name, day)
            return [post.team] if post else []
        return [name] if name in self.model.teams else []

    def _last_post(self, person: str, day: date) -> Post | None:
        """The post of a person on a day, or the last one before it."""
        posts = (post for post in self.posts_of.get(person, ()) if post.start <= day)
        return self.post_on(person, day) or max(posts, key=lambda post: post.end, default=None)

    def _above(self, person: str, day: date) -> tuple[str, ...]:
        """Who leads somebody, or led him last: the nearest role above his that somebody holds; else those at the top."""
        post = self._last_post(person, day)
        role = None if post is None else self.model.roles.get(post.role)
        seen: set[str] = set()
        while post is not None and role is not None and role.under is not None and role.under not in seen:
            seen.add(role.under)
            found = tuple(who for who in self.who(role.under, post.team, day) if who != person)
            if found:
                return found
            role = self.model.roles.get(role.under)
        return self._itself("", day)

    def _elsewhere(self, role: str, teams: Sequence[str], day: date) -> tuple[str, ...]:
        """Whoever holds a role in another team, if it stands above all roles of these; or else nobody.

        A director in a team of managers is everybody's director, the lead of another team is nobody's lead here.
        """
        lineage = {above for team in teams for above in self.lineage(team)}
        heights = [self.model.height(post.role) for team in sorted(lineage) for post in self._in_team[team]]
        if not all(self.model.height(role) < height for height in heights):
            return ()
        return tuple(dict.fromkeys(post.person for post in self.posts if post.role == role and post.holds(day)))


def declared_posts(team: Team) -> Iterator[Post]:
    """The memberships written in a team."""
    for member in team.members:
        end = min(member.end or LAST_DAY, LAST_DAY)
        yield Post(member.person, member.team, member.role, member.start or date.min, end)


def leaf_role(model: Model) -> str:
    """The role of people listed without one: the first that nobody reports to."""
    above = {role.under for role in model.roles.values()}
    return next((name for name in model.roles if name not in above), "")


def make_roster(
    plan: Plan, listed: Sequence[Post] = (), leaves: Mapping[str, Sequence[tuple[date, date]]] | None = None
) -> Roster:
    """The roster of a plan's own teams and of what a roster source lists (`roster_rows.listed_posts`)."""
    model = plan.model
    posts = [post for team in model.teams.values() for post in declared_posts(team)]
    days: dict[str, list[tuple[date, date]]] = {}
    parts: dict[str, list[tuple[date, date, DayPart]]] = {}
    for team in model.teams.values():
        for leave in team.leaves:
            if leave.part is None:
                days.setdefault(leave.person, []).append((leave.start, leave.end))
            else:
                parts.setdefault(leave.person, []).append((leave.start, leave.end, leave.part))
    for person, off in (leaves or {}).items():
        days.setdefault(person, []).extend(off)
    order = {name: index for index, name in enumerate(model.teams)}
    together = sorted([*posts, *listed], key=lambda post: order[post.team])
    even = plan.calendar.is_even and not plan.own and not parts
    hours = OwnHours(
        1 if even else plan.calendar.minutes_per_day,
        {person: plan.calendars[name] for person, name in plan.own.items()},
        {person: tuple(off) for person, off in parts.items()},
    )
    return Roster(model, tuple(together), {person: tuple(sorted(off)) for person, off in days.items()}, hours)
