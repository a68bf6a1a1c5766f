"""The kinds of declaration, and the file that declares.

What is to be known of a kind stands here once: its word in the grammar, its class, and what messages call it.
"""

from __future__ import annotations

from enum import Enum

from planlang.diagnostics import text
from planlang.frozen import frozen
from planlang.source import Source, Span
from planlang.syntax.nodes.alerts import AlertDecl
from planlang.syntax.nodes.data import MetricDecl, SourceDecl
from planlang.syntax.nodes.goals import GoalDecl
from planlang.syntax.nodes.literals import Name
from planlang.syntax.nodes.management.changes import AdjustDecl, BaselineDecl, RevisionDecl, ScenarioDecl, WaiverDecl
from planlang.syntax.nodes.management.incentives import IncentiveDecl
from planlang.syntax.nodes.management.people import PromotionDecl, ScorecardDecl
from planlang.syntax.nodes.management.resources import ResourceDecl
from planlang.syntax.nodes.management.strategies import StrategyDecl
from planlang.syntax.nodes.management.testing import TestDecl
from planlang.syntax.nodes.market import AssumptionDecl
from planlang.syntax.nodes.money import AccountDecl, BudgetDecl
from planlang.syntax.nodes.organisation import CalendarDecl, RoleDecl, TeamDecl
from planlang.syntax.nodes.plan import ApplyDecl, LanguageDecl, ModuleDecl, Parameter, PlanDecl, Use
from planlang.syntax.nodes.processes import ProcessDecl
from planlang.syntax.nodes.rhythm import ChannelDecl, ReviewDecl, RiskDecl
from planlang.syntax.nodes.segments import SegmentDecl
from planlang.syntax.nodes.shared import Head, NoteClause
from planlang.syntax.nodes.tasks import MilestoneDecl, TaskDecl


@frozen
class DefineDecl:
    """`define region(area: team, amount: money) { goal … }`: declarations that are made once for each `apply`."""

    head: Head
    parameters: tuple[Parameter, ...]
    declarations: tuple[Declaration, ...]
    clauses: tuple[NoteClause, ...]
    span: Span


Declaration = (
    PlanDecl
    | Use
    | ModuleDecl
    | LanguageDecl
    | DefineDecl
    | ApplyDecl
    | CalendarDecl
    | RoleDecl
    | TeamDecl
    | SourceDecl
    | SegmentDecl
    | MetricDecl
    | GoalDecl
    | ProcessDecl
    | AlertDecl
    | TaskDecl
    | MilestoneDecl
    | ReviewDecl
    | RiskDecl
    | ChannelDecl
    | BudgetDecl
    | AccountDecl
    | AdjustDecl
    | RevisionDecl
    | WaiverDecl
    | ScenarioDecl
    | BaselineDecl
    | ScorecardDecl
    | IncentiveDecl
    | PromotionDecl
    | AssumptionDecl
    | StrategyDecl
    | ResourceDecl
    | TestDecl
)


Nameless = PlanDecl | Use | ModuleDecl | LanguageDecl | ApplyDecl
"""Declarations whose name, if they have one, is entered nowhere."""


class Kind(Enum):
    """The kinds of declaration that can be named elsewhere, by the key of their word."""

    CALENDAR = "calendar"
    ROLE = "role"
    TEAM = "team"
    SOURCE = "source"
    SEGMENT = "segment"
    METRIC = "metric"
    GOAL = "goal"
    PROCESS = "process"
    ALERT = "alert"
    TASK = "task"
    MILESTONE = "milestone"
    REVIEW = "review"
    RISK = "risk"
    CHANNEL = "channel"
    BUDGET = "budget"
    ACCOUNT = "account"
    ASSUMPTION = "assumption"
    STRATEGY = "strategy"
    RESOURCE = "resource"
    TEMPLATE = "define"
    ADJUST = "adjust"
    REVISION = "revision"
    WAIVER = "waiver"
    SCENARIO = "scenario"
    BASELINE = "baseline"
    SCORECARD = "scorecard"
    INCENTIVE = "incentive"
    PROMOTION = "promotion"
    TEST = "test"


