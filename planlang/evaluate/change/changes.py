"""Before and after: what revisions, scenarios and baselines make of targets and dates.

In: a plan held against data, and its schedule. Out: `Changes`. Every other plan is held against the same data at the same instant;
only what differs is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date, timedelta

from planlang.evaluate.cells.truths import FALSE, TRUE
from planlang.evaluate.change.compared import (
    accounts_moved,
    difference,
    is_otherwise,
    limits_moved,
    moved,
    strategies_dropped,
    targets_moved,
)
from planlang.evaluate.change.kept import kept_schedule
from planlang.evaluate.conditions.judging import judge
from planlang.evaluate.conditions.triggers import held_since
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.held import Held, as_if
from planlang.evaluate.results.changes import (
    BaselineState,
    Changes,
    GoalMoved,
    Look,
    Reviewed,
    RevisionState,
    ScenarioState,
    Term,
    WaiverState,
)
from planlang.evaluate.results.evaluation import GoalValue
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.stages.record_names import entity_key
from planlang.plan.current import in_force, with_scenario
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import (
    Baseline,
    EntityKind,
    Model,
    Revision,
    Scaling,
    Scenario,
    Table,
    Waiver,
)
from planlang.semantics.model.management.alike import alike
from planlang.values.figure import Unknown, Why
from planlang.values.periods import Grain, period_of

SOON = timedelta(days=14)
"""How long before its end it is told that a waiver ends soon."""
Judged = Callable[[Held], tuple[GoalValue, ...]]
Since = Mapping[str, date | None]
"""The first day at whose end the conditions of tasks and milestones held."""


def changes(held: Held, goals: Judged, judged: tuple[GoalValue, ...]) -> Changes:
    """All changes of a plan.

    Args:
        held: the plan in force, with its data.
        goals: judges the goals of a plan that is held against data.
        judged: the goals of the plan in force.
    """
    model, schedule = held.plan.original.model, held.schedule
    if not (model.revisions or model.scenarios or model.baselines or model.waivers):
        return Changes()
    since = held_since(held.figures)
    return Changes(
        tuple(_revisions(held, schedule, since)),
        tuple(_scenarios(held, schedule, since, goals, judged)),
        tuple(_baseline(held, schedule, baseline) for baseline in model.baselines.values()),
        tuple(_waiver(waiver, held) for waiver in held.plan.model.waivers.values()),
    )


# ---------------------------------------------------------------- revisions


def _revisions(held: Held, schedule: Schedule, since: Since) -> Iterator[RevisionState]:
    """Every revision; those to come as they will change the plan that is in force before them."""
    steps: dict[str, Plan] = {}
    here: Plan | None = in_force(held.plan)
    while here is not None and here.revision is not None:
        steps[here.revision.ident.name] = here
        here = here.before
    known = {held.plan.revision.ident.name if held.plan.revision else "": schedule}
    in_force_now = {revision.ident.name for revision in held.plan.revisions}
    for name, revision in held.plan.original.model.revisions.items():
        after = steps[name]
        before = after.before
        assert before is not None, "a revision is one of a plan"
        yield RevisionState(
            revision,
            name in in_force_now,
            revision.known_on > revision.on,
            difference(before, after, revision, lambda plan: _dates(plan, held, since, known)),
            _reviewed(revision, held),
        )


def _dates(plan: Plan, held: Held, since: Since, known: dict[str, Schedule]) -> Schedule:
    name = plan.revision.ident.name if plan.revision else ""
    if name not in known:
        known[name] = make_schedule(plan, as_of=held.cut_day, held=since)
    return known[name]


def _reviewed(revision: Revision, held: Held) -> Reviewed:
    """What the review of a revision shows, by the week of its day: what is so later is no answer of that day."""
    if revision.review_on is None or held.cut_day <= revision.review_on:
        return Reviewed.NOT_DUE
    if revision.review_when is None:
        return Reviewed.DUE
    whole = held.roster.entities(EntityKind.PLAN)
    week = period_of(revision.review_on, Grain.WEEK, held.plan.grid)
    week = min(week, held.as_of.week, key=lambda one: one.start)
    verdicts = judge(held.figures, revision.review_when, whole, (week,), scaling=Scaling.NONE)
    code = int(verdicts.codes[0, 0])
    return {TRUE: Reviewed.HOLDS, FALSE: Reviewed.FAILS}.get(code, Reviewed.UNKNOWN)


# ---------------------------------------------------------------- scenarios and baselines


def _scenarios(
    held: Held, schedule: Schedule, since: Since, goals: Judged, judged: tuple[GoalValue, ...]
) -> Iterator[ScenarioState]:
    now = {value.goal: value for value in judged if value.entity == WHOLE and value.period is None}
    for scenario in held.plan.original.model.scenarios.values():
        plan = with_scenario(held.plan, scenario)
        other = {
            value.goal: value for value in goals(as_if(held, plan)) if value.entity == WHOLE and value.period is None
        }
        dates = make_schedule(plan, as_of=held.cut_day, held=since)
        goals_moved = tuple(
            GoalMoved(name, value.unit, _look(now[name]), _look(value))
            for name, value in other.items()
            if name in now and _look(value) != _look(now[name])
        )
        tasks = moved(schedule, dates, held.plan.calendar)
        told = {one.task for one in tasks} | {one.goal for one in goals_moved}
        of_each = (one for one in targets_moved(held.plan, plan) if one.goal not in told)
        yield ScenarioState(
            scenario,
            (*goals_moved, *(GoalMoved(one.goal, one.now.unit, _alone(one.was), _alone(one.now)) for one in of_each)),
            tasks,
            (schedule.finish, dates.finish),
            tuple(_other(scenario, held.plan.model, plan.model, told)),
            tuple(_dropped(scenario, held.plan, plan, told)),
            tuple(accounts_moved(held.plan.model, plan.model)),
            tuple(limits_moved(held.plan.model, plan.model)),
            strategies_dropped(held.plan, plan, schedule),
        )


def _other(scenario: Scenario, before: Model, after: Model, told: Container[str]) -> Iterator[str]:
    """What is other in a scenario and in none of its figures and dates."""
    for what in scenario.changed:
        match what.kind:
            case "alert":
                was, now = before.alerts.get(what.name), after.alerts.get(what.name)
                is_other = was is not None and now is not None and not alike(was, now)
            case "assumption":
                old, new = before.assumptions.get(what.name), after.assumptions.get(what.name)
                is_other = old is not None and new is not None and (old.value, old.unit) != (new.value, new.unit)
            case _:
                is_other = what.name not in told and is_otherwise(what, before, after, told)
        if is_other:
            yield what.name


def _dropped(scenario: Scenario, before: Plan, after: Plan, told: Container[str]) -> Iterator[str]:
    """What is given up in a scenario, but for tasks of which the dates tell that."""
    for what in scenario.dropped:
        was, now = ({*plan.nodes, *plan.model.alerts, *plan.model.strategies} for plan in (before, after))
        by_dates = what.kind != "strategy" and what.name in told
        if what.name in was and what.name not in now and not by_dates:
            yield what.name


def _look(value: GoalValue) -> Look:
    return Look(value.target, value.target_to_date, value.actual, value.attainment)


def _alone(target: Reading) -> Look:
    """The target of a goal of each, or one that comes again: it does not stand as a whole."""
    none = Unknown(Why.NO_TARGET)
    return Look(target.figure, none, none, none)


def _baseline(held: Held, schedule: Schedule, baseline: Baseline) -> BaselineState:
    """What has moved since; of what was done nothing is known there that happened later."""
    if baseline.on >= held.cut_day:
        return BaselineState(baseline, (), None)
    dates = kept_schedule(held.plan, baseline)
    return BaselineState(baseline, moved(dates, schedule, held.plan.calendar), (dates.finish, schedule.finish))


def _waiver(waiver: Waiver, held: Held) -> WaiverState:
    last = (held.as_of.cut - timedelta(microseconds=1)).date()
    unknown = tuple(_unknown(waiver, held))
    if waiver.decision.on is not None and last < waiver.decision.on:
        return WaiverState(waiver, Term.TO_COME, soon=False, unknown=unknown)
    if last > waiver.until:
        return WaiverState(waiver, Term.OVER, soon=False, unknown=unknown)
    return WaiverState(waiver, Term.HOLDS, soon=waiver.until - last < SOON, unknown=unknown)


def _unknown(waiver: Waiver, held: Held) -> Iterator[str]:
    """The keys that no record has; none where no records were read."""
    visits = held.visits.get(waiver.process)
    if visits is None:
        return
    shape = held.plan.model.sources[visits.process.source].shape
    assert isinstance(shape, Table), "a process goes over records"
    for key in waiver.keys:
        if visits.rank_of(entity_key(f"deal:{key}", len(shape.key))) is None:
            yield key
