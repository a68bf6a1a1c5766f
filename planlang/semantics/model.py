"""The meaning of a plan: every declaration of every module, resolved, typed and checked.

In: nothing of syntax survives here but spans. Out: what plan/, query/, data/ and evaluate/ work from. A model from a
plan with errors holds what could be understood. Qualified names are unique per kind: `signed`, or `act.visits` for
what came in by `use ... as act`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum

from attrs import frozen

from planlang.semantics.expr import FigureExpression, RowExpression
from planlang.source import Span
from planlang.values.calendars import CalendarSpec
from planlang.values.periods import FiscalYears, Grain
from planlang.values.units import Unit


@frozen
class Ident:
    """What a declaration is called and where it stands.

    Attributes:
        name: qualified name, unique among its kind.
        alias: the name in the other language, or None.
        title: what people call it; the name where none was given.
        doc: doc comment, or None.
        span: the declared name in its file.
        order: rank in the plan, ascending by file (in order of use) and place; reports sort by it.
    """

    name: str
    alias: str | None
    title: str
    doc: str | None
    span: Span
    order: int


# ---------------------------------------------------------------- who


@frozen
class ToPerson:
    """A person by name."""

    name: str


@frozen
class ToRole:
    """Whoever holds a role: `rep.lead` is the lead of the team of the entity, `north.manager` of that team,
    `director` of the nearest team upward that has one. `team` is None for the entity's own team.
    """

    role: str
    team: str | None = None


@frozen
class ToEntity:
    """The person (or the head of the team) that the alert is about; the owner of the record for a process rule."""


@frozen
class ToTeam:
    """A whole team, by its head."""

    team: str


@frozen
class ToLabel:
    """Somebody named but not in any team: a department, a partner. Printed as written."""

    label: str


Party = ToPerson | ToRole | ToEntity | ToTeam | ToLabel


@frozen
class Role:
    """A level of the organisation; `under` is the role it reports to."""

    ident: Ident
    under: str | None


@frozen
class Membership:
    """A person in a team, both dates included; None is unbounded."""

    person: str
    team: str
    role: str
    start: date | None
    end: date | None
    span: Span


@frozen
class Leave:
    """Days on which a person does not work, both included."""

    person: str
    start: date
    end: date
    span: Span


@frozen
class Team:
    """A team; `under` is the team above it; `roster` the source that names (further) members, or None."""

    ident: Ident
    under: str | None
    members: tuple[Membership, ...]
    leaves: tuple[Leave, ...]
    roster: str | None


# ---------------------------------------------------------------- data


@frozen
class ColumnSpec:
    """A typed column of a source.

    Attributes:
        name: declared name.
        unit: what a cell is.
        optional: whether a cell may be empty; if not, a row with an empty cell is set aside.
        headers: the headers it may have in a file, first match wins; the declared name where none is given.
        formula: computed from other columns instead of read, or None.
    """

    name: str
    unit: Unit
    optional: bool
    headers: tuple[str, ...]
    formula: RowExpression | None
    span: Span


@frozen
class Table:
    """One row per key: the state of records; `snapshot` dates each export of it."""

    key: tuple[str, ...]
    snapshot: SnapshotDate | None
    entered: tuple[tuple[str, str], ...]
    """(stage, date column): columns that date the entry into a stage."""


@frozen
class SnapshotDate:
    """Which column holds an export's date, or None for the date in the file's name."""

    column: str | None


@frozen
class Events:
    """Each row happened at the instant in `at`."""

    at: str


@frozen
class History:
    """Each row is a change, at the instant in `at`, of a record of `of`, known by the same key columns; its stage
    column says the stage entered, other columns the values from then on.
    """

    of: str
    at: str


Shape = Table | Events | History


@frozen
class WeeklyAt:
    """Every week on a weekday (0 = Monday) at a local time."""

    weekday: int
    at: time


@frozen
class MonthlyAt:
    """Every month on a day of the month, or the n-th working day, at a local time."""

    day: int
    working: bool
    at: time


Recurrence = WeeklyAt | MonthlyAt


@frozen
class DataSource:
    """A declared source of data.

    Attributes:
        patterns: globs relative to the folder of the file that declares them.
        base: that folder, posix, relative to the workspace.
        due: when the last period's export has to be there, or None.
        grace_days: calendar days for which a closed period stays provisional.
        covers: days that undated files account for (both included), or None: up to the cut.
        zone: IANA zone of naive timestamps; the plan's where not declared.
    """

    ident: Ident
    patterns: tuple[str, ...]
    base: str
    shape: Shape
    columns: tuple[ColumnSpec, ...]
    due: Recurrence | None
    grace_days: int
    covers: tuple[date, date] | None
    zone: str

    def column(self, name: str) -> ColumnSpec:
        """The column of that name.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@frozen