@frozen
class Declared:
    """One kind.

    Attributes:
        node: the class of its declarations.
        word: what messages call it: `review`.
        called: the same of one of them, or of its block: `a review`.
    """

    kind: Kind
    node: type
    word: text.Text
    called: text.Text


DECLARED = (
    Declared(
        Kind.CALENDAR,
        CalendarDecl,
        text.Text("syntax.kind.calendar", "calendar"),
        text.Text("syntax.block.calendar", "a calendar"),
    ),
    Declared(
        Kind.ROLE,
        RoleDecl,
        text.Text("syntax.kind.role", "role"),
        text.Text("syntax.block.role", "a role"),
    ),
    Declared(
        Kind.TEAM,
        TeamDecl,
        text.Text("syntax.kind.team", "team"),
        text.Text("syntax.block.team", "a team"),
    ),
    Declared(
        Kind.SOURCE,
        SourceDecl,
        text.Text("syntax.kind.source", "source"),
        text.Text("syntax.block.source", "a source"),
    ),
    Declared(
        Kind.SEGMENT,
        SegmentDecl,
        text.Text("syntax.kind.segment", "segment"),
        text.Text("syntax.block.segment", "a segment"),
    ),
    Declared(
        Kind.METRIC,
        MetricDecl,
        text.Text("syntax.kind.metric", "metric"),
        text.Text("syntax.block.metric", "a metric"),
    ),
    Declared(
        Kind.GOAL,
        GoalDecl,
        text.Text("syntax.kind.goal", "goal"),
        text.Text("syntax.block.goal", "a goal"),
    ),
    Declared(
        Kind.PROCESS,
        ProcessDecl,
        text.Text("syntax.kind.process", "process"),
        text.Text("syntax.block.process", "a process"),
    ),
    Declared(
        Kind.ALERT,
        AlertDecl,
        text.Text("syntax.kind.alert", "alert"),
        text.Text("syntax.block.alert", "an alert"),
    ),
    Declared(
        Kind.TASK,
        TaskDecl,
        text.Text("syntax.kind.task", "task"),
        text.Text("syntax.block.task", "a task"),
    ),
    Declared(
        Kind.MILESTONE,
        MilestoneDecl,
        text.Text("syntax.kind.milestone", "milestone"),
        text.Text("syntax.block.milestone", "a milestone"),
    ),
    Declared(
        Kind.REVIEW,
        ReviewDecl,
        text.Text("syntax.kind.review", "review"),
        text.Text("syntax.block.review", "a review"),
    ),
    Declared(
        Kind.RISK,
        RiskDecl,
        text.Text("syntax.kind.risk", "risk"),
        text.Text("syntax.block.risk", "a risk"),
    ),
    Declared(
        Kind.CHANNEL,
        ChannelDecl,
        text.Text("syntax.kind.channel", "channel"),
        text.Text("syntax.block.channel", "a channel"),
    ),
    Declared(
        Kind.BUDGET,
        BudgetDecl,
        text.Text("syntax.kind.budget", "budget"),
        text.Text("syntax.block.budget", "a budget"),
    ),
    Declared(
        Kind.ACCOUNT,
        AccountDecl,
        text.Text("syntax.kind.account", "account"),
        text.Text("syntax.block.account", "an account"),
    ),
    Declared(
        Kind.ASSUMPTION,
        AssumptionDecl,
        text.Text("syntax.kind.assumption", "assumption"),
        text.Text("syntax.block.assumption", "an assumption"),
    ),
    Declared(
        Kind.STRATEGY,
        StrategyDecl,
        text.Text("syntax.kind.strategy", "strategy"),
        text.Text("syntax.block.strategy", "a strategy"),
    ),
    Declared(
        Kind.RESOURCE,
        ResourceDecl,
        text.Text("syntax.kind.resource", "resource"),
        text.Text("syntax.block.resource", "a resource"),
    ),
    Declared(
        Kind.TEMPLATE,
        DefineDecl,
        text.Text("syntax.kind.define", "template"),
        text.Text("syntax.block.define", "a template"),
    ),
    Declared(
        Kind.ADJUST,
        AdjustDecl,
        text.Text("syntax.kind.adjust", "adjustment"),
        text.Text("syntax.block.adjust", "an adjustment"),
    ),
    Declared(
        Kind.REVISION,
        RevisionDecl,
        text.Text("syntax.kind.revision", "revision"),
        text.Text("syntax.block.revision", "a revision"),
    ),
    Declared(
        Kind.WAIVER,
        WaiverDecl,
        text.Text("syntax.kind.waiver", "waiver"),
        text.Text("syntax.block.waiver", "a waiver"),
    ),
    Declared(
        Kind.SCENARIO,
        ScenarioDecl,
        text.Text("syntax.kind.scenario", "scenario"),
        text.Text("syntax.block.scenario", "a scenario"),
    ),
    Declared(
        Kind.BASELINE,
        BaselineDecl,
        text.Text("syntax.kind.baseline", "baseline"),
        text.Text("syntax.block.baseline", "a baseline"),
    ),
    Declared(
        Kind.SCORECARD,
        ScorecardDecl,
        text.Text("syntax.kind.scorecard", "scorecard"),
        text.Text("syntax.block.scorecard", "a scorecard"),
    ),
    Declared(
        Kind.INCENTIVE,
        IncentiveDecl,
        text.Text("syntax.kind.incentive", "incentive"),
        text.Text("syntax.block.incentive", "an incentive"),
    ),
    Declared(
        Kind.PROMOTION,
        PromotionDecl,
        text.Text("syntax.kind.promotion", "promotion"),
        text.Text("syntax.block.promotion", "a promotion"),
    ),
    Declared(
        Kind.TEST,
        TestDecl,
        text.Text("syntax.kind.test", "test"),
        text.Text("syntax.block.test", "a test"),
    ),
)
"""All kinds, in the order in which messages list them."""


