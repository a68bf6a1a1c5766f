"""Everything one evaluation found: a report needs nothing beside it.

In: nothing (data classes). Out: what `evaluate` returns. Orders are fixed (tests/spec/identity.md): period, then
declaration, then entity. Entities are `plan:`, `team:NAME`, `rep:PERSON`, `deal:KEY` (any record key), `task:NAME`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from fractions import Fraction

from planlang.data.loaded.snapshot import DataNote, Load, Place
from planlang.diagnostics.text import Message
from planlang.evaluate.results.alert_states import AlertEvent, AlertState
from planlang.evaluate.results.beside import Later, Meeting, Notices, Unjudged
from planlang.evaluate.results.changes import AdjustmentState, Changes
from planlang.evaluate.results.classes import CareValue, SegmentValue
from planlang.evaluate.results.goals import Bar, BarKind, Grown, RecurringValue, SplitCheck
from planlang.evaluate.results.market import AssumptionValue, StrategyValue
from planlang.evaluate.results.money import BudgetValue, ResourceValue
from planlang.evaluate.results.people import IncentiveValue, PromotionValue, ScorecardValue
from planlang.evaluate.results.pipelines import Calibration, WeightedPipeline
from planlang.evaluate.results.readings import Range, Reading, Sample
from planlang.evaluate.results.risks import ExpectedLoss, RiskValue
from planlang.frozen import field, frozen
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.semantics.model import Direction, Proposal, StatusBands, TimeLimit
from planlang.values.figure import Figure, Known
from planlang.values.periods import DAY, Grain, Period
from planlang.values.units import Unit


@frozen
class AsOf:
    """What is looked at: facts before `cut`, a local instant of the plan's zone.

    Attributes:
        week: the last closed week: the week under review.
        short: where nobody said what to look at: the sources that are due every week and end before this one.
        whole: the last week that none of them ends before.
    """

    label: str
    cut: datetime
    week: Period
    short: tuple[str, ...] = ()
    whole: Period | None = None


@frozen
class EvidenceRow:
    """One row behind a figure: its key (or row number), where it stands, and the cells that matter."""

    key: str
    place: Place
    cells: tuple[tuple[str, str], ...]


@frozen
class Evidence:
    """What a figure rests on.

    Attributes:
        formula: in the words of the plan file.
        where: `path:line:column` of that formula.
        days: `[from, to)` that were counted, or None.
        rows: the first rows, in order of file and line.
        count: how many there are in all.
        undecided, skipped: rows left out because a condition was unknown or a cell empty.
        unfound: rows left out because the row they look up is not known: set aside, none, several.
        notes: further facts (`owner: as exported`, `calendar: assumed after ...`, coverage, who was counted).
        of_rows: whether rows are what is counted; a headcount is of people.
        counted: the aggregate whose rows these are, in the words of the plan file; empty where there are none.
        parts: numerator and denominator of a ratio, where they were asked for.
    """

    formula: str
    where: str
    days: tuple[date, date] | None
    rows: tuple[EvidenceRow, ...] = ()
    count: int = 0
    undecided: int = 0
    skipped: int = 0
    unfound: tuple[int, int, int] = (0, 0, 0)
    notes: tuple[Message, ...] = ()
    of_rows: bool = True
    counted: str = ""
    parts: tuple[Reading, Reading] | None = None


@frozen
class MetricValue:
    """A metric for one entity in the period under review, and the period before; rows only where they were asked for.

    Attributes:
        at_cut: of a metric of records as they stand, where the cut lies after the period: its figure on the last day
            before the cut that the data show, and that day.
    """

    metric: str
    entity: str
    period: Period
    value: Reading
    previous: Reading
    provisional: bool
    active_days: Fraction | int
    evidence: Evidence | None = None
    at_cut: tuple[Reading, date] | None = None


class GoalStatus(Enum):
    """Attainment against the declared bands."""

    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OFF_TRACK = "off track"
    NO_DATA = "no data"


@frozen
class GoalValue:
    """A goal, or a part of it, over its whole span or one leaf period.

    Attributes:
        entity: `plan:`, `team:NAME`, `rep:PERSON`; `team:(unassigned)` for what is nobody's, because the one was not there.
        within: of a person under a team that team: what was done in it alone counts; None for all others.
        values: columns with the values that rows have, from the outside; None for other values than those of the parts.
        column: of a part beside others with other values of a column, that column.
        depth: how many parts and wholes stand above it.
        period: None for the whole goal, else the leaf (a quarter).
        direction: what exceeds a target is used up too much of a limit (`AT_MOST`).
        accumulates: whether the figure adds up over time; else the target is a level that holds all the time.
        margin: by how much a level may be missed and be at risk only.
        grown: of the whole goal how it stands against its base, where it has one.
        begins_at: of a level on a straight path the base that it begins at; None: it holds all the time.
        course: of the whole goal what was reached from its start to the start of each day, as far as files tell.
        bars: the floor and the stretch of the whole goal, or of a period of it, where the plan has them.
        sample: of a figure of answers how many answered.
    """

    goal: str
    entity: str
    within: str | None
    period: Period | None
    start: date
    end: date
    target: Figure
    target_to_date: Figure
    actual: Figure
    attainment: Figure
    progress: Figure
    pace: Figure
    gap: Figure
    surplus: Figure
    required_rate: Figure
    working_days_left: Fraction | int
    unit: Unit
    direction: Direction
    accumulates: bool
    status: GoalStatus
    bands: StatusBands
    margin: Fraction
    evidence: Evidence
    course: tuple[tuple[date, Figure], ...] = ()
    bars: tuple[Bar, ...] = ()
    values: tuple[tuple[str, str | None], ...] = ()
    column: str | None = None
    depth: int = 0
    begins_at: Fraction | None = None
    grown: Grown | None = None
    sample: Sample | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is about the whole goal, over all of its time or a part."""
        return self.entity == "plan:" and not self.values

    @property
    def is_root(self) -> bool:
        """Whether it is no part of another: the whole goal, or that of one who has it for himself."""
        return self.depth == 0

    @property
    def is_other(self) -> bool:
        """Whether it is about the rows with other values than those of the parts, which have no target."""
        return bool(self.values) and self.values[-1][1] is None

    @property
    def highest_bar(self) -> BarKind | None:
        """The highest bar of which all that is due by now is reached; None where there is none, or nobody knows."""
        reached = {bar.kind: bar.is_reached for bar in self.bars}
        if isinstance(self.attainment, Known):
            reached[BarKind.TARGET] = self.attainment.value >= 1
        return next((kind for kind in reversed(BarKind) if reached.get(kind)), None)


