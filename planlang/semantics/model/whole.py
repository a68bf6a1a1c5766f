"""The head of the plan and the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from planlang.semantics.model.alerts import Alert
from planlang.semantics.model.data import DataSource
from planlang.semantics.model.goals import Goal, Metric
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.money import Account, Budget
from planlang.semantics.model.notes import Noted
from planlang.semantics.model.processes import Process
from planlang.semantics.model.reviews import Review
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


@frozen
class Model:
    """A whole plan. Mappings are by qualified name, in order of declaration; notes by kind and qualified name."""

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
    notes: Mapping[str, Noted] = field(factory=dict)
    budgets: Mapping[str, Budget] = field(factory=dict)
    accounts: Mapping[str, Account] = field(factory=dict)
