"""What a plan file says, as written: one class per construct, positions kept, nothing looked up.

In: nothing. Out: the tree that `parse` makes, the formatter prints and `semantics` reads. Names are not resolved and
units are not checked here. Every node has a `span`; alternatives are unions.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from enum import Enum

from attrs import frozen

from planlang.source import Source, Span

# ---------------------------------------------------------------- names and literals


@frozen
class Name:
    """One identifier or quoted person (`王敏`, `"Anna Lee"`); equal texts name the same thing."""

    text: str
    span: Span
    quoted: bool = False


@frozen
class Path:
    """Names joined by dots: `sales.pipeline`, `rep.lead`, `deals.amount`."""

    parts: tuple[Name, ...]
    span: Span

    @property
    def text(self) -> str:
        """The path as one dotted text."""
        return ".".join(part.text for part in self.parts)


@frozen
class Text:
    """A quoted text, unescaped."""

    text: str
    span: Span


@frozen
class Number:
    """A plain number, scale words applied: `50万` is 500000."""

    value: Decimal
    span: Span


@frozen
class Percent:
    """A ratio written with `%`; the value of `20%` is 0.2."""

    value: Decimal
    span: Span


@frozen
class Points:
    """Percentage points, `5pp`; the value is 0.05."""

    value: Decimal
    span: Span


@frozen
class Money:
    """An amount of money; `currency` is None for `元`, which means the plan's currency."""

    amount: Decimal
    currency: str | None
    span: Span


class TimeUnit(Enum):
    """What a duration counts; calendar days and working days never mix."""

    MINUTE = "min"
    HOUR = "h"
    DAY = "d"
    WORKING_DAY = "wd"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@frozen
class Duration:
    """A length of time: `10wd`, `3 weeks`, `6h`."""

    amount: Decimal
    unit: TimeUnit
    span: Span


@frozen
class Date:
    """A calendar date."""

    value: date
    span: Span


@frozen
class Label:
    """A period by its label: `2026`, `2026-03`, `2026-Q1`, `2026-H1`, `2026-W20`."""

    text: str
    span: Span


@frozen
class DateRange:
    """Two dates, both included; one date alone has `last` equal to `first`."""

    first: Date
    last: Date
    span: Span


# ---------------------------------------------------------------- expressions


@frozen
class Reference:
    """A name or dotted path used as a value."""

    path: Path
    span: Span


@frozen
class Call:
    """`count(...)`, `ratio(a, b)`, `attainment(revenue)`."""

    function: Name
    arguments: tuple[Expression, ...]
    span: Span


@frozen
class Selection:
    """What an aggregate reads: `deals.amount at closed where stage is won`; only as an argument of a call."""

    subject: Expression
    at: Name | None
    where: Expression | None
    span: Span


class WindowKind(Enum):
    """The period words that follow a figure."""

    THIS = "this"
    PREVIOUS = "previous"
    SAME_LAST_YEAR = "same last year"
    TO_DATE = "to date"
    CURRENT = "current"
    LAST = "last"
    ROLLING = "rolling"
    AVERAGED_OVER = "averaged over"
    AVERAGED_OVER_PREVIOUS = "averaged over previous"


@frozen
class Window:
    """A period phrase: `this week`, `rolling 4 weeks`, `quarter to date`. `count` is 1 where no number is written."""

    kind: WindowKind
    unit: TimeUnit
    count: int
    span: Span


@frozen
class Windowed:
    """A figure over a window: `visits this week`."""

    subject: Expression
    window: Window
    span: Span