class Verdict(Enum):
    """What became of an obligation or a limit."""

    SATISFIED = "satisfied"
    PENDING = "pending"
    VIOLATED = "violated"
    POSSIBLE = "possibly violated"
    WAIVED = "waived"
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"


class Kind(Enum):
    """What kind of rule was broken."""

    ALERT = "alert"
    RULE = "rule"
    SCHEDULE = "schedule"
    GOAL = "goal"


@frozen
class Violation:
    """A broken rule of the business.

    Attributes:
        id: first 12 hex digits of SHA-256 over kind, rule, entity, activation (tests/spec/identity.md).
        rule: qualified name: `thin_activity`, `b2b.stay.proposal`, `task.pricing.deadline`.
        owner: who is responsible, as known; None where nobody is.
        value, limit: what was found and what is allowed; None where the rule has no figure.
        limit_words: the limit as the rule compares it (`at most 10wd`, `< 12`); the one that keeps an alert on where that is
            on without being bad.
        until_words: what ends an alert (`≥ 12`), where it is not simply that its condition is no longer true.
        since: first day of the breach; None where only an interval is known.
        due_at: the local time at which a limit in hours runs out, at the latest; None for other limits.
        due_from, due_from_at: the same at the earliest, as exports bound it; None where that is not known.
        weeks: for how many closed weeks it has lasted, at least 1.
        verdict: VIOLATED, or POSSIBLE for a breach that snapshots cannot prove; PENDING where an explanation asks for what
            may still be broken.
        to: who is notified now, escalation included, in order.
        stage: of a process rule, the stage it is about (the one entered, for a move); None where there is none.
        responsible: who answers for that stage, as the process says.
        standard: by which the work is done, as the rule itself says; None: as its stage says.
        passed_on: those of `to` whom it has been passed on to because it lasts, where the rule itself says so.
        proposals: what is proposed while it stands.
        goes_on: of a process rule, whether it stands at the cut.
        known: of a process rule, the last day of the file that showed it, where an earlier one should have.
        evidence: of an alert looked up in the data when it is first asked for, as long as their engine is there.
    """

    id: str
    kind: Kind
    rule: str
    title: str
    entity: str
    severity: str
    owner: str | None
    period: Period | None
    value: Reading | None
    limit: Reading | None
    limit_words: Message | None
    message: Message
    since: date | None
    due: date | None
    weeks: int
    verdict: Verdict
    to: tuple[str, ...]
    inhibited_by: str | None
    _evidence: Evidence | Later[Evidence]
    due_at: datetime | None = None
    due_from: date | None = None
    due_from_at: datetime | None = None
    until_words: Message | None = None
    stage: str | None = None
    responsible: tuple[str, ...] = ()
    standard: str | None = None
    passed_on: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    goes_on: bool = False
    known: date | None = None

    @property
    def evidence(self) -> Evidence:
        """What it rests on."""
        return self._evidence.look_up() if isinstance(self._evidence, Later) else self._evidence


@frozen
class RuleCount:
    """How the instances of a process rule fared."""

    rule: str
    severity: str
    verdicts: Mapping[Verdict, int]


@frozen
class StageCount:
    """The records in a stage at the end of a day, and a week before; the day is that of the cut, or the last one before it
    of which the data show the state.
    """

    process: str
    stage: str
    records: Figure
    before: Figure
    amount: Figure | None
    amount_unit: Unit | None
    day: date


class ConversionVerdict(Enum):
    """The conversion of a stage against what is expected of it."""

    MET = "met"
    BELOW = "below"
    UNKNOWN = "unknown"


