"""Processes: stages and the rules for moving through them."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.expressions import Expression, Reference
from planlang.syntax.nodes.literals import Duration, Name, Number, Path, Percent, Text
from planlang.syntax.nodes.shared import Cadence, Escalate, Head, NoteClause, Notify, Propose, SeverityClause, Warn


@frozen
class StageHead:
    """`prospect | 线索 "Lead"`, in a stage list; `synonyms` is what else stands for it in data: `lost | 输单, 丢单`."""

    name: Name
    alias: Name | None
    synonyms: tuple[Name | Text, ...]
    title: Text | None
    span: Span


@frozen
class Stages:
    """`stages prospect -> contact -> proposal`: the main line, in order."""

    stages: tuple[StageHead, ...]
    span: Span


@frozen
class WinStage:
    """`win stage won "Signed" -> delivery -> service`: the win, and what comes after it, in order."""

    stages: tuple[StageHead, ...]
    span: Span


@frozen
class LossStage:
    """`loss stage lost "Lost" from any`; `origins` is None for any open stage."""

    stage: StageHead
    origins: tuple[Name, ...] | None
    span: Span


@frozen
class VoidStage:
    """`void stage invalid from lead`: neither won nor lost; `origins` is None for any open stage."""

    stage: StageHead
    origins: tuple[Name, ...] | None
    span: Span


@frozen
class Standard:
    """`standard "..."`, in a stage or of a rule."""

    text: Text
    span: Span


RuleClause = SeverityClause | Notify | Escalate | Warn | Standard | Propose | NoteClause
"""What a rule says of its breaches: behind it, or in its block. A rule's span ends before its block."""


@frozen
class NoSkipping:
    """`no skipping demo`; `stage` is None for all stages of the main line."""

    stage: Name | None
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class NoGoingBack:
    """`no going back except to discovery`."""

    allowed: tuple[Name, ...]
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class NoReopening:
    """`no reopening except to negotiation`."""

    allowed: tuple[Name, ...]
    handling: tuple[RuleClause, ...]
    span: Span


Limit = Duration | Reference
"""`10wd`, or a parameter of the module."""


@frozen
class LimitCase:
    """`30d where amount >= 50万元`, `twice where new`, behind a limit; `limit` is None for twice the one before."""

    limit: Limit | None
    where: Expression
    span: Span


@frozen
class StayIn:
    """`stay in proposal at most 10wd where amount >= 50万元`; with `total` all visits together."""

    stage: Name
    total: bool
    limit: Limit
    where: Expression | None
    cases: tuple[LimitCase, ...]
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class IdleAtMost:
    """`at most 14d without activities in proposal where ...`; `stage` is None for the whole process."""

    limit: Limit
    activities: Path
    stage: Name | None
    where: Expression | None
    cases: tuple[LimitCase, ...]
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class Revisit:
    """`every month at least 1 visits in held where grade is A`, `every 30d at least 1 visits`; `stage` is None for all but lost
    ones.
    """

    every: Cadence | Limit
    count: Number
    activities: Path
    stage: Name | None
    where: Expression | None
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class Holding:
    """`per rep at most 200 in held`: how many records somebody with a role may have; `stage` is None for all but lost ones."""

    role: Path
    count: Number
    stage: Name | None
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class SameOwner:
    """`no return to the same owner within 30d in held`; `stage` is None for all but lost ones."""

    limit: Limit
    stage: Name | None
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class HandOver:
    """`hand over within 5wd`: after its owner has left."""

    limit: Limit
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class FileHas:
    """`requires industry, contact`: what has to be known of every record."""

    conditions: tuple[Expression, ...]
    handling: tuple[RuleClause, ...]
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
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class FromTo:
    """`from discovery to proposal within 21d`."""

    origin: Name
    target: Name
    limit: Limit
    cases: tuple[LimitCase, ...]
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class Approval:
    """`approval discount by approver on approved_on`; `on` is None where nothing says when."""

    column: Name
    approver: Name
    on: Name | None
    handling: tuple[RuleClause, ...]
    span: Span


@frozen
class ValueOf:
    """`value amount`: the column of money that says what a record is worth."""

    column: Name
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
class ExpectConversion:
    """`expect conversion at least 60% within 60d`, in a stage; `within` is None where no time is given."""

    share: Percent
    within: Limit | None
    span: Span


@frozen
class Within:
    """`within 2wd`, of a to-do."""

    limit: Limit
    span: Span


@frozen
class DoneWhen:
    """`done when count(activities) >= 1`."""

    condition: Expression
    span: Span


@frozen
class Todo:
    """`todo book_lab "Book the laboratory" { within 2wd; done when … }`, in a stage."""

    head: Head
    clauses: tuple[Within | DoneWhen | RuleClause, ...]
    span: Span


@frozen
class WinProbability:
    """`win probability 35%`, in a stage."""

    share: Percent
    span: Span


@frozen
class StageBlock:
    """`stage discovery { aim "..."; responsible presales; notify presales }`."""

    stage: Name
    clauses: tuple[Todo | Aim | Responsible | ExpectConversion | WinProbability | RuleClause, ...]
    span: Span


ProcessClause = (
    Stages
    | NoteClause
    | WinStage
    | LossStage
    | VoidStage
    | NoSkipping
    | NoGoingBack
    | NoReopening
    | StayIn
    | IdleAtMost
    | Revisit
    | Holding
    | SameOwner
    | HandOver
    | FileHas
    | Requires
    | FromTo
    | Approval
    | ValueOf
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