class Operator(Enum):
    """Two-place operators, by their canonical spelling."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IS = "is"
    IS_NOT = "is not"
    AND = "and"
    OR = "or"
    OTHERWISE = "??"


@frozen
class Binary:
    """Two operands and an operator."""

    operator: Operator
    left: Expression
    right: Expression
    span: Span


@frozen
class Not:
    """Logical negation."""

    operand: Expression
    span: Span


@frozen
class Negative:
    """Arithmetic negation."""

    operand: Expression
    span: Span


@frozen
class Among:
    """`stage in (proposal, negotiation)`, or `not in` when negated."""

    subject: Expression
    items: tuple[Expression, ...]
    negated: bool
    span: Span


@frozen
class Enters:
    """`stage enters won`: the event of a record moving into a stage."""

    subject: Expression
    stage: Name
    span: Span


Expression = (
    Reference
    | Call
    | Selection
    | Windowed
    | Binary
    | Not
    | Negative
    | Among
    | Enters
    | Number
    | Percent
    | Points
    | Money
    | Duration
    | Date
    | Label
    | Text
)


# ---------------------------------------------------------------- what declarations share


@frozen
class Head:
    """What stands before the body of a declaration.

    Attributes:
        name: the declared name.
        alias: its name in the other language (`team north | 北区`), or None.
        title: what people call it, or None.
        doc: the text of the `##` lines right above, without the marks, or None.
    """

    name: Name
    alias: Name | None
    title: Text | None
    doc: str | None


@frozen
class Owner:
    """`owner director`, `owner 王敏`, `owner north.manager`."""

    who: Path
    span: Span


@frozen
class Serves:
    """`serves revenue, premium_line`."""

    goals: tuple[Path, ...]
    span: Span


@frozen
class SeverityClause:
    """`severity warning`."""

    level: Name
    span: Span


@frozen
class Notify:
    """`notify rep.lead, "Anna Lee"`."""

    who: tuple[Path, ...]
    span: Span


@frozen
class Escalate:
    """`escalate to rep.manager after 1 week`."""

    who: Path
    after: Duration
    span: Span


@frozen
class By:
    """`by 2026-03-01`: to be done by the end of that date."""

    date: Date
    span: Span


# ---------------------------------------------------------------- plan, use, module


@frozen
class PeriodClause:
    """`period 2026-01-01 .. 2026-12-31`."""

    dates: DateRange
    span: Span


@frozen
class TimezoneClause:
    """`timezone Asia/Shanghai`."""

    zone: Text
    span: Span


@frozen
class CalendarClause:
    """`calendar china`, in a plan, a task or a goal."""

    calendar: Path
    span: Span


@frozen
class CurrencyClause:
    """`currency CNY`."""

    currency: Name
    span: Span


@frozen
class WeekStart:
    """`week starts sunday`."""

    weekday: Name
    span: Span


class FiscalNaming(Enum):
    """Whether a fiscal year is called by the year it starts in or ends in."""

    START = "start"
    END = "end"


@frozen
class FiscalYear:
    """`fiscal year starts april named by end`."""

    month: Name
    named_by: FiscalNaming | None
    span: Span


@frozen
class Lights:
    """`lights green from 95%, amber from 85%`: the lower ends of the two upper bands of attainment."""

    green: Percent
    amber: Percent
    span: Span


PlanClause = PeriodClause | TimezoneClause | CalendarClause | CurrencyClause | WeekStart | FiscalYear | Lights


@frozen
class PlanDecl:
    """`plan premium_2026 "..." { ... }`; one in a workspace's main file."""

    head: Head
    clauses: tuple[PlanClause, ...]
    span: Span


@frozen
class Argument:
    """`currency: CNY`, in `use` of a module."""

    name: Name
    value: Expression
    span: Span


@frozen
class Use:
    """`use sales.revenue(deals: orders) as r without won` or `use "teams.plan" as teams`.

    With `as`, everything the file declares is known as `alias.name`; without, by its own name, less the names
    listed after `without`.
    """

    target: Path | Text
    arguments: tuple[Argument, ...]
    alias: Name | None
    without: tuple[Name, ...]
    span: Span


@frozen
class TypeName:
    """`text`, `money[CNY]`, `stage[b2b]`; aliases in Chinese are resolved later."""

    name: Name
    parameter: Name | None
    span: Span


@frozen
class Parameter:
    """`deals: source` or `low: number = 10`, in the head of a module."""

    name: Name
    type: TypeName
    default: Expression | None
    span: Span


@frozen
class ModuleDecl:
    """`module revenue "Revenue" (deals: source, big: money = 50万元)`: first in a file meant to be used by others."""

    head: Head
    parameters: tuple[Parameter, ...]
    span: Span


