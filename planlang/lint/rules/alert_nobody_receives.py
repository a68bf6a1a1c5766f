"""Alerts that reach nobody: no recipient, or only roles that nobody holds."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import Model, Party, ToLabel, ToRole, ToTeam

NOBODY = Text("alert-nobody-receives", "nobody is told when `{name}` fires")
NOBODY_HELP = Text("alert-nobody-receives.help", "add `notify ROLE`, such as `notify rep.lead`")
EMPTY = Text("alert-nobody-receives.empty", "`{name}` goes to roles and teams only that have no people")
EMPTY_HELP = Text("alert-nobody-receives.empty-help", "name the people in their teams, or tell somebody else")
SUMMARY = Text("alert-nobody-receives.summary", "an alert that reaches nobody")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every alert without a living recipient."""
    model = subject.model
    for name, alert in model.alerts.items():
        if not own(alert.ident):
            continue
        parties = [*alert.notify, *(step.who for step in alert.escalation)]
        if not parties:
            yield finding(RULE.severity, alert.ident.span, NOBODY(name=name), NOBODY_HELP())
        elif not any(_reaches(model, who) for who in parties):
            yield finding(RULE.severity, alert.ident.span, EMPTY(name=name), EMPTY_HELP())


def _reaches(model: Model, who: Party) -> bool:
    """Whether a message to this party can reach somebody; a roster may hold anybody."""
    if any(team.roster is not None for team in model.teams.values()):
        return True
    match who:
        case ToRole(role=role, team=None):
            return any(member.role == role for team in model.teams.values() for member in team.members)
        case ToRole(role=role, team=team):
            return any(member.role == role for above in _upward(model, team) for member in model.teams[above].members)
        case ToTeam(team=name):
            return any(model.teams[above].members for above in _upward(model, name))
        case ToLabel():
            return False
        case _:
            return True


def _upward(model: Model, team: str | None) -> list[str]:
    """A team and those above it."""
    found: list[str] = []
    while team is not None and team in model.teams and team not in found:
        found.append(team)
        team = model.teams[team].under
    return found


RULE = Rule("alert-nobody-receives", SUMMARY, Severity.WARNING, check)
