"""Changes of a plan: adjustments, revisions, waivers, scenarios, baselines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from planlang.frozen import frozen
from planlang.semantics.expr import FigureExpression
from planlang.semantics.expr.lengths import Lag
from planlang.semantics.model.alerts import Alert
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import Party
from planlang.source import Span


@frozen
class Changed:
    """What a change is about.

    Attributes:
        kind: the kind of the declaration: `goal`.
        name: its qualified name.
        span: where the change stands.
        ranks: of a process, which of its clauses each clause of the change stands for; None for one that stands for none.
    """

    kind: str
    name: str
    span: Span
    ranks: tuple[int | None, ...] = ()


@frozen
class Decision:
    """Who wanted a change, who decided it and when, and why; `on` is None where the plan does not say."""

    proposed_by: Party | None
    approved_by: Party | None
    on: date | None
    because: str | None


@frozen
class Revision:
    """A change of the plan for good, in force from the day `on`; what it says counts once it is decided.

    Attributes:
        changed: in written order.
        accepted: tasks that were on stand-by.
        dropped: tasks and alerts that are given up.
        review_on, review_when: when it is to be looked at again, and what should hold then.
    """

    ident: Ident
    on: date
    decision: Decision
    changed: tuple[Changed, ...]
    accepted: tuple[Changed, ...]
    dropped: tuple[Changed, ...]
    review_on: date | None
    review_when: FigureExpression | None

    @property
    def known_on(self) -> date:
        """The first day on which it counts: that of its decision where it came later."""
        return max(self.on, self.decision.on or self.on)


def by_force(revisions: Mapping[str, Revision]) -> tuple[Revision, ...]:
    """Revisions in the order in which they come into force."""
    return tuple(sorted(revisions.values(), key=lambda one: (one.known_on, one.ident.order)))


@frozen
class Rejection:
    """A written decision against what is proposed; `about` are keys (`team:north`), empty for all that is open on that day."""

    by: Party | None
    on: date
    about: tuple[str, ...]
    because: str | None
    span: Span


@frozen
class Adjustment:
    """Changes that are proposed while something is so: people decide.

    Attributes:
        alert: when it is proposed, about whom, and who is told.
        changed, accepted, dropped: what is proposed, as a revision would say it.
        again: how long after a decision, or after it has expired, the same is not proposed once more; None: it may be at once.
        expires: how long it waits for a decision; None: as long as its cause lasts.
        rejections: in written order.
    """

    ident: Ident
    alert: Alert
    changed: tuple[Changed, ...]
    accepted: tuple[Changed, ...]
    dropped: tuple[Changed, ...]
    again: Lag | None
    expires: Lag | None
    rejections: tuple[Rejection, ...]


@frozen
class WaivedRule:
    """A rule by what it is about, as `StayRule`, `RequireRule` and their like say it.

    Attributes:
        rule: the first word of the rule in the language: `stay_in`.
        stages: those that it names, in order.
        activities: the source whose rows it misses.
    """

    rule: str
    stages: tuple[str, ...]
    activities: str | None


@frozen
class Waiver:
    """Some rules of a process that do not count for some records, from the day of the decision to the day `until`, both included.

    Attributes:
        keys: of the records, as texts; empty: all.
    """

    ident: Ident
    process: str
    rules: tuple[WaivedRule, ...]
    keys: tuple[str, ...]
    until: date
    decision: Decision


@frozen
class Scenario:
    """The plan as it might be: what is other in it than in the plan in force."""

    ident: Ident
    changed: tuple[Changed, ...]
    accepted: tuple[Changed, ...]
    dropped: tuple[Changed, ...]


@frozen
class Baseline:
    """The plan as it stood at the end of a day, to compare with."""

    ident: Ident
    on: date
