"""What an evaluation says of changes of the plan: revisions, scenarios, baselines, and what is proposed."""

from __future__ import annotations

from datetime import date
from enum import Enum

from planlang.evaluate.results.alert_states import AlertState
from planlang.evaluate.results.readings import Reading
from planlang.frozen import frozen
from planlang.plan.limits import Limited
from planlang.semantics.model import Adjustment, Baseline, Rejection, Revision, Scenario, Waiver
from planlang.values.figure import Figure
from planlang.values.periods import Period
from planlang.values.units import Unit


class Reviewed(Enum):
    """What the day on which a revision is to be looked at again has shown."""

    NOT_DUE = "not due"
    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"
    DUE = "due"
    """the day has come, and the plan says no condition"""


@frozen
class TaskMoved:
    """A task or milestone with another finish.

    Attributes:
        was, now: the last day of it; None where it is not in that plan.
        days: working days from one to the other, negative where it is earlier; None where one of them is missing.
    """

    task: str
    was: date | None
    now: date | None
    days: int | None


@frozen
class TargetMoved:
    """A goal with another target over its whole span."""

    goal: str
    was: Reading
    now: Reading


@frozen
class Look:
    """How a goal stands: its target, what is due by now, what is there, and how much of what is due that is."""

    target: Figure
    due: Figure
    actual: Figure
    attainment: Figure


@frozen
class AssumptionMoved:
    """An assumption that says something else: a number or a text."""

    assumption: str
    was: Reading | str
    now: Reading | str


@frozen
class AccountMoved:
    """A budget or an account with another amount."""

    account: str
    was: Reading
    now: Reading


@frozen
class LimitMoved:
    """A rule of a process that allows another time for what begins from then on."""

    process: str
    was: Limited
    now: Limited


@frozen
class GoalMoved:
    """A goal that stands otherwise, over its whole span."""

    goal: str
    unit: Unit
    was: Look
    now: Look


@frozen
class Falling:
    """Cost that does not come up any more, because the work is given up.

    Attributes:
        account: from which it was to be spent; None where none is named.
        amount: all of it.
        begun: that of tasks which have begun, which may have been spent or ordered.
    """

    account: str | None
    amount: Reading
    begun: Reading


@frozen
class StrategyDropped:
    """What goes with a strategy that is given up.

    Attributes:
        parts: its tasks and milestones in which nothing else stands, those on stand-by as well, in declared order.
        costs: of its tasks in force, by account.
        goals: that it served.
        left: those of them that no other strategy serves.
    """

    strategy: str
    parts: tuple[str, ...]
    costs: tuple[Falling, ...]
    goals: tuple[str, ...]
    left: tuple[str, ...]


@frozen
class Difference:
    """What a change makes of the plan, by name.

    Attributes:
        alerts: those with another condition.
        accepted, dropped: tasks, alerts and strategies.
        strategies: what goes with those that are given up.
        tasks: those that finish on another day than without it, as things stand.
        otherwise: goals, tasks and milestones that are other in something else than what is told of them here.
    """

    targets: tuple[TargetMoved, ...]
    assumptions: tuple[AssumptionMoved, ...]
    alerts: tuple[str, ...]
    accepted: tuple[str, ...]
    dropped: tuple[str, ...]
    tasks: tuple[TaskMoved, ...]
    otherwise: tuple[str, ...]
    accounts: tuple[AccountMoved, ...] = ()
    limits: tuple[LimitMoved, ...] = ()
    strategies: tuple[StrategyDropped, ...] = ()


@frozen
class RevisionState:
    """A revision and what it changes.

    Attributes:
        in_force: whether the plan is judged by it.
        retroactive: whether it was decided after the day from which it holds.
    """

    revision: Revision
    in_force: bool
    retroactive: bool
    what: Difference
    reviewed: Reviewed


@frozen
class ScenarioState:
    """What is other in a scenario than in the plan in force; `otherwise`: in something else than what is told of it here;
    `dropped`: strategies, alerts, and tasks without dates that are given up.
    """

    scenario: Scenario
    goals: tuple[GoalMoved, ...]
    tasks: tuple[TaskMoved, ...]
    finish: tuple[date, date]
    otherwise: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    accounts: tuple[AccountMoved, ...] = ()
    limits: tuple[LimitMoved, ...] = ()
    strategies: tuple[StrategyDropped, ...] = ()


@frozen
class BaselineState:
    """What finishes on another day than the plan kept then; `finish`: of all that was planned then, and now; None where the
    day is still to come.
    """

    baseline: Baseline
    tasks: tuple[TaskMoved, ...]
    finish: tuple[date, date] | None


class Term(Enum):
    """Whether a waiver holds."""

    TO_COME = "to come"
    HOLDS = "holds"
    OVER = "over"


@frozen
class WaiverState:
    """A waiver; `soon`: it ends within two weeks; `unknown`: keys that no record has."""

    waiver: Waiver
    term: Term
    soon: bool
    unknown: tuple[str, ...] = ()


@frozen
class Changes:
    """All of them, in declared order."""

    revisions: tuple[RevisionState, ...] = ()
    scenarios: tuple[ScenarioState, ...] = ()
    baselines: tuple[BaselineState, ...] = ()
    waivers: tuple[WaiverState, ...] = ()


class ProposalPhase(Enum):
    """How a proposal stands."""

    NONE = "none"
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """its cause was over before anybody decided"""
    EXPIRED = "expired"
    HELD = "held back"
    """it has a cause again, too soon after the last decision"""


@frozen
class ProposalState:
    """What one adjustment proposes for one entity.

    Attributes:
        since: the period at whose close it came up, or None.
        decided_on: the day of the decision, or on which it expired.
        rejection: the one that closed it.
        by: the revision that has made it so; None where a task was begun without one.
        until: until when it waits for a decision, or is held back.
        in_force: what of it is in force already, by name.
        cause: what was compared at the last close; None before the first, and of somebody who is not there then.
        to: who is told while it is open.
        history: how it stood at the close of each period.
    """

    entity: str
    phase: ProposalPhase
    since: Period | None
    decided_on: date | None
    rejection: Rejection | None
    by: str | None
    until: date | None
    in_force: tuple[str, ...]
    cause: AlertState | None
    to: tuple[str, ...]
    history: tuple[tuple[Period, ProposalPhase], ...]


@frozen
class AdjustmentState:
    """An adjustment: what it proposes beside the plan in force, and how that stands for each that it is about.

    Attributes:
        what: it would change of the plan in force.
        unknown: for how many its cause was not known at the last close.
    """

    adjustment: Adjustment
    what: Difference
    proposals: tuple[ProposalState, ...]
    unknown: int = 0

    @property
    def open(self) -> tuple[ProposalState, ...]:
        """Those that wait for a decision."""
        return tuple(one for one in self.proposals if one.phase is ProposalPhase.OPEN)