class Metric:
    """A named figure, known for every entity and period it has data for."""

    ident: Ident
    value: FigureExpression
    unit: Unit
    extensive: bool
    """Whether it adds up over time and people (counts, sums); limits on it scale by working days."""


# ---------------------------------------------------------------- goals


class Direction(Enum):
    """Which side of the target is good."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


class ProrateBy(Enum):
    """What a target is spread over within its period."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@frozen
class Part:
    """A share of a goal for a team or a person; `share` of the goal's whole (exact), or a fixed `amount`."""

    entity: str
    """`team:north` or `rep:张丽`."""
    share: Decimal | None
    amount: Decimal | None
    parts: tuple[Part, ...]
    span: Span


@frozen
class StatusBands:
    """Attainment from `on_track` is on track, from `at_risk` at risk, below off track."""

    on_track: Decimal
    at_risk: Decimal


@frozen
class Goal:
    """A target for a figure.

    Attributes:
        target: in the unit of `measure` (money in whole currency units, ratios 0.2 for 20%).
        start, end: first and last day, both included.
        time_shares: shares of the leaf periods of `time_grain` in order, adding up to exactly 1; empty: one leaf.
        parts: split by team and person; empty: not split.
        buffer: by how much the parts together exceed the whole (0.05), 0 for none.
        calendar: name of the calendar whose working days count.
    """

    ident: Ident
    measure: FigureExpression
    unit: Unit
    direction: Direction
    target: Decimal
    start: date
    end: date
    base: Decimal | None
    time_grain: Grain | None
    time_shares: tuple[Decimal, ...]
    parts: tuple[Part, ...]
    buffer: Decimal
    prorate: ProrateBy
    calendar: str
    bands: StatusBands
    owner: Party | None
    serves: tuple[str, ...]


# ---------------------------------------------------------------- processes


@frozen
class Stage:
    """A stage; `position` is its rank on the main line, None for win and loss stages."""

    name: str
    alias: str | None
    title: str
    phase: StagePhase
    position: int | None
    aim: str | None = None
    standard: str | None = None
    responsible: Party | None = None
    expected_conversion: Decimal | None = None


class StagePhase(Enum):
    """Whether a record in a stage is still open."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class DayKind(Enum):
    """Calendar days or working days."""

    CALENDAR = "d"
    WORKING = "wd"


@frozen
class DayLimit:
    """A number of days."""

    count: int
    kind: DayKind


@frozen
class RuleIdent:
    """A process rule: qualified name (`b2b.stay.proposal`), severity, place, rank."""

    name: str
    severity: str
    span: Span
    order: int


@frozen
class StayRule:
    """The longest stay in a stage, per visit or over all visits."""

    ident: RuleIdent
    stage: str
    limit: DayLimit
    total: bool
    where: RowExpression | None


@frozen
class IdleRule:
    """The longest time without a row of `activities` for the record (same key columns), while it is open (and in
    `stage`, where given).
    """

    ident: RuleIdent
    limit: DayLimit
    activities: str
    stage: str | None
    where: RowExpression | None


@frozen
class SkipRule:
    """Stages of the main line may not be passed over."""

    ident: RuleIdent


@frozen
class BackRule:
    """A record may not go back on the main line, except to the stages named."""

    ident: RuleIdent
    allowed: tuple[str, ...]


@frozen
class ReopenRule:
    """A final stage may not be left, except to the stages named."""

    ident: RuleIdent
    allowed: tuple[str, ...]


@frozen
class RequireRule:
    """What must hold when a stage is entered (or left, to any stage that is not a loss)."""

    ident: RuleIdent
    stage: str
    on_leaving: bool
    conditions: tuple[tuple[str, RowExpression], ...]
    """(as written, condition)"""


@frozen
class ResponseRule:
    """After entering `origin`, `target` has to be entered within the limit."""

    ident: RuleIdent
    origin: str
    target: str
    limit: DayLimit


ProcessRule = StayRule | IdleRule | SkipRule | BackRule | ReopenRule | RequireRule | ResponseRule


@frozen
class EscalationStep:
    """Another recipient once the alert or violation is `after_weeks` old."""

    who: Party
    after_weeks: int


@frozen
class Process:
    """A pipeline of stages that the records of a source go through."""

    ident: Ident
    source: str
    stages: tuple[Stage, ...]
    loss_origins: Mapping[str, tuple[str, ...] | None]
    rules: tuple[ProcessRule, ...]
    notify: tuple[Party, ...]
    escalation: tuple[EscalationStep, ...]

    def stage(self, name: str) -> Stage:
        """The stage of that name.

        Raises:
            KeyError: there is none.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)