# ---------------------------------------------------------------- calendar


@frozen
class ClockRange:
    """`09:00 .. 12:00`, half-open."""

    start: time
    end: time
    span: Span


@frozen
class WorkWeek:
    """`work week monday .. friday 09:00 .. 12:00, 13:30 .. 18:00`; no hours means the default day of 8 hours."""

    first: Name
    last: Name
    hours: tuple[ClockRange, ...]
    span: Span


@frozen
class Holidays:
    """`holidays china`: the official days off and make-up workdays of a country."""

    countries: tuple[Name, ...]
    span: Span


@frozen
class DayOff:
    """`off 2026-02-15 .. 2026-02-23 "Spring festival"`."""

    dates: DateRange
    reason: Text | None
    span: Span


@frozen
class WorkDay:
    """`work 2026-02-28 "make-up day"`."""

    dates: DateRange
    reason: Text | None
    span: Span


CalendarItem = WorkWeek | Holidays | DayOff | WorkDay


@frozen
class CalendarDecl:
    """`calendar china "..." { ... }`."""

    head: Head
    clauses: tuple[CalendarItem, ...]
    span: Span


# ---------------------------------------------------------------- roles and teams


@frozen
class RoleDecl:
    """`role rep | 代表 "Sales representative" under lead`."""

    head: Head
    under: Name | None
    span: Span


@frozen
class Member:
    """`张丽 from 2026-03-15 to 2026-06-30`; both dates included, each may be missing."""

    person: Name
    start: Date | None
    end: Date | None
    span: Span


@frozen
class Members:
    """`rep 张丽, "Anna Lee"`: a role and the people who hold it in this team."""

    role: Name
    members: tuple[Member, ...]
    span: Span


@frozen
class PeopleFrom:
    """`people from roster`."""

    source: Path
    span: Span


@frozen
class OnLeave:
    """`on leave 张丽 2026-05-06 .. 2026-05-10 "..."`."""

    person: Name
    dates: DateRange
    reason: Text | None
    span: Span


TeamClause = Members | PeopleFrom | OnLeave


@frozen
class TeamDecl:
    """`team north | 北区 "North" under sales { ... }`."""

    head: Head
    under: Name | None
    clauses: tuple[TeamClause, ...]
    span: Span


# ---------------------------------------------------------------- source


@frozen
class Read:
    """`read "data/deals-*.csv", "data/deals-*.xlsx"`."""

    patterns: tuple[Text, ...]
    span: Span


@frozen
class OneRowPer:
    """`one row per deal_id`."""

    columns: tuple[Name, ...]
    span: Span


@frozen
class EventAt:
    """`event at visited_on`: each row is something that happened then."""

    column: Name
    span: Span


@frozen
class HistoryOf:
    """`history of deals`: each row is a change of a record of another source."""

    source: Path
    span: Span


@frozen
class SnapshotOn:
    """`snapshot on export_date`, or `snapshot on file date` when `column` is None."""

    column: Name | None
    span: Span


@frozen
class EnteredOn:
    """`entered won on close_date`: the column that dates the entry into a stage."""

    stage: Name
    column: Name
    span: Span


@frozen
class EveryWeekday:
    """`every monday 09:00`; without a time, the start of the day."""

    weekday: Name
    at: time | None
    span: Span


@frozen
class EveryMonth:
    """`every month on workday 4 09:00`, or `every month on 5`."""

    day: int
    working: bool
    at: time | None
    span: Span


Recurrence = EveryWeekday | EveryMonth


@frozen
class Due:
    """`due every monday 08:00`: when the last period's export has to be there."""

    every: Recurrence
    span: Span


@frozen
class Grace:
    """`grace 3d`: how long a closed period stays provisional."""

    length: Duration
    span: Span


@frozen
class Covers:
    """`covers 2017-01-01 .. 2017-12-31`: the days that undated files account for."""

    dates: DateRange
    span: Span


@frozen
class ColumnDecl:
    """`amount: money[CNY] optional from "商机金额", "金额"` or `big: bool = amount > 50万元`."""

    name: Name
    type: TypeName
    optional: bool
    headers: tuple[Text, ...]
    formula: Expression | None
    span: Span


