"""The head of the plan and the whole of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from planlang.frozen import field, frozen
from planlang.semantics.model.alerts import Alert
from planlang.semantics.model.data import DataSource
from planlang.semantics.model.goals import Goal, Metric
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.management.changes import Adjustment, Baseline, Changed, Revision, Scenario, Waiver
from planlang.semantics.model.management.channels import Channel
from planlang.semantics.model.management.incentives import Incentive
from planlang.semantics.model.management.money import Account, Budget
from planlang.semantics.model.management.notes import Noted
from planlang.semantics.model.management.people import Promotion, Scorecard
from planlang.semantics.model.management.resources import Resource
from planlang.semantics.model.management.risks import Risk
from planlang.semantics.model.management.tests import PlanTest
from planlang.semantics.model.market.assumptions import Assumption
from planlang.semantics.model.market.strategies import Strategy
from planlang.semantics.model.processes import Process
from planlang.semantics.model.reviews import Review
from planlang.semantics.model.segments import Segment
from planlang.semantics.model.tasks import Milestone, Task
from planlang.semantics.model.who import Role, Team
from planlang.values.calendars import CalendarSpec
from planlang.values.periods import Years


@frozen
class PlanInfo:
    """The head of the plan.

    Attributes:
        start, end: first and last day, both included.
        zone: IANA name.
        week_start: 0 = Monday.
        calendar: name of the calendar in `Model.calendars` that applies where none is named.
    """

    ident: Ident
    start: date
    end: date
    zone: str
    calendar: str
    currency: str
    week_start: int
    fiscal: Years


class Changes(Protocol):
    """The same plan with other revisions in force, or a scenario."""

    def keys(self) -> Iterator[tuple[str, ...]]:
        """The plan after each revision, and each scenario and adjustment upon all of them."""

    def model(self, key: tuple[str, ...]) -> Model:
        """The plan with these revisions, in the order in which they came into force, and last perhaps `scenario NAME` or
        `adjust NAME`: what an adjustment proposes.
        """


@frozen
class Model:
    """A whole plan. Mappings are by qualified name, in order of declaration; notes by kind and qualified name.

    Attributes:
        assumed: of what rests on assumptions (`goal:revenue`) which these are.
        variants: the plan with its revisions, scenarios and adjustments; this one is without any. None where it has none.
    """

    plan: PlanInfo
    calendars: Mapping[str, CalendarSpec]
    roles: Mapping[str, Role]
    teams: Mapping[str, Team]
    sources: Mapping[str, DataSource]
    metrics: Mapping[str, Metric]
    goals: Mapping[str, Goal]
    processes: Mapping[str, Process]
    alerts: Mapping[str, Alert]
    tasks: Mapping[str, Task]
    milestones: Mapping[str, Milestone]
    reviews: Mapping[str, Review]
    segments: Mapping[str, Segment] = field(factory=dict)
    notes: Mapping[str, Noted] = field(factory=dict)
    budgets: Mapping[str, Budget] = field(factory=dict)
    accounts: Mapping[str, Account] = field(factory=dict)
    risks: Mapping[str, Risk] = field(factory=dict)
    adjustments: Mapping[str, Adjustment] = field(factory=dict)
    channels: Mapping[str, Channel] = field(factory=dict)
    revisions: Mapping[str, Revision] = field(factory=dict)
    waivers: Mapping[str, Waiver] = field(factory=dict)
    scenarios: Mapping[str, Scenario] = field(factory=dict)
    baselines: Mapping[str, Baseline] = field(factory=dict)
    scorecards: Mapping[str, Scorecard] = field(factory=dict)
    incentives: Mapping[str, Incentive] = field(factory=dict)
    promotions: Mapping[str, Promotion] = field(factory=dict)
    assumptions: Mapping[str, Assumption] = field(factory=dict)
    strategies: Mapping[str, Strategy] = field(factory=dict)
    resources: Mapping[str, Resource] = field(factory=dict)
    assumed: Mapping[str, tuple[str, ...]] = field(factory=dict)
    tests: Mapping[str, PlanTest] = field(factory=dict)
    variants: Changes | None = field(default=None, eq=False, repr=False)

    @property
    def watched(self) -> tuple[Alert, ...]:
        """All that is judged as alerts are: these, and what adjustments wait for."""
        return (*self.alerts.values(), *(one.alert for one in self.adjustments.values()))

    def lineage(self, team: str | None) -> tuple[str, ...]:
        """A team and the teams above it, nearest first."""
        found: list[str] = []
        while team is not None and team in self.teams and team not in found:
            found.append(team)
            team = self.teams[team].under
        return tuple(found)

    def height(self, role: str) -> int:
        """How many roles stand above one."""
        found: list[str] = []
        above = self.roles[role].under if role in self.roles else None
        while above is not None and above in self.roles and above not in found:
            found.append(above)
            above = self.roles[above].under
        return len(found)

    def declared(self, what: Changed) -> object | None:
        """What a change is about; None where it is not in this plan."""
        if what.kind == "budget" and what.name in self.budgets:
            return (self.budgets[what.name], *(one for one in self.accounts.values() if one.budget == what.name))
        if what.kind == "strategy" and what.name in self.strategies:
            inside = (one for one in self.tasks.values() if one.strategy == what.name)
            return (self.strategies[what.name], *inside, *self.stones_in(what.name))
        groups: dict[str, Mapping[str, object]] = {
            "account": self.accounts,
            "risk": self.risks,
            "goal": self.goals,
            "task": self.tasks,
            "milestone": self.milestones,
            "alert": self.alerts,
            "assumption": self.assumptions,
            "process": self.processes,
        }
        return groups.get(what.kind, {}).get(what.name)

    def stones_in(self, strategy: str) -> tuple[Milestone, ...]:
        """The milestones that stand in a strategy, at any depth, in order of declaration."""
        around = {name for name, task in self.tasks.items() if task.strategy == strategy}
        return tuple(stone for stone in self.milestones.values() if stone.parent in around)

    @property
    def changes(self) -> dict[str, Ident]:
        """What adjustments, revisions, scenarios, baselines and waivers are called, by qualified name."""
        groups = (self.adjustments, self.revisions, self.scenarios, self.baselines, self.waivers)
        return {name: declared.ident for group in groups for name, declared in group.items()}
