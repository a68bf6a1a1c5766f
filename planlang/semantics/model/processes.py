"""Processes: the stages that records go through, and the rules on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.expr import FigureExpression, RowExpression
from planlang.semantics.expr.lengths import TimeLimit
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import EscalationStep, Party, Via
from planlang.source import Span
from planlang.values.periods import Grain


@frozen
class Expectation:
    """Which share of the records that enter a stage is expected to get further, within a time where one is given."""

    share: Decimal
    within: TimeLimit | None


@frozen
class WinProbability:
    """The declared chance that a record in a stage is won."""

    share: Decimal
    span: Span


@frozen
class Stage:
    """A stage.

    Attributes:
        position: its rank on the main line; None for all but open stages.
        synonyms: what stands for it in data.
        win: the declared chance that a record in it is won.
        win_of: of a stage that is won, the rank of its win among those of the process, and its place after that, 0 for the
            win itself; None for all others.
        goes_on: whether another stage comes after it, of a stage that is won.
    """

    name: str
    alias: str | None
    title: str
    phase: StagePhase
    position: int | None
    aim: str | None = None
    standard: str | None = None
    responsible: Party | None = None
    expectation: Expectation | None = None
    synonyms: tuple[str, ...] = ()
    win: WinProbability | None = None
    win_of: tuple[int, int] | None = None
    goes_on: bool = False

    @property
    def is_final(self) -> bool:
        """Whether nothing comes after it, so that it does not have to be left."""
        return self.phase is not StagePhase.OPEN and not self.goes_on


class StagePhase(Enum):
    """Whether a record in a stage is still open; what was void should never have been there."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    VOID = "void"


@frozen
class ProposedTask:
    """A task that is proposed, by its qualified name."""

    task: str


@frozen
class Return:
    """A move of the record back to a stage, which is proposed."""

    stage: str


Proposal = ProposedTask | Return


@frozen
class Handling:
    """What is done about the breaches of a rule, beyond what its process says.

    Attributes:
        notify: who is told instead of those whom the process names; None: these.
        escalation: who is told later, beside them.
        warn: how long before a limit runs out it is reminded of; None: it is not.
        standard: by which the work is done; None: that of the stage.
        proposals: what is proposed while the rule is broken.
        via: by which channels those are told of whom it is said; it goes with `notify`.
    """

    notify: tuple[Party, ...] | None = None
    escalation: tuple[EscalationStep, ...] = ()
    warn: TimeLimit | None = None
    standard: str | None = None
    proposals: tuple[Proposal, ...] = ()
    via: tuple[Via, ...] = ()


@frozen
class RuleIdent:
    """A process rule: qualified name (`b2b.stay.proposal`), severity, place, rank; and where its limit is written, which
    may be far from the rule (None: it has no limit).
    """

    name: str
    severity: str
    span: Span
    order: int
    limit_at: Span | None = None
    handling: Handling = Handling()


@frozen
class LimitCase:
    """Another limit for some of what is judged.

    Attributes:
        where: holds of the record when its time ends, or now; None: of all.
        written: the condition in the plan, empty without one.
        before: only what began before this day: a revision gave all else another limit. None: whenever it began.
    """

    limit: TimeLimit
    where: RowExpression | None
    written: str
    before: date | None = None


@frozen
class StayRule:
    """The longest stay in a stage, per visit or over all visits."""

    ident: RuleIdent
    stage: str
    limit: TimeLimit
    total: bool
    where: RowExpression | None
    cases: tuple[LimitCase, ...] = ()


@frozen
class IdleRule:
    """The longest time without a row of `activities` for the record (same key columns), while it is open (and in
    `stage`, where given); `via`: the column of the records that names whose rows these are, a customer's, where they are not the
    records' own.
    """

    ident: RuleIdent
    limit: TimeLimit
    activities: str
    stage: str | None
    where: RowExpression | None
    cases: tuple[LimitCase, ...] = ()
    keeps_won: bool = False
    """whether it goes on for records that are won"""
    via: str | None = None