SourceClause = (
    Read | OneRowPer | EventAt | HistoryOf | SnapshotOn | EnteredOn | Due | Grace | Covers | TimezoneClause | ColumnDecl
)


@frozen
class SourceDecl:
    """`source deals "Deals" { ... }`."""

    head: Head
    clauses: tuple[SourceClause, ...]
    span: Span


# ---------------------------------------------------------------- metric


class CreditRule(Enum):
    """Whose a figure is when a record changes hands."""

    AT_EVENT = "at event"
    AT_CLOSE = "at close"
    AT_PERIOD_END = "at period end"
    AS_TODAY = "as today"


@frozen
class Credit:
    """`credit owner at close`."""

    column: Name
    rule: CreditRule
    span: Span


@frozen
class MinSample:
    """`min sample 8`."""

    size: int
    span: Span


MetricClause = Credit | MinSample


@frozen
class MetricDecl:
    """`metric visits | 拜访量 "Visits" = count(activities) credit owner at event`."""

    head: Head
    value: Expression
    clauses: tuple[MetricClause, ...]
    span: Span


# ---------------------------------------------------------------- goal


@frozen
class Measure:
    """`measure signed`."""

    value: Expression
    span: Span


class Direction(Enum):
    """Which side of its target a goal has to end on."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


@frozen
class TargetClause:
    """`target 1.2亿元 by 2026-12-31`, `target at most 8000元 by ...`; `by` is None when it is the plan's end."""

    direction: Direction
    value: Expression
    by: Date | None
    span: Span


@frozen
class Base:
    """`base 1亿元 during 2025`."""

    value: Expression
    during: Label
    span: Span


@frozen
class Growth:
    """`growth 20%`: the target over the base, less one."""

    value: Percent
    span: Span


@frozen
class SplitByTime:
    """`split by quarter 20%, 25%, 25%, 30%`."""

    unit: TimeUnit
    shares: tuple[Expression, ...]
    span: Span


@frozen
class Share:
    """`north 55% { 张丽 20%; "Anna Lee" 35% }`: a part of a goal, as a percentage of the whole above it or an amount."""

    who: Name
    value: Expression
    parts: tuple[Share, ...]
    span: Span


@frozen
class SplitByEntity:
    """`split by team, buffer 5% { north 55%; south 45% }`."""

    dimension: Name
    buffer: Percent | None
    parts: tuple[Share, ...]
    span: Span


@frozen
class Prorate:
    """`prorate by working_days` or `calendar_days`."""

    by: Name
    span: Span


GoalClause = (
    Measure
    | TargetClause
    | Base
    | Growth
    | SplitByTime
    | SplitByEntity
    | Prorate
    | CalendarClause
    | Owner
    | Serves
    | Lights
)


@frozen
class GoalDecl:
    """`goal revenue | 年度签约额 "..." { ... }`."""

    head: Head
    clauses: tuple[GoalClause, ...]
    span: Span


# ---------------------------------------------------------------- process


@frozen
class StageHead:
    """`prospect | 线索 "Lead"`, in a stage list."""

    name: Name
    alias: Name | None
    title: Text | None
    span: Span


@frozen
class Stages:
    """`stages prospect -> contact -> proposal`: the main line, in order."""

    stages: tuple[StageHead, ...]
    span: Span


@frozen
class WinStage:
    """`win stage won "Signed"`."""

    stage: StageHead
    span: Span


@frozen
class LossStage:
    """`loss stage lost "Lost" from any`; `origins` is None for any open stage."""

    stage: StageHead
    origins: tuple[Name, ...] | None
    span: Span


@frozen
class NoSkipping:
    """`no skipping`."""

    severity: Name | None
    span: Span


@frozen
class NoGoingBack:
    """`no going back except to discovery`."""

    allowed: tuple[Name, ...]
    severity: Name | None
    span: Span


@frozen
class NoReopening:
    """`no reopening except to negotiation`."""

    allowed: tuple[Name, ...]
    severity: Name | None
    span: Span


