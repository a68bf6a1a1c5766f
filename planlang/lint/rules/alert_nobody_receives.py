"""Alerts and proposals that reach nobody: no recipient, only roles that nobody holds, or nobody for some of those they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import Alert, EntityKind, Model, Party, ToEntity, ToLabel, ToPerson, Topic, ToRole, ToTeam

NOBODY = Text("alert-nobody-receives", "nobody is told when `{name}` fires")
PROPOSED = Text("alert-nobody-receives.proposed", "nobody is told when `{name}` proposes something")
NOBODY_HELP = Text("alert-nobody-receives.help", "add `notify ROLE`, such as `notify rep.lead`")
EMPTY = Text("alert-nobody-receives.empty", "`{name}` goes to roles and teams only that have no people")
EMPTY_HELP = Text("alert-nobody-receives.empty-help", "name the people in their teams, or tell somebody else")
SOME = Text(
    "alert-nobody-receives.some", "nobody is told when `{name}` fires for {teams}: nobody there or above is a {roles}"
)
VACANT = Text("alert-nobody-receives.vacant", "`{name}` goes to a {role}, and nobody is one")
SUMMARY = Text("alert-nobody-receives.summary", "an alert that reaches nobody")

TOLD = 3
"""How many teams are named."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every alert without a living recipient, or without one for some team that it is about."""
    model = subject.model
    listed = any(team.roster is not None for team in model.teams.values())
    places: dict[object, list[str | None]] = {}
    for alert in model.watched:
        if not own(alert.ident):
            continue
        name = alert.ident.name
        parties = [*alert.notify, *(step.who for step in alert.escalation), *_sent_to(model, name)]
        if not parties:
            text = PROPOSED if name in model.adjustments else NOBODY
            yield finding(RULE.severity, alert.ident.span, text(name=name), NOBODY_HELP())
        elif not listed:
            about = alert.entity, alert.where, alert.role
            if about not in places:
                places[about] = _places(model, alert)
            yield from _vacant(model, name, alert, parties, places[about])


def _sent_to(model: Model, alert: str) -> Iterator[Party]:
    """Those to whom a channel sends an alert."""
    for channel in model.channels.values():
        for sending in channel.sends:
            if {Topic("alert", alert), Topic("adjust", alert)} & {*sending.topics}:
                yield from sending.to


def _vacant(
    model: Model, name: str, alert: Alert, parties: Sequence[Party], places: list[str | None]
) -> Iterator[Diagnostic]:
    """What is to be told of an alert with recipients; people in a file may hold any role."""
    silent = [place for place in places if not any(_reaches(model, who, place) for who in parties)]
    roles = dict.fromkeys(who.role for who in parties if isinstance(who, ToRole))
    if len(silent) == len(places):
        yield finding(RULE.severity, alert.ident.span, EMPTY(name=name), EMPTY_HELP())
        return
    if silent:
        teams = ", ".join(model.teams[place].ident.title for place in silent[:TOLD] if place is not None)
        teams += ", …" if len(silent) > TOLD else ""
        yield finding(
            RULE.severity,
            alert.ident.span,
            SOME(name=name, teams=teams, roles=" / ".join(model.roles[role].ident.title for role in roles)),
            EMPTY_HELP(),
        )
    for role in roles:
        if not any(member.role == role for team in model.teams.values() for member in team.members):
            words = VACANT(name=name, role=model.roles[role].ident.title)
            yield finding(RULE.severity, alert.ident.span, words, EMPTY_HELP())


def _places(model: Model, alert: Alert) -> list[str | None]:
    """The teams that an alert is about, or that those are in whom it is about; None for the plan."""
    if alert.entity in (EntityKind.PLAN, EntityKind.VALUE):
        return [None]
    found: list[str | None] = []
    for name, team in model.teams.items():
        above = {f"team:{one}" for one in _upward(model, name)}
        if alert.entity is EntityKind.TEAM:
            if alert.where is None or f"team:{name}" in alert.where:
                found.append(name)
            continue
        for member in team.members:
            named = alert.where is None or not {f"rep:{member.person}", *above}.isdisjoint(alert.where)
            if named and alert.role in (None, member.role):
                found.append(name)
                break
    return found or [None]


def _reaches(model: Model, who: Party, place: str | None) -> bool:
    """Whether a message to this party can reach somebody, about somebody in a team."""
    match who:
        case ToRole(role=role, team=team, anywhere=anywhere):
            above = list(model.teams) if anywhere else _upward(model, team or place)
            return any(member.role == role for name in above for member in model.teams[name].members)
        case ToTeam(team=name):
            return any(model.teams[above].members for above in _upward(model, name))
        case ToLabel():
            return False
        case ToEntity() | ToPerson():
            return True


def _upward(model: Model, team: str | None) -> list[str]:
    """A team and those above it."""
    found: list[str] = []
    while team is not None and team in model.teams and team not in found:
        found.append(team)
        team = model.teams[team].under
    return found


RULE = Rule("alert-nobody-receives", SUMMARY, "owners", Severity.WARNING, check)
