"""What a name that somebody asks about stands for in an evaluation.

In: an evaluation, a name, perhaps whom it is about. Out: its subjects, to be explained.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from planlang.evaluate.alerts.histories import History
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.results.changes import AdjustmentState
from planlang.evaluate.results.classes import SegmentValue
from planlang.evaluate.results.evaluation import (
    Evaluation,
    Evidence,
    GoalValue,
    MetricValue,
    RuleCount,
    Violation,
)
from planlang.evaluate.results.goals import RecurringValue
from planlang.evaluate.results.market import AssumptionValue, StrategyValue
from planlang.evaluate.results.money import AccountValue, ResourceValue
from planlang.evaluate.results.people import IncentiveValue, PromotionValue, ScorecardValue
from planlang.evaluate.results.risks import RiskValue
from planlang.evaluate.results.violations import listed
from planlang.frozen import field, frozen
from planlang.semantics.model import Noted


@frozen
class AlertHistory:
    """An alert, one entity it is about, and its violation while it is on."""

    alert: str
    entity: str
    violations: tuple[Violation, ...] = ()


@frozen
class Further:
    """What else goes by a name and is not told in full: whom it is about, each once."""

    entities: tuple[str, ...]


@frozen
class OutOfTime:
    """An alert that is not judged at this time, by its qualified name."""

    name: str


@frozen
class TaskName:
    """A task or milestone by its qualified name."""

    name: str


@frozen
class DroppedName:
    """A task or milestone that is no longer in the plan, by its qualified name."""

    name: str


@frozen
class ProcessName:
    """A process, with its rules by what a reader calls them."""

    name: str
    rules: tuple[tuple[str, RuleCount], ...] = ()


@frozen
class RecordRules:
    """A record of a process, and what is broken or pending about it, in declared order."""

    process: str
    entity: str
    rules: tuple[Violation, ...]


@frozen
class RoleName:
    """A role that says what it is for, or what it may approve."""

    name: str


@frozen
class AccountFound:
    """A budget or an account, with the rows behind what is used, where they were looked up."""

    value: AccountValue
    evidence: Evidence | None = None


@frozen
class AssumptionFound:
    """An assumption."""

    value: AssumptionValue


@frozen
class StrategyFound:
    """A strategy."""

    value: StrategyValue


@frozen
class ChangeName:
    """A revision, scenario, baseline or waiver."""

    name: str


@frozen
class AdjustmentFound:
    """An adjustment, with the rows behind its cause for each that something is proposed for, where they were looked up."""

    value: AdjustmentState
    evidence: Mapping[str, Evidence] = field(factory=dict)


@frozen
class CardsFound:
    """The cards of a scorecard."""

    value: ScorecardValue


@frozen
class PayFound:
    """What an incentive pays, to all or to somebody alone."""

    value: IncentiveValue


@frozen
class RiseFound:
    """Who could rise, all or somebody alone."""

    value: PromotionValue


@frozen
class ChannelName:
    """A channel, by its name."""

    name: str


@frozen
class NotedName:
    """Something with notes of which there is nothing else to tell: a team, a source, the plan."""

    noted: Noted


Subject = (
    GoalValue
    | MetricValue
    | RuleCount
    | Violation
    | AlertHistory
    | Further
    | OutOfTime
    | TaskName
    | DroppedName
    | ProcessName
    | RecordRules
    | RecurringValue
    | RoleName
    | AccountFound
    | AssumptionFound
    | StrategyFound
    | AdjustmentFound
    | ResourceValue
    | ChangeName
    | CardsFound
    | RiskValue
    | PayFound
    | RiseFound
    | ChannelName
    | NotedName
    | SegmentValue
)


def subjects(evaluation: Evaluation, name: str, entity: str | None = None) -> tuple[Subject, ...]:
    """Everything that goes by a name, in the order of the evaluation.

    Args:
        evaluation: where to look.
        name: of a goal, metric, alert, process, budget, account, risk, rule, task or milestone, or the id of a violation (its first digits).
        entity: `team:north`, or only `north`; None for all.
    """

    def fits(found: str) -> bool:
        return entity is None or entity in (found, found.partition(":")[2])

    found: list[Subject] = []
    is_strategy = name in evaluation.plan.model.strategies
    if (
        entity is None
        and not is_strategy
        and (name in evaluation.schedule.slots or name in evaluation.schedule.waiting)
    ):
        found.append(TaskName(name))
    if entity is not None:
        parts = (one for one in evaluation.plan.model.tasks.values() if one.parent == name and one.of is not None)
        found += [TaskName(one.ident.name) for one in parts if one.of is not None and fits(one.of)]
    if entity is None and name not in evaluation.plan.nodes:
        first = evaluation.plan.original.model
        found += [DroppedName(name)] if name in first.tasks or name in first.milestones else []
    found += [
        value
        for value in evaluation.goals
        if value.goal == name and (fits(value.entity) or entity in [found for _, found in value.values])
    ]
    for again in evaluation.recurring:
        theirs = tuple(one for one in again.of if fits(one.entity))
        if again.goal == name and (theirs or entity is None):
            found.append(evolve(again, of=theirs))
    found += [value for value in evaluation.metrics if value.metric == name and fits(value.entity)]
    found += [value for value in evaluation.segments if value.segment == name and entity is None]
    if name in evaluation.plan.model.processes and entity is None:
        found.append(ProcessName(name))
    if entity is None:
        values = (value for budget in evaluation.budgets for value in budget.accounts)
        found += [AccountFound(value) for value in values if value.account == name]
    found += [AssumptionFound(one) for one in evaluation.assumptions if one.assumption == name and entity is None]
    found += [value for value in evaluation.risks if value.risk == name and entity is None]
    found += [one for one in evaluation.resources if one.resource == name and entity is None]
    found += [StrategyFound(one) for one in evaluation.strategies if one.strategy == name and entity is None]
    found += [count for count in evaluation.rules if count.rule == name and entity is None]
    identities = dict.fromkeys((s.alert, s.entity) for s in evaluation.history if s.alert == name and fits(s.entity))
    if isinstance(evaluation.history, History):
        quiet = evaluation.history.identities(name)
        identities |= dict.fromkeys((name, key) for key in quiet if (key == WHOLE if entity is None else fits(key)))
    alert = evaluation.plan.model.alerts.get(name)
    if alert is not None and not identities and entity is None and not alert.is_judged(evaluation.as_of.week):
        found.append(OutOfTime(name))
    of_alerts = tuple(listed(evaluation.violations).where(lambda _, rule: rule == name)) if identities else ()
    for rule, about in identities:
        firing = tuple(one for one in of_alerts if (one.rule, one.entity) == (rule, about))
        found.append(AlertHistory(rule, about, firing))
    long_enough = len(name) >= 4
    found += [
        violation
        for violation in evaluation.violations
        if (violation.rule == name or (long_enough and violation.id.startswith(name))) and fits(violation.entity)
        if violation.rule not in {alert for alert, _ in identities}
    ]
    role = evaluation.plan.model.roles.get(name)
    if role is not None and (role.duties or role.authority or role.ramp) and entity is None:
        found.append(RoleName(name))
    for rise in evaluation.promotions:
        some = tuple(one for one in rise.candidates if fits(one.entity))
        if rise.promotion == name and (some or entity is None):
            found.append(RiseFound(evolve(rise, candidates=some)))
    for pay in evaluation.incentives:
        own = tuple(payee for payee in pay.payees if fits(payee.entity))
        if pay.incentive == name and (own or entity is None):
            found.append(PayFound(evolve(pay, payees=own)))
    if entity is None:
        found += [CardsFound(one) for one in evaluation.scorecards if one.scorecard == name]
        if name in evaluation.plan.model.channels:
            found.append(ChannelName(name))
        found += [AdjustmentFound(one) for one in evaluation.adjustments if one.adjustment.ident.name == name]
        if name in evaluation.plan.original.model.changes and name not in evaluation.plan.model.adjustments:
            found.append(ChangeName(name))
    if not found and entity is None:
        found += [NotedName(one) for one in evaluation.plan.model.notes.values() if one.ident.name == name]
    return tuple(found)