@frozen
class StayIn:
    """`stay in proposal at most 10wd where amount >= 50万元`; with `total` all visits together."""

    stage: Name
    total: bool
    limit: Duration
    where: Expression | None
    severity: Name | None
    span: Span


@frozen
class IdleAtMost:
    """`at most 14d without activities in proposal where ...`; `stage` is None for the whole process."""

    limit: Duration
    activities: Path
    stage: Name | None
    where: Expression | None
    severity: Name | None
    span: Span


class Border(Enum):
    """Which crossing of a stage's border a requirement guards."""

    ENTER = "enter"
    LEAVE = "leave"


@frozen
class Requires:
    """`enter negotiation requires amount, decision_maker is not empty`; a bare column means that it is filled."""

    border: Border
    stage: Name
    conditions: tuple[Expression, ...]
    severity: Name | None
    span: Span


@frozen
class FromTo:
    """`from discovery to proposal within 21d`."""

    origin: Name
    target: Name
    limit: Duration
    severity: Name | None
    span: Span


@frozen
class Aim:
    """`aim "..."`, in a stage."""

    text: Text
    span: Span


@frozen
class Responsible:
    """`responsible presales`, in a stage."""

    who: Path
    span: Span


@frozen
class Standard:
    """`standard "..."`, in a stage."""

    text: Text
    span: Span


@frozen
class ExpectConversion:
    """`expect conversion at least 60%`, in a stage."""

    share: Percent
    span: Span


@frozen
class StageBlock:
    """`stage discovery { aim "..."; responsible presales }`."""

    stage: Name
    clauses: tuple[Aim | Responsible | Standard | ExpectConversion, ...]
    span: Span


ProcessClause = (
    Stages
    | WinStage
    | LossStage
    | NoSkipping
    | NoGoingBack
    | NoReopening
    | StayIn
    | IdleAtMost
    | Requires
    | FromTo
    | StageBlock
    | SeverityClause
    | Notify
    | Escalate
)


@frozen
class ProcessDecl:
    """`process b2b "..." on deals { ... }`."""

    head: Head
    source: Path
    clauses: tuple[ProcessClause, ...]
    span: Span


# ---------------------------------------------------------------- alert


@frozen
class ForEach:
    """`for each rep where rep.team is north`."""

    entity: Name
    where: Expression | None
    span: Span


@frozen
class When:
    """`when visits this week < 10 for 3 weeks`; `periods` is 1 where `for` is not written."""

    condition: Expression
    periods: Duration | None
    span: Span


@frozen
class RaiseTo:
    """`raise to critical when visits this week < 5 for 2 weeks`: a higher rung of the same alert."""

    level: Name
    condition: Expression
    periods: Duration | None
    span: Span


@frozen
class Until:
    """`until visits this week >= 12`."""

    condition: Expression
    span: Span


@frozen
class Say:
    """`say "{rep}: {visits} visits"`."""

    text: Text
    span: Span


@frozen
class Keep:
    """`keep 2 weeks`: clear periods after the first before the alert resolves."""

    periods: Duration
    span: Span


class GapPolicy(Enum):
    """What a period without data does to the count of bad periods."""

    HOLD = "hold"
    RESET = "reset"


@frozen
class Gaps:
    """`gaps hold` or `gaps reset`."""

    policy: GapPolicy
    span: Span


@frozen
class Unscaled:
    """`unscaled`: limits are not scaled by working days."""

    span: Span


@frozen
class Inhibits:
    """`inhibits thin_coverage`."""

    alerts: tuple[Path, ...]
    span: Span


@frozen
class StartsFrom:
    """`from 2026-03-01`: no periods before this date."""

    date: Date
    span: Span


AlertClause = (
    When | RaiseTo | Until | SeverityClause | Notify | Escalate | Say | Keep | Gaps | Unscaled | Inhibits | StartsFrom
)


@frozen
class AlertDecl:
    """`alert thin_activity "..." for each rep { ... }`; without `for each`, about the whole plan."""

    head: Head
    for_each: ForEach | None
    clauses: tuple[AlertClause, ...]
    span: Span


# ---------------------------------------------------------------- task, milestone, review


@frozen
class Takes:
    """`takes 10wd, best 8wd, worst 15wd`."""

    likely: Duration
    best: Duration | None
    worst: Duration | None
    span: Span


