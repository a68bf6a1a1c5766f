"""Goals for each person of a role, or of a team, that nobody is ever in."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import EntityKind, GoalEach, Model

MESSAGE = Text("goal-of-nobody", "nobody ever has the goal `{name}`")
HELP = Text("goal-of-nobody.help", "check who holds the role, and the team behind `where`")
SUMMARY = Text("goal-of-nobody.summary", "a goal for each of people of whom there are none")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every goal for each of nobody; where a source lists people it cannot be told."""
    model = subject.model
    if any(team.roster is not None for team in model.teams.values()):
        return
    for name, goal in model.goals.items():
        each = goal.each
        if each is not None and own(goal.ident) and each.entity is EntityKind.PERSON and not _has_any(each, model):
            yield finding(RULE.severity, goal.ident.span, MESSAGE(name=name), HELP())


def _has_any(each: GoalEach, model: Model) -> bool:
    for name, team in model.teams.items():
        lineage = {f"team:{above}" for above in model.lineage(name)}
        for member in team.members:
            fits = each.role is None or member.role == each.role
            meant = each.where is None or f"rep:{member.person}" in each.where or not lineage.isdisjoint(each.where)
            if fits and meant:
                return True
    return False


RULE = Rule("goal-of-nobody", SUMMARY, "owners", Severity.WARNING, check)