Parent = TaskDecl | ReviewDecl | RiskDecl | BudgetDecl | AccountDecl | StrategyDecl
"""What declarations stand in."""


def inside(node: Declaration) -> tuple[Declaration, ...]:
    """The declarations that stand directly in one, in written order."""
    return node.children if isinstance(node, Parent) else ()


@frozen
class Broken:
    """A declaration in which something could not be read, kept without it or not kept at all.

    Attributes:
        kind: the word of the language for it (`task`), in English; None where that could not be read.
        name: None where none could be read.
        span: its name, or its first word.
    """

    kind: str | None
    name: Name | None
    span: Span


@frozen
class Module:
    """One parsed plan file.

    Attributes:
        declarations: in written order; without the statements, and without the declarations, that cannot be read.
        broken: the declarations in which something was reported, kept or not, in written order. What is missing in them,
            or refers to them, is no news.
        mistakes: where something was reported, the first hundred places.
        readable: whether the text could be read as a plan at all; what is missing in one that could not is no news.
    """

    source: Source
    declarations: tuple[Declaration, ...]
    broken: tuple[Broken, ...] = ()
    mistakes: tuple[Span, ...] = ()
    readable: bool = True

    @property
    def plan(self) -> PlanDecl | None:
        """The plan that it declares, if any."""
        return next((node for node in self.declarations if isinstance(node, PlanDecl)), None)

    @property
    def has_tests_alone(self) -> bool:
        """Whether it declares tests, and no plan: those of a plan that it uses."""
        return self.plan is None and any(isinstance(node, TestDecl) for node in self.declarations)