@frozen
class Effort:
    """`effort 12 person-days`."""

    person_days: Decimal
    span: Span


@frozen
class Assign:
    """`assign 王敏, 周涛`."""

    who: tuple[Path, ...]
    span: Span


class LinkKind(Enum):
    """How two tasks hang together: from which end of the first to which end of the second."""

    FINISH_START = "after"
    START_START = "starts with"
    FINISH_FINISH = "ends with"
    START_FINISH = "ends on start of"


@frozen
class Dependency:
    """`research + 2wd`: the other task and the lag (negative is a lead)."""

    on: Path
    lag: Duration | None
    span: Span


@frozen
class Link:
    """`after research + 2wd, pricing`."""

    kind: LinkKind
    dependencies: tuple[Dependency, ...]
    span: Span


class DateBound(Enum):
    """A fixed relation of a task to a date."""

    NOT_BEFORE = "not before"
    NOT_AFTER = "not after"
    STARTS_ON = "starts on"
    ENDS_ON = "ends on"


@frozen
class Bound:
    """`not before 2026-02-01`."""

    kind: DateBound
    date: Date
    span: Span


@frozen
class AsLateAsPossible:
    """`as late as possible`."""

    span: Span


@frozen
class Priority:
    """`priority 2`; 1 is the most urgent."""

    value: int
    span: Span


@frozen
class Started:
    """`started 2026-01-12`."""

    date: Date
    span: Span


@frozen
class Finished:
    """`finished 2026-02-08`."""

    date: Date
    span: Span


@frozen
class Done:
    """`done 40%`."""

    share: Percent
    span: Span


@frozen
class Remaining:
    """`remaining 3wd`."""

    length: Duration
    span: Span


@frozen
class StartsWhen:
    """`starts when count(deals where stage is won) >= 3`."""

    condition: Expression
    span: Span


@frozen
class Cost:
    """`cost 5万元`."""

    amount: Expression
    span: Span


@frozen
class ReachedWhen:
    """`reached when count(deals where stage is won) >= 10`, in a milestone."""

    condition: Expression
    span: Span


TaskClause = (
    Takes
    | Effort
    | Assign
    | Owner
    | Link
    | Bound
    | By
    | AsLateAsPossible
    | Priority
    | Started
    | Finished
    | Done
    | Remaining
    | StartsWhen
    | Serves
    | Cost
    | CalendarClause
)


@frozen
class TaskDecl:
    """`task pricing "Pricing" { ... }`; tasks and milestones may stand inside."""

    head: Head
    clauses: tuple[TaskClause, ...]
    children: tuple[TaskDecl | MilestoneDecl, ...]
    span: Span


MilestoneClause = Owner | Link | Bound | By | Finished | ReachedWhen | Serves


@frozen
class MilestoneDecl:
    """`milestone launch "On sale" { after pricing; by 2026-04-01 }`."""

    head: Head
    clauses: tuple[MilestoneClause, ...]
    span: Span


@frozen
class ReviewEvery:
    """`every monday 09:00`, in a review."""

    every: Recurrence
    span: Span


@frozen
class CoversTopics:
    """`covers revenue, b2b`, in a review."""

    topics: tuple[Path, ...]
    span: Span


@frozen
class AttendedBy:
    """`attended by sales, director`."""

    who: tuple[Path, ...]
    span: Span


@frozen
class ReviewDecl:
    """`review weekly "Sales weekly" { ... }`."""

    head: Head
    clauses: tuple[ReviewEvery | CoversTopics | AttendedBy, ...]
    span: Span


Declaration = (
    PlanDecl
    | Use
    | ModuleDecl
    | CalendarDecl
    | RoleDecl
    | TeamDecl
    | SourceDecl
    | MetricDecl
    | GoalDecl
    | ProcessDecl
    | AlertDecl
    | TaskDecl
    | MilestoneDecl
    | ReviewDecl
)


@frozen
class Module:
    """One parsed plan file: its declarations in written order; broken ones are left out and reported."""

    source: Source
    declarations: tuple[Declaration, ...]