@frozen
class Conversion:
    """Which share of the records that entered a stage got further, against what is expected (docs/reference/processes.md).

    Attributes:
        expected: the share that is expected; `within` the time that a record has, None: until it leaves the stage.
        since: the first day whose entries count; the last is that of the cut.
        members: records that entered since then, as far as is known; those below are of them.
        counted: those whose time is up; `converted` those of them that got further in time.
        immature: those whose time is not up.
        undated: records that entered at a time nobody knows, and are no members.
        rate: converted over counted; unknown, between `bounds`, where the data leave several possible.
        whole: between what the rate of all members will come to lie, with those who still can get further in time; the verdict is
            on this. None where it cannot be told.
        behind: keys of the counted ones that did not get further.
    """

    process: str
    stage: str
    expected: Fraction
    within: TimeLimit | None
    since: date
    members: int
    counted: int
    converted: int
    immature: int
    undated: int
    rate: Figure
    bounds: Range | None
    whole: Range | None
    verdict: ConversionVerdict
    behind: tuple[str, ...]


@frozen
class Deadline:
    """An obligation that will be broken unless something happens: due date ascending, and local time for limits in hours.

    Attributes:
        reminded: the day since when it is reminded of; None where it is not, or not yet; `reminded_at` the local time
            where hours count.
        to: who is reminded.
    """

    rule: str
    entity: str
    owner: str | None
    due: date
    due_at: datetime | None = None
    reminded: date | None = None
    reminded_at: datetime | None = None
    to: tuple[str, ...] = ()


@frozen
class Evaluation:
    """The answer for one week.

    Attributes:
        notes: what was wrong with the data, in order of source, file, line.
        missing: sentences on what could not be judged and why.
        history: alert states of all closed periods for whoever an alert is on, was on last, or may be on next; made when asked for.
        violations: worst severity first, then kind, declaration, entity.
        unjudged: rules of processes, then alerts, then what adjustments wait for, in declared order.
        assumptions: in declared order.
        splits: of goals in declared order, whether their parts add up.
        meetings: the next one of every review, soonest first.
        corrected: files that were not read, as others correct them.
        budgets: in declared order.
        scorecards: in declared order, the cards of the last closed period.
        risks: those that can happen by exposure, then those that have, then closed ones.
        expected_losses: of goals with risks, in declared order.
        strategies: in declared order.
        incentives: in declared order, what is paid for the last closed period.
        recurring: goals that come again, in declared order.
        resources: in declared order.
        promotions: in declared order, who could rise.
        notices: who gets what by which channel.
        changes: what revisions, scenarios and baselines make of the plan.
        care: of processes that say how their records are looked after, in declared order.
        segments: those whose records are loaded, in declared order.
        above: for every person and team, the entities they stand under at the end of the week, nearest first.
    """

    plan: Plan
    as_of: AsOf
    grain: Grain
    schedule: Schedule
    loads: tuple[Load, ...]
    notes: tuple[DataNote, ...]
    missing: tuple[Message, ...]
    metrics: tuple[MetricValue, ...]
    goals: tuple[GoalValue, ...]
    stages: tuple[StageCount, ...]
    conversions: tuple[Conversion, ...]
    rules: tuple[RuleCount, ...]
    upcoming: tuple[Deadline, ...]
    violations: Sequence[Violation]
    alerts: tuple[AlertEvent, ...]
    history: Sequence[AlertState]
    provisional: bool
    meetings: tuple[Meeting, ...] = ()
    above: Mapping[str, tuple[str, ...]] = field(factory=dict)
    unjudged: tuple[Unjudged, ...] = ()
    adjustments: tuple[AdjustmentState, ...] = ()
    pipelines: tuple[WeightedPipeline, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    splits: tuple[SplitCheck, ...] = ()
    assumptions: tuple[AssumptionValue, ...] = ()
    corrected: tuple[Load, ...] = ()
    budgets: tuple[BudgetValue, ...] = ()
    risks: tuple[RiskValue, ...] = ()
    expected_losses: tuple[ExpectedLoss, ...] = ()
    notices: Notices = field(factory=Notices)
    changes: Changes = field(factory=Changes)
    segments: tuple[SegmentValue, ...] = ()
    scorecards: tuple[ScorecardValue, ...] = ()
    strategies: tuple[StrategyValue, ...] = ()
    incentives: tuple[IncentiveValue, ...] = ()
    recurring: tuple[RecurringValue, ...] = ()
    resources: tuple[ResourceValue, ...] = ()
    promotions: tuple[PromotionValue, ...] = ()
    care: tuple[CareValue, ...] = ()


def elapsed_share(evaluation: Evaluation) -> Fraction:
    """Working days of the plan that have passed by the cut, over all of them, the last day included."""
    plan = evaluation.plan
    after = plan.end + DAY
    done = plan.calendar.days_worth(plan.start, min(evaluation.as_of.cut.date(), after))
    return Fraction(done) / (plan.calendar.days_worth(plan.start, after) or 1)
