"""Tasks that want more people of a team than it has.

In: a checked plan. Out: findings at the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import Model, SomeOf, ToRole, ToTeam

MESSAGE = Text("more-than-the-team-has", "`{name}` wants {count} of `{team}`, and {there:one is|are} named in it")
NONE = Text("more-than-the-team-has.none", "`{name}` wants {count} of `{team}`, and nobody is named in it")
HELP = Text("more-than-the-team-has.help", "lower the number, or name more people in the team")
SUMMARY = Text("more-than-the-team-has.summary", "a task that wants more people of a team than it has")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every number that is more than all who are named while the plan lasts; teams with people from a file are left aside."""
    model = subject.model
    for name, task in model.tasks.items():
        for some in task.some if own(task.ident) else ():
            there = _there(some, model)
            if there is not None and some.count > there:
                words = {"name": name, "count": some.count, "team": some.span.text.split()[-1]}
                message = MESSAGE(there=there, **words) if there else NONE(**words)
                yield finding(RULE.severity, some.span, message, HELP())


def _there(some: SomeOf, model: Model) -> int | None:
    """How many there are; None where the plan does not say."""
    who = some.of
    team = model.teams.get(who.team or "") if isinstance(who, ToTeam | ToRole) else None
    if team is None or team.roster is not None:
        return None
    meant = (one for one in team.members if not isinstance(who, ToRole) or one.role == who.role)
    plan = model.plan
    return len(
        {
            one.person
            for one in meant
            if (one.end is None or one.end >= plan.start) and (one.start is None or one.start <= plan.end)
        }
    )


RULE = Rule("more-than-the-team-has", SUMMARY, "contradictions", Severity.WARNING, check)
