"""Roles, teams, dated membership, leave and own working time.

In: `role` and `team` declarations. Out: roles and teams by qualified name; everybody named in a team on the bench.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import BACKWARDS, days, each, only, repeated
from planlang.semantics.kinds.people.roles import role_clauses, role_ramp
from planlang.semantics.kinds.working_time import calendar_named, day_part, with_week
from planlang.semantics.model import Leave, Membership, OwnCalendar, Role, Team
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import UNKNOWN, resolve
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note_person
from planlang.semantics.names.vocabulary import KIND_WORDS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.texts import normal

CIRCLE = Text("hierarchy-cycle", "these {kind}s stand under each other in a circle: {names}")
CIRCLE_EDGE = Text("hierarchy-cycle.edge", "`{name}` stands under `{other}`")
OVERLAP = Text("overlapping-membership", "{person} is in `{team}` and in `{other}` at the same time, from {start} on")
OVERLAP_ALWAYS = Text("overlapping-membership.always", "{person} is in `{team}` and in `{other}` at the same time")
OVERLAP_FIRST = Text("overlapping-membership.first", "a member of `{team}` here")
OVERLAP_HELP = Text("overlapping-membership.help", "end the first one: `{person} to {end}`")
OVERLAP_START_HELP = Text("overlapping-membership.both", "say from when to when {person} is in which team")
ABOVE_HELP = Text("unknown-name.above", "the team above stands in the head: `team {team} under {above}`")
SAME_TEAM = Text("overlapping-membership.same", "{person} is {role} of `{team}` twice at the same time")


def roles(bench: Bench) -> dict[str, Role]:
    """Every role by qualified name; the upward links of a circle are cut."""
    found: dict[str, Role] = {}
    above: dict[str, str | None] = {}
    symbols = {symbol.name: symbol for symbol in bench.program.symbols(Kind.ROLE)}
    for symbol in symbols.values():
        assert isinstance(symbol.node, nodes.RoleDecl)
        above[symbol.name] = _under(bench, symbol, symbol.node.under, Kind.ROLE)
    _cut_circles(bench, symbols, above, Kind.ROLE)
    for symbol in symbols.values():
        duties, authority = role_clauses(bench, symbol)
        found[symbol.name] = Role(symbol.ident(), above[symbol.name], duties, authority, role_ramp(bench, symbol))
    return found


def teams(bench: Bench, calendar: str) -> dict[str, Team]:
    """Every team by qualified name; people and rosters are noted on the bench. `calendar` is the plan's."""
    found: dict[str, Team] = {}
    above: dict[str, str | None] = {}
    symbols = {symbol.name: symbol for symbol in bench.program.symbols(Kind.TEAM)}
    for symbol in symbols.values():
        assert isinstance(symbol.node, nodes.TeamDecl)
        above[symbol.name] = _under(bench, symbol, symbol.node.under, Kind.TEAM)
    _cut_circles(bench, symbols, above, Kind.TEAM)
    for symbol in symbols.values():
        found[symbol.name] = _team(bench, symbol, above[symbol.name], calendar)
    _check_overlaps(bench, [membership for team in found.values() for membership in team.members])
    _check_own(bench, found.values())
    return found


def _under(bench: Bench, symbol: Symbol, name: nodes.Name | None, kind: Kind) -> str | None:
    if name is None:
        return None
    above = resolve(symbol.scope, name, (kind,), bench.findings)
    return above.name if above else None


def _cut_circles(bench: Bench, symbols: dict[str, Symbol], above: dict[str, str | None], kind: Kind) -> None:
    """Report every circle of upward links once and cut it at the last declaration."""
    safe: set[str] = set()
    for start in symbols:
        trail: list[str] = []
        seen: set[str] = set()
        name: str | None = start
        while name is not None and name not in safe and name not in seen:
            trail.append(name)
            seen.add(name)
            name = above.get(name)
        if name is not None and name in seen:
            circle = trail[trail.index(name) :]
            _report_circle(bench, symbols, circle, kind)
            above[max(circle, key=lambda member: symbols[member].order)] = None
        safe.update(trail)


def _report_circle(bench: Bench, symbols: dict[str, Symbol], circle: list[str], kind: Kind) -> None:
    around = [*circle[1:], circle[0]]
    last = max(circle, key=lambda member: symbols[member].order)
    bench.findings.error(
        symbols[last].head.name.span,
        CIRCLE(kind=KIND_WORDS[kind](), names=" → ".join(f"`{name}`" for name in (*circle, circle[0]))),
        related=tuple(
            Related(symbols[name].head.name.span, CIRCLE_EDGE(name=name, other=other))
            for name, other in zip(circle, around, strict=True)
        ),
    )


