"""The meaning of a plan: every declaration of every module, resolved, typed and checked.

In: nothing of syntax survives here but spans. Out: what plan/, query/, data/ and evaluate/ work from. A model from a
plan with errors holds what could be understood. Qualified names are unique per kind: `signed`, or `act.visits` for
what came in by `use ... as act`.
"""

from __future__ import annotations

from planlang.semantics.model.alerts import Alert, EntityKind, Rung, Scaling
from planlang.semantics.model.data import (
    CellFormat,
    ColumnSpec,
    DataSource,
    Events,
    History,
    MonthlyAt,
    Recurrence,
    Shape,
    SnapshotDate,
    Table,
    WeeklyAt,
)
from planlang.semantics.model.goals import Direction, Goal, Metric, Part, ProrateBy, StatusBands
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.lengths import (
    ClockLimit,
    DayKind,
    DayLimit,
    HourKind,
    Hours,
    Lag,
    MonthKind,
    TimeLimit,
    WorkKind,
)
from planlang.semantics.model.processes import (
    BackRule,
    Expectation,
    IdleRule,
    Process,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    RuleIdent,
    SkipRule,
    Stage,
    StagePhase,
    StayRule,
)
from planlang.semantics.model.tasks import (
    DateLimits,
    InDays,
    InMonths,
    InPersonDays,
    Length,
    LinkKind,
    Milestone,
    Progress,
    Review,
    Task,
    TaskLink,
)
from planlang.semantics.model.who import (
    EscalationStep,
    Leave,
    Membership,
    OwnCalendar,
    Party,
    Role,
    Team,
    ToEntity,
    ToLabel,
    ToPerson,
    ToRole,
    ToTeam,
)
from planlang.semantics.model.whole import Model, PlanInfo
