"""Violations: who they are, in which order they stand, and what becomes one besides the rules of processes.

In: firing alerts, broken dates of the schedule. Out: `Violation`s with ids that stay the same from week to week
(tests/spec/identity.md). Broken rules of processes become violations in
`rule_violations`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256

from planlang.diagnostics.text import Text
from planlang.evaluate.results.evaluation import Deadline, Evaluation, Evidence, Kind, Verdict, Violation
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.violations import Group, Rank, Violations
from planlang.evaluate.results.wording import day_words, weeks_since
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Breach, Conflict, Overload, Schedule
from planlang.semantics.model import DayKind, EscalationStep, Milestone, Party
from planlang.values.figure import Known
from planlang.values.periods import DAY, Period
from planlang.values.severities import SEVERITY_LADDER
from planlang.values.units import WorkingDays

Route = Callable[[Sequence[Party], str, Period], tuple[str, ...]]
"""The people that some parties mean for an entity in a period, each once, in order."""
OwnerOf = Callable[[str], str | None]
"""Who answers for an entity."""

UNIT_SEPARATOR = "\x1f"
KINDS = tuple(Kind)

BY = Text("evaluate.schedule.by", "by {limit}")
MISSED = {
    Breach.DEADLINE: Text("evaluate.schedule.deadline", "“{task}” ends {actual}, {days} after its deadline {limit}"),
    Breach.NOT_AFTER: Text("evaluate.schedule.not-after", "“{task}” ends {actual}, {days} after {limit}, its last day"),
    Breach.STARTS_ON: Text("evaluate.schedule.starts-on", "“{task}” can start on {actual} only, {days} after {limit}"),
    Breach.ENDS_ON: Text("evaluate.schedule.ends-on", "“{task}” ends {actual}, {days} off the day set, {limit}"),
    Breach.LINK: Text("evaluate.schedule.link", "“{task}” began {actual}, {days} before what it waits for ({limit})"),
    Breach.LATE_START: Text(
        "evaluate.schedule.late-start", "“{task}” should have begun {limit}, begins {days} late, {actual}"
    ),
    Breach.OVERDUE: Text("evaluate.schedule.overdue", "“{task}” should have ended {limit}, ends {days} late, {actual}"),
    Breach.PERIOD: Text(
        "evaluate.schedule.period", "“{task}” ends {actual}, {days} after the plan's last day, {limit}"
    ),
}
"""What each broken date is told as."""
OVERLOAD = "overload"
"""The rule that a person is in one place at a time."""
FROM = Text("evaluate.schedule.from", "from {start}")
WANTED = Text(
    "evaluate.schedule.overload",
    "{person} is wanted by {count} tasks at once from {start} to {finish}, {days} too many: {tasks}",
)
SHORT = Text(
    "evaluate.schedule.shortage",
    "{count:task wants|tasks want} more of {person} than there are from {start} to {finish}, {days} too many: {tasks}",
)
MOST_TASKS = 5
FIRM = frozenset({Breach.DEADLINE, Breach.NOT_AFTER, Breach.OVERDUE, Breach.PERIOD})
"""Broken dates of high severity; the others are warnings."""


def violation_id(kind: Kind, rule: str, entity: str, activation: str | None = None) -> str:
    """First 12 hex digits of SHA-256 over what makes a violation the same one next week (tests/spec/identity.md).

    >>> violation_id(Kind.ALERT, "thin_activity", "rep:zhangli")
    'badcc713b266'
    """
    parts = (kind.value, rule, entity) if activation is None else (kind.value, rule, entity, activation)
    return sha256(UNIT_SEPARATOR.join(parts).encode()).hexdigest()[:12]


def told(notify: Sequence[Party], escalation: Sequence[EscalationStep], age: int) -> tuple[Party, ...]:
    """Who is to know of something that is `age` weeks old: those at once, then those whose time has come."""
    return (*notify, *(step.who for step in escalation if age >= step.after_weeks))


def in_report_order(violations: Violations, plan: Plan, entities: Sequence[str]) -> Violations:
    """Worst severity first, then kind, declaration and entity; equal ones as they come.

    Args:
        violations: of one evaluation.
        plan: for the order of declaration.
        entities: people and teams in the order of the roster; all others follow by code point.
    """
    declared = _declared(plan)
    place = {entity: rank for rank, entity in enumerate(entities)}

    def rank(group: Group) -> Callable[[str], Rank]:
        severity, kind = -SEVERITY_LADDER.index(group.severity), KINDS.index(group.kind)
        order, others = declared.get(group.rule), len(place)

        def of(entity: str) -> Rank:
            mine = declared.get(entity, len(declared)) if order is None else order
            return severity, kind, mine, place.get(entity, others), entity

        return of

    return violations.ordered(rank)


def _declared(plan: Plan) -> Mapping[str, int]:
    """Ranks of alerts and process rules by name, of tasks and milestones by entity."""
    model = plan.model
    ranks = {name: alert.ident.order for name, alert in model.alerts.items()}
    ranks |= {rule.ident.name: rule.ident.order for process in model.processes.values() for rule in process.rules}
    return ranks | {f"task:{name}": node.ident.order for name, node in plan.nodes.items()}


def schedule_violations(plan: Plan, schedule: Schedule, week: Period, owner_of: OwnerOf) -> tuple[Violation, ...]:
    """A violation for every date that the schedule cannot keep, in the schedule's order, and for everybody whom several
    tasks want at once.
    """
    missed = (_missed(plan, conflict, schedule.as_of, week, owner_of) for conflict in schedule.conflicts)
    return (*missed, *(_wanted(plan, overload, owner_of) for overload in schedule.overloads))


def _wanted(plan: Plan, overload: Overload, owner_of: OwnerOf) -> Violation:
    """The violation of one stretch of time in which several tasks want one person, more of a team than there are, or one
    thing: then it is that of the first of these.
    """
    nodes = [plan.nodes[name] for name in overload.tasks]
    is_thing = overload.resource is not None
    entity = f"task:{overload.tasks[0]}" if is_thing else f"rep:{overload.person}"
    if overload.team is not None:
        entity = f"team:{overload.team}"
    is_somebody = not is_thing and overload.team is None
    owner, span = overload.person if is_somebody else owner_of(entity), nodes[0].ident.span
    return Violation(
        id=violation_id(
            Kind.SCHEDULE,
            OVERLOAD,
            entity,
            ",".join((*([overload.resource] if overload.resource else []), *overload.tasks)),
        ),
        kind=Kind.SCHEDULE,
        rule=OVERLOAD,
        title=overload.person,
        entity=entity,
        severity="warning",
        owner=owner,
        period=None,
        value=Reading(Known(overload.days), WorkingDays()),
        limit=None,
        limit_words=FROM(start=overload.start),
        message=(WANTED if overload.team is None else SHORT)(
            person=overload.person,
            start=overload.start,
            finish=overload.finish,
            count=len(nodes),
            days=day_words(overload.days, DayKind.WORKING),
            tasks=", ".join(f"“{node.ident.title}”" for node in nodes[:MOST_TASKS]),
        ),
        since=None,
        due=overload.start,
        weeks=0,
        verdict=Verdict.VIOLATED,
        to=() if owner is None else (owner,),
        inhibited_by=None,
        evidence=Evidence(span.text, span.place(), None),
    )


def _missed(plan: Plan, conflict: Conflict, as_of: date | None, week: Period, owner_of: OwnerOf) -> Violation:
    """The violation of one broken date; its breach has begun once the date is past."""
    node = plan.nodes[conflict.task]
    rule = f"{'milestone' if isinstance(node, Milestone) else 'task'}.{conflict.task}.{conflict.kind.value}"
    entity, owner = f"task:{conflict.task}", owner_of(f"task:{conflict.task}")
    begun = conflict.limit + DAY if as_of is not None and conflict.limit < as_of else None
    return Violation(
        id=violation_id(Kind.SCHEDULE, rule, entity, conflict.chain[0] if conflict.kind is Breach.LINK else None),
        kind=Kind.SCHEDULE,
        rule=rule,
        title=node.ident.title,
        entity=entity,
        severity="high" if conflict.kind in FIRM else "warning",
        owner=owner,
        period=None,
        value=Reading(Known(Fraction(conflict.days)), WorkingDays()),
        limit=None,
        limit_words=BY(limit=conflict.limit),
        message=MISSED[conflict.kind](
            task=node.ident.title,
            actual=conflict.actual,
            limit=conflict.limit,
            days=day_words(conflict.days, DayKind.WORKING),
        ),
        since=begun,
        due=conflict.limit,
        weeks=weeks_since(begun, week),
        verdict=Verdict.VIOLATED,
        to=() if owner is None else (owner,),
        inhibited_by=None,
        evidence=Evidence(conflict.span.text, conflict.span.place(), None),
    )


def within_a_week(evaluation: Evaluation) -> tuple[Deadline, ...]:
    """Limits that run out in the week that begins at the cut, and those that are reminded of, soonest first."""
    end = evaluation.as_of.cut.date() + timedelta(weeks=1)
    return tuple(one for one in evaluation.upcoming if one.due < end or one.reminded is not None)