def _team(bench: Bench, symbol: Symbol, under: str | None, calendar: str) -> Team:
    node = symbol.node
    assert isinstance(node, nodes.TeamDecl)
    members: list[Membership] = []
    for clause in each(node.clauses, nodes.Members):
        if _says_what_is_above(bench, symbol, clause):
            continue
        role = resolve(symbol.scope, clause.role, (Kind.ROLE,), bench.findings)
        for member in clause.members:
            bench.people.setdefault(member.person.text, member.person.span)
            note_person(member.person.text, member.person.span, bench.findings)
            start = member.start.value if member.start else None
            end = member.end.value if member.end else None
            if start is not None and end is not None and end < start:
                bench.findings.error(member.span, BACKWARDS(first=start.isoformat(), last=end.isoformat()))
            elif role is not None:
                members.append(
                    Membership(normal(member.person.text), symbol.name, role.name, start, end, member.person.span)
                )
    leaves: list[Leave] = []
    for away in each(node.clauses, nodes.OnLeave):
        note_person(away.person.text, away.person.span, bench.findings)
        span = days(away.dates, bench.findings)
        if span is not None:
            part = day_part(bench, away.part)
            leaves.append(Leave(normal(away.person.text), span[0], span[1], away.span, part))
    roster = only(node.clauses, nodes.PeopleFrom, bench.findings)
    source = resolve(symbol.scope, roster.source, (Kind.SOURCE,), bench.findings) if roster else None
    bench.rosters = bench.rosters or roster is not None
    asked = only(node.clauses, nodes.CalendarClause, bench.findings)
    named = calendar_named(bench, symbol.scope, asked, calendar) if asked is not None else None
    own = _own_calendars(bench, symbol.scope, node, named or calendar)
    return Team(symbol.ident(), under, tuple(members), tuple(leaves), source.name if source else None, named, own)


def _says_what_is_above(bench: Bench, symbol: Symbol, clause: nodes.Members) -> bool:
    """Reports `team north { parent company }`, where a team stands for a person and no such role is known."""
    scope, name = symbol.scope, clause.members[0].person
    if len(clause.members) > 1 or scope.find(name.text, (Kind.TEAM,)) is None or scope.lookup(clause.role.text) != ():
        return False
    said = UNKNOWN(name=clause.role.text, kind=KIND_WORDS[Kind.ROLE]())
    bench.findings.error(clause.span, said, help=ABOVE_HELP(team=symbol.head.name.text, above=name.text))
    return True


def _own_calendars(bench: Bench, scope: Scope, node: nodes.TeamDecl, calendar: str) -> tuple[OwnCalendar, ...]:
    """The calendars of people who do not work by that of their team, or the plan; an own week changes nothing else of it."""
    found: list[OwnCalendar] = []
    weeks: dict[str, list[nodes.OwnWeek]] = {}
    for week in each(node.clauses, nodes.OwnWeek):
        note_person(week.person.text, week.person.span, bench.findings)
        weeks.setdefault(normal(week.person.text), []).append(week)
    for person, said in weeks.items():
        spec = with_week(bench, bench.calendars[calendar], said)
        name = f"{calendar} ({person})"
        bench.calendars[name] = evolve(spec, name=name)
        found.append(OwnCalendar(person, name, said[0].span))
    for clause in each(node.clauses, nodes.OwnCalendar):
        note_person(clause.person.text, clause.person.span, bench.findings)
        name = calendar_named(bench, scope, clause, calendar)
        found.append(OwnCalendar(normal(clause.person.text), name, clause.span))
    return tuple(found)


def _check_own(bench: Bench, teams: Iterable[Team]) -> None:
    """Report people whose own working time is said twice, in one team or in two."""
    first: dict[str, OwnCalendar] = {}
    for own in (own for team in teams for own in team.own):
        if first.setdefault(own.person, own) is not own:
            repeated(own.span, first[own.person].span, bench.findings)


def _check_overlaps(bench: Bench, members: list[Membership]) -> None:
    """Report people who are in two teams, or twice the same in one, on the same day."""
    by_person: dict[str, list[Membership]] = {}
    for membership in members:
        by_person.setdefault(membership.person, []).append(membership)
    for held in by_person.values():
        if len(held) == 1:
            continue
        open_ended: list[Membership] = []
        for membership in sorted(held, key=_begins):
            open_ended = [other for other in open_ended if (other.end or date.max) >= _begins(membership)]
            other = next((other for other in open_ended if _clash(other, membership)), None)
            if other is not None:
                _report_overlap(bench, other, membership)
                break
            open_ended.append(membership)


def _begins(membership: Membership) -> date:
    return membership.start or date.min


def _clash(one: Membership, other: Membership) -> bool:
    return one.team != other.team or one.role == other.role


def _report_overlap(bench: Bench, first: Membership, second: Membership) -> None:
    person = second.person
    start = max(first.start or date.min, second.start or date.min)
    if first.team == second.team:
        message = SAME_TEAM(person=person, role=second.role, team=second.team)
        help_ = None
    else:
        message = (
            OVERLAP_ALWAYS(person=person, team=first.team, other=second.team)
            if start == date.min
            else OVERLAP(person=person, team=first.team, other=second.team, start=start.isoformat())
        )
        known = second.start is not None and second.start > (first.start or date.min)
        help_ = (
            OVERLAP_HELP(person=person, end=date.fromordinal(second.start.toordinal() - 1).isoformat())
            if known and second.start is not None
            else OVERLAP_START_HELP(person=person)
        )
    bench.findings.error(
        second.span,
        message,
        help=help_,
        related=(Related(first.span, OVERLAP_FIRST(team=first.team)),),
    )
