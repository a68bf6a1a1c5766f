"""What an evaluation says of changes of the plan: revisions, scenarios, baselines."""

from __future__ import annotations

from datetime import date
from enum import Enum

from planlang.evaluate.results.readings import Reading
from planlang.frozen import frozen
from planlang.semantics.model import Baseline, Revision, Scenario, Waiver
from planlang.values.figure import Figure
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
class GoalMoved:
    """A goal that stands otherwise, over its whole span."""

    goal: str
    unit: Unit
    was: Look
    now: Look


@frozen
class RevisionState:
    """A revision and what it changes.

    Attributes:
        in_force: whether the plan is judged by it.
        retroactive: whether it was decided after the day from which it holds.
        alerts: those with another condition.
        otherwise: goals, tasks and milestones that are other in something else than what is told of them here.
        accepted, dropped: tasks and alerts, by name.
        tasks: those that finish on another day than without it, as things stand.
    """

    revision: Revision
    in_force: bool
    retroactive: bool
    targets: tuple[TargetMoved, ...]
    assumptions: tuple[AssumptionMoved, ...]
    alerts: tuple[str, ...]
    accepted: tuple[str, ...]
    dropped: tuple[str, ...]
    tasks: tuple[TaskMoved, ...]
    reviewed: Reviewed
    otherwise: tuple[str, ...] = ()


@frozen
class ScenarioState:
    """What is other in a scenario than in the plan in force; `otherwise`: in something else than what is told of it here."""

    scenario: Scenario
    goals: tuple[GoalMoved, ...]
    tasks: tuple[TaskMoved, ...]
    finish: tuple[date, date]
    otherwise: tuple[str, ...] = ()


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