@frozen
class RevisitRule:
    """In every period of a grain a record has to have so many rows of `activities`, while it is not lost (and in `stage`, where
    given); `where` has to hold on the first day of the period.
    """

    ident: RuleIdent
    grain: Grain
    count: int
    activities: str
    stage: str | None
    where: RowExpression | None


@frozen
class HoldRule:
    """Who has a role may have so many records at most that are not lost (or in `stage`, where given)."""

    ident: RuleIdent
    role: str
    most: int
    stage: str | None


@frozen
class SameOwnerRule:
    """Who gave a record back may not have it again within a time (in `stage`, where given)."""

    ident: RuleIdent
    limit: TimeLimit
    stage: str | None


@frozen
class HandOverRule:
    """When its owner leaves his post, a record has to have another one within a time."""

    ident: RuleIdent
    limit: TimeLimit


@frozen
class FileRule:
    """What has to be known of every record that is not lost."""

    ident: RuleIdent
    conditions: tuple[tuple[str, RowExpression], ...]
    """(as written, condition)"""


@frozen
class SkipRule:
    """Stages of the main line may not be passed over; with `stage` that one, unless it was visited before."""

    ident: RuleIdent
    stage: str | None = None


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
    limit: TimeLimit
    cases: tuple[LimitCase, ...] = ()


@frozen
class TodoRule:
    """Something to be done within a time after a stage is entered.

    Attributes:
        alias: its other name, or None.
        done: a condition over counts, sums and different values of rows that belong to the record, of the days since it
            entered the stage.
        via: by source, the column of the records that names whose its rows are, where these are not the records' own.
    """

    ident: RuleIdent
    title: str
    alias: str | None
    stage: str
    limit: TimeLimit
    done: FigureExpression
    via: tuple[tuple[str, str], ...] = ()


@frozen
class ApprovalRule:
    """What exceeds what the owner of a record may approve needs somebody who may, before the record is won.

    Attributes:
        column: of the source, what is approved; `names` are those by which roles may know it.
        approver: the column with who did; `on` the one with when, None where nothing says.
    """

    ident: RuleIdent
    column: str
    names: tuple[str, ...]
    approver: str
    on: str | None


ProcessRule = (
    StayRule
    | IdleRule
    | RevisitRule
    | HoldRule
    | SameOwnerRule
    | HandOverRule
    | FileRule
    | SkipRule
    | BackRule
    | ReopenRule
    | RequireRule
    | ResponseRule
    | ApprovalRule
    | TodoRule
)


@frozen
class Process:
    """A pipeline of stages that the records of a source go through; `value` is the column of money that says what a
    record is worth, `owner` the one with who is responsible for it: None where the source has none, or several.
    """

    ident: Ident
    source: str
    stages: tuple[Stage, ...]
    loss_origins: Mapping[str, tuple[str, ...] | None]
    rules: tuple[ProcessRule, ...]
    notify: tuple[Party, ...]
    escalation: tuple[EscalationStep, ...]
    value: str | None = None
    owner: str | None = None
    via: tuple[Via, ...] = ()

    def told(self, rule: ProcessRule) -> tuple[Party, ...]:
        """Who is told of a breach at once."""
        notify = rule.ident.handling.notify
        return self.notify if notify is None else notify

    def ways(self, rule: ProcessRule) -> tuple[Via, ...]:
        """By which channels those are told at once of whom it is said."""
        return self.via if rule.ident.handling.notify is None else rule.ident.handling.via

    def steps(self, rule: ProcessRule) -> tuple[EscalationStep, ...]:
        """Who is told of a breach that lasts, the soonest first."""
        return tuple(sorted((*self.escalation, *rule.ident.handling.escalation), key=lambda step: step.days))

    def stage(self, name: str) -> Stage:
        """The stage of that name.

        Raises:
            KeyError: there is none.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)