# ---------------------------------------------------------------- alerts


class EntityKind(Enum):
    """What an alert is about, one identity each."""

    PERSON = "person"
    TEAM = "team"
    PLAN = "plan"


@frozen
class Rung:
    """A condition and for how many periods in a row; `severity` is shown while this is the highest rung firing."""

    severity: str
    when: FigureExpression
    periods: int


@frozen
class Alert:
    """A condition over figures, with a life cycle (semantics section 5).

    Attributes:
        entity: what it is about; for PERSON, `role` names the role whose holders are judged (None: everybody).
        where: restricts the people or teams (names), or None for all.
        grain: one evaluation per closed period of this grain.
        rungs: lowest severity first, at least one.
        until: when it is over; None: as soon as `when` is not true.
        keep: clear periods after the first before it resolves.
        say: the message with `{placeholders}` checked, or None.
        shown: (placeholder, figure) for every figure that `say` names.
        start: no periods before this date, or None.
    """

    ident: Ident
    entity: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    grain: Grain
    rungs: tuple[Rung, ...]
    until: FigureExpression | None
    keep: int
    reset_on_gap: bool
    unscaled: bool
    notify: tuple[Party, ...]
    escalation: tuple[EscalationStep, ...]
    inhibits: tuple[str, ...]
    say: str | None
    shown: tuple[tuple[str, FigureExpression], ...]
    start: date | None


# ---------------------------------------------------------------- tasks


class LinkKind(Enum):
    """From which end of the first to which end of the second."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


@frozen
class Lag:
    """Working days on the plan's calendar, or calendar days; negative is a lead."""

    days: Decimal
    kind: DayKind


@frozen
class TaskLink:
    """This task hangs on another task, milestone or goal (qualified name); a goal counts by its end."""

    on: str
    kind: LinkKind
    lag: Lag | None
    span: Span


@frozen
class InDays:
    """A length; `best` and `worst` make it a three-point estimate, (o + 4m + p) / 6."""

    likely: Decimal
    best: Decimal | None
    worst: Decimal | None
    kind: DayKind


@frozen
class InPersonDays:
    """An amount of work shared by those assigned."""

    amount: Decimal


Length = InDays | InPersonDays


@frozen
class Progress:
    """What is known of the work done. `done` is 0.4 for 40%."""

    started: date | None = None
    finished: date | None = None
    done: Decimal | None = None
    remaining: Lag | None = None


@frozen
class DateLimits:
    """Fixed relations to dates; all dates are included days."""

    not_before: date | None = None
    not_after: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    by: date | None = None
    by_span: Span | None = None


@frozen
class Task:
    """A piece of work; one with children is a summary and takes its dates from them.

    Attributes:
        parent: qualified name of the task it stands in, or None.
        length: None for a summary, or when it has fixed start and end.
        starts_when: a figure condition over the data, or None.
    """

    ident: Ident
    parent: str | None
    length: Length | None
    links: tuple[TaskLink, ...]
    limits: DateLimits
    late: bool
    """as late as possible"""
    priority: int | None
    progress: Progress
    owner: Party | None
    assigned: tuple[Party, ...]
    serves: tuple[str, ...]
    calendar: str | None
    cost: Decimal | None
    starts_when: FigureExpression | None


@frozen
class Milestone:
    """A point in time without length."""

    ident: Ident
    parent: str | None
    links: tuple[TaskLink, ...]
    limits: DateLimits
    finished: date | None
    owner: Party | None
    serves: tuple[str, ...]
    reached_when: FigureExpression | None


@frozen
class Review:
    """A recurring meeting on figures of the plan."""

    ident: Ident
    every: Recurrence
    covers: tuple[str, ...]
    attended_by: tuple[Party, ...]


# ---------------------------------------------------------------- the whole


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
    fiscal: FiscalYears
    bands: StatusBands


@frozen
class Model:
    """A whole plan. Mappings are by qualified name, in order of declaration."""

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
