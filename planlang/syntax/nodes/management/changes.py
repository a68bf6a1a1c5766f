"""Changes of a plan: adjustments, revisions, waivers, scenarios, baselines."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.alerts import ForEach, Until, When
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Date, Duration, Name, Path, Text
from planlang.syntax.nodes.shared import Head, HoldsDuring, NoteClause, Notify


@frozen
class Proposed:
    """`proposed by 赵岚`."""

    who: Path
    span: Span


@frozen
class Approved:
    """`approved by director on 2026-05-20`."""

    who: Path
    on: Date | None
    span: Span


@frozen
class Because:
    """`because "Volume grew, the win rate did not"`."""

    text: Text
    span: Span


@frozen
class Accept:
    """`accept training, service`: tasks that were on stand-by."""

    what: tuple[Path, ...]
    span: Span


@frozen
class Drop:
    """`drop survey, tour`."""

    what: tuple[Path, ...]
    span: Span


@frozen
class ReviewOn:
    """`review on 2026-09-30 when win_rate rolling 13 weeks >= 20%`."""

    date: Date
    condition: Expression | None
    span: Span


@frozen
class Change:
    """`change goal cac { target at most 8500元 }`: clauses that stand in the place of those a declaration has.

    Attributes:
        kind: the key of the word for what is changed: `goal`.
        clauses: of a budget also changes of the accounts in it.
        value: what an assumption says then, or the amount of a budget or an account; None for all else.
    """

    kind: str
    what: Path
    clauses: tuple[object, ...]
    span: Span
    value: Expression | None = None


RevisionClause = Proposed | Approved | Because | Accept | Drop | Change | ReviewOn | NoteClause


@frozen
class RevisionDecl:
    """`revision may "More training" on 2026-05-25 { ... }`."""

    head: Head
    on: Date
    clauses: tuple[RevisionClause, ...]
    span: Span


class Waivable(Enum):
    """The rules that can be waived, by the key of their first word."""

    STAY = "stay_in"
    TOTAL = "total_in"
    ENTER = "enter"
    LEAVE = "leave"
    FROM = "from"
    IDLE = "without"
    NO_SKIPPING = "no_skipping"
    NO_GOING_BACK = "no_going_back"
    NO_REOPENING = "no_reopening"


@frozen
class Waives:
    """`waives stay in quote`, `waives from lead to quote`, `waives without calls`: a rule by its first words."""

    rule: Waivable
    names: tuple[Name, ...]
    activities: Path | None
    span: Span


@frozen
class OnlyFor:
    """`only for "D-1042", "D-1050"`."""

    keys: tuple[Text, ...]
    span: Span


@frozen
class WaivedUntil:
    """`until 2026-06-30`."""

    date: Date
    span: Span


WaiverClause = Waives | OnlyFor | WaivedUntil | Proposed | Approved | Because | NoteClause


@frozen
class WaiverDecl:
    """`waiver tender "Public tender" on b2b { ... }`."""

    head: Head
    process: Path
    clauses: tuple[WaiverClause, ...]
    span: Span


ScenarioClause = Change | Accept | Drop | NoteClause


@frozen
class ScenarioDecl:
    """`scenario careful "A weak market" { ... }`."""

    head: Head
    clauses: tuple[ScenarioClause, ...]
    span: Span


@frozen
class BaselineDecl:
    """`baseline agreed "As the board agreed" on 2026-01-12`."""

    head: Head
    on: Date
    clauses: tuple[NoteClause, ...]
    span: Span


@frozen
class NotAgain:
    """`not again within 8 weeks`: how long after a decision the same is not proposed once more."""

    within: Duration
    span: Span


@frozen
class Expires:
    """`expires after 2 weeks`: how long a proposal waits for a decision."""

    after: Duration
    span: Span


@frozen
class Rejected:
    """`rejected by director on 2026-04-03 only for north because "Booked until June"`; `names` is empty for all."""

    who: Path
    on: Date
    names: tuple[Name, ...]
    because: Text | None
    span: Span


AdjustClause = When | Until | HoldsDuring | Accept | Change | Drop | NotAgain | Expires | Rejected | Notify | NoteClause
"""What is proposed stands here as it would in a revision."""


@frozen
class AdjustDecl:
    """`adjust more "More training" { when csat this week < 4.2 for 4 weeks; propose training }`."""

    head: Head
    for_each: ForEach | None
    clauses: tuple[AdjustClause, ...]
    span: Span
