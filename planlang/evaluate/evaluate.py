"""The evaluation of a plan for one week: every judge is asked, in order, and everything found is put together.

In: a plan held against data. Out: `Evaluation`. Pure: no clock, no files beyond what the snapshot's engine holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
from attrs import evolve

from planlang.diagnostics.display import reason_words
from planlang.diagnostics.text import Message, Text
from planlang.evaluate.alerts.alert_news import alert_events, alert_violations
from planlang.evaluate.alerts.alerts import ABSENT, PENDING
from planlang.evaluate.alerts.answering import answering
from planlang.evaluate.alerts.histories import History, JudgedAlert
from planlang.evaluate.alerts.judged_alerts import judged_alerts
from planlang.evaluate.alerts.unheard import unheard_notes
from planlang.evaluate.cells.matrix import Matrix
from planlang.evaluate.change.changes import changes
from planlang.evaluate.change.proposals import adjustments
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.entities.spine import At
from planlang.evaluate.evidence import absence_notes, dispute_notes, orphan_notes, places_of, with_rows_of_alerts
from planlang.evaluate.figures.asked import aggregates_in, everything_in
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.figures.standing import standing
from planlang.evaluate.goals.attainment import Actual, goal_values
from planlang.evaluate.goals.division import ALL, Slice
from planlang.evaluate.goals.growth import grown
from planlang.evaluate.goals.reconciliation import split_checks
from planlang.evaluate.goals.targets import Targets
from planlang.evaluate.held import Held, at
from planlang.evaluate.market.assumptions import assumption_values
from planlang.evaluate.market.values import segment_values
from planlang.evaluate.money.resources import resource_values
from planlang.evaluate.people.incentives import incentives
from planlang.evaluate.people.promotions import promotions
from planlang.evaluate.people.scorecards import scorecards
from planlang.evaluate.pipelines import weighted_pipelines
from planlang.evaluate.results.alert_states import AlertEvent
from planlang.evaluate.results.beside import Unjudged
from planlang.evaluate.results.changes import AdjustmentState
from planlang.evaluate.results.classes import CareValue
from planlang.evaluate.results.evaluation import (
    Deadline,
    Evaluation,
    GoalValue,
    Kind,
    MetricValue,
    RuleCount,
    Verdict,
    Violation,
)
from planlang.evaluate.results.readings import Reading, Sample
from planlang.evaluate.results.violation import in_report_order, schedule_violations
from planlang.evaluate.results.violations import Group, grouped, made_groups
from planlang.evaluate.rhythm.meetings import next_meetings
from planlang.evaluate.rhythm.notices import Findings, notices
from planlang.evaluate.rhythm.risks import expected_losses, register
from planlang.evaluate.rules.alike import Kinds
from planlang.evaluate.rules.conversion import conversions
from planlang.evaluate.rules.customers.answering import Answering
from planlang.evaluate.rules.customers.care import care
from planlang.evaluate.rules.findings import VERDICTS, RuleInstance, breaches, broken
from planlang.evaluate.rules.judged import Judged
from planlang.evaluate.rules.reminders import INSTANT, coming_due
from planlang.evaluate.rules.rule_violations import rule_violations
from planlang.evaluate.stage_counts import stage_counts
from planlang.evaluate.stages.calibration import calibrations
from planlang.evaluate.stages.late_rows import late_rows
from planlang.evaluate.stages.record_names import record_entity
from planlang.evaluate.strategies.strategies import strategy_values
from planlang.frozen import frozen
from planlang.semantics.expr import AsItStands, ChangeAgainst, FigureExpression, Headcount, OfBudget, OfGoal, OverWindow
from planlang.semantics.model import EntityKind, Metric, Party
from planlang.values.figure import UNTOLD, Figure, Unknown, Why
from planlang.values.periods import DAY, Grain, Period, periods_meeting, previous_period

AHEAD = timedelta(days=14)
"""How far ahead obligations are listed that will be broken unless something happens."""
NOT_KNOWN = Text("evaluate.not-known", "{metric} is not known for {week}: {reason}")


def evaluate(held: Held) -> Evaluation:
    """Everything that one evaluation finds."""
    plan, week = held.plan, held.as_of.week
    schedule = held.schedule
    metrics = _metrics(held, week)
    alerts = _alerts(held, week)
    rules = _rules(held, week)
    goals = all_goals(held)
    risks = register(plan, schedule, alerts.history, held.cut_day)
    proposed = adjustments(held)
    late = schedule_violations(plan, schedule, week, held.owner_of)
    entities = (
        WHOLE,
        *held.roster.entities(EntityKind.TEAM),
        *held.roster.entities(EntityKind.PERSON),
    )
    groups = (*made_groups(alerts.violations), *rules.violations, *made_groups(late))
    violations = in_report_order(grouped(groups), plan, entities)
    meetings = next_meetings(plan, schedule, held.as_of.cut, held.roster)
    return Evaluation(
        plan=plan,
        as_of=held.as_of,
        grain=Grain.WEEK,
        schedule=schedule,
        loads=held.snapshot.loads,
        corrected=held.snapshot.corrected,
        changes=changes(held, all_goals, goals),
        scorecards=scorecards(held),
        incentives=incentives(held),
        promotions=promotions(held),
        notes=(
            *held.snapshot.notes,
            *held.noted,
            *held.figures.row_notes(),
            *orphan_notes(held),
            *dispute_notes(held),
            *unheard_notes(violations, plan),
            *absence_notes(held),
        ),
        missing=_missing(metrics, held),
        metrics=metrics,
        goals=goals,
        assumptions=tuple(assumption_values(plan, held.cut_day)),
        splits=tuple(check for its in held.targets.values() for check in split_checks(its)),
        recurring=tuple(again.value() for again in held.again.values()),
        stages=stage_counts(held, week),
        pipelines=weighted_pipelines(held, week),
        calibrations=calibrations(held.visits, held.snapshot),
        conversions=conversions(plan, held.visits, held.snapshot),
        rules=rules.counts,
        upcoming=rules.upcoming,
        care=rules.care,
        violations=violations,
        alerts=alerts.events,
        history=alerts.history,
        provisional=any(value.provisional for value in metrics),
        budgets=tuple(held.accounts.values()),
        risks=risks,
        expected_losses=expected_losses(plan, risks),
        meetings=meetings,
        notices=notices(held, Findings(violations, alerts.events, rules.upcoming, meetings, proposed)),
        unjudged=(*_unjudged_rules(held, rules), *alerts.unjudged, *_without_cause(proposed)),
        adjustments=proposed,
        strategies=strategy_values(held),
        resources=tuple(resource_values(plan, schedule, held.cut_day)),
        segments=segment_values(tuple(held.classes.values()), held.figures),
        above={entity: held.roster.above(entity, held.roster.last_active_day(entity, week)) for entity in entities[1:]},
    )


# ---------------------------------------------------------------- figures


def _metrics(held: Held, week: Period) -> tuple[MetricValue, ...]:
    """Every metric for the plan, its teams and people who were there, this week and the week before."""
    roster = held.roster
    keys = (WHOLE, *roster.entities(EntityKind.TEAM), *roster.entities(EntityKind.PERSON))
    periods = (previous_period(week, held.plan.grid), week)
    days = held.figures.active_days(keys, week)
    found: list[MetricValue] = []
    for name, metric in held.plan.model.metrics.items():
        if metric.ident.private:
            continue
        matrix = held.figures.metric(name, keys, periods)
        provisional = held.figures.provisional(metric.value, week)
        aggregates = aggregates_in([metric.value], held.plan.model)
        stands = all(isinstance(one.moment, AsItStands) for one in aggregates) and aggregates != ()
        shown = standing(aggregates, held.figures, week) if stands and not _looks_back(metric.value, held) else None

        absent = Reading(Unknown(Why.NOT_ACTIVE), metric.unit)
        readings = (_readings(matrix, column, metric, held) for column in range(len(periods)))
        for entity, before, now in zip(keys, *readings, strict=True):
            if now is None:
                continue
            found.append(
                MetricValue(
                    metric=name,
                    entity=entity,
                    period=week,
                    value=now,
                    previous=before or absent,
                    provisional=provisional,
                    active_days=days[entity],
                    at_cut=(Reading(held.figures.over(metric.value, entity, *shown.now), metric.unit), shown.day)
                    if shown is not None and shown.day >= week.end
                    else None,
                )
            )
    return tuple(found)


def _readings(matrix: Matrix, column: int, metric: Metric, held: Held) -> list[Reading | None]:
    """The figures of one period, entity by entity; equal ones are told once."""
    period, figures = matrix.periods[column], matrix.column(column)
    told: dict[int, Reading] = {}
    for figure in figures:
        if figure is not None and id(figure) not in told:
            found = named(figure, metric.value, period.start, period.end, held.figures)
            told[id(figure)] = Reading(found, metric.unit)
    return [None if figure is None else told[id(figure)] for figure in figures]


def _looks_back(expression: FigureExpression, held: Held) -> bool:
    """Whether a figure looks at other periods than its own."""
    parts = everything_in([expression], held.plan.model)
    return any(isinstance(part, OverWindow | ChangeAgainst | OfGoal | OfBudget | Headcount) for part in parts)


def _missing(metrics: Sequence[MetricValue], held: Held) -> tuple[Message, ...]:
    """A sentence for every metric whose figure for the whole plan is not known because something is missing."""
    titles = {name: metric.ident.title for name, metric in held.plan.model.metrics.items()}
    return tuple(
        NOT_KNOWN(metric=titles[value.metric], week=value.period.label, reason=reason_words(value.value.figure))
        for value in metrics
        if value.entity == WHOLE and isinstance(value.value.figure, Unknown) and value.value.figure.why in UNTOLD
    )


def all_goals(held: Held) -> tuple[GoalValue, ...]:
    """Every goal with its leaf periods and parts, in declared order."""
    found: list[GoalValue] = []
    for name, its in held.targets.items():
        goal = held.plan.model.goals[name]

        def actual(part: Slice, start: date, end: date, targets: Targets = its) -> Figure:
            measure = targets.measure(part)
            figure = held.figures.over(measure, part.entity, start, end, at(part, targets))
            return named(figure, measure, start, end, held.figures)

        cut = min(held.figures.catalog.cut_days, goal.end + DAY)
        weeks = [week.end for week in periods_meeting(goal.start, cut, Grain.WEEK, held.plan.grid) if week.end < cut]
        days = [*weeks, cut] if goal.start < cut and goal.each is None else []
        course = held.figures.course(goal.measure, goal.start, days)
        values = goal_values(its, held.figures.catalog.cut_days, actual, course)
        if goal.each is None:

            def over(start: date, end: date, actual: Actual = actual) -> Figure:
                return actual(ALL, start, end)

            values = (
                evolve(values[0], grown=grown(goal, held.figures.catalog.cut_days, its.prorated, over)),
                *values[1:],
            )
        found += (evolve(value, sample=_sample(held, its, value)) for value in values)
    return tuple(found)


def _sample(held: Held, targets: Targets, value: GoalValue) -> Sample | None:
    """How many answered, where the figure of a goal is one of answers; of the parts by a column it is not known."""
    if value.values:
        return None
    alone = At(targets.role, None if value.within is None else value.within.removeprefix("team:"))
    end = min(value.end + DAY, held.figures.catalog.cut_days)
    measure = held.plan.model.goals[value.goal].measure
    return held.samples.over(measure, value.entity, value.start, end, alone) if value.start < end else None


# ---------------------------------------------------------------- alerts


@frozen
class _Alerts:
    """What all alerts amount to."""

    events: tuple[AlertEvent, ...]
    history: History
    violations: tuple[Violation, ...]
    unjudged: tuple[Unjudged, ...]


def _alerts(held: Held, week: Period) -> _Alerts:
    """Events, states and violations of all alerts, in declared order."""
    events: list[AlertEvent] = []
    history: list[tuple[JudgedAlert, frozenset[str]]] = []
    violations: list[Violation] = []
    apart: list[Violation] = []
    unjudged: list[Unjudged] = []
    for judged in judged_alerts(held):
        if not judged.periods:
            continue
        without = _without_data(judged)
        if without:
            unjudged.append(Unjudged(judged.alert.ident.name, without))
        by_part = answering(judged, held)
        told = alert_events(judged, held.plan, week, held.route if by_part is None else by_part.route, held.samples)
        events += told
        history.append((judged, frozenset(event.state.entity for event in told) | _pending(judged)))
        if by_part is None:
            violations += alert_violations(judged, told, week, held.owner_of)
        else:
            apart += with_rows_of_alerts(alert_violations(judged, told, week, by_part.owner_of), held, judged)
    found = (*with_rows_of_alerts(violations, held), *apart)
    return _Alerts(tuple(events), History(history), found, tuple(unjudged))


def _without_data(judged: JudgedAlert) -> int:
    """How many could not be judged at the close of the last period; who has no target is not to be judged."""
    unknown = judged.fold.no_data[:, -1] & (judged.fold.whole.phase[:, -1] != ABSENT)
    rows = np.flatnonzero(unknown).tolist()
    compared = judged.compared([0] * len(rows), rows, len(judged.periods) - 1)
    return sum(not any(_has_no_target(side) for side in (one.value, one.limit)) for one in compared)


def _without_cause(adjustments: Sequence[AdjustmentState]) -> Iterator[Unjudged]:
    """Adjustments of which it is not known whether their cause is there."""
    return (Unjudged(one.adjustment.ident.name, one.unknown) for one in adjustments if one.unknown)


def _has_no_target(reading: Reading | None) -> bool:
    """Whether a figure is unknown because there is no target."""
    return reading is not None and isinstance(reading.figure, Unknown) and reading.figure.why is Why.NO_TARGET


# ---------------------------------------------------------------- rules


def _pending(judged: JudgedAlert) -> frozenset[str]:
    """The entities of which an alert may be on next week."""
    rows = np.flatnonzero(judged.fold.whole.phase[:, -1] == PENDING).tolist()
    return frozenset(judged.entities[row] for row in rows)


@frozen
class _Rules:
    """What all process rules amount to."""

    counts: tuple[RuleCount, ...]
    upcoming: tuple[Deadline, ...]
    violations: tuple[Group, ...]
    care: tuple[CareValue, ...]


def _unjudged_rules(held: Held, rules: _Rules) -> Iterator[Unjudged]:
    """Rules of processes whose records are not there, or that could not be told of some records."""
    loaded = {load.source for load in held.snapshot.loads}
    unknown = {count.rule: count.verdicts.get(Verdict.UNKNOWN, 0) for count in rules.counts}
    for process in held.plan.model.processes.values():
        for rule in process.rules:
            name = rule.ident.name
            if process.source not in loaded:
                yield Unjudged(name, None)
            elif unknown.get(name):
                yield Unjudged(name, unknown[name])


def _rules(held: Held, week: Period) -> _Rules:
    """Counts, obligations due soon, and violations of the rules of all processes."""
    counts: list[RuleCount] = []
    upcoming: list[Deadline] = []
    violations: list[Group] = []
    cared: list[CareValue | None] = []
    until = held.cut_day + AHEAD
    for name, visits in held.visits.items():
        all_judged = held.judged(name)
        cared.append(care(visits, all_judged))
        for judged in all_judged:
            counts.append(judged.count())
            violations.append(_broken(judged, held, week))
            upcoming += _upcoming(judged, held, week, until)
    upcoming.sort(key=lambda one: (one.due, one.due_at or datetime.combine(one.due, time.max), one.rule, one.entity))
    return _Rules(tuple(counts), tuple(upcoming), tuple(violations), tuple(one for one in cared if one is not None))


def _upcoming(judged: Judged, held: Held, week: Period, until: date) -> Iterator[Deadline]:
    """What runs out soon of one rule, and what is reminded of."""
    plan, process = held.plan, judged.visits.process
    for one in coming_due(judged, week, until, plan.calendar, plan.model.plan.zone):
        instance, reminder = one.instance, one.reminder
        if instance.due is None:
            continue
        told = process.told(instance.rule) if reminder is not None and instance.owner is not None else ()
        yield Deadline(
            instance.rule.ident.name,
            instance.entity,
            instance.owner,
            instance.due,
            instance.due_at,
            reminder.day if reminder is not None else None,
            reminder.at if reminder is not None else None,
            held.route(told, f"rep:{instance.owner}", week) if told else (),
        )


def _broken(judged: Judged, held: Held, week: Period) -> Group:
    """The violations of one rule, each made when it is asked for."""
    late = late_rows(judged.visits.history, held.snapshot, week)
    found, rule = broken(judged.broken(week, late), week, late), judged.rule.ident
    today = (found.visits.cut_at - INSTANT).date()
    answering = Answering(judged.visits, held.roster)

    def made(instances: Sequence[RuleInstance]) -> Sequence[Violation]:
        told = {instance.entity: answering.entity(instance.owner, instance.record) for instance in instances}

        def route(parties: Sequence[Party], entity: str, period: Period) -> tuple[str, ...]:
            who = told.get(entity)
            return () if who is None else held.route(parties, who, period)

        return rule_violations(instances, held.plan, week, route, places_of(instances, held), today)

    def make(numbers: Sequence[int]) -> Sequence[Violation]:
        return made(breaches(found, numbers, week))

    calendar, process = held.plan.calendar, judged.visits.process
    kinds = Kinds(found, process, week, made, held.snapshot.places, held.route, answering.entity, today, calendar)
    entities = [record_entity(key) for key in found.keys.tolist()]
    ranks, counts = (array.tolist() for array in np.unique(found.verdict, return_counts=True))
    verdicts = {VERDICTS[verdict]: count for verdict, count in zip(ranks, counts, strict=True)}
    return Group(Kind.RULE, rule.name, rule.severity, entities, verdicts, make, kinds.told)
